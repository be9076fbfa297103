// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

#include "base/logging.h"
#include "store/files.h"
#include "store/schema.h"

#include <QCoreApplication>

#include <algorithm>
#include <sys/resource.h>

namespace larder::store
{

namespace
{

// How long a look-up in the pool waits for an index that another process recovers.
constexpr std::chrono::milliseconds laterBusyTimeout{2000};

// Whether the row still says what the hot entry says. The fields change with one of the times.
bool saysTheSame(const Entry &row, const Entry &hot)
{
    return row.object.digest == hot.object.digest && row.object.size == hot.object.size &&
           row.object.changedNanoseconds == hot.object.changedNanoseconds &&
           row.object.verifiedBoot == hot.object.verifiedBoot && row.storedAt == hot.storedAt &&
           row.validatedAt == hot.validatedAt && row.freshUntil == hot.freshUntil;
}

Store::Found::State stateOf(const Entry &entry, const FileState &file, std::int64_t boot)
{
    const bool proven = boot != 0 && entry.object.verifiedBoot == boot &&
                        entry.object.size == file.size &&
                        entry.object.changedNanoseconds == file.changedNanoseconds;
    return proven ? Store::Found::State::Proven : Store::Found::State::Unproven;
}

// Some archives replace a package without a new version: since then an index names other bytes for
// the key than the entry has, and the entry is of no use to anybody who goes by that index.
bool isContradicted(Reader &reader, const Entry &entry)
{
    const auto announced = reader.expected(entry.key);
    return announced && *announced && (*announced)->digest != entry.object.digest;
}

// The look-up in the index and the opening of the file, for find() and findLater().
Result<Store::Found> lookUp(Reader &reader, const std::filesystem::path &cacheFolder,
                            std::string_view key, std::int64_t boot)
{
    auto entry = reader.find(key);
    if (!entry) {
        if (entry.error().kind == FaultKind::Busy) {
            return Store::Found{.state = Store::Found::State::Busy, .entry = nullptr};
        }
        return std::unexpected(entry.error());
    }
    using Gone = Store::Found::Gone;
    if (!*entry) {
        return Store::Found{};
    }
    if (isContradicted(reader, **entry)) {
        return Store::Found{.entry = nullptr, .gone = Gone::OtherNamed};
    }
    auto opened = openRegularFile(objectPath(cacheFolder, (*entry)->object.digest));
    if (!opened) { // of one file: nothing is wrong with the index
        qCDebug(logStore).noquote() << opened.error().text();
    }
    if (!opened || !*opened) {
        return Store::Found{.entry = nullptr, .gone = Gone::FileLost};
    }
    const auto state = stateOf(**entry, (*opened)->state, boot);
    return Store::Found{.state = state,
                        .entry = makeOpenEntry(std::move(**entry), std::move((*opened)->file))};
}

} // namespace

std::size_t hotEntryLimit()
{
    rlimit descriptors{};
    if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) {
        return 1;
    }
    return std::clamp<std::size_t>(descriptors.rlim_cur / 2, 1, maxHotEntries);
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path &cacheFolder,
                                           const std::filesystem::path &runtimeFolder,
                                           const Clock &clock, QThreadPool &pool,
                                           SerialWorker &writer)
{
    auto opened = openParts(cacheFolder, Repair::No);
    if (!opened || opened->whyReadOnly) {
        return std::unexpected(opened ? *opened->whyReadOnly : opened.error());
    }
    std::unique_ptr<Store> store(
        new Store(std::make_unique<Private>(cacheFolder, runtimeFolder, clock, pool, writer)));
    store->d->troubled = [] {};
    store->d->install(std::move(*opened));
    return store;
}

std::unique_ptr<Store> Store::openAnyway(const std::filesystem::path &cacheFolder,
                                         const std::filesystem::path &runtimeFolder,
                                         const Clock &clock, QThreadPool &pool,
                                         SerialWorker &writer, std::function<void()> troubled)
{
    std::unique_ptr<Store> store(
        new Store(std::make_unique<Private>(cacheFolder, runtimeFolder, clock, pool, writer)));
    store->d->troubled = std::move(troubled);
    if (auto opened = openParts(cacheFolder, Repair::No)) {
        store->d->install(std::move(*opened));
    } else {
        store->d->lose(opened.error());
    }
    return store;
}

