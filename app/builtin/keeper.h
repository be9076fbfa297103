// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "base/settings.h"
#include "engine/enginethread.h"
#include "system/cachemode.h"
#include "system/unitcontrol.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace larder::builtin
{

// Makes each cache be answered as its mode says: by systemd on demand, by the engine in this
// process, or by nobody. Between the first two it hands over without losing a connection or a
// download: the new one listens beside the old one and has all clients from then on, the old one
// accepts who came before, and finishes.
//
// Killed at any moment, it leaves something that answers or that the next start puts right: the
// settings say "built in" before systemd lets go, and "on demand" after systemd has taken over.
//
// Lives in the GUI thread, as long as the application, and never blocks. Destroying it cuts clients
// and waits for what systemd was asked: quit() first.
class Keeper : public QObject
{
    Q_OBJECT

public:
    explicit Keeper(const Paths &paths, QObject *parent = nullptr);
    ~Keeper() override;

    // At the start and whenever the file has changed. The first time it opens the caches that are
    // built in, and nothing else; later it carries out modes and addresses that changed.
    void apply(const Settings &settings);

    // One wish for a cache at a time; of those that come meanwhile the last counts. What has been
    // done is written into the settings. On demand where there is no systemd manager of the user:
    // built in, and the fault says why.
    void setMode(const std::string &cache, CacheMode mode);
    // What could not be done is tried again; otherwise the cache answers in the way the settings
    // say, or, where they say off, in the way it last did.
    void turnOn(const std::string &cache);
    // On demand, by Larder's own units: those of somebody else that have their names are stopped
    // and moved aside, see system::ForeignUnits::Replace.
    void replaceForeignUnits(const std::string &cache);
    [[nodiscard]] system::Switching switching(const std::string &cache) const;

    // The engine finishes what was asked, at most for Engine::drainLimit; then finished(), once.
    // What is wished from now on is not done.
    void quit();

Q_SIGNALS:
    void switchingChanged(const QString &cache);
    void finished();

private:
    struct Wish
    {
        CacheMode mode = CacheMode::OnDemand;
        system::ForeignUnits foreign = system::ForeignUnits::Keep;
    };

    struct Cache
    {
        std::string name;
        CacheMode mode = CacheMode::OnDemand;   // that is in force
        CacheMode stored = CacheMode::OnDemand; // in the settings, as far as is known
        std::optional<CacheMode> storing{};     // there by now or soon
        bool isOpen = false;                    // in the engine
        std::vector<ListenAddress> listen{};    // where the engine was last to listen
        system::Switching switching{};
        std::optional<Wish> wish{};       // under way
        std::optional<Wish> next{};       // comes after it
        std::optional<CacheMode> unmet{}; // the last way to answer that was wished, and failed
        std::optional<Fault> reason{};    // why it is built in though on demand was wished
    };

    using Work = std::function<Result<void>()>;
    using Then = std::function<void(Result<void>)>;
    void wishFor(const std::string &cache, Wish wish);
    void begin(Cache &cache, Wish wish);
    void buildIn(Cache &cache);
    void takeOver(Cache &cache);
    void giveToSystemd(Cache &cache, system::ForeignUnits foreign);
    void systemdTook(Cache &cache, const Result<system::UnitOutcome> &outcome);
    void turnOff(Cache &cache);
    // Off as far as it is up to us; a proxy that somebody started by hand goes on.
    void turnedOff(Cache &cache);
    // Writes the mode down that is in force now; then ends the wish.
    void done(Cache &cache, CacheMode mode);
    void failed(Cache &cache, Fault fault);
    void end(Cache &cache, std::optional<Fault> fault);
    void tell(const Cache &cache);
    void store(Cache &cache, CacheMode mode, Then then);
    void close(Cache &cache, Then then);
    void runInWorker(Work work, Then then);

    Paths m_paths;
    std::optional<Settings> m_settings; // the last that were applied
    std::map<std::string, Cache, std::less<>> m_caches;
    bool m_isQuitting = false;
    PendingCalls<Result<void>> m_works;
    PendingCalls<CacheMode> m_memories;
    engine::EngineThread m_engine;
    system::UnitControl m_units;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::builtin
