// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/fault.h"
#include "ecosystem/ecosystem.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

class QIODevice;

namespace larder::ecosystem::apt
{

// Debian's whole Contents has 0.7 GB, Packages 60 MB; beyond this it is a decompression bomb.
inline constexpr std::uint64_t maxIndexBytes = 2 * GiB;   // decompressed
inline constexpr std::size_t maxIndexLineBytes = 1 * MiB; // real: 60 KiB (Provides of librust-*)
inline constexpr std::uint64_t maxAnnouncedFiles = 1'000'000; // of one index; Debian main: 64,000
// Files of one source package or one list of patches.
inline constexpr std::size_t maxListedFiles = 2'000;

// Whether a file with this name in a suite is a Packages, Sources or Packages.diff/Index that
// readAnnouncedFiles can read: plain, .xz, .gz, .bz2 or .zst.
[[nodiscard]] bool isAnnouncingIndex(std::string_view nameInSuite);

// Reports every file that such an index lists with a SHA-256 and a safe relative name; other
// entries are skipped. In flat archives names are taken as relative to the suite's directory, where
// nearly all put them. Faults: BadInput for an index of another kind, TooLarge at a limit, Damaged
// when the body cannot be read or decompressed; what was reported before it stands. Takes 1.1 MiB
// and what the decompressor needs: at most 100 MiB for xz, 128 MiB for zst. Blocks: pool only.
[[nodiscard]] Result<void> readAnnouncedFiles(const SuiteMember &member, QIODevice &body,
                                              const Ecosystem::AnnouncedSink &sink);

} // namespace larder::ecosystem::apt
