// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/changesignal.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "statistics/reader.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace larder::windows
{

// The newest requests that are shown: more than anybody scrolls through, and a few megabytes.
inline constexpr std::size_t shownRequests = 5000;

// Gives the requests that the caches answer, whichever process does, while somebody looks: at most
// once a second, and nothing wakes while no requests come. A worker reads; this lives in the GUI
// thread. Destroying it waits for the reading under way.
class ActivityFeed : public QObject
{
    Q_OBJECT

public:
    explicit ActivityFeed(const Paths &paths, QObject *parent = nullptr);
    ~ActivityFeed() override;

    // Reads what has come since it was stopped (of more than shownRequests, the newest), then each
    // batch.
    void start();
    void stop();

Q_SIGNALS:
    // Oldest first. Also an empty one, when there was nothing to read.
    void came(const std::vector<larder::statistics::RequestRecord> &requests);
    void failed(const larder::Fault &fault);

private:
    struct Source; // of the worker thread alone

    void read();

    Paths m_paths;
    std::shared_ptr<Source> m_source;
    std::unique_ptr<ChangeWatcher> m_changes; // while started
    enum class Reading : std::uint8_t { None, UnderWay, Again };
    Reading m_reading = Reading::None;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::windows
