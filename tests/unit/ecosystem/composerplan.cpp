// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/dists.h"
#include "ecosystem/ecosystem.h"
#include "ecosystem/mutate.h"
#include "ecosystem/plans.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace larder;
using namespace larder::ecosystem;
using test::describe;
using test::request;

namespace
{

const std::string repository = "https://repo.packagist.org";
const std::string code = "https://codeload.github.com";
const std::string sha1(40, 'a');

http::Url url(std::string_view text)
{
    return http::Url::parse(text).value();
}

std::unique_ptr<Ecosystem> composer(Options options = {})
{
    return makeEcosystem("composer", std::move(options));
}

Plan ours(std::string target, http::Headers headers = {})
{
    return composer()->plan(request(std::move(target), std::move(headers)), Address::Ours);
}

class ComposerPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data();
    void targets();
    void repositories_data();
    void repositories();
    void methods_data();
    void methods();
    void mirrors();
    void documents();
    void links();
    void archives();
    void claims_data();
    void claims();
    void located_data();
    void located();
    void ownLocations_data();
    void ownLocations();
    void privateRequests();
    void unavailable_data();
    void unavailable();
    void survivesAnything();
};

void ComposerPlanTest::targets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const std::string &target, const std::string &expected) {
        QTest::addRow("%s", target.c_str())
            << QByteArray::fromStdString(target) << QByteArray::fromStdString(expected);
    };
    const auto document = [&](const std::string &target, const std::string &path) {
        row(target, "serve document " + repository + path);
    };
    const auto archive = [&](const std::string &target, const std::string &address) {
        row(target, "serve immutable " + address);
    };
    const auto pass = [&](const std::string &target, const std::string &address) {
        row(target, "pass GET " + address);
    };
    row("/", "page");
    row("/larder.json", "json");
    row("http://cache-composer.srv:3144/", "page");
    row("/mirrors.json", "answer 200");
    row("http://cache-composer.srv:3144/mirrors.json", "answer 200");

    for (const std::string base : {"", "/mirror/packagist"}) {
        document(base + "/packages.json", "/packages.json");
        document(base + "/p2/a/b.json", "/p2/a/b.json");
        document(base + "/p2/a/b~dev.json", "/p2/a/b~dev.json");
        document(base + "/p2/a/b%7edev.json", "/p2/a/b~dev.json");
        archive(base + "/p/a/b$" + sha1 + ".json", repository + "/p/a/b$" + sha1 + ".json");
        archive(base + "/dist/a/b/" + sha1 + ".zip", repository + "/dist/a/b/" + sha1 + ".zip");
        document(base + "/dist/a/b/1.0.zip", "/dist/a/b/1.0.zip");
        pass(base + "/search.json?q=a%20b", repository + "/search.json?q=a%20b");
        pass(base + "/p2/a/b.json?x=1", repository + "/p2/a/b.json?x=1");
        pass(base + "/x.zip?token=secret", repository + "/x.zip?token=secret");
        pass(base + "/metadata/changes.json", repository + "/metadata/changes.json");
        for (const char *bad : {"/../x", "/%2e%2e/x", "/p2/..%2fx.json", "/a%00", "/a%0d%0aX:y",
                                "/%", "/%zz", "/a\\b"})
            row(base + bad, "refuse 400");
    }
    row("/dists/a/b/1.0.0.0/1a.zip", "locate " + repository + "#a/b/1a.zip " + repository +
                                         "/p2/a/b.json " + repository + "/p2/a/b~dev.json");
    // Of the repository itself, if it has such.
    archive("/mirror/packagist/dists/a/b/1.0.0.0/" + sha1 + ".zip",
            repository + "/dists/a/b/1.0.0.0/" + sha1 + ".zip");
    pass("/dists/a/b/1.0.0.0/1a.zip?x=1", repository + "/dists/a/b/1.0.0.0/1a.zip?x=1");

    archive("/mirror/github-codeload/o/r/legacy.zip/" + sha1, code + "/o/r/legacy.zip/" + sha1);
    archive("/mirror/github-api/repos/o/r/zipball/" + sha1, code + "/o/r/legacy.zip/" + sha1);
    row("/mirror/github-codeload/o/r/zip/refs/heads/main",
        "serve document " + code + "/o/r/zip/refs/heads/main");
    pass("/mirror/github-api/repos/o/r", "https://api.github.com/repos/o/r");
    pass("/mirror/github-api/", "https://api.github.com/");
    pass("/mirror/github-api", "https://api.github.com/");
    archive("/mirror/gitlab/api/v4/projects/o%2fr/repository/archive.zip?sha=" + sha1,
            "https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.zip?sha=" + sha1);
    pass("/mirror/gitlab/api/v4/projects/o%2fr/repository/archive.zip?sha=" + sha1 +
             "&private_token=x",
         "https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.zip?sha=" + sha1 +
             "&private_token=x");
    archive("/mirror/bitbucket/o/r/get/" + sha1 + ".zip",
            "https://bitbucket.org/o/r/get/" + sha1 + ".zip");
    pass("/mirror/github-codeload//evil.example/x", code + "//evil.example/x");
    pass("/mirror/github-codeload/@evil.example/", code + "/@evil.example/");
    for (const char *unknown :
         {"/mirror/", "/mirror/nothing/x", "/mirror//x", "/mirror/packagistx/x",
          "/mirror/further-work/x", "/mirror/codeload.github.com/x"})
        row(unknown, "refuse 404");
    pass("/mirror", repository + "/mirror");
}

