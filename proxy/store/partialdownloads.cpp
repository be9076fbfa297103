// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

#include "base/logging.h"
#include "store/files.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <unistd.h>

namespace larder::store
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

} // namespace

void Store::keepPartial(std::unique_ptr<Staging> staging, PartialRecord record)
{
    FileDescriptor file = duplicate(staging->file());
    if (staging->size() == 0 || staging->size() > maxPartialBytes || !file.isOpen()) {
        return;
    }
    std::ignore = d->takeWaitingPartial(record.key); // an earlier one is of no use any more
    const StagedPartial partial{.record = record, .id = staging->id(), .bytes = staging->size()};
    staging->setAfter(Staging::After::Keep);
    d->waitingPartials.emplace(partial.id,
                               Partial{.record = std::move(record), .staging = std::move(staging)});

    auto doomed = std::make_shared<DoomedFolders>();
    d->onDisk([this, partial, doomed, now = d->clock.wall(),
               synced = std::make_shared<FileDescriptor>(std::move(file))] {
        // After a power cut a row must not name more bytes than there are.
        if (::fsync(synced->get()) != 0) {
            d->inEngine([this, id = partial.id,
                         fault = systemFault(errno, translate("A cut download cannot be kept"))] {
                d->partialRecorded(id, std::unexpected(fault));
            });
            return;
        }
        d->writer.post(
            {.write = [partial, doomed,
                       now](Index &index) { return recordPartial(index, partial, now, *doomed); },
             .written =
                 [this, id = partial.id, doomed](const Result<void> &written) {
                     if (written) {
                         d->onDisk([doomed] { removeAll(*doomed); });
                     }
                     d->inEngine([this, id, written] { d->partialRecorded(id, written); });
                 }});
    });
}

void Store::Private::partialRecorded(const std::string &id, const Result<void> &recorded)
{
    const auto waiting = waitingPartials.extract(id);
    if (!waiting.empty() && !recorded) {
        report(recorded.error());
        waiting.mapped().staging->setAfter(Staging::After::Remove);
    }
    keepWithinLimits();
}

std::optional<Partial> Store::takePartial(std::string_view key)
{
    auto partial = d->takeWaitingPartial(key);
    if (!partial) {
        partial = d->takeRecordedPartial(key);
    }
    if (partial && partial->record.createdAt < d->clock.wall() - maxPartialAge) {
        partial.reset();
    }
    return partial;
}

// One of our own whose row is not written yet, and, its folder gone, never will be.
std::optional<Partial> Store::Private::takeWaitingPartial(std::string_view key)
{
    const auto waiting = std::ranges::find_if(
        waitingPartials, [key](const auto &item) { return item.second.record.key == key; });
    if (waiting == waitingPartials.end()) {
        return std::nullopt;
    }
    const std::string id = waiting->first;
    Partial partial = std::move(waiting->second);
    waitingPartials.erase(waiting);
    partial.staging->setAfter(Staging::After::Remove);
    if (!partial.staging->changeId()) {
        return std::nullopt;
    }
    dropPartialRow(partial.record.key, id);
    return partial;
}

std::optional<Partial> Store::Private::takeRecordedPartial(std::string_view key)
{
    if (!reader) {
        return std::nullopt;
    }
    auto row = reader->partial(key);
    if (!row) {
        report(row.error());
        return std::nullopt;
    }
    if (!*row) {
        return std::nullopt;
    }
    auto staging = Staging::takeOver(folder, (*row)->id);
    if (!staging) {
        return std::nullopt; // somebody else was quicker
    }
    dropPartialRow((*row)->record.key, (*row)->id);
    if ((*staging)->size() < (*row)->bytes || !(*staging)->truncate((*row)->bytes)) {
        return std::nullopt;
    }
    return Partial{.record = std::move((*row)->record), .staging = std::move(*staging)};
}

void Store::Private::dropPartialRow(const std::string &key, const std::string &id)
{
    writer.post({.write = [key, id](Index &index) { return index.dropPartial(key, id); },
                 .written =
                     [](const Result<void> &written) {
                         if (!written) { // a row without a folder: dropped at the next occasion
                             qCDebug(logStore).noquote() << written.error().text();
                         }
                     }});
}

} // namespace larder::store
