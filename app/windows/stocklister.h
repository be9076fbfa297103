// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/changesignal.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "windows/stockarrangement.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <cstdint>
#include <memory>

namespace larder::windows
{

// Gives the stock as it is wished for, while somebody looks: again when the wish changes, and some
// seconds after a cache told that something changed, less often where reading takes long. A worker
// reads, filters and sorts; this lives in the GUI thread. Destroying it waits for what is under
// way.
class StockLister : public QObject
{
    Q_OBJECT

public:
    explicit StockLister(const Paths &paths, QObject *parent = nullptr);
    ~StockLister() override;

    void start(); // reads, and goes on reading
    void stop();
    void forget(); // gives the memory back, until start()
    // Reads again at once, where it is started.
    void look();
    void setWish(const StockWish &wish);

Q_SIGNALS:
    void arranged(const larder::windows::StockArrangement &arrangement);
    void failed(const larder::Fault &fault);

private:
    struct Shelf; // of the worker thread alone

    enum class Fresh : std::uint8_t { Read, AsItIs };
    void post(Fresh fresh);

    Paths m_paths;
    StockWish m_wish;
    std::shared_ptr<Shelf> m_shelf;
    std::unique_ptr<ChangeWatcher> m_changes; // while started
    QTimer m_pace;                            // single-shot, from a change to the next reading
    std::chrono::milliseconds m_pause;        // that it takes
    // The number of the last request: a job that is not the last one gives nothing, and is skipped
    // where that can be.
    std::atomic<std::uint64_t> m_newest = 0;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::windows
