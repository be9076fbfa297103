// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/range.h"

#include <QTest>

#include <array>

using namespace larder::http;

namespace
{

std::string textOf(const RangeDecision &decision)
{
    if (const auto *range = std::get_if<ByteRange>(&decision)) {
        return std::to_string(range->first) + '-' + std::to_string(range->last);
    }
    return std::holds_alternative<WholeRange>(decision) ? "whole" : "416";
}

struct Row
{
    std::string_view header;
    std::uint64_t size;
    std::string_view decision;
};

constexpr std::array rows = {
    Row{"bytes=0-0", 100, "0-0"},
    Row{"bytes=0-", 100, "0-99"},
    Row{"bytes=10-19", 100, "10-19"},
    Row{"bytes=99-", 100, "99-99"},
    Row{"bytes=0-1000", 100, "0-99"},
    Row{"bytes=-1", 100, "99-99"},
    Row{"bytes=-100", 100, "0-99"},
    Row{"bytes=-1000", 100, "0-99"},
    Row{"Bytes= 0-9 ", 100, "0-9"},
    Row{"bytes=0-99999999999999999999", 100, "0-99"},
    Row{"bytes=-99999999999999999999", 100, "0-99"},
    Row{"bytes=100-", 100, "416"},
    Row{"bytes=100-200", 100, "416"},
    Row{"bytes=99999999999999999999-", 100, "416"},
    Row{"bytes=-0", 100, "416"},
    Row{"bytes=0-", 0, "416"},
    Row{"bytes=-5", 0, "416"},
    Row{"", 100, "whole"},
    Row{"bytes", 100, "whole"},
    Row{"bytes=", 100, "whole"},
    Row{"bytes=-", 100, "whole"},
    Row{"bytes=5", 100, "whole"},
    Row{"bytes=9-5", 100, "whole"},
    Row{"bytes=a-b", 100, "whole"},
    Row{"bytes=0x0-5", 100, "whole"},
    Row{"bytes=0--5", 100, "whole"},
    Row{"bytes=--5", 100, "whole"},
    Row{"bytes=+0-5", 100, "whole"},
    Row{"bytes=0-1,2-3", 100, "whole"},
    Row{"bytes=0-,0-,0-", 100, "whole"},
    Row{"bytes=0-5,", 100, "whole"},
    Row{"bytes=0 - 5", 100, "whole"},
    Row{"bytes:0-5", 100, "whole"},
    Row{"items=0-5", 100, "whole"},
};

struct ContentRow
{
    std::string_view value;
    std::string_view range; // "*", "!" for refused
    std::optional<std::uint64_t> size;
};

constexpr std::array contentRows = {
    ContentRow{"bytes 80000-199999/200000", "80000-199999", 200000},
    ContentRow{"Bytes 0-0/1", "0-0", 1},
    ContentRow{"bytes 0-9/*", "0-9", {}},
    ContentRow{"bytes */200000", "*", 200000},
    ContentRow{"bytes */0", "*", 0},
    ContentRow{"bytes */*", "!", {}},
    ContentRow{"bytes 0-9/9", "!", {}},
    ContentRow{"bytes 9-0/10", "!", {}},
    ContentRow{"bytes 0-9", "!", {}},
    ContentRow{"bytes=0-9/10", "!", {}},
    ContentRow{"bytes -9/10", "!", {}},
    ContentRow{"bytes 0-/10", "!", {}},
    ContentRow{"bytes 0-9/10/11", "!", {}},
    ContentRow{"bytes 0-9/-10", "!", {}},
    ContentRow{"bytes 0-9/99999999999999999999", "!", {}},
    ContentRow{"bytes 0-18446744073709551615/*", "!", {}},
    ContentRow{"bytes", "!", {}},
    ContentRow{"items 0-9/10", "!", {}},
    ContentRow{"", "!", {}},
};

} // namespace

class RangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void decides()
    {
        for (const Row &row : rows) {
            QCOMPARE(std::string(row.header) + ": " + textOf(decideRange(row.header, row.size)),
                     std::string(row.header) + ": " + std::string(row.decision));
        }
    }

    void readsContentRange()
    {
        for (const ContentRow &row : contentRows) {
            const auto content = parseContentRange(row.value);
            const std::string range = !content          ? "!"
                                      : !content->range ? "*"
                                                        : textOf(*content->range);
            QCOMPARE(std::string(row.value) + ": " + range,
                     std::string(row.value) + ": " + std::string(row.range));
            if (content) {
                QCOMPARE(content->size, row.size);
            }
        }
    }

    void tellsLength() { QCOMPARE((ByteRange{.first = 5, .last = 5}).length(), std::uint64_t(1)); }
};

QTEST_GUILESS_MAIN(RangeTest)
#include "range.moc"
