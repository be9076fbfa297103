// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// What the page of the stock does to it: each piece of work in its thread, and what came of it said
// below the list.
#include "page/words.h"
#include "windows/longlist.h"
#include "windows/stockpage.h"
#include "windows/stockquestion.h"
#include "windows/stockselection.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>

#include <utility>

namespace larder::windows
{

void StockPage::say(const QString &sentence)
{
    m_said->setText(sentence);
    m_said->setVisible(!sentence.isEmpty());
    m_lister.look();
}

std::vector<std::uint32_t> StockPage::selectedPositions() const
{
    return windows::selectedPositions(*m_list, m_model);
}

store::Amount StockPage::amountOfSelected(const std::vector<std::uint32_t> &positions) const
{
    const StockArrangement &arrangement = m_model.arrangement();
    return positions.size() == arrangement.rows.size() ? arrangement.shown
                                                       : amountOf(arrangement.entries, positions);
}

Chosen StockPage::chosen() const
{
    Chosen keys;
    for (const std::uint32_t position : selectedPositions()) {
        keys.push_back((*m_model.arrangement().entries)[position].key);
    }
    return keys;
}

void StockPage::copyNames()
{
    QStringList names;
    for (const std::uint32_t position : selectedPositions()) {
        names += page::printable((*m_model.arrangement().entries)[position].name);
    }
    QGuiApplication::clipboard()->setText(names.join(u'\n'));
}

void StockPage::changePinsOfChosen(Pinning pinning)
{
    m_changing.start(
        pinning == Pinning::Pin ? tr("Pinning…") : tr("Unpinning…"),
        [this, paths = m_paths, keys = chosen(), pinning](const auto &stop, const auto &tell) {
            auto changed = changePins(paths, keys, pinning, stop, tell);
            return [this, pinning, changed = std::move(changed)] {
                say(changed ? pinningWords(*changed, pinning) : changed.error().text());
            };
        });
}

void StockPage::askToRemove()
{
    m_changing.start(tr("Looking what would go…"), [this, paths = m_paths,
                                                    keys = chosen()](const std::stop_token &stop,
                                                                     const auto & /*tell*/) {
        auto plan = planRemoval(paths, keys);
        return [this, plan = std::move(plan), isStopped = stop.stop_requested()] {
            if (isStopped) {
                return;
            }
            if (!plan) {
                say(plan.error().text());
                return;
            }
            const SecondWord word{.text = plan->pinned.empty() ? QString() : pinnedToo(*plan),
                                  .isNeeded = plan->ordinary.empty()};
            ask(this, removalQuestion(*plan), word, tr("&Remove"),
                [this, plan = *plan](Answer answer) {
                    if (answer == Answer::Yes) {
                        removeAsked(plan.ordinary, stock::Pinned::Refuse);
                        return;
                    }
                    Chosen all = plan.ordinary;
                    all.insert(all.end(), plan.pinned.begin(), plan.pinned.end());
                    removeAsked(all, stock::Pinned::RemoveToo);
                });
        };
    });
}

void StockPage::removeAsked(const Chosen &keys, stock::Pinned pinned)
{
    m_changing.start(tr("Removing…"),
                     [this, paths = m_paths, keys, pinned](const auto &stop, const auto &tell) {
                         auto removed = removeChosen(paths, keys, pinned, stop, tell);
                         return [this, removed = std::move(removed)] {
                             say(removed ? removedWords(*removed) : removed.error().text());
                         };
                     });
}

void StockPage::askToCleanUp()
{
    m_changing.start(tr("Looking what would go…"),
                     [this, paths = m_paths](const std::stop_token &stop, const auto & /*tell*/) {
                         auto rehearsal = cleanUp(paths, stock::Doing::Rehearsing, stop);
                         return [this, rehearsal = std::move(rehearsal)] {
                             if (!rehearsal) {
                                 say(rehearsal.error().text());
                                 return;
                             }
                             if (rehearsal->isStopped) {
                                 return;
                             }
                             ask(this, cleaningQuestion(*rehearsal), {}, tr("Clean &Up"),
                                 [this](Answer) { cleanUpAsked(); });
                         };
                     });
}

void StockPage::cleanUpAsked()
{
    m_changing.start(tr("Cleaning up…"),
                     [this, paths = m_paths](const std::stop_token &stop, const auto & /*tell*/) {
                         auto done = cleanUp(paths, stock::Doing::Really, stop);
                         return [this, done = std::move(done)] {
                             say(done ? cleanedWords(*done) : done.error().text());
                         };
                     });
}

void StockPage::check()
{
    m_checking.start(tr("Checking…"), [this, paths = m_paths](const auto &stop, const auto &tell) {
        auto report = stock::verify(paths.cache, store::Check::Start::WhereItWas, stop,
                                    [&tell](const stock::VerifyProgress &progress) {
                                        tell({.done = progress.bytes, .all = progress.allBytes});
                                    });
        return [this, report = std::move(report)] {
            if (!report) {
                say(report.error().text());
                return;
            }
            say(checkWords(*report));
            if (!report->damaged.empty()) {
                tellDetails(this, {.title = tr("Check of the stock"),
                                   .text = checkWords(*report),
                                   .more = {},
                                   .details = checkDetails(*report)});
            }
        };
    });
}

} // namespace larder::windows
