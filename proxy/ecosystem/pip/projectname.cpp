// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/projectname.h"

namespace larder::ecosystem::pip
{

namespace
{

constexpr bool isSeparator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

constexpr char lowerCase(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool isLetterOrDigit(char c)
{
    return (lowerCase(c) >= 'a' && lowerCase(c) <= 'z') || (c >= '0' && c <= '9');
}

} // namespace

std::optional<std::string> normalisedName(std::string_view name)
{
    if (name.empty() || name.size() > maxProjectNameBytes || !isLetterOrDigit(name.front()) ||
        !isLetterOrDigit(name.back()))
        return std::nullopt;
    std::string normalised;
    normalised.reserve(name.size());
    for (const char c : name) {
        if (isLetterOrDigit(c))
            normalised += lowerCase(c);
        else if (!isSeparator(c))
            return std::nullopt;
        else if (normalised.back() != '-')
            normalised += '-';
    }
    return normalised;
}

bool isFileOfProject(std::string_view fileName, std::string_view project)
{
    // Versions follow a separator, and so do the rest of other names: "larder-c-extra-1.0.tar.gz"
    // may be one of "larder-c" as well.
    std::size_t matched = 0;
    bool isAfterSeparator = false;
    for (const char c : fileName) {
        if (matched == project.size())
            return isSeparator(c);
        if (isSeparator(c) && isAfterSeparator)
            continue;
        isAfterSeparator = isSeparator(c);
        if ((isAfterSeparator ? '-' : lowerCase(c)) != project[matched])
            return false;
        ++matched;
    }
    return false;
}

} // namespace larder::ecosystem::pip
