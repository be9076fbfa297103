// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stocklister.h"

#include "stock/stock.h"

#include <algorithm>
#include <malloc.h>
#include <optional>
#include <time.h>
#include <utility>

namespace larder::windows
{

namespace
{

constexpr std::chrono::milliseconds shortestPause{3000}; // a person follows a list no faster
// So many times what a reading cost: a large stock in heavy use costs 2 % of a core, not a third.
constexpr int pausePerReading = 50;

// As it lies in the index: it is put into order for whoever looks.
Result<StockEntries> readEntries(const Paths &paths)
{
    auto entries = stock::list(paths, {}, stock::Order::AsStored);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    return std::make_shared<const std::vector<store::Listed>>(*std::move(entries));
}

// Of this thread. How long it was kept waiting is no cost.
std::chrono::nanoseconds processorTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

struct StockLister::Shelf
{
    StockEntries entries; // null until it is read
};

StockLister::StockLister(const Paths &paths, QObject *parent)
    : QObject(parent)
    , m_paths(paths)
    , m_shelf(std::make_shared<Shelf>())
    , m_pause(shortestPause)
{
    m_pace.setSingleShot(true);
    connect(&m_pace, &QTimer::timeout, this, &StockLister::look);
}

StockLister::~StockLister()
{
    ++m_newest; // what was posted has become useless
}

void StockLister::start()
{
    if (m_changes) {
        return;
    }
    m_changes = std::make_unique<ChangeWatcher>(m_paths.runtime);
    connect(m_changes.get(), &ChangeWatcher::changed, this, [this] {
        if (!m_pace.isActive()) {
            m_pace.start(m_pause);
        }
    });
    look();
}

void StockLister::stop()
{
    m_changes.reset();
    m_pace.stop();
}

void StockLister::forget()
{
    ++m_newest;
    m_worker.post([shelf = m_shelf] {
        shelf->entries.reset();
        ::malloc_trim(0); // else the freed strings stay with the process
    });
}

void StockLister::look()
{
    if (m_changes) {
        post(Fresh::Read);
    }
}

void StockLister::setWish(const StockWish &wish)
{
    if (wish == m_wish) {
        return;
    }
    m_wish = wish;
    if (m_changes) {
        post(Fresh::AsItIs);
    }
}

void StockLister::post(Fresh fresh)
{
    const std::uint64_t number = ++m_newest;
    m_worker.post([this, shelf = m_shelf, paths = m_paths, wish = m_wish, fresh, number] {
        // A reading is never skipped: who wishes something else meanwhile wants it of what is there
        // now.
        std::optional<std::chrono::milliseconds> cost;
        if (fresh == Fresh::Read || !shelf->entries) {
            const auto began = processorTime();
            auto entries = readEntries(paths);
            if (!entries) {
                shelf->entries.reset();
                m_mailbox.post([this, number, fault = entries.error()] {
                    if (number == m_newest) {
                        Q_EMIT failed(fault);
                    }
                });
                return;
            }
            shelf->entries = *std::move(entries);
            cost = std::chrono::duration_cast<std::chrono::milliseconds>(processorTime() - began);
        }
        if (number != m_newest) {
            return;
        }
        m_mailbox.post([this, number, cost, arrangement = arrange(shelf->entries, wish)] {
            if (cost) {
                m_pause = std::max(shortestPause, *cost * pausePerReading);
            }
            if (number == m_newest) {
                Q_EMIT arranged(arrangement);
            }
        });
    });
}

} // namespace larder::windows
