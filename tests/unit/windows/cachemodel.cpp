// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/cachemodel.h"

#include "windows/fakeactions.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

namespace larder::windows
{

using namespace Qt::StringLiterals;
using statistics::Outcome;
using system::OnDemand;

namespace
{

status::CacheStatus cacheNamed(const char *name, OnDemand onDemand = OnDemand::Listening)
{
    status::CacheStatus cache;
    cache.name = name;
    cache.onDemand = onDemand;
    cache.addresses = {{.address = "127.0.0.1", .port = 3142}};
    cache.total.outcomes[static_cast<std::size_t>(Outcome::Hit)] = 1200;
    cache.total.outcomes[static_cast<std::size_t>(Outcome::Stale)] = 34;
    cache.total.outcomes[static_cast<std::size_t>(Outcome::Miss)] = 300;
    cache.total.bytesToClients = 4096;
    cache.total.bytesFromNetwork = 1024;
    cache.total.bytesOrigin = 1000;
    cache.today.outcomes[static_cast<std::size_t>(Outcome::Miss)] = 5;
    return cache;
}

status::Overview overviewOf(std::vector<status::CacheStatus> caches)
{
    status::Overview overview;
    overview.caches = std::move(caches);
    overview.stock.caches["npm"] = {.objects = 4321, .bytes = 2048};
    return overview;
}

QString textAt(const CacheModel &model, int column, int role = Qt::DisplayRole)
{
    return model.data(model.index(0, column), role).toString();
}

} // namespace

class CacheModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void tellsFigures()
    {
        FakeActions actions;
        CacheModel model;
        const QAbstractItemModelTester tester(&model);
        model.show(rowsOf(overviewOf({cacheNamed("npm")}), actions));
        QCOMPARE(textAt(model, CacheModel::Cache), u"npm");
        QCOMPARE(textAt(model, CacheModel::State), u"Asleep");
        QCOMPARE(textAt(model, CacheModel::Hits), u"1,234");
        QCOMPARE(textAt(model, CacheModel::Misses), u"300");
        QCOMPARE(textAt(model, CacheModel::HitShare), u"80\u00a0%");
        QCOMPARE(textAt(model, CacheModel::FromDisk), u"3 KiB");
        QCOMPARE(textAt(model, CacheModel::FromNetwork), u"1 KiB");
        QCOMPARE(textAt(model, CacheModel::Saved), u"-24 B");
        QCOMPARE(textAt(model, CacheModel::Objects), u"4,321");
        QCOMPARE(textAt(model, CacheModel::Size), u"2 KiB");
        QCOMPARE(textAt(model, CacheModel::LastUsed), u"never");
        QCOMPARE(textAt(model, CacheModel::Hits, Qt::AccessibleTextRole), u"Hits: 1,234");
        model.setPeriod(Period::Today);
        QCOMPARE(textAt(model, CacheModel::Hits), u"0");
        QCOMPARE(textAt(model, CacheModel::Misses), u"5");
        model.show(rowsOf(overviewOf({cacheNamed("npm"), cacheNamed("apt")}), actions));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(textAt(model, CacheModel::Misses), u"5");
    }

    void tellsStates_data()
    {
        QTest::addColumn<OnDemand>("onDemand");
        QTest::addColumn<NetworkMode>("mode");
        QTest::addColumn<bool>("isOwned");
        QTest::addColumn<bool>("isUnderWay");
        QTest::addColumn<QString>("state");
        QTest::addColumn<Qt::CheckState>("tick");
        QTest::newRow("asleep") << OnDemand::Listening << NetworkMode::Normal << false << false
                                << QStringLiteral("Asleep") << Qt::Checked;
        QTest::newRow("asleep and paused") << OnDemand::Listening << NetworkMode::Paused << false
                                           << false << QStringLiteral("Paused") << Qt::Checked;
        QTest::newRow("serving") << OnDemand::Listening << NetworkMode::Normal << true << false
                                 << QStringLiteral("Serving") << Qt::Checked;
        QTest::newRow("serving by hand") << OnDemand::Off << NetworkMode::Offline << true << false
                                         << QStringLiteral("Offline") << Qt::Checked;
        QTest::newRow("off") << OnDemand::Off << NetworkMode::Normal << false << false
                             << QStringLiteral("Off") << Qt::Unchecked;
        QTest::newRow("no systemd") << OnDemand::Unavailable << NetworkMode::Normal << false
                                    << false << QStringLiteral("Off") << Qt::Unchecked;
        QTest::newRow("failed") << OnDemand::Failed << NetworkMode::Normal << false << false
                                << QStringLiteral("Failed") << Qt::Unchecked;
        QTest::newRow("somebody else's") << OnDemand::Foreign << NetworkMode::Normal << false
                                         << false << QStringLiteral("Taken") << Qt::Unchecked;
        QTest::newRow("switching") << OnDemand::Off << NetworkMode::Normal << false << true
                                   << QStringLiteral("Switching…") << Qt::Unchecked;
    }

