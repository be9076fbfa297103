// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/publication.h"

#include "store/read/fields.h"
#include "store/read/reader.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace larder::store
{

namespace
{

constexpr std::size_t maxNamesLookedAt = 16; // in a staging folder: a body and a mark

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::unexpected<Fault> storeFault(int error)
{
    return std::unexpected(
        systemFault(error, translate("A file that was fetched cannot be stored")));
}

// objects/ab, made when it is not there. When it was made, its name is synced too.
Result<void> makeObjectFolder(const std::filesystem::path &folder)
{
    if (::mkdir(folder.c_str(), 0700) == 0) {
        return syncFolder(folder.parent_path());
    }
    if (errno != EEXIST) {
        return storeFault(errno);
    }
    return {};
}

bool isRecorded(const FileState &state, const ObjectRecord &record)
{
    return state.size == record.size && state.changedNanoseconds == record.changedNanoseconds;
}

} // namespace

std::shared_ptr<const OpenEntry> makeOpenEntry(Entry entry, FileDescriptor file)
{
    std::string fields = fieldsText(entry.headers);
    return std::make_shared<const OpenEntry>(std::move(entry), std::move(file), std::move(fields));
}

Publication::Publication(const std::filesystem::path &cacheFolder, std::unique_ptr<Staging> staging,
                         Entry entry, std::int64_t boot)
    : m_staging(std::move(staging))
    , m_entry(std::move(entry))
    , m_boot(boot)
    , m_object(objectPath(cacheFolder, m_entry.object.digest))
{}

Result<void> Publication::prepare()
{
    if (auto synced = m_staging->sync(); !synced) {
        return synced;
    }
    const auto staged = fileState(m_staging->file());
    if (!staged || staged->size != m_staging->size()) {
        return fail(FaultKind::Internal, translate("A fetched file changed while it was stored."));
    }
    m_staged = *staged;

    // Should we be killed before the row is there, the sweep finds in the mark which file that is.
    const std::filesystem::path mark = m_staging->folder() / m_entry.object.digest.hex();
    const FileDescriptor marked(
        ::open(mark.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!marked.isOpen()) {
        return storeFault(errno);
    }
    if (auto made = makeObjectFolder(m_object.parent_path()); !made) {
        return made;
    }
    m_marked = true;
    // If the name is taken: whether by the same bytes is settled under the write lock.
    if (::link(m_staging->body().c_str(), m_object.c_str()) != 0 && errno != EEXIST) {
        return storeFault(errno);
    }
    return syncFolder(m_object.parent_path());
}

Result<OpenFile> Publication::settle(Index &index)
{
    auto present = openObject(m_object);
    if (!present) {
        return std::unexpected(present.error());
    }
    if (*present && (*present)->state.isSameFile(m_staged)) {
        // The last change of its link count, hence of its change time, comes before the record.
        if (::unlink(m_staging->body().c_str()) != 0 && errno != ENOENT) {
            return storeFault(errno);
        }
    } else {
        const auto row = index.object(m_entry.object.digest);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*present && *row && m_boot != 0 && (*row)->verifiedBoot == m_boot &&
            isRecorded((*present)->state, **row)) {
            return std::move(**present); // the same bytes, proven: reused
        }
        // Ours are proven.
        if (::rename(m_staging->body().c_str(), m_object.c_str()) != 0) {
            return storeFault(errno);
        }
        if (auto synced = syncFolder(m_object.parent_path()); !synced) {
            return std::unexpected(synced.error());
        }
        present = openRegularFile(m_object);
        if (!present) {
            return std::unexpected(present.error());
        }
    }
    const auto state = *present ? fileState((*present)->file.get()) : std::nullopt;
    if (!state || !state->isSameFile(m_staged)) {
        return fail(FaultKind::Internal, translate("A stored file vanished while it was stored."));
    }
    (*present)->state = *state;
    return std::move(**present);
}

Result<void> Publication::record(Index &index)
{
    auto settled = settle(index);
    if (!settled) {
        return std::unexpected(settled.error());
    }
    m_entry.object.size = settled->state.size;
    m_entry.object.changedNanoseconds = settled->state.changedNanoseconds;
    m_entry.object.verifiedBoot = m_boot;
    m_file = std::move(settled->file);
    return index.putObject(m_entry.object, m_entry.storedAt).and_then([&] {
        return index.putEntry(m_entry);
    });
}

Result<void> Publication::withdraw(Index &index)
{
    return index.withdraw(m_entry.object.digest);
}

std::shared_ptr<const OpenEntry> Publication::takeEntry()
{
    return makeOpenEntry(std::move(m_entry), std::move(m_file));
}

Result<std::shared_ptr<const OpenEntry>> recordExisting(Index &index, Entry entry)
{
    const auto absent =
        fail(FaultKind::NotFound, translate("The file is not in the cache any more."));
    auto row = index.object(entry.object.digest);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row) {
        return absent;
    }
    auto present = openRegularFile(objectPath(index.cacheFolder(), entry.object.digest));
    if (!present) {
        return std::unexpected(present.error());
    }
    if (!*present || (*present)->state.size != (*row)->size) {
        return absent;
    }
    entry.object = std::move(**row);
    if (auto put = index.putEntry(entry); !put) {
        return std::unexpected(put.error());
    }
    return makeOpenEntry(std::move(entry), std::move((*present)->file));
}

std::vector<Digest> marksIn(const std::filesystem::path &stagingFolder)
{
    std::vector<Digest> marks;
    for (const std::string &name : namesIn(stagingFolder, maxNamesLookedAt)) {
        if (auto digest = Digest::fromHex(DigestAlgorithm::Sha256, name)) {
            marks.push_back(*std::move(digest));
        }
    }
    return marks;
}

} // namespace larder::store
