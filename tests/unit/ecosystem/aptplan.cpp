// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ecosystem.h"
#include "ecosystem/mutate.h"
#include "ecosystem/plans.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using test::describe;
using test::request;
using namespace Qt::StringLiterals;

namespace
{

const std::string sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

std::unique_ptr<Ecosystem> apt()
{
    return makeEcosystem("apt", {});
}

Plan foreign(std::string target, http::Headers headers = {})
{
    return apt()->plan(request(std::move(target), std::move(headers)), Address::Foreign);
}

Plan ours(std::string target)
{
    return apt()->plan(request(std::move(target)), Address::Ours);
}

class AptPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data();
    void targets();
    void upstream_data();
    void upstream();
    void methods_data();
    void methods();
    void releaseFiles();
    void byHash();
    void indexes();
    void patches();
    void packages();
    void schemesAndEscapesInKeys();
    void credentials_data();
    void credentials();
    void noStore();
    void passedFields();
    void bugReports();
    void answers();
    void unavailable();
    void otherCaches();
    void survivesAnything();
};

void AptPlanTest::targets_data()
{
    QTest::addColumn<bool>("isOurs");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](Address address, const std::string &target, const char *expected) {
        QTest::addRow("%s %s", address == Address::Ours ? "ours" : "foreign", target.c_str())
            << (address == Address::Ours) << QByteArray::fromStdString(target)
            << QByteArray(expected);
    };
    constexpr auto Ours = Address::Ours;
    constexpr auto Foreign = Address::Foreign;

    row(Foreign, "http://deb.example/debian/dists/stable/InRelease",
        "serve release http://deb.example/debian/dists/stable/InRelease");
    row(Foreign, "http://DEB.Example.:80/debian/./dists/stable/%49nRelease",
        "serve release http://deb.example/debian/dists/stable/InRelease");
    row(Foreign, "http://deb.example:8080/pool/a_1_all.deb",
        "serve immutable http://deb.example:8080/pool/a_1_all.deb");
    row(Foreign, "https://deb.example/pool/a_1_all.deb",
        "serve immutable https://deb.example/pool/a_1_all.deb");
    row(Foreign, "http://[2001:db8::1]/pool/a_1_all.deb",
        "serve immutable http://[2001:db8::1]/pool/a_1_all.deb");
    row(Foreign, "http://HTTPS///deb.example/pool/a_1_all.deb",
        "serve immutable https://deb.example/pool/a_1_all.deb");
    row(Foreign, "http://https///deb.example/pool/a_1_all.deb",
        "serve immutable https://deb.example/pool/a_1_all.deb");
    row(Foreign, "HTTP://hTTps///deb.example:444/pool/a_1_all.deb",
        "serve immutable https://deb.example:444/pool/a_1_all.deb");
    row(Foreign, "http://HTTPS///", "refuse 400");
    row(Foreign, "http://HTTPS////deb.example/x", "refuse 400");
    row(Foreign, "http://HTTPS///../x", "refuse 400");
    row(Foreign, "http://deb.example/", "pass GET http://deb.example/");
    row(Foreign, "http://deb.example", "pass GET http://deb.example/");
    row(Foreign, "http://deb.example/anything/else.bin",
        "pass GET http://deb.example/anything/else.bin");
    row(Foreign, "http://deb.example/pool/a_1_all.deb?token=x",
        "pass GET http://deb.example/pool/a_1_all.deb?token=x");
    row(Foreign, "http://deb.example/pool/", "pass GET http://deb.example/pool/");
    row(Foreign, "http://deb.example/dists/stable/by-hash/SHA256/00",
        "pass GET http://deb.example/dists/stable/by-hash/SHA256/00");
    row(Foreign, "http://deb.example/larder.json", "pass GET http://deb.example/larder.json");

    row(Foreign, "ftp://deb.example/pool/a_1_all.deb", "refuse 400");
    row(Foreign, "file:///etc/passwd", "refuse 400");
    row(Foreign, "gopher://deb.example/", "refuse 400");
    row(Foreign, "http://", "refuse 400");
    row(Foreign, "http:///x", "refuse 400");
    row(Foreign, "http://deb.example:0/x", "refuse 400");
    row(Foreign, "http://deb.example:99999/x", "refuse 400");
    row(Foreign, "http://deb.example:80x/x", "refuse 400");
    row(Foreign, "http://deb.example/pool/../../etc/passwd", "refuse 400");
    row(Foreign, "http://deb.example/pool/%2e%2E/x_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool/..%2fx_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool\\x_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool/%5cx_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool/%00x_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool/%0d%0aX:y_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool/%zz_1.deb", "refuse 400");
    row(Foreign, "http://deb.example/pool/%", "refuse 400");
    row(Foreign, "/debian/dists/stable/InRelease", "refuse 400");
    row(Foreign, "", "refuse 400");
    row(Foreign, "*", "refuse 400");

    row(Ours, "/", "page");
    row(Ours, "/?lang=de", "page");
    row(Ours, "http://cache-apt.srv:3142/", "page");
    row(Ours, "http://cache-apt.srv:3142", "page");
    row(Ours, "http://cache-apt.srv:3142?x", "page");
    row(Ours, "/larder.json", "json");
    row(Ours, "/larder.json?x=1", "json");
    row(Ours, "/acng-report.html", "answer 302");
    row(Ours, "/acng-report.html?doExpire=Start", "answer 302");
    row(Ours, "/acng-doc/html/index.html", "answer 302");
    row(Ours, "/favicon.ico", "answer 404");
    row(Ours, "/robots.txt", "answer 200");
    row(Ours, "/deb.example/debian/dists/stable/InRelease",
        "serve release http://deb.example/debian/dists/stable/InRelease");
    row(Ours, "http://cache-apt.srv:3142/deb.example/debian/dists/stable/InRelease",
        "serve release http://deb.example/debian/dists/stable/InRelease");
    row(Ours, "/deb.example:8080/pool/a_1_all.deb",
        "serve immutable http://deb.example:8080/pool/a_1_all.deb");
    row(Ours, "/mirror:80/pool/a_1_all.deb", "serve immutable http://mirror/pool/a_1_all.deb");
    row(Ours, "/localhost/pool/a_1_all.deb", "serve immutable http://localhost/pool/a_1_all.deb");
    row(Ours, "/[2001:db8::1]/pool/a_1_all.deb",
        "serve immutable http://[2001:db8::1]/pool/a_1_all.deb");
    row(Ours, "/deb.example/", "pass GET http://deb.example/");
    row(Ours, "/deb.example/x?y=1", "pass GET http://deb.example/x?y=1");
    row(Ours, "/HTTPS///deb.example/pool/a_1_all.deb",
        "serve immutable https://deb.example/pool/a_1_all.deb");
    row(Ours, "http://cache-apt.srv/HTTPS///deb.example/pool/a_1_all.deb",
        "serve immutable https://deb.example/pool/a_1_all.deb");
    row(Ours, "/https///deb.example/pool/a_1_all.deb", "refuse 404");
    row(Ours, "/HTTPS//deb.example/pool/a_1_all.deb", "refuse 404");
    row(Ours, "/HTTPS///", "refuse 400");
    row(Ours, "/HTTPS////x/y", "refuse 400");
    row(Ours, "/debian/dists/stable/InRelease", "refuse 404");
    row(Ours, "/deb.example", "refuse 404");
    row(Ours, "/mirror/pool/a_1_all.deb", "refuse 404");
    row(Ours, "//deb.example/debian", "refuse 404");
    row(Ours, "/.hidden/x", "refuse 404");
    row(Ours, "/../etc/passwd", "refuse 404");
    row(Ours, "/%2e%2e/etc/passwd", "refuse 404");
    row(Ours, "/deb.example/../x", "refuse 400");
    row(Ours, "/deb.example/%2e%2e/x", "refuse 400");
    row(Ours, "/deb.example\\x/y", "refuse 400");
    row(Ours, "/deb.example:x/y", "refuse 400");
    row(Ours, "/@/y", "refuse 404");
    row(Ours, "/@a.b@/y", "refuse 404");
    row(Ours, "*", "page");
}

