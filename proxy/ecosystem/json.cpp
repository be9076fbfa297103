// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/json.h"

#include "base/number.h"

#include <QCoreApplication>

#include <optional>

namespace larder::ecosystem::json
{

namespace
{

constexpr std::size_t escapeBytes = 6; // "\\ud83d"

// The UTF-16 unit that an escape at the beginning stands for.
std::optional<std::uint16_t> escapedUnit(std::string_view text)
{
    if (text.size() < escapeBytes || !text.starts_with("\\u"))
        return std::nullopt;
    return parseNumber<std::uint16_t>(text.substr(2, 4), 16);
}

bool isHigh(std::uint16_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool isLow(std::uint16_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

} // namespace

std::size_t mendSurrogates(std::string &text, bool isLast)
{
    // Valid JSON has backslashes in strings only, and what is not valid stays so.
    std::size_t at = 0;
    while ((at = text.find('\\', at)) != std::string::npos) {
        const std::string_view rest = std::string_view(text).substr(at);
        const auto unit = escapedUnit(rest);
        const bool isCut = !unit ? rest.size() < escapeBytes && (rest.size() < 2 || rest[1] == 'u')
                                 : isHigh(*unit) && rest.size() < maxEscapeBytes;
        if (isCut && !isLast)
            return at;
        if (!unit) {
            at += 2; // the backslash and what it escapes
            continue;
        }
        const bool isPair =
            isHigh(*unit) && escapedUnit(rest.substr(escapeBytes)).transform(isLow).value_or(false);
        if (!isPair && (isHigh(*unit) || isLow(*unit)))
            text.replace(at, escapeBytes, "\\ufffd");
        at += isPair ? maxEscapeBytes : escapeBytes;
    }
    return text.size();
}

Fault tooLong()
{
    return {FaultKind::TooLarge,
            QCoreApplication::translate("larder::ecosystem",
                                        "A document has a text of more than 32 MiB."),
            {}};
}

Fault notTheDocument()
{
    return {FaultKind::Damaged,
            QCoreApplication::translate("larder::ecosystem",
                                        "What came is not the document that was asked for."),
            QCoreApplication::translate(
                "larder::ecosystem",
                "Check the address of the registry or index, and whether this network asks for a "
                "log-in.")};
}

} // namespace larder::ecosystem::json
