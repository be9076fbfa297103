// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/composerpath.h"

#include "ecosystem/composer/dists.h"

#include <QTest>

#include <string>

using namespace larder;
using namespace larder::ecosystem::composer;

namespace
{

const std::string sha1(40, 'a');
const std::string sha256(64, 'b');

class ComposerPathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paths_data();
    void paths();
    void digests();
    void dists();
    void documents();
    void archives_data();
    void archives();
    void directly_data();
    void directly();
    void hosts();
};

QByteArray describe(const ComposerPath &path)
{
    constexpr std::array kinds{"root", "package", "digested", "archive", "dist", "other"};
    std::string text = kinds.at(static_cast<std::size_t>(path.kind));
    for (const std::string &part : {path.name, path.file}) {
        if (!part.empty())
            text += ' ' + part;
    }
    return QByteArray::fromStdString(text);
}

void ComposerPathTest::paths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const std::string &path, const char *expected) {
        QTest::addRow("%s", path.c_str())
            << QByteArray::fromStdString(path) << QByteArray(expected);
    };
    row("/packages.json", "root");
    row("/p2/monolog/monolog.json", "package monolog/monolog");
    row("/p2/monolog/monolog~dev.json", "package monolog/monolog");
    row("/p2/a.b_c-d/e.json", "package a.b_c-d/e");
    row("/p2/a/b~dev~dev.json", "other");
    row("/p2/a/~dev.json", "other");
    row("/p2/a.json", "other");
    row("/p2/.json", "other");
    row("/p2/a/b/c.json", "other");
    row("/p2/a/.b.json", "other");
    row("/p2/-a/b.json", "other");
    row("/p2/a%2Fb.json", "other");
    row("/p2/a/" + std::string(129, 'b') + ".json", "other");
    row("/p2//b.json", "other");
    row("/p2/a/b", "other");
    row("/x/packages.json", "other");
    row("/packages.json/", "other");
    row("/", "other");
    row("", "other");
    row("p2/a/b.json", "other");

    row("/include/all$" + sha1 + ".json", "digested");
    row("/include/all%24" + sha1 + ".json", "digested");
    row("/p/a/b%24" + sha256 + ".json", "digested");
    row("/p/provider-2013$" + sha256 + ".json", "digested");
    row("/p2/a/b$" + sha1 + ".json", "digested");
    row("/include/all$" + sha1.substr(1) + ".json", "other");
    row("/include/a$" + sha1 + "/b.json", "other");
    row("/include/all$.json", "other");
    row("/$" + sha1, "other");

    row("/dists/a/b/1.0.0.0/" + sha1 + ".zip", ("dist a/b " + sha1 + ".zip").c_str());
    row("/dists/a/b/dev-main/0123456789abcdef.tar", "dist a/b 0123456789abcdef.tar");
    row("/dists/a/b/1.0.0+x%20y/1a.zip", "dist a/b 1a.zip");
    for (const char *none : {"/dists/a/b/1.0.0.0/.zip", "/dists/a/b/1.0.0.0/xyz.zip",
                             "/dists/a/b/1/0/1a.zip", "/dists/a/b//1a.zip", "/dists/a/b/1a.zip",
                             "/dists/a//1/1a.zip", "/dists//b/1/1a.zip", "/dists/a/b/1/A1.zip"})
        row(none, "archive");
    row("/dists/a/b/1.0.0.0/" + sha1, "other");
    row("/dists/a/b/1.0.0.0/" + sha1 + ".", "other");
    row("/dists/a/b/1.0.0.0/1a.tar/x", "other");
    row("/dists/", "other");
    row("/dists/a", "other");
    row("/dists", "other");
    row("/dist/a/b/" + sha1 + ".zip", "archive");
    row("/x.tar.gz", "archive");
    row("/x.phar", "archive");
    row("/zip", "other");
    row("/search.json", "other");
}

void ComposerPathTest::paths()
{
    QFETCH(QByteArray, path);
    QTEST(describe(readComposerPath(path.toStdString())), "expected");
}

void ComposerPathTest::digests()
{
    QCOMPARE(readComposerPath("/include/all$" + sha1 + ".json").digest,
             Digest::fromHex(DigestAlgorithm::Sha1, sha1));
    QCOMPARE(readComposerPath("/p/a/b%24" + sha256 + ".json").digest,
             Digest::fromHex(DigestAlgorithm::Sha256, sha256));
    QVERIFY(!readComposerPath("/p2/a/b.json").digest);
}

