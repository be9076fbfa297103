// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/figures.h"

#include "base/bytesize.h"
#include "page/words.h"
#include "windows/cachewords.h"

#include <QCoreApplication>

namespace larder::windows
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::Figures", text);
}

} // namespace

QString titleOf(Figure figure)
{
    switch (figure) {
    case Figure::Hits:
        return tr("Hits");
    case Figure::Misses:
        return tr("Misses");
    case Figure::HitShare:
        return tr("Hit share");
    case Figure::FromDisk:
        return tr("From disk");
    case Figure::FromNetwork:
        return tr("From network");
    case Figure::Saved:
        break;
    }
    return tr("Saved");
}

QString meaningOf(Figure figure)
{
    switch (figure) {
    case Figure::Hits:
        return tr("Requests that were answered from the stock, also after asking whether it is "
                  "current.");
    case Figure::Misses:
        return tr("Requests for which something was fetched and kept.");
    case Figure::HitShare:
        return tr("Hits among hits and misses.");
    case Figure::FromDisk:
        return tr("What clients got beyond what came over the network.");
    case Figure::FromNetwork:
        return tr("What came over the network.");
    case Figure::Saved:
        break;
    }
    return tr("What the origins would have sent, less what was fetched.");
}

QString wordsOf(Figure figure, const statistics::Tally &tally)
{
    switch (figure) {
    case Figure::Hits:
        return page::formatCount(tally.fromStock());
    case Figure::Misses:
        return page::formatCount(tally.count(statistics::Outcome::Miss));
    case Figure::HitShare:
        return page::formatShare(tally);
    case Figure::FromDisk:
        return page::formatSize(bytesFromDisk(tally));
    case Figure::FromNetwork:
        return page::formatSize(tally.bytesFromNetwork);
    case Figure::Saved:
        break;
    }
    return formatBytes(tally.bytesSaved());
}

} // namespace larder::windows
