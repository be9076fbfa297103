// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"
#include "ecosystem/ecosystem.h"
#include "ecosystem/mutate.h"
#include "ecosystem/plans.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using test::describe;
using test::request;

namespace
{

const std::string registry = "https://registry.npmjs.org";
const std::string abbreviated =
    "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

std::unique_ptr<Ecosystem> npm(Options options = {})
{
    return makeEcosystem("npm", std::move(options));
}

http::Url url(const char *text)
{
    return http::Url::parse(text).value();
}

Plan ours(std::string target, http::Headers headers = {})
{
    return npm()->plan(request(std::move(target), std::move(headers)), Address::Ours);
}

class NpmPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data();
    void targets();
    void registries_data();
    void registries();
    void methods_data();
    void methods();
    void packuments();
    void manifests();
    void tarballs();
    void spellings_data();
    void spellings();
    void links_data();
    void links();
    void linksForYarn1();
    void privateRequests();
    void passedFields();
    void credentialsOfTheRegistry();
    void answers();
    void unavailable();
    void survivesAnything();
};

void NpmPlanTest::targets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *target, const std::string &expected) {
        QTest::addRow("%s", target) << QByteArray(target) << QByteArray::fromStdString(expected);
    };
    const auto document = [&](const char *target, const std::string &path) {
        row(target, "serve document " + registry + path);
    };
    const auto tarball = [&](const char *target, const std::string &path) {
        row(target, "serve immutable " + registry + path);
    };
    const auto pass = [&](const char *target, const std::string &path) {
        row(target, "pass GET " + registry + path);
    };

    row("/", "page");
    row("/?lang=de", "page");
    row("http://cache-npm.srv:3143/", "page");
    row("http://cache-npm.srv:3143", "page");
    row("*", "page");
    row("/larder.json", "json");
    row("/favicon.ico", "answer 404");
    row("/robots.txt", "answer 200");
    row("/-/ping", "answer 200");
    row("/-/ping?write=true", "answer 200");
    row("/%2d/ping", "answer 200");

    document("/express", "/express");
    document("http://cache-npm.srv:3143/express", "/express");
    document("/@babel%2fcore", "/@babel%2Fcore");
    document("/express/latest", "/express/latest");
    document("/@babel%2fcore/7.0.0", "/@babel%2Fcore/7.0.0");
    tarball("/express/-/express-4.18.2.tgz", "/express/-/express-4.18.2.tgz");
    tarball("/@babel%2fcore/-/core-7.0.0.tgz", "/@babel/core/-/core-7.0.0.tgz");

    pass("/express?write=true", "/express?write=true");
    pass("/@babel/core?write=true", "/@babel%2Fcore?write=true");
    pass("/express/-/express-4.18.2.tgz?x", "/express/-/express-4.18.2.tgz?x");
    document("/express?", "/express");
    document("/express#x", "/express");
    pass("/-/v1/search?text=a%20b&size=20", "/-/v1/search?text=a%20b&size=20");
    pass("/-/whoami", "/-/whoami");
    pass("/-/package/@babel%2fcore/dist-tags", "/-/package/@babel%2Fcore/dist-tags");
    pass("/-/user/org.couchdb.user:x", "/-/user/org.couchdb.user:x");
    pass("/-/npm/v1/keys", "/-/npm/v1/keys");
    pass("/-/all", "/-/all");
    pass("/express/^4.0.0", "/express/%5E4.0.0");
    pass("/express/", "/express/");
    pass("//evil.example/x", "//evil.example/x");
    pass("/a%20b", "/a%20b");
    pass("/_session", "/_session");
    pass("/.git/config", "/.git/config");
    pass("/express/-/express-1.zip", "/express/-/express-1.zip");
    pass("/@babel%252fcore", "/@babel%252fcore");
    pass("/http://evil.example/x", "/http://evil.example/x");
    pass("/@evil.example", "/@evil.example");
    pass("/:80@evil.example/x", "/:80@evil.example/x");

    for (const char *target : {"/../etc/passwd", "/%2e%2e/x", "/express/..%2f..%2fx",
                               "/express/%2e%2e", "/a\\b", "/%5cb", "/a%00", "/a%0d%0aX:y", "/%",
                               "/%zz", "/express/-/..%2fx.tgz", "/@babel%2f..%2fx", "/@babel%2f.."})
        row(target, "refuse 400");
}

