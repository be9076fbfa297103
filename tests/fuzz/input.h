// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBuffer>
#include <QByteArray>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace larder::fuzz
{

[[nodiscard]] inline std::string_view textOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

// Takes the text up to the next line end off the front: inputs that need parameters have them in
// their first lines, so that a person can write and read them.
[[nodiscard]] inline std::string_view takeLine(std::string_view &text)
{
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

// A readable device on the text, which must outlive it.
class TextDevice : public QBuffer
{
public:
    explicit TextDevice(std::string_view text)
        : m_bytes(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())))
    {
        setBuffer(&m_bytes);
        open(QIODevice::ReadOnly);
    }

private:
    QByteArray m_bytes;
};

} // namespace larder::fuzz
