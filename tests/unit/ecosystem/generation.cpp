// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/generation.h"

#include <QTest>

using namespace larder;
using namespace larder::ecosystem;

namespace
{

Generation::File file(std::string name, std::string_view content)
{
    return {std::move(name), digestOf(content), content.size()};
}

std::vector<std::string> names(const std::vector<const Generation::File *> &files)
{
    std::vector<std::string> result;
    result.reserve(files.size());
    for (const Generation::File *each : files)
        result.push_back(each->name);
    return result;
}

class GenerationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsByName();
    void findsByDigest();
    void leavesOutContradictions();
    void copiesStandAlone();
    void empty();
};

void GenerationTest::findsByName()
{
    const Generation generation({file("main/b", "2"), file("main/a", "1"), file("contrib/c", "3")},
                                true, std::nullopt);
    QCOMPARE(generation.files().size(), std::size_t{3});
    const Generation::File *found = generation.find("main/a");
    QVERIFY(found);
    QCOMPARE(found->digest, digestOf("1"));
    QVERIFY(!generation.find("main/"));
    QVERIFY(!generation.find("main/aa"));
    QVERIFY(!generation.find("zzz"));
    QVERIFY(!generation.find(""));
    QVERIFY(generation.hasByHash());
}

void GenerationTest::findsByDigest()
{
    const Generation generation({file("z", "same"), file("b", "other"), file("a", "same")}, false,
                                std::nullopt);
    QCOMPARE(names(generation.withDigest(digestOf("same"))), (std::vector<std::string>{"a", "z"}));
    QCOMPARE(names(generation.withDigest(digestOf("other"))), std::vector<std::string>{"b"});
    QVERIFY(generation.withDigest(digestOf("unknown")).empty());
    QVERIFY(generation.withDigest(digestOf("same", DigestAlgorithm::Sha512)).empty());
    const Digest otherAlgorithm{DigestAlgorithm::Md5, digestOf("same").bytes};
    QVERIFY(generation.withDigest(otherAlgorithm).empty());
}

void GenerationTest::leavesOutContradictions()
{
    const Generation generation({file("twice", "1"), file("both", "x"), file("after", "2"),
                                 file("both", "y"), file("twice", "1"), file("both", "x")},
                                false, std::nullopt);
    QVERIFY(generation.find("twice"));
    QVERIFY(generation.find("after"));
    QVERIFY(!generation.find("both"));
    QCOMPARE(generation.files().size(), std::size_t{2});
    QCOMPARE(generation.find("after")->digest, digestOf("2"));
    QVERIFY(generation.withDigest(digestOf("x")).empty());
    QCOMPARE(names(generation.withDigest(digestOf("1"))), std::vector<std::string>{"twice"});

    Generation::File longer = file("size", "1");
    longer.size = 2;
    QVERIFY(!Generation({file("size", "1"), longer}, false, std::nullopt).find("size"));
}

void GenerationTest::copiesStandAlone()
{
    std::optional<Generation> original(std::in_place, std::vector{file("a", "1")}, false,
                                       std::nullopt);
    const Generation copy = *original;
    original.reset();
    QCOMPARE(names(copy.withDigest(digestOf("1"))), std::vector<std::string>{"a"});
}

void GenerationTest::empty()
{
    const Generation generation({}, false, std::nullopt);
    QVERIFY(!generation.find("a"));
    QVERIFY(generation.withDigest(digestOf("")).empty());
    QVERIFY(!generation.hasByHash());
    QVERIFY(!generation.validUntil());
}

} // namespace

QTEST_GUILESS_MAIN(GenerationTest)
#include "generation.moc"
