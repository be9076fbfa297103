// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/aptecosystem.h"

#include "ecosystem/apt/aptpath.h"
#include "ecosystem/apt/packages.h"
#include "ecosystem/apt/release.h"
#include "ecosystem/forwarding.h"
#include "ecosystem/ownpaths.h"

#include <QCoreApplication>

#include <array>
#include <utility>

namespace larder::ecosystem::apt
{

namespace
{

// What an archive may need to know of a request that is passed on. Everything else, cookies and the
// credentials for ourselves among it, stays here.
constexpr std::array<std::string_view, 7> passedFields{
    "Accept",        "Authorization",     "Cache-Control", "If-Range",
    "If-None-Match", "If-Modified-Since", "Range"};
constexpr std::array<std::string_view, 3> passedReportFields{"Accept", "Content-Type",
                                                             "SOAPAction"};

Plan serveFile(http::Url url, AptPath path)
{
    Serve serve;
    serve.key = keyOf(url);
    switch (path.fileClass) {
    case FileClass::Release:
        serve.lifetime = Lifetime::Release;
        break;
    case FileClass::Signature: {
        constexpr std::string_view signatureEnd = ".gpg";
        serve.lifetime = Lifetime::Release;
        serve.signatureOf = serve.key.substr(0, serve.key.size() - signatureEnd.size());
        break;
    }
    case FileClass::ByHash:
        serve.suites = suitesOf(serve.key, path.fileClass);
        serve.digest = std::move(path.digest);
        serve.key = keyOf(*serve.digest);
        break;
    case FileClass::Patch:
    case FileClass::Package:
        serve.expectedName = serve.key;
        break;
    case FileClass::LoosePackage:
        serve.lifetime = Lifetime::Document;
        serve.expectedName = serve.key;
        break;
    case FileClass::Document:
    case FileClass::Unknown:
        serve.lifetime = Lifetime::Document;
        serve.suites = suitesOf(serve.key, path.fileClass);
        break;
    }
    serve.source = std::move(url);
    return serve;
}

Plan archivePlan(const http::RequestHead &request, http::Url url)
{
    // What somebody needs credentials for is nobody else's. No file of an archive has a query.
    const bool mayStore = url.userInfo.empty() && url.query.empty() && !isPrivate(request);
    if (mayStore) {
        if (AptPath path = readAptPath(url.path); path.fileClass != FileClass::Unknown)
            return serveFile(std::move(url), std::move(path));
    }
    return passOn(request, std::move(url), passedFields);
}

// apt-listbugs asks Debian's bug tracker with POST before it lets apt install anything.
Plan reportPlan(const http::RequestHead &request)
{
    auto url = http::Url::parse(request.target);
    const bool isBugTracker = url && url->scheme == http::Scheme::Http && url->userInfo.empty() &&
                              url->authority() == "bugs.debian.org" &&
                              url->pathAndQuery() == "/cgi-bin/soap.cgi";
    if (!isBugTracker)
        return Refuse{
            405, QCoreApplication::translate("larder::ecosystem::apt",
                                             "POST is forwarded to the Debian bug tracker only.")};
    return Pass{.target = *std::move(url),
                .method = http::Method::Post,
                .headers = chosenFields(request.headers, passedReportFields),
                .carriesBody = true};
}

// Whether the first segment of one of our paths is meant as an archive's host.
bool looksLikeHost(std::string_view segment)
{
    segment.remove_prefix(segment.rfind('@') + 1); // npos + 1 is 0
    return !segment.empty() && segment.front() != '.' &&
           (segment.contains('.') || segment.contains(':') || segment == "localhost");
}

Result<http::Url> foreignUrl(std::string_view target)
{
    // apt-cacher-ng's form for a source behind TLS.
    constexpr std::string_view tlsHost = "http://https///";
    if (http::equalsIgnoringCase(target.substr(0, tlsHost.size()), tlsHost))
        return http::Url::parse(http::Scheme::Https, target.substr(tlsHost.size()));
    return http::Url::parse(target);
}

} // namespace

AptEcosystem::AptEcosystem(std::optional<http::Url> upstream)
{
    if (!upstream)
        return;
    m_upstreamUserInfo = std::move(upstream->userInfo);
    upstream->query.clear();
    m_upstreamPrefix = upstream->text();
    if (m_upstreamPrefix->ends_with('/'))
        m_upstreamPrefix->pop_back();
}

Plan AptEcosystem::plan(const http::RequestHead &request, Address address) const
{
    switch (request.method) {
    case http::Method::Get:
    case http::Method::Head:
        break;
    case http::Method::Connect:
        return tunnelPlan(request.target);
    case http::Method::Post:
        return reportPlan(request);
    default:
        return Refuse{405,
                      QCoreApplication::translate("larder::ecosystem::apt",
                                                  "Archives are read with GET and HEAD only.")};
    }

    Result<http::Url> url;
    if (address == Address::Ours) {
        const std::string_view path = originForm(request.target);
        if (auto own = ownPlan(path))
            return *std::move(own);
        if (path.starts_with("/acng-")) // where apt-cacher-ng had its statistics and manual
            return Answer{.status = 302, .headers = {{"Location", "/"}}, .body = {}};
        url = archiveUrl(path);
    } else {
        url = foreignUrl(request.target);
    }
    if (!url)
        return Refuse{url.error().kind == FaultKind::NotFound ? 404 : 400, url.error().text()};
    return archivePlan(request, *std::move(url));
}

Result<http::Url> AptEcosystem::archiveUrl(std::string_view pathAndQuery) const
{
    constexpr std::string_view tlsHost = "/HTTPS///";
    if (pathAndQuery.starts_with(tlsHost))
        return http::Url::parse(http::Scheme::Https, pathAndQuery.substr(tlsHost.size()));

    const std::string_view withoutSlash = pathAndQuery.substr(1);
    const std::size_t hostEnd = withoutSlash.find('/');
    // A single segment would be a host without a file, or a file that we do not have.
    if (hostEnd != std::string_view::npos && looksLikeHost(withoutSlash.substr(0, hostEnd)))
        return http::Url::parse(http::Scheme::Http, withoutSlash);

    if (m_upstreamPrefix) {
        auto url = http::Url::parse(*m_upstreamPrefix + std::string(pathAndQuery));
        if (url)
            url->userInfo = m_upstreamUserInfo;
        return url;
    }
    return fail(
        FaultKind::NotFound,
        QCoreApplication::translate("larder::ecosystem::apt", "This address names no archive."),
        QCoreApplication::translate(
            "larder::ecosystem::apt",
            "Ask for /HOST/PATH, such as /deb.debian.org/debian/dists/stable/InRelease, for "
            "/HTTPS///HOST/PATH, or use this address as a proxy."));
}

Answer AptEcosystem::problem(const http::RequestHead & /*request*/, int status,
                             const QString &sentence) const
{
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"X-Content-Type-Options", "nosniff"}},
            .body = sentence.toStdString() + '\n'};
}

std::optional<Generation> AptEcosystem::readGeneration(std::string_view releaseText) const
{
    return readRelease(releaseText);
}

bool AptEcosystem::announcesFiles(std::string_view nameInSuite) const
{
    return isAnnouncingIndex(nameInSuite);
}

Result<void> AptEcosystem::readAnnounced(const SuiteMember &member, QIODevice &body,
                                         const AnnouncedSink &sink) const
{
    return readAnnouncedFiles(member, body, sink);
}

} // namespace larder::ecosystem::apt
