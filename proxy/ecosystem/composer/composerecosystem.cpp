// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/composerecosystem.h"

#include "base/caches.h"
#include "ecosystem/composer/dists.h"
#include "ecosystem/composer/ziparchive.h"
#include "ecosystem/forwarding.h"
#include "ecosystem/ownpaths.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

namespace larder::ecosystem::composer
{

namespace
{

// Of documents about which the origin says nothing. Composer asks about each in every run, and
// whoever has just published a version wants it: velocita's day is too long.
constexpr std::chrono::seconds documentFreshness = std::chrono::minutes(1);

constexpr std::string_view mirrorBase = "/mirror/";
constexpr std::string_view publicMirror = "/mirror/packagist/";
constexpr std::string_view furtherMark = "further-";
// Before a link base: the clients' root document offers dists under it.
constexpr std::string_view mirrorsMark = "mirrors:";
// Between a repository and what it calls a file: another one may call another file the same. No URL
// has it.
constexpr char repositoryEnd = '#';
// In the query of an archive, from our plugin: the SHA-1 that the lock file states.
constexpr std::string_view shasumField = "larder-shasum";

// What a repository may need to know of a request that is passed on.
constexpr std::array<std::string_view, 9> passedFields{
    "Accept",   "Accept-Encoding",   "Authorization", "Cache-Control", "Content-Type",
    "If-Range", "If-Modified-Since", "If-None-Match", "Range"};

std::string keyOf(const http::Url &url)
{
    return "composer:" + url.text();
}

bool isRead(http::Method method)
{
    return method == http::Method::Get || method == http::Method::Head;
}

Refuse wrongMethod()
{
    return {405, QCoreApplication::translate("larder::ecosystem::composer",
                                             "Repositories are used with GET, HEAD and POST "
                                             "only.")};
}

http::Url atHost(const ArchiveHost &host, std::string_view path)
{
    return {.scheme = http::Scheme::Https,
            .userInfo = {},
            .host = std::string(host.host),
            .port = http::defaultPort(http::Scheme::Https),
            .path = std::string(path.empty() ? "/" : path),
            .query = {}};
}

// Takes what our plugin adds to the query of an archive out of it.
std::optional<Digest> takeClaim(std::string &query)
{
    const std::string field = std::string(shasumField) + '=';
    const std::size_t at = query.rfind(field);
    if (at == std::string::npos || (at > 0 && query[at - 1] != '&'))
        return std::nullopt;
    auto digest =
        Digest::fromHex(DigestAlgorithm::Sha1, std::string_view(query).substr(at + field.size()));
    if (digest)
        query.erase(at == 0 ? 0 : at - 1);
    return digest;
}

// The documents that may name an archive whose path has "vendor/name" in it.
std::vector<std::string> documentsAbout(const http::Url &repository, std::string_view path)
{
    constexpr std::size_t mostNames = 4;
    std::vector<std::string> keys;
    for (std::size_t start = path.find('/'); start != std::string_view::npos;
         start = path.find('/', start + 1)) {
        const std::size_t middle = path.find('/', start + 1);
        const std::size_t end =
            middle == std::string_view::npos ? middle : path.find('/', middle + 1);
        if (end == std::string_view::npos || keys.size() == 2 * mostNames)
            break;
        const std::string_view name = path.substr(start + 1, end - start - 1);
        if (!isPackageName(name))
            continue;
        for (const Branches branches : {Branches::Without, Branches::Only}) {
            http::Url document = repository;
            document.path += packagePath(name, branches);
            keys.push_back(keyOf(document));
        }
    }
    return keys;
}

// By its address if that is final, else asked for again as the origin's fields say.
Serve serveArchive(http::Url url)
{
    Serve serve;
    url = direct(std::move(url));
    serve.key = keyOf(url);
    serve.lifetime = namesCommit(url) ? Lifetime::Immutable : Lifetime::Document;
    serve.source = std::move(url);
    serve.isArchive = true;
    return serve;
}

} // namespace

ComposerEcosystem::ComposerEcosystem(Options options)
    : m_repository(makeRepository(
          options.upstream ? *std::move(options.upstream)
                           : http::Url::parse(findCache("composer").value().upstream).value(),
          "/", std::string(publicMirror)))
    , m_mirrorsInLock(options.mirrorsInLock)
{
    for (auto &[name, root] : options.further) {
        std::string mirror(mirrorBase);
        mirror.append(furtherMark).append(name).append("/");
        m_further.emplace(name,
                          makeRepository(std::move(root), '/' + name + '/', std::move(mirror)));
    }
    m_mirrors.add(m_repository.root, m_repository.mirror);
    for (const auto &[name, repository] : m_further)
        m_mirrors.add(repository.root, repository.mirror);
    // Clients go on asking for the public repository when another one stands in for it.
    m_mirrors.add(http::Url::parse(findCache("composer").value().upstream).value(),
                  m_repository.mirror);
    for (const ArchiveHost &host : archiveHosts())
        m_mirrors.add(atHost(host, "/"), std::string(mirrorBase) + std::string(host.name) + '/');
}

ComposerEcosystem::Repository
ComposerEcosystem::makeRepository(http::Url root, std::string linkBase, std::string mirror)
{
    constexpr std::string_view document = "/packages.json"; // as Composer itself takes it
    if (root.path.ends_with(document))
        root.path.erase(root.path.size() - document.size());
    while (root.path.ends_with('/'))
        root.path.pop_back();
    root.query.clear();
    const bool isPublic = isPublicUpstream("composer", root);
    return {.root = std::move(root),
            .linkBase = std::move(linkBase),
            .mirror = std::move(mirror),
            .isPublic = isPublic};
}

Plan ComposerEcosystem::plan(const http::RequestHead &request, Address address) const
{
    if (request.method == http::Method::Connect)
        return tunnelPlan(request.target);
    if (!isRead(request.method) && request.method != http::Method::Post)
        return wrongMethod();
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
    const auto url = http::Url::parse("http://repository" + std::string(path));
    if (!url)
        return Refuse{400, url.error().text()};
    if (url->path == "/mirrors.json" && isRead(request.method))
        return Answer{
            .status = 200,
            .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = m_mirrors.json(shasumField)};
    if (url->path.starts_with(mirrorBase))
        return mirrorPlan(request, *url);

    const std::string_view whole = url->path;
    const std::string_view first = whole.substr(0, whole.find('/', 1));
    if (const auto named = m_further.find(first.substr(1)); named != m_further.end())
        return repositoryPlan(request, named->second,
                              whole.size() > first.size() ? whole.substr(first.size()) : "/",
                              url->query, Asked::AtOurAddress);
    return repositoryPlan(request, m_repository, whole, url->query, Asked::AtOurAddress);
}

Plan ComposerEcosystem::mirrorPlan(const http::RequestHead &request, const http::Url &url) const
{
    const std::string_view path = url.path;
    const auto repositoryAt = [&](const Repository &repository) {
        return repositoryPlan(request, repository, path.substr(repository.mirror.size() - 1),
                              url.query, Asked::AsMirror);
    };
    if (path.starts_with(m_repository.mirror))
        return repositoryAt(m_repository);
    for (const auto &[name, repository] : m_further) {
        if (path.starts_with(repository.mirror))
            return repositoryAt(repository);
    }
    const std::string_view named = path.substr(mirrorBase.size());
    const std::string_view name = named.substr(0, named.find('/'));
    const ArchiveHost *const host = findArchiveHost(name);
    if (host == nullptr)
        return Refuse{404, QCoreApplication::translate(
                               "larder::ecosystem::composer",
                               "There is no mirror of this name. /mirrors.json lists those that "
                               "there are.")};
    if (!isRead(request.method))
        return wrongMethod();
    http::Url source = atHost(*host, named.substr(name.size()));
    source.query = url.query;
    auto claim = takeClaim(source.query);
    const bool mayStore = isArchivePath(source.path) && !isPrivate(request) &&
                          (source.query.empty() || isCommitQuery(source.query));
    if (!mayStore) {
        Pass pass = passOn(request, std::move(source), passedFields);
        pass.redirectsHere = true;
        return pass;
    }
    Serve serve = serveArchive(std::move(source));
    serve.digestIsClaim = claim.has_value();
    serve.digest = std::move(claim);
    return serve;
}

Plan ComposerEcosystem::repositoryPlan(const http::RequestHead &request,
                                       const Repository &repository, std::string_view path,
                                       std::string_view query, Asked asked) const
{
    if (repository.isPublic && request.headers.contains("Authorization"))
        return repositoryPlan(withoutCredentials(request), repository, path, query, asked);
    http::Url url = repository.root;
    // What the documents say of themselves has the base path, and reaches us without it being
    // rewritten while Larder is paused.
    const std::string base = repository.root.path + '/';
    if (asked == Asked::AtOurAddress && base.size() > 1 && path.starts_with(base))
        path.remove_prefix(base.size() - 1);
    url.path += path;
    url.query = query;
    auto claim = takeClaim(url.query);

    const ComposerPath read = readComposerPath(path);
    if (read.kind == PathKind::Root && asked == Asked::AtOurAddress && isRead(request.method) &&
        url.query.empty() && !forbidsStoring(request)) {
        std::string authorization = authorizationFor(request, url);
        url.userInfo.clear();
        Serve root = serveDocument(repository, std::move(url), read.kind, asked);
        root.authorization = std::move(authorization);
        return root;
    }
    const bool mayStore = isRead(request.method) && read.kind != PathKind::Other &&
                          url.query.empty() && url.userInfo.empty() && !isPrivate(request);
    if (read.kind == PathKind::Dist && asked == Asked::AtOurAddress && mayStore) {
        Locate locate{.file = repository.root.text() + repositoryEnd + read.name + '/' + read.file,
                      .documents = {}};
        for (const Branches branches : {Branches::Without, Branches::Only}) {
            http::Url document = repository.root;
            document.path += packagePath(read.name, branches);
            locate.documents.push_back(
                serveDocument(repository, std::move(document), PathKind::Package, asked));
        }
        return locate;
    }
    if (!mayStore) {
        Pass pass = passOn(request, std::move(url), passedFields);
        pass.redirectsHere = asked == Asked::AsMirror;
        return pass;
    }
    switch (read.kind) {
    case PathKind::Root:
    case PathKind::Package:
        return serveDocument(repository, std::move(url), read.kind, asked);
    case PathKind::Digested: {
        Serve serve;
        serve.key = keyOf(url);
        serve.source = std::move(url);
        serve.digest = read.digest;
        return serve;
    }
    default: {
        Serve serve = serveArchive(std::move(url));
        serve.digestIsClaim = claim.has_value();
        serve.digest = std::move(claim);
        serve.announcedIn = documentsAbout(repository.root, path);
        return serve;
    }
    }
}

Serve ComposerEcosystem::serveDocument(const Repository &repository, http::Url url, PathKind kind,
                                       Asked asked) const
{
    Serve serve;
    serve.key = keyOf(url);
    serve.lifetime = Lifetime::Document;
    serve.document = Document{.ask = {{"Accept", "application/json"}},
                              .freshness = documentFreshness,
                              .isKnownByDate = true,
                              .linkBase = {}};
    if (kind == PathKind::Root && asked == Asked::AtOurAddress) {
        serve.document->linkBase = m_mirrorsInLock ? std::string(mirrorsMark) : std::string();
        serve.document->linkBase += repository.linkBase;
    }
    serve.source = std::move(url);
    return serve;
}

Answer ComposerEcosystem::problem(const http::RequestHead &request, int status,
                                  const QString &sentence) const
{
    constexpr int unauthorized = 401;
    constexpr int forbidden = 403;
    constexpr int failedDependency = 424;
    int shown = statusNotTriedAgain(status);
    // Composer would ask for a user and a password.
    if ((status == unauthorized || status == forbidden) && request.target.starts_with('/'))
        shown = failedDependency;
    // Shows the status line's phrase.
    return {.status = shown,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"X-Content-Type-Options", "nosniff"}},
            .body = sentence.toStdString() + '\n',
            .reason = sentence.simplified().toStdString()};
}

