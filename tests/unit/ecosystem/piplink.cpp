// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/mutate.h"
#include "ecosystem/pip/accept.h"
#include "ecosystem/pip/filelink.h"
#include "ecosystem/pip/projectname.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem::pip;

namespace
{

const std::string sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string otherSha256 = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

Digest digest(const std::string &hex)
{
    return Digest::fromHex(DigestAlgorithm::Sha256, hex).value();
}

class PipLinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void filesOfProjects_data();
    void filesOfProjects();
    void types_data();
    void types();
    void links_data();
    void links();
    void digests();
    void tooLong();
    void statedDigests_data();
    void statedDigests();
    void survivesAnything();
};

void PipLinkTest::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("normalised"); // empty: no name
    const auto row = [](const char *name, const char *normalised) {
        QTest::addRow("%s", name) << QByteArray(name) << QByteArray(normalised);
    };
    row("a", "a");
    row("Larder_C", "larder-c");
    row("larder.c", "larder-c");
    row("larder-_.-c", "larder-c");
    row("ZOPE.interface", "zope-interface");
    row("0x10c-asm", "0x10c-asm");
    row("3", "3");
    row("", "");
    row("-", "");
    row("-a", "");
    row("a.", "");
    row("a b", "");
    row("a+b", "");
    row("a%62", "");
    row("\xC3\xA4", "");
    row("a\xC3\xA4z", "");
}

void PipLinkTest::names()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, normalised);
    const auto result = normalisedName(name.toStdString());
    QCOMPARE(QByteArray::fromStdString(result.value_or("")), normalised);
    if (result)
        QVERIFY(normalisedName(*result) == result);
}

void PipLinkTest::filesOfProjects_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("project");
    QTest::addColumn<bool>("isOne");
    const auto row = [](const char *file, const char *project, bool isOne) {
        QTest::addRow("%s of %s", file, project)
            << QByteArray(file) << QByteArray(project) << isOne;
    };
    row("larder_c-1.0-py3-none-any.whl", "larder-c", true);
    row("Larder.C-1.0.tar.gz", "larder-c", true);
    row("larder--c-1.0.tar.gz", "larder-c", true);
    row("larder-c-extra-1.0.tar.gz", "larder-c", true);
    row("larder_c.zip", "larder-c", true);
    row("larder_cx-1.0.zip", "larder-c", false);
    row("larder-1.0.zip", "larder-c", false);
    row("larder_c", "larder-c", false);
    row("larder", "larder-c", false);
    row("", "larder-c", false);
    row("x-larder_c-1.0.zip", "larder-c", false);
}

void PipLinkTest::filesOfProjects()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, project);
    QFETCH(bool, isOne);
    QCOMPARE(isFileOfProject(file.toStdString(), project.toStdString()), isOne);
}

void PipLinkTest::types_data()
{
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<int>("type");
    const auto row = [](const char *contentType, PageType type) {
        QTest::addRow("%s", contentType) << QByteArray(contentType) << static_cast<int>(type);
    };
    row("application/vnd.pypi.simple.v1+json", PageType::Json);
    row("Application/vnd.pypi.simple.V1+JSON; charset=utf-8", PageType::Json);
    row("application/vnd.pypi.simple.latest+json", PageType::Json);
    row("application/vnd.pypi.simple.v1+html", PageType::DeclaredHtml);
    row("application/vnd.pypi.simple.latest+html", PageType::DeclaredHtml);
    row("text/html", PageType::Html);
    row("text/html ; charset=utf-8", PageType::Html);
    row("application/xhtml+xml", PageType::Html);
    row("application/json", PageType::Other);
    row("application/vnd.pypi.simple.v2+json", PageType::Other);
    row("text/plain", PageType::Other);
    row("", PageType::Other);
}

void PipLinkTest::types()
{
    QFETCH(QByteArray, contentType);
    QFETCH(int, type);
    QCOMPARE(static_cast<int>(typeOf(contentType.toStdString())), type);
}