void NpmPlanTest::targets()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    QCOMPARE(describe(ours(target.toStdString())), expected);
}

void NpmPlanTest::registries_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *target, const char *expected) {
        QTest::addRow("%s", target) << QByteArray(target) << QByteArray(expected);
    };
    row("/express", "serve document https://h.example/npm/express");
    row("/@s/n", "serve document https://h.example/npm/@s%2Fn");
    row("/-/whoami", "pass GET https://h.example/npm/-/whoami");
    row("/x/-/x-1.tgz", "serve immutable https://h.example/npm/x/-/x-1.tgz");
    // npm keeps the base path of a tarball.
    row("/npm/x/-/x-1.tgz", "serve immutable https://h.example/npm/x/-/x-1.tgz");
    row("/npm/@s/n/-/n-1.tgz", "serve immutable https://h.example/npm/@s/n/-/n-1.tgz");
    row("/%6epm/x/-/x-1.tgz", "serve immutable https://h.example/npm/x/-/x-1.tgz");
    // Everything else is the path of the package "npm", or a service that nobody has.
    row("/npm/latest", "serve document https://h.example/npm/npm/latest");
    row("/npm/-/whoami", "pass GET https://h.example/npm/npm/-/whoami");
    // A package with the base path's name.
    row("/npm", "serve document https://h.example/npm/npm");
    row("/npm/-/npm-10.0.0.tgz", "serve immutable https://h.example/npm/npm/-/npm-10.0.0.tgz");
    row("/npm/npm/-/npm-10.0.0.tgz", "serve immutable https://h.example/npm/npm/-/npm-10.0.0.tgz");
    row("/npm/npm", "serve document https://h.example/npm/npm/npm");
    row("/npmx/-/npmx-1.tgz", "serve immutable https://h.example/npm/npmx/-/npmx-1.tgz");
    row("/npm/../x", "refuse 400");

    row("/work/express", "serve document http://work.example:4873/express");
    row("/work/@s%2fn", "serve document http://work.example:4873/@s%2Fn");
    row("/work/x/-/x-1.tgz", "serve immutable http://work.example:4873/x/-/x-1.tgz");
    row("/work/-/ping", "answer 200");
    row("/work/-/whoami", "pass GET http://work.example:4873/-/whoami");
    row("/%77ork/express", "serve document http://work.example:4873/express");
    row("/work", "pass GET http://work.example:4873/");
    row("/work/", "pass GET http://work.example:4873/");
    row("/work/larder.json", "serve document http://work.example:4873/larder.json");
    row("/work/work", "serve document http://work.example:4873/work");
    row("/workx", "serve document https://h.example/npm/workx");
    row("/work%2fexpress", "pass GET https://h.example/npm/work%2Fexpress");

    row("/deep/x", "serve document https://deep.example/a/b/x");
    row("/deep/a/b/x/-/x-1.tgz", "serve immutable https://deep.example/a/b/x/-/x-1.tgz");
    row("/deep/a/b/@s/x/-/x-1.tgz", "serve immutable https://deep.example/a/b/@s/x/-/x-1.tgz");
    row("/a/b/x/-/x-1.tgz", "pass GET https://h.example/npm/a/b/x/-/x-1.tgz");
}

void NpmPlanTest::registries()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    const auto ecosystem = npm({.upstream = url("https://h.example/npm/"),
                                .further = {{"work", url("http://work.example:4873")},
                                            {"deep", url("https://deep.example/a/b//?x=1")}}});
    QCOMPARE(describe(ecosystem->plan(request(target.toStdString()), Address::Ours)), expected);
}

