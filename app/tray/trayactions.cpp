// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/trayactions.h"

#include "base/clock.h"

#include <utility>

namespace larder::tray
{

namespace
{

constexpr std::string_view pauseName = "network.paused";

} // namespace

TrayActions::TrayActions(builtin::Keeper &keeper, const Paths &paths)
    : m_keeper(keeper)
    , m_file(paths.config)
{
    connect(&m_keeper, &builtin::Keeper::switchingChanged, this, &TrayActions::switchingChanged);
}

void TrayActions::turnOn(const std::string &cache)
{
    m_keeper.turnOn(cache);
}

void TrayActions::setMode(const std::string &cache, CacheMode mode)
{
    m_keeper.setMode(cache, mode);
}

void TrayActions::replaceForeignUnits(const std::string &cache)
{
    m_keeper.replaceForeignUnits(cache);
}

windows::Switching TrayActions::switching(const std::string &cache) const
{
    return m_keeper.switching(cache);
}

void TrayActions::pause(std::optional<std::chrono::minutes> time)
{
    const Pause pause{.until = time ? SystemClock().wall() + *time : Pause::untilResumed};
    set(pauseName, pause.text());
}

void TrayActions::resume()
{
    set(pauseName, std::nullopt);
}

void TrayActions::setNetwork(NetworkChoice choice)
{
    set("network.mode", std::string(networkChoiceName(choice)));
}

void TrayActions::set(std::string_view name, std::optional<std::string> value)
{
    auto setting = SettingName::parse(name);
    if (!setting) {
        Q_EMIT failed(setting.error());
        return;
    }
    if (value == setting->standard()) {
        value.reset();
    }
    changeSettings({{.name = *std::move(setting), .value = std::move(value)}}, this,
                   [this](const Result<void> &done) {
                       if (!done) {
                           Q_EMIT failed(done.error());
                       }
                   });
}

void TrayActions::changeSettings(std::vector<SettingChange> changes, QObject *context,
                                 std::function<void(Result<void>)> done)
{
    const auto call = m_calls.add(context, std::move(done));
    m_worker.post([this, call, changes = std::move(changes)] {
        auto result = larder::changeSettings(m_file, changes);
        m_mailbox.post([this, call, result = std::move(result)]() mutable {
            m_calls.call(call, std::move(result));
        });
    });
}

} // namespace larder::tray
