// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "base/logging.h"
#include "store/files.h"
#include "store/hotentries.h"
#include "store/lesson.h"
#include "store/partials.h"
#include "store/pendingcalls.h"
#include "store/publication.h"
#include "store/read/reader.h"
#include "store/sweep.h"
#include "store/usedobjects.h"
#include "store/verification.h"
#include "store/workcount.h"
#include "store/writer.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <unistd.h>
#include <utility>
#include <variant>

namespace larder::store
{

namespace
{

// How long a look-up in the pool waits for an index that another process recovers.
constexpr std::chrono::milliseconds laterBusyTimeout{2000};
// A hot entry that was never compared with its row.
constexpr std::uint64_t notCompared = 0;

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

// Whether the row still says what the hot entry says. The fields change with one of the times.
bool saysTheSame(const Entry &row, const Entry &hot)
{
    return row.object.digest == hot.object.digest && row.object.size == hot.object.size &&
           row.object.changedNanoseconds == hot.object.changedNanoseconds &&
           row.object.verifiedBoot == hot.object.verifiedBoot && row.storedAt == hot.storedAt &&
           row.validatedAt == hot.validatedAt && row.freshUntil == hot.freshUntil;
}

FileDescriptor duplicate(const FileDescriptor &file)
{
    return FileDescriptor(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
}

Store::Found::State stateOf(const Entry &entry, const FileState &file, std::int64_t boot)
{
    const bool proven = boot != 0 && entry.object.verifiedBoot == boot &&
                        entry.object.size == file.size &&
                        entry.object.changedNanoseconds == file.changedNanoseconds;
    return proven ? Store::Found::State::Proven : Store::Found::State::Unproven;
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
    if (!*entry) {
        return Store::Found{};
    }
    auto opened = openRegularFile(objectPath(cacheFolder, (*entry)->object.digest));
    if (!opened) {
        return std::unexpected(opened.error());
    }
    if (!*opened) {
        return Store::Found{};
    }
    const auto state = stateOf(**entry, (*opened)->state, boot);
    return Store::Found{.state = state,
                        .entry = makeOpenEntry(std::move(**entry), std::move((*opened)->file))};
}

} // namespace

struct Store::Private
{
    Private(std::filesystem::path cacheFolder, const std::filesystem::path &runtimeFolder,
            const Clock &usedClock, QThreadPool &usedPool, SerialWorker &worker, Reader opened,
            std::unique_ptr<Index> index)
        : folder(std::move(cacheFolder))
        , clock(usedClock)
        , pool(usedPool)
        , writer(std::move(index), runtimeFolder, worker, usedPool, work)
        , reader(std::move(opened))
        , used(usedClock, writer)
    {}

    struct VerificationWaiter
    {
        std::shared_ptr<const OpenEntry> entry;
        PendingCalls<Result<std::shared_ptr<const OpenEntry>>>::Number call = 0;
    };

    template <typename Task>
    void inPool(Task task)
    {
        pool.start([task = std::move(task), token = work.begin()]() mutable {
            const Task own = std::move(task); // what it holds goes before the work counts as done
            own();
        });
    }

    // Runs it in the engine thread, unless the store goes first.
    template <typename Task>
    void inEngine(Task task)
    {
        QMetaObject::invokeMethod(store, std::move(task), Qt::QueuedConnection);
    }

    void noticeChanges(SteadyTime now);
    [[nodiscard]] bool isCurrent(HotEntry &entry);
    [[nodiscard]] bool isContradicted(const Entry &entry);
    [[nodiscard]] Found findInIndex(std::string_view key, SteadyTime now);
    void report(const Fault &fault);

    void runPublication(const std::shared_ptr<Publication> &publication, std::uint64_t call);
    void withdraw(const std::shared_ptr<Publication> &publication, std::uint64_t call,
                  const Fault &why);
    void published(std::uint64_t call, Result<std::shared_ptr<const OpenEntry>> entry);

    void runVerification(const std::shared_ptr<Verification> &verification);
    void verified(const std::shared_ptr<Verification> &verification, const Result<void> &read);
    [[nodiscard]] Result<std::shared_ptr<const OpenEntry>>
    provenEntry(const std::shared_ptr<const OpenEntry> &entry, const ObjectRecord &object,
                const FileDescriptor &file);

    void runLesson(const std::shared_ptr<Lesson> &lesson, std::uint64_t call);