void NpmPlanTest::methods_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<bool>("isOurs");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](http::Method method, Address address, const char *target,
                        const std::string &expected) {
        QTest::addRow("%s %d %s", std::string(http::methodName(method)).c_str(),
                      static_cast<int>(address), target)
            << static_cast<int>(method) << (address == Address::Ours) << QByteArray(target)
            << QByteArray::fromStdString(expected);
    };
    using enum http::Method;
    constexpr auto Ours = Address::Ours;
    constexpr auto Foreign = Address::Foreign;
    row(Head, Ours, "/express", "serve document " + registry + "/express");
    row(Head, Ours, "/x/-/x-1.tgz", "serve immutable " + registry + "/x/-/x-1.tgz");
    row(Head, Ours, "/", "page");
    row(Head, Ours, "/-/ping", "answer 200");
    row(Head, Ours, "/-/whoami", "pass HEAD " + registry + "/-/whoami");
    row(Post, Ours, "/-/npm/v1/security/advisories/bulk",
        "pass POST " + registry + "/-/npm/v1/security/advisories/bulk");
    row(Post, Ours, "/-/v1/login", "pass POST " + registry + "/-/v1/login");
    row(Post, Ours, "/", "pass POST " + registry + "/");
    row(Put, Ours, "/express", "pass PUT " + registry + "/express");
    row(Put, Ours, "/@s%2fn", "pass PUT " + registry + "/@s%2Fn");
    row(Put, Ours, "/-/user/org.couchdb.user:x/-rev/1",
        "pass PUT " + registry + "/-/user/org.couchdb.user:x/-rev/1");
    row(Put, Ours, "/-/ping", "pass PUT " + registry + "/-/ping");
    row(Put, Ours, "/../x", "refuse 400");
    row(Delete, Ours, "/x/-/x-1.tgz/-rev/1-a", "pass DELETE " + registry + "/x/-/x-1.tgz/-rev/1-a");
    row(Delete, Ours, "/-/user/token/abc", "pass DELETE " + registry + "/-/user/token/abc");
    row(Options, Ours, "/express", "refuse 405");
    row(Options, Ours, "*", "refuse 405");
    row(Other, Ours, "/express", "refuse 405");

    for (const http::Method method : {Get, Head, Post, Put, Delete})
        row(method, Foreign, "http://Other.example:80/x/-/x-1.tgz?y",
            "pass " + std::string(http::methodName(method)) +
                " http://other.example/x/-/x-1.tgz?y");
    row(Get, Foreign, "https://other.example", "pass GET https://other.example/");
    row(Get, Foreign, "http://other.example/larder.json",
        "pass GET http://other.example/larder.json");
    row(Get, Foreign, "http://other.example/../x", "refuse 400");
    row(Get, Foreign, "ftp://other.example/x", "refuse 400");
    row(Get, Foreign, "/x", "refuse 400");
    row(Get, Foreign, "", "refuse 400");
    row(Options, Foreign, "http://other.example/", "refuse 405");

    row(Connect, Foreign, "Registry.npmjs.org:443", "tunnel registry.npmjs.org 443");
    row(Connect, Foreign, "[2001:db8::1]:443", "tunnel 2001:db8::1 443");
    row(Connect, Foreign, "registry.npmjs.org:80", "refuse 403");
    row(Connect, Foreign, "registry.npmjs.org", "refuse 400");
    row(Connect, Foreign, "u@registry.npmjs.org:443", "refuse 400");
    row(Connect, Foreign, "", "refuse 400");
}

void NpmPlanTest::methods()
{
    QFETCH(int, method);
    QFETCH(bool, isOurs);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    const auto wanted = static_cast<http::Method>(method);
    const Plan plan = npm()->plan(request(target.toStdString(), {}, wanted),
                                  isOurs ? Address::Ours : Address::Foreign);
    QCOMPARE(describe(plan), expected);
    if (const auto *pass = std::get_if<Pass>(&plan))
        QCOMPARE(pass->carriesBody, wanted == http::Method::Post || wanted == http::Method::Put);
}

