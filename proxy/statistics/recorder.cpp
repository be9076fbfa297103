// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/recorder.h"

#include "base/changesignal.h"
#include "base/logging.h"
#include "base/mailbox.h"
#include "statistics/writer.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <mutex>
#include <utility>

namespace larder::statistics
{

namespace
{

// Longer texts are cut: they are for people, and ten thousand of them are held in memory.
constexpr std::size_t maxUrlLength = 2048;
constexpr std::size_t maxWordLength = 64; // a method or an address

// Counts that cannot be written wait in memory. When the file stays unwritable for longer than a
// week, the oldest hours are counted into the hour after them.
constexpr std::size_t maxWaitingHours = std::size_t{7} * 24;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::statistics::Recorder", text);
}

void cut(std::string &text, std::size_t length)
{
    if (text.size() <= length) {
        return;
    }
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
        --length; // never through the middle of a UTF-8 character
    }
    text = text.substr(0, length); // a new string, so that the memory shrinks too
}

Tally &bucketFor(Buckets &buckets, WallTime time, const std::string &cache)
{
    const WallTime hour = std::chrono::floor<std::chrono::hours>(time);
    auto &caches = buckets[hour];
    const auto found = caches.find(cache);
    return found != caches.end() ? found->second : caches[cache];
}

void addAll(Buckets &to, const Buckets &from)
{
    for (const auto &[hour, caches] : from) {
        for (const auto &[cache, tally] : caches) {
            to[hour][cache] += tally;
        }
    }
    while (to.size() > maxWaitingHours) {
        const auto oldest = to.begin();
        const auto next = std::next(oldest);
        for (const auto &[cache, tally] : oldest->second) {
            next->second[cache] += tally;
        }
        to.erase(oldest);
    }
}

Tally sumFor(const Buckets &buckets, std::string_view cache)
{
    Tally sum;
    for (const auto &[hour, caches] : buckets) {
        if (const auto found = caches.find(cache); found != caches.end()) {
            sum += found->second;
        }
    }
    return sum;
}

// What is on its way to the disk; shared by the recorder's thread and the writer thread, which
// finishes its last job after the recorder is gone.
class Outbox
{
public:
    Outbox(const std::filesystem::path &stateFolder, std::filesystem::path runtimeFolder)
        : m_runtimeFolder(std::move(runtimeFolder))
        , m_writer(stateFolder)
    {}

    void add(RequestRecord record, const Tally &tally)
    {
        const std::scoped_lock lock(m_mutex);
        bucketFor(m_waiting, record.time, record.cache) += tally;
        if (m_records.size() < maxRecentRequests) {
            m_records.push_back(std::move(record));
        } else {
            m_records[m_oldest] = std::move(record);
            m_oldest = (m_oldest + 1) % maxRecentRequests;
        }
    }

    void add(WallTime time, const std::string &cache, const Tally &tally)
    {
        const std::scoped_lock lock(m_mutex);
        bucketFor(m_waiting, time, cache) += tally;
    }

    std::optional<Fault> trouble() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_trouble;
    }

    void tellChanges(Mailbox *told, std::function<void()> tell)
    {
        const std::scoped_lock lock(m_mutex);
        m_told = told;
        m_tell = std::move(tell);
    }

    Tally unwritten(std::string_view cache) const
    {
        const std::scoped_lock lock(m_mutex);
        Tally sum = sumFor(m_waiting, cache);
        return sum += sumFor(m_writing, cache);
    }

    // True when a write is due that was not asked for yet: a slow disk never gathers a queue.
    bool askForWrite()
    {
        const std::scoped_lock lock(m_mutex);
        return !std::exchange(m_writeAsked, true);
    }

    // In the writer thread.
    void write()
    {
        std::vector<RequestRecord> records;
        std::size_t oldest = 0;
        {
            const std::scoped_lock lock(m_mutex);
            m_writeAsked = false;
            addAll(m_writing, m_waiting);
            m_waiting.clear();
            records.swap(m_records);
            oldest = std::exchange(m_oldest, 0);
        }
        if (m_writing.empty()) {
            return;
        }
        std::ranges::rotate(records, records.begin() + static_cast<std::ptrdiff_t>(oldest));

        // Only this thread changes m_writing: reading it needs no lock.
        const auto written = m_writer.write(m_writing, records);
        {
            const std::scoped_lock lock(m_mutex);
            const bool changed = m_trouble.has_value() == written.has_value();
            if (written) {
                m_trouble.reset();
                m_writing.clear();
            } else if (changed) {
                m_trouble = written.error();
                m_trouble->what =
                    tr("Requests are counted in memory only for now: %1").arg(m_trouble->what);
                qCWarning(logStatistics).noquote() << m_trouble->text();
            }
            if (changed && m_told != nullptr) {
                m_told->post([tell = m_tell] { tell(); });
            }
        }
        if (!written) {
            return;
        }
        touchChanged(m_runtimeFolder);
    }

