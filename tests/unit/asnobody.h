// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>

#include <filesystem>
#include <tuple>
#include <unistd.h>

namespace larder
{

// As long as this lives, the files in a folder can be read but not written to, also by root, who
// becomes somebody else of the same group meanwhile. For tests with one thread.
class AsNobody
{
public:
    enum class Folders { ReadOnly, Writable };

    AsNobody(const QTemporaryDir &folder, Folders folders)
        : m_folder(folder.path().toStdString())
    {
        using enum std::filesystem::perms;
        constexpr auto readable = owner_read | owner_exec | group_read | group_exec;
        permit(folders == Folders::Writable ? readable | owner_write | group_write : readable,
               owner_read | group_read);
        constexpr uid_t nobody = 65534;
        if (m_before == 0) {
            std::ignore = ::seteuid(nobody);
        }
    }

    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;

    ~AsNobody()
    {
        std::ignore = ::seteuid(m_before);
        using enum std::filesystem::perms;
        permit(owner_all, owner_read | owner_write);
    }

    // Where temporary folders are private, nobody gets there.
    [[nodiscard]] bool canReach() const { return ::eaccess(m_folder.c_str(), R_OK | X_OK) == 0; }

private:
    void permit(std::filesystem::perms folder, std::filesystem::perms file) const
    {
        for (const auto &entry : std::filesystem::recursive_directory_iterator(m_folder)) {
            std::filesystem::permissions(entry, entry.is_directory() ? folder : file);
        }
        std::filesystem::permissions(m_folder, folder);
    }

    const std::filesystem::path m_folder;
    const uid_t m_before = ::geteuid();
};

} // namespace larder
