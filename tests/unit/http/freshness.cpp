// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/freshness.h"

#include "http/date.h"

#include <QTest>

#include <vector>

using namespace larder;
using namespace larder::http;

namespace
{

const WallTime now = parseDate("Sun, 06 Nov 1994 08:49:37 GMT").value();

std::string dateAt(std::chrono::seconds offset)
{
    return formatDate(now + offset);
}

struct SecondsRow
{
    const char *name;
    Headers headers;
    std::int64_t seconds;
};

std::vector<SecondsRow> lifetimeRows()
{
    using std::chrono::seconds;
    const std::string date = dateAt(seconds(0));
    constexpr std::int64_t day = 86400;
    return {
        {"nothing known", {}, 0},
        {"max-age", {{"Cache-Control", "max-age=60"}}, 60},
        {"max-age in quotes", {{"Cache-Control", "max-age=\"60\""}}, 60},
        {"in upper case among others",
         {{"Cache-Control", "public , MAX-AGE=60,x=\"a,max-age=0\""}},
         60},
        {"s-maxage wins", {{"Cache-Control", "max-age=60, s-maxage=30"}}, 30},
        {"doubled max-age", {{"Cache-Control", "max-age=60"}, {"Cache-Control", "max-age=30"}}, 30},
        {"unreadable max-age", {{"Cache-Control", "max-age=1h"}}, 0},
        {"negative max-age", {{"Cache-Control", "max-age=-1"}}, 0},
        {"max-age without value", {{"Cache-Control", "max-age"}}, 0},
        {"overflowing max-age", {{"Cache-Control", "max-age=99999999999999999999"}}, 2147483647},
        {"no-cache", {{"Cache-Control", "no-cache, max-age=60"}}, 0},
        {"no-cache for a field", {{"Cache-Control", "no-cache=\"Set-Cookie\", max-age=60"}}, 0},
        {"Pragma", {{"Pragma", "no-cache"}, {"Expires", dateAt(seconds(60))}}, 0},
        {"Pragma beside Cache-Control",
         {{"Pragma", "no-cache"}, {"Cache-Control", "max-age=60"}},
         60},
        {"whatever its age", {{"Cache-Control", "max-age=60"}, {"Age", "90"}}, 60},
        {"Expires", {{"Date", date}, {"Expires", dateAt(seconds(60))}}, 60},
        {"Expires without Date", {{"Expires", dateAt(seconds(60))}}, 60},
        {"max-age wins over Expires",
         {{"Cache-Control", "max-age=10"}, {"Expires", dateAt(seconds(60))}},
         10},
        {"Expires 0", {{"Expires", "0"}, {"Last-Modified", dateAt(seconds(-day))}}, 0},
        {"Expires in the past", {{"Date", date}, {"Expires", dateAt(seconds(-60))}}, 0},
        {"two Expires", {{"Expires", dateAt(seconds(60))}, {"Expires", dateAt(seconds(60))}}, 0},
        {"a tenth of the age", {{"Last-Modified", dateAt(seconds(-600))}}, 60},
        {"at most a day", {{"Last-Modified", dateAt(seconds(-100 * day))}}, day},
        {"modified in the future", {{"Last-Modified", dateAt(seconds(600))}}, 0},
        {"bad Last-Modified", {{"Last-Modified", "yesterday"}}, 0},
    };
}

std::vector<SecondsRow> ageRows()
{
    using std::chrono::seconds;
    return {
        {"nothing known", {{"Cache-Control", "max-age=60"}}, 0},
        {"told", {{"Age", " 50"}}, 50},
        {"told twice", {{"Age", "5"}, {"Age", "50"}}, 5},
        {"told as a list", {{"Age", "5 , 50"}}, 5},
        {"unreadable", {{"Age", "x"}}, 0},
        {"negative", {{"Age", "-1"}}, 0},
        {"overflowing", {{"Age", "99999999999999999999"}}, 2147483647},
        {"by Date", {{"Date", dateAt(seconds(-20))}}, 20},
        {"by a Date in the future", {{"Date", dateAt(seconds(99))}}, 0},
        {"by Date, told less", {{"Age", "5"}, {"Date", dateAt(seconds(-20))}}, 20},
        {"by Date, told more", {{"Age", "50"}, {"Date", dateAt(seconds(-20))}}, 50},
        {"by an unreadable Date", {{"Date", "yesterday"}}, 0},
    };
}

struct StorableRow
{
    const char *name;
    Headers request;
    int status;
    Headers response;
    bool isStorable;
};

std::vector<StorableRow> storableRows()
{
    return {
        {"plain", {}, 200, {}, true},
        {"404", {}, 404, {}, false},
        {"206", {}, 206, {}, false},
        {"500 with freshness", {}, 500, {{"Cache-Control", "max-age=60"}}, false},
        {"no-store", {}, 200, {{"Cache-Control", "max-age=60, No-Store"}}, false},
        {"private", {}, 200, {{"Cache-Control", "private"}}, false},
        {"private field", {}, 200, {{"Cache-Control", "private=\"X\""}}, false},
        {"private in a quoted string", {}, 200, {{"Cache-Control", "x=\"a, private\""}}, true},
        {"no-cache is stored", {}, 200, {{"Cache-Control", "no-cache"}}, true},
        {"Vary: *", {}, 200, {{"Vary", "Accept, *"}}, false},
        {"Vary", {}, 200, {{"Vary", "Accept"}}, true},
        {"Authorization", {{"authorization", "Basic x"}}, 200, {}, false},
        {"Authorization and public",
         {{"Authorization", "Basic x"}},
         200,
         {{"Cache-Control", "public"}},
         false},
        {"request with no-store", {{"Cache-Control", "no-store"}}, 200, {}, false},
        {"request with max-age=0", {{"Cache-Control", "max-age=0"}}, 200, {}, true},
    };
}

} // namespace

