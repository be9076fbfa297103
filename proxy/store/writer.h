// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/serialworker.h"
#include "store/index.h"
#include "store/workcount.h"

#include <QThreadPool>

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

namespace larder::store
{

// Another process's transaction takes milliseconds; only a suspended process holds the index for
// so long. Then what was to be written is lost, not what is being served.
inline constexpr std::chrono::milliseconds writeBusyTimeout{10'000};
// Jobs that share a transaction: many enough for a flood of small files, few enough that nobody
// waits long.
inline constexpr std::size_t maxBatchJobs = 256;

// Collects writes from any thread and carries them out in the writer thread, all that are there in
// one transaction. A job that fails takes nothing of the others with it.
class Writer
{
public:
    Writer(std::unique_ptr<Index> index, std::filesystem::path runtimeFolder, SerialWorker &worker,
           QThreadPool &pool, WorkCount &work);
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;
    ~Writer() = default; // when work is at none

    struct Job
    {
        std::function<Result<void>(Index &)> write; // inside the transaction
        // After the commit, or with what prevented it. In the writer thread: short.
        std::function<void(Result<void>)> written;
    };

    void post(Job job);

private:
    void runBatch();
    [[nodiscard]] Result<void> writeAll(std::span<Job> jobs, std::span<Result<void>> results);
    [[nodiscard]] std::vector<Job> nextBatch();

    std::unique_ptr<Index> m_index; // writer thread only
    const std::filesystem::path m_runtimeFolder;
    SerialWorker &m_worker;
    QThreadPool &m_pool;
    WorkCount &m_work;

    std::mutex m_mutex;
    std::deque<Job> m_jobs; // a batch is on its way exactly while there are some
};

} // namespace larder::store