void ComposerPlanTest::targets()
{
    QFETCH(QByteArray, target);
    QTEST(describe(ours(target.toStdString())), "expected");
}

void ComposerPlanTest::repositories_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *target, const char *expected) {
        QTest::addRow("%s", target) << QByteArray(target) << QByteArray(expected);
    };
    row("/packages.json", "serve document https://h.example/base/packages.json");
    row("/p2/a/b.json", "serve document https://h.example/base/p2/a/b.json");
    row("/mirror/packagist/p2/a/b.json", "serve document https://h.example/base/p2/a/b.json");
    // As a root document that was not rewritten has it.
    row("/base/p2/a/b.json", "serve document https://h.example/base/p2/a/b.json");
    row("/mirror/packagist/base/p2/a/b.json", "pass GET https://h.example/base/base/p2/a/b.json");
    row("/work/packages.json", "serve document http://work.example:81/packages.json");
    row("/work", "pass GET http://work.example:81/");
    row("/work/p2/a/b.json", "serve document http://work.example:81/p2/a/b.json");
    row("/work/dists/a/b/1/1a.zip",
        "locate http://work.example:81#a/b/1a.zip http://work.example:81/p2/a/b.json "
        "http://work.example:81/p2/a/b~dev.json");
    row("/mirror/further-work/p2/a/b.json", "serve document http://work.example:81/p2/a/b.json");
    row("/workx/p2/a/b.json", "pass GET https://h.example/base/workx/p2/a/b.json");
    row("/secret/p2/a/b.json", "pass GET http://s.example/p2/a/b.json");
}

void ComposerPlanTest::repositories()
{
    QFETCH(QByteArray, target);
    const auto rules = composer({.upstream = url("https://h.example/base/packages.json"),
                                 .further = {{"work", url("http://work.example:81//?x=1")},
                                             {"secret", url("http://user:pw@s.example/")}}});
    QTEST(describe(rules->plan(request(target.toStdString()), Address::Ours)), "expected");
}

