// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/networkstate.h"

#include <QTest>

using namespace larder;

namespace
{

const WallTime now{std::chrono::sys_days(std::chrono::November / 24 / 2026)};

constexpr LinkState unknown{};
constexpr LinkState metered{.cost = LinkState::Cost::Metered, .reach = LinkState::Reach::Connected};
constexpr LinkState none{.cost = LinkState::Cost::Metered, .reach = LinkState::Reach::None};

Settings chosen(NetworkChoice network, std::optional<Pause> pause = {})
{
    Settings settings;
    settings.network = network;
    settings.pause = pause;
    return settings;
}

} // namespace

class NetworkStateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void decides()
    {
        using Reason = NetworkReason;
        const Pause later{.until = now + std::chrono::minutes(1)};
        const Pause over{.until = now};
        const Pause resumed{.until = Pause::untilResumed};

        const struct
        {
            Settings settings;
            std::optional<NetworkMode> option;
            LinkState link;
            NetworkState expected;
        } rows[] = {
            {chosen(NetworkChoice::Auto), {}, unknown, {NetworkMode::Normal, Reason::Ordinary}},
            {chosen(NetworkChoice::Auto), {}, metered, {NetworkMode::Metered, Reason::MeteredLink}},
            {chosen(NetworkChoice::Auto), {}, none, {NetworkMode::Offline, Reason::NoConnection}},
            {chosen(NetworkChoice::Normal), {}, metered, {NetworkMode::Normal, Reason::Setting}},
            {chosen(NetworkChoice::Normal), {}, none, {NetworkMode::Normal, Reason::Setting}},
            {chosen(NetworkChoice::Metered), {}, unknown, {NetworkMode::Metered, Reason::Setting}},
            {chosen(NetworkChoice::Offline), {}, unknown, {NetworkMode::Offline, Reason::Setting}},
            {chosen(NetworkChoice::Offline, later),
             {},
             none,
             {NetworkMode::Paused, Reason::Pause, later.until}},
            {chosen(NetworkChoice::Offline, over),
             {},
             none,
             {NetworkMode::Offline, Reason::Setting}},
            {chosen(NetworkChoice::Auto, resumed), {}, none, {NetworkMode::Paused, Reason::Pause}},
            {chosen(NetworkChoice::Auto, resumed),
             NetworkMode::Offline,
             unknown,
             {NetworkMode::Offline, Reason::Option}},
        };

        for (const auto &row : rows) {
            const NetworkState state = networkState(row.settings, row.option, row.link, now);
            QVERIFY(state == row.expected);
        }
    }

    void reasonsHaveNames()
    {
        for (int i = 0; i <= static_cast<int>(NetworkReason::NoConnection); ++i) {
            const auto reason = static_cast<NetworkReason>(i);
            QVERIFY(networkReasonFromName(networkReasonName(reason)) == reason);
        }
        QVERIFY(!networkReasonFromName("weather"));
    }

    void pausesHaveOneText()
    {
        for (const char *text : {"true", "2026-11-24T18:30:05Z", "1970-01-01T00:00:00Z"}) {
            const auto pause = Pause::parse(text);
            QVERIFY(pause && *pause);
            QCOMPARE((*pause)->text(), std::string(text));
        }
        QVERIFY(Pause::parse("false").value() == std::nullopt);
    }
};

QTEST_APPLESS_MAIN(NetworkStateTest)
#include "networkstate.moc"
