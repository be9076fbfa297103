// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filechange.h"
#include "base/filedescriptor.h"

#include <QString>

#include <filesystem>
#include <string>
#include <vector>

namespace larder::system
{

// What was, or is to be, at a place: nothing, a file with its bytes, or a link with its target.
struct PlaceContent
{
    enum class Kind { Nothing, File, Link };
    Kind kind = Kind::Nothing;
    std::string bytes;                // the file's, or the link's target
    NewFile access = NewFile::Public; // of a file: whether others may read it

    // Whoever changes only the access has not changed what Larder wrote.
    friend bool operator==(const PlaceContent &left, const PlaceContent &right)
    {
        return left.kind == right.kind && left.bytes == right.bytes;
    }
};

[[nodiscard]] QString kindName(PlaceContent::Kind kind); // "nothing", "file", "link": in JSON

// One change of the user's machine that Larder made and has not taken back. A value.
struct Change
{
    std::filesystem::path path;
    QString purpose; // "cache-apt.socket": what it belongs to
    QString time;    // UTC, ISO 8601, of the first change at this place
    PlaceContent before;
    PlaceContent after;
};

// The changes that Larder made to the machine outside its own folders, so that exactly these can be
// undone: STATE/changes.json. Intentions are written down before they are carried out, so that a
// crash leaves nothing unknown. Shared by processes through a lock beside the file; every call
// reads, changes and writes. Blocks for some milliseconds; any thread, one at a time.
// Limits: files up to maxFileBytes are remembered, larger ones are not changed.
class Ledger
{
public:
    static constexpr std::size_t maxFileBytes = std::size_t{1} << 20U; // far above a configuration

    explicit Ledger(const std::filesystem::path &stateFolder);

    [[nodiscard]] Result<std::vector<Change>> changes() const;

    // Makes a file what it is to be, with the folders above it. A link at the place is a fault:
    // what it points to is somebody else's. What was there before the first change is kept.
    [[nodiscard]] Result<void> writeFile(const std::filesystem::path &path, const std::string &text,
                                         const QString &purpose);
    // Takes a file or a link of somebody else's away; undo() puts it back.
    [[nodiscard]] Result<void> moveAside(const std::filesystem::path &path, const QString &purpose);
    // Notes a link that somebody made for us (systemd, when a unit is enabled), where nothing was.
    [[nodiscard]] Result<void> noteLink(const std::filesystem::path &path,
                                        const std::string &target, const QString &purpose);
    // What was noted there has been taken back by other means. Where something was moved aside,
    // that stays noted.
    [[nodiscard]] Result<void> forget(const std::filesystem::path &path);

    // What undo() would find at the place of a change.
    enum class Standing {
        AsChanged, // it would be put back
        BackAgain, // what was there before is there already
        ChangedOn, // somebody else changed it since: it would be left alone
    };
    [[nodiscard]] static Result<Standing> standing(const Change &change);

    // Puts back what was there before, and forgets the change. What somebody else changed since is
    // left alone, and stays in the ledger: FaultKind::InUse. Nothing noted: FaultKind::NotFound.
    [[nodiscard]] Result<void> undo(const std::filesystem::path &path);

private:
    // The list, which nobody else changes meanwhile.
    struct Held
    {
        FileDescriptor lock;
        std::vector<Change> changes;
    };

    [[nodiscard]] Result<Held> hold() const;
    [[nodiscard]] Result<void> store(const std::vector<Change> &changes) const;

    std::filesystem::path m_file;
};

} // namespace larder::system
