// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/packages.h"
#include "ecosystem/mutate.h"

#include <KCompressionDevice>
#include <QBuffer>
#include <QLoggingCategory>
#include <QTest>
#include <QtEndian>

#include <format>

using namespace larder;
using namespace larder::ecosystem;
using namespace larder::ecosystem::apt;

namespace
{

const SuiteMember pool{.directory = "apt:http://h/debian/dists/stable/",
                       .name = "main/binary-amd64/Packages"};
const SuiteMember flat{.directory = "apt:http://h/repo/", .name = "Packages"};
const SuiteMember sources{.directory = "apt:http://h/debian/dists/stable/",
                          .name = "main/source/Sources"};
const SuiteMember patches{.directory = "apt:http://h/debian/dists/stable/",
                          .name = "main/binary-amd64/Packages.diff/Index"};

struct Read
{
    Result<void> result;
    std::vector<AnnouncedFile> files;
};

Read readFrom(const SuiteMember &member, QIODevice &body)
{
    Read read;
    read.result = readAnnouncedFiles(
        member, body, [&read](AnnouncedFile file) { read.files.push_back(std::move(file)); });
    return read;
}

Read read(const SuiteMember &member, const std::string &text)
{
    QByteArray bytes = QByteArray::fromStdString(text);
    QBuffer body(&bytes);
    body.open(QIODevice::ReadOnly);
    return readFrom(member, body);
}

std::string hexOf(std::string_view content)
{
    return digestOf(content).hex();
}

std::string package(std::string_view filename, std::string_view content)
{
    return std::format("Package: x\nVersion: 1\nFilename: {}\nSize: {}\nMD5sum: 00\nSHA256: {}\n"
                       "Description: short\n long\n Filename: not/this\n\n",
                       filename, content.size(), hexOf(content));
}

std::string listed(std::string_view content, std::string_view name)
{
    return std::format(" {} {} {}\n", hexOf(content), content.size(), name);
}

QByteArrayList namesOf(const std::vector<AnnouncedFile> &files)
{
    QByteArrayList names;
    for (const AnnouncedFile &file : files)
        names << QByteArray::fromStdString(file.name);
    return names;
}

// Text without end, or as much of it as wanted, made while it is read.
class EndlessText : public QIODevice
{
public:
    EndlessText(QByteArray piece, std::uint64_t size)
        : m_piece(std::move(piece))
        , m_left(size)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 count = std::min(maxSize, static_cast<qint64>(m_left));
        for (qint64 done = 0; done < count;) {
            const qint64 length = std::min(count - done, m_piece.size() - m_at);
            std::copy_n(m_piece.constData() + m_at, length, data + done);
            done += length;
            m_at = (m_at + length) % m_piece.size();
        }
        m_left -= static_cast<std::uint64_t>(count);
        return count;
    }

    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_piece;
    std::uint64_t m_left;
    qint64 m_at = 0;
};

class PackagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void announcing_data();
    void announcing();
    void packagesOfAPool();
    void packagesOfAFlatArchive();
    void sourcePackages();
    void patchLists();
    void skips_data();
    void skips();
    void oddTexts_data();
    void oddTexts();
    void compressed_data();
    void compressed();
    void damagedCompression_data();
    void damagedCompression();
    void hugeDictionary();
    void otherFilesAreRefused();
    void failedDevice();
    void limits();
    void longLines();
    void survivesDamage();
};

void PackagesTest::initTestCase()
{
    QLoggingCategory::setFilterRules(
        QStringLiteral("kf.archive.warning=false")); // of damaged files
}

void PackagesTest::announcing_data()
{
    QTest::addColumn<bool>("expected");
    for (const char *name :
         {"Packages", "main/binary-amd64/Packages", "main/binary-amd64/Packages.xz", "Packages.gz",
          "Packages.bz2", "Packages.zst", "main/source/Sources.xz", "Sources",
          "main/binary-amd64/Packages.diff/Index", "Sources.diff/Index",
          "Contents-amd64.diff/Index"})
        QTest::newRow(name) << true;
    for (const char *name :
         {"", "Index", "main/Index", "diff/Index", "Packages.lzma", "Packages.lz4",
          "Packages.xz.gz", "Packages/", "Packages.diff/2025.gz", "Packages2", "packages",
          "Contents-amd64.gz", "i18n/Translation-en.xz", "Release", "Packages.", "Packages/Index"})
        QTest::newRow(*name == '\0' ? "empty" : name) << false;
}

