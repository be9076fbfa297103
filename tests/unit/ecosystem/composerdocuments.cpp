// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/repository.h"

#include "ecosystem/composer/ziparchive.h"
#include "ecosystem/mutate.h"

#include <QBuffer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <string>

using namespace larder;
using namespace larder::ecosystem;

namespace
{

const std::string sha1(40, 'a');

QByteArray readData(const char *name)
{
    QFile file(QStringLiteral(LARDER_TEST_DATA) + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// As the public repository writes it: what equals the version before is left out.
const QByteArray minified = readData("minified-package.json");

QBuffer &opened(QBuffer &buffer, const QByteArray &data)
{
    buffer.setData(data);
    buffer.open(QIODevice::ReadOnly);
    return buffer;
}

std::optional<composer::Dist> byReference(const char *package, const char *reference,
                                          const QByteArray &document = minified)
{
    QBuffer body;
    return composer::distByReference(package, reference, opened(body, document));
}

bool isDocument(const QByteArray &document)
{
    QBuffer body;
    return composer::checkDocument(opened(body, document)).has_value();
}

QJsonObject rewritten(const QByteArray &root, const composer::RootLinks &links)
{
    QBuffer body;
    QBuffer result;
    result.open(QIODevice::WriteOnly);
    if (!composer::rewriteRoot(links, opened(body, root), result))
        return {};
    return QJsonDocument::fromJson(result.data()).object();
}

composer::RootLinks linksOf(const char *root, const char *base, bool mirrors = false)
{
    composer::RootLinks links{
        .repository = http::Url::parse(root).value(), .base = base, .mirrors = mirrors};
    while (links.repository.path.ends_with('/'))
        links.repository.path.pop_back();
    return links;
}

bool isZip(const QByteArray &file)
{
    QBuffer body;
    return composer::checkZip(opened(body, file)).has_value();
}

QByteArray little(quint64 number, int bytes)
{
    QByteArray text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>((number >> (8 * i)) & 0xFF);
    return text;
}

// A zip archive of so many empty files; comment: at its end.
QByteArray zipOf(int entries, const QByteArray &comment = {})
{
    QByteArray files;
    QByteArray directory;
    for (int i = 0; i < entries; ++i) {
        const QByteArray name = "top/file" + QByteArray::number(i);
        directory += "PK\1\2" + QByteArray(24, '\0') + little(quint64(name.size()), 2) +
                     QByteArray(12, '\0') + little(quint64(files.size()), 4) + name;
        files +=
            "PK\3\4" + QByteArray(22, '\0') + little(quint64(name.size()), 2) + little(0, 2) + name;
    }
    return files + directory + "PK\5\6" + QByteArray(4, '\0') + little(quint64(entries), 2) +
           little(quint64(entries), 2) + little(quint64(directory.size()), 4) +
           little(quint64(files.size()), 4) + little(quint64(comment.size()), 2) + comment;
}

class ComposerDocumentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documents_data();
    void documents();
    void distsByReference();
    void distsOfOlderDocuments();
    void distsByUrl();
    void roots();
    void rootsWithMirrors();
    void rootsBelowAPath();
    void archives_data();
    void archives();
    void largeArchives();
    void survivesAnything();
};

void ComposerDocumentsTest::documents_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *document, bool expected) {
        QTest::addRow("%s", document) << QByteArray(document) << expected;
    };
    row(R"({"packages":[],"metadata-url":"/p2/%package%.json"})", true);
    row(R"({"packages":{}})", true);
    row(R"({"packages":{"a/b":[]},"minified":"composer/2.0"})", true);
    row(R"({"includes":{"all$x.json":{"sha1":"x"}}})", true);
    row(R"({"provider-includes":{}})", true);
    row(R"({"metadata-url":"/x"})", true);
    row(R"({"pack\u0061ges":[]})", true);
    row(R"({"status":"error","message":"no"})", false);
    row(R"({"x":{"packages":[]}})", false);
    row("[]", false);
    row("[{\"packages\":[]}]", false);
    row("{}", false);
    row("\"packages\"", false);
    row("", false);
    row("{\"packages\":[]", false);
    row("{\"packages\":[]}x", false);
    row("<html></html>", false);
    QTest::addRow("deep") << "{\"packages\":" + QByteArray(50000, '[') << false;
}

