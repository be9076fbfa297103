// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/aptpath.h"

#include <QTest>

#include <format>

using namespace larder;
using namespace larder::ecosystem;
using namespace larder::ecosystem::apt;

namespace
{

const std::string md5 = "0123456789abcdef0123456789abcdef";
const std::string sha1 = md5 + "01234567";
const std::string sha256 = md5 + md5;
const std::string sha512 = sha256 + sha256;

class AptPathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classes_data();
    void classes();
    void keys_data();
    void keys();
    void names_data();
    void names();
    void suites_data();
    void suites();
    void roots_data();
    void roots();
};

void AptPathTest::classes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("expected");
    const auto row = [](const std::string &path, FileClass expected) {
        QTest::newRow(path.c_str())
            << QByteArray::fromStdString(path) << static_cast<int>(expected);
    };
    const std::string suite = "/debian/dists/stable/";

    row(suite + "InRelease", FileClass::Release);
    row(suite + "Release", FileClass::Release);
    row(suite + "Release.gpg", FileClass::Signature);
    row("/InRelease", FileClass::Release);
    row("/repo/Release", FileClass::Release);
    row(suite + "inrelease", FileClass::Unknown);
    row(suite + "Release.old", FileClass::Unknown);

    row(suite + "main/binary-amd64/by-hash/SHA256/" + sha256, FileClass::ByHash);
    row(suite + "by-hash/MD5Sum/" + md5, FileClass::ByHash);
    row(suite + "by-hash/SHA1/" + sha1, FileClass::ByHash);
    row(suite + "by-hash/SHA512/" + sha512, FileClass::ByHash);
    row("/by-hash/SHA256/" + sha256, FileClass::ByHash);
    row(suite + "by-hash/SHA256/" + md5, FileClass::Unknown);
    row(suite + "by-hash/SHA256/" + sha256 + "0", FileClass::Unknown);
    row(suite + "by-hash/SHA256/g" + sha256.substr(1), FileClass::Unknown);
    row(suite + "by-hash/SHA256/", FileClass::Unknown);
    row(suite + "by-hash/SHA256", FileClass::Unknown);
    row(suite + "by-hash/sha256/" + sha256, FileClass::Unknown);
    row(suite + "by-hash/SHA384/" + sha256, FileClass::Unknown);
    row(suite + "by-hash/SHA256/" + sha256 + "/Packages", FileClass::Unknown);
    row(suite + "by-hash/Packages.gz", FileClass::Unknown);

    for (const std::string suffix : {"", ".xz", ".gz", ".bz2", ".zst", ".lzma", ".lz4"}) {
        row(std::format("{}main/binary-amd64/Packages{}", suite, suffix), FileClass::Document);
        row(std::format("{}main/source/Sources{}", suite, suffix), FileClass::Document);
        row(std::format("{}main/i18n/Translation-en_GB{}", suite, suffix), FileClass::Document);
        row(std::format("{}main/Contents-amd64{}", suite, suffix), FileClass::Document);
        row(std::format("{}main/dep11/Components-amd64.yml{}", suite, suffix), FileClass::Document);
        row(std::format("{}main/dep11/icons-64x64@2.tar{}", suite, suffix), FileClass::Document);
        row(std::format("{}main/cnf/Commands-amd64{}", suite, suffix), FileClass::Document);
        row(std::format("/flat/Packages{}", suffix), FileClass::Document);
    }
    row(suite + "main/dep11/CID-Index-amd64.json.gz", FileClass::Document);
    row("/flat/Packages.exe", FileClass::Unknown);
    row("/flat/Packages2.gz", FileClass::Unknown);
    row("/flat/icons-64x64.tar.gz", FileClass::Unknown);
    row("/flat/Commands-amd64", FileClass::Unknown);
    row(suite + "main/", FileClass::Unknown);
    row(suite + "main", FileClass::Unknown);

    row(suite + "main/binary-amd64/Packages.diff/Index", FileClass::Document);
    row(suite + "main/source/Sources.diff/Index", FileClass::Document);
    row(suite + "main/Contents-amd64.diff/Index", FileClass::Document);
    row(suite + "main/i18n/Translation-en.diff/Index", FileClass::Document);
    row("/x/other.diff/Index", FileClass::Unknown);
    row("/x/Index", FileClass::Unknown);
    row(suite + "main/binary-amd64/Packages.diff/2025-06-07-0800.11.gz", FileClass::Patch);
    row(suite + "main/binary-amd64/Packages.diff/T-2025-06-07-0203.31-F-2025-06-01-0203.31.gz",
        FileClass::Patch);
    row(suite + "main/binary-amd64/Packages.diff/.gz", FileClass::Unknown);
    row(suite + "main/binary-amd64/Packages.diff/a%20b.gz", FileClass::Unknown);
    row(suite + "main/binary-amd64/Packages.diff/2025-06-07-0800.11", FileClass::Unknown);

    for (const std::string file :
         {"hello_2.10-3_amd64.deb", "hello-dbgsym_2.10-3_amd64.ddeb", "di_1_all.udeb",
          "hello_2.10-3.dsc", "hello_2.10-3.debian.tar.xz", "hello_2.10.orig.tar.gz",
          "hello_2.10.orig.tar.gz.asc", "hello_2.10.orig-docs.tar.bz2", "hello_2.10-3.diff.gz",
          "native_1.tar.zst", "old_1.tar.lzma", "hello_2.10-3_amd64.buildinfo",
          "hello_2.10-3_amd64.changes", "g%2B%2B-14_14.2.0-19_amd64.deb", "x_1%3A2_all.deb"})
        row(std::format("/debian/pool/main/h/hello/{}", file), FileClass::Package);
    row("/debian/pool/main/c/current/current_1_all.deb", FileClass::Package);
    row("/debian/pool/main/h/hello/hello.deb", FileClass::LoosePackage);
    row("/debian/pool/main/h/hello/hello-2.10.tar.gz", FileClass::LoosePackage);
    row("/debian/pool/main/h/hello/", FileClass::Unknown);
    row("/debian/pool/main/h/hello/hello_2.10.exe", FileClass::Unknown);

    row("/flat/hello_2.10-3_amd64.deb", FileClass::Package);
    row("/flat/hello_2.10-3.dsc", FileClass::Package);
    row("/flat/hello_2.10.orig.tar.gz", FileClass::Package);
    row("/flat/hello_2.10-3.debian.tar.xz", FileClass::Package);
    row(suite + "main/binary-amd64/hello_2.10-3_amd64.deb", FileClass::Package);
    row("/linux/direct/browser-stable_current_amd64.deb", FileClass::LoosePackage);
    row("/keyring.deb", FileClass::LoosePackage);
    row("/_1.deb", FileClass::LoosePackage);
    row("/x_.deb", FileClass::LoosePackage);
    row("/report_2024.tar.gz", FileClass::LoosePackage);
    row("/master.tar.gz", FileClass::Unknown);
    row("/key.asc", FileClass::Unknown);

    row(suite + "main/installer-amd64/current/images/netboot/netboot.tar.gz", FileClass::Document);
    row(suite + "main/installer-amd64/20250607/images/netboot/debian_1.tar.gz",
        FileClass::Document);
    row(suite + "main/installer-amd64/current/images/SHA256SUMS", FileClass::Document);
    row(suite + "main/uefi/shim-amd64/current/shimx64.efi.signed", FileClass::Document);
    row(suite + "main/installer-amd64/current/doc/manual/index.html", FileClass::Unknown);
    row("/installer-amd64/current/images/linux", FileClass::Unknown);
    row("/debian/ls-lR.gz", FileClass::Document);
    row("/debian/ls-lR", FileClass::Document);
    row("/debian/README", FileClass::Document);
    row("/debian/README.mirrors.txt", FileClass::Document);
    row("/debian/README.html", FileClass::Unknown);
    row("/debian/project/trace/master", FileClass::Document);
    row("/debian/project/", FileClass::Unknown);
    row("/project/page", FileClass::Unknown);

    row("/", FileClass::Unknown);
    row("", FileClass::Unknown);
    row("//", FileClass::Unknown);
    row("/index.html", FileClass::Unknown);
    row("/simple/hello/hello-1.tar.gz", FileClass::Unknown);
}

