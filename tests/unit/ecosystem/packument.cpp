// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/packument.h"

#include "ecosystem/document.h"
#include "ecosystem/ecosystem.h"
#include "ecosystem/mutate.h"
#include "ecosystem/pages.h"

#include <QBuffer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>
#include <QTest>

using namespace larder;
using namespace larder::ecosystem;

namespace
{

constexpr std::string_view linkBase = "http://127.0.0.1:3143/";

QByteArray readData(const char *name)
{
    QFile file(QStringLiteral(LARDER_TEST_DATA) + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// As the registry wrote them when they had no integrity yet, with what couchdb left in them.
const QByteArray ancient = readData("ancient-packument.json");

// The abbreviated form of a scoped package; slashes and letters spelt as some registries do.
const QByteArray scoped = readData("scoped-packument.json");

QByteArray rewriteWith(std::string_view base, const QByteArray &document)
{
    QBuffer body;
    body.setData(document);
    body.open(QIODevice::ReadOnly);
    QBuffer rewritten;
    rewritten.open(QIODevice::WriteOnly);
    if (!npm::rewritePackument(base, body, rewritten))
        return {};
    return rewritten.data();
}

QByteArray rewrite(const QByteArray &document)
{
    return rewriteWith(linkBase, document);
}

bool isPackument(const QByteArray &document)
{
    QBuffer body;
    body.setData(document);
    body.open(QIODevice::ReadOnly);
    const auto checked = npm::checkPackument(body);
    if (!checked && checked.error().kind != FaultKind::Damaged)
        qFatal("Another fault");
    return checked.has_value();
}

std::optional<Digest> announced(const char *file, const QByteArray &document)
{
    QBuffer body;
    body.setData(document);
    body.open(QIODevice::ReadOnly);
    return makeEcosystem("npm", {})->announcedDigest(http::Url::parse(file).value(), body);
}

std::string integrityOf(std::string_view text)
{
    const Digest digest = digestOf(text, DigestAlgorithm::Sha512);
    return "sha512-" + QByteArray::fromStdString(digest.bytes).toBase64().toStdString();
}

class PackumentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checks_data();
    void checks();
    void links_data();
    void links();
    void keepsTheRest();
    void keepsWhatIsNoLink_data();
    void keepsWhatIsNoLink();
    void rewritesManifests();
    void rewritesWhatIsNamedTwice();
    void spellings();
    void pieces();
    void refusesDamage_data();
    void refusesDamage();
    void failsWhereItCannotWrite();
    void digests_data();
    void digests();
    void digestsOfManifests();
    void largeDocuments();
    void survivesAnything();
};

void PackumentTest::checks_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<bool>("isPackage");
    const auto row = [](const QByteArray &document, bool isPackage) {
        QTest::addRow("%lld %s", document.size(), document.left(40).simplified().constData())
            << document << isPackage;
    };
    row(ancient, true);
    row(scoped, true);
    row(R"({"versions":{}})", true);
    row(R"({"name":"x","version":"1.0.0"})", true);
    row(R"({"dist":{}})", true);
    // All versions removed.
    row(R"({"_id":"x","name":"x","time":{"unpublished":{"versions":["1.0.0"]}}})", true);

    row("", false);
    row("  ", false);
    row("null", false);
    row("1", false);
    row("\"versions\"", false);
    row("{}", false);
    row("[]", false);
    row(R"([{"versions":{}}])", false);
    row(R"({"error":"not_found"})", false);
    row(R"({"name":"x"})", false);
    row(R"({"time":{}})", false);
    row(R"({"versions":[]})", false);
    row(R"({"versions":null})", false);
    row(R"({"versions":"x"})", false);
    row(R"({"dist":"x"})", false);
    row(R"({"version":1})", false);
    row(R"({"x":{"versions":{}}})", false);
    row(R"({"x":[{"version":"1","dist":{}}]})", false);
    row(R"({"":{"versions":{}}})", false);
    row(R"( {"versions":{}} )", true);
    row(R"({"versions":{}}x)", false);
    row(R"({"versions":{}}{})", false);
    row(R"({"versions":{})", false);
    row(R"({"versions":{},})", false);
    row(R"({versions:{}})", false);
    row(QByteArray("{\"versions\":{}}\0", 16), false);
    row("<!DOCTYPE html><html></html>", false);
    row("{\"versions\":" + QByteArray(2000, '[') + QByteArray(2000, ']') + "}", false);
    row(R"({"versions":{},"x":)" + QByteArray(100, '[') + QByteArray(100, ']') + "}", true);
    row(R"({"versions":{},"x":)" + QByteArray(200, '[') + QByteArray(200, ']') + "}", false);
    row(R"({"versions":{},"x":)" + QByteArray(100'000, '[') + "}", false);
}

void PackumentTest::checks()
{
    QFETCH(QByteArray, document);
    QFETCH(bool, isPackage);
    QCOMPARE(isPackument(document), isPackage);
}

void PackumentTest::links_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QByteArray>("link");
    const auto row = [](const char *address, const char *link) {
        QTest::addRow("%s", address) << QByteArray(address) << QByteArray(link);
    };
    row("https://registry.npmjs.org/x/-/x-1.0.0.tgz", "x/-/x-1.0.0.tgz");
    row("http://registry.npmjs.org:80/x/-/x-1.0.0.tgz", "x/-/x-1.0.0.tgz");
    row("https://other.example/any/base/x/-/x-1.0.0.tgz", "x/-/x-1.0.0.tgz");
    row("https://h.example/@s/n/-/n-1.0.0.tgz", "@s/n/-/n-1.0.0.tgz");
    row("https://h.example/@s%2fn/-/n-1.0.0.tgz", "@s/n/-/n-1.0.0.tgz");
    row("https://h.example/%40s%2Fn/-/n-1.0.0.tgz", "@s/n/-/n-1.0.0.tgz");
    row("https://h.example/x/-/x-1.0.0+b.tgz", "x/-/x-1.0.0+b.tgz");
    row("https://h.example/x/-/x-1.0.0%2bb.tgz", "x/-/x-1.0.0+b.tgz");
    row("https://h.example/JSONStream/-/JSONStream-1.0.0.tgz", "JSONStream/-/JSONStream-1.0.0.tgz");
    row("https://h.example/x/-/x-1.0.0.tgz#sha1", "x/-/x-1.0.0.tgz");
    for (const char *address :
         {"", "x", "x/-/x-1.0.0.tgz", "/x/-/x-1.0.0.tgz", "ftp://h.example/x/-/x-1.0.0.tgz",
          "file:///x/-/x-1.0.0.tgz", "https://h.example/x-1.0.0.tgz",
          "https://h.example/x/-/x-1.0.0.zip", "https://h.example/x/-/x-1.0.0.tgz?token=y",
          "https://u:p@h.example/x/-/x-1.0.0.tgz", "https://h.example/download/@s/n/1.0.0/abc",
          "https://h.example/../x/-/x-1.tgz", "https://h.example/x/-/..%2fx.tgz",
          "https://h.example/.x/-/x-1.tgz", "https://h.example/_x/-/x-1.tgz",
          "https://h.example/@s/n/-/@s/n-1.0.0.tgz", "https://h.example/-/-/x-1.tgz",
          "https://h.example/x/-/x 1.tgz", "https://h.example:99999/x/-/x-1.tgz"})
        row(address, "");
}

void PackumentTest::links()
{
    QFETCH(QByteArray, address);
    QFETCH(QByteArray, link);
    const auto linked = npm::linkedTarball("http://h:1/", address.toStdString());
    QCOMPARE(linked ? QByteArray::fromStdString(*linked) : QByteArray(),
             link.isEmpty() ? link : "http://h:1/" + link);
    // What we write is what plan() understands.
    if (linked) {
        http::RequestHead request;
        request.target = linked->substr(std::string_view("http://h:1").size());
        const Plan plan = makeEcosystem("npm", {})->plan(request, Address::Ours);
        QVERIFY(std::holds_alternative<Serve>(plan));
    }
}

void PackumentTest::keepsTheRest()
{
    for (const QByteArray &document : {ancient, scoped}) {
        const auto untouched = QJsonDocument::fromJson(document);
        QVERIFY(untouched.isObject());
        // In whatever spelling of the original.
        auto expected = untouched.object();
        auto versions = expected[u"versions"].toObject();
        for (const QString &version : versions.keys()) {
            auto manifest = versions[version].toObject();
            auto dist = manifest[u"dist"].toObject();
            QString address = dist[u"tarball"].toString();
            address.replace(QStringLiteral("%2f"), QStringLiteral("/"));
            address.replace(0, address.indexOf(u"npmjs.org/") + 10,
                            QLatin1StringView(linkBase.data(), linkBase.size()));
            dist[u"tarball"] = address;
            manifest[u"dist"] = dist;
            versions[version] = manifest;
        }
        expected[u"versions"] = versions;
        const QByteArray rewritten = rewrite(document);
        QCOMPARE(QJsonDocument::fromJson(rewritten).object(), expected);
        QCOMPARE(rewrite(rewritten), rewritten);
    }

    const QByteArray rewritten = rewrite(ancient);
    QVERIFY(rewritten.contains("12345678901234567890123"));
    QVERIFY(rewritten.contains("-1.50e+10"));
    QCOMPARE(rewritten.count("registry.npmjs.org"), 2); // attachment, readme
    QVERIFY(rewritten.indexOf("_rev") < rewritten.indexOf("versions"));
    QVERIFY(rewritten.indexOf("shasum") < rewritten.indexOf("tarball"));
}

void PackumentTest::keepsWhatIsNoLink_data()
{
    QTest::addColumn<QByteArray>("document");
    const auto row = [](const QByteArray &document) {
        QTest::addRow("%s", document.left(60).constData()) << document;
    };
    const QByteArray tarball = R"("tarball":"https://h.example/x/-/x-1.tgz")";
    row("{}");
    row("[]");
    row(R"({"":{"":""}})");
    row('{' + tarball + '}');
    row(R"({"versions":{)" + tarball + "}}");
    row(R"({"versions":{"1":{)" + tarball + "}}}");
    row(R"({"versions":[{"dist":{)" + tarball + "}}]}");
    row(R"({"versions":{"1":[{"dist":{)" + tarball + "}}]}}");
    row(R"({"versions":{"1":{"dist":[{)" + tarball + "}]}}}");
    row(R"({"versions":{"1":{"dist":{"x":{)" + tarball + "}}}}}");
    row(R"({"versions":{"1":{"dist":{"x":[{)" + tarball + "}]}}}}");
    row(R"({"versions":{"1":{"x":{"dist":{)" + tarball + "}}}}}");
    row(R"({"versions":{"1":{"x":{)" + tarball + "}}}}");
    row(R"({"x":{)" + tarball + "}}");
    row(R"({"versions":{"1":{"dist":{"tarball":["https://h.example/x/-/x-1.tgz"]}}}})");
    row(R"({"versions":{"1":{"dist":{"tarball":{"tarball":"https://h.example/x/-/x-1.tgz"}}}}})");
    row(R"({"versions":{"1":{"dist":{"tarball2":"https://h.example/x/-/x-1.tgz"}}}})");
    row(R"({"versions":{"1":{"dist":{"Tarball":"https://h.example/x/-/x-1.tgz"}}}})");
    row(R"({"versions":{"1":{"dist":{"tarball\u0000":"https://h.example/x/-/x-1.tgz"}}}})");
    row(R"({"versions":{"1":{"dist":{"tarball":"https://h.example/download/x","x":null}}}})");
    row(R"({"versions":{"1":{"dist":{"tarball":1},"x":"https://h.example/x/-/x-1.tgz"}}})");
    row(R"({"x":{"versions":{"1":{"dist":{)" + tarball + "}}}}}");
    row(R"({"Versions":{"1":{"dist":{)" + tarball + "}}}}");
    row(R"({"versions":{},"dist2":{)" + tarball + "}}");
    row(R"([{"versions":{"1":{"dist":{)" + tarball + "}}}}]");
    row(R"({"dist-tags":{"dist":{)" + tarball + "}}}");
}

void PackumentTest::keepsWhatIsNoLink()
{
    QFETCH(QByteArray, document);
    QCOMPARE(rewrite(document), document);
}

void PackumentTest::rewritesManifests()
{
    const QByteArray manifest =
        R"({"name":"x","dist":{"tarball":"https://h.example/@s/x/-/x-1.tgz"}})";
    QByteArray expected = manifest;
    expected.replace("https://h.example/", "http://127.0.0.1:3143/");
    QCOMPARE(rewrite(manifest), expected);
    expected.replace("http://127.0.0.1:3143/", "http://[::1]/work/");
    QCOMPARE(rewriteWith("http://[::1]/work/", manifest), expected);
}

// Whichever a client takes is right.
void PackumentTest::rewritesWhatIsNamedTwice()
{
    const QByteArray document =
        R"({"dist":{"tarball":"https://h/x/-/x-1.tgz"},)"
        R"("dist":{"tarball":1,"tarball":"https://h/x/-/x-2.tgz"},)"
        R"("versions":{"":{"dist":{"tarball":"https://h/x/-/x-3.tgz"}}},)"
        R"("versions":{"":{"dist":{"":{},"tarball":"https://h/x/-/x-4.tgz"}}}})";
    QByteArray expected = document;
    expected.replace("https://h/", "http://127.0.0.1:3143/");
    QCOMPARE(rewrite(document), expected);
}

void PackumentTest::spellings()
{
    const QByteArray document =
        R"( [ "\u00e9\ud83d\ude00\/\"\\\b\f\n\r\t\u0001" , 1.10 , -0 , 1E5 ] )";
    const QByteArray plain = R"(["éD/\"\\\b\f\n\r\t\u0001",1.10,-0,1E5])";
    QCOMPARE(rewrite(document), QByteArray(plain).replace("D", "\xF0\x9F\x98\x80"));
}

// The pieces in which it is read begin and end anywhere.
void PackumentTest::pieces()
{
    const QByteArray document =
        R"({"dist":{"\u0074arball":"https:\/\/h\/x\/-\/x-1.tgz"},"n":123456789})";
    const QByteArray expected =
        R"({"dist":{"tarball":"http://127.0.0.1:3143/x/-/x-1.tgz"},"n":123456789})";
    for (std::size_t shift = documentPieceBytes - 120; shift < documentPieceBytes + 8; ++shift)
        QCOMPARE(rewrite(QByteArray(static_cast<qsizetype>(shift), ' ') + document), expected);
}

void PackumentTest::refusesDamage_data()
{
    QTest::addColumn<QByteArray>("document");
    for (const char *document : {"", "{", "{\"a\":1", "{\"a\":\"x", "{\"a\":01}", "{\"a\":\"\\x\"}",
                                 "nul", "{} x", "{\"a\" 1}", "<html>", "{\"a\":\"\\u12\"}"})
        QTest::addRow("%s", document) << QByteArray(document);
    QTest::newRow("cut") << ancient.left(ancient.size() / 2);
    QTest::newRow("deep") << QByteArray(1'000'000, '[');
}

void PackumentTest::refusesDamage()
{
    QFETCH(QByteArray, document);
    QBuffer body(&document);
    body.open(QIODevice::ReadOnly);
    QBuffer rewritten;
    rewritten.open(QIODevice::WriteOnly);
    const auto result = npm::rewritePackument(linkBase, body, rewritten);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, FaultKind::Damaged);
    QVERIFY(!result.error().what.isEmpty());
}

void PackumentTest::failsWhereItCannotWrite()
{
    QByteArray document = ancient;
    QBuffer body(&document);
    body.open(QIODevice::ReadOnly);
    QFile full(QStringLiteral("/dev/full"));
    QVERIFY(full.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    const auto result = npm::rewritePackument(linkBase, body, full);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, FaultKind::NoSpace);
}

void PackumentTest::digests_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("expected"); // in hexadecimal digits
    const auto row = [](const char *name, const QByteArray &document, const char *file,
                        const std::string &expected) {
        QTest::addRow("%s %s", name, file)
            << document << QByteArray(file) << QByteArray::fromStdString(expected);
    };
    const std::string one = digestOf("1", DigestAlgorithm::Sha512).hex();
    const std::string two = digestOf("2", DigestAlgorithm::Sha512).hex();
    const std::string shasum = "aa049c967f999222aa42e14434f0c562ef468241";
    QByteArray full = scoped;
    full.replace("I1", QByteArray::fromStdString(integrityOf("1")));
    full.replace("I2", QByteArray::fromStdString("sha1-x " + integrityOf("2")));

    row("scoped", full, "https://registry.npmjs.org/@s/n/-/n-1.0.0.tgz", one);
    row("scoped", full, "https://registry.npmjs.org/@s/n/-/n-2.0.0.tgz", two);
    row("scoped", full, "https://h.example/base/@s%2fn/-/n-2.0.0.tgz", two);
    row("scoped", full, "https://registry.npmjs.org/@s/n/-/n-3.0.0.tgz", "");
    row("scoped", full, "https://registry.npmjs.org/n/-/n-1.0.0.tgz", "");
    row("scoped", full, "https://registry.npmjs.org/@t/n/-/n-1.0.0.tgz", "");
    row("scoped", full, "https://registry.npmjs.org/@s/n", "");
    // The integrity of its first version is none.
    row("damaged", scoped, "https://registry.npmjs.org/@s/n/-/n-1.0.0.tgz", shasum);
    row("damaged", scoped, "https://registry.npmjs.org/@s/n/-/n-2.0.0.tgz", "");
    row("ancient", ancient, "https://registry.npmjs.org/abbrev/-/abbrev-1.0.3.tgz", shasum);
    row("ancient", ancient, "https://registry.npmjs.org/abbrev/-/abbrev-1.0.4.tgz", "");
    // Found before the damage.
    row("cut", full.left(full.size() - 5), "https://h.example/@s/n/-/n-1.0.0.tgz", one);
    row("empty", "", "https://h.example/x/-/x-1.tgz", "");
    row("no object", "[]", "https://h.example/x/-/x-1.tgz", "");

    const auto dist = [](const std::string &fields) {
        return QByteArray::fromStdString(R"({"versions":{"1":{"dist":{)" + fields + "}}}}");
    };
    const std::string tarball = R"("tarball":"https://h.example/x/-/x-1.tgz")";
    const char *const file = "https://h.example/x/-/x-1.tgz";
    row("only shasum", dist(tarball + R"(,"shasum":")" + shasum + '"'), file, shasum);
    row("bad shasum", dist(tarball + R"(,"shasum":"xyz")"), file, "");
    row("no string", dist(tarball + R"(,"integrity":1,"shasum":null)"), file, "");
    row("in a list", dist(tarball + R"(,"x":[{"shasum":")" + shasum + "\"}]"), file, "");
    row("sha1 and shasum", dist(tarball + R"(,"integrity":"md5-x","shasum":")" + shasum + '"'),
        file, shasum);
    // The last one counts, as for clients.
    row("twice", dist(R"("shasum":"xyz",)" + tarball + R"(,"shasum":")" + shasum + '"'), file,
        shasum);
    row("two tarballs",
        dist(tarball + R"(,"shasum":")" + shasum + R"(","tarball":"https://h.example/y")"), file,
        "");
    // What one "dist" states says nothing about another.
    row("neighbours",
        QByteArray::fromStdString(R"({"versions":{"0":{"dist":{"shasum":")" + shasum +
                                  R"("}},"1":{"dist":{)" + tarball + "}}}}"),
        file, "");
}

