// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/mutate.h"
#include "ecosystem/npm/accept.h"
#include "ecosystem/npm/integrity.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using namespace larder::ecosystem::npm;

namespace
{

std::string integrityOf(const char *name, const Digest &digest)
{
    return name + QByteArray::fromStdString(digest.bytes).toBase64().toStdString();
}

class NpmFieldsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void accept_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<bool>("isAbbreviated");
        const auto row = [](const char *accept, bool isAbbreviated) {
            QTest::addRow("%s", accept) << QByteArray(accept) << isAbbreviated;
        };
        row("", false);
        row("*/*", false);
        row("application/json", false);
        row("application/*", false);
        row("application/vnd.npm.install-v1+json", true);
        row("APPLICATION/VND.NPM.Install-v1+JSON", true);
        row("application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*", true);
        row("application/json; q=0.8, application/vnd.npm.install-v1+json; q=1.0", true);
        row("application/vnd.npm.install-v1+json,application/json", true);
        row("application/json,application/vnd.npm.install-v1+json", false);
        row("application/vnd.npm.install-v1+json;q=0.5, application/json", false);
        row("application/vnd.npm.install-v1+json;q=0.501, application/json;q=0.5", true);
        row("application/vnd.npm.install-v1+json;q=0.5, application/json;q=0.501", false);
        row("application/vnd.npm.install-v1+json;q=0, */*", false);
        row("application/vnd.npm.install-v1+json;q=0.0", false);
        row("application/vnd.npm.install-v1+json;q=2", false);
        row("application/vnd.npm.install-v1+json;q=1.001", false);
        row("application/vnd.npm.install-v1+json;q=-1", false);
        row("application/vnd.npm.install-v1+json;q=.9", false);
        row("application/vnd.npm.install-v1+json;q=0.9999", false);
        row("application/vnd.npm.install-v1+json;q=", false);
        row("application/vnd.npm.install-v1+json;q", false);
        row("application/vnd.npm.install-v1+json;Q=1 ; x=y", true);
        row("application/vnd.npm.install-v1+json;qq=0", true);
        row("application/vnd.npm.install-v1+json, application/json;q=0", true);
        row(",;,=, application/vnd.npm.install-v1+json", true);
        row("application/vnd.npm.install-v1+jsonx", false);
        row("xapplication/vnd.npm.install-v1+json", false);
        row("text/html;a=application/vnd.npm.install-v1+json", false);
    }

    void accept()
    {
        QFETCH(QByteArray, accept);
        QFETCH(bool, isAbbreviated);
        http::Headers headers;
        if (!accept.isEmpty())
            headers.add("accept", accept.toStdString());
        QCOMPARE(prefersAbbreviated(headers), isAbbreviated);
    }

    void severalAcceptFields()
    {
        QVERIFY(prefersAbbreviated({{"Accept", "application/vnd.npm.install-v1+json"},
                                    {"Accept", "application/json;q=0.8"}}));
        QVERIFY(!prefersAbbreviated(
            {{"Accept", "application/json"}, {"Accept", "application/vnd.npm.install-v1+json"}}));
    }

    void integrity_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // the name of the algorithm, of "a" or "b"
        const auto row = [](const std::string &text, const char *expected) {
            const std::size_t end = text.size() - std::min(text.size(), std::size_t{12});
            QTest::addRow("%zu %s ... %s", text.size(), text.substr(0, 20).c_str(),
                          text.substr(end).c_str())
                << QByteArray::fromStdString(text) << QByteArray(expected);
        };
        const std::string sha1 = integrityOf("sha1-", digestOf("a", DigestAlgorithm::Sha1));
        const std::string sha256 = integrityOf("sha256-", digestOf("a", DigestAlgorithm::Sha256));
        const std::string sha512 = integrityOf("sha512-", digestOf("a", DigestAlgorithm::Sha512));
        const std::string other = integrityOf("sha512-", digestOf("b", DigestAlgorithm::Sha512));
        const std::string md5 = integrityOf("md5-", digestOf("a", DigestAlgorithm::Md5));

        row(sha512, "SHA512");
        row(sha256, "SHA256");
        row(sha1, "SHA1");
        row(sha1 + " " + sha512, "SHA512");
        row(sha512 + " " + sha1, "SHA512");
        row("  " + sha1 + "\t \n" + sha256 + "  ", "SHA256");
        row(sha512 + "?foo&bar", "SHA512");
        row(sha512 + "?", "SHA512");
        row(sha512 + " " + sha512, "SHA512");
        row("rubbish sha999-AAAA " + sha1 + " -", "SHA1");
        // A strong one that is damaged does not hide a weak one.
        row(sha512.substr(0, 60) + " " + sha1, "SHA1");
        row("sha512-!" + sha512.substr(8) + " " + sha256, "SHA256");

        row(sha512 + " " + other, "");
        row("", "");
        row("   ", "");
        row("sha512-", "");
        row("sha512", "");
        row("-", "");
        row("?", "");
        row(md5, "");
        row(sha512.substr(0, sha512.size() - 8), "");
        row(sha512 + sha512, "");
        row("SHA512-" + sha512.substr(7), "");
        row("sha256-" + sha512.substr(7), "");
        row("sha512-" + std::string(88, '='), "");
        row(std::string(100'000, 'x'), "");
    }

    void integrity()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto digest = readIntegrity(text.toStdString());
        QCOMPARE(digest.has_value(), !expected.isEmpty());
        if (digest)
            QCOMPARE(*digest, digestOf("a", algorithmFromName(expected.toStdString()).value()));
    }

    void survivesAnything()
    {
        test::Mutator mutator(7, {"sha512-", "sha1-", "?", " ", "=", "==", "-", "\n"});
        const std::string good = integrityOf("sha512-", digestOf("a", DigestAlgorithm::Sha512)) +
                                 " " + integrityOf("sha1-", digestOf("a", DigestAlgorithm::Sha1));
        for (int i = 0; i < 5000; ++i) {
            const std::string text = mutator.mutate(good);
            if (const auto digest = readIntegrity(text))
                QCOMPARE(digest->bytes.size(), digestLength(digest->algorithm));
            static_cast<void>(prefersAbbreviated({{"Accept", text}}));
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(NpmFieldsTest)
#include "npmfields.moc"
