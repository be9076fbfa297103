// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "patience.h"

#include <QElapsedTimer>

#include <semaphore>
#include <variant>

using namespace larder;
using namespace larder::store;

namespace
{

ExpectedFile file(const std::string &name, const std::string &body)
{
    return {.name = name, .digest = digestOf(body), .size = body.size()};
}

} // namespace

class LearnTest : public QObject
{
    Q_OBJECT

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

    void whatWasLearnedIsKnown()
    {
        learn("apt:Packages", {file("apt:a", "body a"), file("apt:b", "body of b")});
        const auto known = m_shop->store->expected("apt:b");
        QVERIFY(known);
        QCOMPARE(known->name, "apt:b");
        QVERIFY(known->digest == digestOf("body of b"));
        QCOMPARE(known->size, 9U);
        QVERIFY(!m_shop->store->expected("apt:c"));
    }

    void theSameSourceReplaces()
    {
        learn("apt:Packages", {file("apt:a", "1"), file("apt:b", "1"), file("apt:c", "1")});
        learn("apt:Sources", {file("apt:d", "1")});
        learn("apt:Packages", {file("apt:b", "1"), file("apt:c", "22")});
        QVERIFY(!m_shop->store->expected("apt:a"));
        QVERIFY(m_shop->store->expected("apt:b")->digest == digestOf("1"));
        QVERIFY(m_shop->store->expected("apt:c")->digest == digestOf("22"));
        QVERIFY(m_shop->store->expected("apt:d"));
        learn("apt:Packages", {});
        QVERIFY(!m_shop->store->expected("apt:b"));
        QVERIFY(m_shop->store->expected("apt:d"));
    }

    void whatIsNoSha256IsLeftOut()
    {
        learn("apt:Packages",
              {{.name = "apt:a", .digest = {.bytes = "short"}, .size = 1},
               {.name = "apt:b", .digest = digestOf("b", DigestAlgorithm::Md5), .size = 1},
               file("apt:c", "c")});
        QVERIFY(!m_shop->store->expected("apt:a"));
        QVERIFY(!m_shop->store->expected("apt:b"));
        QVERIFY(m_shop->store->expected("apt:c"));
    }

    void damagedRows_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("short digest") << QByteArray("digest = x'00'");
        QTest::newRow("long digest") << QByteArray("digest = zeroblob(33)");
        QTest::newRow("huge digest") << QByteArray("digest = zeroblob(1000000)");
        QTest::newRow("text") << QByteArray("digest = 'text', size = 'text'");
        QTest::newRow("negative size") << QByteArray("size = -1");
    }

    void damagedRows()
    {
        QFETCH(QByteArray, change);
        learn("apt:Packages", {file("apt:a", "a")});
        m_shop->execute("UPDATE expected SET " + change.toStdString());
        QVERIFY(!m_shop->store->expected("apt:a"));
        learn("apt:Packages", {file("apt:a", "a")});
        QVERIFY(m_shop->store->expected("apt:a"));
    }

    // A Debian suite. Other writes have their turn in between.
    void aWholeSuite()
    {
        constexpr int count = 65'000;
        std::vector<ExpectedFile> files;
        files.reserve(count);
        for (int i = 0; i < count; ++i) {
            const std::string number = std::to_string(i);
            files.push_back(file("apt:http://deb.debian.org/debian/pool/main/l/larder/larder_" +
                                     number + "_amd64.deb",
                                 number));
        }
        for (const char *round : {"learned", "learned again"}) {
            bool learned = false;
            bool published = false;
            QVERIFY(m_shop->publish("apt:x", round));
            m_shop->store->flush();
            QElapsedTimer time;
            time.start();
            // Both are there before either is written.
            std::binary_semaphore gate(0);
            m_shop->worker.post([&gate] { gate.acquire(); });
            m_shop->store->learn("apt:Packages", files, m_shop.get(),
                                 [&learned] { learned = true; });
            m_shop->pool.waitForDone();
            m_shop->store->publishExisting(m_shop->newEntry(round, round), m_shop.get(),
                                           [&](const EntryResult &result) {
                                               published = result.has_value();
                                               QVERIFY(!learned);
                                           });
            gate.release();
            QVERIFY(QTest::qWaitFor([&] { return learned; }, patience));
            QVERIFY(published);
            qInfo("%d files %s in %lld ms", count, round, time.elapsed());
        }
        QVERIFY(m_shop->store->expected(files[0].name)->digest == files[0].digest);
        QVERIFY(m_shop->store->expected(files[count - 1].name)->digest == files[count - 1].digest);
        QCOMPARE(m_shop->count("expected"), count);
        QElapsedTimer time;
        time.start();
        for (const ExpectedFile &known : files) {
            QVERIFY(m_shop->store->expected(known.name)->size == known.size);
        }
        qInfo("%lld ns for each question", time.nsecsElapsed() / count);
        learn("apt:Packages", {files[7]});
        QCOMPARE(m_shop->count("expected"), 1);
    }

private:
    void learn(const std::string &source, std::vector<ExpectedFile> files)
    {
        m_shop->wait<std::monostate>([&](auto done) {
            m_shop->store->learn(source, std::move(files), m_shop.get(),
                                 [done = std::move(done)] { done(std::monostate{}); });
        });
    }

    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;
};

QTEST_GUILESS_MAIN(LearnTest)
#include "learn.moc"
