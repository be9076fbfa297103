// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/generation.h"
#include "ecosystem/plan.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
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

// Counts up with every change of what Ecosystem::rewriteDocument() makes: forms that an older
// Larder made are then made anew.
inline constexpr int rewritingVersion = 1;

// Where a stored document came from: what reading it depends on besides its bytes.
struct DocumentOrigin
{
    http::Url url; // after redirects: relative links start here
    std::string contentType;
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

    // The reply that tells this ecosystem's clients why they do not get what they asked for.
    // status: 4xx, or 502 and 504 for what is neither stored nor to be had; these two become a
    // status that makes the clients show the sentence and not retry for long.
    [[nodiscard]] virtual Answer problem(const http::RequestHead &request, int status,
                                         const QString &sentence) const = 0;

    // Documents. All of these block and are for the pool; bodies come decoded and are read to their
    // end at most once. Limits as in document.h.
    // Whether a complete body is the document that its key promises.
    [[nodiscard]] virtual Result<void> checkDocument(const DocumentOrigin &origin,
                                                     QIODevice &body) const;
    // Writes it with links to files that begin with linkBase and are understood by plan().
    [[nodiscard]] virtual Result<void> rewriteDocument(const DocumentOrigin &origin,
                                                       std::string_view linkBase, QIODevice &body,
                                                       QIODevice &rewritten) const;
    // What the document says about a file, given as the Serve::source of its plan: the strongest
    // digest. Nothing when it does not name the file or no digest for it.
    [[nodiscard]] virtual std::optional<Digest> announcedDigest(const http::Url &file,
                                                                QIODevice &document) const;

    // Where the document has the file of a Locate plan, and what it must be. Nothing when it does
    // not name it.
    [[nodiscard]] virtual std::optional<Serve> locate(std::string_view file,
                                                      QIODevice &document) const;
    // Whether a complete body is an archive of the kind that its name promises.
    [[nodiscard]] virtual Result<void> checkArchive(const http::Url &file, QIODevice &body) const;
    // Our own path for a place that an origin redirects to; nothing when clients go there directly.
    // Does not block; any thread.
    [[nodiscard]] virtual std::optional<std::string> ownLocation(const http::Url &place) const;

    // Suites of indexes that change together; of apt only.
    // Reads a Release file. Nothing when this ecosystem has none or the text is not one.
    [[nodiscard]] virtual std::optional<Generation> readGeneration(std::string_view text) const;

    // Whether a file with this name in a suite announces other files.
    [[nodiscard]] virtual bool announcesFiles(std::string_view nameInSuite) const;
    // Reads such a file, still compressed as its name says, and reports every file it announces.
    // The reader stops with a fault at limits (sizes, lengths) and at damage. Blocks: pool only.
    using AnnouncedSink = std::function<void(AnnouncedFile)>;
    [[nodiscard]] virtual Result<void> readAnnounced(const SuiteMember &member, QIODevice &body,
                                                     const AnnouncedSink &sink) const;
};

// What the user chose for one cache.
struct Options
{
    // Instead of the ecosystem's public one. For apt the archive behind paths whose first segment
    // is no host ("/debian/dists/…").
    std::optional<http::Url> upstream;
    // Further registries or indexes by the first segment of their paths here: "/work/…".
    std::map<std::string, http::Url, std::less<>> further{};
    // npm: yarn 1 gets packuments with our links, so that its tarballs come through here and its
    // lock file names this address.
    bool rewriteForYarn1 = false;
    // composer: repositories name us as a mirror for dists, and lock files then do, too.
    bool mirrorsInLock = false;
};

// The ecosystem of a known cache name (base/caches.h); null for a name without one.
[[nodiscard]] std::unique_ptr<Ecosystem> makeEcosystem(std::string_view cache, Options options);

// Whether a Content-Type is that of a web page.
[[nodiscard]] bool isHtml(std::string_view contentType);
// Whether an answer is a captive portal's or a login page's: HTML where an archive, an index or
// JSON belongs. contentType as sent; firstBytes: what has arrived of the body, best more than a
// line.
[[nodiscard]] bool looksLikePortal(std::string_view contentType, std::string_view firstBytes);

} // namespace larder::ecosystem
