// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What goes first, what stays, and that rows and files are of one mind afterwards.
#include "child.h"
#include "fixture.h"

#include "patience.h"
#include "store/change.h"
#include "store/sweep.h"

#include <QElapsedTimer>

#include <fstream>

using namespace larder;
using namespace larder::store;
using namespace std::chrono_literals;

namespace
{

SpaceLimits noMoreThan(std::uint64_t bytes)
{
    return {.stock = bytes, .caches = {}, .keepFree = 0, .isKeepFreeChosen = true};
}

// What happens in other threads.
template <typename Condition>
bool comesTrue(const Condition &condition)
{
    return QTest::qWaitFor([&condition] { return static_cast<bool>(condition()); }, patience);
}

QStringList these(std::initializer_list<const char *> texts)
{
    QStringList list;
    for (const char *text : texts) {
        list += QString::fromUtf8(text);
    }
    return list;
}

std::string bodyOf(int number, std::size_t size = 1000)
{
    std::string body = std::to_string(number) + ' ';
    body.resize(size, 'x');
    return body;
}

} // namespace

class EvictionTest : public QObject
{
    Q_OBJECT

private:
    // A package, or whatever the entry is made, an hour after the last.
    void put(const std::string &key, const std::string &body, Role role = Role::File,
             const std::string &suite = {})
    {
        auto entry = m_shop->newEntry(key, body);
        entry.cache = cacheOfKey(key);
        entry.role = role;
        entry.suite = suite;
        QVERIFY(m_shop->wait<EntryResult>([&](auto done) {
            m_shop->store->publish(m_shop->staged(body), std::move(entry), m_shop.get(),
                                   std::move(done));
        }));
        m_shop->clock.advance(1h);
    }

    void pin(const std::string &key) { m_shop->execute("INSERT INTO pin VALUES('" + key + "')"); }

    // What is there, by key and in their order.
    QStringList keys() const
    {
        Database index = m_shop->rawIndex();
        auto select = index.prepare("SELECT key FROM entry ORDER BY key");
        QStringList keys;
        while (*select->step() == Statement::Row::Ready) {
            const std::string_view key = select->text(0);
            keys += QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
        }
        return keys;
    }

    // Everything that may go, in order.
    QStringList order() const
    {
        Database index = m_shop->rawIndex();
        auto order = EvictionOrder::open(index);
        QStringList names;
        while (auto unit = *order->next()) {
            std::string name = unit->name;
            if (unit->kind == Unit::Kind::Object) {
                auto select = index.prepare("SELECT min(key) FROM entry WHERE object = ?");
                select->bind(1, unit->object);
                std::ignore = select->step();
                name = select->text(0);
            }
            names += QString::fromStdString(name);
        }
        return names;
    }

    Evicted evict(const SpaceLimits &limits) const
    {
        auto index = Index::open(m_shop->folder, 10s);
        auto evicted = evictNow(**index, m_shop->runtime, limits);
        if (!evicted) {
            qFatal("%s", qPrintable(evicted.error().text()));
        }
        return *evicted;
    }

