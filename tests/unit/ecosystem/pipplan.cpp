// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/mutate.h"
#include "ecosystem/pip/pipecosystem.h"
#include "ecosystem/plans.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using larder::ecosystem::pip::PipEcosystem;
using test::describe;
using test::request;

namespace
{

const std::string sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string otherSha256 = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
const std::string publicFolder =
    "/packages/aa/0b/0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab/";

http::Url url(std::string_view text)
{
    return http::Url::parse(text).value();
}

std::unique_ptr<Ecosystem> pip()
{
    return std::make_unique<PipEcosystem>(url("https://pypi.org/simple/"), PipEcosystem::Indexes());
}

// With an index of the user's own and further ones.
std::unique_ptr<Ecosystem> others()
{
    return std::make_unique<PipEcosystem>(
        url("http://own.example:8080/root/prod/+simple"),
        PipEcosystem::Indexes{{"torch", url("https://torch.example/whl/cpu/")},
                              {"work", url("https://me:pw%40@work.example/pypi/simple/")},
                              {"top", url("https://top.example?x=1")}});
}

Plan ours(std::string target, http::Headers headers = {})
{
    return pip()->plan(request(std::move(target), std::move(headers)), Address::Ours);
}

Serve served(std::string target, http::Headers headers = {})
{
    return std::get<Serve>(ours(std::move(target), std::move(headers)));
}

class PipPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data();
    void targets();
    void otherIndexes_data();
    void otherIndexes();
    void methods_data();
    void methods();
    void pages();
    void pageForms_data();
    void pageForms();
    void projectList();
    void files();
    void filesWithoutDigest();
    void metadata();
    void signatures();
    void spellings();
    void credentials();
    void noStore();
    void passedFields();
    void answers();
    void unavailable();
    void unavailableForPip();
    void asACache();
    void survivesAnything();
};