Store::Store(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{}

Store::~Store()
{
    d->ending = true;
    flush();
}

void Store::flush()
{
    d->used.write();
    d->work.waitForNone();
}

void Store::Private::report(const Fault &fault)
{
    if (!std::exchange(reported, true)) { // a broken index would fill the log
        qCWarning(logStore).noquote() << fault.text();
    }
}

// Any change of the index, also one of our own writer, makes hot entries compare their rows once,
// at their next use.
void Store::Private::noticeChanges(SteadyTime now)
{
    if (now - lookedForChangesAt < changeCheckInterval) {
        return;
    }
    lookedForChangesAt = now;
    if (indexIdentity(folder) != identity) {
        lose({.kind = FaultKind::NotFound,
              .what = QCoreApplication::translate(
                  "larder", "The cache's folder or index was removed or replaced."),
              .advice = {}});
        return;
    }
    const auto version = reader->dataVersion();
    if (!version) {
        note(version.error());
    } else if (*version != dataVersion) {
        dataVersion = *version;
        ++changes;
        if (reader->isNewer()) {
            lose(newerFault());
        }
    }
}

bool Store::Private::isCurrent(HotEntry &entry)
{
    if (entry.comparedAt == changes || entry.renewals > 0) {
        return true;
    }
    const auto row = reader->find(entry.key);
    if (!row && row.error().kind == FaultKind::Busy) {
        return true; // the file is compared in any case; the row next time
    }
    if (!row || !*row || !saysTheSame(**row, entry.open->entry) || isContradicted(*reader, **row)) {
        return false;
    }
    entry.comparedAt = changes;
    return true;
}

Store::Found Store::find(std::string_view key)
{
    const SteadyTime now = d->clock.steady();
    if (d->trouble) {
        d->heal(now);
    }
    if (d->reader) {
        d->noticeChanges(now);
    }
    if (!d->reader) {
        return {};
    }
    if (HotEntry *hot = d->hot.find(key)) {
        const auto file = fileState(hot->open->file.get());
        if (file && file->linked && d->isCurrent(*hot)) {
            const auto state = stateOf(hot->open->entry, *file, d->boot);
            // Unproven: perhaps somebody else has proven it and the row knows.
            if (state == Found::State::Proven) {
                d->hot.copy(*hot);
            } else {
                d->hot.dropCopy(*hot);
            }
            if (state == Found::State::Proven || hot->renewals > 0) {
                d->used.note(*hot, now);
                return {.state = state, .entry = hot->open};
            }
        }
        d->hot.drop(key);
    }
    return d->findInIndex(key, now);
}

Store::Found Store::Private::findInIndex(std::string_view key, SteadyTime now)
{
    auto found = lookUp(*reader, folder, key, boot);
    if (!found) {
        report(found.error());
        note(found.error());
        return {};
    }
    if (found->entry) {
        used.note(hot.put(found->entry, changes), now);
    }
    return std::move(*found);
}

void Store::findLater(std::string key, QObject *context, std::function<void(Found)> done)
{
    const auto call = d->foundCalls.add(context, std::move(done));
    d->inPool([this, call, key = std::move(key)] {
        auto found = Reader::open(d->folder, laterBusyTimeout).and_then([&](Reader reader) {
            return lookUp(reader, d->folder, key, d->boot);
        });
        d->inEngine([this, call, found = std::move(found)]() mutable {
            if (!found) {
                d->report(found.error());
            } else if (found->entry && d->hot.find(found->entry->entry.key) == nullptr) {
                d->hot.put(found->entry, notCompared);
            }
            d->foundCalls.call(call, found ? std::move(*found) : Found{});
        });
    });
}

} // namespace larder::store
