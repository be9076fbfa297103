// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/integrity.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace larder::ecosystem::npm
{

namespace
{

struct NamedAlgorithm
{
    std::string_view prefix;
    DigestAlgorithm algorithm;
};

constexpr std::array algorithms = {
    NamedAlgorithm{.prefix = "sha512-", .algorithm = DigestAlgorithm::Sha512},
    NamedAlgorithm{.prefix = "sha256-", .algorithm = DigestAlgorithm::Sha256},
    NamedAlgorithm{.prefix = "sha1-", .algorithm = DigestAlgorithm::Sha1},
};

// One hash of this algorithm; nothing for any other and for what is malformed.
std::optional<Digest> readHash(std::string_view text, const NamedAlgorithm &named)
{
    text = text.substr(0, text.find('?'));
    if (!text.starts_with(named.prefix))
        return std::nullopt;
    text.remove_prefix(named.prefix.size());
    auto result = QByteArray::fromBase64Encoding(
        QByteArray(text.data(), static_cast<qsizetype>(text.size())),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!result || static_cast<std::size_t>(result.decoded.size()) != digestLength(named.algorithm))
        return std::nullopt;
    return Digest{.algorithm = named.algorithm, .bytes = result.decoded.toStdString()};
}

} // namespace

std::optional<Digest> readIntegrity(std::string_view text)
{
    constexpr std::string_view whiteSpace = " \t\r\n\f";
    for (const NamedAlgorithm &named : algorithms) {
        std::optional<Digest> found;
        for (std::string_view rest = text; !rest.empty();) {
            rest.remove_prefix(std::min(rest.find_first_not_of(whiteSpace), rest.size()));
            const std::string_view word = rest.substr(0, rest.find_first_of(whiteSpace));
            rest.remove_prefix(word.size());
            auto hash = readHash(word, named);
            if (found && hash && *found != *hash)
                return std::nullopt;
            if (hash)
                found = std::move(hash);
        }
        if (found)
            return found;
    }
    return std::nullopt;
}

} // namespace larder::ecosystem::npm