void NpmPlanTest::packuments()
{
    const auto full = std::get<Serve>(ours("/@babel%2fcore", {{"Accept", "application/json"}}));
    QCOMPARE(full.key, "npm:" + registry + "/@babel%2Fcore");
    QCOMPARE(full.lifetime, Lifetime::Document);
    QVERIFY(full.document && full.announcedIn.empty() && !full.digest);
    QVERIFY(full.document->ask == (http::Headers{{"Accept", "application/json"}}));
    QCOMPARE(full.document->freshness.count(), 300);
    QVERIFY(!full.document->isPage);
    QVERIFY(full.document->linkBase.empty());
    QVERIFY(full.expectedName.empty() && full.suites.empty() && full.signatureOf.empty());

    const auto small = std::get<Serve>(ours("/@babel/core", {{"Accept", abbreviated}}));
    QCOMPARE(small.key, full.key + "#abbreviated");
    QCOMPARE(small.source, full.source);
    QCOMPARE(small.lifetime, Lifetime::Document);
    QVERIFY(small.document->ask == (http::Headers{{"Accept", abbreviated}}));

    QCOMPARE(std::get<Serve>(ours("/@babel/core")).key, full.key);
    QCOMPARE(std::get<Serve>(ours("/@babel/core", {{"Accept", "*/*"}})).key, full.key);
    // One stored body, however a client says that it wants it.
    QCOMPARE(
        std::get<Serve>(ours("/@babel/core", {{"Accept", "application/vnd.npm.install-v1+json"}}))
            .key,
        small.key);
}

void NpmPlanTest::manifests()
{
    const auto serve = std::get<Serve>(ours("/@babel/core/7.0.0", {{"Accept", abbreviated}}));
    QCOMPARE(serve.key, "npm:" + registry + "/@babel%2Fcore/7.0.0");
    QCOMPARE(serve.lifetime, Lifetime::Document);
    QVERIFY(serve.document->ask == (http::Headers{{"Accept", "application/json"}}));
    QCOMPARE(serve.document->freshness.count(), 300);
}

void NpmPlanTest::tarballs()
{
    const Digest digest = digestOf("a", DigestAlgorithm::Sha512);
    const std::string integrity = "sha1-rubbish sha512-" +
                                  QByteArray::fromStdString(digest.bytes).toBase64().toStdString() +
                                  "?x";
    const auto serve =
        std::get<Serve>(ours("/@babel%2fcore/-/core-7.0.0.tgz", {{"Pacote-Integrity", integrity}}));
    QCOMPARE(serve.key, "npm:" + registry + "/@babel/core/-/core-7.0.0.tgz");
    QCOMPARE(serve.lifetime, Lifetime::Immutable);
    QVERIFY(serve.digest == digest);
    QVERIFY(!serve.document);
    const std::string packument = "npm:" + registry + "/@babel%2Fcore";
    QCOMPARE(serve.announcedIn, (std::vector<std::string>{packument, packument + "#abbreviated"}));

    const auto plain = std::get<Serve>(ours("/@babel/core/-/core-7.0.0.tgz"));
    QCOMPARE(plain.key, serve.key);
    QVERIFY(!plain.digest);
    QVERIFY(!std::get<Serve>(ours("/x/-/x-1.tgz", {{"pacote-integrity", "sha512-x"}})).digest);

    // The keys are those under which the packuments are.
    QCOMPARE(std::get<Serve>(ours("/@babel%2Fcore")).key, plain.announcedIn[0]);
    QCOMPARE(std::get<Serve>(ours("/@babel%2Fcore", {{"Accept", abbreviated}})).key,
             plain.announcedIn[1]);
    const auto further =
        npm({.upstream = {}, .further = {{"work", url("http://w.example/base/")}}});
    const auto own =
        std::get<Serve>(further->plan(request("/work/base/@s/n/-/n-1.tgz"), Address::Ours));
    QCOMPARE(own.announcedIn[0], std::string("npm:http://w.example/base/@s%2Fn"));
}

void NpmPlanTest::spellings_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("same");
    const auto row = [](const char *target, const char *same) {
        QTest::addRow("%s", target) << QByteArray(target) << QByteArray(same);
    };
    for (const char *target : {"/@s/n", "/@s%2fn", "/@s%2Fn", "/%40s%2Fn", "/%40s/n", "/@%73/./n",
                               "http://127.0.0.1:3143/@s%2fn"})
        row(target, "/@s/n");
    for (const char *target : {"/@s/n/-/n-1.0.0+b.tgz", "/@s%2fn/-/n-1.0.0%2bb.tgz",
                               "/@s%2Fn/%2d/n-1.0.0%2Bb%2etgz", "/%40s/n/-/%6e-1.0.0+b.tgz"})
        row(target, "/@s/n/-/n-1.0.0+b.tgz");
    row("/x%21", "/x!");
    row("/x/1.0.0%2b1", "/x/1.0.0+1");
}

