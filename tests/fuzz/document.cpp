// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The documents of one ecosystem, LARDER_FUZZ_CACHE: checked, read for a digest and a place, and
// rewritten. The first line is a Content-Type, the second the path of a file, the rest the
// document, which may be compressed. What passed the check and was rewritten passes it again, and
// can be rewritten again.
#include "ecosystem/document.h"
#include "ecosystem/ecosystem.h"
#include "input.h"
#include "require.h"

#include <string>

using namespace larder;

namespace
{

constexpr std::string_view cache = LARDER_FUZZ_CACHE;
constexpr std::string_view linkBase = LARDER_FUZZ_LINK_BASE;

struct Rewritten
{
    Result<void> result;
    std::string text;
};

Rewritten rewrite(const ecosystem::Ecosystem &rules, const ecosystem::DocumentOrigin &origin,
                  std::string_view document)
{
    fuzz::TextDevice body(document);
    QBuffer rewritten;
    rewritten.open(QIODevice::WriteOnly);
    auto result = rules.rewriteDocument(origin, linkBase, body, rewritten);
    return {.result = std::move(result), .text = rewritten.data().toStdString()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto rules = ecosystem::makeEcosystem(cache, {});
    static const http::Url root = *http::Url::parse("https://origin.example/simple/thing/");

    std::string_view text = fuzz::textOf(data, size);
    const std::string type(fuzz::takeLine(text));
    const ecosystem::DocumentOrigin origin{.url = root, .contentType = type};
    const std::string_view name = fuzz::takeLine(text);
    if (const auto file = root.resolve(name)) {
        fuzz::TextDevice body(text);
        std::ignore = rules->announcedDigest(*file, body);
    }
    fuzz::TextDevice naming(text);
    if (const auto located = rules->locate(name, naming)) {
        fuzz::require(http::Url::parse(located->source.text()).has_value(), "A source is a URL.");
    }

    fuzz::TextDevice compressed(text);
    if (const auto decoded = ecosystem::openDecoded(compressed, "gzip")) {
        std::ignore = rules->checkDocument(origin, *decoded);
    }

    fuzz::TextDevice body(text);
    const Result<void> checked = rules->checkDocument(origin, body);
    const Rewritten first = rewrite(*rules, origin, text);
    if (!checked || !first.result) {
        return 0;
    }
    fuzz::TextDevice again(first.text);
    fuzz::require(rules->checkDocument(origin, again).has_value(),
                  "What was rewritten is a document as before.");
    fuzz::require(rewrite(*rules, origin, first.text).result.has_value(),
                  "What was rewritten can be rewritten.");
    return 0;
}