void PipPlanTest::targets_data()
{
    QTest::addColumn<bool>("isOurs");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const std::string &target, const std::string &expected,
                        Address address = Address::Ours) {
        QTest::addRow("%s %.300s", address == Address::Ours ? "ours" : "foreign", target.c_str())
            << (address == Address::Ours) << QByteArray::fromStdString(target)
            << QByteArray::fromStdString(expected);
    };
    constexpr auto Foreign = Address::Foreign;

    row("/", "page");
    row("//", "page");
    row("/?lang=de", "page");
    row("http://cache-pip.srv:3141/", "page");
    row("http://cache-pip.srv:3141", "page");
    row("*", "page");
    row("/larder.json", "json");
    row("/favicon.ico", "answer 404");
    row("/robots.txt", "answer 200");

    const std::string page = "serve document https://pypi.org/simple/larder-c/";
    row("/simple/larder-c/", page);
    row("/simple/larder-c", page);
    row("//simple/larder-c/", page);
    row("/simple/Larder.C/", page);
    row("/simple/LARDER__.-c", page);
    row("/simple/larder%2Dc/", page);
    row("/simple/./larder-c/", page);
    row("/root/pypi/+simple/larder-c/", page);
    row("/root/pypi/%2Bsimple/Larder_C/", page);
    row("/root/pypi/%2bsimple/larder-c", page);
    row("//root/pypi/+simple/larder-c/", page);
    row("http://cache-pip.srv:3141//root/pypi/+simple/larder-c/", page);
    row("/simple/x/", "serve document https://pypi.org/simple/x/");
    row("/simple/2to3", "serve document https://pypi.org/simple/2to3/");
    row("/simple/-x/", "refuse 404");
    row("/simple/x-/", "refuse 404");
    row("/simple/x%20y/", "refuse 404");
    row("/simple/x%2Fy/", "refuse 404");
    row("/simple/x+y/", "refuse 404");
    row("/simple/x%C3%A4/", "refuse 404");
    row("/simple/" + std::string(256, 'x'),
        "serve document https://pypi.org/simple/" + std::string(256, 'x') + "/");
    row("/simple/" + std::string(257, 'x'), "refuse 404");
    row("/simple", "serve document https://pypi.org/simple/");
    row("/simple/", "serve document https://pypi.org/simple/");
    row("/root/pypi/+simple/", "serve document https://pypi.org/simple/");
    row("/root/pypi/+simple", "serve document https://pypi.org/simple/");

    row("/simple/?x=1", "pass GET https://pypi.org/simple/?x=1");
    row("/simple/larder-c/?format=json", "pass GET https://pypi.org/simple/larder-c/?format=json");
    row("/simple/x//", "pass GET https://pypi.org/simple/x//");
    row("/simple/x/y.tar.gz", "pass GET https://pypi.org/simple/x/y.tar.gz");
    row("/pypi/larder-c/json", "pass GET https://pypi.org/pypi/larder-c/json");
    row("/pypi/larder-c/1.0/json", "pass GET https://pypi.org/pypi/larder-c/1.0/json");
    row("/simplex", "pass GET https://pypi.org/simplex");
    row("/packages/x.whl", "pass GET https://pypi.org/packages/x.whl");
    row("/integrity/x?a=%22b%20c", "pass GET https://pypi.org/integrity/x?a=%22b%20c");

    row("/root/pypi", "refuse 404");
    row("/root/pypi/", "refuse 404");
    row("/root/pypi/larder-c/", "refuse 404");
    row("/root/pypi/+f/123/4567890abcdef/x-1.0.whl", "refuse 404");
    row("/root/pypi/+simplex/", "refuse 404");
    row("/root/other/+simple/x/", "refuse 404");
    row("/root", "refuse 404");
    row("/+api", "refuse 404");
    row("/%2Bstatus", "refuse 404");
    row("/unknown/simple/larder-c/", "refuse 404");
    row("/unknown/simple", "refuse 404");

    row("/../etc/passwd", "refuse 400");
    row("/simple/../../etc/passwd", "refuse 400");
    row("/simple/%2e%2E/x/", "refuse 400");
    row("/simple/..%2fx/", "refuse 400");
    row("/simple/x\\y/", "refuse 400");
    row("/simple/%00/", "refuse 400");
    row("/simple/%0d%0aX:y/", "refuse 400");
    row("/simple/%zz/", "refuse 400");
    row("/simple/%", "refuse 400");

    const std::string file = "/https/files.example/a/x-1.0-py3-none-any.whl";
    row("/files/" + sha256 + file,
        "serve immutable https://files.example/a/x-1.0-py3-none-any.whl");
    row("/files/-" + file, "serve document https://files.example/a/x-1.0-py3-none-any.whl");
    row("/files/-" + file + ".metadata",
        "serve document https://files.example/a/x-1.0-py3-none-any.whl.metadata");
    row("/files/-." + otherSha256 + file + ".metadata",
        "serve immutable https://files.example/a/x-1.0-py3-none-any.whl.metadata");
    row("/files/-.-" + file, "serve document https://files.example/a/x-1.0-py3-none-any.whl");
    row("/files/-/http/files.example:8080/x-1.0.tar.gz",
        "serve document http://files.example:8080/x-1.0.tar.gz");
    row("/files/-/http/FILES.example.:80/x-1.0.tar.gz",
        "serve document http://files.example/x-1.0.tar.gz");
    row("/files/-/https/[2001:db8::1]:444/x-1.0.tar.gz",
        "serve document https://[2001:db8::1]:444/x-1.0.tar.gz");
    row("/files/-/https/%5B2001:db8::1%5D/x-1.0.tar.gz",
        "serve document https://[2001:db8::1]/x-1.0.tar.gz");
    row("/files/-/https/files.example/+f/x-1.0%2Bcpu.tar.gz",
        "serve document https://files.example/+f/x-1.0+cpu.tar.gz");
    row("/files/-/https/files.example//x-1.0.tar.gz",
        "serve document https://files.example//x-1.0.tar.gz");
    for (const char *end :
         {".whl", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".zip", ".egg", ".exe", ".msi", ".rpm",
          ".deb", ".WHL", ".whl.asc", ".tar.gz.provenance"})
        row(std::string("/files/-/https/files.example/x-1") + end,
            std::string("serve document https://files.example/x-1") + end);
    for (const char *name : {"", "x", ".whl", "x.html", "x.whl/", "x.whl.metadata.metadata",
                             "x.metadata", "x.asc", ".tar.gz.asc", "x.whl.sig", "passwd", "x.py"})
        row(std::string("/files/-/https/files.example/") + name, "refuse 404");
    for (const char *link : {"",
                             "-",
                             "-/https",
                             "-/https/",
                             "-/https/files.example",
                             "-/https//x.whl",
                             "/https/files.example/x.whl",
                             "./https/files.example/x.whl",
                             ".-/https/files.example/x.whl",
                             "-./https/files.example/x.whl",
                             "-.-.-/https/files.example/x.whl",
                             "0123/https/files.example/x.whl",
                             "-/ftp/files.example/x.whl",
                             "-/HTTPS/files.example/x.whl",
                             "-/file//etc/x.whl",
                             "-/https/u:p@files.example/x.whl",
                             "-/https/u%40files.example/x.whl",
                             "-/https/files.example:0/x.whl",
                             "-/https/files.example:65536/x.whl",
                             "-/https/files%2Fexample/x.whl",
                             "-/https/a%3Fb/x.whl",
                             "-/https/a%23b/x.whl",
                             "-/https/a%20b/x.whl",
                             "-/https/a%25b/x.whl",
                             "-/https/[::1/x.whl",
                             "-/https/.a/x.whl",
                             "-/https/files.example/x.whl?y=1",
                             "-/https/files.example?x.whl"})
        row(std::string("/files/") + link, "refuse 404");
    row("/files/" + sha256 + "0" + file, "refuse 404");
    row("/files/" + sha256 + ".12" + file, "refuse 404");
    row("/files/-/https/files.example/../x.whl", "refuse 400");
    row("/files/-/https/files.example/%2e%2e/x.whl", "refuse 400");
    row("/files/-/https/files.example/a%0ab.whl", "refuse 400");
    row("/files", "pass GET https://pypi.org/files");

    row("http://other.example/x", "pass GET http://other.example/x", Foreign);
    row("http://other.example/simple/x/", "pass GET http://other.example/simple/x/", Foreign);
    row("https://other.example/x?y=1", "pass GET https://other.example/x?y=1", Foreign);
    row("http://u:p@other.example/x", "pass GET http://other.example/x", Foreign);
    row("ftp://other.example/x", "refuse 400", Foreign);
    row("http://other.example/../x", "refuse 400", Foreign);
    row("/simple/x/", "refuse 400", Foreign);
    row("*", "refuse 400", Foreign);
    row("", "refuse 400", Foreign);
}