void AptPathTest::classes()
{
    QFETCH(QByteArray, path);
    QFETCH(int, expected);
    const AptPath read = readAptPath(path.toStdString());
    QCOMPARE(static_cast<int>(read.fileClass), expected);
    QCOMPARE(read.digest.has_value(), read.fileClass == FileClass::ByHash);
    if (read.digest)
        QVERIFY(path.endsWith(QByteArray::fromStdString(read.digest->hex())));
}

void AptPathTest::keys_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const char *url, const char *key) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(key);
    };
    row("http://deb.debian.org/debian/x", "apt:http://deb.debian.org/debian/x");
    row("https://deb.debian.org/debian/x", "apt:https://deb.debian.org/debian/x");
    row("HTTP://DEB.Debian.ORG.:80/debian/x", "apt:http://deb.debian.org/debian/x");
    row("http://deb.debian.org:8080/x", "apt:http://deb.debian.org:8080/x");
    row("http://user:secret@deb.debian.org/x", "apt:http://deb.debian.org/x");
    row("http://h.example/a/./b/%7eme/%41", "apt:http://h.example/a/b/~me/A");
    row("http://h.example/g%2b%2B_1+2", "apt:http://h.example/g++_1+2");
    row("http://h.example/a%252Bb", "apt:http://h.example/a%252Bb");
    row("http://h.example/%2fx", "apt:http://h.example/%2Fx");
    row("http://[2001:DB8::1]/x", "apt:http://[2001:db8::1]/x");
}

