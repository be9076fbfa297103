// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include "base/filedescriptor.h"
#include "base/number.h"

#include <array>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace larder
{

WallTime SystemClock::wall() const
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const
{
    return std::chrono::steady_clock::now();
}

std::int64_t bootNumber()
{
    const FileDescriptor file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
    std::array<char, 64> text{};
    const ssize_t length = file.isOpen() ? ::read(file.get(), text.data(), text.size()) : -1;
    if (length <= 0) {
        return 0;
    }
    // A random UUID: its last 15 hexadecimal digits are as unique as we need, and fit.
    std::string digits;
    for (const char c : std::string_view(text.data(), static_cast<std::size_t>(length))) {
        if (c != '-' && c != '\n') {
            digits += c;
        }
    }
    constexpr std::size_t wanted = 15;
    if (digits.size() < wanted) {
        return 0;
    }
    return parseNumber<std::int64_t>(std::string_view(digits).substr(digits.size() - wanted), 16)
        .value_or(0);
}

} // namespace larder