void PipPlanTest::targets()
{
    QFETCH(bool, isOurs);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    QCOMPARE(describe(pip()->plan(request(target.toStdString()),
                                  isOurs ? Address::Ours : Address::Foreign)),
             expected);
}

void PipPlanTest::otherIndexes_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *target, const char *expected) {
        QTest::addRow("%s", target) << QByteArray(target) << QByteArray(expected);
    };
    row("/simple/X.y/", "serve document http://own.example:8080/root/prod/+simple/x-y/");
    row("/root/pypi/+simple/x/", "serve document http://own.example:8080/root/prod/+simple/x/");
    row("/simple/", "serve document http://own.example:8080/root/prod/+simple/");
    row("/pypi/x/json", "pass GET http://own.example:8080/root/prod/pypi/x/json");
    row("/torch/simple/torch/", "serve document https://torch.example/whl/cpu/torch/");
    row("//torch/simple/Torch", "serve document https://torch.example/whl/cpu/torch/");
    row("/torch/simple", "serve document https://torch.example/whl/cpu/");
    row("/torch/simple/-/", "refuse 404");
    row("/torch/simple/x/y", "pass GET https://torch.example/whl/cpu/x/y");
    row("/torch", "pass GET https://torch.example/whl/");
    row("/torch/", "pass GET https://torch.example/whl/");
    row("/torch/x.whl", "pass GET https://torch.example/whl/x.whl");
    row("/torch/simplex?y", "pass GET https://torch.example/whl/simplex?y");
    row("/torchx/simple/x/", "refuse 404");
    row("/top/simple/x/", "serve document https://top.example/x/");
    row("/top/x", "pass GET https://top.example/x");
    row("/work/simple/x/", "serve private document https://work.example/pypi/simple/x/");
    row("/work/simple/", "serve private document https://work.example/pypi/simple/");
    row("/work/packages/x.whl", "pass GET https://work.example/pypi/packages/x.whl");
}