void PackumentTest::digests()
{
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, expected);
    const auto digest = announced(file.constData(), document);
    QCOMPARE(digest ? QByteArray::fromStdString(digest->hex()) : QByteArray(), expected);
}

void PackumentTest::digestsOfManifests()
{
    const QByteArray manifest =
        QByteArray::fromStdString(R"({"version":"1","dist":{"integrity":")" + integrityOf("1") +
                                  R"(","tarball":"https://h.example/x/-/x-1.tgz"}})");
    const auto digest = announced("https://h.example/x/-/x-1.tgz", manifest);
    QVERIFY(digest == digestOf("1", DigestAlgorithm::Sha512));
}

// As the largest packuments: memory does not grow beyond what pieces need.
void PackumentTest::largeDocuments()
{
    constexpr std::size_t versionCount = 10'000;
    const auto version = [readme = std::string(2048, 'r')](std::size_t number) {
        const std::string name = "1.0." + std::to_string(number);
        const std::string digits = std::to_string(number);
        return (number == 0 ? "\"" : ",\"") + name + R"(":{"name":"@s/big","readme":")" + readme +
               R"(","dist":{"shasum":")" + std::string(40 - digits.size(), '0') + digits +
               R"(","tarball":"https://registry.npmjs.org/@s/big/-/big-)" + name + R"(.tgz"}})";
    };
    const auto document = [&] {
        return test::EndlessDocument(R"({"name":"@s/big","versions":{)", version, versionCount,
                                     "}}");
    };
    const long before = test::peakMemory();
    test::EndlessDocument checked = document();
    QVERIFY(npm::checkPackument(checked));
    test::EndlessDocument page = document();
    QTemporaryFile rewritten;
    QVERIFY(rewritten.open());
    QVERIFY(npm::rewritePackument(linkBase, page, rewritten));
    test::EndlessDocument searched = document();
    const auto digest =
        npm::tarballDigest({.kind = npm::PathKind::Tarball,
                            .name = "@s/big",
                            .rest = "big-1.0." + std::to_string(versionCount - 1) + ".tgz"},
                           searched);
    QVERIFY(digest);
    QVERIFY(digest->hex().ends_with("09999"));
    const long growth = test::peakMemory() - before;
    QVERIFY2(before > 0 && growth < test::maxPeakGrowth, std::to_string(growth).c_str());

    QVERIFY(rewritten.size() > 20'000'000);
    QVERIFY(rewritten.seek(0));
    const QByteArray text = rewritten.readAll();
    QCOMPARE(text.count("http://127.0.0.1:3143/@s/big/-/big-1.0."), qsizetype{versionCount});
    QVERIFY(!text.contains("registry.npmjs.org"));
}

