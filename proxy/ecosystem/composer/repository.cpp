// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/repository.h"

#include "ecosystem/json.h"
#include "http/headers.h"

#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <utility>

namespace larder::ecosystem::composer
{

namespace
{

// A handler for json::read that does nothing but know where it is: how many objects and arrays it
// is in, and the key before what comes in the outer ones.
class Follower
{
public:
    bool null() { return true; }

    bool boolean(bool /*value*/) { return true; }

    bool number(std::string_view /*text*/) { return true; }

    bool string(std::string_view /*text*/) { return true; }

    bool key(std::string_view text)
    {
        if (m_depth < m_keys.size())
            m_keys.at(m_depth).assign(text.substr(0, maxKeyBytes));
        return true;
    }

    bool startObject() { return enter(); }

    bool endObject() { return leave(); }

    bool startArray() { return enter(); }

    bool endArray() { return leave(); }

protected:
    [[nodiscard]] std::size_t depth() const { return m_depth; }

    // Of the object at this depth: the outermost is at 1.
    [[nodiscard]] std::string_view keyAt(std::size_t depth) const { return m_keys.at(depth); }

private:
    // Deeper ones matter to nobody, nor do longer ones: "vendor/name" is the longest.
    static constexpr std::size_t maxKeyBytes = 260;

    bool enter()
    {
        ++m_depth;
        if (m_depth < m_keys.size())
            m_keys.at(m_depth).clear();
        return true;
    }

    bool leave()
    {
        --m_depth;
        return true;
    }

    std::size_t m_depth = 0;
    std::array<std::string, 6> m_keys;
};

class Checker : public Follower
{
public:
    bool key(std::string_view text)
    {
        constexpr std::array<std::string_view, 4> known{"packages", "metadata-url", "includes",
                                                        "provider-includes"};
        m_isKnown = m_isKnown || (depth() == 1 && std::ranges::contains(known, text));
        return Follower::key(text);
    }

    [[nodiscard]] bool isKnown() const { return m_isKnown; }

private:
    bool m_isKnown = false;
};

// Each "dist" of {"packages": {NAME: [{"dist": …}]}}, or of the older form with versions as keys.
class DistReader : public Follower
{
public:
    using Sink = std::function<bool(std::string_view package, std::string_view reference, Dist)>;

    // sink: true ends the reading.
    explicit DistReader(Sink sink)
        : m_sink(std::move(sink))
    {}

    bool string(std::string_view text)
    {
        if (!isInDist())
            return true;
        const std::string_view field = keyAt(distDepth);
        if (field == "url")
            m_dist.url = text;
        else if (field == "type")
            m_dist.type = text;
        else if (field == "reference")
            m_reference = text;
        else if (field == "shasum")
            m_dist.digest = Digest::fromHex(DigestAlgorithm::Sha1, text);
        return true;
    }

    bool startObject()
    {
        Follower::startObject();
        m_isDist = m_isDist || isDistHere();
        if (isInDist()) {
            m_dist = {};
            m_reference.clear();
        }
        return true;
    }

    bool endObject()
    {
        const bool isEnd = isInDist();
        Follower::endObject();
        if (!isEnd)
            return true;
        m_isDist = false;
        return !m_sink(keyAt(2), m_reference, std::move(m_dist));
    }

private:
    static constexpr std::size_t distDepth = 5;

    [[nodiscard]] bool isDistHere() const
    {
        return depth() == distDepth && keyAt(1) == "packages" && keyAt(4) == "dist";
    }

    // Not in what is deeper.
    [[nodiscard]] bool isInDist() const { return m_isDist && depth() == distDepth; }