    void tellsStates()
    {
        QFETCH(OnDemand, onDemand);
        QFETCH(NetworkMode, mode);
        QFETCH(bool, isOwned);
        QFETCH(bool, isUnderWay);
        status::CacheStatus cache = cacheNamed("npm", onDemand);
        cache.network.mode = mode;
        if (isOwned) {
            cache.owner = CacheOwner{.cache = "npm", .pid = 1, .addresses = {}, .network = {}};
        }
        FakeActions actions;
        actions.switchings["npm"].isUnderWay = isUnderWay;
        CacheModel model;
        model.show(rowsOf(overviewOf({cache}), actions));
        QTEST(textAt(model, CacheModel::State), "state");
        QTEST(model.index(0, CacheModel::Cache).data(Qt::CheckStateRole).value<Qt::CheckState>(),
              "tick");
    }

    void aTickIsAWish()
    {
        FakeActions actions;
        CacheModel model;
        model.show(rowsOf(overviewOf({cacheNamed("npm")}), actions));
        QSignalSpy wanted(&model, &CacheModel::switchWanted);
        const QModelIndex tick = model.index(0, CacheModel::Cache);
        QVERIFY(!model.setData(tick, Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front(), (QVariantList{QStringLiteral("npm"), false}));
        QCOMPARE(tick.data(Qt::CheckStateRole).value<Qt::CheckState>(), Qt::Checked);
        // Not while the last wish is being carried out, nor elsewhere.
        actions.switchings["npm"].isUnderWay = true;
        model.show(rowsOf(overviewOf({cacheNamed("npm")}), actions));
        model.setData(tick, Qt::Unchecked, Qt::CheckStateRole);
        model.setData(model.index(0, CacheModel::State), Qt::Unchecked, Qt::CheckStateRole);
        model.setData(tick, QStringLiteral("pip"), Qt::EditRole);
        QCOMPARE(wanted.size(), 1);
    }

    void aFaultIsSaidWithWhatToDo()
    {
        FakeActions actions;
        actions.switchings["npm"].fault = Fault{.kind = FaultKind::InUse,
                                                .what = QStringLiteral("The port is taken."),
                                                .advice = QStringLiteral("Choose another one.")};
        CacheModel model;
        model.show(rowsOf(overviewOf({cacheNamed("npm")}), actions));
        QVERIFY(textAt(model, CacheModel::Hits, Qt::ToolTipRole)
                    .contains(u"The port is taken. Choose another one."));
        QVERIFY(!model.index(0, CacheModel::State).data(Qt::DecorationRole).isNull());
    }

    void whatIsWrongWithARunningOneIsSaid()
    {
        status::CacheStatus cache = cacheNamed("npm");
        cache.owner = CacheOwner{
            .cache = "npm",
            .pid = 1,
            .addresses = {},
            .network = {},
            .troubles = {{.kind = TroubleKind::DiskFull, .text = u"The disk is full."_s}},
            .downOrigins = {{.origin = "https://registry.npmjs.org", .state = OriginState::LogIn},
                            {.origin = "https://b.example", .state = OriginState::Unreachable}}};
        FakeActions actions;
        CacheModel model;
        model.show(rowsOf(overviewOf({cache}), actions));
        const QStringList lines =
            textAt(model, CacheModel::Cache, Qt::ToolTipRole).split(u'\n').mid(1);
        QCOMPARE(lines, (QStringList{u"The disk is full."_s,
                                     u"The network answers in the place of "
                                     "https://registry.npmjs.org. It wants a log-in: open any "
                                     "page in a browser."_s,
                                     u"https://b.example cannot be reached; what is in stock is "
                                     "served."_s}));
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::CacheModelTest)
#include "cachemodel.moc"
