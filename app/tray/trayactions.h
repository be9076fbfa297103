// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/paths.h"
#include "base/pendingcalls.h"
#include "base/serialworker.h"
#include "builtin/keeper.h"
#include "windows/actions.h"

namespace larder::tray
{

// Carries out what menu and windows ask for: caches are turned on and off by the Keeper, everything
// else is a change of the settings file, made in a thread of its own and seen by everybody who
// watches the file. GUI thread; the keeper outlives it.
class TrayActions : public windows::Actions
{
    Q_OBJECT

public:
    TrayActions(builtin::Keeper &keeper, const Paths &paths);

    void turnOn(const std::string &cache) override;
    void setMode(const std::string &cache, CacheMode mode) override;
    void replaceForeignUnits(const std::string &cache) override;
    [[nodiscard]] windows::Switching switching(const std::string &cache) const override;
    void pause(std::optional<std::chrono::minutes> time) override;
    void resume() override;
    void setNetwork(NetworkChoice choice);
    void changeSettings(std::vector<SettingChange> changes, QObject *context,
                        std::function<void(Result<void>)> done) override;

private:
    // Nothing: the default. A failure is told.
    void set(std::string_view name, std::optional<std::string> value);

    builtin::Keeper &m_keeper;
    std::filesystem::path m_file;
    PendingCalls<Result<void>> m_calls;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what it refers to
};

} // namespace larder::tray
