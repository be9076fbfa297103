// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filedescriptor.h"
#include "base/networkstate.h"
#include "base/settings.h"
#include "base/trouble.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace larder
{

// Who answers requests for a cache now.
struct CacheOwner
{
    std::string cache;
    std::int64_t pid = 0;
    std::vector<ListenAddress> addresses;
    NetworkState network;                  // what is in force for it
    std::vector<Trouble> troubles{};       // what is wrong with its disk
    std::vector<DownOrigin> downOrigins{}; // that it tries again; at most maxToldOrigins
};

// More are not written down: who has so many troubles with the network has one.
inline constexpr std::size_t maxToldOrigins = 16;

// Decides who may listen for a cache: an exclusive lock on RUNTIME/<cache>.owner, since
// SO_REUSEPORT would let two programs of one user share a port without noticing. The file's text
// tells readers who it is; a file without a live lock means nobody. Held as long as the object
// lives; a process that dies loses it. One thread.
class OwnerLock
{
public:
    // FaultKind::InUse names the process that holds it.
    [[nodiscard]] static Result<OwnerLock> take(const std::filesystem::path &runtimeFolder,
                                                const std::string &cache);
    OwnerLock(OwnerLock &&) noexcept = default;
    OwnerLock &operator=(OwnerLock &&) noexcept = default;

    // Writes what readers see; again whenever it changes. The pid is this process's.
    [[nodiscard]] Result<void> announce(const CacheOwner &owner);

private:
    explicit OwnerLock(FileDescriptor file)
        : m_file(std::move(file))
    {}

    FileDescriptor m_file;
};

// The owner of a cache, or nothing. Starts nothing and takes no lock for longer than a moment.
[[nodiscard]] std::optional<CacheOwner> readOwner(const std::filesystem::path &runtimeFolder,
                                                  const std::string &cache);

// "larder-proxy" of a process that runs; empty when it has ended.
[[nodiscard]] QString processName(std::int64_t pid);

} // namespace larder
