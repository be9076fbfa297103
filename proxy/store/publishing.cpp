// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

#include "store/files.h"

namespace larder::store
{

namespace
{

Entry entryFrom(Store::NewEntry entry, WallTime storedAt)
{
    return {.key = std::move(entry.key),
            .cache = std::move(entry.cache),
            .headers = std::move(entry.headers),
            .storedAt = storedAt,
            .validatedAt = entry.validatedAt,
            .freshUntil = entry.freshUntil,
            .object = {.digest = std::move(entry.digest)},
            .role = entry.role,
            .suite = std::move(entry.suite),
            .url = std::move(entry.url)};
}

} // namespace

void Store::publish(std::unique_ptr<Staging> staging, NewEntry entry, QObject *context,
                    EntryDone done)
{
    const auto call = d->entryCalls.add(context, std::move(done));
    auto publication = std::make_shared<Publication>(
        d->folder, std::move(staging), entryFrom(std::move(entry), d->clock.wall()), d->boot);
    d->onDisk([this, call, publication = std::move(publication), usedAt = d->clock.steady()] {
        d->runPublication(publication, call, usedAt);
    });
}

void Store::Private::runPublication(const std::shared_ptr<Publication> &publication,
                                    std::uint64_t call, SteadyTime usedAt)
{
    if (const auto prepared = publication->prepare(); !prepared) {
        withdraw(publication, call, prepared.error());
        return;
    }
    writer.post({.write = [publication](Index &index) { return publication->record(index); },
                 .written =
                     [this, publication, call, usedAt](const Result<void> &written) {
                         if (!written) {
                             withdraw(publication, call, written.error());
                             return;
                         }
                         publication->staging().setAfter(Staging::After::GiveBack);
                         inEngine([this, call, usedAt, entry = publication->takeEntry()] {
                             published(call, entry, usedAt);
                         });
                     }});
}

void Store::Private::withdraw(const std::shared_ptr<Publication> &publication, std::uint64_t call,
                              const Fault &why)
{
    if (!publication->mayHaveName()) {
        inEngine([this, call, why] {
            noteFailedPublication(why);
            entryCalls.call(call, std::unexpected(why));
        });
        return;
    }
    writer.post({.write = [publication](Index &index) { return publication->withdraw(index); },
                 .written =
                     [this, publication, call, why](const Result<void> &withdrawn) {
                         if (!withdrawn) { // the next sweep does it
                             publication->staging().setAfter(Staging::After::Keep);
                         }
                         inEngine([this, call, why] {
                             noteFailedPublication(why);
                             entryCalls.call(call, std::unexpected(why));
                         });
                     }});
}

void Store::publishExisting(NewEntry entry, QObject *context, EntryDone done)
{
    const auto call = d->entryCalls.add(context, std::move(done));
    auto recorded = std::make_shared<std::shared_ptr<const OpenEntry>>();
    d->writer.post({.write = [recorded, wanted = entryFrom(std::move(entry), d->clock.wall())](
                                 Index &index) -> Result<void> {
                        auto open = recordExisting(index, wanted);
                        if (!open) {
                            return std::unexpected(open.error());
                        }
                        *recorded = std::move(*open);
                        return {};
                    },
                    .written =
                        [this, call, recorded](const Result<void> &written) {
                            d->inEngine([this, call, entry = *recorded, written] {
                                if (written) {
                                    d->published(call, entry, d->clock.steady());
                                } else {
                                    d->entryCalls.call(call, std::unexpected(written.error()));
                                }
                            });
                        }});
}

// Used when its bytes were complete, in whatever order the disk was done with them.
void Store::Private::published(std::uint64_t call, std::shared_ptr<const OpenEntry> entry,
                               SteadyTime usedAt)
{
    used.note(hot.put(entry, notCompared), usedAt);
    keepWithinLimits();
    entryCalls.call(call, std::move(entry));
}

std::shared_ptr<const OpenEntry> Store::renew(const std::shared_ptr<const OpenEntry> &entry,
                                              http::Headers headers, WallTime validatedAt,
                                              WallTime freshUntil)
{
    Entry renewed = entry->entry;
    renewed.headers = std::move(headers);
    renewed.validatedAt = validatedAt;
    renewed.freshUntil = freshUntil;
    d->writer.post({.write = [renewed](Index &index) { return index.renewEntry(renewed); },
                    .written =
                        [this, key = renewed.key](const Result<void> &written) {
                            d->inEngine([this, key, written] {
                                if (HotEntry *hot = d->hot.find(key); hot && hot->renewals > 0) {
                                    --hot->renewals;
                                }
                                if (!written) {
                                    d->report(written.error());
                                }
                            });
                        }});
    FileDescriptor file = duplicate(entry->file.get());
    if (!file.isOpen()) {
        return entry; // out of descriptors: the row will know
    }
    auto open = makeOpenEntry(std::move(renewed), std::move(file));
    HotEntry *hot = d->hot.find(open->entry.key);
    if (hot == nullptr || hot->open->entry.object.digest == open->entry.object.digest) {
        ++d->hot.put(open, notCompared).renewals;
    }
    return open;
}

} // namespace larder::store