Result<void> ComposerEcosystem::checkDocument(const DocumentOrigin & /*origin*/,
                                              QIODevice &body) const
{
    return composer::checkDocument(body);
}

Result<void> ComposerEcosystem::rewriteDocument(const DocumentOrigin & /*origin*/,
                                                std::string_view linkBase, QIODevice &body,
                                                QIODevice &rewritten) const
{
    const bool mirrors = linkBase.starts_with(mirrorsMark);
    if (mirrors)
        linkBase.remove_prefix(mirrorsMark.size());
    const Repository *repository = &m_repository;
    for (const auto &[name, further] : m_further) {
        if (further.linkBase == linkBase)
            repository = &further;
    }
    return rewriteRoot(
        {.repository = repository->root, .base = repository->linkBase, .mirrors = mirrors}, body,
        rewritten);
}

std::optional<Digest> ComposerEcosystem::announcedDigest(const http::Url &file,
                                                         QIODevice &document) const
{
    const auto dist = distByUrl(file, document);
    return dist ? dist->digest : std::nullopt;
}

std::optional<Serve> ComposerEcosystem::locate(std::string_view file, QIODevice &document) const
{
    const std::string_view named = file.substr(file.find(repositoryEnd) + 1);
    const std::size_t slash = named.rfind('/');
    const std::string_view package = named.substr(0, slash);
    const std::string_view reference = named.substr(slash + 1, named.rfind('.') - slash - 1);
    const auto dist = distByReference(package, reference, document);
    auto url = dist ? http::Url::parse(dist->url) : fail(FaultKind::NotFound, {});
    // Credentials in a document are its readers' own.
    if (!url || !url->userInfo.empty())
        return std::nullopt;
    Serve serve = serveArchive(*std::move(url));
    if (serve.lifetime == Lifetime::Document || !serve.source.query.empty()) {
        // The reference is final where the address is not, or holds a secret.
        serve.key = "composer:dist:" + std::string(file);
        serve.lifetime = Lifetime::Immutable;
    }
    serve.digest = dist->digest;
    serve.digestIsClaim = serve.digest.has_value(); // what is stored may have come before it
    return serve;
}

Result<void> ComposerEcosystem::checkArchive(const http::Url &file, QIODevice &body) const
{
    return isZipPath(file.path) ? checkZip(body) : Result<void>();
}

std::optional<std::string> ComposerEcosystem::ownLocation(const http::Url &place) const
{
    return m_mirrors.ownPath(place);
}

} // namespace larder::ecosystem::composer
