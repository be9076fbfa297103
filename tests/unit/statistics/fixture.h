// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/reader.h"
#include "statistics/recorder.h"

#include <QSemaphore>
#include <QTemporaryDir>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace larder::statistics
{

using namespace std::chrono_literals;

inline const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

class FixedClock final : public Clock
{
public:
    [[nodiscard]] WallTime wall() const override { return noon; }

    [[nodiscard]] SteadyTime steady() const override { return {}; }
};

inline RequestRecord request(Outcome outcome, WallTime time = noon)
{
    return {.time = time,
            .cache = "apt",
            .client = "127.0.0.1",
            .method = "GET",
            .url = "http://deb.example/debian/pool/main/h/hello/hello_1_all.deb",
            .outcome = outcome,
            .status = 200,
            .bytesSent = 1300,
            .bytesFetched = outcome == Outcome::Miss ? 1200U : 0U,
            .duration = 5ms};
}

// Until everything that was posted so far is done.
inline void waitFor(SerialWorker &writer)
{
    QSemaphore done;
    writer.post([&done] { done.release(); });
    done.acquire();
}

inline std::vector<std::string> urlsOf(const std::vector<Reader::Recent> &requests)
{
    std::vector<std::string> urls;
    for (const auto &recent : requests) {
        urls.push_back(recent.record.url);
    }
    return urls;
}

// What a test of the statistics works on; m_folder is to be made anew for each test function.
class Fixture
{
protected:
    std::filesystem::path state() const { return m_folder->path().toStdString() + "/state"; }

    std::filesystem::path runtime() const { return m_folder->path().toStdString(); }

    std::filesystem::path file() const { return state() / "statistics.sqlite"; }

    // Records in a process's life: everything is written when it ends.
    void withRecorder(const std::function<void(Recorder &)> &use) const
    {
        const FixedClock clock;
        SerialWorker writer;
        Recorder recorder(state(), runtime(), clock, writer);
        use(recorder);
    }

    Reader reader() const
    {
        auto opened = Reader::open(state());
        while (!opened && opened.error().kind == FaultKind::Busy) { // on a slow disk
            opened = Reader::open(state());
        }
        if (!opened) {
            qFatal("%s", qPrintable(opened.error().text()));
        }
        return *std::move(opened);
    }

    Tally total() const
    {
        const auto totals = reader().totals({});
        return totals && totals->contains("apt") ? totals->at("apt") : Tally{};
    }

    std::optional<QTemporaryDir> m_folder;
};

} // namespace larder::statistics
