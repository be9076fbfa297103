// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/release.h"
#include "ecosystem/mutate.h"

#include <QTest>

#include <format>

using namespace larder;
using namespace larder::ecosystem;
using namespace larder::ecosystem::apt;

namespace
{

std::string listed(std::string_view content, std::string_view name)
{
    return std::format(" {} {:>8} {}\n", digestOf(content).hex(), content.size(), name);
}

std::string clearSigned(std::string_view text)
{
    return std::format("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{}"
                       "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCAAdFiEE\n=abcd\n"
                       "-----END PGP SIGNATURE-----\n",
                       text);
}

std::string releaseText()
{
    return "Origin: Debian\nLabel: Debian\nSuite: stable\nCodename: trixie\n"
           "Date: Sat, 07 Jun 2025 08:56:33 UTC\nValid-Until: Sat, 14 Jun 2025 08:56:33 UTC\n"
           "Acquire-By-Hash: yes\nArchitectures: all amd64\nComponents: main\n"
           "Description: a suite\n with a second line\n"
           "MD5Sum:\n 0123456789abcdef0123456789abcdef 12 main/binary-amd64/Packages\n"
           "SHA256:\n" +
           listed("plain", "main/binary-amd64/Packages") +
           listed("packed", "main/binary-amd64/Packages.xz");
}

class ReleaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRelease();
    void readsSignedRelease();
    void readsWindowsLines();
    void undoesDashEscapes();
    void stopsAtTheSignature();
    void refusesOtherTexts_data();
    void refusesOtherTexts();
    void validUntil_data();
    void validUntil();
    void acquireByHash_data();
    void acquireByHash();
    void skipsLine_data();
    void skipsLine();
    void namesAreCanonical();
    void limits();
    void survivesDamage();
    void speed();
};

void ReleaseTest::readsRelease()
{
    const auto generation = readRelease(releaseText());
    QVERIFY(generation);
    QCOMPARE(generation->files().size(), std::size_t{2});
    const auto *packages = generation->find("main/binary-amd64/Packages.xz");
    QVERIFY(packages);
    QCOMPARE(packages->digest, digestOf("packed"));
    QCOMPARE(packages->size, std::uint64_t{6});
    QVERIFY(generation->hasByHash());
    QCOMPARE(generation->validUntil(),
             WallTime(std::chrono::sys_days(std::chrono::year(2025) / 6 / 14) +
                      std::chrono::hours(8) + std::chrono::minutes(56) + std::chrono::seconds(33)));
}

void ReleaseTest::readsSignedRelease()
{
    const auto generation = readRelease(clearSigned(releaseText()));
    QVERIFY(generation);
    QCOMPARE(generation->files(), readRelease(releaseText())->files());
    QVERIFY(generation->hasByHash());
    QVERIFY(generation->validUntil());
}

void ReleaseTest::readsWindowsLines()
{
    std::string text;
    for (const char c : clearSigned(releaseText()))
        text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const auto generation = readRelease(text);
    QVERIFY(generation);
    QCOMPARE(generation->files(), readRelease(releaseText())->files());
}

void ReleaseTest::undoesDashEscapes()
{
    const auto generation = readRelease(
        clearSigned("- Acquire-By-Hash: yes\nSHA256:\n-  " + listed("x", "a").substr(1)));
    QVERIFY(generation);
    QVERIFY(generation->hasByHash());
    QVERIFY(generation->find("a"));
    // Outside a signature nothing is escaped.
    QVERIFY(!readRelease("- Acquire-By-Hash: yes\nSHA256:\n" + listed("x", "a"))->hasByHash());
}

void ReleaseTest::stopsAtTheSignature()
{
    const auto generation =
        readRelease(clearSigned(releaseText()) + "SHA256:\n" + listed("forged", "main/forged"));
    QVERIFY(generation);
    QVERIFY(!generation->find("main/forged"));
    // The armour's own fields are no fields of the file.
    const auto armoured = readRelease("-----BEGIN PGP SIGNED MESSAGE-----\nSHA256:\n" +
                                      listed("forged", "main/forged") + "\n" + releaseText() +
                                      "-----BEGIN PGP SIGNATURE-----\n");
    QVERIFY(armoured);
    QVERIFY(!armoured->find("main/forged"));
}