void PipPlanTest::otherIndexes()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    QCOMPARE(describe(others()->plan(request(target.toStdString()), Address::Ours)), expected);
}

void PipPlanTest::methods_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<bool>("isOurs");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](http::Method method, const char *target, const char *expected,
                        bool isOurs = true) {
        QTest::addRow("%s %s", std::string(http::methodName(method)).c_str(), target)
            << static_cast<int>(method) << isOurs << QByteArray(target) << QByteArray(expected);
    };
    using http::Method;
    row(Method::Head, "/simple/x/", "serve document https://pypi.org/simple/x/");
    row(Method::Head, "/files/-/https/f.example/x.whl", "serve document https://f.example/x.whl");
    row(Method::Head, "/pypi/x/json", "pass HEAD https://pypi.org/pypi/x/json");
    row(Method::Post, "/root/pypi/+simple/x/refresh", "refuse 405");
    row(Method::Post, "/pypi", "refuse 405");
    row(Method::Post, "http://other.example/x", "refuse 405", false);
    for (const Method method : {Method::Put, Method::Delete, Method::Options, Method::Other})
        row(method, "/simple/x/", "refuse 405");
    row(Method::Connect, "pypi.org:443", "tunnel pypi.org 443", false);
    row(Method::Connect, "[2001:db8::1]:443", "tunnel 2001:db8::1 443", false);
    row(Method::Connect, "pypi.org:80", "refuse 403", false);
    row(Method::Connect, "pypi.org", "refuse 400", false);
    row(Method::Connect, "u@pypi.org:443", "refuse 400", false);
    row(Method::Connect, "", "refuse 400", false);
}

void PipPlanTest::methods()
{
    QFETCH(int, method);
    QFETCH(bool, isOurs);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    const auto head = request(target.toStdString(), {}, static_cast<http::Method>(method));
    QCOMPARE(describe(pip()->plan(head, isOurs ? Address::Ours : Address::Foreign)), expected);
}

void PipPlanTest::pages()
{
    const Serve serve = served("/root/pypi/%2Bsimple/Larder_C/");
    QCOMPARE(serve.key, std::string("pip:html:https://pypi.org/simple/larder-c/"));
    QVERIFY(serve.document);
    QVERIFY(serve.document->isPage);
    QCOMPARE(serve.document->linkBase, std::string("/files/"));
    QCOMPARE(serve.document->freshness, std::chrono::seconds(600));
    QVERIFY(serve.document->ask ==
            (http::Headers{{"Accept", "application/vnd.pypi.simple.v1+html, text/html; q=0.5"}}));
    QVERIFY(!serve.digest && serve.suites.empty() && serve.expectedName.empty());

    const Serve json =
        served("/simple/larder-c", {{"accept", "application/vnd.pypi.simple.v1+json"}});
    QCOMPARE(json.key, std::string("pip:json:https://pypi.org/simple/larder-c/"));
    QVERIFY(json.document && json.document->isPage);
    QCOMPARE(json.document->linkBase, std::string("/files/"));
    QVERIFY(json.document->ask ==
            (http::Headers{{"Accept", "application/vnd.pypi.simple.v1+json, "
                                      "application/vnd.pypi.simple.v1+html; q=0.1, "
                                      "text/html; q=0.01"}}));
}