private:
    mutable std::mutex m_mutex;
    Buckets m_waiting;
    std::vector<RequestRecord> m_records; // a ring once it is full
    std::size_t m_oldest = 0;             // where the ring begins
    bool m_writeAsked = false;
    std::optional<Fault> m_trouble;
    Mailbox *m_told = nullptr; // the recorder's, as long as there is one
    std::function<void()> m_tell;
    Buckets m_writing; // taken by the writer thread, but not on disk yet

    // The writer thread's own.
    std::filesystem::path m_runtimeFolder;
    Writer m_writer;
};

} // namespace

struct Recorder::Private
{
    Private(const std::filesystem::path &stateFolder, const std::filesystem::path &runtimeFolder,
            const Clock &theClock, SerialWorker &theWriter)
        : clock(theClock)
        , writer(theWriter)
        , outbox(std::make_shared<Outbox>(stateFolder, runtimeFolder))
    {}

    void flushSoon()
    {
        if (!timer.isActive()) {
            timer.start();
        }
    }

    const Clock &clock;
    SerialWorker &writer;
    std::shared_ptr<Outbox> outbox;
    Mailbox mailbox;
    QTimer timer;
};

Recorder::Recorder(const std::filesystem::path &stateFolder,
                   const std::filesystem::path &runtimeFolder, const Clock &clock,
                   SerialWorker &writer)
    : d(std::make_unique<Private>(stateFolder, runtimeFolder, clock, writer))
{
    d->timer.setSingleShot(true);
    d->timer.setTimerType(Qt::CoarseTimer);
    d->timer.setInterval(flushDelay);
    connect(&d->timer, &QTimer::timeout, this, &Recorder::flush);
    d->outbox->tellChanges(&d->mailbox, [this] { Q_EMIT troubleChanged(); });
}

Recorder::~Recorder()
{
    d->outbox->tellChanges(nullptr, {});
    flush();
}

std::optional<Fault> Recorder::trouble() const
{
    return d->outbox->trouble();
}

void Recorder::flush()
{
    if (d->outbox->askForWrite()) {
        d->writer.post([outbox = d->outbox] { outbox->write(); });
    }
}

void Recorder::record(RequestRecord record, std::uint64_t bytesOrigin, Link link)
{
    Tally tally;
    tally.outcomes.at(static_cast<std::size_t>(record.outcome)) = 1;
    tally.bytesToClients = record.bytesSent;
    tally.bytesFromNetwork = record.bytesFetched;
    tally.bytesOrigin = bytesOrigin;
    tally.bytesSavedMetered = link == Link::Metered ? tally.bytesSaved() : 0;
    tally.microseconds =
        static_cast<std::uint64_t>(std::max<std::int64_t>(record.duration.count(), 0));

    cut(record.url, maxUrlLength);
    cut(record.client, maxWordLength);
    cut(record.method, maxWordLength);
    d->outbox->add(std::move(record), tally);
    d->flushSoon();
}

void Recorder::recordNetworkBytes(const std::string &cache, std::uint64_t bytes, Link link)
{
    Tally tally;
    tally.bytesFromNetwork = bytes;
    tally.bytesSavedMetered = link == Link::Metered ? tally.bytesSaved() : 0;
    d->outbox->add(d->clock.wall(), cache, tally);
    d->flushSoon();
}

Tally Recorder::unwritten(std::string_view cache) const
{
    return d->outbox->unwritten(cache);
}

} // namespace larder::statistics