void ReleaseTest::refusesOtherTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const std::string &text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    row("nothing", "");
    row("a page", "<html><body>SHA256: none</body></html>");
    row("MD5 only", "Origin: x\nMD5Sum:\n 0123456789abcdef0123456789abcdef 12 main/Packages\n");
    row("list without its field", listed("x", "a"));
    row("cut before the signature", "-----BEGIN PGP SIGNED MESSAGE-----\n\n" + releaseText());
    row("cut in the armour", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256");
    row("only a signature", "-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n");
    row("binary", std::string("\xFD"
                              "7zXZ\0\0\4",
                              8));
}

void ReleaseTest::refusesOtherTexts()
{
    QFETCH(QByteArray, text);
    QVERIFY(!readRelease(text.toStdString()));
}

void ReleaseTest::validUntil_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isTime");
    const auto row = [](const char *value, bool isTime) {
        QTest::newRow(value) << QByteArray(value) << isTime;
    };
    row("Sat, 14 Jun 2025 08:56:33 UTC", true);
    row("Sat, 14 Jun 2025 08:56:33 GMT", true);
    row("Sat, 14 Jun 2025 08:56:33 Z", true);
    row("Sat, 14 Jun 2025 08:56:33 +0000", true);
    row("Sat, 14 Jun 2025  8:56:33 UTC", true);
    row("Sat, 14 Jun 2025 08:56:33 UTC  ", true);
    row("Sat, 14 Jun 2025 08:56:33 +0200", false);
    row("Sat, 14 Jun 2025 08:56:33 CEST", false);
    row("Sat, 14 Jun 2025 08:56:33", false);
    row("Sat, 14 Jun 2025 08:56:33 UTC UTC", false);
    row("Sat, 14 Jun 2025 08:56:33 UTC, later", false);
    row("Sat, 44 Jun 2025 08:56:33 UTC", false);
    row("2025-06-14T08:56:33Z", false);
    row("tomorrow", false);
    row("", false);
}

void ReleaseTest::validUntil()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, isTime);
    const auto generation = readRelease("Valid-Until: " + value.toStdString() + "\nSHA256:\n");
    QVERIFY(generation);
    const auto expected =
        WallTime(std::chrono::sys_days(std::chrono::year(2025) / 6 / 14) + std::chrono::hours(8) +
                 std::chrono::minutes(56) + std::chrono::seconds(33));
    QCOMPARE(generation->validUntil(), isTime ? std::optional(expected) : std::nullopt);
}

void ReleaseTest::acquireByHash_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("expected");
    QTest::newRow("yes") << QByteArray("Acquire-By-Hash: yes\n") << true;
    QTest::newRow("other case") << QByteArray("acquire-by-hash:YES\n") << true;
    QTest::newRow("no") << QByteArray("Acquire-By-Hash: no\n") << false;
    QTest::newRow("force") << QByteArray("Acquire-By-Hash: yesterday\n") << false;
    QTest::newRow("absent") << QByteArray("") << false;
    QTest::newRow("in a continuation")
        << QByteArray("Description: x\n Acquire-By-Hash: yes\n") << false;
}

void ReleaseTest::acquireByHash()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, expected);
    QCOMPARE(readRelease(line.toStdString() + "SHA256:\n")->hasByHash(), expected);
}

void ReleaseTest::skipsLine_data()
{
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, const std::string &line) {
        QTest::newRow(name) << QByteArray::fromStdString(line);
    };
    const std::string hex = digestOf("x").hex();
    row("short digest", " " + hex.substr(2) + " 1 a\n");
    row("long digest", " " + hex + "00 1 a\n");
    row("no hex digit", " g" + hex.substr(1) + " 1 a\n");
    row("no size", " " + hex + " a\n");
    row("negative size", " " + hex + " -1 a\n");
    row("signed size", " " + hex + " +1 a\n");
    row("hexadecimal size", " " + hex + " 0x10 a\n");
    row("size over 63 bits", " " + hex + " 9223372036854775808 a\n");
    row("size over 64 bits", " " + hex + " 99999999999999999999999 a\n");
    row("no name", " " + hex + " 1\n");
    row("two names", " " + hex + " 1 a b\n");
    row("absolute name", listed("x", "/etc/passwd"));
    row("parent", listed("x", "../a"));
    row("parent inside", listed("x", "main/../../a"));
    row("parent at the end", listed("x", "main/.."));
    row("folder", listed("x", "main/"));
    row("dot", listed("x", "."));
    row("backslash", listed("x", "main\\a"));
    row("query", listed("x", "a?b"));
    row("fragment", listed("x", "a#b"));
    row("control character", listed("x", "a\x01z"));
    row("NUL", listed("x", std::string_view("a\0z", 3)));
    row("carriage return inside", listed("x", "a\rz"));
    row("delete", listed("x", "a\x7Fz"));
    row("too long", listed("x", std::string(1025, 'a')));
}