void AptPathTest::keys()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, key);
    const auto parsed = http::Url::parse(url.toStdString());
    QVERIFY(parsed);
    QCOMPARE(QByteArray::fromStdString(keyOf(*parsed)), key);
}

void AptPathTest::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("canonical"); // empty: refused
    const auto row = [](const QByteArray &name, const QByteArray &canonical) {
        QTest::addRow("%s (%lld)", name.left(60).toPercentEncoding("/+%.").constData(), name.size())
            << name << canonical;
    };
    row("pool/main/g/gcc/g++-14_1:2~rc1-1_amd64.deb", "pool/main/g/gcc/g++-14_1:2~rc1-1_amd64.deb");
    row("./x.deb", "x.deb");
    row("a/./b", "a/b");
    row("a//b", "a//b");
    row("x%3a1.deb", "x%253a1.deb");
    row("a b", "a%20b");
    row("\xC3\xA9", "%C3%A9");
    row("a@b", "a@b");
    row("..a/b..", "..a/b..");
    row("", "");
    row("/", "");
    row("/a", "");
    row("a/", "");
    row(".", "");
    row("./", "");
    row("..", "");
    row("../a", "");
    row("a/../b", "");
    row("a/..", "");
    row("a\\b", "");
    row("a?b", "");
    row("a#b", "");
    row("a\tb", "");
    row(QByteArray("a\0b", 3), "");
    row(QByteArray(1024, 'a'), QByteArray(1024, 'a'));
    row(QByteArray(1025, 'a'), "");
}

void AptPathTest::names()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, canonical);
    const auto result = canonicalName(name.toStdString());
    QCOMPARE(QByteArray::fromStdString(result.value_or("")), canonical);
    QCOMPARE(result.has_value(), !canonical.isEmpty());
}