class FreshnessTest : public QObject
{
    Q_OBJECT

    static void verify(const SecondsRow &row, std::chrono::milliseconds actual)
    {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(actual).count();
        QVERIFY2(
            seconds == row.seconds,
            qPrintable(QStringLiteral("%1: %2").arg(QLatin1StringView(row.name)).arg(seconds)));
    }

private Q_SLOTS:

    void tellsForHowLong()
    {
        for (const SecondsRow &row : lifetimeRows()) {
            verify(row, lifetimeOf(row.headers, now));
        }
    }

    void tellsHowOld()
    {
        for (const SecondsRow &row : ageRows()) {
            verify(row, ageOf(row.headers, now));
        }
    }

    void tellsWhatIsStorable()
    {
        for (const StorableRow &row : storableRows()) {
            ResponseHead response;
            response.status = row.status;
            response.headers = row.response;
            QVERIFY2(isStorable(row.request, response) == row.isStorable, row.name);
        }
    }

    void readsRequestDirectives()
    {
        const CacheControl control =
            CacheControl::of({{"Cache-Control", "only-if-cached, must-revalidate,, public ,=,\""}});
        QVERIFY(control.onlyIfCached && control.mustRevalidate && control.isPublic);
        QVERIFY(!control.maxAge && !control.noCache);
    }

    void dropsWhatBelongsToOneHop()
    {
        const Headers headers = storedHeaders({{"Date", "d"},
                                               {"Connection", "close, X-Hop"},
                                               {"x-hop", "1"},
                                               {"Keep-Alive", "timeout=5"},
                                               {"Proxy-Connection", "keep-alive"},
                                               {"TE", "trailers"},
                                               {"Trailer", "X"},
                                               {"Transfer-Encoding", "chunked"},
                                               {"Upgrade", "h2"},
                                               {"Proxy-Authenticate", "Basic"},
                                               {"Content-Length", "5"},
                                               {"Age", "5"},
                                               {"set-cookie", "a=b"},
                                               {"ETag", "\"e\""},
                                               {"Link", "a"},
                                               {"Link", "b"},
                                               {"Last-Modified", "as it came"}});
        QCOMPARE(headers, (Headers{{"Date", "d"},
                                   {"ETag", "\"e\""},
                                   {"Link", "a"},
                                   {"Link", "b"},
                                   {"Last-Modified", "as it came"}}));
    }

    void updatesAfterNotModified()
    {
        const Headers stored{{"Date", "old"}, {"Content-Type", "a"},
                             {"X", "1"},      {"Cache-Control", "a"},
                             {"X", "2"},      {"ETag", "\"e\""}};
        const Headers updated = updatedHeaders(stored,
                                               {{"date", "new"},
                                                {"Content-Type", "b"},
                                                {"Content-Length", "7"},
                                                {"Content-Encoding", "gzip"},
                                                {"X", "3"},
                                                {"Set-Cookie", "a=b"},
                                                {"Connection", "close"}},
                                               now);
        QCOMPARE(updated, (Headers{{"Content-Type", "a"},
                                   {"Cache-Control", "a"},
                                   {"ETag", "\"e\""},
                                   {"date", "new"},
                                   {"X", "3"}}));
        QCOMPARE(updatedHeaders({{"Date", "old"}}, {}, now), (Headers{{"Date", dateAt({})}}));
        QCOMPARE(updatedHeaders({}, {}, now), Headers{});
    }
};

QTEST_GUILESS_MAIN(FreshnessTest)
#include "freshness.moc"
