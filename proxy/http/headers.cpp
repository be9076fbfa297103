// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/headers.h"

#include <algorithm>

namespace larder::http
{

namespace
{

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool equalsIgnoringCase(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && std::ranges::equal(left, right, {}, lowered, lowered);
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view white = " \t";
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

void Headers::reserve(std::size_t count)
{
    m_headers.reserve(count);
}

void Headers::add(std::string name, std::string value)
{
    m_headers.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value)
{
    remove(name);
    add(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name)
{
    std::erase_if(m_headers,
                  [name](const Header &header) { return equalsIgnoringCase(header.name, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const
{
    for (const Header &header : m_headers) {
        if (equalsIgnoringCase(header.name, name)) {
            return header.value;
        }
    }
    return std::nullopt;
}

std::string_view Headers::value(std::string_view name) const
{
    return find(name).value_or(std::string_view());
}

std::size_t Headers::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        m_headers, [name](const Header &header) { return equalsIgnoringCase(header.name, name); }));
}

std::string Headers::combined(std::string_view name) const
{
    std::string result;
    bool isFirst = true;
    for (const Header &header : m_headers) {
        if (equalsIgnoringCase(header.name, name)) {
            if (!isFirst) {
                result += ", ";
            }
            result += header.value;
            isFirst = false;
        }
    }
    return result;
}

bool Headers::hasToken(std::string_view name, std::string_view token) const
{
    for (const Header &header : m_headers) {
        if (!equalsIgnoringCase(header.name, name)) {
            continue;
        }
        std::string_view list = header.value;
        for (;;) {
            const std::size_t comma = list.find(',');
            if (equalsIgnoringCase(trim(list.substr(0, comma)), token)) {
                return true;
            }
            if (comma == std::string_view::npos) {
                break;
            }
            list.remove_prefix(comma + 1);
        }
    }
    return false;
}

bool isSafeFieldValue(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

} // namespace larder::http