void AptPlanTest::targets()
{
    QFETCH(bool, isOurs);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    QCOMPARE(describe(isOurs ? ours(target.toStdString()) : foreign(target.toStdString())),
             expected);
}

void AptPlanTest::upstream_data()
{
    QTest::addColumn<QByteArray>("upstreamUrl");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *url, const char *target, const char *expected) {
        QTest::addRow("%s %s", url, target)
            << QByteArray(url) << QByteArray(target) << QByteArray(expected);
    };
    row("http://deb.example", "/debian/dists/stable/InRelease",
        "serve release http://deb.example/debian/dists/stable/InRelease");
    row("https://deb.example/base/", "/debian/dists/stable/InRelease",
        "serve release https://deb.example/base/debian/dists/stable/InRelease");
    row("http://deb.example/base?x=1", "/ls-lR.gz",
        "serve document http://deb.example/base/ls-lR.gz");
    row("http://deb.example", "/other.example/pool/a_1_all.deb",
        "serve immutable http://other.example/pool/a_1_all.deb");
    row("http://deb.example", "/@other.example", "pass GET http://deb.example/@other.example");
    row("http://deb.example", "//other.example/x", "pass GET http://deb.example//other.example/x");
    row("http://deb.example", "/%2e%2e/x", "refuse 400");
    row("http://deb.example/base", "/", "page");
    row("http://user:pw@deb.example", "/debian/dists/stable/InRelease",
        "pass GET http://deb.example/debian/dists/stable/InRelease");
}

