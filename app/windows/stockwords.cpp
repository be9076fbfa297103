// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockwords.h"

#include "page/words.h"
#include "stock/words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using stock::amountWords;
using stock::nameOf;
using stock::Victim;
using store::DamagedObject;

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::Stock", text);
}

// Beyond these a list says nothing more.
QStringList firstOf(QStringList names, std::size_t all)
{
    if (static_cast<std::size_t>(names.size()) < all) {
        names += tr("… and %1 more")
                     .arg(page::formatCount(all - static_cast<std::size_t>(names.size())));
    }
    return names;
}

// A sentence behind others, where there is one.
QString afterwards(const QString &sentence)
{
    return sentence.isEmpty() ? QString() : u' ' + sentence;
}

QString stoppedBefore(const Changed &changed, const QString &done)
{
    return changed.isStopped ? tr("Stopped. Until then: %1").arg(done) : done;
}

} // namespace

QString totalWords(const StockArrangement &arrangement)
{
    return arrangement.rows.size() == arrangement.entries->size()
               ? tr("In stock: %1").arg(amountWords(arrangement.all))
               : tr("Found: %1; in stock: %2")
                     .arg(amountWords(arrangement.shown), amountWords(arrangement.all));
}

Question removalQuestion(const RemovalPlan &plan)
{
    QStringList names;
    for (const std::string &name : plan.names) {
        names += page::printable(name);
    }
    const std::size_t count = plan.ordinary.size() + plan.pinned.size();
    Question question{
        .title = tr("Remove from the stock"),
        .text = count == 1 ? tr("Remove this from the stock?")
                           : tr("Remove these %1 from the stock?").arg(page::formatCount(count)),
        .details = firstOf(names, count).join(u'\n')};
    if (count == 1 && !names.isEmpty()) {
        question.more = names.front() + u"\n\n"_s;
        question.details.clear();
    }
    question.more += plan.ordinary.empty()
                         ? tr("Pinned things are kept until somebody says otherwise.")
                         : tr("This frees %1. What a client asks for later is fetched anew.")
                               .arg(page::formatSize(plan.ordinaryFrees.bytes));
    return question;
}

QString pinnedToo(const RemovalPlan &plan)
{
    if (plan.pinned.size() == 1 && plan.ordinary.empty()) {
        return tr("&Remove it although it is pinned");
    }
    return tr("&Remove the pinned ones too (%1); this frees %2")
        .arg(page::formatCount(plan.pinned.size()), page::formatSize(plan.allFrees.bytes));
}

Question cleaningQuestion(const CleaningUp &rehearsal)
{
    const stock::Collection &collection = rehearsal.collection;
    Question question{.title = tr("Clean up"),
                      .more = stock::inStockWords(collection.before, rehearsal.limit) +
                              afterwards(stock::missingWords(collection.missing))};
    if (collection.victims.empty()) {
        question.text = tr("Nothing in stock has to go. Sweep away what interrupted downloads "
                           "have left?");
        return question;
    }
    question.text =
        tr("Remove what was unused for longest? That is %1.").arg(amountWords(collection.evicted));
    QStringList names;
    for (const Victim &victim : collection.victims) {
        if (static_cast<std::size_t>(names.size()) == maxNamesTold) {
            break;
        }
        names += tr("%1, %2").arg(nameOf(victim), page::formatSize(victim.bytes));
    }
    question.details = firstOf(names, collection.victims.size()).join(u'\n');
    return question;
}

QString removedWords(const Changed &changed)
{
    return stoppedBefore(changed, tr("Removed: %1.").arg(amountWords(changed.amount)));
}

QString pinningWords(const Changed &changed, Pinning pinning)
{
    const QString amount = amountWords(changed.amount);
    return stoppedBefore(changed, pinning == Pinning::Pin
                                      ? tr("Pinned: %1. It stays until it is unpinned.").arg(amount)
                                      : tr("No longer pinned: %1.").arg(amount));
}

QString cleanedWords(const CleaningUp &done)
{
    const stock::Collection &collection = done.collection;
    QString text = collection.evicted == store::Amount()
                       ? tr("Nothing had to be removed.")
                       : tr("Removed: %1.").arg(amountWords(collection.evicted));
    if (collection.sweptBytes > 0) {
        text +=
            u' ' + tr("Swept away: %1 of leftovers.").arg(page::formatSize(collection.sweptBytes));
    }
    if (done.isStopped) {
        text.prepend(tr("Stopped before the end.") + u' ');
    }
    return text + u' ' + stock::inStockWords(collection.after, done.limit) +
           afterwards(stock::missingWords(collection.missing));
}

QString checkWords(const stock::VerifyReport &report)
{
    QStringList sentences;
    if (report.indexRebuilt) {
        sentences += tr("The index was damaged or lost and has been made anew.");
    }
    if (!report.complete) {
        sentences += tr("Stopped after %1 %. The next check goes on there.")
                         .arg(stock::percentOf(report.progress));
    } else {
        sentences += tr("Checked: %1.")
                         .arg(amountWords(
                             {.objects = report.progress.objects, .bytes = report.progress.bytes}));
    }
    if (!report.damaged.empty()) {
        sentences += tr("Damaged or missing: %1. It is dropped, and fetched anew when it is asked "
                        "for.")
                         .arg(page::formatFiles(report.damaged.size()));
    }
    if (report.unknownFiles > 0) {
        sentences +=
            tr("Removed, since nothing named it: %1.").arg(page::formatFiles(report.unknownFiles));
    }
    if (report.complete && !report.foundDamage()) {
        sentences += tr("Everything is as it should be.");
    }
    return sentences.join(u' ');
}

QString checkDetails(const stock::VerifyReport &report)
{
    QStringList lines;
    for (const DamagedObject &object : report.damaged) {
        if (static_cast<std::size_t>(lines.size()) == maxNamesTold) {
            break;
        }
        lines +=
            (object.kind == DamagedObject::Kind::Damaged ? tr("Damaged: %1") : tr("Missing: %1"))
                .arg(nameOf(object));
    }
    return lines.isEmpty() ? QString() : firstOf(lines, report.damaged.size()).join(u'\n');
}

} // namespace larder::windows