    Sink m_sink;
    bool m_isDist = false;
    Dist m_dist;
    std::string m_reference;
};

std::optional<Dist> findDist(
    QIODevice &body,
    const std::function<bool(std::string_view package, std::string_view reference, const Dist &)>
        &isWanted)
{
    std::optional<Dist> found;
    DistReader reader([&](std::string_view package, std::string_view reference, Dist dist) {
        if (!dist.url.empty() && isWanted(package, reference, dist))
            found = std::move(dist);
        return found.has_value();
    });
    // Ends with a fault at what is wanted, and at damage: then there is none.
    [[maybe_unused]] const auto read = json::read(body, reader);
    return found;
}

// Templates of addresses hold "%package%", which no URL can.
std::string origin(const http::Url &url)
{
    return std::string(http::schemeName(url.scheme)) + "://" + url.authority();
}

// The address as an absolute one; relative ones of Composer begin with a slash.
std::string absolute(const RootLinks &links, std::string_view address)
{
    if (!address.starts_with('/') || address.starts_with("//"))
        return std::string(address);
    return origin(links.repository) + std::string(address);
}

// Our own path for an address in the repository; any other as it is.
std::string linked(const RootLinks &links, std::string_view address)
{
    std::string full = absolute(links, address);
    const std::string root = origin(links.repository) + links.repository.path + '/';
    return full.starts_with(root) ? links.base + full.substr(root.size()) : full;
}

class RootRewriter : public Follower
{
public:
    RootRewriter(const RootLinks &links, DocumentWriter &output)
        : m_links(links)
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
        constexpr std::array<std::string_view, 7> asked{
            "metadata-url", "providers-url", "providers-lazy-url",   "search",
            "list",         "providers-api", "metadata-changes-url",
        };
        // Composer writes "notify-batch" to the lock file as "notification-url".
        constexpr std::array<std::string_view, 2> recorded{"notify-batch", "notify"};
        if (depth() == 1 && std::ranges::contains(asked, keyAt(1)))
            return write(linked(m_links, text));
        if (depth() == 1 && std::ranges::contains(recorded, keyAt(1)))
            return write(absolute(m_links, text));
        if (depth() == 2 && keyAt(1) == "security-advisories" && keyAt(2) == "api-url")
            return write(linked(m_links, text));
        return write(text);
    }

    bool key(std::string_view text) { return Follower::key(text) && writeKey(text); }

    bool startObject() { return Follower::startObject() && m_writer.StartObject(); }

    bool endObject()
    {
        if (depth() == 1 && !addMirror(Around::Key))
            return false;
        return Follower::endObject() && m_writer.EndObject();
    }

    bool startArray()
    {
        const bool isMirrors = depth() == 1 && keyAt(1) == "mirrors";
        return Follower::startArray() && m_writer.StartArray() &&
               (!isMirrors || addMirror(Around::Nothing));
    }

    bool endArray() { return Follower::endArray() && m_writer.EndArray(); }

private:
    enum class Around : std::uint8_t { Nothing, Key };

    // Once: before the repository's own, or as the last key.
    bool addMirror(Around around)
    {
        if (!m_links.mirrors || std::exchange(m_hasMirror, true))
            return true;
        if (around == Around::Key && !(writeKey("mirrors") && m_writer.StartArray()))
            return false;
        const bool isWritten =
            m_writer.StartObject() && writeKey("dist-url") &&
            write(m_links.base + "dists/%package%/%version%/%reference%.%type%") &&
            writeKey("preferred") && m_writer.Bool(true) && m_writer.EndObject();
        return isWritten && (around == Around::Nothing || m_writer.EndArray());
    }

    bool writeKey(std::string_view text)
    {
        return m_writer.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    bool write(std::string_view text)
    {
        return m_writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    const RootLinks &m_links; // not owned
    rapidjson::Writer<DocumentWriter> m_writer;
    bool m_hasMirror = false;
};

} // namespace

Result<void> checkDocument(QIODevice &body)
{
    Checker checker;
    if (auto read = json::read(body, checker); !read)
        return read;
    if (!checker.isKnown())
        return std::unexpected(json::notTheDocument());
    return {};
}

Result<void> rewriteRoot(const RootLinks &links, QIODevice &body, QIODevice &rewritten)
{
    DocumentWriter output(rewritten);
    RootRewriter rewriter(links, output);
    auto read = json::read(body, rewriter);
    auto written = output.finish();
    return written ? std::move(read) : std::move(written);
}

std::optional<Dist> distByReference(std::string_view package, std::string_view reference,
                                    QIODevice &body)
{
    return findDist(body, [&](std::string_view named, std::string_view has, const Dist &) {
        return http::equalsIgnoringCase(named, package) && !has.empty() &&
               (has == reference || digestOf(has, DigestAlgorithm::Md5).hex() == reference);
    });
}

std::optional<Dist> distByUrl(const http::Url &url, QIODevice &body)
{
    return findDist(body, [&](std::string_view, std::string_view, const Dist &dist) {
        const auto named = http::Url::parse(dist.url);
        return named && named->text() == url.text();
    });
}

} // namespace larder::ecosystem::composer
