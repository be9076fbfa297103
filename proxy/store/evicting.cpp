// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

#include "base/bytesize.h"
#include "base/logging.h"
#include "store/files.h"
#include "store/opening.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace larder::store
{

namespace
{

// Where eviction could not make enough room, it is tried again after so long, when something is to
// be stored: meanwhile something may have been unpinned, or have become free.
constexpr std::chrono::seconds fullPause{30};

// Between two looks at the hot entries for files that were removed.
constexpr std::chrono::seconds removalPauseTime{1};

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::unexpected<Fault> noRoom(const QString &what)
{
    return fail(FaultKind::NoSpace, what,
                translate("It is passed through. Raise the limits in the group [space] of the "
                          "settings, unpin something, or free space on the disk."));
}

} // namespace

// An open file keeps its space. No timer runs while nothing is removed. The folder is added where
// there is one.
void Store::Private::watchRemovals()
{
    removalPause.setSingleShot(true);
    removalPause.setTimerType(Qt::VeryCoarseTimer);
    removalPause.setInterval(removalPauseTime);
    QObject::connect(&removalPause, &QTimer::timeout, &removalPause, [this] { closeRemoved(); });
    QObject::connect(&removals, &QFileSystemWatcher::directoryChanged, &removalPause, [this] {
        if (!removalPause.isActive()) {
            removalPause.start();
        }
    });
}

void Store::Private::closeRemoved()
{
    if (auto removed = hot.takeRemoved(); !removed.empty()) {
        onDisk([removed = std::move(removed)] {}); // where the last reference goes
    }
}

void Store::setLimits(SpaceLimits limits)
{
    if (d->limits == limits) {
        return;
    }
    d->limits = std::move(limits);
    d->full.reset();
    d->keepWithinLimits();
}

Result<std::unique_ptr<Staging>> Store::stage(std::string_view cache,
                                              std::optional<std::uint64_t> length)
{
    if (!mayStore()) {
        return std::unexpected(*d->trouble);
    }
    if (!cache.empty()) {
        if (auto room = d->makeRoom(cache, length.value_or(0)); !room) {
            return std::unexpected(room.error());
        }
    }
    auto staging = checkSpace(d->folder, length.value_or(0)).and_then([this] {
        return Staging::create(d->stagingFolders);
    });
    if (!staging) {
        d->note(staging.error());
    }
    return staging;
}

Result<void> Store::Private::makeRoom(std::string_view cache, std::uint64_t length)
{
    if (!limits) {
        return {};
    }
    const auto own = limits->caches.find(cache);
    const std::uint64_t most =
        own == limits->caches.end() ? limits->stock : std::min(limits->stock, own->second);
    if (length > most) {
        return noRoom(translate("A file of %1 is larger than all that may be kept.")
                          .arg(formatBytes(static_cast<std::int64_t>(length))));
    }
    const auto disk = diskSpace(folder);
    const bool isShortOfDisk = disk && disk->free < floorOf(*limits, *disk) + length;
    if (!isShortOfDisk && !full) {
        return {};
    }
    const auto use = reader->stockUse();
    if (!use) {
        return {};
    }
    if (isShortOfDisk && disk->free + use->bytes() < floorOf(*limits, *disk) + length) {
        keepWithinLimits(); // what there is makes way all the same
        return noRoom(translate("There is too little free space on the disk."));
    }
    const Shortage lacking = shortage(*limits, *use, disk, Slack::None, length);
    if (!full || lacking.isNone()) {
        full.reset();
        keepWithinLimits(length);
        return {};
    }
    if (full->missing.stock == 0 && !full->missing.caches.contains(cache)) {
        return {};
    }
    // Something may have been unpinned meanwhile.
    if (clock.steady() - full->since >= fullPause) {
        full->since = clock.steady();
        keepWithinLimits(length);
    }
    return noRoom(translate("There is no room in the stock."));
}

// Costs some microseconds where all is well.
void Store::Private::keepWithinLimits(std::uint64_t coming)
{
    if (!limits || evicting || !writable) { // an eviction looks again at its end
        return;
    }
    const auto use = reader->stockUse();
    if (!use) { // busy, or broken: the next publication looks again
        return;
    }
    if (shortage(*limits, *use, diskSpace(folder), Slack::None, coming).isNone()) {
        full.reset();
        return;
    }
    evicting = true;
    auto eviction = std::make_shared<Eviction>(folder, *limits, coming);
    used.writeExactly(hot, [this, eviction] { chooseVictims(eviction); });
}

void Store::Private::chooseVictims(const std::shared_ptr<Eviction> &eviction)
{
    onDisk([this, eviction] {
        const auto chosen = ending ? Result<bool>(false) : eviction->choose();
        if (chosen && *chosen) {
            evictSlice(eviction);
            return;
        }
        eviction->release();
        inEngine([this, eviction,
                  fault = chosen ? std::optional<Fault>() : std::optional(chosen.error())] {
            evicted(eviction->result(), fault);
        });
    });
}

void Store::Private::evictSlice(const std::shared_ptr<Eviction> &eviction)
{
    writer.post({.write = [eviction](Index &index) { return eviction->evictSlice(index); },
                 .written =
                     [this, eviction](const Result<void> &written) {
                         if (!written && written.error().kind == FaultKind::NoSpace &&
                             eviction->freeSpaceForIndex()) {
                             inEngine([this, eviction] {
                                 // Open ones keep their space.
                                 const auto removed = std::make_shared<decltype(hot.takeRemoved())>(
                                     hot.takeRemoved());
                                 onDisk([this, eviction, removed] {
                                     removed->clear();
                                     evictSlice(eviction);
                                 });
                             });
                             return;
                         }
                         if (!written) {
                             eviction->sliceFailed();
                             eviction->release();
                             inEngine([this, eviction, fault = written.error()] {
                                 evicted(eviction->result(), fault);
                             });
                             return;
                         }
                         eviction->sliceCommitted();
                         if (eviction->isSliceLeft() && !ending) {
                             evictSlice(eviction);
                         } else {
                             chooseVictims(eviction);
                         }
                     }});
}

void Store::Private::evicted(const Evicted &result, const std::optional<Fault> &fault)
{
    evicting = false;
    closeRemoved();
    if (fault) {
        report(*fault);
        if (fault->kind != FaultKind::NoSpace) { // then it is known, and tried again with requests
            note(*fault);
        }
        return;
    }
    if (result.isBusy) {
        return; // who is at it looks again at the end
    }
    if (result.gone.objects > 0) {
        tryAgainAt = {}; // the disk may have room again
        qCInfo(logStore).noquote()
            << translate("%1 files (%2) that were unused for longest were "
                         "removed to keep within the limits.")
                   .arg(result.gone.objects)
                   .arg(formatBytes(static_cast<std::int64_t>(result.gone.bytes)));
    }
    if (result.missing.isNone()) {
        full.reset();
    } else if (!full) {
        full = Full{.missing = result.missing, .since = clock.steady()};
        qCWarning(logStore).noquote()
            << noRoom(translate("There is no room in the stock for anything new.")).error().text();
    } else {
        full->missing = result.missing;
    }
    // What was published meanwhile, here or by others, made nobody else evict. The disk is looked
    // at with the next publication: what was unlinked may not be free yet.
    const auto use = reader ? reader->stockUse() : std::unexpected(*trouble);
    if (result.missing.isNone() && use &&
        !shortage(*limits, *use, std::nullopt, Slack::None).isNone()) {
        keepWithinLimits();
    }
}

void Store::renewSuite(std::string suite, std::vector<Digest> named)
{
    std::ranges::sort(named);
    d->writer.post({.write = [suite = std::move(suite), named = std::move(named)](
                                 Index &index) { return leaveSuite(index, suite, named); },
                    .written =
                        [](const Result<void> &written) {
                            if (!written) { // only the order of eviction suffers
                                qCDebug(logStore).noquote() << written.error().text();
                            }
                        }});
}

void Store::whenOutdated(QObject *context, std::function<void()> outdated)
{
    d->outdatedCall = d->outdatedCalls.add(
        context, [outdated = std::move(outdated)](std::monostate) { outdated(); });
}

} // namespace larder::store