void ComposerDocumentsTest::documents()
{
    QFETCH(QByteArray, document);
    QTEST(isDocument(document), "expected");
}

void ComposerDocumentsTest::distsByReference()
{
    QCOMPARE(byReference("acme/hub", "c3"),
             (composer::Dist{.url = "https://api.github.com/repos/acme/hub/zipball/c3",
                             .type = "zip",
                             .digest = {}}));
    QCOMPARE(byReference("acme/hub", "b2"),
             (composer::Dist{.url = "https://h.example/b2.zip",
                             .type = "zip",
                             .digest = Digest::fromHex(DigestAlgorithm::Sha1, sha1)}));
    QVERIFY(byReference("ACME/Hub", "b2"));
    // One that is no number is asked for by its MD5.
    const std::string tag = digestOf("v0.9", DigestAlgorithm::Md5).hex();
    QCOMPARE(byReference("acme/hub", tag.c_str())->url, std::string("https://h.example/main.zip"));
    for (const char *none : {"", "d4", "e5", "c", "a1", "__unset"})
        QVERIFY2(!byReference("acme/hub", none), none);
    QVERIFY(!byReference("acme/other", "c3"));
    QVERIFY(!byReference("acme/hub", "c3", minified.left(200)));
}

void ComposerDocumentsTest::distsOfOlderDocuments()
{
    const QByteArray document = R"({"packages":{"a/b":{"1.0":{"dist":{"url":"https://h/1.zip",
        "reference":"1a"}}}}})";
    QCOMPARE(byReference("a/b", "1a", document)->url, std::string("https://h/1.zip"));
    for (const QByteArray &odd :
         {QByteArray(R"({"packages":{"a/b":{"dist":{"url":"https://h/1.zip","reference":"1a"}}}})"),
          QByteArray(R"({"x":{"a/b":[{"dist":{"url":"https://h/1.zip","reference":"1a"}}]}})"),
          QByteArray(R"({"packages":{"a/b":[{"dist":[{"url":"https://h/","reference":"1a"}]}]}})"),
          QByteArray(
              R"({"packages":{"a/b":[{"dist":{"x":{"url":"https://h/","reference":"1a"}}}]}})")})
        QVERIFY2(!byReference("a/b", "1a", odd), odd.constData());
}

void ComposerDocumentsTest::distsByUrl()
{
    QBuffer body;
    const auto at = [&body](const char *url) {
        body.close();
        return composer::distByUrl(http::Url::parse(url).value(), opened(body, minified));
    };
    QCOMPARE(at("https://h.example/b2.zip")->digest, Digest::fromHex(DigestAlgorithm::Sha1, sha1));
    QVERIFY(at("https://H.example:443/b2.zip"));
    QVERIFY(!at("https://h.example/main.zip")->digest);
    QVERIFY(!at("https://evil.example/x.zip"));
    QVERIFY(!at("https://h.example/"));
}

void ComposerDocumentsTest::roots()
{
    const QByteArray root = R"({"packages":[],"notify-batch":"/downloads/","search":
        "https://repo.example/search.json?q=%query%&type=%type%","metadata-url":"/p2/%package%.json",
        "list":"https://other.example/list.json","available-packages":["a/b"],"x":1.50,"y":null,
        "providers-api":"//repo.example/p/%package%","warning":"/x",
        "security-advisories":{"metadata":true,"api-url":"/api/","x":"/x"}})";
    const QJsonObject result = rewritten(root, linksOf("https://repo.example/", "/"));
    const auto at = [&result](const char *key) {
        return result[QLatin1StringView(key)].toString();
    };
    QCOMPARE(at("metadata-url"), QStringLiteral("/p2/%package%.json"));
    QCOMPARE(at("notify-batch"), QStringLiteral("https://repo.example/downloads/"));
    QCOMPARE(at("search"), QStringLiteral("/search.json?q=%query%&type=%type%"));
    QCOMPARE(at("list"), QStringLiteral("https://other.example/list.json"));
    QCOMPARE(at("providers-api"), QStringLiteral("//repo.example/p/%package%"));
    QCOMPARE(at("warning"), QStringLiteral("/x"));
    const QJsonObject advisories = result[QLatin1StringView("security-advisories")].toObject();
    QCOMPARE(advisories[QLatin1StringView("api-url")].toString(), QStringLiteral("/api/"));
    QCOMPARE(advisories[QLatin1StringView("x")].toString(), QStringLiteral("/x"));
    QVERIFY(!result.contains(QLatin1StringView("mirrors")));
    QCOMPARE(result.size(), QJsonDocument::fromJson(root).object().size());
}

void ComposerDocumentsTest::rootsWithMirrors()
{
    const auto mirrors = [](const char *root, const char *base) {
        const auto result = rewritten(root, linksOf("https://r.example/", base, true));
        return QJsonDocument(result[QLatin1StringView("mirrors")].toArray())
            .toJson(QJsonDocument::Compact);
    };
    const QByteArray own =
        R"({"dist-url":"/dists/%package%/%version%/%reference%.%type%","preferred":true})";
    QCOMPARE(mirrors(R"({"packages":[]})", "/"), "[" + own + "]");
    QCOMPARE(mirrors("{}", "/"), "[" + own + "]");
    QCOMPARE(mirrors(R"({"mirrors":[],"packages":[]})", "/"), "[" + own + "]");
    QCOMPARE(mirrors(R"({"mirrors":[{"dist-url":"x"}]})", "/"),
             "[" + own + R"(,{"dist-url":"x"}])");
    QCOMPARE(mirrors(R"({"packages":{"x":{"mirrors":[]}}})", "/"), "[" + own + "]");
    QVERIFY(mirrors(R"({"packages":[]})", "/work/").contains("\"/work/dists/%package%"));
}

void ComposerDocumentsTest::rootsBelowAPath()
{
    const auto link = [](const char *address) {
        const QByteArray root = R"({"metadata-url":")" + QByteArray(address) + R"("})";
        return rewritten(root, linksOf("https://r.example:8443/base/",
                                       "/work/"))[QLatin1StringView("metadata-url")]
            .toString();
    };
    QCOMPARE(link("/base/p2/%package%.json"), QStringLiteral("/work/p2/%package%.json"));
    QCOMPARE(link("https://r.example:8443/base/p2/%package%.json"),
             QStringLiteral("/work/p2/%package%.json"));
    // What is beyond it is the repository's own affair.
    QCOMPARE(link("/p2/%package%.json"),
             QStringLiteral("https://r.example:8443/p2/%package%.json"));
    QCOMPARE(link("/based/p2/%package%.json"),
             QStringLiteral("https://r.example:8443/based/p2/%package%.json"));
    QCOMPARE(link("https://r.example/base/%package%"),
             QStringLiteral("https://r.example/base/%package%"));
    QCOMPARE(link(""), QString());
}

void ComposerDocumentsTest::archives_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, const QByteArray &file, bool expected) {
        QTest::newRow(name) << file << expected;
    };
    const QByteArray good = zipOf(3);
    row("one file", zipOf(1), true);
    row("three files", good, true);
    row("with a comment", zipOf(3, "a comment"), true);
    row("with an end in its comment", zipOf(3, "PK\5\6 and so on"), true);
    row("with the longest comment", zipOf(3, QByteArray(65535, 'x')), true);
    row("no files", zipOf(0), false);
    row("nothing", {}, false);
    row("text", "not a zip archive, but long enough to be one", false);
    row("only an end", zipOf(0).right(22), false);
    row("cut at its end", good.chopped(1), false);
    row("cut before its end", good.chopped(22), false);
    row("cut at its beginning", good.sliced(1), false);
    row("with more behind it", good + "x", false);
    row("with more before it", "x" + good, false);
    row("with a hole", QByteArray(good).remove(10, 4), false);
    row("two of them", good + good, false);
    const qsizetype end = good.size() - 22;
    row("more entries than there are", QByteArray(good).replace(end + 10, 2, little(4, 2)), false);
    row("fewer entries than there are", QByteArray(good).replace(end + 10, 2, little(2, 2)), false);
    row("a directory elsewhere", QByteArray(good).replace(end + 16, 4, little(0, 4)), false);
    row("a directory beyond", QByteArray(good).replace(end + 16, 4, little(1U << 31, 4)), false);
    row("another size", QByteArray(good).replace(end + 12, 4, little(1, 4)), false);
    row("large figures without a place", QByteArray(good).replace(end + 16, 4, little(~0ULL, 4)),
        false);
    const qsizetype entry = good.indexOf("PK\1\2");
    row("an entry beyond", QByteArray(good).replace(entry + 28, 2, little(65535, 2)), false);
    row("no entry", QByteArray(good).replace(entry, 4, "PK\1\3"), false);
    row("no file", QByteArray(good).replace(0, 4, "PK\3\5"), false);
}

void ComposerDocumentsTest::archives()
{
    QFETCH(QByteArray, file);
    QTEST(isZip(file), "expected");
}

// More entries than 16 bits count, in a directory of several pieces.
void ComposerDocumentsTest::largeArchives()
{
    constexpr int entries = 70000;
    const QByteArray plain = zipOf(entries);
    const qsizetype end = plain.size() - 22;
    const quint64 offset = quint64(plain.indexOf("PK\1\2"));
    const QByteArray end64 = "PK\6\6" + little(44, 8) + QByteArray(12, '\0') + little(entries, 8) +
                             little(entries, 8) + little(quint64(end) - offset, 8) +
                             little(offset, 8);
    const QByteArray locator = "PK\6\7" + little(0, 4) + little(quint64(end), 8) + little(1, 4);
    QByteArray last = plain.sliced(end);
    last.replace(8, 12, QByteArray(12, '\xFF'));
    const QByteArray large = plain.first(end) + end64 + locator + last;
    QVERIFY(isZip(large));
    QVERIFY(!isZip(QByteArray(large).replace(end + 32, 8, little(entries + 1, 8))));
    QVERIFY(!isZip(QByteArray(large).replace(end + 48, 8, little(~0ULL, 8))));
    QVERIFY(!isZip(QByteArray(large).replace(end + end64.size() + 8, 8, little(~0ULL, 8))));
    QVERIFY(!isZip(plain));
}

void ComposerDocumentsTest::survivesAnything()
{
    test::Mutator mutator(44, {"{", "}", "[", "]", "\"dist\":{", "\"packages\":", "\"reference\":",
                               "PK\5\6", "PK\1\2", std::string(8, '\xFF'), std::string(8, '\0')});
    const QByteArray zip = zipOf(5, "comment");
    for (int i = 0; i < 3000; ++i) {
        const QByteArray document =
            QByteArray::fromStdString(mutator.mutate(minified.toStdString()));
        static_cast<void>(isDocument(document));
        static_cast<void>(byReference("acme/hub", "b2", document));
        static_cast<void>(rewritten(document, linksOf("https://r.example/", "/", true)));
        static_cast<void>(isZip(QByteArray::fromStdString(mutator.mutate(zip.toStdString()))));
    }
}

} // namespace

QTEST_GUILESS_MAIN(ComposerDocumentsTest)
#include "composerdocuments.moc"
