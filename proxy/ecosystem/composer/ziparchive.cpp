// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/ziparchive.h"

#include "base/bytesize.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace larder::ecosystem::composer
{

namespace
{

constexpr std::string_view entryMark = "PK\x01\x02";
constexpr std::string_view localMark = "PK\x03\x04";
constexpr std::string_view endMark = "PK\x05\x06";
constexpr std::string_view end64Mark = "PK\x06\x06";
constexpr std::string_view locator64Mark = "PK\x06\x07";

constexpr std::uint64_t endBytes = 22;
constexpr std::uint64_t end64Bytes = 56;
constexpr std::uint64_t locator64Bytes = 20;
constexpr std::uint64_t entryBytes = 46;
constexpr std::uint64_t maxCommentBytes = 65535;
// Read of a central directory at once; an entry has at most 46 + 3 * 64 KiB.
constexpr std::uint64_t pieceBytes = 256 * KiB;

template <typename Number>
std::uint64_t number(std::string_view bytes, std::size_t at)
{
    return qFromLittleEndian<Number>(bytes.substr(at, sizeof(Number)).data());
}

std::unexpected<Fault> damaged()
{
    return fail(FaultKind::Damaged,
                QCoreApplication::translate("larder::ecosystem::composer",
                                            "What came is not the zip archive that was asked for."),
                QCoreApplication::translate("larder::ecosystem::composer",
                                            "Try again later, and check whether this network asks "
                                            "for a log-in."));
}

// Empty when there are not so many.
std::string readAt(QIODevice &file, std::uint64_t offset, std::uint64_t count)
{
    std::string bytes(count, '\0');
    if (!file.seek(static_cast<qint64>(offset)) ||
        file.read(bytes.data(), static_cast<qint64>(count)) != static_cast<qint64>(count))
        return {};
    return bytes;
}

struct Directory
{
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
    std::uint64_t end = 0; // where the records after it begin
};

// The larger figures of an archive that says that the usual ones are too small for them.
bool readZip64(QIODevice &file, std::uint64_t endAt, Directory &directory)
{
    if (endAt < locator64Bytes)
        return false;
    const std::string locator = readAt(file, endAt - locator64Bytes, locator64Bytes);
    if (!locator.starts_with(locator64Mark))
        return false;
    const std::uint64_t at = number<std::uint64_t>(locator, 8);
    if (at > endAt - locator64Bytes || endAt - locator64Bytes - at < end64Bytes)
        return false;
    const std::string end = readAt(file, at, end64Bytes);
    if (!end.starts_with(end64Mark))
        return false;
    directory = {.offset = number<std::uint64_t>(end, 48),
                 .size = number<std::uint64_t>(end, 40),
                 .entries = number<std::uint64_t>(end, 32),
                 .end = at};
    return true;
}

bool findDirectory(QIODevice &file, std::uint64_t size, Directory &directory)
{
    const std::uint64_t tailBytes = std::min(size, endBytes + maxCommentBytes);
    const std::string tail = readAt(file, size - tailBytes, tailBytes);
    // A comment may hold the mark; the record whose comment ends the file is it.
    for (std::size_t at = tail.rfind(endMark); at != std::string::npos && !tail.empty();
         at = at == 0 ? std::string::npos : tail.rfind(endMark, at - 1)) {
        const std::string_view end = std::string_view(tail).substr(at);
        if (end.size() < endBytes || endBytes + number<std::uint16_t>(end, 20) != end.size())
            continue;
        const std::uint64_t endAt = size - tailBytes + at;
        directory = {.offset = number<std::uint32_t>(end, 16),
                     .size = number<std::uint32_t>(end, 12),
                     .entries = number<std::uint16_t>(end, 10),
                     .end = endAt};
        const bool isTooSmall = directory.offset == 0xFFFFFFFF || directory.size == 0xFFFFFFFF ||
                                directory.entries == 0xFFFF;
        return !isTooSmall || readZip64(file, endAt, directory);
    }
    return false;
}

// Goes through the entries of the directory.
bool areEntriesRight(QIODevice &file, const Directory &directory)
{
    std::uint64_t at = directory.offset;
    std::uint64_t entries = 0;
    std::string piece;
    std::size_t used = 0;
    while (at < directory.end) {
        const std::uint64_t left = directory.end - at;
        const auto has = [&](std::uint64_t bytes) { return piece.size() - used >= bytes; };
        const auto entryLength = [&] {
            const std::string_view entry = std::string_view(piece).substr(used);
            return entryBytes + number<std::uint16_t>(entry, 28) +
                   number<std::uint16_t>(entry, 30) + number<std::uint16_t>(entry, 32);
        };
        if (!has(entryBytes) || !has(entryLength())) {
            piece = readAt(file, at, std::min(left, pieceBytes));
            used = 0;
        }
        if (!has(entryBytes) || !std::string_view(piece).substr(used).starts_with(entryMark) ||
            !has(entryLength()))
            return false;
        const std::uint64_t length = entryLength();
        used += length;
        at += length;
        ++entries;
    }
    return at == directory.end && entries == directory.entries;
}

} // namespace

Result<void> checkZip(QIODevice &file)
{
    const auto size = static_cast<std::uint64_t>(file.size());
    Directory directory;
    if (size < endBytes || !findDirectory(file, size, directory))
        return damaged();
    // An archive without entries unpacks to nothing that could be installed.
    if (directory.entries == 0 || directory.offset > directory.end ||
        directory.end - directory.offset != directory.size ||
        readAt(file, 0, localMark.size()) != localMark || !areEntriesRight(file, directory))
        return damaged();
    return {};
}

} // namespace larder::ecosystem::composer
