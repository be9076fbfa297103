// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/npmecosystem.h"

#include "base/caches.h"
#include "ecosystem/forwarding.h"
#include "ecosystem/npm/accept.h"
#include "ecosystem/npm/integrity.h"
#include "ecosystem/npm/packument.h"
#include "ecosystem/ownpaths.h"

#include <QCoreApplication>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <utility>

namespace larder::ecosystem::npm
{

namespace
{

// What the public registry says of its packuments.
constexpr std::chrono::seconds freshness{300};

constexpr std::string_view fullAccept = "application/json";
// As npm asks: a registry without the abbreviated form sends the full one.
constexpr std::string_view abbreviatedAccept =
    "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";
// No path of a URL holds this.
constexpr std::string_view abbreviatedMark = "#abbreviated";

// What a registry may need to know of a request that is passed on: whom it is for, what the body
// is, and of npm's own fields those that log-in and publishing depend on. Not npm-session, a number
// that tells one run from another.
constexpr std::array<std::string_view, 14> passedFields{
    "Accept",        "Accept-Encoding", "Authorization",     "Cache-Control", "Content-Encoding",
    "Content-Type",  "If-Range",        "If-Modified-Since", "If-None-Match", "Range",
    "npm-auth-type", "npm-command",     "npm-otp",           "npm-scope"};

std::string keyOf(const http::Url &url)
{
    return "npm:" + url.text();
}

bool isRead(http::Method method)
{
    return method == http::Method::Get || method == http::Method::Head;
}

Answer jsonAnswer(int status, std::string body)
{
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = std::move(body)};
}

// The host and port by which a client knows us: of the target where it names one (RFC 9112 3.2.2),
// else of Host. Empty without any.
std::string ownAuthority(const http::RequestHead &request)
{
    auto authority = http::parseAuthority(request.headers.value("Host"));
    if (!authority)
        return {};
    return http::Url{.userInfo = {},
                     .host = std::move(authority->host),
                     .port = authority->port.value_or(http::defaultPort(http::Scheme::Http)),
                     .path = "/",
                     .query = {}}
        .authority();
}

// For a tarball pnpm 9 takes no status but 401, 403 and 404 for an answer: at all others it asks
// three times within 70 s (measured).
bool isTarballForPnpm(const http::RequestHead &request)
{
    const std::string_view path =
        std::string_view(request.target).substr(0, request.target.find('?'));
    return request.headers.value("User-Agent").starts_with("pnpm/") && path.ends_with(".tgz");
}

} // namespace

NpmEcosystem::NpmEcosystem(Options options)
    : m_registry(makeRegistry(options.upstream
                                  ? *std::move(options.upstream)
                                  : http::Url::parse(findCache("npm").value().upstream).value(),
                              {}))
    , m_rewriteForYarn1(options.rewriteForYarn1)
{
    for (auto &[name, root] : options.further)
        m_further.emplace(name, makeRegistry(std::move(root), name + '/'));
}

NpmEcosystem::Registry NpmEcosystem::makeRegistry(http::Url root, std::string linkPath)
{
    while (root.path.ends_with('/'))
        root.path.pop_back();
    root.query.clear();
    return {.root = std::move(root), .linkPath = std::move(linkPath)};
}

Plan NpmEcosystem::plan(const http::RequestHead &request, Address address) const
{
    switch (request.method) {
    case http::Method::Get:
    case http::Method::Head:
    case http::Method::Post:
    case http::Method::Put:
    case http::Method::Delete:
        break;
    case http::Method::Connect:
        return tunnelPlan(request.target);
    default:
        return Refuse{405, QCoreApplication::translate("larder::ecosystem::npm",
                                                       "Registries are used with GET, HEAD, POST, "
                                                       "PUT and DELETE only.")};
    }

    if (address == Address::Foreign) {
        auto url = http::Url::parse(request.target);
        if (!url)
            return Refuse{400, url.error().text()};
        return passOn(request, *std::move(url), passedFields);
    }
    const std::string_view path = originForm(request.target);
    if (auto own = ownPlan(path); own && isRead(request.method))
        return *std::move(own);
    // Any host: what follows it matters.
    const auto url = http::Url::parse("http://registry" + std::string(path));
    if (!url)
        return Refuse{400, url.error().text()};
    Asked asked = ask(*url);
    if (!isRead(request.method)) {
        const std::string_view changed =
            std::string_view(asked.url.path).substr(asked.registry.root.path.size());
        auto outdated = packumentKeys(asked.registry, changedPackage(changed));
        Pass pass = passOn(request, std::move(asked.url), passedFields);
        pass.outdates = std::move(outdated);
        return pass;
    }
    if (asked.path.kind == PathKind::Ping)
        return jsonAnswer(200, "{}");
    const bool isKnown =
        asked.path.kind != PathKind::Unknown && asked.url.query.empty() && !forbidsStoring(request);
    if (!isKnown)
        return passOn(request, std::move(asked.url), passedFields);
    std::string authorization = authorizationFor(request, asked.url);
    if (authorization.empty())
        return serve(request, std::move(asked));
    if (asked.path.kind == PathKind::Tarball || linkBase(request, asked.registry).empty())
        return passOn(request, std::move(asked.url), passedFields);
    asked.url.userInfo.clear();
    Serve document = serve(request, std::move(asked));
    document.authorization = std::move(authorization);
    return document;
}