void ReleaseTest::skipsLine()
{
    QFETCH(QByteArray, line);
    const auto generation = readRelease("SHA256:\n" + listed("1", "before") + line.toStdString() +
                                        listed("2", "later"));
    QVERIFY(generation);
    QVERIFY(generation->find("before"));
    QVERIFY(generation->find("later"));
    QCOMPARE(generation->files().size(), std::size_t{2});
}

void ReleaseTest::namesAreCanonical()
{
    const auto generation = readRelease(
        "SHA256:\n" + listed("1", "./Packages") + listed("2", "main/g++/Packages") +
        listed("3", "main/%7e/x") + listed("4", "main/\xC3\xA9") + listed("5", "sr@latin") +
        listed("6", std::string(1024, 'a')) + listed("7", "a/.hidden") + listed("8", "a..b"));
    QVERIFY(generation);
    QVERIFY(generation->find("Packages"));
    QVERIFY(generation->find("main/g++/Packages"));
    QVERIFY(generation->find("main/%257e/x"));
    QVERIFY(generation->find("main/%C3%A9"));
    QVERIFY(generation->find("sr@latin"));
    QVERIFY(generation->find(std::string(1024, 'a')));
    QVERIFY(generation->find("a/.hidden"));
    QVERIFY(generation->find("a..b"));
}

void ReleaseTest::limits()
{
    QVERIFY(readRelease("SHA256:\n" + std::string(maxReleaseBytes - 8, '\n')));
    QVERIFY(!readRelease("SHA256:\n" + std::string(maxReleaseBytes - 7, '\n')));

    // A line without end, and a million short ones.
    QVERIFY(!readRelease("SHA256" + std::string(maxReleaseBytes - 6, 'x')));
    std::string lines = "SHA256:\n";
    for (int i = 0; i < 1'000'000; ++i)
        lines += " a b c\n";
    QVERIFY(readRelease(lines));
    QVERIFY(readRelease(lines)->files().empty());

    std::string text = "SHA256:\n";
    const std::string start = " " + digestOf("x").hex() + " 1 ";
    for (std::size_t i = 0; i < maxReleaseFiles; ++i)
        text += std::format("{}{}\n", start, i);
    QVERIFY(text.size() < maxReleaseBytes);
    const auto generation = readRelease(text);
    QVERIFY(generation);
    QCOMPARE(generation->files().size(), maxReleaseFiles);
    QVERIFY(!readRelease(text + start + "one-more\n"));
}

void ReleaseTest::survivesDamage()
{
    test::Mutator mutator(1, {"-----BEGIN PGP SIGNED MESSAGE-----\n",
                              "-----BEGIN PGP SIGNATURE-----\n", "\nSHA256:\n", "SHA256:", "\n ",
                              "- ", "../", "\n\n", "\r", "%", ":", "99999999999999999999",
                              "Valid-Until: ", listed("x", "a")});
    const std::string plain = releaseText();
    const std::string inRelease = clearSigned(plain);
    for (int i = 0; i < 10'000; ++i) {
        const auto generation = readRelease(mutator.mutate(i % 2 == 0 ? plain : inRelease));
        if (!generation)
            continue;
        for (const auto &file : generation->files()) {
            QVERIFY(!file.name.empty() && !file.name.starts_with('/'));
            QVERIFY(!file.name.starts_with("../") && !file.name.contains("/../"));
            QCOMPARE(file.digest.bytes.size(), std::size_t{32});
            QVERIFY(generation->find(file.name));
        }
    }
}

void ReleaseTest::speed()
{
    std::string text = "MD5Sum:\n";
    const auto names = [&text](std::string_view start) {
        for (int i = 0; i < 900; ++i)
            text +=
                std::format(" {} {:>8} contrib/binary-amd64/Packages{}.diff/Index\n", start, i, i);
    };
    names("0123456789abcdef0123456789abcdef");
    text += "SHA256:\n";
    names(digestOf("x").hex());
    const std::string inRelease = clearSigned(text);
    std::size_t files = 0;
    QBENCHMARK
    {
        files = readRelease(inRelease)->files().size();
    }
    QCOMPARE(files, std::size_t{900});
}

} // namespace

QTEST_GUILESS_MAIN(ReleaseTest)
#include "release.moc"