void ComposerPlanTest::methods_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<bool>("isOurs");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](http::Method method, bool isOurs, const char *target,
                        const std::string &expected) {
        QTest::addRow("%s %d %s", std::string(http::methodName(method)).c_str(), isOurs, target)
            << static_cast<int>(method) << isOurs << QByteArray(target)
            << QByteArray::fromStdString(expected);
    };
    using enum http::Method;
    row(Head, true, "/p2/a/b.json", "serve document " + repository + "/p2/a/b.json");
    row(Head, true, "/mirrors.json", "answer 200");
    row(Post, true, "/downloads/", "pass POST " + repository + "/downloads/");
    row(Post, true, "/mirror/packagist/downloads/", "pass POST " + repository + "/downloads/");
    row(Post, true, "/p2/a/b.json", "pass POST " + repository + "/p2/a/b.json");
    row(Post, true, "/mirrors.json", "pass POST " + repository + "/mirrors.json");
    row(Post, true, "/dists/a/b/1/1a.zip", "pass POST " + repository + "/dists/a/b/1/1a.zip");
    row(Post, true, "/mirror/github-api/user/repos", "refuse 405");
    row(Put, true, "/x", "refuse 405");
    row(Delete, true, "/x", "refuse 405");
    row(Options, true, "*", "refuse 405");
    row(Get, false, "http://other.example/p2/a/b.json",
        "pass GET http://other.example/p2/a/b.json");
    row(Post, false, "http://other.example/x?y", "pass POST http://other.example/x?y");
    row(Get, false, "ftp://other.example/x", "refuse 400");
    row(Connect, false, "repo.packagist.org:443", "tunnel repo.packagist.org 443");
    row(Connect, false, "repo.packagist.org:80", "refuse 403");
}

void ComposerPlanTest::methods()
{
    QFETCH(int, method);
    QFETCH(bool, isOurs);
    QFETCH(QByteArray, target);
    const Plan plan =
        composer()->plan(request(target.toStdString(), {}, static_cast<http::Method>(method)),
                         isOurs ? Address::Ours : Address::Foreign);
    QTEST(describe(plan), "expected");
    if (const auto *pass = std::get_if<Pass>(&plan))
        QCOMPARE(pass->carriesBody, static_cast<http::Method>(method) == http::Method::Post);
}

void ComposerPlanTest::mirrors()
{
    const auto read = [](const Ecosystem &rules) {
        const auto answer = std::get<Answer>(rules.plan(request("/mirrors.json"), Address::Ours));
        return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    };
    const auto pairs = [&](const Ecosystem &rules) {
        QStringList list;
        for (const QJsonValue &each : read(rules)[QLatin1StringView("mirrors")].toArray()) {
            list << each[QLatin1StringView("url")].toString() + u' ' +
                        each[QLatin1StringView("path")].toString();
        }
        return list;
    };
    const QStringList standard = pairs(*composer());
    QVERIFY(standard.contains(u"//repo.packagist.org/ /mirror/packagist/"));
    QVERIFY(standard.contains(u"//codeload.github.com/ /mirror/github-codeload/"));
    QCOMPARE(standard.size(), static_cast<qsizetype>(composer::archiveHosts().size()) + 1);
    QCOMPARE(read(*composer())[QLatin1StringView("shasum-field")].toString(),
             QStringLiteral("larder-shasum"));

    const QStringList own =
        pairs(*composer({.upstream = url("https://user:pw@h.example/base/"),
                         .further = {{"work", url("http://h.example:81/base/deep")}}}));
    QVERIFY(own.contains(u"//h.example/base/ /mirror/packagist/"));
    QVERIFY(own.contains(u"//repo.packagist.org/ /mirror/packagist/"));
    QVERIFY(own.contains(u"//h.example:81/base/deep/ /mirror/further-work/"));
    QVERIFY(!own.join(u' ').contains(u"pw"));
    // The first that fits is taken.
    QVERIFY(std::ranges::is_sorted(own, std::ranges::greater(),
                                   [](const QString &pair) { return pair.indexOf(u' '); }));
}

void ComposerPlanTest::documents()
{
    const auto serve = std::get<Serve>(ours("/p2/a/b.json"));
    QCOMPARE(serve.key, "composer:" + repository + "/p2/a/b.json");
    QVERIFY(serve.document && !serve.document->isPage && !serve.document->linksNameHost);
    QCOMPARE(serve.key, std::get<Serve>(ours("/mirror/packagist/p2/a/b.json")).key);
    const auto digested = std::get<Serve>(ours("/p/a/b%24" + sha1 + ".json"));
    QVERIFY(!digested.document && digested.digest && !digested.digestIsClaim);
}