void AptPathTest::suites_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<bool>("isByHash");
    QTest::addColumn<QByteArrayList>("expected"); // directory, name, directory, name …
    using List = QByteArrayList;
    QTest::newRow("index") << QByteArray(
                                  "apt:http://h/debian/dists/stable/main/binary-amd64/Packages.xz")
                           << false
                           << List{"apt:http://h/debian/dists/stable/main/binary-amd64/",
                                   "Packages.xz",
                                   "apt:http://h/debian/dists/stable/main/",
                                   "binary-amd64/Packages.xz",
                                   "apt:http://h/debian/dists/stable/",
                                   "main/binary-amd64/Packages.xz"};
    QTest::newRow("by hash") << QByteArray("apt:http://h/dists/stable/main/by-hash/SHA256/00")
                             << true
                             << List{"apt:http://h/dists/stable/main/", "",
                                     "apt:http://h/dists/stable/", ""};
    QTest::newRow("flat") << QByteArray("apt:http://h:81/repo/amd64/Packages") << false
                          << List{"apt:http://h:81/repo/amd64/",
                                  "Packages",
                                  "apt:http://h:81/repo/",
                                  "amd64/Packages",
                                  "apt:http://h:81/",
                                  "repo/amd64/Packages"};
    QTest::newRow("flat at the root")
        << QByteArray("apt:http://h/Packages") << false << List{"apt:http://h/", "Packages"};
    QTest::newRow("flat by hash at the root")
        << QByteArray("apt:http://h/by-hash/SHA256/00") << true << List{"apt:http://h/", ""};
    QTest::newRow("host called dists")
        << QByteArray("apt:http://dists/a/Packages") << false
        << List{"apt:http://dists/a/", "Packages", "apt:http://dists/", "a/Packages"};
    QTest::newRow("below dists itself")
        << QByteArray("apt:http://h/dists/README") << false << List{};
    QTest::newRow("two dists") << QByteArray("apt:http://h/dists/debian/dists/sid/Contents-all")
                               << false
                               << List{"apt:http://h/dists/debian/dists/sid/", "Contents-all"};
    QTest::newRow("deepest")
        << QByteArray("apt:http://h/dists/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/Packages") << false
        << [] {
               List list;
               QByteArray directory = "apt:http://h/dists/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/";
               QByteArray name = "Packages";
               for (int i = 15; i > 0; --i) {
                   list << directory << name;
                   const QByteArray segment = QByteArray::number(i) + '/';
                   directory.chop(segment.size());
                   name.prepend(segment);
               }
               return list;
           }();
    QTest::newRow("too deep") << QByteArray("apt:http://h" + QByteArray("/a").repeated(4000) +
                                            "/Packages")
                              << false << List{};
}

void AptPathTest::suites()
{
    QFETCH(QByteArray, key);
    QFETCH(bool, isByHash);
    QFETCH(QByteArrayList, expected);
    QByteArrayList found;
    for (const SuiteMember &member :
         suitesOf(key.toStdString(), isByHash ? FileClass::ByHash : FileClass::Document))
        found << QByteArray::fromStdString(member.directory)
              << QByteArray::fromStdString(member.name);
    QCOMPARE(found, expected);
}

void AptPathTest::roots_data()
{
    QTest::addColumn<QByteArray>("directory");
    QTest::addColumn<QByteArray>("root");
    QTest::newRow("pool") << QByteArray("apt:http://h/debian/dists/stable/")
                          << QByteArray("apt:http://h/debian/");
    QTest::newRow("at the root") << QByteArray("apt:http://h/dists/stable/updates/")
                                 << QByteArray("apt:http://h/");
    QTest::newRow("flat") << QByteArray("apt:http://h/repo/") << QByteArray("apt:http://h/repo/");
    QTest::newRow("host called dists")
        << QByteArray("apt:http://dists/repo/") << QByteArray("apt:http://dists/repo/");
}

void AptPathTest::roots()
{
    QFETCH(QByteArray, directory);
    QFETCH(QByteArray, root);
    const std::string given = directory.toStdString();
    QCOMPARE(QByteArray::fromStdString(std::string(archiveRoot(given))), root);
}

} // namespace

QTEST_GUILESS_MAIN(AptPathTest)
#include "aptpath.moc"