void PipPlanTest::pageForms_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<bool>("isJson");
    const auto row = [](const char *accept, bool isJson) {
        QTest::addRow("%s", accept) << QByteArray(accept) << isJson;
    };
    row("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, "
        "text/html; q=0.01",
        true); // pip, poetry
    row("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
        "text/html;q=0.01",
        true); // uv
    row("application/vnd.pypi.simple.latest+json", true);
    row("APPLICATION/vnd.PyPI.simple.v1+JSON ; charset=x ; Q=0.2, text/html;q=0.1", true);
    row("application/vnd.pypi.simple.v1+json;q=0.001", true);
    row("application/vnd.pypi.simple.v1+json, */*", true);
    row("*/*, text/html;q=0.9, application/vnd.pypi.simple.v1+json", true);
    row("", false);
    row("*/*", false);
    row("text/html", false);
    row("application/json", false);
    row("application/*", false);
    row("application/vnd.pypi.simple.v2+json", false);
    row("application/vnd.pypi.simple.v1+json, text/html", false);
    row("application/vnd.pypi.simple.v1+json;q=0.5, application/vnd.pypi.simple.v1+html", false);
    row("application/vnd.pypi.simple.v1+json;q=0", false);
    row("application/vnd.pypi.simple.v1+json;q=", false);
    row("application/vnd.pypi.simple.v1+json;q=x", false);
    row("application/vnd.pypi.simple.v1+json;q=-1", false);
    row("application/vnd.pypi.simple.v1+json;q=0.5;q=0", false);
    row("xapplication/vnd.pypi.simple.v1+json", false);
    row(",;,=;q,", false);
}

void PipPlanTest::pageForms()
{
    QFETCH(QByteArray, accept);
    QFETCH(bool, isJson);
    const Serve serve = served("/simple/x/", {{"Accept", accept.toStdString()}});
    QCOMPARE(serve.key.starts_with("pip:json:"), isJson);
    QCOMPARE(serve.key.starts_with("pip:html:"), !isJson);
}

void PipPlanTest::projectList()
{
    const Serve serve = served("/simple/");
    QCOMPARE(serve.key, std::string("pip:html:https://pypi.org/simple/"));
    QVERIFY(serve.document && serve.document->isPage);
    QVERIFY(serve.document->linkBase.empty());
    QCOMPARE(served("/root/pypi/+simple").key, serve.key);
}

void PipPlanTest::files()
{
    const Serve serve = served("/files/" + sha256 + "." + otherSha256 +
                               "/https/files.example/a/x-1.0-py3-none-any.whl");
    QCOMPARE(serve.key, "pip:sha256:" + sha256);
    QCOMPARE(serve.lifetime, Lifetime::Immutable);
    QVERIFY(serve.digest);
    QCOMPARE(serve.digest->hex(), sha256);
    QVERIFY(!serve.document && serve.suites.empty() && serve.announcedIn.empty());
    // The same file elsewhere.
    QCOMPARE(served("/files/" + sha256 + "/http/mirror.example/y.whl").key, serve.key);
}

void PipPlanTest::filesWithoutDigest()
{
    const Serve loose = served("/files/-/https/files.example:444/a/x-1.0.tar.gz");
    QCOMPARE(loose.key, std::string("pip:https://files.example:444/a/x-1.0.tar.gz"));
    QCOMPARE(loose.lifetime, Lifetime::Document);
    QVERIFY(!loose.digest && !loose.document);

    const Serve addressed = served("/files/-/https/files.example" + publicFolder + "x-1.0.tar.gz");
    QCOMPARE(addressed.key, "pip:https://files.example" + publicFolder + "x-1.0.tar.gz");
    QCOMPARE(addressed.lifetime, Lifetime::Immutable);
    for (const std::string &folder :
         {publicFolder + "x/", "/packages/aa/" + publicFolder.substr(15),
          "/x" + publicFolder.substr(9), "/packages/AA" + publicFolder.substr(12),
          "/packages/a/a0b" + publicFolder.substr(15)})
        QCOMPARE(served("/files/-/https/files.example" + folder + "x-1.0.tar.gz").lifetime,
                 Lifetime::Document);
}

