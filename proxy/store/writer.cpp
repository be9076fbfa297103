// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writer.h"

#include "base/changesignal.h"
#include "base/logging.h"
#include "base/pooltask.h"
#include "store/opening.h"
#include "store/read/reader.h"
#include "store/schema.h"

#include <algorithm>
#include <utility>

namespace larder::store
{

Writer::Writer(std::filesystem::path runtimeFolder, SerialWorker &worker, QThreadPool &pool,
               WorkCount &work, std::function<void(const Fault &)> faulted)
    : m_runtimeFolder(std::move(runtimeFolder))
    , m_worker(worker)
    , m_pool(pool)
    , m_work(work)
    , m_faulted(std::move(faulted))
{}

void Writer::use(std::unique_ptr<Index> index)
{
    index->keepCatalogue();
    m_worker.post([this, index = std::make_shared<std::unique_ptr<Index>>(std::move(index)),
                   token = m_work.begin()] { m_index = std::move(*index); });
}

void Writer::close(Fault why, std::function<void()> closed)
{
    m_worker.post([this, why = std::move(why), closed = std::move(closed), token = m_work.begin()] {
        m_index.reset();
        m_why = why;
        closed();
    });
}

// In the pool, since it is as long as the index.
void Writer::shortenCatalogue()
{
    const auto now = std::chrono::steady_clock::now();
    if (now < m_shortenAgainAt) {
        return;
    }
    m_shortenAgainAt = now + catalogueRetry;
    startInPool(m_pool, [folder = m_index->cacheFolder(), token = m_work.begin()] {
        const auto shortened = openIndex(folder, writeBusyTimeout).and_then([](const auto &index) {
            return writeCatalogueAnew(*index);
        });
        if (!shortened) {
            qCDebug(logStore).noquote() << shortened.error().text();
        }
    });
}

void Writer::post(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
        if (m_jobs.size() > 1) {
            return; // the batch that is on its way takes it along
        }
    }
    m_worker.post([this, token = m_work.begin()] { runBatch(); });
}

std::vector<Writer::Job> Writer::nextBatch()
{
    const std::lock_guard lock(m_mutex);
    const auto end =
        m_jobs.begin() + static_cast<std::ptrdiff_t>(std::min(m_jobs.size(), maxBatchJobs));
    std::vector<Job> jobs(std::move_iterator(m_jobs.begin()), std::move_iterator(end));
    m_jobs.erase(m_jobs.begin(), end);
    if (!m_jobs.empty()) {
        m_worker.post([this, token = m_work.begin()] { runBatch(); });
    }
    return jobs;
}

void Writer::runBatch()
{
    std::vector<Job> jobs = nextBatch();
    std::vector<Result<void>> results(jobs.size());
    if (!m_index) {
        std::ranges::fill(results, Result<void>(std::unexpect, m_why));
    } else if (auto written = writeAll(jobs, results); written) {
        auto garbage = m_index->trash().release();
        if (!garbage.empty()) {
            startInPool(m_pool,
                        [files = std::move(garbage), token = m_work.begin()] { unlinkAll(files); });
        }
        if (m_index->catalogue()->isTooLong()) {
            shortenCatalogue();
        }
        touchChanged(m_runtimeFolder);
    } else {
        std::ranges::fill(results, Result<void>(std::unexpect, written.error()));
        m_faulted(written.error());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        jobs[i].written(std::move(results[i]));
    }
}

Result<void> Writer::writeAll(std::span<Job> jobs, std::span<Result<void>> results)
{
    Database &database = m_index->database();
    auto transaction = Transaction::begin(database);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const auto version = database.schemaVersion();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > schemaVersion) {
        return std::unexpected(newerFault());
    }
    auto written = carryOut(jobs, results)
                       .and_then([this] { return m_index->dropAbandoned(); })
                       .and_then([this, &transaction] {
                           m_index->catalogue()->append();
                           return transaction->commit();
                       });
    if (!written) { // before the lock goes: nobody else is to find files without rows
        m_index->trash().moveBackFrom(0);
        m_index->catalogue()->dropFrom(0);
    }
    return written;
}

Result<void> Writer::carryOut(std::span<Job> jobs, std::span<Result<void>> results)
{
    Database &database = m_index->database();
    Catalogue &catalogue = *m_index->catalogue();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const std::size_t trashed = m_index->trash().size();
        const std::size_t catalogued = catalogue.waiting();
        if (auto begun = database.execute("SAVEPOINT job"); !begun) {
            return begun;
        }
        results[i] = jobs[i].write(*m_index);
        if (!results[i]) {
            m_index->trash().moveBackFrom(trashed);
            catalogue.dropFrom(catalogued);
            if (auto undone = database.execute("ROLLBACK TO job"); !undone) {
                return results[i]; // SQLite took it all back by itself, as where the disk is full
            }
        }
        if (auto ended = database.execute("RELEASE job"); !ended) {
            return ended;
        }
    }
    return {};
}

} // namespace larder::store
