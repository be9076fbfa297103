// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/changesignal.h"
#include "statistics/reader.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <vector>

class QFileSystemWatcher;

namespace larder::cli
{

// Gives each request that is recorded from now on, in order, as batches reach the disk. Reads when
// the writers say so and never otherwise. Works before any proxy ran: it then waits for the runtime
// folder to appear. Lives in its creator's thread, which must have an event loop.
class Follower : public QObject
{
    Q_OBJECT

public:
    // after: the number of the last request that is known already.
    Follower(statistics::Reader reader, std::int64_t after, std::filesystem::path runtimeFolder);
    ~Follower() override;

Q_SIGNALS:
    void came(const std::vector<larder::statistics::Reader::Recent> &requests);
    void failed(const larder::Fault &fault);

private:
    void watch();
    void read();

    statistics::Reader m_reader;
    std::int64_t m_after;
    std::filesystem::path m_runtimeFolder;
    std::unique_ptr<QFileSystemWatcher> m_parents; // until the runtime folder is there
    std::unique_ptr<ChangeWatcher> m_changes;      // from then on
};

} // namespace larder::cli
