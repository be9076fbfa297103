// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/text.h"

#include "cli/json.h"
#include "page/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <ctime>

namespace larder::cli
{

namespace
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using statistics::Outcome;

status::Overview busyMachine()
{
    statistics::Tally tally;
    for (std::size_t i = 0; i < statistics::outcomeCount; ++i) {
        tally.outcomes.at(i) = 123'456'789 + i;
    }
    tally.bytesOrigin = 999'999'999'999'999;
    tally.bytesToClients = 999'999'999'999'999;
    tally.bytesFromNetwork = 1'234'567;
    tally.bytesSavedMetered = -123'456'789;
    status::Overview overview;
    overview.time = WallTime(1'772'366'400s);
    overview.stock.stock = {.objects = 4321, .bytes = 5'368'709'120};
    overview.limits.stock = defaultStockLimit;
    status::CacheStatus apt;
    apt.name = "apt";
    apt.addresses = {{.address = "127.0.0.1", .port = 3142},
                     {.address = "172.17.0.1", .port = 3142},
                     {.address = "2001:db8:1234:5678:9abc:def0:1234:5678", .port = 3142}};
    apt.owner = CacheOwner{.cache = "apt",
                           .pid = 4711,
                           .addresses = apt.addresses,
                           .network = {.mode = NetworkMode::Normal}};
    apt.today = apt.last30Days = apt.total = tally;
    overview.caches = {apt};
    return overview;
}

statistics::RequestRecord request()
{
    return {.time = WallTime(1'772'366'400s),
            .cache = "apt",
            .client = "127.0.0.1",
            .method = "GET",
            .url = "http://deb.example/debian/pool/main/h/hello/hello_1_all.deb",
            .outcome = Outcome::Miss,
            .status = 200,
            .bytesSent = 53'000,
            .bytesFetched = 54'000,
            .duration = 120ms};
}

} // namespace

class TextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase()
    {
        qputenv("TZ", "UTC");
        tzset();
    }

    void statusTellsWhoServesAndHowToUseIt()
    {
        const QString text = statusText(busyMachine());
        for (const char *part :
             {"Serving (process 4711)", "127.0.0.1:3142", "http://127.0.0.1:3142/\n", "from stock",
              "In stock: 4,321 files, 5 GiB of at most 20 GiB\n", "/etc/apt/apt.conf.d/01larder",
              "    Acquire::http::Proxy \"http://127.0.0.1:3142/\";\n"
              "    Acquire::https::Proxy \"DIRECT\";\n"}) {
            QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
        }
    }

    void oneFileIsNotMany()
    {
        status::Overview overview = busyMachine();
        overview.stock.stock.objects = 1;
        QVERIFY(statusText(overview).contains(u"In stock: 1 file, "));
    }

    // One line, whatever holds the stock back.
    void statusTellsWhatHoldsTheStockBack_data()
    {
        QTest::addColumn<quint64>("free");
        QTest::addColumn<quint64>("keepFree");
        QTest::addColumn<QString>("line");
        constexpr quint64 gib = 1ULL << 30;
        const QString stock = u"In stock: 4,321 files, 5 GiB of at most 20 GiB"_s;
        QTest::newRow("the limit") << 100 * gib << 5 * gib << stock;
        QTest::newRow("the floor, soon")
            << 7 * gib << 5 * gib << stock + u"; 2 GiB may come, as 5 GiB of the disk stay free";
        QTest::newRow("the floor, now")
            << 5 * gib << 5 * gib
            << stock + u"; the oldest goes, as 5 GiB of the disk are to stay free";
        QTest::newRow("the disk itself")
            << 7 * gib << 0ULL << stock + u"; the disk has room for 7 GiB more";
    }

    void statusTellsWhatHoldsTheStockBack()
    {
        QFETCH(quint64, free);
        QFETCH(quint64, keepFree);
        QFETCH(QString, line);
        status::Overview overview = busyMachine();
        overview.limits.keepFree = keepFree;
        overview.limits.isKeepFreeChosen = true;
        overview.disk = store::DiskSpace{.size = 1ULL << 40, .free = free};
        QVERIFY(statusText(overview).endsWith(u'\n' + line + u'\n'));
    }

    void statusTellsHowToStart()
    {
        status::Overview overview = busyMachine();
        overview.caches.front().owner.reset();
        const QString text = statusText(overview);
        QVERIFY(text.contains(u"Nobody answers now."));
        QVERIFY(text.contains(u"larder-proxy --cache apt\n"));
    }

    void whatWouldAnswerIsSaid()
    {
        status::Overview overview = busyMachine();
        status::CacheStatus &apt = overview.caches.front();
        apt.owner.reset();
        const auto says = [&](system::OnDemand state, const QString &word) {
            apt.onDemand = state;
            return statusText(overview).contains(word);
        };
        QVERIFY(says(system::OnDemand::Unavailable, u"no systemd manager"_s));
        QVERIFY(says(system::OnDemand::Off, u"larder on apt"_s));
        QVERIFY(says(system::OnDemand::Listening, u"Asleep"_s));
        QVERIFY(says(system::OnDemand::Failed, u"cache-apt.socket"_s));
        QVERIFY(says(system::OnDemand::Foreign, u"not Larder's own"_s));
        apt.chosen = CacheMode::BuiltIn;
        QVERIFY(says(system::OnDemand::Off, u"tray application"_s));
    }

    void reasonsAreSaid()
    {
        status::Overview overview = busyMachine();
        NetworkState &network = overview.caches.front().network;
        QVERIFY(!statusText(overview).contains(u"Why"_s));
        network = {.mode = NetworkMode::Metered, .reason = NetworkReason::MeteredLink};
        QVERIFY(statusText(overview).contains(u"NetworkManager"_s));
        network = {.mode = NetworkMode::Paused, .reason = NetworkReason::Pause};
        QVERIFY(statusText(overview).contains(u"larder resume"_s));
        network.until = WallTime(1'772'366'400s);
        QVERIFY(statusText(overview).contains(u"ends by itself at 2026-03-01 12:00"_s));
        network = {.mode = NetworkMode::Offline, .reason = NetworkReason::Option};
        QVERIFY(statusText(overview).contains(u"--offline"_s));
        network.reason = NetworkReason::Setting;
        QVERIFY(statusText(overview).contains(u"network.mode"_s));
        network.reason = NetworkReason::NoConnection;
        QVERIFY(statusText(overview).contains(u"no connection"_s));
    }

    void troublesAreSaid()
    {
        status::Overview overview = busyMachine();
        QVERIFY(!statusText(overview).contains(u"Trouble"));
        overview.caches.front().owner->troubles = {
            {.kind = TroubleKind::DiskFull,
             .text =
                 QStringLiteral("The disk that holds the cache is full. \033[2JFree some space.")}};
        const QString text = statusText(overview);
        QVERIFY(text.contains(u"  Trouble   The disk that holds the cache is full. "));
        QVERIFY(!text.contains(u'\033'));
        const auto json = QJsonDocument::fromJson(statusJson(overview));
        QCOMPARE(json[u"caches"][0][u"troubles"].toArray().size(), 1);
        QCOMPARE(json[u"caches"][0][u"troubleKinds"][0].toString(), u"diskFull");
    }

    void originsThatAreDownAreSaid()
    {
        status::Overview overview = busyMachine();
        auto &origins = overview.caches.front().owner->downOrigins;
        origins = {{.origin = "http://deb.example"}};
        QString text = statusText(overview);
        QVERIFY(text.contains(u"  Down      http://deb.example cannot be reached.\n"));
        QVERIFY(!text.contains(u"log-in"));
        origins.push_back({.origin = "https://pypi.example", .state = OriginState::LogIn});
        text = statusText(overview);
        QVERIFY(text.contains(u"  Log-in    The network answers in the place of https://pypi"));
        QVERIFY(text.contains(u"browser"));
        const auto json = QJsonDocument::fromJson(statusJson(overview))[u"caches"][0];
        QCOMPARE(json[u"downOrigins"].toArray().size(), 2);
        QCOMPARE(json[u"logInOrigins"][0].toString(), u"https://pypi.example");
        overview.caches.front().owner.reset();
        QVERIFY(QJsonDocument::fromJson(statusJson(overview))[u"caches"][0][u"troubles"].isArray());
    }

    void modesAreSaidInWords()
    {
        status::Overview overview = busyMachine();
        overview.caches.front().network.mode = NetworkMode::Paused;
        QVERIFY(statusText(overview).contains(u"Paused (process 4711)"));
        overview.caches.front().network.mode = NetworkMode::Offline;
        QVERIFY(statusText(overview).contains(u"Offline (process 4711)"));
    }

    void everythingFitsATerminal()
    {
        status::Overview overview = busyMachine();
        QString text = statusText(overview) + statsText(overview);
        overview.caches.front().owner.reset();
        overview.caches.front().network.mode = NetworkMode::Metered;
        text += statusText(overview);
        for (const QString &line : text.split(u'\n')) {
            QVERIFY2(line.size() <= 80, qPrintable(line));
        }
    }

    void statsShowWhatHappenedAndOnlyThat()
    {
        status::Overview overview = busyMachine();
        QString text = statsText(overview);
        for (const char *part : {"Today", "Last 30 days", "In total", "123,456,789", "75\u00a0%",
                                 "Encrypted tunnels", "metered", "909 TiB", "-118 MiB"}) {
            QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
        }
        statistics::Tally &total = overview.caches.front().total;
        total.outcomes[static_cast<std::size_t>(Outcome::Tunnel)] = 0;
        total.bytesSavedMetered = 0;
        text = statsText(overview);
        QVERIFY(!text.contains(u"Encrypted tunnels"));
        QVERIFY(!text.contains(u"metered"));
    }

    void logLineIsAligned()
    {
        QCOMPARE(logLine(request()),
                 QStringLiteral("03-01 12:00:00 apt fetched    200  51.8 KiB  120 ms  GET "
                                "http://deb.example/debian/pool/main/h/hello/hello_1_all.deb\n"));
        auto other = request();
        other.outcome = Outcome::Hit;
        other.duration = 85us;
        other.bytesSent = 0;
        QCOMPARE(logLine(other).indexOf(u"GET"), logLine(request()).indexOf(u"GET"));
    }

    void aLogLineSaysWhy()
    {
        auto missed = request();
        missed.reason = statistics::Reason::NotStored;
        QVERIFY(logLine(missed).endsWith(u"hello_1_all.deb – It was not in stock.\n"));
        const auto json = QJsonDocument::fromJson(logJsonLine({.number = 7, .record = missed}));
        QCOMPARE(json[u"reason"].toString(), u"notStored");
        for (std::size_t i = 1; i < statistics::reasonCount; ++i) {
            QVERIFY(page::reasonWords(static_cast<statistics::Reason>(i)).endsWith(u'.'));
        }
    }

    // A client may ask for anything, and the file may hold anything.
    void nothingInALogLineActsOnTheTerminal()
    {
        auto hostile = request();
        hostile.url = "http://a/\x1b]0;owned\x07\r\n\xc2\x9b"
                      "31m\xe2\x80\xae"
                      "gnp";
        hostile.method = "G\tE\x1b[2J";
        hostile.cache = "a\np";
        const QString line = logLine(hostile);
        QVERIFY(line.endsWith(u'\n'));
        for (const QChar character : QStringView(line).chopped(1)) {
            QVERIFY2(character.isPrint() || character == u'\u00a0', qPrintable(line));
        }
    }

    void jsonHasStableNames()
    {
        const status::Overview overview = busyMachine();
        const auto state = QJsonDocument::fromJson(statusJson(overview));
        QCOMPARE(state[u"time"].toString(), QStringLiteral("2026-03-01T12:00:00.000Z"));
        const auto apt = state[u"caches"][0];
        QCOMPARE(apt[u"name"].toString(), QStringLiteral("apt"));
        QCOMPARE(apt[u"serving"].toBool(), true);
        QCOMPARE(apt[u"pid"].toInteger(), 4711);
        QCOMPARE(apt[u"mode"].toString(), QStringLiteral("normal"));
        QCOMPARE(apt[u"addresses"][0].toString(), QStringLiteral("127.0.0.1:3142"));
        QCOMPARE(apt[u"page"].toString(), QStringLiteral("http://127.0.0.1:3142/"));
        QVERIFY(apt[u"clients"][0][u"text"].toString().startsWith(u"Acquire::http::Proxy"));
        QCOMPARE(state[u"stock"][u"bytes"].toInteger(), 5'368'709'120);

        const auto stats = QJsonDocument::fromJson(statsJson(overview));
        for (const char16_t *span : {u"today", u"last30Days", u"total"}) {
            QCOMPARE(stats[u"caches"][0][QStringView(span)][u"hit"].toInteger(), 123'456'789);
        }

        const QByteArray line = logJsonLine({.number = 7, .record = request()});
        QCOMPARE(line.indexOf('\n'), line.size() - 1);
        const auto log = QJsonDocument::fromJson(line);
        QCOMPARE(log[u"number"].toInteger(), 7);
        QCOMPARE(log[u"time"].toString(), QStringLiteral("2026-03-01T12:00:00.000Z"));
        QCOMPARE(log[u"outcome"].toString(), QStringLiteral("miss"));
        QVERIFY(log[u"reason"].isNull());
        QCOMPARE(log[u"status"].toInteger(), 200);
        QCOMPARE(log[u"bytesSent"].toInteger(), 53'000);
        QCOMPARE(log[u"bytesFetched"].toInteger(), 54'000);
        QCOMPARE(log[u"microseconds"].toInteger(), 120'000);
    }

    void jsonSaysThatNobodyServes()
    {
        status::Overview overview = busyMachine();
        overview.caches.front().owner.reset();
        const auto state = QJsonDocument::fromJson(statusJson(overview));
        QCOMPARE(state[u"caches"][0][u"serving"].toBool(), false);
        QVERIFY(state[u"caches"][0][u"pid"].isNull());
    }
};

} // namespace larder::cli

QTEST_GUILESS_MAIN(larder::cli::TextTest)
#include "text.moc"