void AptPlanTest::upstream()
{
    QFETCH(QByteArray, upstreamUrl);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    const auto ecosystem =
        makeEcosystem("apt", {.upstream = http::Url::parse(upstreamUrl.toStdString()).value()});
    QCOMPARE(describe(ecosystem->plan(request(target.toStdString()), Address::Ours)), expected);
}

void AptPlanTest::methods_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](http::Method method, const char *target, const char *expected) {
        QTest::addRow("%s %s", std::string(http::methodName(method)).c_str(), target)
            << static_cast<int>(method) << QByteArray(target) << QByteArray(expected);
    };
    using http::Method;
    row(Method::Head, "http://deb.example/pool/a_1_all.deb",
        "serve immutable http://deb.example/pool/a_1_all.deb");
    row(Method::Head, "http://deb.example/else", "pass HEAD http://deb.example/else");
    for (const Method method : {Method::Put, Method::Delete, Method::Options, Method::Other})
        row(method, "http://deb.example/pool/a_1_all.deb", "refuse 405");
    row(Method::Options, "*", "refuse 405");
    row(Method::Post, "http://deb.example/pool/a_1_all.deb", "refuse 405");
    row(Method::Post, "http://bugs.debian.org:80/cgi-bin/soap.cgi",
        "pass POST http://bugs.debian.org/cgi-bin/soap.cgi");
    row(Method::Post, "http://bugs.debian.org/cgi-bin/soap.cgi",
        "pass POST http://bugs.debian.org/cgi-bin/soap.cgi");
    row(Method::Post, "https://bugs.debian.org/cgi-bin/soap.cgi", "refuse 405");
    row(Method::Post, "http://bugs.debian.org:81/cgi-bin/soap.cgi", "refuse 405");
    row(Method::Post, "http://bugs.debian.org/cgi-bin/soap.cgi?x=1", "refuse 405");
    row(Method::Post, "http://bugs.debian.org/cgi-bin/soap.cgi/x", "refuse 405");
    row(Method::Post, "http://bugs.debian.org.example/cgi-bin/soap.cgi", "refuse 405");
    row(Method::Post, "http://u:p@bugs.debian.org/cgi-bin/soap.cgi", "refuse 405");
    row(Method::Post, "/bugs.debian.org/cgi-bin/soap.cgi", "refuse 405");
    row(Method::Connect, "deb.example:443", "tunnel deb.example 443");
    row(Method::Connect, "DEB.example:443", "tunnel deb.example 443");
    row(Method::Connect, "[2001:db8::1]:443", "tunnel 2001:db8::1 443");
    row(Method::Connect, "deb.example:80", "refuse 403");
    row(Method::Connect, "deb.example:22", "refuse 403");
    row(Method::Connect, "deb.example:4430", "refuse 403");
    row(Method::Connect, "deb.example", "refuse 400");
    row(Method::Connect, "deb.example:", "refuse 400");
    row(Method::Connect, "deb.example:0", "refuse 400");
    row(Method::Connect, "deb.example:65979", "refuse 400"); // 443 + 65536
    row(Method::Connect, "u@deb.example:443", "refuse 400");
    row(Method::Connect, ":443", "refuse 400");
    row(Method::Connect, "http://deb.example:443/", "refuse 400");
    row(Method::Connect, "", "refuse 400");
}

