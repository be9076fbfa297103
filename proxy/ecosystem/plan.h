// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/digest.h"
#include "http/message.h"
#include "http/url.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace larder::ecosystem
{

// How long a stored body may be used.
enum class Lifetime : std::uint8_t {
    Immutable, // the name holds a version or a digest: never asked for again, whatever is requested
    Document,  // the origin's freshness rules; a client's no-cache forces a question
    Release,   // as Document, and a client's max-age=0 forces a question too (apt's InRelease)
};

// Where a file may belong to a suite of indexes that change together: the directory of the suite's
// Release file as a key prefix, and the file's name as that Release file lists it.
struct SuiteMember
{
    std::string directory; // "apt:http://deb.debian.org/debian/dists/stable/"
    std::string name;      // "main/binary-amd64/Packages.xz"; empty for a file named by its digest
    friend bool operator==(const SuiteMember &, const SuiteMember &) = default;
};

// A stored body that names files: a packument, a project's page. Asked for compressed, kept as the
// origin sent it, checked with Ecosystem::checkDocument() before anybody has its end, and rewritten
// for clients that need other links.
struct Document
{
    http::Headers ask; // for the origin, beside Accept-Encoding: gzip
    // How long it is fresh where the origin says nothing about it.
    std::chrono::seconds freshness{0};
    // HTML belongs here: only checkDocument() can tell it from a captive portal's page.
    bool isPage = false;
    // The links name the host that the client used: each address of ours makes a form of its own.
    bool linksNameHost = false;
    // Clients know what they have by its date alone, and would take one form for another: other
    // links come without a date.
    bool isKnownByDate = false;
    // What links to files begin with in what the client gets: "http://127.0.0.1:3143/", "/files/".
    // Empty: it gets the links as the origin wrote them.
    std::string linkBase;
};

// Cached: look the key up, fetch from the source when it is not there.
struct Serve
{
    std::string key;
    http::Url source;
    Lifetime lifetime = Lifetime::Immutable;
    std::optional<Digest> digest; // stated by the name itself (by-hash), or by the client
    bool digestIsClaim = false;   // by the client: what is stored has to be compared with it
    // Key under which an index may have announced size and SHA-256; empty when none can.
    std::string expectedName;
    // Candidates, longest directory first: the first whose Release file is known and lists the file
    // decides. Then the body must have the digest listed there.
    std::vector<SuiteMember> suites;
    // A detached signature: belongs to exactly the body that this other key had when it was served.
    std::string signatureOf;
    std::optional<Document> document{};
    // Keys of documents that may name this file's digest, most likely one first; those that are
    // stored are read with Ecosystem::announcedDigest() before the file is fetched.
    std::vector<std::string> announcedIn{};
    // Of a document with links to rewrite: the Authorization with which it is asked for. Such an
    // answer is somebody's own: it is rewritten in passing, kept nowhere and shared with nobody.
    std::string authorization{};
    // An archive for which no digest may vouch: checked with Ecosystem::checkArchive() before
    // anybody has its end.
    bool isArchive = false;
};

// A file that is addressed by its name here, while only a document of the origin says where it is.
struct Locate
{
    std::string file;             // for Ecosystem::locate()
    std::vector<Serve> documents; // that may name it, most likely one first
};

// Not cached: forwarded, streamed back. Only the named request fields travel.
struct Pass
{
    enum class Why : std::uint8_t {
        Kind,        // such requests never are
        Credentials, // somebody's own answer
        NoStore,     // the client forbids it
    };
    http::Url target;
    http::Method method = http::Method::Get;
    http::Headers headers;    // already chosen and safe
    bool carriesBody = false; // the request's body is forwarded, at most maxPassBodyBytes
    // A redirection to what we serve ourselves is told as our own address, by
    // Ecosystem::ownLocation().
    bool redirectsHere = false;
    // Keys of documents that are out of date once the origin has carried it out (RFC 9111 4.4).
    std::vector<std::string> outdates{};
    Why why = Why::Kind;
};

inline constexpr std::uint64_t maxPassBodyBytes = 1 * MiB;

// A ready reply.
struct Answer
{
    int status = 200;
    http::Headers headers;
    std::string body;
    // The status line's phrase, for clients that show nothing else; empty: the usual one.
    std::string reason{};
};

enum class PageForm : std::uint8_t { Html, Json };

// The cache's own page for a person, or its figures.
struct OwnPage
{
    PageForm form = PageForm::Html;
};

// CONNECT: bytes in both directions, uncached.
struct Tunnel
{
    std::string host;
    std::uint16_t port = 443;
};

struct Refuse
{
    int status = 400;
    QString reason; // what is wrong and what to do, for the body
};

using Plan = std::variant<Serve, Locate, Pass, Answer, OwnPage, Tunnel, Refuse>;

} // namespace larder::ecosystem