    [[nodiscard]] std::optional<Partial> takeWaitingPartial(std::string_view key);
    [[nodiscard]] std::optional<Partial> takeRecordedPartial(std::string_view key);
    void dropPartialRow(const std::string &key, const std::string &id);
    void partialRecorded(const std::string &id, const Result<void> &recorded);

    const std::filesystem::path folder;
    const Clock &clock;
    QThreadPool &pool;
    Store *store = nullptr; // this belongs to
    const std::int64_t boot = bootNumber();
    WorkCount work;
    Writer writer;
    Reader reader; // goes before the writer, who tidies up as the last to close the index

    HotEntries hot{maxHotEntries};
    UsedObjects used;
    std::uint64_t changes = notCompared + 1; // of the index that were noticed
    std::int64_t dataVersion = 0;
    SteadyTime lookedForChangesAt{};
    bool reported = false;

    PendingCalls<Found> foundCalls;
    PendingCalls<Result<std::shared_ptr<const OpenEntry>>> entryCalls;
    PendingCalls<std::monostate> learnedCalls;
    std::map<std::string, std::vector<VerificationWaiter>> verifications; // by the digest's bytes
    // Those whose row is not written yet, by the id it will name: held until then.
    std::map<std::string, Partial> waitingPartials;
};

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path &cacheFolder,
                                           const std::filesystem::path &runtimeFolder,
                                           const Clock &clock, QThreadPool &pool,
                                           SerialWorker &writer)
{
    if (auto made = makeFolders(cacheFolder); !made) {
        return std::unexpected(made.error());
    }
    auto index = Index::open(cacheFolder, writeBusyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    auto reader = Reader::open(cacheFolder, std::chrono::milliseconds{0});
    if (!reader) {
        return std::unexpected(reader.error());
    }
    std::unique_ptr<Store> store(new Store(std::make_unique<Private>(
        cacheFolder, runtimeFolder, clock, pool, writer, std::move(*reader), std::move(*index))));
    store->d->inPool([cacheFolder, now = clock.wall()] { sweep(cacheFolder, now); });
    return store;
}

Store::Store(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
    d->store = this;
}

Store::~Store()
{
    flush();
}

void Store::flush()
{
    d->used.write();
    d->work.waitForNone();
}

// ---- Finding ------------------------------------------------------------------------------------

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
    const auto version = reader.dataVersion();
    if (version && *version != dataVersion) {
        dataVersion = *version;
        ++changes;
    }
}

bool Store::Private::isCurrent(HotEntry &entry)
{
    if (entry.comparedAt == changes || entry.renewals > 0) {
        return true;
    }
    const auto row = reader.find(entry.key);
    if (!row && row.error().kind == FaultKind::Busy) {
        return true; // the file is compared in any case; the row next time
    }
    if (!row || !*row || !saysTheSame(**row, entry.open->entry) || isContradicted(**row)) {
        return false;
    }
    entry.comparedAt = changes;
    return true;
}

// Some archives replace a package without a new version: since then an index names other bytes for
// the key than the entry has, and the entry is of no use to anybody who goes by that index.
bool Store::Private::isContradicted(const Entry &entry)
{
    const auto announced = reader.expected(entry.key);
    return announced && *announced && (*announced)->digest != entry.object.digest;
}

Store::Found Store::find(std::string_view key)
{
    const SteadyTime now = d->clock.steady();
    d->noticeChanges(now);
    if (HotEntry *hot = d->hot.find(key)) {
        const auto file = fileState(hot->open->file.get());
        if (file && file->linked && d->isCurrent(*hot)) {
            const auto state = stateOf(hot->open->entry, *file, d->boot);
            // Unproven: perhaps somebody else has proven it and the row knows.
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
    auto found = lookUp(reader, folder, key, boot);
    if (!found) {
        report(found.error());
        return {};
    }
    if (found->entry && isContradicted(found->entry->entry)) {
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

// ---- Publishing ---------------------------------------------------------------------------------

Result<std::unique_ptr<Staging>> Store::stage()
{
    return Staging::create(d->folder);
}

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
            .object = {.digest = std::move(entry.digest)}};
}

} // namespace

void Store::publish(std::unique_ptr<Staging> staging, NewEntry entry, QObject *context,
                    EntryDone done)
{
    const auto call = d->entryCalls.add(context, std::move(done));
    auto publication = std::make_shared<Publication>(
        d->folder, std::move(staging), entryFrom(std::move(entry), d->clock.wall()), d->boot);
    d->inPool([this, call, publication = std::move(publication)] {
        d->runPublication(publication, call);
    });
}

void Store::Private::runPublication(const std::shared_ptr<Publication> &publication,
                                    std::uint64_t call)
{
    if (const auto prepared = publication->prepare(); !prepared) {
        withdraw(publication, call, prepared.error());
        return;
    }
    writer.post({.write = [publication](Index &index) { return publication->record(index); },
                 .written =
                     [this, publication, call](const Result<void> &written) {
                         if (!written) {
                             withdraw(publication, call, written.error());
                             return;
                         }
                         inEngine([this, call, entry = publication->takeEntry()] {
                             published(call, entry);
                         });
                     }});
}

void Store::Private::withdraw(const std::shared_ptr<Publication> &publication, std::uint64_t call,
                              const Fault &why)
{
    if (!publication->mayHaveName()) {
        inEngine([this, call, why] { published(call, std::unexpected(why)); });
        return;
    }
    writer.post({.write = [publication](Index &index) { return publication->withdraw(index); },
                 .written =
                     [this, publication, call, why](const Result<void> &withdrawn) {
                         if (!withdrawn) { // the next sweep does it
                             publication->staging().setAfter(Staging::After::Keep);
                         }
                         inEngine([this, call, why] { published(call, std::unexpected(why)); });
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
                                    d->published(call, entry);
                                } else {
                                    d->published(call, std::unexpected(written.error()));
                                }
                            });
                        }});
}