void AptPlanTest::methods()
{
    QFETCH(int, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    const auto head = request(target.toStdString(), {}, static_cast<http::Method>(method));
    QCOMPARE(describe(apt()->plan(head, Address::Foreign)), expected);
}

void AptPlanTest::releaseFiles()
{
    const auto inRelease = std::get<Serve>(foreign("http://h.example/debian/dists/sid/InRelease"));
    QCOMPARE(inRelease.key, std::string("apt:http://h.example/debian/dists/sid/InRelease"));
    QCOMPARE(inRelease.lifetime, Lifetime::Release);
    QVERIFY(inRelease.suites.empty());
    QVERIFY(inRelease.expectedName.empty());
    QVERIFY(inRelease.signatureOf.empty());
    QVERIFY(!inRelease.digest);

    const auto signature =
        std::get<Serve>(foreign("http://h.example/debian/dists/sid/Release.gpg"));
    const auto release = std::get<Serve>(foreign("http://h.example/debian/dists/sid/Release"));
    QCOMPARE(signature.lifetime, Lifetime::Release);
    QCOMPARE(signature.signatureOf, release.key);
    QVERIFY(release.signatureOf.empty());
}

void AptPlanTest::byHash()
{
    const std::string path = "/debian/dists/sid/main/binary-amd64/by-hash/SHA256/";
    const auto serve = std::get<Serve>(foreign("http://h.example" + path + sha256));
    QCOMPARE(serve.key, "apt:sha256:" + sha256);
    QCOMPARE(serve.lifetime, Lifetime::Immutable);
    QVERIFY(serve.digest);
    QCOMPARE(serve.digest->hex(), sha256);
    QCOMPARE(serve.suites, (std::vector<SuiteMember>{
                               {"apt:http://h.example/debian/dists/sid/main/binary-amd64/", ""},
                               {"apt:http://h.example/debian/dists/sid/main/", ""},
                               {"apt:http://h.example/debian/dists/sid/", ""}}));
    // Mirrors share it; so do spellings of the digest.
    const auto upper = QByteArray::fromStdString(sha256).toUpper().toStdString();
    QCOMPARE(std::get<Serve>(foreign("https://other.example" + path + upper)).key, serve.key);

    const std::string md5 = sha256.substr(0, 32);
    const auto keyOf = [](const std::string &name) {
        return std::get<Serve>(foreign("http://h.example/dists/sid/by-hash/" + name)).key;
    };
    QCOMPARE(keyOf("MD5Sum/" + md5), "apt:md5sum:" + md5);
    QCOMPARE(keyOf("SHA1/" + sha256.substr(0, 40)), "apt:sha1:" + sha256.substr(0, 40));
    QCOMPARE(keyOf("SHA512/" + sha256 + sha256), "apt:sha512:" + sha256 + sha256);
}

void AptPlanTest::indexes()
{
    const auto serve =
        std::get<Serve>(foreign("http://h.example/debian/dists/sid/main/source/Sources.xz"));
    QCOMPARE(serve.key,
             std::string("apt:http://h.example/debian/dists/sid/main/source/Sources.xz"));
    QCOMPARE(serve.lifetime, Lifetime::Document);
    QCOMPARE(serve.suites,
             (std::vector<SuiteMember>{
                 {"apt:http://h.example/debian/dists/sid/main/source/", "Sources.xz"},
                 {"apt:http://h.example/debian/dists/sid/main/", "source/Sources.xz"},
                 {"apt:http://h.example/debian/dists/sid/", "main/source/Sources.xz"}}));
    QVERIFY(serve.expectedName.empty());
    QVERIFY(!serve.digest);
}

void AptPlanTest::patches()
{
    const auto serve = std::get<Serve>(foreign(
        "http://h.example/dists/sid/main/binary-amd64/Packages.diff/2025-06-07-0800.11.gz"));
    QCOMPARE(serve.lifetime, Lifetime::Immutable);
    QCOMPARE(serve.expectedName, serve.key);
    QVERIFY(serve.suites.empty());
}

void AptPlanTest::packages()
{
    const auto versioned = std::get<Serve>(foreign("http://h.example/debian/pool/a_1_all.deb"));
    QCOMPARE(versioned.lifetime, Lifetime::Immutable);
    QCOMPARE(versioned.expectedName, versioned.key);
    QVERIFY(versioned.suites.empty());

    const auto loose = std::get<Serve>(foreign("http://h.example/direct/a_current_amd64.deb"));
    QCOMPARE(loose.lifetime, Lifetime::Document);
    QCOMPARE(loose.expectedName, loose.key);
}

void AptPlanTest::schemesAndEscapesInKeys()
{
    const auto serve = [](const char *target) { return std::get<Serve>(foreign(target)); };
    const auto escaped = serve("http://h.example/pool/g%2b%2b_1%7e2_all.deb");
    const auto plain = serve("http://h.example/pool/g++_1~2_all.deb");
    QCOMPARE(escaped.key, plain.key);
    QCOMPARE(escaped.key, std::string("apt:http://h.example/pool/g++_1~2_all.deb"));
    // Some object stores take a plus sign for a space.
    QCOMPARE(escaped.source.pathAndQuery(), std::string("/pool/g%2B%2B_1~2_all.deb"));
    QCOMPARE(plain.source.pathAndQuery(), std::string("/pool/g%2B%2B_1~2_all.deb"));
    QCOMPARE(serve("http://HTTPS///h.example/pool/g++_1~2_all.deb").key,
             std::string("apt:https://h.example/pool/g++_1~2_all.deb"));
}

void AptPlanTest::credentials_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("sent");
    const auto row = [](const char *target, const char *header, const char *sent) {
        QTest::addRow("%s %s", target, header)
            << QByteArray(target) << QByteArray(header) << QByteArray(sent);
    };
    row("http://h.example/pool/a_1.deb", "Basic abc", "Basic abc");
    row("http://h.example/pool/a_1.deb", "Bearer x.y", "Bearer x.y");
    row("http://user:pw@h.example/pool/a_1.deb", "", "Basic dXNlcjpwdw==");
    row("http://user:p%40%3a@h.example/pool/a_1.deb", "", "Basic dXNlcjpwQDo=");
    row("http://user@h.example/pool/a_1.deb", "", "Basic dXNlcg==");
    row("http://user:pw@h.example/pool/a_1.deb", "Basic other", "Basic other");
    row("http://HTTPS///user:pw@h.example/pool/a_1.deb", "", "Basic dXNlcjpwdw==");
    row("http://u:%0d%0aX:y@h.example/pool/a_1.deb", "", "Basic dToNClg6eQ==");
}

