// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/htmlpage.h"

#include "ecosystem/document.h"
#include "ecosystem/json.h"
#include "ecosystem/pip/filelink.h"
#include "ecosystem/pip/html.h"
#include "ecosystem/pip/projectname.h"
#include "http/headers.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace larder::ecosystem::pip
{

namespace
{

constexpr std::string_view metadataName = "data-core-metadata";
constexpr std::string_view oldMetadataName = "data-dist-info-metadata"; // before PEP 714

bool isAnyOf(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(
        names, [name](std::string_view one) { return http::equalsIgnoringCase(one, name); });
}

// Where links of a page start: its URL, or what its first <base> says.
class LinkStart
{
public:
    explicit LinkStart(http::Url page)
        : m_url(std::move(page))
    {
        m_url.userInfo.clear();
    }

    [[nodiscard]] const http::Url &url() const { return m_url; }

    void setBase(std::string_view reference)
    {
        if (std::exchange(m_hasBase, true))
            return;
        if (auto base = m_url.resolve(reference)) {
            m_url = *std::move(base);
            m_url.userInfo.clear();
        }
    }

private:
    http::Url m_url;
    bool m_hasBase = false;
};

// Looks for what tells an index page from others.
class PageJudge final : public HtmlSink
{
public:
    explicit PageJudge(const http::Url &page)
        : m_start(page)
    {
        std::string_view path = page.path;
        while (path.ends_with('/'))
            path.remove_suffix(1);
        if (auto name = normalisedName(path.substr(path.rfind('/') + 1))) // npos + 1 is 0
            m_project = *std::move(name);
    }

    // At the end of the page.
    [[nodiscard]] bool isIndex()
    {
        if (m_isInTitle)
            endTitle(); // a page need not close what it opens
        return m_isCertain || (m_isTitled && !m_isForPeople);
    }

    void text(std::string_view bytes) override
    {
        constexpr std::size_t enough = 256; // the phrases stand at the start of a title
        if (m_isInTitle)
            m_title += bytes.substr(0, enough - std::min(enough, m_title.size()));
    }

    void comment(std::string_view /*bytes*/) override {}

    void tag(std::string_view bytes) override
    {
        const std::string_view name = tagName(bytes);
        if (m_isInTitle)
            endTitle();
        if (isAnyOf(name, {"title", "h1", "h2"})) {
            m_isInTitle = true;
        } else if (isAnyOf(name, {"form", "input", "button", "select", "textarea", "script",
                                  "iframe", "frame", "object", "embed"})) {
            m_isForPeople = true;
        } else if (isAnyOf(name, {"meta"})) {
            readMeta(bytes);
        } else if (isAnyOf(name, {"base"})) {
            if (const auto attributes = attributesOf(bytes);
                const HtmlAttribute *href = findAttribute(attributes, "href"))
                m_start.setBase(decodedValue(href->value));
        } else if (!m_isCertain && isAnyOf(name, {"a"})) {
            readLink(bytes);
        }
    }

private:
    void endTitle()
    {
        constexpr std::array<std::string_view, 7> phrases{
            "links for ",    "simple index", "index of /",    "directory listing for ",
            "package index", "simple list",  "simple package"};
        m_isInTitle = false;
        std::ranges::transform(m_title, m_title.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        m_isTitled = m_isTitled || std::ranges::any_of(phrases, [this](std::string_view phrase) {
                         return m_title.contains(phrase);
                     });
        m_title.clear();
    }

    void readMeta(std::string_view bytes)
    {
        const auto attributes = attributesOf(bytes);
        const HtmlAttribute *name = findAttribute(attributes, "name");
        if (name != nullptr &&
            http::equalsIgnoringCase(decodedValue(name->value), "pypi:repository-version"))
            m_isCertain = true;
        // It takes a person elsewhere.
        const HtmlAttribute *equivalent = findAttribute(attributes, "http-equiv");
        if (equivalent != nullptr && http::equalsIgnoringCase(equivalent->value, "refresh"))
            m_isForPeople = true;
    }

    void readLink(std::string_view bytes)
    {
        const auto attributes = attributesOf(bytes);
        const HtmlAttribute *href = findAttribute(attributes, "href");
        if (href == nullptr)
            return;
        const auto [target, fragment] = readReference(decodedValue(href->value));
        const auto url = m_start.url().resolve(target);
        if (!url || classOf(url->path) != FileClass::Distribution)
            return;
        const std::string_view name = std::string_view(url->path).substr(url->path.rfind('/') + 1);
        m_isCertain = (!fragment.empty() && statesAnyDigest(fragment.substr(1))) ||
                      (!m_project.empty() && isFileOfProject(name, m_project));
    }

    LinkStart m_start;
    std::string m_project; // normalised; empty when the URL ends with no name
    std::string m_title;
    bool m_isInTitle = false;
    bool m_isTitled = false;
    bool m_isForPeople = false;
    bool m_isCertain = false;
};

class PageRewriter final : public HtmlSink
{
public:
    PageRewriter(const http::Url &page, std::string_view linkBase, QIODevice &rewritten)
        : m_start(page)
        , m_linkBase(linkBase)
        , m_output(rewritten)
    {}

    void text(std::string_view bytes) override { m_output.write(bytes); }

    void comment(std::string_view bytes) override { m_output.write(bytes); }

    void tag(std::string_view bytes) override
    {
        if (const std::string_view name = tagName(bytes); isAnyOf(name, {"a"}))
            rewriteAnchor(bytes);
        else if (!isAnyOf(name, {"base"}) || !readBase(bytes))
            m_output.write(bytes);
    }

    [[nodiscard]] Result<void> finish() { return m_output.finish(); }

private:
    // Whether it is one for links; another may name a frame to open them in.
    bool readBase(std::string_view bytes)
    {
        const auto attributes = attributesOf(bytes);
        const HtmlAttribute *href = findAttribute(attributes, "href");
        if (href == nullptr)
            return false;
        m_start.setBase(decodedValue(href->value));
        return true;
    }

    void rewriteAnchor(std::string_view bytes)
    {
        const auto attributes = attributesOf(bytes);
        const HtmlAttribute *metadata = findAttribute(attributes, metadataName);
        const HtmlAttribute *oldMetadata = findAttribute(attributes, oldMetadataName);
        const HtmlAttribute *stated = metadata != nullptr ? metadata : oldMetadata;
        const auto metadataDigest =
            stated == nullptr ? std::nullopt : statedDigest(decodedValue(stated->value));

        // Parsers do not agree on which of several counts.
        std::vector<std::optional<PageLink>> links(attributes.size());
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            if (!attributes[i].valueQuoted.empty() &&
                http::equalsIgnoringCase(attributes[i].name, "href"))
                links[i] = replaceLink(m_start.url(), m_linkBase, decodedValue(attributes[i].value),
                                       std::nullopt, metadataDigest);
        }
        const bool isOurs =
            std::ranges::any_of(links, [](const auto &link) { return link && link->isOurs; });
        const bool lacksName = metadata == nullptr || oldMetadata == nullptr;

        std::size_t written = 0;
        const auto copyTo = [this, bytes, &written](std::string_view end) {
            const auto position = static_cast<std::size_t>(end.data() - bytes.data());
            m_output.write(bytes.substr(written, position - written));
            written = position;
        };
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            const HtmlAttribute &attribute = attributes[i];
            if (links[i]) {
                copyTo(attribute.valueQuoted);
                m_output.write(quotedValue(links[i]->text));
                written += attribute.valueQuoted.size();
            } else if (&attribute == stated && isOurs && lacksName) {
                copyTo(attribute.name);
                m_output.write(metadata == nullptr ? metadataName : oldMetadataName);
                if (!attribute.valueQuoted.empty()) {
                    m_output.write("=");
                    m_output.write(quotedValue(decodedValue(attribute.value)));
                }
                m_output.write(" ");
            }
        }
        m_output.write(bytes.substr(written));
    }

    LinkStart m_start;
    std::string_view m_linkBase;
    DocumentWriter m_output;
};

} // namespace

Result<void> checkHtmlPage(const http::Url &page, bool isDeclared, QIODevice &body)
{
    PageJudge judge(page);
    if (auto read = readHtml(body, judge); !read)
        return read;
    if (!isDeclared && !judge.isIndex())
        return std::unexpected(json::notTheDocument());
    return {};
}

Result<void> rewriteHtmlPage(const http::Url &page, std::string_view linkBase, QIODevice &body,
                             QIODevice &rewritten)
{
    PageRewriter rewriter(page, linkBase, rewritten);
    if (auto read = readHtml(body, rewriter); !read)
        return read;
    return rewriter.finish();
}

} // namespace larder::ecosystem::pip