    // Rows and files agree, and the sums are those of the rows.
    void verifyOneMind() const
    {
        m_shop->store->flush();
        QCOMPARE(m_shop->count("object"), static_cast<std::int64_t>(m_shop->objectFiles()));
        QCOMPARE(m_shop->count("object o WHERE NOT EXISTS"
                               "(SELECT 1 FROM entry WHERE object = o.id)"),
                 0);
        QCOMPARE(m_shop->leftovers(), 0U);
        Database index = m_shop->rawIndex();
        auto difference = index.prepare(
            "SELECT (SELECT coalesce(sum(bytes), 0) FROM total)"
            " - (SELECT coalesce(sum(size), 0) FROM object),"
            " (SELECT coalesce(sum(objects), 0) FROM total) - (SELECT count(*) FROM object)");
        QVERIFY(*difference->step() == Statement::Row::Ready);
        QCOMPARE(difference->integer(0), 0);
        QCOMPARE(difference->integer(1), 0);
    }

    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
    }

    void cleanup()
    {
        m_shop.reset();
        m_root.reset();
    }

    void leastRecentlyUsedFirst()
    {
        put("apt:1", "one");
        put("apt:2", "two");
        put("apt:3", "three");
        QCOMPARE(order(), these({"apt:1", "apt:2", "apt:3"}));
        QCOMPARE(m_shop->find("apt:1").state, State::Proven); // used again
        m_shop->store->flush();
        QCOMPARE(order(), these({"apt:2", "apt:3", "apt:1"}));
    }

    void pinnedNever()
    {
        put("apt:1", "one");
        put("apt:2", "two");
        put("apt:http://d/s/InRelease", "release", Role::Document, "apt:http://d/s/");
        put("apt:sha256:1", "index", Role::Document, "apt:http://d/s/");
        pin("apt:1");
        pin("apt:sha256:1"); // and so all of the suite
        QCOMPARE(order(), these({"apt:2"}));
        const Evicted evicted = evict(noMoreThan(0));
        QCOMPARE(evicted.gone.objects, 1U);
        QCOMPARE(evicted.missing.stock, 15U); // "one", "release", "index"
        QCOMPARE(keys(), these({"apt:1", "apt:http://d/s/InRelease", "apt:sha256:1"}));
        verifyOneMind();
    }

    // An object of two names stays with the one that is pinned.
    void pinnedUnderAnotherName()
    {
        put("apt:1", "one");
        QVERIFY(m_shop->publishExisting("apt:2", "one"));
        pin("apt:2");
        QCOMPARE(evict(noMoreThan(0)).gone.objects, 0U);
        QCOMPARE(keys(), these({"apt:1", "apt:2"}));
    }

    void documentsOutliveWhatTheyName()
    {
        put("npm:old", "packument", Role::Document);
        put("npm:1", "one");
        put("npm:2", "two");
        QCOMPARE(order(), these({"npm:1", "npm:2", "npm:old"}));
        m_shop->clock.advance(documentGrace); // but not for ever
        put("npm:3", "three");
        QCOMPARE(order(), these({"npm:1", "npm:2", "npm:old", "npm:3"}));
    }

    void aSuiteGoesAsOne()
    {
        const std::string suite = "apt:http://d/s/";
        put("apt:sha256:1", "Packages", Role::Document, suite);
        put("apt:sha256:2", "Sources", Role::Document, suite);
        put("apt:http://d/s/InRelease", "release", Role::Document, suite);
        put("apt:sha256:3", "another", Role::Document, "apt:http://d/t/");
        QCOMPARE(order(), these({"apt:http://d/s/", "apt:http://d/t/"}));
        const Evicted evicted = evict(noMoreThan(25)); // one byte too much
        QCOMPARE(evicted.gone, (Amount{.objects = 3, .bytes = 22}));
        QCOMPARE(keys(), these({"apt:sha256:3"}));
        verifyOneMind();
    }

    void aSuiteInUseKeepsAllOfIt()
    {
        const std::string suite = "apt:http://d/s/";
        put("apt:sha256:1", "Packages", Role::Document, suite);
        put("apt:http://d/s/InRelease", "release", Role::Document, suite);
        m_shop->clock.advance(24h);
        put("npm:doc", "document", Role::Document);
        QCOMPARE(order(), these({"apt:http://d/s/", "npm:doc"}));
        QCOMPARE(m_shop->find("apt:sha256:1").state, State::Proven);
        m_shop->store->flush();
        QCOMPARE(order(), these({"npm:doc", "apt:http://d/s/"}));
    }

    // What the new Release file does not name belongs to the generation before.
    void anEarlierGenerationIsLeftBehind()
    {
        const std::string suite = "apt:http://d/s/";
        put("apt:sha256:1", "old index", Role::Document, suite);
        put("apt:sha256:2", "unchanged index", Role::Document, suite);
        put("apt:http://d/s/InRelease", "release", Role::Document, suite);
        m_shop->store->renewSuite(suite, {digestOf("unchanged index"), digestOf("elsewhere")});
        m_shop->store->flush();
        QCOMPARE(m_shop->count("entry WHERE suite <> ''"), 2);
        QCOMPARE(order(), these({"apt:sha256:1", "apt:http://d/s/"}));
    }

    void derivedFormsGoWithTheirDocument()
    {
        put("npm:doc", "document", Role::Document);
        put(derivedKey(digestOf("document"), "form"), "rewritten", Role::Derived);
        put("npm:1", "package");
        QCOMPARE(order(), these({"npm:1", "npm:doc"}));
        std::ignore = evict(noMoreThan(17));
        QCOMPARE(keys().size(), 2); // the package was enough
        std::ignore = evict(noMoreThan(16));
        QCOMPARE(keys(), these({}));
        verifyOneMind();
    }

    void onlyTheCacheThatIsBeyondItsLimit()
    {
        put("apt:1", bodyOf(1));
        put("npm:1", bodyOf(2));
        put("apt:2", bodyOf(3));
        put("npm:2", bodyOf(4));
        SpaceLimits limits = noMoreThan(1'000'000);
        limits.caches = {{"npm", 1500}};
        QCOMPARE(evict(limits).gone.objects, 1U);
        QCOMPARE(keys(), these({"apt:1", "apt:2", "npm:2"}));
        // Both limits: what npm gives up counts for all.
        limits.stock = 2500;
        limits.caches = {{"npm", 500}};
        const Evicted evicted = evict(limits);
        QCOMPARE(evicted.gone.objects, 1U);
        QVERIFY(evicted.missing.isNone());
        QCOMPARE(keys(), these({"apt:1", "apt:2"}));
    }

    void aCacheThatCannotKeepToItsLimitDoesNotStopTheOthers()
    {
        put("npm:1", bodyOf(1));
        put("apt:1", bodyOf(2));
        pin("npm:1");
        SpaceLimits limits = noMoreThan(1500);
        limits.caches = {{"npm", 500}};
        const Evicted evicted = evict(limits);
        QCOMPARE(evicted.gone.objects, 1U);
        QCOMPARE(evicted.missing.stock, 0U);
        QCOMPARE(evicted.missing.caches.at("npm"), 510U);
        QCOMPARE(keys(), these({"npm:1"}));
    }

    void cutDownloadsGoToo()
    {
        put("apt:1", bodyOf(1));
        m_shop->store->keepPartial(m_shop->staged(bodyOf(2, 5000)),
                                   {.key = "apt:cut",
                                    .url = "http://d/cut",
                                    .validator = "\"1\"",
                                    .total = 9000,
                                    .createdAt = m_shop->clock.wall()});
        m_shop->store->flush();
        QCoreApplication::processEvents();
        m_shop->clock.advance(1h);
        put("apt:2", bodyOf(3));
        QCOMPARE(order(), these({"apt:1", "apt:cut", "apt:2"}));
        const Evicted evicted = evict(noMoreThan(1500));
        QCOMPARE(evicted.gone, (Amount{.objects = 1, .bytes = 6000}));
        QCOMPARE(keys(), these({"apt:2"}));
        QCOMPARE(m_shop->count("partial"), 0);
        verifyOneMind();
    }

    void whatASuiteThatIsGoneHadAnnouncedIsForgotten()
    {
        const std::string suite = "apt:http://d/s/";
        put("apt:http://d/s/InRelease", "release", Role::Document, suite);
        put("apt:http://d/t/InRelease", "other", Role::Document, "apt:http://d/t/");
        for (const char *name : {"apt:http://d/s/Packages", "apt:http://d/t/Packages"}) {
            std::vector<ExpectedFile> files;
            for (int i = 0; i < 1000; ++i) {
                files.push_back({.name = std::string(name) + std::to_string(i),
                                 .digest = digestOf(std::to_string(i)),
                                 .size = 1});
            }
            bool isLearnt = false;
            m_shop->store->learn(name, std::move(files), m_shop.get(), [&] { isLearnt = true; });
            QVERIFY(comesTrue([&] { return isLearnt; }));
        }
        QCOMPARE(m_shop->count("expected"), 2000);
        std::ignore = evict(noMoreThan(11)); // the older suite is one byte too much
        QCOMPARE(keys(), these({"apt:http://d/t/InRelease"}));
        QCOMPARE(m_shop->count("expected"), 1000);
        QCOMPARE(m_shop->count("source"), 1);
        QVERIFY(m_shop->store->expected("apt:http://d/t/Packages7"));
        QVERIFY(!m_shop->store->expected("apt:http://d/s/Packages7"));
    }

    // Chosen, and then used, pinned or replaced, before its turn comes.
    void whatChangedSinceItWasChosenStays()
    {
        for (int i = 0; i < 4; ++i) {
            put("apt:" + std::to_string(i), bodyOf(i));
        }
        Eviction eviction(m_shop->folder, noMoreThan(0));
        QVERIFY(*eviction.choose());
        m_shop->execute("UPDATE object SET used_at = used_at + 1 WHERE id ="
                        " (SELECT object FROM entry WHERE key = 'apt:0')");
        pin("apt:1");
        QVERIFY(m_shop->publish("apt:2", "replaced"));
        m_shop->store->flush();
        auto index = Index::open(m_shop->folder, 10s);
        QVERIFY(changeStore(**index, m_shop->runtime,
                            [&](Index &open) { return eviction.evictSlice(open); }));
        eviction.sliceCommitted();
        QVERIFY(!eviction.isSliceLeft());
        QCOMPARE(keys(), these({"apt:0", "apt:1", "apt:2"}));
        QCOMPARE(eviction.result().gone, (Amount{.objects = 1, .bytes = 1000}));
    }

    void onlyOneEvictsAtATime()
    {
        put("apt:1", "one");
        Eviction first(m_shop->folder, noMoreThan(0));
        QVERIFY(*first.choose());
        Eviction second(m_shop->folder, noMoreThan(0));
        QVERIFY(!*second.choose());
        QVERIFY(second.result().isBusy);
        first.release();
        QVERIFY(*second.choose());
    }

    // By itself, after a publication, and without being asked.
    void aStoreKeepsItselfWithinItsLimit()
    {
        m_shop->store->setLimits(noMoreThan(10'000));
        for (int i = 0; i < 30; ++i) {
            put("apt:" + std::to_string(100 + i), bodyOf(i));
        }
        QVERIFY(comesTrue([&] { return m_shop->count("object") <= 10; }));
        QVERIFY(comesTrue([&] { return keys().last() == QStringLiteral("apt:129"); }));
        QVERIFY(m_shop->count("object") >= 9);
        // A smaller limit counts at once.
        m_shop->store->setLimits(noMoreThan(3000));
        QVERIFY(comesTrue([&] { return m_shop->count("object") <= 3; }));
        QVERIFY(comesTrue([&] { return m_shop->leftovers() == 0U; }));
        verifyOneMind();
    }

    // To the minute for what this process served, though the index knows uses to the hour.
    void whatWasJustUsedStays()
    {
        for (int i = 0; i < 3; ++i) {
            QVERIFY(m_shop->publish("apt:" + std::to_string(i), bodyOf(i)));
            m_shop->clock.advance(1min);
        }
        QCOMPARE(m_shop->find("apt:0").state, State::Proven);
        m_shop->store->setLimits(noMoreThan(2500));
        QVERIFY(comesTrue([&] { return keys() == these({"apt:0", "apt:2"}); }));
    }

    void whoReadsWhatIsEvictedGetsAllOfIt()
    {
        put("apt:1", bodyOf(1));
        const auto entry = m_shop->find("apt:1").entry;
        m_shop->store->setLimits(noMoreThan(500));
        QVERIFY(comesTrue([&] { return m_shop->count("object") == 0; }));
        QCOMPARE(bytesOf(entry), bodyOf(1));
        QCOMPARE(m_shop->find("apt:1").state, State::Absent);
    }

    // The space of an open file comes back only when nobody has it open.
    void descriptorsOfWhatIsGoneAreLetGo()
    {
        put("apt:1", bodyOf(1));
        Shop other(pathOf(*m_root));
        const std::weak_ptr<const OpenEntry> hot = other.find("apt:1").entry;
        QVERIFY(!hot.expired());
        std::ignore = evict(noMoreThan(0));
        QVERIFY(comesTrue([&] { return hot.expired(); })); // without being asked for it
    }

    void whatHasNoRoomIsNotStaged()
    {
        const auto kindOf = [](const auto &staged) {
            return staged ? std::optional<FaultKind>() : std::optional(staged.error().kind);
        };
        SpaceLimits limits = noMoreThan(2000);
        limits.caches = {{"npm", 500}};
        m_shop->store->setLimits(limits);
        QVERIFY(m_shop->store->stage("apt", 2000));
        QVERIFY(kindOf(m_shop->store->stage("apt", 2001)) == FaultKind::NoSpace);
        QVERIFY(kindOf(m_shop->store->stage("npm", 501)) == FaultKind::NoSpace);
        QVERIFY(m_shop->store->stage("npm"));
        QVERIFY(m_shop->store->stage()); // what is not to be kept
        // More is to stay free than there is.
        limits.keepFree = 1ULL << 60;
        m_shop->store->setLimits(limits);
        QVERIFY(kindOf(m_shop->store->stage("apt", 1)) == FaultKind::NoSpace);
    }

    void whereEverythingIsPinnedNothingIsStagedUntilItIsNot()
    {
        put("apt:1", bodyOf(1));
        pin("apt:1");
        m_shop->store->setLimits(noMoreThan(500));
        QVERIFY(comesTrue([&] { return !m_shop->store->stage("apt", 1); }));
        m_shop->execute("DELETE FROM pin");
        m_shop->clock.advance(1min);
        std::ignore = m_shop->store->stage("apt", 1); // tries again
        QVERIFY(comesTrue([&] { return m_shop->store->stage("apt", 1).has_value(); }));
        QCOMPARE(m_shop->count("object"), 0);
    }

    // Rows of version 1 say in their keys what they are.
    void anOlderIndexIsBroughtUpToDate()
    {
        put("apt:http://d/s/InRelease", "release");
        put("apt:sha256:1", "index");
        put("npm:https://r/left-pad", "packument");
        put("npm:https://r/left-pad/-/left-pad-1.tgz", "tarball");
        m_shop->store->flush();
        m_shop->execute("DROP TRIGGER object_comes; DROP TRIGGER object_goes;"
                        "DROP TRIGGER object_changes; DROP TABLE total; DROP TABLE pin;"
                        "DROP INDEX object_used; DROP INDEX entry_document;"
                        "ALTER TABLE object DROP COLUMN cache; ALTER TABLE entry DROP COLUMN role;"
                        "ALTER TABLE entry DROP COLUMN suite; ALTER TABLE entry DROP COLUMN url;"
                        "PRAGMA user_version = 1");
        QCOMPARE(Reader::open(m_shop->folder, 0ms).error().kind, FaultKind::NotFound);
        Shop again(pathOf(*m_root));
        QVERIFY(again.store);
        QCOMPARE(m_shop->count("entry WHERE role = 2"), 3);
        QCOMPARE(m_shop->count("entry WHERE suite = 'apt:http://d/s/'"), 1);
        QCOMPARE(m_shop->count("object WHERE cache = 'npm'"), 2);
        QCOMPARE(bytesOf(again.find("apt:sha256:1").entry), "index");
        QVERIFY(again.publish("apt:new", "new"));
        again.store->flush();
        verifyOneMind();
    }

    void whoSeesANewerIndexIsTold()
    {
        put("apt:1", "one");
        bool isTold = false;
        m_shop->store->whenOutdated(m_shop.get(), [&isTold] { isTold = true; });
        m_shop->execute("PRAGMA user_version = 1000");
        std::ignore = m_shop->find("apt:1");
        QVERIFY(isTold);
        QVERIFY(!m_shop->store->mayStore());
        isTold = false;
        std::ignore = m_shop->find("apt:1");
        QVERIFY(!isTold); // once
    }

    // Two processes evict and publish at the same time.
    void twoAtOnce()
    {
        const auto other =
            startChild({QStringLiteral("fill"), m_root->path(), QStringLiteral("child")});
        m_shop->store->setLimits(noMoreThan(20'000));
        for (int i = 0; i < 300; ++i) {
            QVERIFY(m_shop->publish("apt:own-" + std::to_string(i), bodyOf(i)));
            m_shop->clock.advance(1s);
        }
        other->waitForFinished(60'000);
        QCOMPARE(other->exitCode(), 0);
        m_shop->store->flush();
        std::ignore = evict(noMoreThan(20'000));
        verifyOneMind();
        QVERIFY(m_shop->count("object") <= 20);
        for (const QString &key : keys()) {
            const auto found = m_shop->find(key.toStdString());
            QVERIFY(found.entry);
            QCOMPARE(digestOf(bytesOf(found.entry)), found.entry->entry.object.digest);
        }
    }

    void killedWhileItEvicts()
    {
        for (int round = 0; round < 5; ++round) {
            const auto child =
                startChild({QStringLiteral("fill"), m_root->path(), QString::number(round)});
            // There is room for some twenty.
            QByteArray told;
            while (told.count('\n') < 30 * (round + 1)) {
                QVERIFY(child->bytesAvailable() > 0 || child->waitForReadyRead(60'000));
                told += child->readAll();
            }
            killChild(*child);
        }
        sweep(m_shop->folder, m_shop->clock.wall());
        verifyOneMind();
    }
};

// Another process: publishes and evicts all the time, until it has published 300.
static int fill(const QString &root, const QString &name)
{
    Shop shop(root.toStdString());
    shop.store->setLimits(noMoreThan(20'000));
    std::puts("ready");
    std::fflush(stdout);
    for (int i = 0; i < 300; ++i) {
        const std::string number = name.toStdString() + '-' + std::to_string(i);
        if (!shop.publish("apt:" + number, bodyOf(i) + number)) {
            return 1;
        }
        std::puts("published");
        std::fflush(stdout);
        shop.clock.advance(1s);
    }
    return 0;
}

int main(int count, char **arguments)
{
    const QCoreApplication application(count, arguments);
    if (count == 4 && qstrcmp(arguments[1], "fill") == 0) {
        return fill(QString::fromUtf8(arguments[2]), QString::fromUtf8(arguments[3]));
    }
    EvictionTest test;
    return QTest::qExec(&test, count, arguments);
}

#include "eviction.moc"
