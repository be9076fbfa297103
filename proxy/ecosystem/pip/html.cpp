// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/html.h"

#include "ecosystem/document.h"
#include "http/headers.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>

namespace larder::ecosystem::pip
{

namespace
{

constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

constexpr bool endsTagName(char c)
{
    return isSpace(c) || c == '/' || c == '>';
}

// Elements whose content is text up to their own end tag.
bool holdsOnlyText(std::string_view name)
{
    constexpr std::array<std::string_view, 8> names{"script", "style",  "title",   "textarea",
                                                    "xmp",    "iframe", "noembed", "noframes"};
    return std::ranges::any_of(
        names, [name](std::string_view raw) { return http::equalsIgnoringCase(raw, name); });
}

class Tokenizer
{
public:
    explicit Tokenizer(HtmlSink &sink)
        : m_sink(sink)
    {}

    // False when a tag is too long.
    [[nodiscard]] bool feed(std::string_view piece)
    {
        while (!piece.empty()) {
            piece.remove_prefix(step(piece));
            if (m_held.size() > maxTagBytes)
                return false;
        }
        return true;
    }

    // A page may be cut anywhere.
    void finish() { release(&HtmlSink::text); }

private:
    enum class State {
        Text,
        OnlyText,    // in an element that holds nothing else
        Open,        // after "<"
        EndOpen,     // after "</"
        Declaration, // after "<!" or "<!-"
        Comment,     // after "<!--"
        Ignored,     // a declaration or a malformed tag, up to the next ">"
        OnlyTextEnd, // in what may become the end tag of an element that holds only text
        Tag,
    };
    enum class Place { Name, Between, AttributeName, AfterName, BeforeValue, Value, Quoted };

    // Takes some of the text, says how many bytes.
    std::size_t step(std::string_view text)
    {
        switch (m_state) {
        case State::Text:
        case State::OnlyText:
            return takeText(text);
        case State::Open:
            return takeOpen(text.front());
        case State::EndOpen:
            return takeEndOpen(text.front());
        case State::Declaration:
            return takeDeclaration(text.front());
        case State::Comment:
            return takeComment(text);
        case State::Ignored:
            return takeIgnored(text);
        case State::OnlyTextEnd:
            return takeOnlyTextEnd(text.front());
        case State::Tag:
            return takeTag(text.front());
        }
        return text.size();
    }

    std::size_t takeText(std::string_view text)
    {
        const std::size_t open = std::min(text.find('<'), text.size());
        if (open > 0)
            m_sink.text(text.substr(0, open));
        if (open == text.size())
            return open;
        m_held = '<';
        m_state = m_state == State::Text ? State::Open : State::OnlyTextEnd;
        return open + 1;
    }

    std::size_t takeOpen(char c)
    {
        if (isLetter(c)) {
            beginTag();
            return 0;
        }
        if (c == '/' || c == '!') {
            m_held += c;
            m_state = c == '/' ? State::EndOpen : State::Declaration;
            return 1;
        }
        if (c == '?') {
            ignore();
        } else {
            release(&HtmlSink::text);
            m_state = State::Text;
        }
        return 0;
    }

    std::size_t takeEndOpen(char c)
    {
        if (isLetter(c))
            beginTag();
        else
            ignore();
        return 0;
    }

    std::size_t takeDeclaration(char c)
    {
        if (c != '-') {
            ignore();
            return 0;
        }
        m_held += c;
        if (m_held == "<!--") {
            release(&HtmlSink::comment);
            m_state = State::Comment;
            m_dashes = 2; // "<!-->" is a whole comment
            m_isBang = false;
        }
        return 1;
    }

    std::size_t takeComment(std::string_view text)
    {
        std::size_t end = 0;
        for (bool isOver = false; end < text.size() && !isOver; ++end) {
            const char c = text[end];
            isOver = c == '>' && (m_dashes >= 2 || m_isBang);
            m_isBang = c == '!' && m_dashes >= 2;
            m_dashes = c == '-' ? m_dashes + 1 : 0;
            if (isOver)
                m_state = State::Text;
        }
        m_sink.comment(text.substr(0, end));
        return end;
    }

    std::size_t takeIgnored(std::string_view text)
    {
        const std::size_t close = text.find('>');
        const std::size_t end = close == std::string_view::npos ? text.size() : close + 1;
        m_sink.comment(text.substr(0, end));
        if (close != std::string_view::npos)
            m_state = State::Text;
        return end;
    }

