// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/actions.h"

#include <QStringList>

#include <map>

namespace larder::windows
{

// Writes down what a person asked for, in the order in which it came; nothing happens.
class FakeActions : public Actions
{
public:
    void turnOn(const std::string &cache) override { note(QStringLiteral("on "), cache); }

    void setMode(const std::string &cache, CacheMode mode) override
    {
        note(QString::fromStdString(std::string(cacheModeName(mode))) + u' ', cache);
    }

    void replaceForeignUnits(const std::string &cache) override
    {
        note(QStringLiteral("replace "), cache);
    }

    Switching switching(const std::string &cache) const override
    {
        const auto found = switchings.find(cache);
        return found == switchings.end() ? Switching() : found->second;
    }

    void pause(std::optional<std::chrono::minutes> time) override
    {
        asked += time ? QStringLiteral("pause %1").arg(time->count()) : QStringLiteral("pause");
    }

    void resume() override { asked += QStringLiteral("resume"); }

    void changeSettings(std::vector<SettingChange> changes, QObject * /*context*/,
                        std::function<void(Result<void>)> done) override
    {
        for (const SettingChange &change : changes) {
            note(QStringLiteral("set "), change.name.text());
        }
        done({});
    }

    QStringList asked;
    std::map<std::string, Switching> switchings;

private:
    void note(const QString &what, const std::string &about)
    {
        asked += what + QString::fromStdString(about);
    }
};

} // namespace larder::windows
