// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/release.h"

#include "ecosystem/apt/aptpath.h"
#include "ecosystem/apt/checksumline.h"
#include "http/date.h"
#include "http/headers.h"

#include <algorithm>
#include <array>
#include <format>
#include <string>
#include <utility>
#include <vector>

namespace larder::ecosystem::apt
{

namespace
{

constexpr std::string_view signedBegin = "-----BEGIN PGP SIGNED MESSAGE-----";
constexpr std::string_view signatureBegin = "-----BEGIN PGP SIGNATURE-----";

// Cuts the next line off the text, without its end and trailing white space, which a clear
// signature does not cover either.
std::string_view takeLine(std::string_view &text)
{
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_suffix(line.size() - (line.find_last_not_of(" \t\r") + 1));
    return line;
}

// "Sat, 07 Jun 2025 08:56:33 UTC" and the other spellings of the zone and of one-digit numbers that
// apt takes, as the HTTP form of the same time.
std::optional<WallTime> parseReleaseDate(std::string_view text)
{
    std::array<std::string_view, 6> words; // Sat, 07 Jun 2025 08:56:33 UTC
    for (std::string_view &word : words) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        word = text.substr(0, text.find(' '));
        text.remove_prefix(word.size());
    }
    const auto &[weekday, day, month, year, time, zone] = words;
    constexpr std::array<std::string_view, 4> utcNames{"UTC", "GMT", "Z", "+0000"};
    if (!std::ranges::contains(utcNames, zone) || !http::trim(text).empty())
        return std::nullopt;
    return http::parseDate(
        std::format("{} {:0>2} {} {} {:0>8} GMT", weekday, day, month, year, time));
}

// What a Release file says, line by line.
class ReleaseReader
{
public:
    void readLine(std::string_view line);

    [[nodiscard]] bool isOverLimit() const { return m_files.size() > maxReleaseFiles; }

    [[nodiscard]] std::optional<Generation> takeGeneration();

private:
    void readField(std::string_view name, std::string_view value);
    void addFile(std::string_view line);

    std::vector<Generation::File> m_files;
    std::optional<WallTime> m_validUntil;
    bool m_byHash = false;
    bool m_inList = false; // below "SHA256:"
    bool m_hasList = false;
};

void ReleaseReader::readLine(std::string_view line)
{
    if (line.starts_with(' ') || line.starts_with('\t')) {
        if (m_inList)
            addFile(line);
        return;
    }
    m_inList = false;
    if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
        readField(line.substr(0, colon), http::trim(line.substr(colon + 1)));
}

void ReleaseReader::readField(std::string_view name, std::string_view value)
{
    if (http::equalsIgnoringCase(name, "SHA256")) {
        m_inList = true;
        m_hasList = true;
    } else if (http::equalsIgnoringCase(name, "Acquire-By-Hash")) {
        m_byHash = http::equalsIgnoringCase(value, "yes");
    } else if (http::equalsIgnoringCase(name, "Valid-Until")) {
        m_validUntil = parseReleaseDate(value);
    }
}

void ReleaseReader::addFile(std::string_view line)
{
    auto listed = parseChecksumLine(line);
    if (!listed)
        return;
    if (auto name = canonicalName(listed->name))
        m_files.push_back({*std::move(name), std::move(listed->digest), listed->size});
}

std::optional<Generation> ReleaseReader::takeGeneration()
{
    if (!m_hasList)
        return std::nullopt;
    return Generation(std::move(m_files), m_byHash, m_validUntil);
}

} // namespace

std::optional<Generation> readRelease(std::string_view text)
{
    if (text.size() > maxReleaseBytes)
        return std::nullopt;

    std::string_view rest = text;
    const bool isSigned = takeLine(rest) == signedBegin;
    if (isSigned) {
        while (!rest.empty() && !takeLine(rest).empty())
            ; // "Hash: SHA256" and other fields of the armour, up to the first empty line
    } else {
        rest = text;
    }

    ReleaseReader reader;
    bool isClosed = false;
    while (!rest.empty() && !isClosed && !reader.isOverLimit()) {
        std::string_view line = takeLine(rest);
        isClosed = isSigned && line == signatureBegin;
        if (isSigned && line.starts_with("- ")) // dash-escaping
            line.remove_prefix(2);
        reader.readLine(line);
    }
    if (reader.isOverLimit() || isClosed != isSigned)
        return std::nullopt;
    return reader.takeGeneration();
}

} // namespace larder::ecosystem::apt
