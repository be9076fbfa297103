// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storeprivate.h"

#include "store/files.h"

#include <QCoreApplication>

#include <cerrno>

namespace larder::store
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

} // namespace

void Store::verify(std::shared_ptr<const OpenEntry> entry, QObject *context, EntryDone done)
{
    const Digest digest = entry->entry.object.digest;
    auto &waiters = d->verifications[digest.bytes];
    waiters.push_back(
        {.entry = std::move(entry), .call = d->entryCalls.add(context, std::move(done))});
    if (waiters.size() == 1) {
        d->runVerification(std::make_shared<Verification>(d->folder, digest, d->boot));
    }
}

void Store::Private::runVerification(const std::shared_ptr<Verification> &verification)
{
    inPool([this, verification] {
        if (const auto read = verification->hash(); !read) {
            inEngine([this, verification, read] { verified(verification, read); });
            return;
        }
        writer.post({.write = [verification](Index &index) { return verification->record(index); },
                     .written =
                         [this, verification](const Result<void> &written) {
                             if (written && !verification->settled()) {
                                 runVerification(verification);
                                 return;
                             }
                             // Unwritten, it is as true; it will only be looked at again.
                             inEngine([this, verification] { verified(verification, {}); });
                         }});
    });
}

void Store::Private::verified(const std::shared_ptr<Verification> &verification,
                              const Result<void> &read)
{
    const Digest &digest = verification->object().digest;
    const auto waiters = verifications.extract(digest.bytes);
    if (!verification->right()) {
        hot.dropObject(digest);
    }
    const FileDescriptor file = verification->takeFile();
    std::map<const OpenEntry *, Result<std::shared_ptr<const OpenEntry>>> results;
    for (const VerificationWaiter &waiter : waiters.mapped()) {
        auto result = results.find(waiter.entry.get());
        if (result == results.end()) {
            result = results
                         .emplace(waiter.entry.get(),
                                  !read ? std::unexpected(read.error())
                                  : verification->right()
                                      ? provenEntry(waiter.entry, verification->object(), file)
                                      : fail(FaultKind::Damaged,
                                             translate("A stored file was damaged and is fetched "
                                                       "anew.")))
                         .first;
        }
        entryCalls.call(waiter.call, result->second);
    }
}

Result<std::shared_ptr<const OpenEntry>>
Store::Private::provenEntry(const std::shared_ptr<const OpenEntry> &entry,
                            const ObjectRecord &object, const FileDescriptor &file)
{
    const HotEntry *present = hot.find(entry->entry.key);
    const bool replaced = present && present->open->entry.object.digest != object.digest;
    Entry proven = present && !replaced ? present->open->entry : entry->entry;
    proven.object = object;
    FileDescriptor own = duplicate(file.get());
    if (!own.isOpen()) {
        return std::unexpected(systemFault(errno, translate("A stored file cannot be opened")));
    }
    auto open = makeOpenEntry(std::move(proven), std::move(own));
    if (!replaced) {
        hot.put(open, notCompared);
    }
    return open;
}

} // namespace larder::store
