// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace larder
{

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

// The time, passed in so that rules about time are tested with tables. Wall time may jump; nothing
// but HTTP dates and what people read depends on it.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime wall() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] WallTime wall() const override;
    [[nodiscard]] SteadyTime steady() const override;
};

// A number that is the same until the machine starts again, and another one afterwards: from
// /proc/sys/kernel/random/boot_id. 0 when the kernel does not tell, which means "never seen".
[[nodiscard]] std::int64_t bootNumber();

} // namespace larder
