// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/hotentries.h"

#include <QTest>

using namespace larder;
using namespace larder::store;

namespace
{

std::shared_ptr<const OpenEntry> entry(std::string key, std::string_view body = "body")
{
    auto open = std::make_shared<OpenEntry>();
    open->entry.key = std::move(key);
    open->entry.object.digest = digestOf(body);
    return open;
}

} // namespace

class HotEntriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theOneUnusedForLongestLeaves()
    {
        HotEntries hot(3);
        hot.put(entry("a"), 1);
        hot.put(entry("b"), 1);
        hot.put(entry("c"), 1);
        QVERIFY(hot.find("a"));
        hot.put(entry("d"), 1);
        QCOMPARE(hot.size(), 3U);
        QVERIFY(hot.find("a"));
        QVERIFY(!hot.find("b"));
        QVERIFY(hot.find("c"));
        QVERIFY(hot.find("d"));
    }

    void descriptorsAreLetGo()
    {
        HotEntries hot(2);
        const std::weak_ptr<const OpenEntry> first = hot.put(entry("a"), 1).open;
        hot.put(entry("b"), 1);
        QVERIFY(!first.expired());
        hot.put(entry("c"), 1);
        QVERIFY(first.expired());
        const std::weak_ptr<const OpenEntry> second = hot.find("b")->open;
        hot.drop("b");
        QVERIFY(second.expired());
    }

    void replacedEntriesKeepWhatIsNoted()
    {
        HotEntries hot(2);
        hot.put(entry("a", "old"), 1).renewals = 2;
        hot.put(entry("a", "new"), 7);
        QCOMPARE(hot.size(), 1U);
        QCOMPARE(hot.find("a")->renewals, 2);
        QCOMPARE(hot.find("a")->comparedAt, 7U);
        QVERIFY(hot.find("a")->open->entry.object.digest == digestOf("new"));
    }

    void allEntriesOfAnObjectGo()
    {
        HotEntries hot(8);
        hot.put(entry("a", "x"), 1);
        hot.put(entry("b", "y"), 1);
        hot.put(entry("c", "x"), 1);
        hot.dropObject(digestOf("x"));
        QCOMPARE(hot.size(), 1U);
        QVERIFY(hot.find("b"));
    }
};

QTEST_APPLESS_MAIN(HotEntriesTest)
#include "hotentries.moc"
