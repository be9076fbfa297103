// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/jsonpage.h"

#include "ecosystem/json.h"
#include "ecosystem/pip/filelink.h"

#include <QCoreApplication>
#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace larder::ecosystem::pip
{

namespace
{

constexpr std::string_view metadataKey = "core-metadata";

bool isMetadataKey(std::string_view key)
{
    // The last one has been seen in place of the second (PEP 714).
    return key == metadataKey || key == "dist-info-metadata" || key == "data-dist-info-metadata";
}

class JsonPageCheck
{
public:
    [[nodiscard]] bool hasList() const { return m_hasList; }

    bool null() { return isInside(); }

    bool boolean(bool /*value*/) { return isInside(); }

    bool number(std::string_view /*text*/) { return isInside(); }

    bool string(std::string_view /*text*/) { return isInside(); }

    bool key(std::string_view name)
    {
        if (m_depth == 1)
            m_isListNext = name == "files" || name == "projects";
        return true;
    }

    bool startObject()
    {
        ++m_depth;
        return true;
    }

    bool endObject()
    {
        --m_depth;
        return true;
    }

    bool startArray()
    {
        if (m_depth == 1 && m_isListNext)
            m_hasList = true;
        return m_depth++ > 0;
    }

    bool endArray() { return endObject(); }

private:
    // The whole must be an object.
    [[nodiscard]] bool isInside() const { return m_depth > 0; }

    std::size_t m_depth = 0;
    bool m_isListNext = false;
    bool m_hasList = false;
};

using Writer = rapidjson::Writer<DocumentWriter>;

enum class EventKind : std::uint8_t {
    Null,
    True,
    False,
    Number,
    String,
    Key,
    StartObject,
    EndObject,
    StartArray,
    EndArray,
};

struct Event
{
    EventKind kind = EventKind::Null;
    std::size_t begin = 0; // of its text, in the entry's
    std::size_t size = 0;
};

void write(Writer &writer, EventKind kind, std::string_view text)
{
    const auto size = static_cast<rapidjson::SizeType>(text.size());
    switch (kind) {
    case EventKind::Null:
        writer.Null();
        break;
    case EventKind::True:
    case EventKind::False:
        writer.Bool(kind == EventKind::True);
        break;
    case EventKind::Number:
        writer.RawValue(text.data(), size, rapidjson::kNumberType);
        break;
    case EventKind::String:
        writer.String(text.data(), size);
        break;
    case EventKind::Key:
        writer.Key(text.data(), size);
        break;
    case EventKind::StartObject:
        writer.StartObject();
        break;
    case EventKind::EndObject:
        writer.EndObject();
        break;
    case EventKind::StartArray:
        writer.StartArray();
        break;
    case EventKind::EndArray:
        writer.EndArray();
        break;
    }
}

// What a page says about one file.
class FileEntry
{
public:
    void clear()
    {
        m_events.clear();
        m_text.clear();
    }

    [[nodiscard]] bool add(EventKind kind, std::string_view text)
    {
        m_events.push_back({.kind = kind, .begin = m_text.size(), .size = text.size()});
        m_text += text;
        return m_text.size() + m_events.size() * sizeof(Event) <= maxFileEntryBytes;
    }

    void writeRewritten(Writer &writer, const http::Url &page, std::string_view linkBase) const
    {
        const std::vector<Member> members = readMembers();
        // Of several with one name the last counts, as in Python.
        std::optional<std::string_view> url;
        std::optional<Digest> digest;
        std::optional<std::size_t> metadata;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (members[i].key == "url")
                url = stringOf(members[i]);
            else if (members[i].key == "hashes")
                digest = digestIn(members[i]);
            else if (isMetadataKey(members[i].key) && (!metadata || members[i].key == metadataKey ||
                                                       members[*metadata].key != metadataKey))
                metadata = i;
        }
        std::optional<PageLink> link;
        if (url)
            link = replaceLink(page, linkBase, *url, std::move(digest),
                               metadata ? digestIn(members[*metadata]) : std::nullopt);

        writer.StartObject();
        bool isMetadataWritten = false;
        for (const Member &member : members) {
            if (isMetadataKey(member.key)) {
                if (!std::exchange(isMetadataWritten, true))
                    writeMember(writer, metadataKey, members[*metadata].value);
            } else if (member.key == "url" && link) {
                write(writer, EventKind::Key, member.key);
                write(writer, EventKind::String, link->text);
            } else {
                writeMember(writer, member.key, member.value);
            }
        }
        writer.EndObject();
    }

private:
    struct Member
    {
        std::string_view key;
        std::span<const Event> value;
    };

    [[nodiscard]] std::string_view textOf(const Event &event) const
    {
        return std::string_view(m_text).substr(event.begin, event.size);
    }

    // The members of the object that all events make up.
    [[nodiscard]] std::vector<Member> readMembers() const { return readMembers(m_events); }

    [[nodiscard]] std::vector<Member> readMembers(std::span<const Event> object) const
    {
        std::vector<Member> members;
        std::size_t depth = 0;
        std::size_t valueBegin = 0;
        const auto endMember = [&members, &valueBegin, object](std::size_t end) {
            if (!members.empty())
                members.back().value = object.subspan(valueBegin, end - valueBegin);
        };
        for (std::size_t i = 0; i < object.size(); ++i) {
            const EventKind kind = object[i].kind;
            if (kind == EventKind::StartObject || kind == EventKind::StartArray) {
                ++depth;
            } else if (kind == EventKind::EndObject || kind == EventKind::EndArray) {
                --depth;
                if (depth == 0)
                    endMember(i);
            } else if (kind == EventKind::Key && depth == 1) {
                endMember(i);
                valueBegin = i + 1;
                members.push_back({.key = textOf(object[i]), .value = {}});
            }
        }
        return members;
    }

    [[nodiscard]] std::optional<std::string_view> stringOf(const Member &member) const
    {
        if (member.value.size() != 1 || member.value.front().kind != EventKind::String)
            return std::nullopt;
        return textOf(member.value.front());
    }

    // Of {"sha256": "<hex>"}.
    [[nodiscard]] std::optional<Digest> digestIn(const Member &member) const
    {
        std::optional<Digest> digest;
        if (member.value.empty() || member.value.front().kind != EventKind::StartObject)
            return digest;
        for (const Member &hash : readMembers(member.value)) {
            if (hash.key != "sha256")
                continue;
            const auto hex = stringOf(hash);
            digest = hex ? Digest::fromHex(DigestAlgorithm::Sha256, *hex) : std::nullopt;
        }
        return digest;
    }

    void writeMember(Writer &writer, std::string_view key, std::span<const Event> value) const
    {
        write(writer, EventKind::Key, key);
        for (const Event &event : value)
            write(writer, event.kind, textOf(event));
    }

    std::vector<Event> m_events;
    std::string m_text; // of all events, one after the other
};

class JsonPageRewriter
{
public:
    JsonPageRewriter(const http::Url &page, std::string_view linkBase, QIODevice &rewritten)
        : m_page(page)
        , m_linkBase(linkBase)
        , m_output(rewritten)
        , m_writer(m_output)
    {
        m_page.userInfo.clear();
    }

    [[nodiscard]] bool isEntryTooLong() const { return m_isEntryTooLong; }

    [[nodiscard]] Result<void> finish() { return m_output.finish(); }

    bool null() { return take(EventKind::Null, {}); }

    bool boolean(bool value) { return take(value ? EventKind::True : EventKind::False, {}); }

    bool number(std::string_view text) { return take(EventKind::Number, text); }

    bool string(std::string_view text) { return take(EventKind::String, text); }

    bool key(std::string_view name)
    {
        if (m_depth == 1)
            m_isFilesNext = name == "files";
        return take(EventKind::Key, name);
    }

    bool startObject()
    {
        if (m_depth == entryDepth && m_isInFiles) {
            m_isInEntry = true;
            m_entry.clear();
        }
        ++m_depth;
        return take(EventKind::StartObject, {});
    }

    bool endObject()
    {
        --m_depth;
        if (!take(EventKind::EndObject, {}))
            return false;
        if (m_isInEntry && m_depth == entryDepth) {
            m_isInEntry = false;
            m_entry.writeRewritten(m_writer, m_page, m_linkBase);
        }
        return true;
    }

    bool startArray()
    {
        if (m_depth == 1)
            m_isInFiles = m_isFilesNext;
        ++m_depth;
        return take(EventKind::StartArray, {});
    }

    bool endArray()
    {
        --m_depth;
        if (m_depth == 1)
            m_isInFiles = false;
        return take(EventKind::EndArray, {});
    }

private:
    static constexpr std::size_t entryDepth = 2; // {"files": [ … ]}

    bool take(EventKind kind, std::string_view text)
    {
        if (!m_isInEntry) {
            write(m_writer, kind, text);
            return m_output.state().has_value();
        }
        m_isEntryTooLong = !m_entry.add(kind, text);
        return !m_isEntryTooLong;
    }

    http::Url m_page;
    std::string_view m_linkBase;
    DocumentWriter m_output;
    Writer m_writer;
    FileEntry m_entry;
    std::size_t m_depth = 0;
    bool m_isFilesNext = false;
    bool m_isInFiles = false;
    bool m_isInEntry = false;
    bool m_isEntryTooLong = false;
};

} // namespace

Result<void> checkJsonPage(QIODevice &body)
{
    JsonPageCheck check;
    if (auto read = json::read(body, check); !read)
        return read;
    if (!check.hasList())
        return std::unexpected(json::notTheDocument());
    return {};
}

Result<void> rewriteJsonPage(const http::Url &page, std::string_view linkBase, QIODevice &body,
                             QIODevice &rewritten)
{
    JsonPageRewriter rewriter(page, linkBase, rewritten);
    auto read = json::read(body, rewriter);
    if (rewriter.isEntryTooLong()) {
        return fail(FaultKind::TooLarge,
                    QCoreApplication::translate("larder::ecosystem::pip",
                                                "A page says more than 1 MiB about one file."));
    }
    auto written = rewriter.finish();
    return written ? std::move(read) : std::move(written);
}

} // namespace larder::ecosystem::pip
