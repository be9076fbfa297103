// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/savings.h"

#include "base/bytesize.h"

#include <QCoreApplication>
#include <QLocale>

namespace larder::windows
{

namespace
{

constexpr double bytesPerGigabyte = 1e9;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::Savings", text);
}

} // namespace

QString moneyWords(std::int64_t bytes, const Price &price)
{
    const double amount = static_cast<double>(bytes) / bytesPerGigabyte * price.perGigabyte;
    // A no-break space: amount and currency stay on one line.
    return QLocale().toString(amount, 'f', 2) + QChar(QChar::Nbsp) +
           QString::fromStdString(price.currency);
}

SavingWords savingWords(const statistics::Tally &tally, const std::optional<Price> &price)
{
    SavingWords words{.amount = formatBytes(tally.bytesSaved()), .onMetered = {}};
    if (tally.bytesSavedMetered != 0) {
        const QString bytes = formatBytes(tally.bytesSavedMetered);
        words.onMetered = price ? tr("%1 on metered connections, where %2 were saved")
                                      .arg(moneyWords(tally.bytesSavedMetered, *price), bytes)
                                : tr("%1 of it on metered connections").arg(bytes);
    }
    return words;
}

QString savingDefinition()
{
    return tr("Saved is what the origins would have sent for these requests, each in the origin's "
              "own compression, less what Larder really fetched over the network. Asking whether "
              "something is still current counts as fetched, too.\n\n"
              "So the figure is negative at first, or where much was fetched that nobody asked for "
              "a second time.\n\n"
              "Money is told only for what was saved while the connection was metered, at the "
              "price for a gigabyte (1,000,000,000 bytes) that stands in the settings.");
}

} // namespace larder::windows