void ComposerPlanTest::links()
{
    const auto base = [](bool mirrors, const char *target) {
        const auto rules = composer({.upstream = {},
                                     .further = {{"work", url("http://w.example/")}},
                                     .mirrorsInLock = mirrors});
        return std::get<Serve>(rules->plan(request(target), Address::Ours)).document->linkBase;
    };
    QCOMPARE(base(false, "/packages.json"), std::string("/"));
    QCOMPARE(base(false, "/work/packages.json"), std::string("/work/"));
    QVERIFY(base(true, "/packages.json") != base(false, "/packages.json"));
    for (const bool mirrors : {false, true}) {
        QCOMPARE(base(mirrors, "/p2/a/b.json"), std::string());
        QCOMPARE(base(mirrors, "/mirror/packagist/packages.json"), std::string());
    }
    const auto rules = composer(
        {.upstream = {}, .further = {{"work", url("http://w.example/")}}, .mirrorsInLock = true});
    const auto rewritten = [&](const char *target) {
        QBuffer body;
        body.setData(R"({"metadata-url":"/p2/%package%.json"})");
        body.open(QIODevice::ReadOnly);
        QBuffer result;
        result.open(QIODevice::WriteOnly);
        const auto serve = std::get<Serve>(rules->plan(request(target), Address::Ours));
        if (!rules->rewriteDocument({serve.source, "application/json"}, serve.document->linkBase,
                                    body, result))
            return QByteArray();
        return result.data();
    };
    QVERIFY(rewritten("/packages.json").contains(R"("metadata-url":"/p2/%package%.json")"));
    QVERIFY(rewritten("/packages.json").contains(R"("/dists/%package%)"));
    QVERIFY(
        rewritten("/work/packages.json").contains(R"("metadata-url":"/work/p2/%package%.json")"));
    QVERIFY(rewritten("/work/packages.json").contains(R"("/work/dists/%package%)"));
}

void ComposerPlanTest::archives()
{
    const auto serve = std::get<Serve>(ours("/dist/a/b/b-" + sha1 + "-x1.zip"));
    QVERIFY(serve.isArchive && !serve.document && !serve.digest);
    QVERIFY(std::ranges::contains(serve.announcedIn, "composer:" + repository + "/p2/a/b.json"));
    QVERIFY(
        std::ranges::contains(serve.announcedIn, "composer:" + repository + "/p2/a/b~dev.json"));
    const auto deep = std::get<Serve>(ours("/a/b/c/d/e/f/g/h/i/" + sha1 + ".zip"));
    QVERIFY(deep.announcedIn.size() <= 8);
    const auto github = std::get<Serve>(ours("/mirror/github-api/repos/o/r/zipball/" + sha1));
    QVERIFY(github.isArchive && github.announcedIn.empty());
    QCOMPARE(github.key,
             std::get<Serve>(ours("/mirror/github-codeload/o/r/legacy.zip/" + sha1)).key);
}

void ComposerPlanTest::claims_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("alone") << QByteArray("larder-shasum=") + QByteArray(40, 'c') << true;
    QTest::newRow("behind") << "sha=" + QByteArray(40, 'a') +
                                   "&larder-shasum=" + QByteArray(40, 'c')
                            << true;
    QTest::newRow("too short") << QByteArray("larder-shasum=cc") << false;
    QTest::newRow("not a number") << QByteArray("larder-shasum=") + QByteArray(40, 'x') << false;
    QTest::newRow("not the last") << QByteArray("larder-shasum=") + QByteArray(40, 'c') + "&x=1"
                                  << false;
    QTest::newRow("another name") << QByteArray("xlarder-shasum=") + QByteArray(40, 'c') << false;
}

void ComposerPlanTest::claims()
{
    QFETCH(QByteArray, query);
    QFETCH(bool, isTaken);
    for (const std::string &path :
         {"/mirror/gitlab/o/r/" + sha1 + ".zip?", "/mirror/packagist/o/r/" + sha1 + ".zip?"}) {
        const Plan plan = ours(path + query.toStdString());
        const auto *serve = std::get_if<Serve>(&plan);
        const bool isOnlyClaim = query.startsWith("larder-shasum=");
        if (!isTaken || (!isOnlyClaim && path.contains("packagist"))) {
            QVERIFY(serve == nullptr);
            continue;
        }
        QVERIFY(serve != nullptr);
        QVERIFY(serve->digestIsClaim);
        QCOMPARE(serve->digest, Digest::fromHex(DigestAlgorithm::Sha1, std::string(40, 'c')));
        QVERIFY(!serve->key.contains("shasum") && !serve->source.query.contains("shasum"));
    }
}

void ComposerPlanTest::located_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const std::string &address, const std::string &expected,
                        const std::string &key) {
        QTest::addRow("%s", address.c_str())
            << QByteArray::fromStdString(address) << QByteArray::fromStdString(expected)
            << QByteArray::fromStdString(key);
    };
    const auto by = [&row](const std::string &address, const std::string &target) {
        row(address, "serve immutable " + target, "composer:" + target);
    };
    by("https://api.github.com/repos/o/r/zipball/" + sha1, code + "/o/r/legacy.zip/" + sha1);
    by("https://h.example/" + sha1 + ".zip", "https://h.example/" + sha1 + ".zip");
    row("https://h.example/1.0.zip", "serve immutable https://h.example/1.0.zip",
        "composer:dist:https://r.example/#a/b/1a.zip");
    // A secret of the address is in no key.
    row("https://h.example/" + sha1 + ".zip?token=x",
        "serve immutable https://h.example/" + sha1 + ".zip?token=x",
        "composer:dist:https://r.example/#a/b/1a.zip");
    for (const char *none : {"https://user:pw@h.example/x.zip", "file:///etc/passwd", "x", "",
                             "/x.zip", "ssh://h.example/x"})
        row(none, "", "");
}

