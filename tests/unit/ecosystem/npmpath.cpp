// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/npmpath.h"

#include "ecosystem/mutate.h"
#include "http/url.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using namespace larder::ecosystem::npm;

namespace
{

// One line that says what a path is, for tables.
QByteArray describe(const NpmPath &path)
{
    constexpr std::array kinds{"packument", "manifest", "tarball", "ping", "unknown"};
    std::string text = kinds.at(static_cast<std::size_t>(path.kind));
    for (const std::string &part : {path.name, path.rest}) {
        if (!part.empty())
            text += ' ' + part;
    }
    return QByteArray::fromStdString(text);
}

class NpmPathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void paths_data();
    void paths();
    void changes();
    void tarballs_data();
    void tarballs();
    void segments();
    void survivesAnything();
};

void NpmPathTest::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isName");
    const auto row = [](const std::string &name, bool isName) {
        QTest::addRow("%zu %s", name.size(), name.substr(0, 40).c_str())
            << QByteArray::fromStdString(name) << isName;
    };
    for (const char *name :
         {"a",           "express", "JSONStream", "lodash.merge", "1",    "left_pad", "a~b",
          "!",           "it's",    "(x)",        "x*",           "-",    "--",       "a.",
          "@babel/core", "@b/_",    "@B/C",       "@-/x",         "@_/x", "a..b"})
        row(name, true);
    row(std::string(214, 'a'), true);
    row("@a/" + std::string(211, 'a'), true);

    for (const char *name :
         {"",    ".",      "..",   ".a",    "_a",   "_",     "a/b",  "@",   "@a",   "@/a", "@a/",
          "@//", "@a/b/c", "@./a", "@../a", "@a/.", "@a/..", "@a/-", "a b", "a\tb", "a%b", "a\\b",
          "a@b", "@a@b/c", "a+b",  "a:b",   "a?b",  "a#b",   "a\"b", "ä",   "a,b",  "a;b", "a&b"})
        row(name, false);
    row(std::string(215, 'a'), false);
    row(std::string("a\0b", 3), false);
    row("a\r\nb", false);
}

void NpmPathTest::names()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, isName);
    QCOMPARE(isPackageName(name.toStdString()), isName);
}

void NpmPathTest::paths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("meaning");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char *path, const char *meaning, const char *canonical = "") {
        QTest::addRow("%s", path) << QByteArray(path) << QByteArray(meaning)
                                  << QByteArray(canonical);
    };
    row("/express", "packument express", "/express");
    row("/%65xpress", "packument express", "/express");
    row("/./express", "packument express", "/express");
    row("/a%21%27%28%29%2a%7e", "packument a!'()*~", "/a!'()*~");
    row("/@babel/core", "packument @babel/core", "/@babel%2Fcore");
    row("/@babel%2fcore", "packument @babel/core", "/@babel%2Fcore");
    row("/@babel%2Fcore", "packument @babel/core", "/@babel%2Fcore");
    row("/%40babel%2Fcore", "packument @babel/core", "/@babel%2Fcore");
    row("/%40babel/core", "packument @babel/core", "/@babel%2Fcore");
    row("/-", "packument -", "/-");

    row("/express/4.18.2", "manifest express 4.18.2", "/express/4.18.2");
    row("/express/latest", "manifest express latest", "/express/latest");
    row("/express/1.0.0-rc.1%2b5", "manifest express 1.0.0-rc.1+5", "/express/1.0.0-rc.1+5");
    row("/@babel/core/7.0.0", "manifest @babel/core 7.0.0", "/@babel%2Fcore/7.0.0");
    row("/@babel%2fcore/7.0.0", "manifest @babel/core 7.0.0", "/@babel%2Fcore/7.0.0");

    row("/express/-/express-4.18.2.tgz", "tarball express express-4.18.2.tgz",
        "/express/-/express-4.18.2.tgz");
    row("/express/%2d/express-4.18.2%2Etgz", "tarball express express-4.18.2.tgz",
        "/express/-/express-4.18.2.tgz");
    row("/x/-/x-1.0.0%2bb.tgz", "tarball x x-1.0.0+b.tgz", "/x/-/x-1.0.0+b.tgz");
    row("/x/-/%78!-1.tgz", "tarball x x!-1.tgz", "/x/-/x!-1.tgz");
    row("/x/-/%78%21-1.tgz", "tarball x x!-1.tgz", "/x/-/x!-1.tgz");
    for (const char *path :
         {"/@babel/core/-/core-7.0.0.tgz", "/@babel%2fcore/-/core-7.0.0.tgz",
          "/@babel%2Fcore/-/core-7.0.0.tgz", "/%40babel%2Fcore/%2D/core-7.0.0.tgz"})
        row(path, "tarball @babel/core core-7.0.0.tgz", "/@babel/core/-/core-7.0.0.tgz");

    row("/-/ping", "ping");
    row("/%2D/ping", "ping");
    for (const char *path : {"/",
                             "//",
                             "//express",
                             "/express/",
                             "/express//1.0.0",
                             "/-/",
                             "/-/v1/search",
                             "/-/whoami",
                             "/-/ping/x",
                             "/-/-/x-1.tgz",
                             "/-/package/express/dist-tags",
                             "/-/user/org.couchdb.user:x",
                             "/@babel",
                             "/@babel/",
                             "/@babel%2f",
                             "/@%2fcore",
                             "/@babel%252fcore",
                             "/@babel/-/core-1.tgz",
                             "/@babel%2Fcore%2F7.0.0",
                             "/express%2F4.18.2",
                             "/express%2f-%2fexpress-1.tgz",
                             "/express/^4.0.0",
                             "/express/-",
                             "/express/.hidden",
                             "/express/4%2e0 x",
                             "/express/-/",
                             "/express/-/x",
                             "/express/-/.tgz",
                             "/express/-/.x.tgz",
                             "/express/-/x.tar.gz",
                             "/express/-/x.tgz/",
                             "/express/-/a%2fb.tgz",
                             "/express/-/@a/b.tgz",
                             "/express/-rev/1-abc",
                             "/_session",
                             "/.git",
                             "/a/b/c/d/e/f",
                             "/a%20b",
                             "/%C3%A4"})
        row(path, "unknown");
}