void NpmPlanTest::spellings()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, same);
    const auto serve = std::get<Serve>(ours(target.toStdString()));
    const auto expected = std::get<Serve>(ours(same.toStdString()));
    QCOMPARE(serve.key, expected.key);
    QCOMPARE(serve.source, expected.source);
}

void NpmPlanTest::links_data()
{
    QTest::addColumn<QByteArray>("agent");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *agent, const char *host, const char *target,
                        const char *expected) {
        QTest::addRow("%s %s %s", agent, host, target)
            << QByteArray(agent) << QByteArray(host) << QByteArray(target) << QByteArray(expected);
    };
    const char *const host = "127.0.0.1:3143";
    const char *const base = "http://127.0.0.1:3143/";
    row("npm/10.9.9 node/v20.19.0 linux x64 workspaces/false", host, "/x", "");
    row("yarn/1.22.22 npm/? node/v20.19.0 linux x64", host, "/x", "");
    row("pnpm/9.15.9 npm/? node/v20.19.0 linux x64", host, "/x", base);
    row("got (https://github.com/sindresorhus/got)", host, "/x", base);
    row("yarn/4.18.1 npm/? node/v20.19.0", host, "/x", base);
    row("yarn/10.0.0", host, "/x", base);
    row("Bun/1.1.0", host, "/x", base);
    row("curl/8.0", host, "/x", base);
    row(" npm/", host, "/x", base);
    row("npm", host, "/x", base);
    row("", host, "/x", base);

    row("", "", "/x", "");
    row("", "cache-npm.srv", "/x", "http://cache-npm.srv/");
    row("", "CACHE-npm.srv:80", "/x", "http://cache-npm.srv/");
    row("", "[::1]:3143", "/x", "http://[::1]:3143/");
    row("", "172.17.0.1:3143", "/x/1.0.0", "http://172.17.0.1:3143/");
    row("", host, "/work/x", "http://127.0.0.1:3143/work/");
    row("", host, "/work/@s%2fn/latest", "http://127.0.0.1:3143/work/");
    row("npm/10", host, "/work/x", "");
    row("", "a/b", "/x", "");
    row("", "a\"b", "/x", "");
    row("", "u@h", "/x", "");
    row("", "h:x", "/x", "");
}

void NpmPlanTest::links()
{
    QFETCH(QByteArray, agent);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    http::Headers headers;
    if (!agent.isEmpty())
        headers.add("user-agent", agent.toStdString());
    if (!host.isEmpty())
        headers.add("host", host.toStdString());
    const auto ecosystem = npm({.upstream = {}, .further = {{"work", url("http://w.example/")}}});
    const auto serve =
        std::get<Serve>(ecosystem->plan(request(target.toStdString(), headers), Address::Ours));
    QCOMPARE(QByteArray::fromStdString(serve.document->linkBase), expected);
}

void NpmPlanTest::linksForYarn1()
{
    const auto linkBase = [](const char *agent) {
        const auto plan =
            npm({.upstream = {}, .rewriteForYarn1 = true})
                ->plan(request("/x", {{"Host", "h"}, {"User-Agent", agent}}), Address::Ours);
        return std::get<Serve>(plan).document->linkBase;
    };
    QCOMPARE(linkBase("yarn/1.22.22 npm/? node/v20"), std::string("http://h/"));
    QCOMPARE(linkBase("npm/10.9.9"), std::string());
}

void NpmPlanTest::privateRequests()
{
    for (const char *target : {"/x", "/@s/n", "/x/1.0.0", "/x/-/x-1.tgz"}) {
        const auto pass = std::get<Pass>(ours(target, {{"authorization", "Bearer secret"}}));
        QCOMPARE(pass.headers.value("Authorization"), std::string_view("Bearer secret"));
        QVERIFY(std::holds_alternative<Pass>(ours(target, {{"Cache-Control", "No-Store"}})));
        QVERIFY(std::holds_alternative<Serve>(ours(target, {{"Cache-Control", "no-cache"}})));
        QVERIFY(std::holds_alternative<Serve>(ours(target, {{"Cookie", "secret"}})));
    }
}

