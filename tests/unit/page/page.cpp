// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/page.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

namespace larder::page
{

namespace
{

using statistics::Outcome;
using statistics::Tally;

void add(Tally &tally, Outcome outcome, std::uint64_t count)
{
    tally.outcomes.at(static_cast<std::size_t>(outcome)) += count;
}

Figures busyDay()
{
    Figures figures;
    figures.version = "1.2.3";
    figures.time = WallTime(std::chrono::seconds(1'772'366'400));
    figures.fetches = 7;
    figures.storedObjects = 4321;
    figures.storedBytes = 5'368'709'120;
    figures.askedAt = {.address = "127.0.0.1", .port = 3142};
    figures.cache.name = "apt";
    figures.cache.addresses = {figures.askedAt};
    Tally &today = figures.cache.today;
    add(today, Outcome::Hit, 1180);
    add(today, Outcome::Renewal, 24);
    add(today, Outcome::Miss, 131);
    add(today, Outcome::Pass, 12);
    add(today, Outcome::Error, 3);
    today.bytesToClients = 900'000'000;
    today.bytesFromNetwork = 90'000'000;
    today.bytesOrigin = 880'000'000;
    figures.cache.total = today;
    add(figures.cache.total, Outcome::Hit, 20'000);
    return figures;
}

QString html(const Figures &figures)
{
    return QString::fromStdString(renderHtml(figures));
}

} // namespace

class PageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void modes_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("words");
        QTest::newRow("normal") << int(NetworkMode::Normal) << QStringLiteral("Serving");
        QTest::newRow("metered") << int(NetworkMode::Metered) << QStringLiteral("metered");
        QTest::newRow("offline") << int(NetworkMode::Offline) << QStringLiteral("Offline");
        QTest::newRow("paused") << int(NetworkMode::Paused) << QStringLiteral("Paused");
    }

    void modes()
    {
        QFETCH(int, mode);
        QFETCH(QString, words);
        Figures figures = busyDay();
        figures.network.mode = static_cast<NetworkMode>(mode);
        QVERIFY(html(figures).contains(words));
    }

    void showsTheFigures()
    {
        const QString page = html(busyDay());
        for (const char *text : {"1,350", "1,204", "90\u00a0%", "4,321 files", "5 GiB", "753 MiB",
                                 "21,350", "Acquire::http::Proxy", "larder stats", "larder log"}) {
            QVERIFY2(page.contains(QString::fromUtf8(text)), text);
        }
    }

    void saysHonestlyThatNothingWasSaved()
    {
        Figures figures = busyDay();
        figures.cache.today.bytesOrigin = 0;
        const QString page = html(figures);
        QVERIFY(page.contains(u"-85.8 MiB"));
        QVERIFY(page.contains(u"more was fetched than asked for"));
    }

    void anEmptyCacheHasAPage()
    {
        Figures figures;
        figures.cache.name = "apt";
        QVERIFY(html(figures).contains(u"no requests yet"));
        QVERIFY(!html(figures).contains(u"nan"));
    }

    void namesOriginsThatAreDown()
    {
        Figures figures = busyDay();
        QVERIFY(!html(figures).contains(u"Not answering"));
        figures.downOrigins = {{.origin = "http://deb.example:80"}};
        QVERIFY(html(figures).contains(u"<code>http://deb.example:80</code>"));
        QVERIFY(!html(figures).contains(u"wants a log-in"));
        figures.downOrigins.front().state = OriginState::LogIn;
        QVERIFY(html(figures).contains(u"wants a log-in"));
    }

    void saysWhatIsWrongWithTheDisk()
    {
        Figures figures = busyDay();
        QVERIFY(!html(figures).contains(u"wrong with the disk"));
        figures.troubles = {{.text = QStringLiteral("The disk is full.")}};
        QVERIFY(html(figures).contains(u"wrong with the disk"));
        QVERIFY(html(figures).contains(u"The disk is full."));
    }

    void saysThatAProxyResolvesNames()
    {
        Figures figures = busyDay();
        QVERIFY(!html(figures).contains(u"through a proxy"));
        figures.viaProxy = true;
        QVERIFY(html(figures).contains(u"through a proxy"));
    }

    void everythingFromOutsideIsEscaped()
    {
        const std::string hostile = "<script>alert('1')</script>\"&\xff";
        Figures figures = busyDay();
        figures.version = hostile;
        figures.downOrigins = {{.origin = hostile, .state = OriginState::LogIn}};
        figures.troubles = {{.text = QString::fromStdString(hostile)}};
        figures.askedAt.address = hostile;
        figures.cache.addresses = {{.address = hostile, .port = 1}};
        QVERIFY(!html(figures).contains(u"<script"));
        figures.cache.name = hostile;
        QVERIFY(!html(figures).contains(u"<script"));
        // Valid UTF-8, whatever came in.
        QVERIFY(!QByteArray::fromStdString(renderHtml(figures)).contains('\xff'));
    }

    // Every element that is opened is closed, in order: an XML parser sees to it once the few void
    // elements of HTML are closed for it.
    void isWellFormed()
    {
        Figures figures = busyDay();
        figures.downOrigins = {{.origin = "http://a", .state = OriginState::LogIn},
                               {.origin = "http://b"}};
        figures.troubles = {{.text = QStringLiteral("One.")}, {.text = QStringLiteral("Two.")}};
        figures.viaProxy = true;
        QString page = html(figures);
        page.remove(QStringLiteral("<!DOCTYPE html>"));
        page.replace(QRegularExpression(QStringLiteral("<(meta|link)([^>]*)>")),
                     QStringLiteral("<\\1\\2/>"));
        QXmlStreamReader reader(page);
        while (!reader.atEnd()) {
            reader.readNext();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    }

    void loadsNothingAndRunsNothing()
    {
        const QString page = html(busyDay());
        static const QRegularExpression outside(
            QStringLiteral("<script|<img|<iframe|@import|url\\(|src=|style=| on[a-z]+=|"
                           "href=\"(?!data:)"));
        const auto match = outside.match(page);
        QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
    }

    void thePolicyAllowsTheStyle()
    {
        const QString page = html(busyDay());
        const qsizetype begin = page.indexOf(u"<style>") + 7;
        const QByteArray style = page.sliced(begin, page.indexOf(u"</style>") - begin).toUtf8();
        const QByteArray digest =
            QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64();
        const std::string policy = contentSecurityPolicy();
        QVERIFY(policy.contains("'sha256-" + digest.toStdString() + "'"));
        QVERIFY(policy.contains("default-src 'none'"));
    }

    void jsonHasTheSameFigures()
    {
        Figures figures = busyDay();
        figures.network.mode = NetworkMode::Offline;
        figures.downOrigins = {{.origin = "http://deb.example:80", .state = OriginState::LogIn},
                               {.origin = "http://other.example"}};
        figures.troubles = {
            {.kind = TroubleKind::DiskFull, .text = QStringLiteral("The disk is full.")}};
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(renderJson(figures)));
        QCOMPARE(json[u"version"].toString(), QStringLiteral("1.2.3"));
        QCOMPARE(json[u"time"].toString(), QStringLiteral("2026-03-01T12:00:00.000Z"));
        QCOMPARE(json[u"mode"].toString(), QStringLiteral("offline"));
        QCOMPARE(json[u"cache"].toString(), QStringLiteral("apt"));
        QCOMPARE(json[u"addresses"], QJsonArray{QStringLiteral("127.0.0.1:3142")});
        QCOMPARE(json[u"downOrigins"], (QJsonArray{QStringLiteral("http://deb.example:80"),
                                                   QStringLiteral("http://other.example")}));
        QCOMPARE(json[u"logInOrigins"], QJsonArray{QStringLiteral("http://deb.example:80")});
        QCOMPARE(json[u"troubleKinds"], QJsonArray{QStringLiteral("diskFull")});
        QCOMPARE(json[u"troubles"], QJsonArray{QStringLiteral("The disk is full.")});
        QCOMPARE(json[u"fetches"].toInteger(), 7);
        QCOMPARE(json[u"stock"][u"bytes"].toInteger(), 5'368'709'120);
        QCOMPARE(json[u"stock"][u"objects"].toInteger(), 4321);
        QCOMPARE(json[u"today"][u"hit"].toInteger(), 1180);
        QCOMPARE(json[u"today"][u"requests"].toInteger(), 1350);
        QCOMPARE(json[u"today"][u"bytesSaved"].toInteger(), 790'000'000);
        QCOMPARE(json[u"total"][u"hit"].toInteger(), 21'180);
        // Every counter by its name, and the two sums.
        QCOMPARE(json[u"today"].toObject().size(), qsizetype(statistics::counterCount) + 2);
    }
};

} // namespace larder::page

QTEST_GUILESS_MAIN(larder::page::PageTest)
#include "page.moc"