void ComposerPathTest::dists()
{
    const ComposerPath dist = readComposerPath("/dists/a/b/1.0.0.0/1a.zip");
    QCOMPARE(dist.name, std::string("a/b"));
    QCOMPARE(dist.file, std::string("1a.zip"));
}

void ComposerPathTest::documents()
{
    QCOMPARE(packagePath("a/b", Branches::Without), std::string("/p2/a/b.json"));
    QCOMPARE(packagePath("a/b", Branches::Only), std::string("/p2/a/b~dev.json"));
}

void ComposerPathTest::archives_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("isArchive");
    QTest::addColumn<bool>("isZip");
    QTest::addColumn<bool>("isFinal");
    const auto row = [](const std::string &address, bool isArchive, bool isZip, bool isFinal) {
        QTest::addRow("%s", address.c_str())
            << QByteArray::fromStdString(address) << isArchive << isZip << isFinal;
    };
    const std::string code = "https://codeload.github.com/o/r/";
    row(code + "legacy.zip/" + sha1, true, true, true);
    row(code + "zip/" + sha1, true, true, true);
    row(code + "legacy.tar.gz/" + sha1, true, false, true);
    row(code + "tar.gz/refs/tags/v1.0", true, false, false);
    row(code + "zip/refs/heads/main", true, true, false);
    row(code + "zip", false, false, false);
    row(code + "pdf/" + sha1, false, false, true);
    row("https://api.github.com/repos/o/r/zipball/" + sha1, true, true, true);
    row("https://api.github.com/repos/o/r/zipball/v1", true, true, false);
    row("https://api.github.com/repos/o/r/commits/" + sha1, false, false, true);
    row("https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.zip?sha=" + sha1, true, true,
        true);
    row("https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.zip?sha=main", true, true,
        false);
    row("https://bitbucket.org/o/r/get/" + sha1 + ".zip", true, true, true);
    row("https://h.example/dist/v/n/v-n-" + sha256 + "-ab12.zip", true, true, true);
    // Digits around it are a part of another number.
    row("https://h.example/0" + sha1 + ".zip", true, true, false);
    row("https://h.example/1.2.3.zip", true, true, false);
    row("https://h.example/x.ZIP", false, false, false);
    row("https://h.example/", false, false, false);
}

void ComposerPathTest::archives()
{
    QFETCH(QByteArray, address);
    const auto url = http::Url::parse(address.toStdString()).value();
    QTEST(isArchivePath(url.path), "isArchive");
    QTEST(isZipPath(url.path), "isZip");
    QTEST(namesCommit(url), "isFinal");
}

void ComposerPathTest::directly_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const std::string &address, const std::string &expected) {
        QTest::addRow("%s", address.c_str())
            << QByteArray::fromStdString(address) << QByteArray::fromStdString(expected);
    };
    const auto same = [&row](const std::string &address) { row(address, address); };
    const std::string api = "https://api.github.com/repos/";
    row(api + "o/r/zipball/" + sha1, "https://codeload.github.com/o/r/legacy.zip/" + sha1);
    row(api + "o/r/tarball/" + sha1, "https://codeload.github.com/o/r/legacy.tar.gz/" + sha1);
    same(api + "o/r/zipball/v1.0");
    same(api + "o/r/zipball/" + sha1 + "/x");
    same(api + "o/r/zipball/" + sha1 + "?x=1");
    same(api + "o//zipball/" + sha1);
    same(api + "o/r/commits/" + sha1);
    same("http://api.github.com/repos/o/r/zipball/" + sha1);
    same("https://api.github.com.evil.example/repos/o/r/zipball/" + sha1);
    same("https://api.github.com/users/o/r/zipball/" + sha1);
}

void ComposerPathTest::directly()
{
    QFETCH(QByteArray, address);
    const auto url = http::Url::parse(address.toStdString()).value();
    QTEST(QByteArray::fromStdString(direct(url).text()), "expected");
}

void ComposerPathTest::hosts()
{
    QCOMPARE(findArchiveHost("github-codeload")->host, githubCode);
    QCOMPARE(findArchiveHost("github-api")->host, githubApi);
    QVERIFY(findArchiveHost("gitlab") != nullptr);
    for (const char *name : {"", "github", "../etc", "codeload.github.com"})
        QVERIFY(findArchiveHost(name) == nullptr);
}

} // namespace

QTEST_GUILESS_MAIN(ComposerPathTest)
#include "composerpath.moc"
