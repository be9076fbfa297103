// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/pendingcalls.h"
#include "base/settings.h"
#include "engine/listener.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace larder::engine
{

class Engine;

// An Engine in a thread of its own, for a program whose own thread must not wait. Only values
// cross. The thread is there from the first open() until the last cache is closed and its clients
// are gone: who has no cache open pays nothing. Functions return at once, what was asked is done in
// the order in which it was asked, and callbacks come through the event loop of the creator's
// thread, in which this lives; one whose context has gone is dropped.
class EngineThread : public QObject
{
    Q_OBJECT

public:
    explicit EngineThread(Paths paths, QObject *parent = nullptr);
    // Waits for work of the disk, and cuts clients: drain() first.
    ~EngineThread() override;

    void apply(const Settings &settings);

    using Done = std::function<void(Result<void>)>;
    // As those of Engine. NotAllowed: it drains.
    void open(std::string cache, std::vector<ListenAddress> addresses, Sharing sharing,
              QObject *context, Done done);
    void claim(std::string cache, QObject *context, Done done);
    void release(std::string cache, QObject *context, Done done);
    void close(std::string cache, QObject *context, Done done);

    // Engine::drain(), limited; then finished(), once, also when nothing ran. Nothing is opened any
    // more.
    void drain();

    [[nodiscard]] bool isRunning() const { return m_runner != nullptr; }

Q_SIGNALS:
    void finished();

private:
    class Runner;

    using Job = std::function<Result<void>(Engine &)>;
    // Without the thread no cache is open, and there is nothing to do.
    void runIfStarted(Job job, QObject *context, Done done);
    void answer(QObject *context, Done done, Result<void> result);
    void jobDone(std::uint64_t call, Result<void> result);
    void unused(const Runner *runner, std::uint64_t jobsDone);
    void ended(const Runner *runner);

    Paths m_paths;
    Settings m_settings;
    PendingCalls<Result<void>> m_calls;
    bool m_draining = false;
    std::uint64_t m_jobs = 0; // that the runner was given
    Mailbox m_mailbox;
    std::unique_ptr<Runner> m_runner;              // with the caches that are open
    std::vector<std::unique_ptr<Runner>> m_ending; // nothing is asked of them any more
};

} // namespace larder::engine
