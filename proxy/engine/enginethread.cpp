// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/enginethread.h"

#include "engine/engine.h"
#include "engine/process.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

namespace larder::engine
{

// One life of the thread. Created and destroyed in the owner's thread; what it is asked before its
// mailbox is there waits.
class EngineThread::Runner
{
public:
    explicit Runner(EngineThread &owner)
        : m_owner(owner)
        , m_thread(QThread::create([this, settings = owner.m_settings] { live(settings); }))
    {
        m_thread->setObjectName(QStringLiteral("engine"));
        m_thread->start();
    }

    Runner(const Runner &) = delete;
    Runner &operator=(const Runner &) = delete;

    ~Runner()
    {
        end();
        m_thread->wait();
    }

    void post(Job job, std::uint64_t call)
    {
        postInside([this, job = std::move(job), call] {
            auto result =
                *m_engine ? job(***m_engine) : Result<void>(std::unexpected(m_engine->error()));
            ++m_jobsDone;
            m_owner.m_mailbox.post(
                [&owner = m_owner, call, result] { owner.jobDone(call, result); });
            if (!*m_engine || (**m_engine)->isUnused()) {
                tellUnused();
            }
        });
    }

    void end()
    {
        postInside([this] { m_loop->quit(); });
    }

private:
    void postInside(Mailbox::Function function)
    {
        const std::lock_guard lock(m_mutex);
        if (m_inbox != nullptr) {
            m_inbox->post(std::move(function));
        } else if (!m_over) {
            m_early.push_back(std::move(function));
        }
    }

    void tellUnused()
    {
        m_owner.m_mailbox.post([this, &owner = m_owner, done = m_jobsDone] {
            owner.unused(this, done); // which looks whether there still is such a runner
        });
    }

    void live(const Settings &settings)
    {
        prepareProcess();
        QEventLoop loop;
        m_loop = &loop;
        m_engine = Engine::start({.paths = m_owner.m_paths}, settings);
        if (*m_engine) {
            QObject::connect((*m_engine)->get(), &Engine::unused, &loop, [this] { tellUnused(); });
            QObject::connect((*m_engine)->get(), &Engine::finished, &loop, &QEventLoop::quit);
        }
        Mailbox inbox;
        {
            const std::lock_guard lock(m_mutex);
            m_inbox = &inbox;
            for (Mailbox::Function &function : std::exchange(m_early, {})) {
                inbox.post(std::move(function));
            }
        }
        loop.exec();
        {
            const std::lock_guard lock(m_mutex);
            m_inbox = nullptr;
            m_over = true;
        }
        m_engine.reset(); // here, where it lived
        m_owner.m_mailbox.post([this, &owner = m_owner] { owner.ended(this); });
    }

    EngineThread &m_owner;
    std::mutex m_mutex;
    Mailbox *m_inbox = nullptr;              // under the mutex, as the next two
    std::deque<Mailbox::Function> m_early{}; // before there is an inbox
    bool m_over = false;
    // Of the thread itself.
    QEventLoop *m_loop = nullptr;
    std::optional<Result<std::unique_ptr<Engine>>> m_engine;
    std::uint64_t m_jobsDone = 0;

    std::unique_ptr<QThread> m_thread; // last: starts when everything else is there
};

EngineThread::EngineThread(Paths paths, QObject *parent)
    : QObject(parent)
    , m_paths(std::move(paths))
{}

EngineThread::~EngineThread() = default;

void EngineThread::apply(const Settings &settings)
{
    m_settings = settings;
    runIfStarted(
        [settings](Engine &engine) {
            engine.apply(settings);
            return Result<void>();
        },
        this, {});
}

void EngineThread::open(std::string cache, std::vector<ListenAddress> addresses, Sharing sharing,
                        QObject *context, Done done)
{
    if (m_draining) {
        answer(context, std::move(done),
               fail(FaultKind::NotAllowed,
                    QCoreApplication::translate("larder", "Larder is ending and opens no cache any "
                                                          "more.")));
        return;
    }
    if (!m_runner) {
        m_jobs = 0;
        m_runner = std::make_unique<Runner>(*this);
    }
    runIfStarted([cache = std::move(cache), addresses = std::move(addresses),
                  sharing](Engine &engine) { return engine.open(cache, addresses, sharing); },
                 context, std::move(done));
}

void EngineThread::claim(std::string cache, QObject *context, Done done)
{
    runIfStarted([cache = std::move(cache)](Engine &engine) { return engine.claim(cache); },
                 context, std::move(done));
}

void EngineThread::release(std::string cache, QObject *context, Done done)
{
    runIfStarted(
        [cache = std::move(cache)](Engine &engine) {
            engine.release(cache);
            return Result<void>();
        },
        context, std::move(done));
}

void EngineThread::close(std::string cache, QObject *context, Done done)
{
    runIfStarted(
        [cache = std::move(cache)](Engine &engine) {
            engine.close(cache);
            return Result<void>();
        },
        context, std::move(done));
}

void EngineThread::drain()
{
    if (std::exchange(m_draining, true)) {
        return;
    }
    if (!m_runner && m_ending.empty()) {
        QMetaObject::invokeMethod(this, &EngineThread::finished, Qt::QueuedConnection);
        return;
    }
    runIfStarted(
        [](Engine &engine) {
            engine.drain(Engine::Patience::Limited);
            return Result<void>();
        },
        this, {});
}

void EngineThread::runIfStarted(Job job, QObject *context, Done done)
{
    if (!m_runner) {
        answer(context, std::move(done), {});
        return;
    }
    ++m_jobs;
    m_runner->post(std::move(job), m_calls.add(context, std::move(done)));
}

void EngineThread::answer(QObject *context, Done done, Result<void> result)
{
    m_mailbox.post(
        [this, call = m_calls.add(context, std::move(done)), result] { jobDone(call, result); });
}

void EngineThread::jobDone(std::uint64_t call, Result<void> result)
{
    m_calls.call(call, std::move(result));
}

void EngineThread::unused(const Runner *runner, std::uint64_t jobsDone)
{
    // What was asked since may open a cache.
    if (m_runner.get() == runner && jobsDone == m_jobs) {
        m_runner->end();
        m_ending.push_back(std::move(m_runner));
    }
}

void EngineThread::ended(const Runner *runner)
{
    if (m_runner.get() == runner) {
        m_runner.reset();
    }
    std::erase_if(m_ending, [runner](const auto &each) { return each.get() == runner; });
    if (m_draining && !m_runner && m_ending.empty()) {
        Q_EMIT finished();
    }
}

} // namespace larder::engine