void NpmPathTest::paths()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, meaning);
    QFETCH(QByteArray, canonical);
    const auto normal = http::normalisePath(path.toStdString());
    QVERIFY(normal);
    const NpmPath read = readNpmPath(*normal);
    QCOMPARE(describe(read), meaning);
    QCOMPARE(QByteArray::fromStdString(canonicalPath(read)), canonical);
    if (!canonical.isEmpty())
        QCOMPARE(readNpmPath(canonical.toStdString()), read);
}

void NpmPathTest::changes()
{
    for (const char *path :
         {"/x", "/x/-rev/1-a", "/x/-/x-1.0.0.tgz/-rev/1-a", "/-/package/x/dist-tags/latest"})
        QCOMPARE(changedPackage(path), std::string("x"));
    for (const char *path : {"/@s%2fx", "/@s/x", "/@s%2Fx/-rev/1", "/@s/x/-/x-1.0.0.tgz/-rev/1",
                             "/-/package/@s%2fx/dist-tags/latest", "/-/package/@s/x/dist-tags/y"})
        QCOMPARE(changedPackage(path), std::string("@s/x"));
    for (const char *path : {"", "/", "x", "/-/user/org.couchdb.user:x", "/-/npm/v1/tokens", "/@s",
                             "/@s/", "/_x", "/-/package/"})
        QCOMPARE(changedPackage(path), std::string());
}

void NpmPathTest::tarballs_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("meaning");
    const auto row = [](const char *path, const char *meaning) {
        QTest::addRow("%s", path) << QByteArray(path) << QByteArray(meaning);
    };
    row("/x/-/x-1.tgz", "tarball x x-1.tgz");
    row("/any/base/x/-/x-1.tgz", "tarball x x-1.tgz");
    row("/base/@s/x/-/x-1.tgz", "tarball @s/x x-1.tgz");
    row("/base/@s%2Fx/-/x-1.tgz", "tarball @s/x x-1.tgz");
    row("/@t/@s%2Fx/-/x-1.tgz", "tarball @s/x x-1.tgz");
    row("/-/x/-/x-1.tgz", "tarball x x-1.tgz");
    row("/y/-/x/-/x-1.tgz", "tarball x x-1.tgz");
    for (const char *path :
         {"/", "", "/x-1.tgz", "/-/x-1.tgz", "/-/-/x-1.tgz", "/@s/-/x-1.tgz", "/a/@s/-/x-1.tgz",
          "/x/-/x-1.zip", "/x/-/", "/x/-/y/x-1.tgz", "/.x/-/x-1.tgz", "/@s%2Fx%2Fy/-/x-1.tgz",
          "/download/@s/x/1.0.0/abcdef", "/x/_attachments/x-1.tgz", "/x y/-/x-1.tgz"})
        row(path, "");
}

void NpmPathTest::tarballs()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, meaning);
    const auto read = readTarballPath(path.toStdString());
    QCOMPARE(read ? describe(*read) : QByteArray(), meaning);
}

void NpmPathTest::segments()
{
    QCOMPARE(decodeSegment("a%2Fb%25"), std::string("a/b%"));
    QCOMPARE(decodeSegment("%"), std::string("%"));
    QCOMPARE(decodeSegment("%2"), std::string("%2"));
    QCOMPARE(decodeSegment("%zz%-1"), std::string("%zz%-1"));
}

// Whatever comes is unknown or has one form that is read as the same again.
void NpmPathTest::survivesAnything()
{
    test::Mutator mutator(31, {"/", "//",  "%2f", "%2F", "%252f", "@",      "%40",
                               "-", "/-/", ".",   "..",  "%2e",   "%2e%2e", ".tgz",
                               "%", "~",   "+",   "%2b", "_",     "1.0.0"});
    const std::string paths[]{"/express", "/@babel%2fcore", "/@babel/core/-/core-7.0.0.tgz",
                              "/express/4.18.2"};
    std::size_t known = 0;
    for (std::size_t i = 0; i < 20'000; ++i) {
        const auto path = http::normalisePath(mutator.mutate(paths[i % std::size(paths)]));
        if (!path)
            continue;
        const NpmPath read = readNpmPath(*path);
        const std::string canonical = canonicalPath(read);
        if (canonical.empty())
            continue;
        ++known;
        QVERIFY(isPackageName(read.name));
        QCOMPARE(http::normalisePath(canonical).value(), canonical);
        QCOMPARE(readNpmPath(canonical), read);
        QVERIFY(!canonical.contains("//") && !canonical.contains("/."));
        QCOMPARE(readTarballPath("/base" + canonical).has_value(), read.kind == PathKind::Tarball);
    }
    QVERIFY(known > 2000);
}

} // namespace

QTEST_GUILESS_MAIN(NpmPathTest)
#include "npmpath.moc"