void Store::Private::published(std::uint64_t call, Result<std::shared_ptr<const OpenEntry>> entry)
{
    if (entry) {
        used.note(hot.put(*entry, notCompared), clock.steady());
    }
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
    FileDescriptor file = duplicate(entry->file);
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

// ---- Verifying ----------------------------------------------------------------------------------

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
    FileDescriptor own = duplicate(file);
    if (!own.isOpen()) {
        return std::unexpected(systemFault(errno, translate("A stored file cannot be opened")));
    }
    auto open = makeOpenEntry(std::move(proven), std::move(own));
    if (!replaced) {
        hot.put(open, notCompared);
    }
    return open;
}

// ---- Partial downloads --------------------------------------------------------------------------

void Store::keepPartial(std::unique_ptr<Staging> staging, PartialRecord record)
{
    FileDescriptor file(::fcntl(staging->file(), F_DUPFD_CLOEXEC, 0));
    if (staging->size() == 0 || staging->size() > maxPartialBytes || !file.isOpen()) {
        return;
    }
    const StagedPartial partial{.record = record, .id = staging->id(), .bytes = staging->size()};
    staging->setAfter(Staging::After::Keep);
    d->waitingPartials.emplace(partial.id,
                               Partial{.record = std::move(record), .staging = std::move(staging)});

    auto doomed = std::make_shared<DoomedFolders>();
    d->inPool([this, partial, doomed, now = d->clock.wall(),
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
                         d->inPool([doomed] { removeAll(std::move(*doomed)); });
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

// One of our own whose row is not written yet. If it is written later, it names a folder that is
// not there.
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
    auto row = reader.partial(key);
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

// ---- Expected files -----------------------------------------------------------------------------

void Store::learn(std::string source, std::vector<ExpectedFile> files, QObject *context,
                  std::function<void()> done)
{
    const auto call =
        d->learnedCalls.add(context, [done = std::move(done)](std::monostate) { done(); });
    d->inPool([this, call, lesson = std::make_shared<Lesson>(std::move(source), std::move(files))] {
        lesson->prepare();
        d->runLesson(lesson, call);
    });
}

void Store::Private::runLesson(const std::shared_ptr<Lesson> &lesson, std::uint64_t call)
{
    writer.post({.write = [lesson](Index &index) { return lesson->writeSlice(index); },
                 .written =
                     [this, lesson, call](const Result<void> &written) {
                         if (written && !lesson->finished()) {
                             runLesson(lesson, call);
                             return;
                         }
                         inEngine([this, call, written] {
                             if (!written) {
                                 report(written.error());
                             }
                             learnedCalls.call(call, {});
                         });
                     }});
}

std::optional<ExpectedFile> Store::expected(std::string_view name)
{
    auto file = d->reader.expected(name);
    if (!file) {
        if (file.error().kind != FaultKind::Busy) {
            d->report(file.error());
        }
        return std::nullopt;
    }
    return std::move(*file);
}

} // namespace larder::store
