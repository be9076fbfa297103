// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/measure.h"

#include "page/words.h"
#include "windows/cachewords.h"

#include <QCoreApplication>
#include <QStringList>

namespace larder::windows
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::Measure", text);
}

} // namespace

Parts partsOf(const statistics::Tally &tally, Measure measure)
{
    return measure == Measure::Requests
               ? Parts{.stock = tally.fromStock(),
                       .network = tally.count(statistics::Outcome::Miss)}
               : Parts{.stock = bytesFromDisk(tally), .network = tally.bytesFromNetwork};
}

Unit unitOf(Measure measure)
{
    return measure == Measure::Requests ? Unit::Requests : Unit::Bytes;
}

QString stockTitle(Measure measure)
{
    return measure == Measure::Requests ? tr("Hits: answered from stock") : tr("From disk");
}

QString networkTitle(Measure measure)
{
    return measure == Measure::Requests ? tr("Misses: fetched") : tr("From the network");
}

QString amountWords(std::uint64_t amount, Measure measure)
{
    return measure == Measure::Requests ? page::formatCount(amount) : page::formatSize(amount);
}

QString barWords(const QString &label, const Parts &parts, Measure measure)
{
    const QString stock = amountWords(parts.stock, measure);
    const QString network = amountWords(parts.network, measure);
    return measure == Measure::Requests
               ? tr("%1: %2 hits, %3 misses").arg(label, stock, network)
               : tr("%1: %2 from disk, %3 from the network").arg(label, stock, network);
}

QString spanWords(Span span)
{
    switch (span) {
    case Span::Hours:
        return tr("Last 24 hours");
    case Span::Days:
        return tr("Last 30 days");
    case Span::Months:
        break;
    }
    return tr("Last 12 months");
}

QString seriesWords(const Series &series, const std::optional<std::string> &cache, Measure measure,
                    const QTimeZone &zone)
{
    const QString about = tr("%1, %2").arg(spanWords(series.span),
                                           cache ? titleOf(*cache) : tr("all caches together"));
    QStringList sentences{barWords(about, partsOf(tallyOf(series, cache), measure), measure)};
    for (const Bucket &bucket : series.buckets) {
        if (const Parts parts = partsOf(tallyOf(bucket, cache), measure); parts != Parts{}) {
            sentences += barWords(longLabel(series, bucket, zone), parts, measure);
        }
    }
    return sentences.join(QStringLiteral(".\n")) + u'.';
}

} // namespace larder::windows
