// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/digest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder::ecosystem
{

// One state of a suite: what its Release file lists. Files named in it belong together; mixing two
// generations is what apt reports as "Hash Sum mismatch". Immutable once read; any thread.
class Generation
{
public:
    struct File
    {
        std::string name;
        Digest digest; // SHA-256
        std::uint64_t size = 0;
        friend bool operator==(const File &, const File &) = default;
    };

    // A name that is given twice with different content is left out, since nobody can say which one
    // clients believe.
    Generation(std::vector<File> files, bool byHash, std::optional<WallTime> validUntil);

    [[nodiscard]] const File *find(std::string_view name) const;
    // The names that this digest has here, usually one or none.
    [[nodiscard]] std::vector<const File *> withDigest(const Digest &digest) const;

    // Whether by-hash names exist upstream (Acquire-By-Hash: yes).
    [[nodiscard]] bool hasByHash() const { return m_byHash; }

    // After this time clients refuse the Release file.
    [[nodiscard]] std::optional<WallTime> validUntil() const { return m_validUntil; }

    [[nodiscard]] const std::vector<File> &files() const { return m_files; }

private:
    std::vector<File> m_files;           // sorted by name
    std::vector<std::size_t> m_byDigest; // positions in m_files, sorted by digest
    bool m_byHash;
    std::optional<WallTime> m_validUntil;
};

} // namespace larder::ecosystem
