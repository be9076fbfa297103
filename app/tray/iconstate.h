// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"

#include <QIcon>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace larder::tray
{

// What the icon shows; each has a shape of its own. The first that applies, from the top.
enum class IconState : std::uint8_t {
    Attention, // something needs a person: a fault, a disk that is full, a port that is taken
    Off,       // no cache answers
    Paused,    // caches answer, but pass everything through, or contact nobody
    Serving,   // a request came within servingTime
    Idle,
};

// For so long after a request the icon shows it.
inline constexpr std::chrono::milliseconds servingTime{3000};

enum class Trouble : std::uint8_t { None, Any }; // of turning caches on and off
[[nodiscard]] IconState iconState(const status::Overview &overview, Trouble trouble);

// How long from the overview's time on the icon shows Serving, if it does.
[[nodiscard]] std::optional<std::chrono::milliseconds> servingFor(const status::Overview &overview);

// By the name of the installed icon, so that the tray recolours it; where none is installed, one on
// a plate of its own, which is seen on any panel.
[[nodiscard]] QIcon iconOf(IconState state);
[[nodiscard]] QString stateWords(IconState state); // "Idle"

} // namespace larder::tray
