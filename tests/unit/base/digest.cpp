// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/digest.h"

#include "base/bytesize.h"

#include <QTemporaryFile>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace larder;

class DigestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void computes()
    {
        QCOMPARE(digestOf("abc", DigestAlgorithm::Md5).hex(),
                 std::string("900150983cd24fb0d6963f7d28e17f72"));
        QCOMPARE(digestOf("abc", DigestAlgorithm::Sha1).hex(),
                 std::string("a9993e364706816aba3e25717850c26c9cd0d89d"));
        QCOMPARE(digestOf("abc").hex(), std::string("ba7816bf8f01cfea414140de5dae2223"
                                                    "b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(digestOf("abc", DigestAlgorithm::Sha512).hex().substr(0, 16),
                 std::string("ddaf35a193617aba"));
        QCOMPARE(digestOf("").hex().substr(0, 16), std::string("e3b0c44298fc1c14"));
    }

    void computesInPieces()
    {
        Hasher hasher;
        hasher.update("a");
        hasher.update({});
        Hasher moved = std::move(hasher);
        moved.update("bc");
        QCOMPARE(moved.finish(), digestOf("abc"));
    }

    void knowsAlgorithms()
    {
        for (const auto algorithm : {DigestAlgorithm::Md5, DigestAlgorithm::Sha1,
                                     DigestAlgorithm::Sha256, DigestAlgorithm::Sha512}) {
            QCOMPARE(algorithmFromName(algorithmName(algorithm)), std::optional(algorithm));
            QCOMPARE(digestOf("x", algorithm).bytes.size(), digestLength(algorithm));
        }
        QVERIFY(!algorithmFromName("sha256"));
        QVERIFY(!algorithmFromName(""));
    }

    void readsHex()
    {
        const Digest digest = digestOf("abc", DigestAlgorithm::Md5);
        QCOMPARE(Digest::fromHex(DigestAlgorithm::Md5, digest.hex()), std::optional(digest));
        QCOMPARE(Digest::fromHex(DigestAlgorithm::Md5, "900150983CD24FB0D6963F7D28E17F72"),
                 std::optional(digest));
        for (const std::string_view bad :
             {"", "900150983cd24fb0d6963f7d28e17f7", "900150983cd24fb0d6963f7d28e17f722",
              "900150983cd24fb0d6963f7d28e17f7g", " 00150983cd24fb0d6963f7d28e17f72",
              "+0150983cd24fb0d6963f7d28e17f723", "../../983cd24fb0d6963f7d28e17f72"}) {
            QVERIFY2(!Digest::fromHex(DigestAlgorithm::Md5, bad), bad.data());
        }
        QVERIFY(Digest::fromHex(DigestAlgorithm::Md5, digest.hex()) !=
                Digest::fromHex(DigestAlgorithm::Sha1, digest.hex() + "00000000"));
    }

    void readsFilesFromTheirBeginning()
    {
        for (const std::size_t size :
             {std::size_t(0), std::size_t(1), std::size_t(MiB), std::size_t(2 * MiB + 7)}) {
            const std::string content(size, 'x');
            QTemporaryFile file;
            QVERIFY(file.open());
            file.write(content.data(), static_cast<qint64>(content.size()));
            QVERIFY(file.flush());
            const off_t offset = ::lseek(file.handle(), 0, SEEK_CUR);
            QCOMPARE(digestOfFile(file.handle()).value(), digestOf(content));
            QCOMPARE(::lseek(file.handle(), 0, SEEK_CUR), offset);
        }
    }

    void tellsWhatCannotBeRead()
    {
        QVERIFY(!digestOfFile(-1));
        const int folder = ::open("/", O_RDONLY | O_CLOEXEC);
        QVERIFY(!digestOfFile(folder));
        ::close(folder);
    }
};

QTEST_GUILESS_MAIN(DigestTest)
#include "digest.moc"
