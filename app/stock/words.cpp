// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock/words.h"

#include "page/words.h"
#include "store/read/listing.h"

#include <QCoreApplication>

#include <algorithm>

namespace larder::stock
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::stock::Words", text);
}

} // namespace

QString amountWords(const store::Amount &amount)
{
    return tr("%1, %2").arg(page::formatFiles(amount.objects), page::formatSize(amount.bytes));
}

QString inStockWords(const store::StockUse &use, std::uint64_t limit)
{
    return tr("In stock: %1 of at most %2.")
        .arg(amountWords({.objects = use.stock.objects, .bytes = use.bytes()}),
             page::formatSize(limit));
}

QString missingWords(const store::Shortage &missing)
{
    if (missing.isNone()) {
        return {};
    }
    std::uint64_t bytes = missing.stock;
    for (const auto &[name, own] : missing.caches) {
        bytes = std::max(bytes, own);
    }
    return tr("%1 more should go, but the rest is pinned, or it is others who fill the disk. "
              "What cannot be kept is passed through.")
        .arg(page::formatSize(bytes));
}

QString nameOf(const Victim &victim)
{
    QString name = page::printable(victim.name);
    switch (victim.kind) {
    case Victim::Kind::Suite:
        return tr("%1 (all indexes)").arg(name);
    case Victim::Kind::Partial:
        return tr("%1 (an interrupted download)").arg(name);
    case Victim::Kind::File:
    case Victim::Kind::Document:
        break;
    }
    return name;
}

QString nameOf(const store::DamagedObject &object)
{
    return object.keys.empty() ? QString::fromStdString(object.digest.hex())
                               : page::printable(store::nameOf(object.keys.front(), {}));
}

int percentOf(const VerifyProgress &progress)
{
    constexpr std::uint64_t whole = 100;
    return progress.allBytes == 0 ? 0
                                  : static_cast<int>(std::min(
                                        whole, progress.bytes / (progress.allBytes / whole + 1)));
}

} // namespace larder::stock