    std::size_t takeOnlyTextEnd(char c)
    {
        if (m_held.size() == m_onlyTextEnd.size() && endsTagName(c)) {
            m_state = State::Tag;
            m_place = Place::Name;
            return 0;
        }
        if (m_held.size() < m_onlyTextEnd.size() &&
            http::equalsIgnoringCase(std::string_view(&c, 1),
                                     std::string_view(m_onlyTextEnd).substr(m_held.size(), 1))) {
            m_held += c;
            return 1;
        }
        release(&HtmlSink::text);
        m_state = State::OnlyText;
        return 0;
    }

    std::size_t takeTag(char c)
    {
        m_held += c;
        if (c == '>' && m_place != Place::Quoted) {
            endTag();
            return 1;
        }
        switch (m_place) {
        case Place::Name:
            if (endsTagName(c))
                m_place = Place::Between;
            break;
        case Place::Between:
            if (!isSpace(c) && c != '/')
                m_place = Place::AttributeName; // a '=' here begins a name
            break;
        case Place::AttributeName:
        case Place::AfterName:
            if (c == '=')
                m_place = Place::BeforeValue;
            else if (c == '/')
                m_place = Place::Between;
            else
                m_place = isSpace(c) ? Place::AfterName : Place::AttributeName;
            break;
        case Place::BeforeValue:
            if (c == '"' || c == '\'') {
                m_quote = c;
                m_place = Place::Quoted;
            } else if (!isSpace(c)) {
                m_place = Place::Value;
            }
            break;
        case Place::Value:
            if (isSpace(c))
                m_place = Place::Between;
            break;
        case Place::Quoted:
            if (c == m_quote)
                m_place = Place::Between;
            break;
        }
        return 1;
    }

    void beginTag()
    {
        m_state = State::Tag;
        m_place = Place::Name;
    }

    void endTag()
    {
        m_state = State::Text;
        if (const std::string_view name = tagName(m_held); holdsOnlyText(name)) {
            m_state = State::OnlyText;
            m_onlyTextEnd = "</";
            m_onlyTextEnd += name;
        }
        release(&HtmlSink::tag);
    }

    void ignore()
    {
        release(&HtmlSink::comment);
        m_state = State::Ignored;
    }

    void release(void (HtmlSink::*receive)(std::string_view))
    {
        if (!m_held.empty())
            (m_sink.*receive)(m_held);
        m_held.clear();
    }

