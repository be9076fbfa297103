// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/settingsfile.h"
#include "base/settingvalues.h"
#include "system/cachemode.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace larder::windows
{

using system::Switching;

// What a person does from the menu and the windows; the tray carries it out. Nothing here blocks:
// what came of it is seen in the status, or told by failed(). Lives in the GUI thread, as long as
// the application.
class Actions : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // The cache answers again, in the way it last did.
    virtual void turnOn(const std::string &cache) = 0;
    // OnDemand or BuiltIn: the cache answers in this way, without losing a request if it already
    // answers in the other. Off: nobody answers, and clients that are set to it fail.
    virtual void setMode(const std::string &cache, CacheMode mode) = 0;
    // Units of other software with its names are stopped and moved aside, for undo to bring back;
    // then the cache answers on demand.
    virtual void replaceForeignUnits(const std::string &cache) = 0;
    [[nodiscard]] virtual Switching switching(const std::string &cache) const = 0;

    // Nothing: until resumed.
    virtual void pause(std::optional<std::chrono::minutes> time) = 0;
    virtual void resume() = 0;
    // In the file, all or none. done is called unless its context has gone.
    virtual void changeSettings(std::vector<SettingChange> changes, QObject *context,
                                std::function<void(Result<void>)> done) = 0;

Q_SIGNALS:
    void switchingChanged(const QString &cache);
    void failed(const larder::Fault &fault); // for a person; what was asked for was not done
};

} // namespace larder::windows
