// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The URL mapping of one ecosystem, LARDER_FUZZ_CACHE: a request as bytes, to its plan. Whatever is
// asked, keys are clean, sources are URLs, only hosts of the settings are asked with what the
// settings lend, and every answer is safe to send.
#include "ecosystem/ecosystem.h"
#include "http/requestparser.h"
#include "input.h"
#include "require.h"

#include <algorithm>
#include <array>

using namespace larder;
using ecosystem::Address;

namespace
{

constexpr std::string_view cache = LARDER_FUZZ_CACHE;

const ecosystem::Ecosystem &rules()
{
    static const auto made = [] {
        ecosystem::Options options;
        if (cache != "apt") {
            options.further.emplace("work", *http::Url::parse("https://work.example/root/"));
        }
        return ecosystem::makeEcosystem(cache, std::move(options));
    }();
    return *made;
}

bool isClean(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c != '\x7f'; });
}

void checkKey(std::string_view key)
{
    fuzz::require(key.starts_with(std::string(cache) + ':'), "A key begins with its cache.");
    fuzz::require(isClean(key), "A key is visible ASCII.");
}

void checkUrl(const http::Url &url)
{
    const auto again = http::Url::parse(url.text());
    fuzz::require(again && again->text() == url.text(), "A source is a URL.");
}

void checkHeaders(const http::Headers &headers)
{
    for (const http::Header &header : headers) {
        fuzz::require(!header.name.empty() && http::isSafeFieldValue(header.value),
                      "A field is safe to send.");
    }
}

void checkAnswer(const ecosystem::Answer &answer)
{
    fuzz::require(answer.status >= 200 && answer.status < 600, "An answer has a status.");
    fuzz::require(http::isSafeFieldValue(answer.reason), "The status line is one line.");
    checkHeaders(answer.headers);
}

struct Check
{
    void operator()(const ecosystem::Serve &serve) const
    {
        checkKey(serve.key);
        checkUrl(serve.source);
        for (const ecosystem::SuiteMember &suite : serve.suites) {
            checkKey(suite.directory);
        }
        for (const std::string &document : serve.announcedIn) {
            checkKey(document);
        }
        if (!serve.expectedName.empty()) {
            checkKey(serve.expectedName);
        }
        if (serve.document) {
            checkHeaders(serve.document->ask);
            fuzz::require(isClean(serve.document->linkBase), "Links begin with a URL.");
        }
    }

    void operator()(const ecosystem::Locate &locate) const
    {
        fuzz::require(isClean(locate.file), "A file is named in visible ASCII.");
        for (const ecosystem::Serve &document : locate.documents) {
            fuzz::require(document.document.has_value(), "Documents name files.");
            (*this)(document);
        }
    }

    void operator()(const ecosystem::Pass &pass) const
    {
        checkUrl(pass.target);
        checkHeaders(pass.headers);
    }

    void operator()(const ecosystem::Answer &answer) const { checkAnswer(answer); }

    void operator()(const ecosystem::OwnPage & /*page*/) const {}

    void operator()(const ecosystem::Tunnel &tunnel) const
    {
        fuzz::require(!tunnel.host.empty() && isClean(tunnel.host), "A tunnel leads to a host.");
        fuzz::require(tunnel.port == 443, "A tunnel leads to port 443.");
    }

    void operator()(const ecosystem::Refuse &refuse) const
    {
        fuzz::require(refuse.status >= 400 && refuse.status < 600, "A refusal has a status.");
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    http::RequestParser parser;
    if (parser.feed(fuzz::textOf(data, size)).event != http::RequestParser::Event::Head) {
        return 0;
    }
    const http::RequestHead head = parser.takeHead();
    // As the engine tells them apart (exchange.cpp).
    const Address address = head.target.starts_with('/') ? Address::Ours : Address::Foreign;
    std::visit(Check(), rules().plan(head, address));
    for (const int status : std::array{400, 403, 404, 502, 504}) {
        checkAnswer(rules().problem(head, status, QStringLiteral("Something happened.")));
    }
    return 0;
}