    HtmlSink &m_sink;   // not owned
    std::string m_held; // since the '<' of what is not yet known or complete
    std::string m_onlyTextEnd;
    std::size_t m_dashes = 0; // right before, in a comment
    State m_state = State::Text;
    Place m_place = Place::Name;
    char m_quote = '"';
    bool m_isBang = false; // right after "--!" in a comment
};

void appendUtf8(std::string &text, char32_t code)
{
    const auto byte = [&text](char32_t value) { text += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | (code >> 6U));
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | (code >> 12U));
        byte(0x80U | ((code >> 6U) & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | (code >> 18U));
        byte(0x80U | ((code >> 12U) & 0x3FU));
        byte(0x80U | ((code >> 6U) & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

// "#38", "#x26": what stands between '&' and ';'.
std::optional<char32_t> numberedCharacter(std::string_view text)
{
    text.remove_prefix(1);
    const bool isHex = text.starts_with('x') || text.starts_with('X');
    if (isHex)
        text.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), code, isHex ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size() || code == 0 || code > 0x10FFFF ||
        (code >= 0xD800 && code <= 0xDFFF))
        return std::nullopt;
    return code;
}

std::optional<char32_t> namedCharacter(std::string_view name)
{
    struct Named
    {
        std::string_view name;
        char32_t character;
    };

    constexpr std::array<Named, 16> characters{{{"amp", U'&'},
                                                {"AMP", U'&'},
                                                {"lt", U'<'},
                                                {"gt", U'>'},
                                                {"quot", U'"'},
                                                {"apos", U'\''},
                                                {"plus", U'+'},
                                                {"sol", U'/'},
                                                {"period", U'.'},
                                                {"colon", U':'},
                                                {"num", U'#'},
                                                {"percnt", U'%'},
                                                {"lowbar", U'_'},
                                                {"equals", U'='},
                                                {"quest", U'?'},
                                                {"commat", U'@'}}};
    const auto *const found = std::ranges::find(characters, name, &Named::name);
    return found == characters.end() ? std::nullopt : std::optional(found->character);
}

std::size_t endOf(std::string_view tag, std::size_t at, auto &&isEnd)
{
    while (at < tag.size() && !isEnd(tag[at]))
        ++at;
    return at;
}

} // namespace

Result<void> readHtml(QIODevice &body, HtmlSink &sink)
{
    const auto reader = std::make_unique<DocumentReader>(body);
    Tokenizer tokenizer(sink);
    for (;;) {
        const auto piece = reader->next();
        if (!piece)
            return std::unexpected(piece.error());
        if (piece->empty())
            break;
        if (!tokenizer.feed(*piece)) {
            return fail(FaultKind::TooLarge,
                        QCoreApplication::translate("larder::ecosystem::pip",
                                                    "A page holds a tag of more than 64 KiB."));
        }
    }
    tokenizer.finish();
    return {};
}

std::string_view tagName(std::string_view tag)
{
    const std::size_t begin = std::min<std::size_t>(1, tag.size());
    const std::size_t first = tag.substr(begin).starts_with('/') ? begin + 1 : begin;
    return tag.substr(begin, endOf(tag, first, endsTagName) - begin);
}

std::vector<HtmlAttribute> attributesOf(std::string_view tag)
{
    // The same places as in Tokenizer::takeTag().
    std::vector<HtmlAttribute> attributes;
    const auto isNoSpace = [](char c) { return !isSpace(c); };
    if (tag.ends_with('>'))
        tag.remove_suffix(1);
    std::size_t at = 1 + tagName(tag).size();
    for (;;) {
        at = endOf(tag, at, [](char c) { return !isSpace(c) && c != '/'; });
        if (at >= tag.size())
            return attributes;
        HtmlAttribute attribute;
        const std::size_t nameEnd =
            endOf(tag, at + 1, [](char c) { return isSpace(c) || c == '/' || c == '='; });
        attribute.name = tag.substr(at, nameEnd - at);
        at = endOf(tag, nameEnd, isNoSpace);
        if (at < tag.size() && tag[at] == '=') {
            at = endOf(tag, at + 1, isNoSpace);
            const char quote = at < tag.size() ? tag[at] : ' ';
            if (quote == '"' || quote == '\'') {
                const std::size_t end = endOf(tag, at + 1, [quote](char c) { return c == quote; });
                attribute.value = tag.substr(at + 1, end - at - 1);
                attribute.valueQuoted = tag.substr(at, end + 1 - at);
                at = end + 1;
            } else {
                const std::size_t end = endOf(tag, at, isSpace);
                attribute.value = tag.substr(at, end - at);
                attribute.valueQuoted = attribute.value;
                at = end;
            }
        }
        attributes.push_back(attribute);
    }
}

const HtmlAttribute *findAttribute(const std::vector<HtmlAttribute> &attributes,
                                   std::string_view name)
{
    const auto found = std::ranges::find_if(attributes, [name](const HtmlAttribute &attribute) {
        return http::equalsIgnoringCase(attribute.name, name);
    });
    return found == attributes.end() ? nullptr : &*found;
}

std::string decodedValue(std::string_view value)
{
    constexpr std::size_t longestReference = 12; // "&#x0010FFFF;"
    std::string text;
    text.reserve(value.size());
    while (!value.empty()) {
        const std::size_t reference = std::min(value.find('&'), value.size());
        text += value.substr(0, reference);
        value.remove_prefix(reference);
        if (value.empty())
            break;
        const std::size_t end = value.substr(0, longestReference).find(';');
        std::optional<char32_t> character;
        if (end != std::string_view::npos && end > 1) {
            const std::string_view name = value.substr(1, end - 1);
            character = name.starts_with('#') ? numberedCharacter(name) : namedCharacter(name);
        }
        if (character)
            appendUtf8(text, *character);
        else
            text += '&';
        value.remove_prefix(character ? end + 1 : 1);
    }
    return text;
}

std::string quotedValue(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        switch (c) {
        case '&':
            quoted += "&amp;";
            break;
        case '"':
            quoted += "&quot;";
            break;
        case '<':
            quoted += "&lt;";
            break;
        case '>':
            quoted += "&gt;";
            break;
        default:
            quoted += c;
        }
    }
    quoted += '"';
    return quoted;
}

} // namespace larder::ecosystem::pip
