// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/scale.h"

#include <algorithm>
#include <array>
#include <limits>

namespace larder::windows
{

namespace
{

constexpr std::uint64_t intervals = 5; // at most so many between the marks

// The smallest round distance with which so many intervals are enough.
std::uint64_t distance(std::uint64_t largest, Unit unit)
{
    const std::uint64_t atLeast = (largest / intervals) + (largest % intervals == 0 ? 0 : 1);
    constexpr std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / 10;
    constexpr std::array<std::uint64_t, 3> factors{1, 2, 5};
    std::uint64_t power = 1;
    if (unit == Unit::Bytes) {
        while (power < atLeast && power < limit) {
            power *= 2;
        }
        return power;
    }
    for (; power < limit; power *= 10) {
        for (const std::uint64_t factor : factors) {
            if (power * factor >= atLeast) {
                return power * factor;
            }
        }
    }
    return power;
}

} // namespace

std::vector<std::uint64_t> scaleMarks(std::uint64_t largest, Unit unit)
{
    // Far beyond what any disk holds, a bar may leave the scale.
    constexpr std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / 100;
    const std::uint64_t top = std::min(largest, limit);
    const std::uint64_t step = std::max<std::uint64_t>(distance(top, unit), 1);
    std::vector<std::uint64_t> marks{0, step};
    while (marks.back() < top || marks.size() < 3) {
        marks.push_back(marks.back() + step);
    }
    return marks;
}

} // namespace larder::windows
