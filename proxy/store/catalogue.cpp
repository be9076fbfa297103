// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/catalogue.h"

#include "base/logging.h"
#include "store/files.h"
#include "store/index.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace larder::store
{

namespace
{

constexpr std::string_view beginMark = "\xB7LR1";
constexpr std::size_t checksumBytes = 8;
constexpr std::size_t frameBytes = beginMark.size() + sizeof(std::uint32_t) + checksumBytes;
constexpr std::size_t readBytes = 256 * KiB; // at a time
constexpr std::size_t writeBytes = 1 * MiB;  // gathered when the file is written anew

enum class Kind : char { WrittenAnew = 1, Entry = 2, Pin = 3 };

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

Fault catalogueFault(int error)
{
    return systemFault(error, translate("The catalogue of the cache cannot be written"));
}

template <typename Number>
void putNumber(std::string &text, Number value)
{
    const auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        text += static_cast<char>(bits >> (8 * i) & 0xFF);
    }
}

void putText(std::string &text, std::string_view value)
{
    putNumber(text, static_cast<std::uint32_t>(value.size()));
    text.append(value);
}

std::uint64_t numberIn(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

// Takes the parts of a content one after the other. After one that is not there, nothing is.
class Parts
{
public:
    explicit Parts(std::string_view content)
        : m_rest(content)
    {}

    std::string_view bytes(std::size_t count)
    {
        if (m_rest.size() < count) {
            m_right = false;
            m_rest = {};
            return {};
        }
        const std::string_view part = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return part;
    }

    template <typename Number>
    Number number()
    {
        return static_cast<Number>(numberIn(bytes(sizeof(Number))));
    }

    std::string_view text() { return bytes(number<std::uint32_t>()); }

    [[nodiscard]] bool right() const { return m_right; }

private:
    std::string_view m_rest;
    bool m_right = true;
};

std::string framed(std::string_view content)
{
    std::string record(beginMark);
    putNumber(record, static_cast<std::uint32_t>(content.size()));
    record += digestOf(content).bytes.substr(0, checksumBytes);
    return record.append(content);
}

std::string firstRecord(std::uint64_t length)
{
    std::string content(1, static_cast<char>(Kind::WrittenAnew));
    putNumber(content, length);
    return framed(content);
}

WallTime timeFrom(std::int64_t milliseconds)
{
    constexpr std::int64_t endOfYear9999 = 253'402'300'799'999;
    return WallTime(
        std::chrono::milliseconds(std::clamp<std::int64_t>(milliseconds, 0, endOfYear9999)));
}

Role roleFrom(std::uint8_t number)
{
    return number <= static_cast<std::uint8_t>(Role::Document) ? static_cast<Role>(number)
                                                               : Role::File;
}

struct PinRecord
{
    std::string_view key;
    Pinned pinned = Pinned::No;
};

std::optional<PinRecord> pinFrom(std::string_view content)
{
    Parts parts(content);
    if (parts.number<char>() != static_cast<char>(Kind::Pin)) {
        return std::nullopt;
    }
    PinRecord record;
    record.pinned = parts.number<std::uint8_t>() == 0 ? Pinned::No : Pinned::Yes;
    record.key = parts.text();
    return parts.right() && !record.key.empty() ? std::optional(record) : std::nullopt;
}

std::optional<Entry> entryFrom(std::string_view content)
{
    Parts parts(content);
    if (parts.number<char>() != static_cast<char>(Kind::Entry)) {
        return std::nullopt;
    }
    Entry entry;
    entry.object.digest.bytes = parts.bytes(digestLength(DigestAlgorithm::Sha256));
    entry.object.size = parts.number<std::uint64_t>();
    entry.storedAt = timeFrom(parts.number<std::int64_t>());
    entry.validatedAt = timeFrom(parts.number<std::int64_t>());
    entry.freshUntil = timeFrom(parts.number<std::int64_t>());
    entry.role = roleFrom(parts.number<std::uint8_t>());
    entry.key = parts.text();
    entry.cache = parts.text();
    entry.suite = parts.text();
    entry.url = parts.text();
    auto headers = headersFromFields(parts.text());
    if (!parts.right() || !headers || entry.key.empty()) {
        return std::nullopt;
    }
    entry.headers = std::move(*headers);
    return entry;
}

// The record at the beginning of the bytes: its content, nothing when it is damaged or none, and
// whether more bytes would tell.
struct Look
{
    std::optional<std::string_view> content;
    bool needsMore = false;
};

Look lookAt(std::string_view bytes)
{
    if (!bytes.starts_with(beginMark.substr(0, std::min(bytes.size(), beginMark.size())))) {
        return {};
    }
    if (bytes.size() < frameBytes) {
        return {.content = {}, .needsMore = true};
    }
    const std::uint64_t length = numberIn(bytes.substr(beginMark.size(), sizeof(std::uint32_t)));
    if (length > maxCatalogueRecord) {
        return {};
    }
    if (bytes.size() - frameBytes < length) {
        return {.content = {}, .needsMore = true};
    }
    const std::string_view checksum = bytes.substr(frameBytes - checksumBytes, checksumBytes);
    const std::string_view content = bytes.substr(frameBytes, length);
    if (digestOf(content).bytes.substr(0, checksumBytes) != checksum) {
        return {};
    }
    return {.content = content};
}

FileDescriptor openForReading(const std::filesystem::path &cacheFolder)
{
    return FileDescriptor(::open(cataloguePath(cacheFolder).c_str(),
                                 O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

// From where on the file is too long; nothing when its first record is not there.
std::optional<std::uint64_t> limitIn(int fd)
{
    const std::size_t length = firstRecord(0).size();
    std::string bytes(length, '\0');
    if (::pread(fd, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(length)) {
        return std::nullopt;
    }
    const auto content = lookAt(bytes).content;
    if (!content || content->empty() || content->front() != static_cast<char>(Kind::WrittenAnew)) {
        return std::nullopt;
    }
    const std::uint64_t whenNew = numberIn(content->substr(1));
    return 2 * std::min(whenNew, std::uint64_t{1} << 62U) + catalogueSlack;
}

Result<void> writeAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return std::unexpected(catalogueFault(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return {};
}

// All entries of the index; damaged rows are left out.
Result<void> writeEntries(Database &database, int fd)
{
    auto select = database.prepare("SELECT e.key, e.cache, e.headers, e.stored_at, e.validated_at,"
                                   " e.fresh_until, o.digest, o.size, e.role, e.suite, e.url"
                                   " FROM entry e JOIN object o ON o.id = e.object");
    if (!select) {
        return std::unexpected(select.error());
    }
    std::string waiting;
    for (;;) {
        const auto row = select->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        const bool done = *row == Statement::Row::Done;
        if (waiting.size() >= writeBytes || done) {
            if (auto written = writeAll(fd, waiting); !written) {
                return written;
            }
            waiting.clear();
        }
        if (done) {
            return {};
        }
        auto headers = headersFromFields(select->blob(2));
        const std::string_view digest = select->blob(6);
        if (!headers || digest.size() != digestLength(DigestAlgorithm::Sha256)) {
            continue;
        }
        waiting += catalogueRecord({.key = std::string(select->text(0)),
                                    .cache = std::string(select->text(1)),
                                    .headers = std::move(*headers),
                                    .storedAt = timeFrom(select->integer(3)),
                                    .validatedAt = timeFrom(select->integer(4)),
                                    .freshUntil = timeFrom(select->integer(5)),
                                    .object = {.digest = {.bytes = std::string(digest)},
                                               .size = static_cast<std::uint64_t>(
                                                   std::max<std::int64_t>(select->integer(7), 0))},
                                    .role = roleFrom(static_cast<std::uint8_t>(select->integer(8))),
                                    .suite = std::string(select->text(9)),
                                    .url = std::string(select->text(10))});
    }
}

Result<void> writePins(Database &database, int fd)
{
    auto select = database.prepare("SELECT key FROM pin");
    if (!select) {
        return std::unexpected(select.error());
    }
    std::string pins; // a person pins some, and a key is short
    return select->forEach([&] { pins += catalogueRecord(select->text(0), Pinned::Yes); })
        .and_then([&] { return writeAll(fd, pins); });
}

} // namespace

std::filesystem::path cataloguePath(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "catalogue";
}

std::string catalogueRecord(const Entry &entry)
{
    std::string content(1, static_cast<char>(Kind::Entry));
    content += entry.object.digest.bytes;
    putNumber(content, entry.object.size);
    putNumber(content, std::int64_t{entry.storedAt.time_since_epoch().count()});
    putNumber(content, std::int64_t{entry.validatedAt.time_since_epoch().count()});
    putNumber(content, std::int64_t{entry.freshUntil.time_since_epoch().count()});
    putNumber(content, static_cast<std::uint8_t>(entry.role));
    putText(content, entry.key);
    putText(content, entry.cache);
    putText(content, entry.suite);
    putText(content, entry.url);
    putText(content, fieldsText(entry.headers));
    // Longer ones would not be read back: what they tell of is fetched anew then.
    return content.size() <= maxCatalogueRecord ? framed(content) : std::string();
}

std::string catalogueRecord(std::string_view key, Pinned pinned)
{
    std::string content(1, static_cast<char>(Kind::Pin));
    putNumber(content, static_cast<std::uint8_t>(pinned));
    putText(content, key);
    return content.size() <= maxCatalogueRecord ? framed(content) : std::string();
}

Result<CatalogueReport> readCatalogue(const std::filesystem::path &cacheFolder,
                                      const CatalogueSink &sink)
{
    CatalogueReport report;
    const FileDescriptor file = openForReading(cacheFolder);
    if (!file.isOpen()) {
        if (errno == ENOENT) {
            return report;
        }
        return std::unexpected(
            systemFault(errno, translate("The catalogue of the cache cannot be read")));
    }
    std::string bytes;
    std::size_t at = 0;
    bool ended = false;
    bool inDamage = false;
    std::string piece(readBytes, '\0');
    for (;;) {
        const Look look = lookAt(std::string_view(bytes).substr(at));
        if ((look.needsMore || at == bytes.size()) && !ended) {
            bytes.erase(0, at);
            at = 0;
            const ssize_t length = ::read(file.get(), piece.data(), piece.size());
            if (length < 0 && errno == EINTR) {
                continue;
            }
            ended = length <= 0; // a bad disk ends it like its end
            bytes.append(piece, 0, static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
            continue;
        }
        if (at == bytes.size()) {
            return report;
        }
        auto entry = look.content ? entryFrom(*look.content) : std::nullopt;
        const bool isFirst = look.content && !look.content->empty() &&
                             look.content->front() == static_cast<char>(Kind::WrittenAnew);
        const auto pin = look.content ? pinFrom(*look.content) : std::nullopt;
        const bool right = entry || pin || isFirst;
        if (!right && !inDamage) {
            ++report.damaged;
        }
        inDamage = !right;
        if (entry) {
            ++report.records;
            if (auto taken = sink.entry(std::move(*entry)); !taken) {
                return std::unexpected(taken.error());
            }
        } else if (pin) {
            ++report.records;
            if (auto taken = sink.pin(pin->key, pin->pinned); !taken) {
                return std::unexpected(taken.error());
            }
        }
        if (look.content) {
            at += frameBytes + look.content->size();
        } else {
            // On to where the next one may begin.
            at = std::min(bytes.find(beginMark.front(), at + 1), bytes.size());
        }
    }
}

bool Catalogue::openCurrent()
{
    struct stat named{};
    const bool isThere = ::stat(cataloguePath(m_cacheFolder).c_str(), &named) == 0;
    const auto opened = m_file.isOpen() ? fileState(m_file.get()) : std::nullopt;
    if (isThere && opened && opened->device == named.st_dev && opened->inode == named.st_ino) {
        return true;
    }
    // Nobody makes it here: without the entries from before it would be too short.
    m_file = FileDescriptor(
        ::open(cataloguePath(m_cacheFolder).c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    const auto limit = m_file.isOpen() ? limitIn(m_file.get()) : std::nullopt;
    m_behind = !limit;
    m_limit = limit.value_or(0);
    return limit.has_value();
}

void Catalogue::append()
{
    if (m_waiting.empty()) {
        return;
    }
    if (openCurrent()) {
        const auto written = writeAll(m_file.get(), m_waiting);
        if (!written) {
            qCDebug(logStore).noquote() << written.error().text();
            m_behind = true;
        }
        const auto state = fileState(m_file.get());
        m_tooLong = state && state->size > m_limit;
    }
    m_waiting.clear();
}

bool needsNewCatalogue(const std::filesystem::path &cacheFolder)
{
    const FileDescriptor file = openForReading(cacheFolder);
    const auto state = file.isOpen() ? fileState(file.get()) : std::nullopt;
    const auto limit = state ? limitIn(file.get()) : std::nullopt;
    return !limit || state->size > *limit;
}

Result<void> writeCatalogueAnew(Index &index)
{
    // Also a reader: another process must not append meanwhile.
    auto transaction = Transaction::begin(index.database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const std::filesystem::path file = cataloguePath(index.cacheFolder());
    std::filesystem::path fresh = file;
    fresh += ".new";
    const FileDescriptor descriptor(
        ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!descriptor.isOpen()) {
        return std::unexpected(catalogueFault(errno));
    }
    auto written = writeAll(descriptor.get(), firstRecord(0))
                       .and_then([&] { return writeEntries(index.database(), descriptor.get()); })
                       .and_then([&] { return writePins(index.database(), descriptor.get()); });
    const auto state = fileState(descriptor.get());
    if (written && state) {
        const std::string first = firstRecord(state->size);
        if (::pwrite(descriptor.get(), first.data(), first.size(), 0) !=
                static_cast<ssize_t>(first.size()) ||
            ::fsync(descriptor.get()) != 0 || ::rename(fresh.c_str(), file.c_str()) != 0) {
            written = std::unexpected(catalogueFault(errno));
        }
    }
    if (!written) {
        ::unlink(fresh.c_str());
    }
    return written;
}

} // namespace larder::store