void NpmPlanTest::passedFields()
{
    const http::Headers travelling{
        {"Accept", "application/json"}, {"accept-encoding", "gzip"},
        {"Authorization", "Bearer x"},  {"Cache-Control", "no-cache"},
        {"Content-Encoding", "gzip"},   {"Content-Type", "application/json"},
        {"If-None-Match", "\"x\""},     {"If-Modified-Since", "Sat, 07 Jun 2025 08:56:33 GMT"},
        {"Range", "bytes=5-"},          {"If-Range", "\"x\""},
        {"npm-auth-type", "web"},       {"NPM-Command", "audit"},
        {"npm-otp", "123456"},          {"npm-scope", "@s"}};
    http::Headers all = travelling;
    for (const char *name : {"Host",
                             "User-Agent",
                             "Cookie",
                             "Proxy-Authorization",
                             "Connection",
                             "Proxy-Connection",
                             "TE",
                             "Trailer",
                             "Upgrade",
                             "Transfer-Encoding",
                             "Content-Length",
                             "Expect",
                             "Via",
                             "X-Forwarded-For",
                             "Referer",
                             "Origin",
                             "Pragma",
                             "npm-session",
                             "npm-in-ci",
                             "npm-x",
                             "pacote-integrity",
                             "pacote-req-type"})
        all.add(name, "x");
    const auto plan = npm()->plan(
        request("/-/npm/v1/security/advisories/bulk", all, http::Method::Post), Address::Ours);
    QVERIFY(std::get<Pass>(plan).headers == travelling);
    const auto foreign = npm()->plan(request("http://h.example/x", all), Address::Foreign);
    QVERIFY(std::get<Pass>(foreign).headers == travelling);
}

void NpmPlanTest::credentialsOfTheRegistry()
{
    const auto ecosystem = npm({.upstream = url("https://user:pw@h.example/")});
    const auto pass = std::get<Pass>(ecosystem->plan(request("/x"), Address::Ours));
    QCOMPARE(pass.target.text(), std::string("https://h.example/x"));
    QVERIFY(pass.target.userInfo.empty());
    QCOMPARE(pass.headers.value("Authorization"), std::string_view("Basic dXNlcjpwdw=="));
    const auto own = std::get<Pass>(
        ecosystem->plan(request("/x", {{"Authorization", "Bearer t"}}), Address::Ours));
    QCOMPARE(own.headers.count("Authorization"), std::size_t{1});
    QCOMPARE(own.headers.value("Authorization"), std::string_view("Bearer t"));

    // pnpm has the tarballs where the document says; npm where the document came from.
    const http::Headers pnpm{{"Host", "127.0.0.1:3143"}, {"User-Agent", "pnpm/9.0.0 npm/?"}};
    const Plan document = ecosystem->plan(request("/x", pnpm), Address::Ours);
    QCOMPARE(describe(document), "serve private document https://h.example/x");
    QCOMPARE(test::sentAuthorization(document), std::string("Basic dXNlcjpwdw=="));
    QVERIFY(std::holds_alternative<Pass>(
        ecosystem->plan(request("/x/-/x-1.0.0.tgz", pnpm), Address::Ours)));
}

void NpmPlanTest::answers()
{
    const auto ping = std::get<Answer>(ours("/-/ping"));
    QCOMPARE(ping.body, std::string("{}"));
    QCOMPARE(ping.headers.value("Content-Type"), std::string_view("application/json"));
    QCOMPARE(npm()->cache(), std::string_view("npm"));
    QCOMPARE(findCache("npm")->port, std::uint16_t{3143});
}