void ComposerPlanTest::located()
{
    QFETCH(QByteArray, address);
    QFETCH(QByteArray, expected);
    QBuffer body;
    body.setData(R"({"packages":{"a/b":[{"dist":{"reference":"1a","type":"zip","url":")" + address +
                 R"(","shasum":")" + QByteArray(40, 'c') + R"("}}]}})");
    body.open(QIODevice::ReadOnly);
    const auto serve = composer()->locate("https://r.example/#a/b/1a.zip", body);
    QCOMPARE(serve ? describe(*serve) : QByteArray(), expected);
    if (serve) {
        QTEST(QByteArray::fromStdString(serve->key), "key");
        QVERIFY(serve->digest && serve->digestIsClaim && serve->isArchive);
    }
}

void ComposerPlanTest::ownLocations_data()
{
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *place, const char *expected) {
        QTest::addRow("%s", place) << QByteArray(place) << QByteArray(expected);
    };
    row("https://codeload.github.com/o/r?x=1", "/mirror/github-codeload/o/r?x=1");
    row("https://CODELOAD.github.com:443/o", "/mirror/github-codeload/o");
    row("https://h.example/base/x", "/mirror/packagist/x");
    row("https://repo.packagist.org/x", "/mirror/packagist/x");
    row("http://work.example:81/x", "/mirror/further-work/x");
    row("https://h.example/bas/x", "");
    row("https://h.example/base", "");
    row("https://codeload.github.com.evil.example/x", "");
    row("https://codeload.github.com:444/x", "");
    row("https://u:p@codeload.github.com/x", "");
}

void ComposerPlanTest::ownLocations()
{
    QFETCH(QByteArray, place);
    const auto rules = composer({.upstream = url("https://h.example/base"),
                                 .further = {{"work", url("http://work.example:81")}}});
    QTEST(QByteArray::fromStdString(
              rules->ownLocation(url(place.toStdString())).value_or(std::string())),
          "expected");
}