void AptPlanTest::credentials()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, sent);
    http::Headers headers{{"Proxy-Authorization", "Basic secret"}, {"Cookie", "secret"}};
    if (!header.isEmpty())
        headers.add("authorization", header.toStdString());
    const Plan plan = foreign(target.toStdString(), headers);
    QVERIFY(std::holds_alternative<Pass>(plan));
    const auto &pass = std::get<Pass>(plan);
    QCOMPARE(QByteArray::fromStdString(std::string(pass.headers.value("Authorization"))), sent);
    QCOMPARE(pass.headers.count("Authorization"), std::size_t{1});
    QCOMPARE(pass.headers.size(), std::size_t{1});
    QVERIFY(pass.target.userInfo.empty());
}

void AptPlanTest::noStore()
{
    const auto with = [](const char *value) {
        return foreign("http://h.example/pool/a_1.deb", {{"cache-control", value}});
    };
    QVERIFY(std::holds_alternative<Pass>(with("no-store")));
    QVERIFY(std::holds_alternative<Pass>(with("max-age=0, NO-STORE")));
    QVERIFY(std::holds_alternative<Serve>(with("no-cache")));
    QVERIFY(std::holds_alternative<Serve>(with("max-age=0")));
    QVERIFY(std::holds_alternative<Serve>(with("x=no-store")));
}

void AptPlanTest::passedFields()
{
    const http::Headers travelling{
        {"Accept", "text/*"},       {"If-Modified-Since", "Sat, 07 Jun 2025 08:56:33 GMT"},
        {"If-None-Match", "\"x\""}, {"Range", "bytes=5-"},
        {"If-Range", "\"x\""},      {"Cache-Control", "no-cache"}};
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
                             "Content-Type",
                             "SOAPAction",
                             "Expect",
                             "Via",
                             "X-Forwarded-For",
                             "Accept-Encoding",
                             "Referer",
                             "Origin",
                             "Pragma"})
        all.add(name, "x");
    const auto pass = std::get<Pass>(foreign("http://h.example/else", all));
    QVERIFY(pass.headers == travelling);
    QVERIFY(!pass.carriesBody);
}

void AptPlanTest::bugReports()
{
    const http::Headers headers{
        {"Accept", "*/*"},        {"Content-Type", "text/xml"}, {"SOAPAction", "\"x\""},
        {"Content-Length", "10"}, {"Authorization", "Basic x"}, {"Cookie", "x"}};
    const auto plan = apt()->plan(
        request("http://bugs.debian.org:80/cgi-bin/soap.cgi", headers, http::Method::Post),
        Address::Foreign);
    const auto &pass = std::get<Pass>(plan);
    QVERIFY(pass.carriesBody);
    QVERIFY(
        pass.headers ==
        (http::Headers{{"Accept", "*/*"}, {"Content-Type", "text/xml"}, {"SOAPAction", "\"x\""}}));
}

