// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/iconstate.h"

#include <QImage>
#include <QTest>

#include <array>
#include <functional>
#include <set>

namespace larder::tray
{

namespace
{

using namespace std::chrono_literals;
using system::OnDemand;

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

status::CacheStatus cacheWith(OnDemand onDemand)
{
    status::CacheStatus cache;
    cache.name = "apt";
    cache.onDemand = onDemand;
    return cache;
}

status::CacheStatus served()
{
    auto cache = cacheWith(OnDemand::Off);
    cache.owner = CacheOwner{.cache = "apt", .pid = 7, .addresses = {}, .network = {}};
    return cache;
}

status::Overview overviewOf(status::CacheStatus cache)
{
    status::Overview overview;
    overview.time = noon;
    overview.caches = {cacheWith(OnDemand::Off), std::move(cache)};
    return overview;
}

} // namespace

class IconStateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void state_data()
    {
        QTest::addColumn<status::Overview>("overview");
        QTest::addColumn<IconState>("state");
        const auto add = [](const char *name, status::Overview overview, IconState state) {
            QTest::newRow(name) << std::move(overview) << state;
        };
        add("nobody answers", overviewOf(cacheWith(OnDemand::Off)), IconState::Off);
        add("no systemd", overviewOf(cacheWith(OnDemand::Unavailable)), IconState::Off);
        add("foreign units are nobody's fault", overviewOf(cacheWith(OnDemand::Foreign)),
            IconState::Off);
        add("systemd listens", overviewOf(cacheWith(OnDemand::Listening)), IconState::Idle);
        add("a process answers", overviewOf(served()), IconState::Idle);
        add("a unit failed", overviewOf(cacheWith(OnDemand::Failed)), IconState::Attention);

        auto used = served();
        used.lastUsed = noon - 1s;
        add("just used", overviewOf(used), IconState::Serving);
        used.lastUsed = noon - servingTime;
        add("used a while ago", overviewOf(used), IconState::Idle);
        used.lastUsed = noon + 1h;
        add("the clock was set back", overviewOf(used), IconState::Idle);

        auto paused = served();
        paused.network.mode = NetworkMode::Paused;
        paused.lastUsed = noon;
        add("paused, though used", overviewOf(paused), IconState::Paused);
        paused.network.mode = NetworkMode::Offline;
        add("offline", overviewOf(paused), IconState::Paused);
        paused.network.mode = NetworkMode::Metered;
        paused.lastUsed.reset();
        add("metered is ordinary", overviewOf(paused), IconState::Idle);
        auto off = cacheWith(OnDemand::Off);
        off.network.mode = NetworkMode::Paused;
        add("paused, but off", overviewOf(off), IconState::Off);

        auto faulty = overviewOf(served());
        faulty.faults.push_back({FaultKind::Damaged, QStringLiteral("Damaged."), {}});
        add("figures cannot be read", faulty, IconState::Attention);
    }

    void state()
    {
        QFETCH(status::Overview, overview);
        QFETCH(IconState, state);
        QCOMPARE(iconState(overview, Trouble::None), state);
        QCOMPARE(iconState(overview, Trouble::Any), IconState::Attention);
    }

    void servingEnds()
    {
        auto cache = served();
        cache.lastUsed = noon - 1s;
        QCOMPARE(servingFor(overviewOf(cache)), servingTime - 1s);
        cache.lastUsed = noon - servingTime;
        QVERIFY(!servingFor(overviewOf(cache)));
    }

    // Colours are the tray's, so only shapes tell them apart.
    void shapesDiffer()
    {
        std::set<QByteArray> shapes;
        for (const IconState state : {IconState::Attention, IconState::Off, IconState::Paused,
                                      IconState::Serving, IconState::Idle}) {
            const QImage image = iconOf(state)
                                     .pixmap(QSize(22, 22))
                                     .toImage()
                                     .convertToFormat(QImage::Format_ARGB32);
            QVERIFY(!image.isNull());
            QByteArray white;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    white += image.pixelColor(x, y).lightnessF() > 0.9F ? '#' : ' ';
                }
            }
            shapes.insert(white);
            QVERIFY(!stateWords(state).isEmpty());
        }
        QCOMPARE(shapes.size(), std::size_t{5});
    }
};

} // namespace larder::tray

QTEST_MAIN(larder::tray::IconStateTest)
#include "iconstate.moc"
