// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/trash.h"

#include "store/files.h"
#include "store/read/reader.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace larder::store
{

// The digest in the name lets a sweep put back what a killed process took out without a commit.
Result<void> Trash::moveIn(const Digest &digest)
{
    const std::filesystem::path file = objectPath(m_cacheFolder, digest);
    std::filesystem::path to = trashFolder(m_cacheFolder) / (digest.hex() + '-' + randomName());
    if (::rename(file.c_str(), to.c_str()) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return {};
        }
        return std::unexpected(systemFault(
            errno, QCoreApplication::translate("larder", "A stored file cannot be removed")));
    }
    m_moved.push_back({.from = file, .to = std::move(to)});
    return {};
}

void Trash::moveBackFrom(std::size_t first)
{
    while (m_moved.size() > first) {
        const Moved &last = m_moved.back();
        // Not possible where a publisher has linked the same object again: then the trashed name
        // is one too many.
        if (::link(last.to.c_str(), last.from.c_str()) == 0 || errno == EEXIST) {
            ::unlink(last.to.c_str());
        }
        m_moved.pop_back();
    }
}

std::vector<std::filesystem::path> Trash::release()
{
    std::vector<std::filesystem::path> files;
    files.reserve(m_moved.size());
    for (Moved &moved : m_moved) {
        files.push_back(std::move(moved.to));
    }
    m_moved.clear();
    return files;
}

std::optional<Digest> trashedObject(std::string_view name)
{
    return Digest::fromHex(DigestAlgorithm::Sha256, name.substr(0, name.find('-')));
}

void unlinkAll(const std::vector<std::filesystem::path> &files)
{
    for (const std::filesystem::path &file : files) {
        ::unlink(file.c_str());
    }
}

} // namespace larder::store
