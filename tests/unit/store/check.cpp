// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/check.h"
#include "fixture.h"

#include <fstream>

using namespace larder;
using namespace larder::store;
using namespace std::chrono_literals;

class CheckTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Check> begin(Check::Start start = Check::Start::WhereItWas) const
    {
        auto check = Check::begin(m_shop->folder, m_shop->clock, start);
        if (!check) {
            qFatal("%s", qPrintable(check.error().text()));
        }
        return std::move(*check);
    }

    void damage(const std::string &body) const
    {
        std::ofstream(m_shop->object(body), std::ios::in | std::ios::out) << 'X';
    }

    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        for (int i = 0; i < 10; ++i) {
            QVERIFY(m_shop->publish("apt:" + std::to_string(i), "body " + std::to_string(i)));
        }
    }

    void cleanup()
    {
        m_shop.reset();
        m_root.reset();
    }

    void whatIsRightStays()
    {
        const auto check = begin();
        QCOMPARE(check->total().objects, 10U);
        QCOMPARE(check->advance(1h, {}), Check::Step::Done);
        QCOMPARE(check->state().objects, 10U);
        QVERIFY(check->takeDamaged().empty());
        QCOMPARE(check->unknownFiles(), 0U);
        QCOMPARE(m_shop->find("apt:3").state, State::Proven);
    }

    void whatIsWrongGoesAndIsTold()
    {
        QVERIFY(m_shop->publishExisting("apt:other-name", "body 3"));
        damage("body 3");
        std::filesystem::remove(m_shop->object("body 5"));
        std::filesystem::resize_file(m_shop->object("body 7"), 0);
        const auto stray = objectPath(m_shop->folder, digestOf("stray"));
        std::filesystem::create_directories(stray.parent_path());
        std::ofstream(stray) << "stray";

        const auto check = begin();
        QCOMPARE(check->advance(1h, {}), Check::Step::Done);
        std::map<std::string, DamagedObject> told;
        for (DamagedObject &object : check->takeDamaged()) {
            told.emplace(object.digest.bytes, std::move(object));
        }
        QCOMPARE(told.size(), 3U);
        QCOMPARE(told[digestOf("body 3").bytes].keys.size(), 2U);
        QCOMPARE(told[digestOf("body 5").bytes].kind, DamagedObject::Kind::Missing);
        QCOMPARE(told[digestOf("body 7").bytes].kind, DamagedObject::Kind::Damaged);
        QCOMPARE(check->state().damaged, 2U);
        QCOMPARE(check->state().missing, 1U);
        QCOMPARE(check->unknownFiles(), 1U);
        for (const char *key : {"apt:3", "apt:other-name", "apt:5", "apt:7"}) {
            QCOMPARE(m_shop->find(key).state, State::Absent);
        }
        QCOMPARE(m_shop->find("apt:4").state, State::Proven);
        QCOMPARE(m_shop->objectFiles(), 7U);
    }

    void itGoesOnWhereItWas()
    {
        {
            const auto check = begin();
            for (int i = 0; i < 4; ++i) {
                QCOMPARE(check->advance(0ms, {}), Check::Step::More); // one object
            }
        } // as by a kill: nothing is tidied up
        const auto check = begin();
        QCOMPARE(check->state().objects, 4U);
        QVERIFY(!check->state().finished);
        QCOMPARE(check->advance(1h, {}), Check::Step::Done);
        QCOMPARE(check->state().objects, 10U);
        QVERIFY(check->state().finished.has_value());
    }

    void fromTheStartForgetsWhereItWas()
    {
        QCOMPARE(begin()->advance(0ms, {}), Check::Step::More);
        QCOMPARE(begin(Check::Start::Anew)->state().objects, 0U);
        QCOMPARE(begin()->state().objects, 1U);
    }

    void stoppedItLooksAtTheSameAgain()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto check = begin();
        QCOMPARE(check->advance(1h, stop.get_token()), Check::Step::Stopped);
        QCOMPARE(check->state().objects, 0U);
        QVERIFY(!check->state().finished);
    }

    void oneAtATime()
    {
        const auto check = begin();
        QCOMPARE(Check::begin(m_shop->folder, m_shop->clock, Check::Start::WhereItWas).error().kind,
                 FaultKind::Busy);
    }

    void aDamagedStateMeansFromTheStart()
    {
        for (const char *text : {"", "position=", "position=xyz\nobjects=5\n", "\n\n=\n=5",
                                 "position\nobjects=99999999999999999999\n", "objects=7\n"}) {
            std::ofstream(m_shop->folder / "check") << text;
            QCOMPARE(readCheckState(m_shop->folder), CheckState());
        }
    }

    void aRowThatIsNoDigestIsDropped()
    {
        m_shop->execute("INSERT INTO object(digest, size, changed, verified_boot, used_at)"
                        " VALUES(x'01', -5, 0, 0, 0)");
        const auto check = begin();
        QCOMPARE(check->advance(1h, {}), Check::Step::Done);
        QCOMPARE(check->state().damaged, 1U);
        QCOMPARE(m_shop->count("object"), 10);
    }

    void aRoundIsDueOnceInAWhile()
    {
        const auto now = [this] { return m_shop->clock.wall(); };
        QVERIFY(isCheckDue(m_shop->folder, now()));
        QCOMPARE(begin()->advance(1h, {}), Check::Step::Done);
        QVERIFY(!isCheckDue(m_shop->folder, now()));
        QVERIFY(!isCheckDue(m_shop->folder, now() - 1h));       // set back a little
        QVERIFY(isCheckDue(m_shop->folder, now() - 24h * 365)); // set back for good
        QVERIFY(!isCheckDue(m_shop->folder, now() + checkInterval - 1h));
        QVERIFY(isCheckDue(m_shop->folder, now() + checkInterval));
        // Begun and not ended is still due.
        m_shop->clock.advance(checkInterval);
        QCOMPARE(begin()->advance(0ms, {}), Check::Step::More);
        QVERIFY(isCheckDue(m_shop->folder, now()));
    }
};

QTEST_GUILESS_MAIN(CheckTest)
#include "check.moc"
