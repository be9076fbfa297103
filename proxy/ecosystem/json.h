// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/document.h"

#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// JSON documents event by event (RapidJSON's SAX), so that memory does not grow with them: neither
// with their length, nor on the stack with their depth. Numbers stay the text they were.
namespace larder::ecosystem::json
{

// Deeper nesting is nobody's packument or page.
inline constexpr std::size_t maxDepth = 128;
// What stands between two quotation marks; the longest read-me texts have some hundred kilobytes.
inline constexpr std::size_t maxStringBytes = 32 * MiB;

// The fault for a document with a longer one.
[[nodiscard]] Fault tooLong();

// Puts U+FFFD for escaped surrogates that have no partner, in the same number of bytes: RapidJSON
// takes them for damage, but the registries' own descriptions have them where these were cut to a
// length. Returns how many bytes are done; the rest, at most maxEscapeBytes - 1, is an escape that
// goes on in what follows. isLast: nothing follows.
[[nodiscard]] std::size_t mendSurrogates(std::string &text, bool isLast);
inline constexpr std::size_t maxEscapeBytes = 12; // "\ud83d\ude00"

// RapidJSON's input stream over a document. Errors of the device look like the end of the text and
// are told by state().
class Input
{
public:
    using Ch = char;

    explicit Input(QIODevice &body)
        : m_reader(std::make_unique<DocumentReader>(body))
    {
        refill();
    }

    [[nodiscard]] char Peek() const { return m_at < m_piece.size() ? m_piece[m_at] : '\0'; }

    char Take()
    {
        const char c = Peek();
        if (isAtEnd())
            return c;
        ++m_at;
        if (isAtEnd())
            refill();
        // RapidJSON holds a string in memory until its end.
        m_stringBytes = c == '"' && m_last != '\\' ? 0 : m_stringBytes + 1;
        m_last = c;
        if (m_stringBytes > maxStringBytes)
            end(tooLong());
        return c;
    }

    [[nodiscard]] std::size_t Tell() const { return m_before + m_at; }

    // Only for parsing in place, which a stream cannot do.
    char *PutBegin() { return nullptr; }

    void Put(char /*c*/) {}

    void Flush() {}

    std::size_t PutEnd(char * /*begin*/) { return 0; }

    [[nodiscard]] bool isAtEnd() const { return m_at == m_piece.size(); }

    [[nodiscard]] const Result<void> &state() const { return m_state; }

private:
    void end(Fault fault)
    {
        m_state = std::unexpected(std::move(fault));
        m_piece = {};
        m_at = 0;
        m_stringBytes = 0;
    }

    void refill()
    {
        m_before += m_piece.size();
        m_at = 0;
        m_text.erase(0, m_piece.size());
        m_piece = {};
        for (bool isLast = false; m_piece.empty() && !isLast;) {
            const auto piece = m_reader->next();
            if (!piece) {
                end(piece.error());
                return;
            }
            isLast = piece->empty();
            m_text += *piece;
            m_piece = std::string_view(m_text).substr(0, mendSurrogates(m_text, isLast));
        }
    }

    std::unique_ptr<DocumentReader> m_reader;
    std::string m_text;
    std::string_view m_piece; // the beginning of it
    std::size_t m_at = 0;
    std::size_t m_before = 0;
    std::size_t m_stringBytes = 0; // since the last quotation mark
    char m_last = '\0';
    Result<void> m_state;
};

// The fault for a text that is not JSON, or not the document that it should be.
[[nodiscard]] Fault notTheDocument();

// Hands events on and ends the reading where arrays and objects lie too deep in each other.
template <typename Handler>
class DepthLimited
{
public:
    explicit DepthLimited(Handler &handler)
        : m_handler(handler)
    {}

    bool Null() { return m_handler.null(); }

    bool Bool(bool value) { return m_handler.boolean(value); }

    // Never called, since numbers come as text.
    bool Int(int /*value*/) { return false; }

    bool Uint(unsigned /*value*/) { return false; }

    bool Int64(std::int64_t /*value*/) { return false; }

    bool Uint64(std::uint64_t /*value*/) { return false; }

    bool Double(double /*value*/) { return false; }

    bool RawNumber(const char *text, rapidjson::SizeType length, bool /*copy*/)
    {
        return m_handler.number(std::string_view(text, length));
    }

    bool String(const char *text, rapidjson::SizeType length, bool /*copy*/)
    {
        return m_handler.string(std::string_view(text, length));
    }

    bool Key(const char *text, rapidjson::SizeType length, bool /*copy*/)
    {
        return m_handler.key(std::string_view(text, length));
    }

    bool StartObject() { return ++m_depth <= maxDepth && m_handler.startObject(); }

    bool EndObject(rapidjson::SizeType /*members*/) { return --m_depth, m_handler.endObject(); }

    bool StartArray() { return ++m_depth <= maxDepth && m_handler.startArray(); }

    bool EndArray(rapidjson::SizeType /*elements*/) { return --m_depth, m_handler.endArray(); }

private:
    Handler &m_handler; // not owned
    std::size_t m_depth = 0;
};

// Reads one JSON text to its end. The handler has null(), boolean(bool), number(text),
// string(text), key(text), startObject(), endObject(), startArray() and endArray(); each returns
// whether to go on: false ends the reading with notTheDocument(). Faults also as DocumentReader's.
template <typename Handler>
[[nodiscard]] Result<void> read(QIODevice &body, Handler &handler)
{
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
    Input input(body);
    DepthLimited<Handler> limited(handler);
    rapidjson::Reader reader;
    const rapidjson::ParseResult result = reader.Parse<flags>(input, limited);
    if (!input.state())
        return input.state();
    // A NUL ends a text for RapidJSON.
    if (result.IsError() || !input.isAtEnd())
        return std::unexpected(notTheDocument());
    return {};
}

} // namespace larder::ecosystem::json