void PipLinkTest::links_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QByteArray>("expected"); // empty: stays
    QTest::addColumn<bool>("isOurs");
    const auto row = [](const std::string &reference, const std::string &expected) {
        QTest::addRow("%s", reference.c_str())
            << QByteArray::fromStdString(reference) << QByteArray::fromStdString(expected)
            << expected.starts_with("/files/");
    };
    // The page is https://index.example/simple/x/.
    row("x-1.0.whl", "/files/-/https/index.example/simple/x/x-1.0.whl");
    row("./x-1.0.whl", "/files/-/https/index.example/simple/x/x-1.0.whl");
    row("../../packages/x-1.0.whl#sha256=" + sha256,
        "/files/" + sha256 + "/https/index.example/packages/x-1.0.whl#sha256=" + sha256);
    row("../../../../x-1.0.whl", "/files/-/https/index.example/x-1.0.whl");
    row("/x-1.0.whl#md5=d41d8cd98f00b204e9800998ecf8427e",
        "/files/-/https/index.example/x-1.0.whl#md5=d41d8cd98f00b204e9800998ecf8427e");
    row("/x-1.0.whl#", "/files/-/https/index.example/x-1.0.whl#");
    row("//files.example/x-1.0.whl", "/files/-/https/files.example/x-1.0.whl");
    row("http://FILES.example:80/x-1.0.whl", "/files/-/http/files.example/x-1.0.whl");
    row("https://files.example:8443/x%2b1%2f.whl", "/files/-/https/files.example:8443/x+1%2F.whl");
    row("https://[2001:DB8::1]/x-1.0.whl", "/files/-/https/%5B2001:db8::1%5D/x-1.0.whl");
    row("https://b\xC3\xBC"
        "cher.example/x-1.0.whl",
        "/files/-/https/xn--bcher-kva.example/x-1.0.whl");
    row(" \n/x 1.whl\t", "/files/-/https/index.example/x%201.whl");
    row("/a\n/x.whl", "/files/-/https/index.example/a/x.whl");

    row("", "");
    row("#top", "");
    row("mailto:x@index.example", "");
    row("javascript:alert('x.whl')", "");
    row("data:text/html,x.whl", "");
    row("ftp://files.example/x.whl", "");
    row("file:///etc/x.whl", "");
    row("https://u:p@files.example/x.whl", "");
    row("https://files.example/x.whl?token=1#sha256=" + sha256, "");
    row("https://files.example/x.whl?", "");
    row("https://files.example/about", "");
    row("https://files.example:0/x.whl", "");
    row("https:///x.whl", "");
    row("/%2e%2e/x.whl", "");
    row("a\\x.whl", "");
    row("/%00x.whl", "");
    row("/%x.whl", "");
    row("../", "https://index.example/simple/");
    row("?C=N;O=D", "https://index.example/simple/x/?C=N;O=D");
    row("readme.html#a", "https://index.example/simple/x/readme.html#a");
    row("x.whl?token=1#sha256=" + sha256,
        "https://index.example/simple/x/x.whl?token=1#sha256=" + sha256);
    row("//u:p@files.example/x.whl", "https://u:p@files.example/x.whl");
    row("//files.example/about?y", "https://files.example/about?y");
}

void PipLinkTest::links()
{
    QFETCH(QByteArray, reference);
    QFETCH(QByteArray, expected);
    QFETCH(bool, isOurs);
    const auto page = http::Url::parse("https://index.example/simple/x/").value();
    const auto link = replaceLink(page, "/files/", reference.toStdString(), {}, {});
    QCOMPARE(link ? QByteArray::fromStdString(link->text) : QByteArray(), expected);
    QCOMPARE(link && link->isOurs, isOurs);
}

