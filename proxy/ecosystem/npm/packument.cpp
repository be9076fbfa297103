// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/packument.h"

#include "ecosystem/json.h"
#include "ecosystem/npm/integrity.h"
#include "http/url.h"

#include <QCoreApplication>

#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace larder::ecosystem::npm
{

namespace
{

// Where an object of a document stands.
enum class Place : std::uint8_t {
    Elsewhere,
    Outside,  // not in the document yet
    Top,      // the packument or manifest
    Versions, // its "versions"
    Version,  // one of those
    Dist,     // "dist" of one of those, or of the top
};

// Follows the events of a document and tells where they happen. An object that is named twice is
// in its place both times.
class Position
{
public:
    [[nodiscard]] Place place() const { return m_places.at(m_depth); }

    // Where an object that begins now is.
    [[nodiscard]] Place next() const { return m_next; }

    // The key of the value that comes now, while the place is an object. Shortened: longer ones are
    // none of those that matter.
    [[nodiscard]] std::string_view key() const { return {m_key.data(), m_keyLength}; }

    void enterKey(std::string_view key)
    {
        m_keyLength = std::min(key.size(), m_key.size() - 1);
        key.copy(m_key.data(), m_keyLength);
        m_next = under(key);
    }

    void enterObject() { enter(m_next); }

    void enterArray() { enter(Place::Elsewhere); }

    void leave()
    {
        --m_depth;
        m_next = Place::Elsewhere;
    }

private:
    void enter(Place place)
    {
        m_places.at(++m_depth) = place;
        m_next = Place::Elsewhere;
    }

    [[nodiscard]] Place under(std::string_view key) const
    {
        switch (place()) {
        case Place::Top:
            return key == "versions" ? Place::Versions
                   : key == "dist"   ? Place::Dist
                                     : Place::Elsewhere;
        case Place::Versions:
            return Place::Version;
        case Place::Version:
            return key == "dist" ? Place::Dist : Place::Elsewhere;
        default:
            return Place::Elsewhere;
        }
    }

    std::array<Place, json::maxDepth + 1> m_places{Place::Outside};
    std::size_t m_depth = 0;
    Place m_next = Place::Top;
    std::array<char, 16> m_key{}; // "integrity" is the longest that matters
    std::size_t m_keyLength = 0;
};

// A handler for json::read that does nothing but know the position.
class Follower
{
public:
    bool null() { return true; }

    bool boolean(bool /*value*/) { return true; }

    bool number(std::string_view /*text*/) { return true; }

    bool string(std::string_view /*text*/) { return true; }

    bool key(std::string_view text)
    {
        m_position.enterKey(text);
        return true;
    }

    bool startObject()
    {
        m_position.enterObject();
        return true;
    }

    bool endObject()
    {
        m_position.leave();
        return true;
    }

    bool startArray()
    {
        m_position.enterArray();
        return true;
    }

    bool endArray()
    {
        m_position.leave();
        return true;
    }

protected:
    Position m_position;
};

class Checker : public Follower
{
public:
    bool string(std::string_view /*text*/)
    {
        if (m_position.place() == Place::Top && m_position.key() == "version")
            m_isManifest = true;
        if (m_position.place() == Place::Top && m_position.key() == "name")
            m_hasName = true;
        return true;
    }

    bool startObject()
    {
        if (m_position.next() == Place::Versions)
            m_isPackument = true;
        if (m_position.place() == Place::Top && m_position.next() == Place::Dist)
            m_isManifest = true;
        if (m_position.place() == Place::Top && m_position.key() == "time")
            m_hasTime = true;
        return Follower::startObject();
    }

    // An array at the top has no keys.
    [[nodiscard]] bool isPackage() const
    {
        return m_isPackument || m_isManifest || (m_hasName && m_hasTime);
    }

private:
    bool m_isPackument = false;
    bool m_isManifest = false;
    bool m_hasName = false;
    bool m_hasTime = false;
};

class Rewriter : public Follower
{
public:
    Rewriter(std::string_view linkBase, DocumentWriter &output)
        : m_linkBase(linkBase)
        , m_writer(output)
    {}

    bool null() { return m_writer.Null(); }

    bool boolean(bool value) { return m_writer.Bool(value); }

    bool number(std::string_view text)
    {
        return m_writer.RawValue(text.data(), text.size(), rapidjson::kNumberType);
    }

    bool string(std::string_view text)
    {
        if (m_position.place() == Place::Dist && m_position.key() == "tarball") {
            if (const auto link = linkedTarball(m_linkBase, text))
                return write(*link);
        }
        return write(text);
    }

    bool key(std::string_view text)
    {
        return Follower::key(text) &&
               m_writer.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    bool startObject() { return Follower::startObject() && m_writer.StartObject(); }

    bool endObject() { return Follower::endObject() && m_writer.EndObject(); }

    bool startArray() { return Follower::startArray() && m_writer.StartArray(); }

    bool endArray() { return Follower::endArray() && m_writer.EndArray(); }

private:
    bool write(std::string_view text)
    {
        return m_writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    std::string_view m_linkBase;
    rapidjson::Writer<DocumentWriter> m_writer;
};

// Reads on until a "dist" of the wanted tarball has a digest.
class DigestFinder : public Follower
{
public:
    explicit DigestFinder(const NpmPath &tarball)
        : m_wanted(tarball)
    {}

    bool string(std::string_view text)
    {
        if (m_position.place() != Place::Dist)
            return true;
        if (m_position.key() == "tarball")
            m_isWanted = isWanted(text);
        else if (m_position.key() == "integrity")
            m_integrity = readIntegrity(text);
        else if (m_position.key() == "shasum")
            m_shasum = Digest::fromHex(DigestAlgorithm::Sha1, text);
        return true;
    }

    bool startObject()
    {
        if (m_position.next() == Place::Dist) {
            m_isWanted = false;
            m_integrity.reset();
            m_shasum.reset();
        }
        return Follower::startObject();
    }

    bool endObject()
    {
        if (m_position.place() == Place::Dist && m_isWanted)
            m_found = m_integrity ? m_integrity : m_shasum;
        return Follower::endObject() && !m_found;
    }

    [[nodiscard]] const std::optional<Digest> &found() const { return m_found; }

private:
    [[nodiscard]] bool isWanted(std::string_view address) const
    {
        const auto url = http::Url::parse(address);
        return url && readTarballPath(url->path) == m_wanted;
    }

    const NpmPath &m_wanted; // not owned
    bool m_isWanted = false; // of the present "dist"
    std::optional<Digest> m_integrity;
    std::optional<Digest> m_shasum;
    std::optional<Digest> m_found;
};

} // namespace

Result<void> checkPackument(QIODevice &body)
{
    Checker checker;
    if (auto read = json::read(body, checker); !read)
        return read;
    if (!checker.isPackage())
        return std::unexpected(json::notTheDocument());
    return {};
}

Result<void> rewritePackument(std::string_view linkBase, QIODevice &body, QIODevice &rewritten)
{
    DocumentWriter output(rewritten);
    Rewriter rewriter(linkBase, output);
    auto read = json::read(body, rewriter);
    auto written = output.finish();
    return written ? std::move(read) : std::move(written);
}

std::optional<Digest> tarballDigest(const NpmPath &tarball, QIODevice &body)
{
    DigestFinder finder(tarball);
    // Ends with a fault at the digest, and at damage: then there is none.
    [[maybe_unused]] const auto read = json::read(body, finder);
    return finder.found();
}

std::optional<std::string> linkedTarball(std::string_view linkBase, std::string_view address)
{
    const auto url = http::Url::parse(address);
    if (!url || !url->query.empty() || !url->userInfo.empty())
        return std::nullopt;
    const auto tarball = readTarballPath(url->path);
    if (!tarball)
        return std::nullopt;
    std::string link(linkBase);
    link += std::string_view(canonicalPath(*tarball)).substr(1);
    return link;
}

} // namespace larder::ecosystem::npm
