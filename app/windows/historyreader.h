// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/mailbox.h"
#include "base/serialworker.h"
#include "statistics/reader.h"
#include "windows/series.h"

#include <QObject>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace larder::windows
{

// Reads figures over time in a thread of its own. Hours that are over are read once and kept as
// sums, so that reading again costs next to nothing while requests come, however long the time is
// that is looked at. Lives in its creator's thread; destroying it waits for the reading under way,
// which is one of an SQLite file and gives up on a busy one after a second.
class HistoryReader : public QObject
{
    Q_OBJECT

public:
    explicit HistoryReader(std::filesystem::path stateFolder);
    ~HistoryReader() override;

    enum class Thoroughness : std::uint8_t {
        WhatIsNew,
        Everything, // also hours that are over: somebody may have removed the file
    };
    // Read soon; wishes that come during a reading make one more.
    void read(Span span, Thoroughness thoroughness);

Q_SIGNALS:
    void done(const larder::windows::Series &series);
    void failed(const larder::Fault &fault);

private:
    class Memory;

    struct Wish
    {
        Span span = Span::Hours;
        Thoroughness thoroughness = Thoroughness::WhatIsNew;
    };

    void begin(Wish wish);
    void finish(const Result<Series> &series);

    bool m_isReading = false;
    std::optional<Wish> m_next;
    std::unique_ptr<Memory> m_memory; // used in the worker only
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::windows