void NpmPlanTest::unavailable()
{
    const QString sentence = QStringLiteral("Off-line: \"x\" is not stored \\ \u00e4\n");
    const Answer answer = npm()->problem({}, 504, sentence);
    QCOMPARE(answer.status, 424);
    QCOMPARE(npm()->problem({}, 502, sentence).status, 424);
    QCOMPARE(npm()->problem({}, 404, sentence).status, 404);
    const auto statusFor = [&sentence](const char *agent, const char *target, int status) {
        return npm()->problem(request(target, {{"User-Agent", agent}}), status, sentence).status;
    };
    QCOMPARE(statusFor("pnpm/9.15.9 npm/?", "/x/-/x-1.tgz", 504), 403);
    QCOMPARE(statusFor("pnpm/9.15.9 npm/?", "/x/-/x-1.tgz", 404), 404);
    QCOMPARE(statusFor("pnpm/9.15.9 npm/?", "/x", 504), 424);
    QCOMPARE(statusFor("npm/10.9.9", "/x/-/x-1.tgz", 504), 424);
    QCOMPARE(answer.headers.value("Content-Type"), std::string_view("application/json"));
    QCOMPARE(answer.reason, sentence.toStdString());
    const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body));
    QCOMPARE(body.object(), (QJsonObject{{QStringLiteral("error"), sentence}}));
}

void NpmPlanTest::survivesAnything()
{
    test::Mutator mutator(12, {"..",
                               "%2e%2e",
                               "%2F",
                               "%2f",
                               "//",
                               "/-/",
                               "@",
                               "%40",
                               "?",
                               "#",
                               "npm/",
                               "-",
                               ".tgz",
                               "%",
                               "\\",
                               "http://",
                               ":",
                               "work/",
                               "~",
                               "*",
                               "/latest",
                               "\r\n",
                               "[",
                               "base",
                               "_",
                               "%25",
                               "+",
                               std::string(1, '\0'),
                               std::string(9000, 'a')});
    const std::string targets[]{"/express",
                                "/@babel%2fcore",
                                "/work/@babel/core/-/core-7.0.0.tgz",
                                "/base/x/-/x-1.tgz",
                                "http://127.0.0.1:3143/x/1.0.0?y",
                                "registry.npmjs.org:443"};
    constexpr http::Method methods[]{http::Method::Head, http::Method::Post, http::Method::Put,
                                     http::Method::Delete, http::Method::Connect};
    const auto ecosystem = npm({.upstream = url("https://h.example/base/"),
                                .further = {{"work", url("https://w.example/deep/er")}}});
    std::size_t served = 0;
    for (std::size_t i = 0; i < 10'000; ++i) {
        auto head = request(
            mutator.mutate(targets[i % std::size(targets)]),
            {{"Host", mutator.mutate("127.0.0.1:3143")}, {"Accept", mutator.mutate(abbreviated)}});
        if (mutator.below(8) == 0)
            head.method = methods[mutator.below(std::size(methods))];
        const auto address = mutator.below(4) == 0 ? Address::Foreign : Address::Ours;
        const Plan plan = ecosystem->plan(head, address);
        if (const auto *serve = std::get_if<Serve>(&plan)) {
            ++served;
            const std::string source = serve->source.text();
            QVERIFY(source.starts_with("https://h.example/base/") ||
                    source.starts_with("https://w.example/deep/er/"));
            QVERIFY(serve->key == "npm:" + source ||
                    serve->key == "npm:" + source + "#abbreviated");
            QCOMPARE(http::Url::parse(source).value(), serve->source);
            QVERIFY(http::isSafeFieldValue(serve->key) && !source.contains("/.."));
            QVERIFY(!serve->document || serve->document->linkBase.empty() ||
                    serve->document->linkBase.ends_with('/'));
        } else if (const auto *pass = std::get_if<Pass>(&plan)) {
            QVERIFY(pass->target.userInfo.empty() && !pass->target.path.contains("/../"));
            QVERIFY(address == Address::Foreign || pass->target.path.starts_with("/base/") ||
                    pass->target.path.starts_with("/deep/er/"));
        } else if (const auto *refuse = std::get_if<Refuse>(&plan)) {
            QVERIFY(refuse->status >= 400 && refuse->status < 500 && !refuse->reason.isEmpty());
        } else if (const auto *tunnel = std::get_if<Tunnel>(&plan)) {
            QCOMPARE(tunnel->port, std::uint16_t{443});
        }
    }
    QVERIFY2(served > 500, qPrintable(QString::number(served)));
}

} // namespace

QTEST_GUILESS_MAIN(NpmPlanTest)
#include "npmplan.moc"