void PackumentTest::survivesAnything()
{
    test::Mutator mutator(99, {"{",
                               "}",
                               "[",
                               "]",
                               ",",
                               ":",
                               "\"",
                               "\\",
                               "\\u",
                               "\\ud83d",
                               "\"\"",
                               R"("dist":{)",
                               R"("versions":{)",
                               R"("tarball":")",
                               "1e",
                               "-",
                               "null",
                               "\xFF",
                               "/-/",
                               ".tgz",
                               std::string(1, '\0'),
                               std::string(500, '[')});
    const std::string documents[]{ancient.toStdString(), scoped.toStdString()};
    std::size_t whole = 0;
    for (std::size_t i = 0; i < 4000; ++i) {
        const auto text =
            QByteArray::fromStdString(mutator.mutate(documents[i % std::size(documents)]));
        static_cast<void>(isPackument(text));
        static_cast<void>(announced("https://h.example/abbrev/-/abbrev-1.0.3.tgz", text));
        QByteArray document = text;
        QBuffer body(&document);
        body.open(QIODevice::ReadOnly);
        QBuffer rewritten;
        rewritten.open(QIODevice::WriteOnly);
        if (!npm::rewritePackument(linkBase, body, rewritten))
            continue;
        ++whole;
        QCOMPARE(rewrite(rewritten.data()), rewritten.data());
    }
    QVERIFY(whole > 400);
}

} // namespace

QTEST_GUILESS_MAIN(PackumentTest)
#include "packument.moc"
