// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/generation.h"
#include "ecosystem/plan.h"

#include <functional>
#include <memory>
#include <string_view>

class QIODevice;

namespace larder::ecosystem
{

// How the request reached us, decided by the engine from the target's form and the Host.
enum class Address : std::uint8_t {
    Ours,    // origin form, or absolute form with one of our own names: a path of this cache
    Foreign, // absolute form with another host: we are used as a forward proxy; or CONNECT
};

// What an index of this ecosystem says about one file.
struct AnnouncedFile
{
    std::string name; // a Serve::expectedName
    Digest digest;    // SHA-256
    std::uint64_t size = 0;
};

// The rules of one ecosystem: functions of values, with no socket, clock or disk. Constant after
// construction; any thread.
class Ecosystem
{
public:
    virtual ~Ecosystem() = default;
    [[nodiscard]] virtual std::string_view cache() const = 0; // "apt"

    // What to do with a request whose head passed RequestParser.
    [[nodiscard]] virtual Plan plan(const http::RequestHead &request, Address address) const = 0;

    // The status for what is neither stored nor to be had, chosen so that this ecosystem's clients
    // show the reason and do not retry for long.
    [[nodiscard]] virtual int unavailableStatus() const = 0;

    // Reads a Release file. Nothing when this ecosystem has none or the text is not one.
    [[nodiscard]] virtual std::optional<Generation> readGeneration(std::string_view text) const = 0;

    // Whether a file with this name in a suite announces other files.
    [[nodiscard]] virtual bool announcesFiles(std::string_view nameInSuite) const = 0;
    // Reads such a file, still compressed as its name says, and reports every file it announces.
    // The reader stops with a fault at limits (sizes, lengths) and at damage. Blocks: pool only.
    using AnnouncedSink = std::function<void(AnnouncedFile)>;
    [[nodiscard]] virtual Result<void> readAnnounced(const SuiteMember &member, QIODevice &body,
                                                     const AnnouncedSink &sink) const = 0;
};

// The ecosystem of a known cache name (base/caches.h); null for a name without one. upstream: what
// the user set with --upstream; for apt the archive behind paths whose first segment is no host
// ("/debian/dists/…").
[[nodiscard]] std::unique_ptr<Ecosystem> makeEcosystem(std::string_view cache,
                                                       std::optional<http::Url> upstream);

// Whether an answer is a captive portal's or a login page's: HTML where an archive, an index or
// JSON belongs. contentType as sent; firstBytes: what has arrived of the body, best more than a
// line.
[[nodiscard]] bool looksLikePortal(std::string_view contentType, std::string_view firstBytes);

} // namespace larder::ecosystem