void PackagesTest::announcing()
{
    QFETCH(bool, expected);
    const std::string name = QTest::currentDataTag();
    QCOMPARE(isAnnouncingIndex(name == "empty" ? "" : name), expected);
}

void PackagesTest::packagesOfAPool()
{
    const Read r = read(pool, package("pool/main/g/g++/g++_1%3a2+b1_amd64.deb", "one") +
                                  package("pool/x_2_all.deb", "second"));
    QVERIFY(r.result);
    QCOMPARE(namesOf(r.files),
             (QByteArrayList{"apt:http://h/debian/pool/main/g/g++/g++_1%253a2+b1_amd64.deb",
                             "apt:http://h/debian/pool/x_2_all.deb"}));
    QCOMPARE(r.files[0].digest, digestOf("one"));
    QCOMPARE(r.files[0].size, std::uint64_t{3});
    QCOMPARE(r.files[1].digest, digestOf("second"));
}

void PackagesTest::packagesOfAFlatArchive()
{
    const Read r = read(flat, package("./x_1_all.deb", "one") + package("amd64/y_1.deb", "two"));
    QVERIFY(r.result);
    QCOMPARE(namesOf(r.files),
             (QByteArrayList{"apt:http://h/repo/x_1_all.deb", "apt:http://h/repo/amd64/y_1.deb"}));
}

void PackagesTest::sourcePackages()
{
    const std::string list =
        "Checksums-Sha256:\n" + listed("dsc", "x_1.dsc") + listed("tar", "x_1.tar.xz");
    const std::string files = "Files:\n 0123456789abcdef0123456789abcdef 3 x_1.dsc\n";
    const Read r = read(sources, "Package: x\n" + files + list + "Directory: pool/x\n\n" +
                                     "Package: y\nDirectory: pool/y/\n" + list + files + "\n" +
                                     "Package: z\n" + list);
    QVERIFY(r.result);
    QCOMPARE(namesOf(r.files),
             (QByteArrayList{
                 "apt:http://h/debian/pool/x/x_1.dsc", "apt:http://h/debian/pool/x/x_1.tar.xz",
                 "apt:http://h/debian/pool/y/x_1.dsc", "apt:http://h/debian/pool/y/x_1.tar.xz",
                 "apt:http://h/debian/x_1.dsc", "apt:http://h/debian/x_1.tar.xz"}));
    QCOMPARE(r.files[1].digest, digestOf("tar"));

    QVERIFY(
        read(sources, list.substr(0, 18) + listed("x", "../x") + listed("x", "a/b")).files.empty());
    QVERIFY(read(sources, "Directory: ../..\n" + list).files.empty());
    QVERIFY(read(sources, "Directory: /etc\n" + list).files.empty());
}

void PackagesTest::patchLists()
{
    const Read r = read(patches, "SHA256-Current: " + hexOf("x") + " 1\nSHA256-History:\n" +
                                     listed("h", "2025-06-07") + "SHA256-Patches:\n" +
                                     listed("p", "2025-06-07") + "SHA256-Download:\n" +
                                     listed("d", "2025-06-07.gz") + listed("e", "2025-06-08.gz") +
                                     "X-Patch-Precedence: merged\n");
    QVERIFY(r.result);
    const QByteArray directory =
        "apt:http://h/debian/dists/stable/main/binary-amd64/Packages.diff/";
    QCOMPARE(namesOf(r.files),
             (QByteArrayList{directory + "2025-06-07.gz", directory + "2025-06-08.gz"}));
    QCOMPARE(r.files[0].digest, digestOf("d"));
}