void PipPlanTest::metadata()
{
    const std::string file = "/https/files.example/a/x-1.0-py3-none-any.whl.metadata";
    const Serve known = served("/files/" + sha256 + "." + otherSha256 + file);
    QCOMPARE(known.key, "pip:sha256:" + otherSha256);
    QCOMPARE(known.digest->hex(), otherSha256);
    QCOMPARE(known.lifetime, Lifetime::Immutable);

    // The wheel's digest says nothing about what stands beside it.
    const Serve unknown = served("/files/" + sha256 + file);
    QCOMPARE(unknown.key,
             std::string("pip:https://files.example/a/x-1.0-py3-none-any.whl.metadata"));
    QCOMPARE(unknown.lifetime, Lifetime::Document);
    QVERIFY(!unknown.digest);

    const Serve addressed =
        served("/files/" + sha256 + "/https/files.example" + publicFolder + "x.whl.metadata");
    QCOMPARE(addressed.lifetime, Lifetime::Immutable);
}

void PipPlanTest::signatures()
{
    for (const char *end : {".asc", ".provenance"}) {
        const Serve serve = served("/files/" + sha256 + "." + otherSha256 + "/https/files.example" +
                                   publicFolder + "x.whl" + end);
        QCOMPARE(serve.lifetime, Lifetime::Document);
        QCOMPARE(serve.key, "pip:https://files.example" + publicFolder + "x.whl" + end);
        QVERIFY(!serve.digest);
    }
}

void PipPlanTest::spellings()
{
    const std::string base = "/files/-/https/files.example/";
    const Serve plain = served(base + "x-1.0+cpu~a.whl");
    QCOMPARE(served(base + "x-1.0%2Bcpu%7ea.whl").key, plain.key);
    QCOMPARE(served(base + "x-1.0%2bcpu~%61.whl").key, plain.key);
    QCOMPARE(served("//files/-/https/FILES.example.:443/./x-1.0+cpu~a.whl").key, plain.key);
    QCOMPARE(plain.source.pathAndQuery(), std::string("/x-1.0%2Bcpu~a.whl"));
    QCOMPARE(plain.key, std::string("pip:https://files.example/x-1.0+cpu~a.whl"));
    const auto upper = QByteArray::fromStdString(sha256).toUpper().toStdString();
    QCOMPARE(served("/files/" + upper + "/https/files.example/x.whl").key, "pip:sha256:" + sha256);
}

void PipPlanTest::credentials()
{
    const auto sent = [](const std::string &target, const http::Headers &headers,
                         Address address = Address::Ours) {
        return test::sentAuthorization(others()->plan(request(target, headers), address));
    };
    const http::Headers header{{"authorization", "Bearer x"}};
    QCOMPARE(sent("/simple/x/", header), std::string("Bearer x"));
    QCOMPARE(sent("/simple/", header), std::string("Bearer x"));
    QCOMPARE(sent("/pypi/x/json", header), std::string("Bearer x"));
    QCOMPARE(sent("/work/simple/x/", header), std::string("Bearer x"));
    QCOMPARE(sent("/work/simple/x/", {}), std::string("Basic bWU6cHdA"));
    QCOMPARE(sent("/work/x", {}), std::string("Basic bWU6cHdA"));
    QCOMPARE(sent("/torch/x", {}), std::string());
    QCOMPARE(sent("http://u:p@other.example/x", {}, Address::Foreign), std::string("Basic dTpw"));
    QCOMPARE(sent("http://other.example/x", header, Address::Foreign), std::string("Bearer x"));

    // A page may name any host.
    QCOMPARE(sent("/files/-/http/own.example:8080/x.whl", header), std::string("Bearer x"));
    QCOMPARE(sent("/files/-/https/torch.example/x.whl", header), std::string("Bearer x"));
    QCOMPARE(sent("/files/-/https/own.example:8080/x.whl", header), std::string());
    QCOMPARE(sent("/files/-/http/own.example/x.whl", header), std::string());
    QCOMPARE(sent("/files/-/https/evil.example/x.whl", header), std::string());
    QCOMPARE(sent("/files/-/https/work.example/x.whl", {}), std::string("Basic bWU6cHdA"));
    QCOMPARE(sent("/files/-/https/torch.example/x.whl", {{"Cache-Control", "no-store"}}),
             std::string());
    QCOMPARE(describe(others()->plan(request("/files/-/https/evil.example/x.whl", header),
                                     Address::Ours)),
             "serve document https://evil.example/x.whl");

    // The public index is nobody's own: pip sends what it knows for our host and port with all
    // paths.
    for (const char *target : {"/simple/x/", "/simple/", "/files/-/https/pypi.org/x.whl"}) {
        QCOMPARE(describe(ours(target, header)), describe(ours(target)));
        QVERIFY(std::holds_alternative<Serve>(ours(target, header)));
    }
    QCOMPARE(test::sentAuthorization(ours("/pypi/x/json", header)), std::string());
}

