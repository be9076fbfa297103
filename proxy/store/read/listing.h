// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "store/read/entry.h"
#include "store/read/space.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace larder::store
{

// One thing in the stock as people see it: an entry, but none that was derived here. A value.
struct Listed
{
    std::string key;
    std::string name; // where it came from: "http://deb.debian.org/debian/pool/…"
    std::string cache;
    Role role = Role::File;
    std::string suite;
    std::int64_t object = 0; // entries with the same number share their bytes
    Digest digest;
    std::uint64_t size = 0;
    WallTime storedAt;
    WallTime usedAt;
    bool isPinned = false;
};

// What is asked for. Without patterns and keys, everything is.
struct Wanted
{
    std::vector<std::string> patterns{};
    std::optional<std::string> cache{};
    // These entries exactly, as a person who saw them has chosen them. Of those that have gone
    // since, nothing is said.
    std::vector<std::string> keys{};
};

// Whether a name is meant by a pattern of a shell: '*' stands for anything, also for '/', '?' for
// one character, '[a-z]' for one of these; case does not matter. A pattern without '/' is compared
// with the file's name too, the last part. So "nginx*" means all packages that begin so, and
// "*nginx*" everything that has it anywhere.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view name);

// The key as people see it: without the cache before it. url: of the entry, if it has one.
[[nodiscard]] std::string nameOf(std::string_view key, std::string_view url);

// Opens the index to look into it, and leaves nothing on the disk: also where nobody has it open.
// Nothing where there is none yet. Newer where a newer Larder made it.
[[nodiscard]] Result<std::optional<Database>>
openForLooking(const std::filesystem::path &cacheFolder, std::chrono::milliseconds busyTimeout);

// Everything that is wanted, in no order. A hundred thousand take 50 MiB and less than a second.
[[nodiscard]] Result<std::vector<Listed>> list(Database &index, const Wanted &wanted);

// Each object once, however many entries it has.
[[nodiscard]] Amount amountOf(std::span<const Listed> entries);

} // namespace larder::store
