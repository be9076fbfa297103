// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/conditional.h"

#include <QTest>

#include <vector>

using namespace larder::http;

namespace
{

constexpr std::string_view older = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view sameRfc850 = "Sunday, 06-Nov-94 08:49:37 GMT";
constexpr std::string_view newer = "Sun, 06 Nov 1994 08:49:38 GMT";
constexpr Validators stored{.etag = "\"a,b\"", .lastModified = same};
constexpr Validators weak{.etag = "W/\"a,b\"", .lastModified = same};
constexpr Validators dateOnly{.etag = {}, .lastModified = same};
constexpr Validators nothing{};

struct Row
{
    const char *name;
    Headers request;
    Validators stored;
    bool isTrue;
};

Headers one(std::string_view name, std::string_view value)
{
    return {{std::string(name), std::string(value)}};
}

Headers two(std::string_view name, std::string_view first, std::string_view second)
{
    return {{std::string(name), std::string(first)}, {std::string(name), std::string(second)}};
}

std::vector<Row> notModifiedRows()
{
    constexpr std::string_view match = "If-None-Match";
    constexpr std::string_view since = "If-Modified-Since";
    Headers both = one(match, "\"x\"");
    both.add(std::string(since), std::string(newer));
    Headers bothOther = one(match, "\"a,b\"");
    bothOther.add(std::string(since), std::string(older));
    return {
        {"no condition", {}, stored, false},
        {"same tag", one(match, "\"a,b\""), stored, true},
        {"weak against strong", one(match, "W/\"a,b\""), stored, true},
        {"strong against weak", one(match, "\"a,b\""), weak, true},
        {"in a list", one(match, "\"x\", W/\"y\" ,\"a,b\""), stored, true},
        {"in the second field", two(match, "\"x\"", "\"a,b\""), stored, true},
        {"part of a tag", one(match, "\"a\""), stored, false},
        {"unquoted", one(match, "a,b"), stored, false},
        {"unclosed", one(match, "\"a,b"), stored, false},
        {"empty", one(match, ""), stored, false},
        {"commas", one(match, ",,,"), stored, false},
        {"any", one(match, "*"), stored, true},
        {"tag, none stored", one(match, "\"\""), nothing, false},
        {"tag wins over a newer date", both, stored, false},
        {"tag wins over an older date", bothOther, stored, true},
        {"same date", one(since, same), stored, true},
        {"same date in another form", one(since, sameRfc850), stored, true},
        {"newer date", one(since, newer), stored, true},
        {"older date", one(since, older), stored, false},
        {"bad date", one(since, "yesterday"), stored, false},
        {"two dates", two(since, same, same), stored, false},
        {"date, none stored", one(since, same), nothing, false},
    };
}

std::vector<Row> rangeRows()
{
    constexpr std::string_view condition = "If-Range";
    return {
        {"no condition", {}, stored, true},
        {"no condition, nothing stored", {}, nothing, true},
        {"same tag", one(condition, "\"a,b\""), stored, true},
        {"other tag", one(condition, "\"x\""), stored, false},
        {"weak tag", one(condition, "W/\"a,b\""), weak, false},
        {"weak tag against strong", one(condition, "W/\"a,b\""), stored, false},
        {"strong tag against weak", one(condition, "\"a,b\""), weak, false},
        {"list", one(condition, "\"x\", \"a,b\""), stored, false},
        {"same date", one(condition, same), dateOnly, true},
        {"same date in another form", one(condition, sameRfc850), dateOnly, true},
        {"newer date", one(condition, newer), dateOnly, false},
        {"older date", one(condition, older), dateOnly, false},
        {"bad date", one(condition, "yesterday"), dateOnly, false},
        {"bad date on both sides",
         one(condition, "yesterday"),
         {.etag = {}, .lastModified = "yesterday"},
         false},
        {"empty", one(condition, ""), nothing, false},
        {"empty tag, none stored", one(condition, "\"\""), nothing, false},
        {"two", two(condition, same, same), dateOnly, false},
    };
}

} // namespace

class ConditionalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void tellsNotModified()
    {
        for (const Row &row : notModifiedRows()) {
            QVERIFY2(isNotModified(row.request, row.stored) == row.isTrue, row.name);
        }
    }

    void tellsWhetherRangeApplies()
    {
        for (const Row &row : rangeRows()) {
            QVERIFY2(rangeApplies(row.request, row.stored) == row.isTrue, row.name);
        }
    }
};

QTEST_GUILESS_MAIN(ConditionalTest)
#include "conditional.moc"