void AptPlanTest::answers()
{
    const auto moved = std::get<Answer>(ours("/acng-report.html"));
    QCOMPARE(moved.headers.value("Location"), std::string_view("/"));
    QVERIFY(std::get<Answer>(ours("/robots.txt")).body.contains("Disallow: /\n"));
    QVERIFY(std::get<Answer>(ours("/favicon.ico")).body.size() < 100);
    const auto refused = std::get<Refuse>(ours("/debian/dists/stable/InRelease"));
    QVERIFY(refused.reason.contains(u"/HOST/PATH"));
    QVERIFY(refused.reason.contains(u"/HTTPS///HOST/PATH"));
}

void AptPlanTest::unavailable()
{
    for (const int status : {403, 404, 502, 504})
        QCOMPARE(apt()->problem({}, status, u"Why."_s).status, status);
    QCOMPARE(apt()->problem({}, 504, u"Why."_s).body, std::string("Why.\n"));
}

void AptPlanTest::otherCaches()
{
    QCOMPARE(apt()->cache(), std::string_view("apt"));
    QVERIFY(!makeEcosystem("", {}));
    QVERIFY(!makeEcosystem("apt2", {}));
}

void AptPlanTest::survivesAnything()
{
    test::Mutator mutator(4, {"..",
                              "%2e%2e",
                              "%2F",
                              "//",
                              "///",
                              "HTTPS",
                              "http://",
                              "https://",
                              "@",
                              ":",
                              "?",
                              "#",
                              "[",
                              "]",
                              "by-hash/SHA256/",
                              "dists/",
                              "pool/",
                              "_1.deb",
                              "Packages.diff/",
                              "Index",
                              "%",
                              "\\",
                              std::string(1, '\0'),
                              "\r\n",
                              std::string(9000, '/')});
    const std::string targets[]{
        "http://h.example/debian/dists/sid/main/binary-amd64/by-hash/SHA256/" + sha256,
        "http://u:p@h.example:80/debian/pool/main/g/g%2b%2b_1_all.deb?x=1",
        "/h.example/debian/dists/sid/main/binary-amd64/Packages.xz",
        "/HTTPS///h.example/debian/dists/sid/Release.gpg",
        "h.example:443",
    };
    constexpr http::Method methods[]{http::Method::Get, http::Method::Head, http::Method::Post,
                                     http::Method::Connect};
    const auto plain = apt();
    const auto withUpstream =
        makeEcosystem("apt", {.upstream = http::Url::parse("http://up.example/base").value()});
    for (std::size_t i = 0; i < 10'000; ++i) {
        auto head = request(mutator.mutate(targets[i % std::size(targets)]));
        if (mutator.below(8) == 0)
            head.method = methods[mutator.below(std::size(methods))];
        const auto address = mutator.below(2) == 0 ? Address::Ours : Address::Foreign;
        const Plan plan = (i % 2 == 0 ? plain : withUpstream)->plan(head, address);
        if (const auto *serve = std::get_if<Serve>(&plan)) {
            QVERIFY(serve->key.starts_with("apt:"));
            QVERIFY(!serve->key.contains("/../"));
            QVERIFY(http::isSafeFieldValue(serve->key) &&
                    http::isSafeFieldValue(serve->source.text()));
            QVERIFY(serve->source.userInfo.empty() && serve->source.query.empty());
            QVERIFY(serve->suites.size() <= 16);
            QVERIFY(!serve->source.host.empty() && !serve->source.authority().contains('@'));
        } else if (const auto *pass = std::get_if<Pass>(&plan)) {
            QVERIFY(pass->target.userInfo.empty());
            for (const http::Header &header : pass->headers)
                QVERIFY(http::isSafeFieldValue(header.value));
        } else if (const auto *refuse = std::get_if<Refuse>(&plan)) {
            QVERIFY(refuse->status >= 400 && refuse->status < 500 && !refuse->reason.isEmpty());
        } else if (const auto *tunnel = std::get_if<Tunnel>(&plan)) {
            QCOMPARE(tunnel->port, std::uint16_t{443});
        }
    }
}

} // namespace

QTEST_GUILESS_MAIN(AptPlanTest)
#include "aptplan.moc"
