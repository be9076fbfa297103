// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/pipecosystem.h"

#include "ecosystem/json.h"
#include "ecosystem/pip/accept.h"
#include "ecosystem/pip/filelink.h"
#include "ecosystem/pip/htmlpage.h"
#include "ecosystem/pip/jsonpage.h"
#include "ecosystem/pip/projectname.h"

#include <QByteArray>
#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace larder::ecosystem::pip
{

namespace
{

constexpr std::string_view filesBase = "/files/";
// Of the public index; others often say nothing.
constexpr std::chrono::seconds pageFreshness = std::chrono::minutes(10);

// What an index may need to know of a request that is passed on. Everything else, cookies among it,
// stays here.
constexpr std::array<std::string_view, 7> passedFields{
    "Accept",        "Authorization",     "Cache-Control", "If-Range",
    "If-None-Match", "If-Modified-Since", "Range"};

http::Headers chosenFields(const http::Headers &headers)
{
    http::Headers chosen;
    for (const http::Header &header : headers) {
        const auto isWanted = [&header](std::string_view name) {
            return http::equalsIgnoringCase(name, header.name);
        };
        if (std::ranges::any_of(passedFields, isWanted))
            chosen.add(header.name, header.value);
    }
    return chosen;
}

// "user:password" of a URL, percent escapes and all, as RFC 7617 sends it.
std::string basicCredentials(std::string_view userInfo)
{
    const QByteArray escaped(userInfo.data(), static_cast<qsizetype>(userInfo.size()));
    return "Basic " + QByteArray::fromPercentEncoding(escaped).toBase64().toStdString();
}

Pass passWith(const http::RequestHead &request, http::Url target, std::string_view credentials)
{
    Pass pass{.target = std::move(target),
              .method = request.method,
              .headers = chosenFields(request.headers)};
    if (!credentials.empty() && !pass.headers.contains("Authorization"))
        pass.headers.add("Authorization", std::string(credentials));
    return pass;
}

Plan foreignPlan(const http::RequestHead &request)
{
    auto url = http::Url::parse(request.target);
    if (!url)
        return Refuse{400, url.error().text()};
    const std::string userInfo = std::exchange(url->userInfo, {});
    return passWith(request, *std::move(url),
                    userInfo.empty() ? std::string() : basicCredentials(userInfo));
}

Plan tunnelPlan(std::string_view target)
{
    auto authority = http::parseAuthority(target);
    if (!authority || !authority->port)
        return Refuse{400, QCoreApplication::translate(
                               "larder::ecosystem::pip",
                               "CONNECT needs a host and a port, such as pypi.org:443.")};
    constexpr std::uint16_t tlsPort = 443;
    if (*authority->port != tlsPort)
        return Refuse{403,
                      QCoreApplication::translate("larder::ecosystem::pip",
                                                  "Connections are tunnelled to port 443 only.")};
    return Tunnel{.host = std::move(authority->host), .port = tlsPort};
}

// The path and query of a request that is addressed to us.
std::string_view originForm(std::string_view target)
{
    if (target.starts_with('/'))
        return target;
    constexpr std::string_view afterScheme = "://";
    const std::size_t scheme = target.find(afterScheme);
    if (scheme == std::string_view::npos)
        return "/";
    target.remove_prefix(scheme + afterScheme.size());
    const std::size_t path = target.find_first_of("/?");
    return path == std::string_view::npos || target[path] == '?' ? "/" : target.substr(path);
}

// Paths that are no index's.
std::optional<Plan> ownPlan(std::string_view path)
{
    if (path == "/")
        return OwnPage{PageForm::Html};
    if (path == "/larder.json")
        return OwnPage{PageForm::Json};
    const http::Headers plain{{"Content-Type", "text/plain; charset=utf-8"}};
    if (path == "/favicon.ico")
        return Answer{.status = 404, .headers = plain, .body = "Not Found\n"};
    if (path == "/robots.txt")
        return Answer{.status = 200, .headers = plain, .body = "User-agent: *\nDisallow: /\n"};
    return std::nullopt;
}

Refuse noSuchFile()
{
    return {404, QCoreApplication::translate("larder::ecosystem::pip",
                                             "This address names no file of a Python package.")};
}

// What somebody needs credentials for is nobody else's.
bool mayStore(const http::RequestHead &request)
{
    return !request.headers.contains("Authorization") &&
           !request.headers.hasToken("Cache-Control", "no-store");
}

// What follows a folder in a path: "" for "/simple" and "/simple/", "a/" for "/simple/a/".
std::optional<std::string_view> below(std::string_view folder, std::string_view path)
{
    if (!path.starts_with(folder))
        return std::nullopt;
    path.remove_prefix(folder.size());
    if (!path.empty() && path.front() != '/')
        return std::nullopt;
    path.remove_prefix(std::min(path.size(), std::size_t{1}));
    return path;
}

// The folder that a folder is in; of the top the top.
std::string_view above(std::string_view folder)
{
    return folder.size() < 2 ? folder : folder.substr(0, folder.rfind('/', folder.size() - 2) + 1);
}

bool isSamePlace(const http::Url &left, const http::Url &right)
{
    return left.scheme == right.scheme && left.host == right.host && left.port == right.port;
}

Plan servePage(const http::RequestHead &request, http::Url url, std::string_view linkBase)
{
    const bool isJson = prefersJson(request.headers.combined("Accept"));
    Serve serve;
    serve.key = (isJson ? "pip:json:" : "pip:html:") + url.text();
    serve.lifetime = Lifetime::Document;
    serve.source = std::move(url);
    serve.document =
        Document{.ask = {{"Accept", isJson ? "application/vnd.pypi.simple.v1+json, "
                                             "application/vnd.pypi.simple.v1+html; q=0.1, "
                                             "text/html; q=0.01"
                                           : "application/vnd.pypi.simple.v1+html, "
                                             "text/html; q=0.5"}},
                 .freshness = pageFreshness,
                 .isPage = true, // in either form, since an index may know HTML only
                 .linkBase = std::string(linkBase)};
    return serve;
}

Plan serveFile(FileLink link, FileClass fileClass)
{
    Serve serve;
    switch (fileClass) {
    case FileClass::Distribution:
        serve.digest = std::move(link.digest);
        break;
    case FileClass::Metadata:
        serve.digest = std::move(link.metadataDigest);
        break;
    case FileClass::Signature:
    case FileClass::Unknown:
        break;
    }
    // A file that may be replaced is asked for again, whatever we know of the one beside it.
    const bool isFinal =
        serve.digest || (fileClass != FileClass::Signature && isContentAddressed(link.url.path));
    serve.lifetime = isFinal ? Lifetime::Immutable : Lifetime::Document;
    serve.key = serve.digest ? "pip:sha256:" + serve.digest->hex() : "pip:" + link.url.text();
    serve.source = std::move(link.url);
    return serve;
}

} // namespace

PipEcosystem::PipEcosystem(http::Url index, const Indexes &further)
    : m_index(makeIndex(std::move(index)))
{
    for (const auto &[name, url] : further)
        m_further.emplace(name, makeIndex(url));
}

PipEcosystem::Index PipEcosystem::makeIndex(http::Url url)
{
    Index index;
    if (!url.userInfo.empty())
        index.credentials = basicCredentials(url.userInfo);
    url.userInfo.clear();
    url.query.clear();
    if (!url.path.ends_with('/'))
        url.path += '/';
    index.url = std::move(url);
    return index;
}

Plan PipEcosystem::plan(const http::RequestHead &request, Address address) const
{
    switch (request.method) {
    case http::Method::Get:
    case http::Method::Head:
        break;
    case http::Method::Connect:
        return tunnelPlan(request.target);
    default:
        return Refuse{405, QCoreApplication::translate("larder::ecosystem::pip",
                                                       "Indexes are read with GET and HEAD only.")};
    }
    if (address == Address::Foreign)
        return foreignPlan(request);

    const std::string_view target = originForm(request.target);
    const std::size_t question = std::min(target.find('?'), target.size());
    const std::string_view query = target.substr(std::min(question + 1, target.size()));
    const auto path = http::normalisePath(target.substr(0, question));
    if (!path)
        return Refuse{400, path.error().text()};
    // Configurations for devpi often have two slashes after the port.
    const std::size_t slashes = std::min(path->find_first_not_of('/'), path->size());
    const std::string_view plainPath = std::string_view(*path).substr(slashes - 1);

    if (auto own = ownPlan(plainPath))
        return *std::move(own);
    if (plainPath.starts_with(filesBase))
        return filePlan(request, plainPath.substr(filesBase.size()), query);
    if (const auto place = findPlace(plainPath))
        return indexPlan(request, *place, query);
    return Refuse{404, QCoreApplication::translate(
                           "larder::ecosystem::pip",
                           "There is no index at this address. Use /simple/, or /NAME/simple/ for "
                           "a further index that Larder's settings name.")};
}

std::optional<PipEcosystem::Place> PipEcosystem::findPlace(std::string_view path) const
{
    for (const std::string_view folder : {"/simple", "/root/pypi/+simple"}) {
        if (const auto rest = below(folder, path))
            return Place{.index = &m_index, .rest = *rest, .isSimple = true};
    }
    const std::string_view withoutSlash = path.substr(1);
    const std::string_view name = withoutSlash.substr(0, withoutSlash.find('/'));
    const std::string_view belowName =
        withoutSlash.substr(std::min(name.size() + 1, withoutSlash.size()));
    const auto inSimple = below("simple", belowName);
    if (const auto further = m_further.find(name); further != m_further.end())
        return Place{.index = &further->second,
                     .rest = inSimple.value_or(belowName),
                     .isSimple = inSimple.has_value()};
    // Files and status of devpi, or an index that nobody set up.
    if (name == "root" || name.starts_with('+') || inSimple)
        return std::nullopt;
    return Place{.index = &m_index, .rest = withoutSlash};
}

Plan PipEcosystem::indexPlan(const http::RequestHead &request, const Place &place,
                             std::string_view query)
{
    const Index &index = *place.index;
    http::Url url = index.url;
    std::string_view project = place.rest;
    if (project.ends_with('/'))
        project.remove_suffix(1);
    const bool isPage = place.isSimple && !project.contains('/');

    if (!place.isSimple) {
        url.path = above(index.url.path);
        url.path += place.rest;
    } else if (!isPage) {
        url.path += place.rest;
    } else if (!project.empty()) {
        const auto name = normalisedName(project);
        if (!name)
            return Refuse{404,
                          QCoreApplication::translate("larder::ecosystem::pip",
                                                      "No Python project can have this name.")};
        url.path += *name;
        url.path += '/';
    }
    if (isPage && query.empty() && index.credentials.empty() && mayStore(request))
        // The list of all projects has no links to files.
        return servePage(request, std::move(url), project.empty() ? std::string_view() : filesBase);
    if (!query.empty()) {
        // Canonical as all of the URL.
        auto withQuery = http::Url::parse(url.text() + '?' + std::string(query));
        if (!withQuery)
            return Refuse{400, withQuery.error().text()};
        url = *std::move(withQuery);
    }
    return passWith(request, std::move(url), index.credentials);
}

Plan PipEcosystem::filePlan(const http::RequestHead &request, std::string_view link,
                            std::string_view query) const
{
    auto file = readFileLink(link);
    const FileClass fileClass = file ? classOf(file->url.path) : FileClass::Unknown;
    if (fileClass == FileClass::Unknown || !query.empty())
        return noSuchFile();
    if (mayStore(request))
        return serveFile(*std::move(file), fileClass);

    // A page may link to any host: credentials are for those of the indexes only.
    const auto isHere = [&file](const auto &further) {
        return isSamePlace(further.second.url, file->url);
    };
    const bool mayKnow =
        isSamePlace(m_index.url, file->url) || std::ranges::any_of(m_further, isHere);
    Pass pass = passWith(request, std::move(file->url), {});
    if (!mayKnow)
        pass.headers.remove("Authorization");
    return pass;
}

Answer PipEcosystem::problem(int status, const QString &sentence) const
{
    return {.status = status == 502 || status == 504 ? 424 : status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"X-Content-Type-Options", "nosniff"}},
            .body = sentence.toStdString() + '\n',
            .reason = sentence.simplified().toStdString()};
}

Result<void> PipEcosystem::checkDocument(const DocumentOrigin &origin, QIODevice &body) const
{
    switch (const PageType type = typeOf(origin.contentType)) {
    case PageType::Json:
        return checkJsonPage(body);
    case PageType::DeclaredHtml:
    case PageType::Html:
        return checkHtmlPage(origin.url, type == PageType::DeclaredHtml, body);
    case PageType::Other:
        break;
    }
    return std::unexpected(json::notTheDocument());
}

Result<void> PipEcosystem::rewriteDocument(const DocumentOrigin &origin, std::string_view linkBase,
                                           QIODevice &body, QIODevice &rewritten) const
{
    if (typeOf(origin.contentType) == PageType::Json)
        return rewriteJsonPage(origin.url, linkBase, body, rewritten);
    return rewriteHtmlPage(origin.url, linkBase, body, rewritten);
}

} // namespace larder::ecosystem::pip
