// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/packages.h"

#include "ecosystem/apt/aptpath.h"
#include "ecosystem/apt/checksumline.h"
#include "http/headers.h"

#include <KCompressionDevice>
#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace larder::ecosystem::apt
{

namespace
{

constexpr std::size_t readBytes = 64 * KiB;

enum class IndexKind : std::uint8_t { Packages, Sources, Patches };

struct IndexForm
{
    IndexKind kind;
    KCompressionDevice::CompressionType compression;
};

std::optional<IndexForm> indexForm(std::string_view nameInSuite)
{
    const std::string_view name = nameInSuite.substr(nameInSuite.rfind('/') + 1); // npos + 1 is 0
    if (name == "Index" && nameInSuite.ends_with(".diff/Index"))
        return IndexForm{IndexKind::Patches, KCompressionDevice::None};

    const std::string_view stem = name.substr(0, name.find('.'));
    if (stem != "Packages" && stem != "Sources")
        return std::nullopt;
    const IndexKind kind = stem == "Packages" ? IndexKind::Packages : IndexKind::Sources;

    struct Suffix
    {
        std::string_view text;
        KCompressionDevice::CompressionType compression;
    };

    constexpr std::array<Suffix, 5> suffixes{{{"", KCompressionDevice::None},
                                              {".xz", KCompressionDevice::Xz},
                                              {".gz", KCompressionDevice::GZip},
                                              {".bz2", KCompressionDevice::BZip2},
                                              {".zst", KCompressionDevice::Zstd}}};
    const auto suffix = std::ranges::find(suffixes, name.substr(stem.size()), &Suffix::text);
    if (suffix == suffixes.end())
        return std::nullopt;
    return IndexForm{kind, suffix->compression};
}

// The lines of a device, in one buffer of fixed size.
class LineReader
{
public:
    explicit LineReader(QIODevice &device)
        : m_device(device)
        , m_buffer(maxIndexLineBytes + readBytes)
    {}

    // The next line without its end, valid until the next call; nothing at the end of the text.
    [[nodiscard]] Result<std::optional<std::string_view>> next();

private:
    [[nodiscard]] Result<void> refill();

    QIODevice &m_device; // not owned
    std::vector<char> m_buffer;
    std::size_t m_begin = 0; // of what has not been handed out
    std::size_t m_end = 0;
    std::uint64_t m_total = 0;
    bool m_isAtEnd = false;
};

Result<std::optional<std::string_view>> LineReader::next()
{
    std::size_t searched = 0;
    for (;;) {
        const std::string_view rest(m_buffer.data() + m_begin, m_end - m_begin);
        if (const std::size_t end = rest.find('\n', searched); end != std::string_view::npos) {
            m_begin += end + 1;
            return rest.substr(0, end);
        }
        if (m_isAtEnd) {
            m_begin = m_end;
            return rest.empty() ? std::nullopt : std::optional(rest);
        }
        searched = rest.size();
        if (auto refilled = refill(); !refilled)
            return std::unexpected(std::move(refilled.error()));
    }
}

Result<void> LineReader::refill()
{
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_begin = 0;
    if (m_end > maxIndexLineBytes) {
        return fail(FaultKind::TooLarge,
                    QCoreApplication::translate("larder::ecosystem::apt",
                                                "A package index has a line of more than 1 MiB."));
    }
    const qint64 count = m_device.read(m_buffer.data() + m_end, qint64{readBytes});
    // A compressed body that is cut ends without an error, but is not at its end.
    if (count < 0 || (count == 0 && !m_device.atEnd())) {
        return fail(FaultKind::Damaged, QCoreApplication::translate(
                                            "larder::ecosystem::apt",
                                            "A package index is cut or cannot be decompressed."));
    }
    m_isAtEnd = count == 0;
    m_end += static_cast<std::size_t>(count);
    m_total += static_cast<std::uint64_t>(count);
    if (m_total > maxIndexBytes) {
        return fail(FaultKind::TooLarge,
                    QCoreApplication::translate("larder::ecosystem::apt",
                                                "A package index is larger than 2 GiB."));
    }
    return {};
}

// Names files as their keys, counts them and hands them on.
class Announcer
{
public:
    Announcer(std::string_view directory, const Ecosystem::AnnouncedSink &sink)
        : m_directory(directory)
        , m_sink(sink)
    {}

    // name: relative to the directory, as the index states it.
    [[nodiscard]] Result<void> announce(std::string_view name, Digest digest, std::uint64_t size)
    {
        const auto canonical = canonicalName(name);
        if (!canonical)
            return {};
        if (++m_count > maxAnnouncedFiles) {
            return fail(
                FaultKind::TooLarge,
                QCoreApplication::translate("larder::ecosystem::apt",
                                            "A package index lists more than 1,000,000 files."));
        }
        std::string key;
        key.reserve(m_directory.size() + canonical->size());
        key += m_directory;
        key += *canonical;
        m_sink({.name = std::move(key), .digest = std::move(digest), .size = size});
        return {};
    }

private:
    std::string_view m_directory; // a key prefix
    const Ecosystem::AnnouncedSink &m_sink;
    std::uint64_t m_count = 0;
};

// Readers of one stanza: field() for every field, continued() for every further line of one,
// finish() at its end, after which the next one begins.

class PackageStanza
{
public:
    void field(std::string_view name, std::string_view value)
    {
        if (http::equalsIgnoringCase(name, "Filename"))
            m_name.assign(value);
        else if (http::equalsIgnoringCase(name, "SHA256"))
            m_digest = Digest::fromHex(DigestAlgorithm::Sha256, value);
        else if (http::equalsIgnoringCase(name, "Size"))
            m_size = parseFileSize(value);
    }

    [[nodiscard]] Result<void> continued(std::string_view /*line*/) { return {}; }

    [[nodiscard]] Result<void> finish(Announcer &announcer)
    {
        Result<void> done;
        if (m_digest && m_size)
            done = announcer.announce(m_name, *std::move(m_digest), *m_size);
        m_name.clear();
        m_digest.reset();
        m_size.reset();
        return done;
    }

private:
    std::string m_name;
    std::optional<Digest> m_digest;
    std::optional<std::uint64_t> m_size;
};

// A stanza with a list of files below one field, in a directory that may be named after it.
class ListStanza
{
public:
    // listField: "Checksums-Sha256" or "SHA256-Download".
    ListStanza(std::string_view listField, std::string directory)
        : m_listField(listField)
        , m_ownDirectory(std::move(directory))
        , m_directory(m_ownDirectory)
    {}

    void field(std::string_view name, std::string_view value)
    {
        m_inList = http::equalsIgnoringCase(name, m_listField);
        if (http::equalsIgnoringCase(name, "Directory"))
            m_directory.assign(value);
    }

    [[nodiscard]] Result<void> continued(std::string_view line)
    {
        if (!m_inList)
            return {};
        auto listed = parseChecksumLine(line);
        if (!listed || listed->name.contains('/') || listed->name.size() > maxNameBytes)
            return {};
        if (m_files.size() == maxListedFiles) {
            return fail(FaultKind::TooLarge, QCoreApplication::translate(
                                                 "larder::ecosystem::apt",
                                                 "A list in a package index has too many files."));
        }
        m_files.push_back({std::string(listed->name), std::move(listed->digest), listed->size});
        return {};
    }

    [[nodiscard]] Result<void> finish(Announcer &announcer)
    {
        Result<void> done;
        std::string name;
        for (Listed &file : m_files) {
            name = m_directory;
            if (!name.empty() && !name.ends_with('/'))
                name += '/';
            name += file.name;
            done = announcer.announce(name, std::move(file.digest), file.size);
            if (!done)
                break;
        }
        m_files.clear();
        m_inList = false;
        m_directory = m_ownDirectory;
        return done;
    }

private:
    struct Listed
    {
        std::string name;
        Digest digest;
        std::uint64_t size;
    };

    std::string_view m_listField;
    std::string m_ownDirectory; // where files are when the stanza does not say
    std::string m_directory;
    std::vector<Listed> m_files;
    bool m_inList = false;
};

// Reads "Name: value" stanzas with empty lines between them (deb822(5)).
template <typename Stanza>
Result<void> readStanzas(QIODevice &text, Stanza stanza, Announcer &announcer)
{
    LineReader lines(text);
    for (;;) {
        auto next = lines.next();
        if (!next)
            return std::unexpected(std::move(next.error()));
        const bool isEnd = !next->has_value();
        const std::string_view line = next->value_or(std::string_view());
        Result<void> done;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
            done = stanza.finish(announcer);
        } else if (line.front() == ' ' || line.front() == '\t') {
            done = stanza.continued(line);
        } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
            stanza.field(line.substr(0, colon), http::trim(line.substr(colon + 1)));
        }
        if (isEnd || !done)
            return done;
    }
}

