// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "http/headers.h"

#include <cstdint>
#include <string>

namespace larder::store
{

// What the index knows about the bytes of one object on disk. A value.
struct ObjectRecord
{
    Digest digest; // SHA-256: the object's name
    std::uint64_t size = 0;
    std::int64_t changedNanoseconds = 0; // st_ctim when it was recorded
    std::int64_t verifiedBoot = 0;       // bootNumber() at which its bytes were last proven right
};

// What the body of an entry is. In this order: what an object with several entries is, is the last.
enum class Role : std::uint8_t {
    Derived,  // made here from a document: goes when that goes
    File,     // a package: named by documents, and never changes
    Document, // an index, a packument, a page: names files
};

// One cached response: a key, the head fields to replay and the object that is its body. A value.
struct Entry
{
    std::string key;       // "apt:http://host/path" or "apt:sha256:<hex>"; never holds secrets
    std::string cache;     // "apt"
    http::Headers headers; // as the origin sent them, without hop-by-hop and framing fields
    WallTime storedAt;     // when the body came
    WallTime validatedAt;  // when the origin last said that it is current
    WallTime freshUntil;   // until then it is served without asking
    ObjectRecord object;
    // What follows is written, and read by listings only.
    Role role = Role::File;
    // Documents that are of use only together, such as the indexes of a Debian release: the
    // beginning of their Release file's key. Empty: none.
    std::string suite{};
    std::string url{}; // where it came from, if the key does not end with that
};

// What an index of the ecosystem says about a file before it was ever fetched.
struct ExpectedFile
{
    std::string name; // "apt:http://host/debian/pool/…": the key the file will have
    Digest digest;    // SHA-256
    std::uint64_t size = 0;
};

// What is needed to go on with a cut transfer.
struct PartialRecord
{
    std::string key;
    std::string url;         // from which the bytes came (no secrets)
    std::string validator;   // strong ETag or Last-Modified for If-Range
    std::uint64_t total = 0; // announced length; 0 when unknown
    WallTime createdAt;
};

// A partial download as the index names it.
struct StagedPartial
{
    PartialRecord record;
    std::string id;          // its bytes are in CACHE/incoming/<id>/body
    std::uint64_t bytes = 0; // that had safely come when it was recorded
};

} // namespace larder::store