void PackagesTest::skips_data()
{
    QTest::addColumn<QByteArray>("stanza");
    const auto row = [](const char *name, const std::string &text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    const std::string sha = "SHA256: " + hexOf("x") + "\n";
    const std::string sized = "Size: 1\n" + sha;
    row("no digest", "Filename: a.deb\nSize: 1\nMD5sum: 00\n\n");
    row("short digest", "Filename: a.deb\nSize: 1\nSHA256: " + hexOf("x").substr(1) + "\n\n");
    row("bad digest", "Filename: a.deb\nSize: 1\nSHA256: z" + hexOf("x").substr(1) + "\n\n");
    row("no size", "Filename: a.deb\n" + sha + "\n");
    row("bad size", "Filename: a.deb\nSize: 1x\n" + sha + "\n");
    row("negative size", "Filename: a.deb\nSize: -1\n" + sha + "\n");
    row("huge size", "Filename: a.deb\nSize: 18446744073709551615\n" + sha + "\n");
    row("no name", sized + "\n");
    row("empty name", "Filename:\n" + sized + "\n");
    row("absolute", "Filename: /a.deb\n" + sized + "\n");
    row("parent", "Filename: pool/../../a.deb\n" + sized + "\n");
    row("query", "Filename: a.deb?x\n" + sized + "\n");
    row("backslash", "Filename: a\\b.deb\n" + sized + "\n");
    row("control character", "Filename: a\x02.deb\n" + sized + "\n");
    row("carriage return", "Filename: a\rb.deb\n" + sized + "\n");
    row("long name", "Filename: " + std::string(2000, 'a') + "\n" + sized + "\n");
}

void PackagesTest::skips()
{
    QFETCH(QByteArray, stanza);
    const Read r =
        read(pool, package("before.deb", "1") + stanza.toStdString() + package("after.deb", "2"));
    QVERIFY(r.result);
    QCOMPARE(namesOf(r.files),
             (QByteArrayList{"apt:http://h/debian/before.deb", "apt:http://h/debian/after.deb"}));
}

void PackagesTest::oddTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("count");
    const auto row = [](const char *name, const std::string &text, int count) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << count;
    };
    const std::string one = package("a.deb", "x");
    row("empty", "", 0);
    row("empty lines", "\n\n\n", 0);
    row("no empty line at the end", one.substr(0, one.size() - 1), 1);
    row("no line end at the end", one.substr(0, one.size() - 2), 1);
    row("many empty lines between", one + "\n\n\n" + one, 2);
    row("blank line between", one.substr(0, one.size() - 1) + " \t\n" + one, 2);
    row("line without colon", "nonsense\n" + one, 1);
    row("line of a colon", ":\n" + one, 1);
    row("continuation first", " x\n" + one, 1);
    row("fields in other case", "FILENAME:a.deb\nsize:1\nsha256:" + hexOf("x"), 1);
    row("binary", std::string("\0\xFF\xFE\n\0", 5) + "\n" + one, 1);
    std::string windows;
    for (const char c : one + one)
        windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    row("a page", "<html>\n<body>Welcome: here\n</body></html>", 0);
    row("nothing carried over", "Filename: a.deb\n\nSize: 1\nSHA256: " + hexOf("x") + "\n", 0);
}

void PackagesTest::oddTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(int, count);
    const Read r = read(pool, text.toStdString());
    QVERIFY(r.result);
    QCOMPARE(r.files.size(), static_cast<std::size_t>(count));
}

struct Compression
{
    const char *suffix;
    KCompressionDevice::CompressionType type;
};

constexpr Compression compressions[]{{".xz", KCompressionDevice::Xz},
                                     {".gz", KCompressionDevice::GZip},
                                     {".bz2", KCompressionDevice::BZip2},
                                     {".zst", KCompressionDevice::Zstd}};

QByteArray compress(const std::string &text, KCompressionDevice::CompressionType type)
{
    QBuffer packed;
    KCompressionDevice device(&packed, false, type);
    device.open(QIODevice::WriteOnly);
    device.write(text.data(), static_cast<qint64>(text.size()));
    device.close();
    return packed.data();
}

std::string manyPackages(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += package(std::format("pool/p{}_1.deb", i), std::to_string(i));
    return text;
}

void PackagesTest::compressed_data()
{
    QTest::addColumn<int>("at");
    for (int i = 0; i < int(std::size(compressions)); ++i)
        QTest::newRow(compressions[i].suffix) << i;
}

