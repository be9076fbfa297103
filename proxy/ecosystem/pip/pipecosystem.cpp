// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/pipecosystem.h"

#include "ecosystem/forwarding.h"
#include "ecosystem/json.h"
#include "ecosystem/ownpaths.h"
#include "ecosystem/pip/accept.h"
#include "ecosystem/pip/filelink.h"
#include "ecosystem/pip/htmlpage.h"
#include "ecosystem/pip/jsonpage.h"
#include "ecosystem/pip/projectname.h"

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

Refuse noSuchFile()
{
    return {404, QCoreApplication::translate("larder::ecosystem::pip",
                                             "This address names no file of a Python package.")};
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

Serve servePage(const http::RequestHead &request, http::Url url, std::string_view linkBase)
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
    , m_indexIsPublic(isPublicUpstream("pip", m_index))
{
    for (const auto &[name, url] : further)
        m_further.emplace(name, makeIndex(url));
}

http::Url PipEcosystem::makeIndex(http::Url url)
{
    url.query.clear();
    if (!url.path.ends_with('/'))
        url.path += '/';
    return url;
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
    if (address == Address::Foreign) {
        auto url = http::Url::parse(request.target);
        if (!url)
            return Refuse{400, url.error().text()};
        return passOn(request, *std::move(url), passedFields);
    }

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
    if (const auto place = findPlace(plainPath)) {
        const bool isStray = m_indexIsPublic && place->index == &m_index &&
                             request.headers.contains("Authorization");
        return indexPlan(isStray ? withoutCredentials(request) : request, *place, query);
    }
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
    http::Url url = *place.index;
    std::string_view project = place.rest;
    if (project.ends_with('/'))
        project.remove_suffix(1);
    const bool isPage = place.isSimple && !project.contains('/');

    if (!place.isSimple) {
        url.path = above(place.index->path);
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
    if (isPage && query.empty() && !forbidsStoring(request)) {
        std::string authorization = authorizationFor(request, url);
        url.userInfo.clear();
        // The list of all projects has no links to files.
        Serve page =
            servePage(request, std::move(url), project.empty() ? std::string_view() : filesBase);
        page.authorization = std::move(authorization);
        return page;
    }
    if (!query.empty()) {
        // Canonical as all of the URL.
        auto withQuery = http::Url::parse(url.text() + '?' + std::string(query));
        if (!withQuery)
            return Refuse{400, withQuery.error().text()};
        withQuery->userInfo = std::move(url.userInfo);
        url = *std::move(withQuery);
    }
    return passOn(request, std::move(url), passedFields);
}

Plan PipEcosystem::filePlan(const http::RequestHead &request, std::string_view link,
                            std::string_view query) const
{
    auto file = readFileLink(link);
    const FileClass fileClass = file ? classOf(file->url.path) : FileClass::Unknown;
    if (fileClass == FileClass::Unknown || !query.empty())
        return noSuchFile();
    // A page may link to any host: credentials are for those of the indexes only.
    const http::Url *const index = indexBeside(file->url);
    const bool needsCredentials = index != nullptr && !authorizationFor(request, *index).empty();
    if (!needsCredentials && !forbidsStoring(request))
        return serveFile(*std::move(file), fileClass);
    if (index != nullptr)
        file->url.userInfo = index->userInfo;
    return passOn(needsCredentials ? request : withoutCredentials(request), std::move(file->url),
                  passedFields);
}

const http::Url *PipEcosystem::indexBeside(const http::Url &file) const
{
    const auto further = std::ranges::find_if(
        m_further, [&file](const auto &index) { return isSamePlace(index.second, file); });
    if (further != m_further.end())
        return &further->second;
    return !m_indexIsPublic && isSamePlace(m_index, file) ? &m_index : nullptr;
}

Answer PipEcosystem::problem(const http::RequestHead &request, int status,
                             const QString &sentence) const
{
    Answer answer{.status = statusNotTriedAgain(status),
                  .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                              {"X-Content-Type-Options", "nosniff"}},
                  .body = sentence.toStdString() + '\n',
                  .reason = sentence.simplified().toStdString()};
    if (answer.status == status || request.target.starts_with(filesBase) ||
        !request.headers.value("User-Agent").starts_with("pip/"))
        return answer;
    constexpr int multipleChoices = 300;
    answer.status = multipleChoices;
    std::string quoted = answer.reason;
    std::ranges::replace_if(quoted, [](char each) { return each == '"' || each == '\\'; }, '\'');
    answer.headers.set("Content-Type", "text/plain; charset=utf-8; larder=\"" + quoted + '"');
    answer.headers.set("Cache-Control", "no-store"); // pip keeps answers with 300 otherwise
    return answer;
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
