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
// Where the catalogue could not be written anew, such as on a full disk, it is not tried all the
// time.
inline constexpr std::chrono::seconds catalogueRetry{60};

// Collects writes from any thread and carries them out in the writer thread, all that are there in
// one transaction. A job that fails takes nothing of the others with it.
class Writer
{
public:
    // Without an index: every job fails until use() gives one. faulted: told of what prevents a
    // whole batch; in the writer thread.
    Writer(std::filesystem::path runtimeFolder, SerialWorker &worker, QThreadPool &pool,
           WorkCount &work, std::function<void(const Fault &)> faulted);
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
    // For the jobs that are posted from now on, and those still waiting.
    void use(std::unique_ptr<Index> index);
    // Lets go of the index. Jobs fail with that fault from then on. closed: in the writer thread.
    void close(Fault why, std::function<void()> closed);

private:
    void runBatch();
    [[nodiscard]] Result<void> writeAll(std::span<Job> jobs, std::span<Result<void>> results);
    // Within the transaction. A job that fails is undone alone.
    [[nodiscard]] Result<void> carryOut(std::span<Job> jobs, std::span<Result<void>> results);
    [[nodiscard]] std::vector<Job> nextBatch();
    void shortenCatalogue();

    std::unique_ptr<Index> m_index;                         // writer thread only; null: closed
    Fault m_why;                                            // why it is closed; writer thread only
    std::chrono::steady_clock::time_point m_shortenAgainAt; // writer thread only
    const std::filesystem::path m_runtimeFolder;
    SerialWorker &m_worker;
    QThreadPool &m_pool;
    WorkCount &m_work;
    const std::function<void(const Fault &)> m_faulted;

    std::mutex m_mutex;
    std::deque<Job> m_jobs; // a batch is on its way exactly while there are some
};

} // namespace larder::store