void PackagesTest::compressed()
{
    QFETCH(int, at);
    QByteArray bytes = compress(manyPackages(5000), compressions[at].type);
    QVERIFY(!bytes.isEmpty());
    QBuffer body(&bytes);
    body.open(QIODevice::ReadOnly);
    SuiteMember member = pool;
    member.name += compressions[at].suffix;
    const Read r = readFrom(member, body);
    QVERIFY2(r.result, r.result ? "" : qPrintable(r.result.error().text()));
    QCOMPARE(r.files.size(), std::size_t{5000});
    QCOMPARE(r.files.back().name, std::string("apt:http://h/debian/pool/p4999_1.deb"));
    QCOMPARE(r.files.back().digest, digestOf("4999"));
}

void PackagesTest::damagedCompression_data()
{
    compressed_data();
}

void PackagesTest::damagedCompression()
{
    QFETCH(int, at);
    SuiteMember member = pool;
    member.name += compressions[at].suffix;
    const QByteArray whole = compress(manyPackages(5000), compressions[at].type);

    const auto faultOf = [&member](QByteArray bytes) {
        QBuffer body(&bytes);
        body.open(QIODevice::ReadOnly);
        return readFrom(member, body).result;
    };
    for (const qsizetype length : {whole.size() / 2, whole.size() - 20, qsizetype{30}}) {
        const auto cut = faultOf(whole.first(length));
        QVERIFY2(!cut, qPrintable(QString::number(length)));
        QCOMPARE(cut.error().kind, FaultKind::Damaged);
    }
    for (const QByteArray &other : {QByteArray("<html>Welcome</html>"), QByteArray(100'000, 'x')}) {
        const auto fault = faultOf(other);
        QVERIFY(!fault);
        QCOMPARE(fault.error().kind, FaultKind::Damaged);
    }
    test::Mutator mutator(2, {std::string(8, '\0'), std::string(8, '\xFF')});
    const std::string small = compress(manyPackages(100), compressions[at].type).toStdString();
    for (int i = 0; i < 1000; ++i) {
        const auto result = faultOf(QByteArray::fromStdString(mutator.mutate(small)));
        QVERIFY(result || result.error().kind == FaultKind::Damaged);
    }
}

// CRC-32 as .xz files use it.
std::uint32_t checksum(std::string_view bytes)
{
    std::uint32_t crc = ~0U;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

void PackagesTest::hugeDictionary()
{
    // https://tukaani.org/xz/xz-file-format.txt, 3.1: a block's header says how much memory reading
    // it takes. A small file that asks for gigabytes is refused.
    QByteArray bytes = compress(manyPackages(1), KCompressionDevice::Xz);
    constexpr qsizetype header = 12;
    constexpr qsizetype dictionary = header + 4; // size, flags, filter, size of its properties
    const qsizetype checksumAt = header + qsizetype{bytes[header]} * 4;
    const auto faultWith = [&](char dictionarySize) {
        bytes[dictionary] = dictionarySize;
        const std::uint32_t crc =
            checksum({bytes.constData() + header, static_cast<std::size_t>(checksumAt - header)});
        qToLittleEndian(crc, bytes.data() + checksumAt);
        QBuffer body(&bytes);
        body.open(QIODevice::ReadOnly);
        SuiteMember member = pool;
        member.name += ".xz";
        return readFrom(member, body).result;
    };
    QVERIFY(faultWith(28));            // 64 MiB, what xz -9 writes
    const auto result = faultWith(37); // 1.5 GiB
    QVERIFY(!result);
    QCOMPARE(result.error().kind, FaultKind::Damaged);
}

void PackagesTest::otherFilesAreRefused()
{
    SuiteMember member = pool;
    for (const char *name : {"", "main/Contents-amd64", "main/binary-amd64/Packages.lz4"}) {
        member.name = name;
        const Read r = read(member, package("a.deb", "x"));
        QVERIFY(!r.result);
        QCOMPARE(r.result.error().kind, FaultKind::BadInput);
        QVERIFY(r.files.empty());
    }
}

void PackagesTest::failedDevice()
{
    QBuffer closed;
    QTest::ignoreMessage(QtWarningMsg, "QIODevice::read (QBuffer): device not open");
    const Read r = readFrom(pool, closed);
    QVERIFY(!r.result);
    QCOMPARE(r.result.error().kind, FaultKind::Damaged);
}

void PackagesTest::limits()
{
    const auto faultOf = [](const SuiteMember &member, const std::string &piece,
                            std::uint64_t size) {
        EndlessText text(QByteArray::fromStdString(piece), size);
        std::uint64_t count = 0;
        const auto result =
            readAnnouncedFiles(member, text, [&count](const AnnouncedFile &) { ++count; });
        return std::pair(result, count);
    };

    // The limit itself and one more.
    const std::string entry = "Filename: a\nSize: 1\nSHA256: " + hexOf("x") + "\n\n";
    const auto [over, counted] = faultOf(pool, entry, entry.size() * (maxAnnouncedFiles + 1));
    QVERIFY(!over);
    QCOMPARE(over.error().kind, FaultKind::TooLarge);
    QCOMPARE(counted, maxAnnouncedFiles);

    const std::string line = std::string(500'000, 'x') + "\n";
    QVERIFY(faultOf(pool, line, 4 * MiB).first);
    const auto [bomb, none] = faultOf(pool, line, 1ULL << 62);
    QVERIFY(!bomb);
    QCOMPARE(bomb.error().kind, FaultKind::TooLarge);
    QCOMPARE(none, std::uint64_t{0});

    // One stanza with too many files. A piece begins with the field, so that the list goes on.
    const std::string list = "Checksums-Sha256:\n" + listed("x", "x.dsc");
    QVERIFY(faultOf(sources, list, list.size() * maxListedFiles).first);
    const auto [longList, reported] = faultOf(sources, list, list.size() * (maxListedFiles + 1));
    QVERIFY(!longList);
    QCOMPARE(longList.error().kind, FaultKind::TooLarge);
    QCOMPARE(reported, std::uint64_t{0});
}

void PackagesTest::longLines()
{
    const std::string line = "Provides: " + std::string(maxIndexLineBytes - 10, 'x');
    QVERIFY(read(pool, line + "\n" + package("a.deb", "x")).result);
    QCOMPARE(read(pool, line + "\n" + package("a.deb", "x")).files.size(), std::size_t{1});

    EndlessText endless(QByteArray(1000, 'x'), 1ULL << 62);
    const Read r = readFrom(pool, endless);
    QVERIFY(!r.result);
    QCOMPARE(r.result.error().kind, FaultKind::TooLarge);

    // Lines that end at every place of the block in which they are read.
    for (std::size_t length = 64 * KiB - 3; length < 64 * KiB + 3; ++length) {
        const Read edge = read(pool, std::string(length, 'x') + "\n" + package("a.deb", "x"));
        QVERIFY(edge.result);
        QCOMPARE(edge.files.size(), std::size_t{1});
    }
}

void PackagesTest::survivesDamage()
{
    test::Mutator mutator(3, {"\n\n", "\nFilename: ", "\nSHA256: ", "../", "Directory: ", "\n ",
                              "Checksums-Sha256:\n", "SHA256-Download:\n", "%", "\r",
                              std::string(300, 'a'), hexOf("y")});
    const std::string list =
        "Checksums-Sha256:\n" + listed("x", "a_1.dsc") + listed("y", "a_1.tar.xz");
    const std::string texts[]{
        package("pool/a_1.deb", "x") + package("./b_1.deb", "y"),
        "Package: a\nDirectory: pool/a\n" + list + "\nPackage: b\n" + list,
        "SHA256-Download:\n" + listed("d", "1.gz") + listed("e", "2.gz"),
    };
    const SuiteMember members[]{pool, sources, patches};
    for (std::size_t i = 0; i < 10'000; ++i) {
        const Read r = read(members[i % 3], mutator.mutate(texts[i % 3]));
        QVERIFY(r.result);
        for (const AnnouncedFile &file : r.files) {
            QVERIFY(file.name.starts_with("apt:http://h/debian/"));
            QVERIFY(!file.name.contains("/../") && !file.name.ends_with("/.."));
            QCOMPARE(file.digest.bytes.size(), std::size_t{32});
        }
    }
}

} // namespace

QTEST_GUILESS_MAIN(PackagesTest)
#include "packages.moc"
