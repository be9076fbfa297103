// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writer.h"

#include "base/changesignal.h"
#include "base/pooltask.h"
#include "store/read/reader.h"
#include "store/schema.h"

#include <algorithm>
#include <utility>

namespace larder::store
{

Writer::Writer(std::unique_ptr<Index> index, std::filesystem::path runtimeFolder,
               SerialWorker &worker, QThreadPool &pool, WorkCount &work)
    : m_index(std::move(index))
    , m_runtimeFolder(std::move(runtimeFolder))
    , m_worker(worker)
    , m_pool(pool)
    , m_work(work)
{}

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
    if (auto written = writeAll(jobs, results); written) {
        auto garbage = m_index->trash().release();
        if (!garbage.empty()) {
            startInPool(m_pool,
                        [files = std::move(garbage), token = m_work.begin()] { unlinkAll(files); });
        }
        touchChanged(m_runtimeFolder);
    } else {
        m_index->trash().moveBackFrom(0);
        std::ranges::fill(results, Result<void>(std::unexpect, written.error()));
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
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const std::size_t trashed = m_index->trash().size();
        if (auto begun = database.execute("SAVEPOINT job"); !begun) {
            return begun;
        }
        results[i] = jobs[i].write(*m_index);
        if (!results[i]) {
            m_index->trash().moveBackFrom(trashed);
            if (auto undone = database.execute("ROLLBACK TO job"); !undone) {
                return undone;
            }
        }
        if (auto ended = database.execute("RELEASE job"); !ended) {
            return ended;
        }
    }
    return m_index->dropAbandoned().and_then([&transaction] { return transaction->commit(); });
}

} // namespace larder::store
