// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

// How long a test waits for what comes at once unless it is broken: a loaded machine may hold a
// process up for seconds, and a sanitizer slows it down besides.
inline constexpr std::chrono::seconds patience{60};