void ComposerPlanTest::privateRequests()
{
    const auto rules = composer({.upstream = {}, .further = {{"firm", url("https://h.example/")}}});
    const auto plan = [&rules](const std::string &target, http::Headers headers) {
        return rules->plan(request(target, std::move(headers)), Address::Ours);
    };
    for (const std::string &target :
         {std::string("/firm/p2/a/b.json"), "/mirror/github-codeload/o/r/zip/" + sha1,
          std::string("/firm/dists/a/b/1/1a.zip")}) {
        const auto pass = std::get<Pass>(plan(target, {{"Authorization", "Bearer secret"}}));
        QCOMPARE(pass.headers.value("Authorization"), std::string_view("Bearer secret"));
        QVERIFY(std::holds_alternative<Pass>(plan(target, {{"Cache-Control", "no-store"}})));
        QVERIFY(!std::holds_alternative<Pass>(plan(target, {{"Cache-Control", "no-cache"}})));
        QVERIFY(std::get<Pass>(plan(target, {{"Authorization", "x"}, {"Cookie", "y"}}))
                    .headers.value("Cookie")
                    .empty());
    }
    // The addresses in it are to lead here, too.
    const auto root = std::get<Serve>(plan("/firm/packages.json", {{"Authorization", "Bearer x"}}));
    QCOMPARE(root.authorization, std::string("Bearer x"));
    QVERIFY(
        std::holds_alternative<Pass>(plan("/firm/packages.json", {{"Cache-Control", "no-store"}})));

    // The public repository is nobody's own: Composer sends what it knows for our host and port
    // with all paths.
    for (const char *target : {"/packages.json", "/p2/a/b.json", "/dists/a/b/1/1a.zip"}) {
        const Plan bare = plan(target, {{"Authorization", "Bearer secret"}});
        QCOMPARE(describe(bare), describe(plan(target, {})));
        QVERIFY(!std::holds_alternative<Pass>(bare));
    }
    QCOMPARE(test::sentAuthorization(plan("/search.json?q=x", {{"Authorization", "Bearer x"}})),
             std::string());
}

void ComposerPlanTest::unavailable_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("shown");
    for (const auto &[status, shown] :
         {std::pair{502, 424}, std::pair{504, 424}, std::pair{403, 424}, std::pair{401, 424},
          std::pair{404, 404}, std::pair{400, 400}, std::pair{421, 421}, std::pair{500, 500}})
        QTest::addRow("%d", status) << status << shown;
}

void ComposerPlanTest::unavailable()
{
    QFETCH(int, status);
    const Answer answer =
        composer()->problem(request("/p2/a/b.json"), status, QStringLiteral("It is\naway."));
    QTEST(answer.status, "shown");
    // What Composer shows; a JSON body of a missing document would be taken for a warning.
    QCOMPARE(answer.reason, std::string("It is away."));
    QVERIFY(answer.headers.value("Content-Type").starts_with("text/plain"));
}

void ComposerPlanTest::survivesAnything()
{
    test::Mutator mutator(45, {"/",
                               "//",
                               "%2f",
                               "%2e",
                               "..",
                               "$",
                               "%24",
                               "~dev",
                               ".json",
                               ".zip",
                               "?",
                               "sha=",
                               "larder-shasum=",
                               "dists",
                               "mirror",
                               "p2",
                               sha1,
                               "@",
                               ":",
                               "%00"});
    const std::array<std::string, 4> targets{
        "/p2/acme/hub~dev.json", "/dists/acme/hub/1.0.0.0/" + sha1 + ".zip",
        "/mirror/github-api/repos/o/r/zipball/" + sha1,
        "/mirror/packagist/dist/acme/hub/x.zip?larder-shasum=" + sha1};
    const auto rules = composer({.upstream = url("https://h.example/base"),
                                 .further = {{"work", url("http://work.example:81")}}});
    const std::array<std::string_view, 6> hosts{"h.example",           "work.example",
                                                "codeload.github.com", "api.github.com",
                                                "gitlab.com",          "bitbucket.org"};
    for (int i = 0; i < 20000; ++i) {
        const std::string target = mutator.mutate(targets.at(mutator.below(targets.size())));
        const Plan plan = rules->plan(request(target), Address::Ours);
        if (const auto *serve = std::get_if<Serve>(&plan)) {
            QVERIFY(std::ranges::contains(hosts, serve->source.host));
            QVERIFY(!serve->source.path.contains("/../"));
        } else if (const auto *pass = std::get_if<Pass>(&plan)) {
            QVERIFY(target.contains("://") || std::ranges::contains(hosts, pass->target.host));
        }
    }
}

} // namespace

QTEST_GUILESS_MAIN(ComposerPlanTest)
#include "composerplan.moc"
