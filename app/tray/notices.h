// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "windows/actions.h"

#include <QString>
#include <QUrl>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// What the tray tells by itself, and when. Functions of values.
namespace larder::tray
{

// There is one notification of each kind at a time; each can be switched off.
enum class NoticeKind : std::uint8_t { Stopped, DiskFull, FromStock, LogIn, FirstSaving };

// What a button of a notification does.
enum class Cure : std::uint8_t {
    Show,     // the statistics window
    Settings, // the settings window
    TryAgain, // turns the caches on again
    LogIn,    // opens the page of the network in the browser
};

enum class Urgency : std::uint8_t { Low = 0, Normal = 1 }; // as the bus calls them

struct Notice
{
    NoticeKind kind = NoticeKind::Stopped;
    Urgency urgency = Urgency::Low;
    QString title;
    QString text;
    std::vector<Cure> cures;         // the first is also that of a click on the notification
    std::vector<std::string> caches; // that Cure::TryAgain turns on
    QUrl page;                       // that Cure::LogIn opens
};

// What there is to tell, by kind: whom it concerns (a cache, an origin), and the sentence about it.
using Matters = std::map<NoticeKind, std::map<std::string, QString>>;

// Whether the first saving on a metered link was told once; Unknown: it is not told.
enum class FirstSaving : std::uint8_t { Unknown, NotTold, Told };

// Less is not worth a word.
inline constexpr std::int64_t leastSavingTold = 1'000'000;

// What is seen besides the status.
struct Circumstances
{
    std::map<std::string, windows::Switching> switching; // of each cache
    FirstSaving firstSaving = FirstSaving::Unknown;
    Settings settings;
};

// What there is to tell now. before: what there was at the previous reading, and that; nothing at
// the first. What a running cache said stays true while it sleeps: it says when it is over. Kinds
// that are switched off are left out.
[[nodiscard]] Matters mattersNow(const Matters &before, const status::Overview *previous,
                                 const status::Overview &now, const Circumstances &circumstances);

// What is to be done about notifications.
struct NoticeStep
{
    std::vector<Notice> tell; // replaces what is shown of its kind
    std::vector<NoticeKind> withdraw;
};

// told: what was there when it was last told. The same matter is told once until it is over.
[[nodiscard]] NoticeStep stepFrom(const Matters &told, const Matters &now);

} // namespace larder::tray