void PipPlanTest::noStore()
{
    const auto with = [](const char *target, const char *value) {
        return describe(ours(target, {{"cache-control", value}})).split(' ').front();
    };
    for (const char *target : {"/simple/x/", "/simple/", "/files/-/https/f.example/x.whl"}) {
        QCOMPARE(with(target, "no-store"), QByteArray("pass"));
        QCOMPARE(with(target, "max-age=0, NO-STORE"), QByteArray("pass"));
        QCOMPARE(with(target, "no-cache"), QByteArray("serve"));
        QCOMPARE(with(target, "max-age=0"), QByteArray("serve"));
    }
    const auto page = std::get<Pass>(ours("/simple/A_b", {{"Cache-Control", "no-store"}}));
    QCOMPARE(page.target.text(), std::string("https://pypi.org/simple/a-b/"));
}

void PipPlanTest::passedFields()
{
    const http::Headers travelling{
        {"Accept", "text/*"},       {"If-Modified-Since", "Sat, 07 Jun 2025 08:56:33 GMT"},
        {"If-None-Match", "\"x\""}, {"Range", "bytes=5-"},
        {"If-Range", "\"x\""},      {"Cache-Control", "no-cache"}};
    http::Headers all = travelling;
    for (const char *name : {"Host", "User-Agent", "Cookie", "Proxy-Authorization", "Connection",
                             "TE", "Upgrade", "Transfer-Encoding", "Content-Length", "Expect",
                             "Via", "X-Forwarded-For", "Accept-Encoding", "Referer", "Origin"})
        all.add(name, "x");
    const auto pass = std::get<Pass>(ours("/pypi/x/json", all));
    QVERIFY(pass.headers == travelling);
    QVERIFY(!pass.carriesBody);
    QVERIFY(
        std::get<Pass>(pip()->plan(request("http://h.example/x", all), Address::Foreign)).headers ==
        travelling);
}

void PipPlanTest::answers()
{
    QVERIFY(std::get<Answer>(ours("/robots.txt")).body.contains("Disallow: /\n"));
    QVERIFY(std::get<Refuse>(ours("/root/pypi/")).reason.contains(u"/simple/"));
    QVERIFY(std::get<Refuse>(ours("/x/simple/y/")).reason.contains(u"/NAME/simple/"));
}

void PipPlanTest::unavailable()
{
    const Answer answer = pip()->problem({}, 504, QStringLiteral("The network\r\n is  off."));
    QCOMPARE(answer.status, 424);
    QCOMPARE(pip()->problem({}, 502, {}).status, 424);
    QCOMPARE(pip()->problem({}, 404, {}).status, 404);
    QCOMPARE(answer.reason, std::string("The network is off."));
    QCOMPARE(answer.headers.value("Content-Type"), std::string_view("text/plain; charset=utf-8"));
    QVERIFY(answer.body.ends_with("is  off.\n"));
    QCOMPARE(pip()->cache(), std::string_view("pip"));
}

