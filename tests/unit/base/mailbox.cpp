// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/mailbox.h"
#include "patience.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace larder;

namespace
{

// As long as it takes until nothing is left: posted before this is called.
void runAll(Mailbox &mailbox)
{
    bool isLast = false;
    mailbox.post([&isLast] { isLast = true; });
    QVERIFY(QTest::qWaitFor([&isLast] { return isLast; }, patience));
}

} // namespace

class MailboxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void runsInOrder()
    {
        constexpr int functions = 1000;
        std::vector<int> order;
        Mailbox mailbox;
        for (int i = 0; i < functions; ++i) {
            mailbox.post([&order, i] { order.push_back(i); });
        }
        QVERIFY(order.empty()); // never from within post()
        runAll(mailbox);
        QCOMPARE(order.size(), std::size_t(functions));
        QVERIFY(std::ranges::is_sorted(order));
    }

    void fromManyThreads()
    {
        constexpr std::size_t threads = 4;
        constexpr int each = 2000;
        // Written without a lock, as the engine's state is: by the owner's thread only.
        std::vector<std::vector<int>> seen(threads);
        std::size_t count = 0;
        bool isOwn = true;
        Mailbox mailbox;
        {
            std::vector<std::jthread> senders;
            for (std::size_t sender = 0; sender < threads; ++sender) {
                senders.emplace_back([&, sender, owner = std::this_thread::get_id()] {
                    for (int i = 0; i < each; ++i) {
                        mailbox.post([&, sender, owner, value = std::make_unique<int>(i)] {
                            seen[sender].push_back(*value);
                            isOwn = isOwn && std::this_thread::get_id() == owner;
                            ++count;
                        });
                    }
                });
            }
            QVERIFY(QTest::qWaitFor([&count] { return count == threads * each; }, patience));
        }
        QVERIFY(isOwn);
        for (const std::vector<int> &values : seen) {
            QCOMPARE(values.size(), std::size_t(each));
            QVERIFY(std::ranges::is_sorted(values));
        }
    }

    void functionsMayPost()
    {
        std::vector<int> order;
        Mailbox mailbox;
        mailbox.post([&] {
            order.push_back(1);
            mailbox.post([&order] { order.push_back(3); });
        });
        mailbox.post([&order] { order.push_back(2); });
        QVERIFY(QTest::qWaitFor([&order] { return order.size() == 3; }, patience));
        QCOMPARE(order, std::vector({1, 2, 3}));
    }

    void othersGetTheirTurn()
    {
        Mailbox mailbox;
        std::size_t runs = 0;
        bool isTimedOut = false;
        // Posts itself for ever: without a bound no timer would run.
        const auto post = [&](const auto &self) -> void {
            mailbox.post([&, self] {
                ++runs;
                if (!isTimedOut) {
                    self(self);
                }
            });
        };
        post(post);
        QTimer::singleShot(0, this, [&isTimedOut] { isTimedOut = true; });
        QVERIFY(QTest::qWaitFor([&isTimedOut] { return isTimedOut; }, patience));
        QVERIFY(runs > 0);
    }

    void atMostSoManyInOneTurn()
    {
        Mailbox mailbox;
        std::size_t runs = 0;
        for (std::size_t i = 0; i < 2 * functionsPerTurn + 1; ++i) {
            mailbox.post([&runs] { ++runs; });
        }
        for (const std::size_t expected :
             {functionsPerTurn, 2 * functionsPerTurn, 2 * functionsPerTurn + 1}) {
            const std::size_t before = runs;
            while (runs == before) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            }
            QCOMPARE(runs, expected);
        }
    }

    void dropsWhatIsLeft()
    {
        const auto held = std::make_shared<int>(0);
        bool isRun = false;
        std::optional<Mailbox> mailbox(std::in_place);
        mailbox->post([held, &isRun] { isRun = true; });
        QCOMPARE(held.use_count(), 2L);
        mailbox.reset();
        QCOMPARE(held.use_count(), 1L);
        QCoreApplication::processEvents();
        QVERIFY(!isRun);
    }

    void functionsMayDestroyIt()
    {
        bool isDestroyed = false;
        bool isRun = false;
        auto mailbox = std::make_unique<Mailbox>();
        Mailbox &box = *mailbox;
        box.post([&] {
            mailbox.reset();
            isDestroyed = true;
        });
        box.post([&isRun] { isRun = true; });
        QVERIFY(QTest::qWaitFor([&isDestroyed] { return isDestroyed; }, patience));
        QCoreApplication::processEvents();
        QVERIFY(!isRun);
    }

    void sleepsWhileEmpty()
    {
        Mailbox mailbox;
        runAll(mailbox);
        QCoreApplication::processEvents();
        int wakeUps = 0;
        QEventLoop loop;
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, &loop,
                [&wakeUps] { ++wakeUps; });
        QTimer::singleShot(std::chrono::milliseconds(100), &loop, &QEventLoop::quit);
        loop.exec();
        QVERIFY(wakeUps < 10); // a descriptor that stays readable wakes thousands of times
    }

    void neverSleepsOverSomething()
    {
        // One after the other, so that each is posted into a box that is, or is being, emptied.
        constexpr int rounds = 5000;
        Mailbox mailbox;
        QEventLoop loop;
        std::atomic<int> answered = 0;
        const std::jthread sender([&] {
            for (int i = 0; i < rounds; ++i) {
                mailbox.post([&answered] {
                    ++answered;
                    answered.notify_one();
                });
                answered.wait(i);
            }
            mailbox.post([&loop] { loop.quit(); });
        });
        loop.exec(); // for ever, if a wake-up is lost
        QCOMPARE(answered, rounds);
    }
};

QTEST_GUILESS_MAIN(MailboxTest)
#include "mailbox.moc"
