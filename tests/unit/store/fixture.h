// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "patience.h"
#include "store/files.h"
#include "store/read/reader.h"
#include "store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

namespace larder::store
{

// Time that passes when the test says so.
class TestClock final : public Clock
{
public:
    [[nodiscard]] WallTime wall() const override
    {
        return WallTime(std::chrono::hours(480'000)) + m_passed;
    }

    [[nodiscard]] SteadyTime steady() const override
    {
        return SteadyTime(std::chrono::hours(1)) + m_passed;
    }

    void advance(std::chrono::milliseconds by) { m_passed += by; }

private:
    std::chrono::milliseconds m_passed{0};
};

using EntryResult = Result<std::shared_ptr<const OpenEntry>>;
using State = Store::Found::State;

// A store with all that it needs, as one process has it.
class Shop : public QObject
{
public:
    explicit Shop(const std::filesystem::path &root)
        : folder(root / "cache")
        , runtime(root / "runtime")
    {
        std::filesystem::create_directories(runtime);
        auto opened = Store::open(folder, runtime, clock, pool, worker);
        if (opened) {
            store = std::move(*opened);
            store->flush(); // the sweep
        } else {
            fault = opened.error();
        }
    }

    [[nodiscard]] Store::NewEntry newEntry(const std::string &key, const std::string &body) const
    {
        return {.key = key,
                .cache = "apt",
                .headers = {{"Content-Type", "text/plain"}, {"ETag", "\"1\""}},
                .validatedAt = clock.wall(),
                .freshUntil = clock.wall() + std::chrono::hours(1),
                .digest = digestOf(body)};
    }

    [[nodiscard]] std::unique_ptr<Staging> staged(const std::string &body) const
    {
        auto staging = store->stage();
        if (!staging || !(*staging)->append(body)) {
            qFatal("staging failed");
        }
        return std::move(*staging);
    }

    // Waits for what `start` reports to the callback it is given.
    template <typename Value, typename Start>
    Value wait(const Start &start)
    {
        std::optional<Value> result;
        start([&result](Value value) { result = std::move(value); });
        if (result || !QTest::qWaitFor([&result] { return result.has_value(); }, patience)) {
            qFatal("the callback came from within the call, or never");
        }
        return std::move(*result);
    }

    EntryResult publish(const std::string &key, const std::string &body)
    {
        return wait<EntryResult>([&](auto done) {
            store->publish(staged(body), newEntry(key, body), this, std::move(done));
        });
    }

    EntryResult publishExisting(const std::string &key, const std::string &body)
    {
        return wait<EntryResult>(
            [&](auto done) { store->publishExisting(newEntry(key, body), this, std::move(done)); });
    }

    EntryResult verify(const std::shared_ptr<const OpenEntry> &entry)
    {
        return wait<EntryResult>([&](auto done) { store->verify(entry, this, std::move(done)); });
    }

    // Found after changes of others have had time to be noticed.
    Store::Found find(std::string_view key)
    {
        clock.advance(changeCheckInterval);
        return store->find(key);
    }

    [[nodiscard]] std::filesystem::path object(const std::string &body) const
    {
        return objectPath(folder, digestOf(body));
    }

    // A connection of another process to the index.
    [[nodiscard]] Database rawIndex() const
    {
        auto database =
            Database::open(indexPath(folder), Database::Mode::ReadWrite, std::chrono::seconds(10));
        if (!database) {
            qFatal("the index cannot be opened");
        }
        return std::move(*database);
    }

    void execute(std::string_view sql) const
    {
        if (auto done = rawIndex().execute(sql); !done) {
            qFatal("%s", qPrintable(done.error().text()));
        }
    }

    [[nodiscard]] std::int64_t count(std::string_view from) const
    {
        Database database = rawIndex();
        auto statement = database.prepare("SELECT count(*) FROM " + std::string(from));
        if (!statement || !statement->step()) {
            qFatal("the index cannot be read");
        }
        return statement->integer(0);
    }

    // Objects on disk, and what lies in the folders that are to be empty in the end, but for empty
    // folders that wait for the next body. A caller has its answer before the store has tidied up.
    [[nodiscard]] std::size_t objectFiles() const
    {
        store->flush();
        std::size_t files = 0;
        for (const auto &file : std::filesystem::recursive_directory_iterator(folder / "objects")) {
            files += file.is_regular_file() ? 1U : 0U;
        }
        return files;
    }

    [[nodiscard]] std::size_t leftovers() const
    {
        store->flush();
        const auto isLeft = [this](const std::string &name) {
            const std::filesystem::path path = incomingFolder(folder) / name;
            const auto lock = lockFolder(path);
            return lock || lock.error().kind != FaultKind::Busy || !std::filesystem::is_empty(path);
        };
        return static_cast<std::size_t>(
                   std::ranges::count_if(namesIn(incomingFolder(folder), 1000), isLeft)) +
               namesIn(trashFolder(folder), 1000).size();
    }

    const std::filesystem::path folder;
    const std::filesystem::path runtime;
    TestClock clock;
    QThreadPool pool;
    SerialWorker worker;
    std::unique_ptr<Store> store;
    Fault fault;
};

inline std::filesystem::path pathOf(const QTemporaryDir &folder)
{
    return folder.path().toStdString();
}

inline std::string bytesOf(int fd)
{
    std::string bytes;
    std::array<char, 4096> piece{};
    for (;;) {
        const ssize_t length =
            ::pread(fd, piece.data(), piece.size(), static_cast<off_t>(bytes.size()));
        if (length <= 0) {
            return bytes;
        }
        bytes.append(piece.data(), static_cast<std::size_t>(length));
    }
}

inline std::string bytesOf(const std::shared_ptr<const OpenEntry> &entry)
{
    return entry ? bytesOf(entry->file.get()) : "no entry";
}

} // namespace larder::store