void PipPlanTest::unavailableForPip()
{
    const QString sentence = QStringLiteral("\"h\" is\noff.");
    const http::Headers agent = {{"User-Agent", "pip/25.1.1 {}"}};
    const Answer page = pip()->problem(request("/simple/a/", agent), 504, sentence);
    QCOMPARE(page.status, 300);
    QCOMPARE(page.headers.value("Content-Type"),
             std::string_view("text/plain; charset=utf-8; larder=\"'h' is off.\""));
    QCOMPARE(page.headers.value("Cache-Control"), std::string_view("no-store"));
    QCOMPARE(pip()->problem(request("/files/-/http/h/a.whl", agent), 504, sentence).status, 424);
    QCOMPARE(pip()->problem(request("/simple/a/", agent), 404, sentence).status, 404);
    QCOMPARE(pip()->problem(request("/simple/a/"), 504, sentence).status, 424);
}

void PipPlanTest::asACache()
{
    const auto source = [](Options options, const char *target) {
        const auto ecosystem = makeEcosystem("pip", std::move(options));
        return std::get<Serve>(ecosystem->plan(request(target), Address::Ours)).source.text();
    };
    QCOMPARE(source({}, "/simple/x"), std::string("https://pypi.org/simple/x/"));
    const Options options{.upstream = url("https://own.example/simple"),
                          .further = {{"work", url("https://work.example/simple")}}};
    QCOMPARE(source(options, "/simple/x"), std::string("https://own.example/simple/x/"));
    QCOMPARE(source(options, "/work/simple/x"), std::string("https://work.example/simple/x/"));
}

void PipPlanTest::survivesAnything()
{
    test::Mutator mutator(5, {"..",       "%2e%2e",
                              "%2F",      "//",
                              "/simple/", "/root/pypi/+simple/",
                              "/files/",  "-",
                              ".",        "http",
                              "https/",   "@",
                              ":",        "?",
                              "#",        "[",
                              "%5B",      "]",
                              ".whl",     ".metadata",
                              "%2B",      "%",
                              "\\",       std::string(1, '\0'),
                              "\r\n",     std::string(9000, '/')});
    const std::string targets[]{
        "/simple/Larder_C/",
        "//root/pypi/%2Bsimple/larder-c/",
        "/torch/simple/torch/",
        "/work/simple/x/",
        "/files/" + sha256 + "." + otherSha256 + "/https/files.example/a/x-1.0.whl.metadata",
        "/files/-/https/%5B2001:db8::1%5D:444/x-1.0%2Bcpu.whl",
        "http://u:p@h.example:80/x?y=1",
    };
    constexpr http::Method methods[]{http::Method::Get, http::Method::Head, http::Method::Post,
                                     http::Method::Connect};
    const auto ecosystem = others();
    for (std::size_t i = 0; i < 20'000; ++i) {
        auto head = request(mutator.mutate(targets[i % std::size(targets)]));
        if (mutator.below(8) == 0)
            head.method = methods[mutator.below(std::size(methods))];
        const auto address = mutator.below(8) == 0 ? Address::Foreign : Address::Ours;
        const Plan plan = ecosystem->plan(head, address);
        if (const auto *serve = std::get_if<Serve>(&plan)) {
            QVERIFY(serve->key.starts_with("pip:"));
            QVERIFY(!serve->key.contains("/../"));
            QVERIFY(http::isSafeFieldValue(serve->key) &&
                    http::isSafeFieldValue(serve->source.text()));
            QVERIFY(serve->source.userInfo.empty() && serve->source.query.empty());
            // Nothing but a canonical URL leaves here.
            const auto parsed = http::Url::parse(serve->source.text());
            QVERIFY2(parsed == serve->source, (head.target + "|" + serve->source.text()).c_str());
        } else if (const auto *pass = std::get_if<Pass>(&plan)) {
            QVERIFY(pass->target.userInfo.empty());
            for (const http::Header &field : pass->headers)
                QVERIFY(http::isSafeFieldValue(field.value));
        } else if (const auto *refuse = std::get_if<Refuse>(&plan)) {
            QVERIFY(refuse->status >= 400 && refuse->status < 500 && !refuse->reason.isEmpty());
        } else if (const auto *tunnel = std::get_if<Tunnel>(&plan)) {
            QCOMPARE(tunnel->port, std::uint16_t{443});
        }
    }
}

} // namespace

QTEST_GUILESS_MAIN(PipPlanTest)
#include "pipplan.moc"
