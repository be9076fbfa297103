// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

#include "base/logging.h"
#include "store/files.h"
#include "store/opening.h"
#include "store/sweep.h"

#include <QCoreApplication>
#include <QFile>

namespace larder::store
{

namespace
{

enum class Meaning {
    Unwritable, // what is stored can be served all the same
    Unusable,   // what we have open may not be what is there
    None,       // of this one operation
};

Meaning meaningOf(FaultKind kind)
{
    switch (kind) {
    case FaultKind::NoSpace:
    case FaultKind::ReadOnly:
    case FaultKind::NotAllowed:
    case FaultKind::Busy:
        return Meaning::Unwritable;
    case FaultKind::NotFound:
    case FaultKind::Damaged:
    case FaultKind::Newer:
    case FaultKind::Internal:
        return Meaning::Unusable;
    default:
        return Meaning::None;
    }
}

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

} // namespace

std::optional<Fault> Store::trouble() const
{
    if (!d->trouble) {
        return std::nullopt;
    }
    Fault told = *d->trouble;
    told.what = (d->reader ? translate("What is in stock is served, but nothing new is stored: %1")
                           : translate("Everything comes from the network for now: %1"))
                    .arg(told.what);
    return told;
}

bool Store::mayStore() const
{
    return d->writable && !d->trouble;
}

void Store::noteFault(const Fault &fault)
{
    d->note(fault);
}

void Store::Private::setTrouble(std::optional<Fault> now)
{
    const bool same = trouble.has_value() == now.has_value() &&
                      (!now || (trouble->what == now->what && trouble->kind == now->kind));
    trouble = std::move(now);
    if (!same) {
        if (trouble) {
            qCWarning(logStore).noquote() << trouble->text();
        }
        troubled();
    }
}

void Store::Private::install(Opened opened)
{
    reader = std::move(opened.reader);
    writable = opened.index != nullptr;
    identity = opened.identity;
    ++changes; // entries that are still about compare their rows
    if (writable) {
        removals.addPath(QFile::decodeName(trashFolder(folder).c_str()));
        writer.use(std::move(opened.index));
        stagingFolders = std::make_shared<StagingFolders>(folder); // another, if this is another
        onDisk([cacheFolder = folder, now = clock.wall()] { sweep(cacheFolder, now); });
    }
    tryAgainAt = clock.steady() + troubleRetry;
    setTrouble(std::move(opened.whyReadOnly));
}

// What was met on the way. Busy: somebody holds the index, for longer than anybody should.
void Store::Private::note(const Fault &fault)
{
    const Meaning meaning = meaningOf(fault.kind);
    if (meaning == Meaning::None || !reader) {
        return;
    }
    if (meaning == Meaning::Unusable) {
        lose(fault);
        return;
    }
    if (!trouble) {
        tryAgainAt = clock.steady() + troubleRetry;
        setTrouble(fault);
        if (fault.kind == FaultKind::NoSpace) {
            keepWithinLimits(); // the stock may be what fills the disk
        }
    }
}

// One file that vanished or one row that is refused says nothing about the rest; where all of it is
// gone, the next look-up sees that.
void Store::Private::noteFailedPublication(const Fault &fault)
{
    if (fault.kind != FaultKind::NotFound && fault.kind != FaultKind::Internal) {
        note(fault);
    }
}

// Everything is looked at anew, in the pool. Entries that somebody sends from stay open.
void Store::Private::lose(const Fault &fault)
{
    if (fault.kind == FaultKind::Newer) {
        outdatedCalls.call(outdatedCall, {}); // once: it is forgotten then
    }
    reader.reset();
    writable = false;
    hot = HotEntries(hotEntryLimit());
    const SteadyTime now = clock.steady();
    setTrouble(fault);
    if (now >= tryAgainAt) {
        heal(now);
    }
}

void Store::Private::heal(SteadyTime now)
{
    if (trying || now < tryAgainAt) {
        return;
    }
    trying = true;
    tryAgainAt = now + troubleRetry;
    if (!reader) {
        writer.close(*trouble, [this] { openAgain(); });
    } else if (!writable) {
        openAgain();
    } else {
        probe();
    }
}

// Writer thread or engine thread.
void Store::Private::openAgain()
{
    onDisk([this] {
        auto opened = std::make_shared<Result<Opened>>(openParts(folder, Repair::Yes));
        inEngine([this, opened] { openedAgain(std::move(*opened)); });
    });
}

void Store::Private::openedAgain(Result<Opened> opened)
{
    trying = false;
    if (!opened) {
        setTrouble(opened.error());
    } else if (opened->index || !reader) {
        install(std::move(*opened));
    } else {
        setTrouble(opened->whyReadOnly); // no better than what we have
    }
}

// Whether everything that a publication needs is possible again.
void Store::Private::probe()
{
    onDisk([this] {
        const auto possible = probeFolder(folder);
        const auto told = [this](const Result<void> &result) {
            inEngine([this, result] {
                trying = false;
                if (reader && trouble && meaningOf(trouble->kind) == Meaning::Unwritable) {
                    setTrouble(result ? std::nullopt : std::optional(result.error()));
                    if (!result && result.error().kind == FaultKind::NoSpace) {
                        keepWithinLimits();
                    }
                }
            });
        };
        if (!possible) {
            told(possible);
            return;
        }
        writer.post(
            {.write = [](Index & /*index*/) -> Result<void> { return {}; }, .written = told});
    });
}

} // namespace larder::store