void PipLinkTest::digests()
{
    const auto page = http::Url::parse("https://i.example/simple/x/").value();
    const std::string fragment = "#sha256=" + sha256;
    // What stands beside a link counts more than what its fragment says.
    QCOMPARE(replaceLink(page, "/f/", "/x.whl" + fragment, digest(otherSha256), {})->text,
             "/f/" + otherSha256 + "/https/i.example/x.whl" + fragment);
    QCOMPARE(replaceLink(page, "/f/", "/x.whl" + fragment, {}, digest(otherSha256))->text,
             "/f/" + sha256 + "." + otherSha256 + "/https/i.example/x.whl" + fragment);
    QCOMPARE(replaceLink(page, "/f/", "/x.whl", {}, digest(otherSha256))->text,
             "/f/-." + otherSha256 + "/https/i.example/x.whl");
}

void PipLinkTest::tooLong()
{
    const auto page = http::Url::parse("https://i.example/simple/x/").value();
    const auto link = [&page](std::size_t length) {
        return replaceLink(page, "/files/", "/" + std::string(length, 'a') + ".whl", {}, {})
            .value();
    };
    QVERIFY(link(7000).isOurs);
    // No client could ask us for it.
    QVERIFY(!link(8180 - 16).isOurs);
    QVERIFY(link(8180 - 16).text.starts_with("https://i.example/aaa"));
}

void PipLinkTest::statedDigests_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isSha256");
    QTest::addColumn<bool>("isAny");
    const auto row = [](const std::string &text, bool isSha256, bool isAny) {
        QTest::addRow("%s", text.c_str()) << QByteArray::fromStdString(text) << isSha256 << isAny;
    };
    row("sha256=" + sha256, true, true);
    row("egg=x&sha256=" + sha256 + "&subdirectory=y", true, true);
    row("sha256=zz&sha256=" + sha256, true, true);
    row("sha256=" + sha256 + "0", false, true);
    row("sha256=" + sha256.substr(1), false, true);
    row("sha256=0123", false, false);
    row("sha256=", false, false);
    row("sha256", false, false);
    row("xsha256=" + sha256, false, false);
    row("md5=d41d8cd98f00b204e9800998ecf8427e", false, true);
    row("md5=none", false, false);
    row("blake2b=" + sha256, false, false);
    row("true", false, false);
    row("", false, false);
    row("&&=&", false, false);
}

void PipLinkTest::statedDigests()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isSha256);
    QFETCH(bool, isAny);
    const auto stated = statedDigest(text.toStdString());
    QCOMPARE(stated.has_value(), isSha256);
    if (stated)
        QCOMPARE(stated->hex(), sha256);
    QCOMPARE(statesAnyDigest(text.toStdString()), isAny);
}

void PipLinkTest::survivesAnything()
{
    test::Mutator mutator(6, {"..",
                              "%2e",
                              "%2F",
                              "//",
                              "/",
                              "?",
                              "#",
                              "&",
                              "sha256=",
                              "@",
                              ":",
                              "[",
                              "]",
                              "http:",
                              ".whl",
                              ".tar.gz",
                              "%",
                              "\\",
                              "\n",
                              "\xFF",
                              std::string(1, '\0'),
                              std::string(9000, 'x')});
    const std::string references[]{"../../packages/aa/x-1.0%2Bcpu.whl#sha256=" + sha256,
                                   "https://u:p@files.example:444/x-1.0.tar.gz?y=1#md5=1",
                                   "//[2001:db8::1]:80/x.zip"};
    const auto page = http::Url::parse("http://index.example:81/simple/x/").value();
    for (std::size_t i = 0; i < 20'000; ++i) {
        const std::string reference = mutator.mutate(references[i % std::size(references)]);
        const auto link = replaceLink(page, "/files/", reference, {}, digest(otherSha256));
        if (!link || !link->isOurs)
            continue;
        // As a request would name it.
        const std::string_view text = std::string_view(link->text).substr(0, link->text.find('#'));
        const auto path = http::normalisePath(text);
        QVERIFY(path);
        QCOMPARE(*path, text);
        const auto file = readFileLink(path->substr(7));
        QVERIFY(file);
        QCOMPARE(linkText("/files/", *file), text);
        QVERIFY(classOf(file->url.path) == FileClass::Distribution);
    }
}

} // namespace

QTEST_GUILESS_MAIN(PipLinkTest)
#include "piplink.moc"