Result<void> readIndex(IndexKind kind, const SuiteMember &member, QIODevice &text,
                       const Ecosystem::AnnouncedSink &sink)
{
    switch (kind) {
    case IndexKind::Packages: {
        Announcer announcer(archiveRoot(member.directory), sink);
        return readStanzas(text, PackageStanza(), announcer);
    }
    case IndexKind::Sources: {
        Announcer announcer(archiveRoot(member.directory), sink);
        return readStanzas(text, ListStanza("Checksums-Sha256", {}), announcer);
    }
    case IndexKind::Patches:
        break;
    }
    // Patches lie beside their Index.
    Announcer announcer(member.directory, sink);
    std::string directory = member.name.substr(0, member.name.rfind('/') + 1);
    return readStanzas(text, ListStanza("SHA256-Download", std::move(directory)), announcer);
}

} // namespace

bool isAnnouncingIndex(std::string_view nameInSuite)
{
    return indexForm(nameInSuite).has_value();
}

Result<void> readAnnouncedFiles(const SuiteMember &member, QIODevice &body,
                                const Ecosystem::AnnouncedSink &sink)
{
    const auto form = indexForm(member.name);
    if (!form) {
        return fail(FaultKind::BadInput,
                    QCoreApplication::translate("larder::ecosystem::apt",
                                                "This file is no index of packages."));
    }
    if (form->compression == KCompressionDevice::None)
        return readIndex(form->kind, member, body, sink);

    KCompressionDevice text(&body, false, form->compression);
    if (!text.open(QIODevice::ReadOnly)) {
        return fail(FaultKind::Damaged,
                    QCoreApplication::translate("larder::ecosystem::apt",
                                                "A package index cannot be decompressed."));
    }
    return readIndex(form->kind, member, text, sink);
}

} // namespace larder::ecosystem::apt
