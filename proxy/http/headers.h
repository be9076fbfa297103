// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder::http
{

// ASCII case-insensitive comparison, as field names and many values need (RFC 9110 5.1).
[[nodiscard]] bool equalsIgnoringCase(std::string_view left, std::string_view right);
[[nodiscard]] std::string_view trim(std::string_view text); // optional white space: space and tab

struct Header
{
    std::string name;
    std::string value;
    friend bool operator==(const Header &, const Header &) = default;
};

// Header fields in the order in which they came. Names keep their spelling and are found without
// regard to case. A value; any thread.
class Headers
{
public:
    Headers() = default;

    Headers(std::initializer_list<Header> headers)
        : m_headers(headers)
    {}

    void reserve(std::size_t count); // room for so many
    void add(std::string name, std::string value);
    void set(std::string_view name, std::string value); // replaces all of that name
    void remove(std::string_view name);

    // The first of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] std::string_view value(std::string_view name) const; // empty when absent

    [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }

    [[nodiscard]] std::size_t count(std::string_view name) const;
    // All values of a list-valued field joined with ", " (RFC 9110 5.3).
    [[nodiscard]] std::string combined(std::string_view name) const;
    // Whether the comma-separated list of that field holds the token, ignoring case.
    [[nodiscard]] bool hasToken(std::string_view name, std::string_view token) const;

    [[nodiscard]] auto begin() const { return m_headers.begin(); }

    [[nodiscard]] auto end() const { return m_headers.end(); }

    [[nodiscard]] std::size_t size() const { return m_headers.size(); }

    [[nodiscard]] bool isEmpty() const { return m_headers.empty(); }

    friend bool operator==(const Headers &, const Headers &) = default;

private:
    std::vector<Header> m_headers;
};

// Whether text may stand in a field value or a target that we print: no control characters.
[[nodiscard]] bool isSafeFieldValue(std::string_view text);

} // namespace larder::http