NpmEcosystem::Asked NpmEcosystem::ask(const http::Url &url) const
{
    std::string_view path = url.path;
    const Registry *registry = &m_registry;
    const std::string_view first = path.substr(0, path.find('/', 1));
    if (const auto named = m_further.find(decodeSegment(first.substr(1)));
        named != m_further.end()) {
        registry = &named->second;
        path = path.size() > first.size() ? path.substr(first.size()) : "/";
    }

    NpmPath read = readNpmPath(path);
    // npm puts our address before the path of a tarball and keeps its registry's base path. That of
    // a package with the base path's name is a tarball both ways.
    const std::string &base = registry->root.path;
    if (!base.empty() && path.starts_with(base) && read.kind != PathKind::Tarball) {
        NpmPath withoutBase = readNpmPath(path.substr(base.size()));
        if (withoutBase.kind == PathKind::Tarball)
            read = std::move(withoutBase);
    }

    http::Url source = registry->root;
    const std::string canonical = canonicalPath(read);
    source.path += canonical.empty() ? path : std::string_view(canonical);
    source.query = url.query;
    return {.registry = *registry, .path = std::move(read), .url = std::move(source)};
}

Serve NpmEcosystem::serve(const http::RequestHead &request, Asked asked) const
{
    Serve serve;
    serve.key = keyOf(asked.url);
    if (asked.path.kind == PathKind::Tarball) {
        serve.digest = readIntegrity(request.headers.value("pacote-integrity"));
        serve.digestIsClaim = serve.digest.has_value();
        serve.announcedIn = packumentKeys(asked.registry, asked.path.name);
        serve.source = std::move(asked.url);
        return serve;
    }

    const bool isAbbreviated =
        asked.path.kind == PathKind::Packument && prefersAbbreviated(request.headers);
    if (isAbbreviated)
        serve.key += abbreviatedMark;
    serve.lifetime = Lifetime::Document;
    serve.document =
        Document{.ask = {{"Accept", std::string(isAbbreviated ? abbreviatedAccept : fullAccept)}},
                 .freshness = freshness,
                 .linksNameHost = true,
                 .linkBase = linkBase(request, asked.registry)};
    serve.source = std::move(asked.url);
    return serve;
}

std::vector<std::string> NpmEcosystem::packumentKeys(const Registry &registry,
                                                     const std::string &package)
{
    if (package.empty())
        return {};
    http::Url packument = registry.root;
    packument.path += canonicalPath({.kind = PathKind::Packument, .name = package, .rest = {}});
    const std::string full = keyOf(packument);
    return {full, full + std::string(abbreviatedMark)};
}

std::string NpmEcosystem::linkBase(const http::RequestHead &request, const Registry &registry) const
{
    // npm itself puts our host into links of its registry, and writes them to its lock file as the
    // registry has them. pnpm's agent says "npm/?" further on, berry's says nothing about itself.
    const std::string_view agent = request.headers.value("User-Agent");
    if (agent.starts_with("npm/") || (agent.starts_with("yarn/1.") && !m_rewriteForYarn1))
        return {};
    const std::string authority = ownAuthority(request);
    if (authority.empty())
        return {};
    return "http://" + authority + '/' + registry.linkPath;
}

Answer NpmEcosystem::problem(const http::RequestHead &request, int status,
                             const QString &sentence) const
{
    const std::string text = sentence.toStdString();
    rapidjson::StringBuffer body;
    rapidjson::Writer writer(body);
    writer.StartObject();
    writer.Key("error");
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    writer.EndObject();
    int shown = statusNotTriedAgain(status);
    if (shown != status && isTarballForPnpm(request))
        shown = 403;
    Answer answer = jsonAnswer(shown, body.GetString());
    answer.reason = text;
    return answer;
}

Result<void> NpmEcosystem::checkDocument(const DocumentOrigin & /*origin*/, QIODevice &body) const
{
    return checkPackument(body);
}

Result<void> NpmEcosystem::rewriteDocument(const DocumentOrigin & /*origin*/,
                                           std::string_view linkBase, QIODevice &body,
                                           QIODevice &rewritten) const
{
    return rewritePackument(linkBase, body, rewritten);
}

std::optional<Digest> NpmEcosystem::announcedDigest(const http::Url &file,
                                                    QIODevice &document) const
{
    const auto tarball = readTarballPath(file.path);
    return tarball ? tarballDigest(*tarball, document) : std::nullopt;
}

} // namespace larder::ecosystem::npm
