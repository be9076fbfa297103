// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/evictionorder.h"

#include "store/read/entry.h"

#include <algorithm>
#include <set>
#include <utility>

namespace larder::store
{

namespace
{

// Roles are written as numbers.
static_assert(static_cast<int>(Role::Derived) == 0 && static_cast<int>(Role::Document) == 2);

// An object that nobody names any more has no role: it goes like a package.
constexpr std::string_view objectsByUse =
    "SELECT o.id, o.digest, o.size, o.used_at, o.cache,"
    " (SELECT max(role) FROM entry WHERE object = o.id),"
    " EXISTS(SELECT 1 FROM entry WHERE object = o.id AND role = 2 AND suite > ''),"
    " EXISTS(SELECT 1 FROM entry e JOIN pin p ON p.key = e.key WHERE e.object = o.id)"
    " FROM object o ORDER BY o.used_at";
constexpr std::string_view suites =
    "SELECT e.suite, e.cache, max(o.used_at), sum(max(o.size, 0)),"
    " count(DISTINCT o.id),"
    " max(EXISTS(SELECT 1 FROM pin p WHERE p.key = e.key)) AS pinned"
    " FROM entry e JOIN object o ON o.id = e.object"
    " WHERE e.role = 2 AND e.suite > '' GROUP BY e.suite HAVING pinned = 0";
constexpr std::string_view partials = "SELECT key, created_at, bytes FROM partial";

WallTime wallTime(std::int64_t milliseconds)
{
    return WallTime(std::chrono::milliseconds(milliseconds));
}

std::uint64_t size(std::int64_t value)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

// Reads all rows of a statement that has few.
template <typename Take>
Result<void> readRows(Database &index, std::string_view sql, const Take &take)
{
    auto select = index.prepare(sql);
    if (!select) {
        return std::unexpected(select.error());
    }
    return select->forEach([&] { take(*select); });
}

} // namespace

WallTime evictionTime(const Unit &unit)
{
    return unit.isDocument ? unit.usedAt + documentGrace : unit.usedAt;
}

Result<EvictionOrder> EvictionOrder::open(Database &index)
{
    EvictionOrder order;
    auto read = order.readSuites(index).and_then([&] { return order.readPartials(index); });
    if (!read) {
        return std::unexpected(read.error());
    }
    std::ranges::stable_sort(order.m_few, {}, evictionTime);
    auto objects = index.prepare(objectsByUse);
    if (!objects) {
        return std::unexpected(objects.error());
    }
    order.m_objects = std::move(*objects);
    if (auto advanced = order.advance(); !advanced) {
        return std::unexpected(advanced.error());
    }
    return order;
}

Result<void> EvictionOrder::readSuites(Database &index)
{
    return readRows(index, suites, [this](const Statement &row) {
        m_few.push_back({.kind = Unit::Kind::Suite,
                         .isDocument = true,
                         .usedAt = wallTime(row.integer(2)),
                         .bytes = size(row.integer(3)),
                         .objects = size(row.integer(4)),
                         .cache = std::string(row.text(1)),
                         .object = 0,
                         .digest = {},
                         .name = std::string(row.text(0))});
    });
}

Result<void> EvictionOrder::readPartials(Database &index)
{
    return readRows(index, partials, [this](const Statement &row) {
        const std::string_view key = row.text(0);
        m_few.push_back({.kind = Unit::Kind::Partial,
                         .isDocument = false,
                         .usedAt = wallTime(row.integer(1)),
                         .bytes = size(row.integer(2)),
                         .objects = 0,
                         .cache = std::string(cacheOfKey(key)),
                         .object = 0,
                         .digest = {},
                         .name = std::string(key)});
    });
}

// To the next package. Documents that are met on the way wait until they are due.
Result<void> EvictionOrder::advance()
{
    m_object.reset();
    for (;;) {
        const auto row = m_objects.step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row == Statement::Row::Done) {
            m_objects = Statement();
            return {};
        }
        const bool isNamed = !m_objects.isNull(5);
        const auto role = m_objects.integer(5);
        const bool isInSuite = m_objects.integer(6) != 0;
        const bool isPinned = m_objects.integer(7) != 0;
        const bool isDerived = isNamed && role == static_cast<std::int64_t>(Role::Derived);
        if (isInSuite || isPinned || isDerived) {
            continue;
        }
        const bool isDocument = role == static_cast<std::int64_t>(Role::Document);
        Unit unit{.kind = Unit::Kind::Object,
                  .isDocument = isDocument,
                  .usedAt = wallTime(m_objects.integer(3)),
                  .bytes = size(m_objects.integer(2)),
                  .cache = std::string(m_objects.text(4)),
                  .object = m_objects.integer(0),
                  .digest = {.algorithm = DigestAlgorithm::Sha256,
                             .bytes = std::string(m_objects.blob(1))},
                  .name = {}};
        if (!isDocument) {
            m_object = std::move(unit);
            return {};
        }
        m_documents.push_back(std::move(unit));
    }
}

Result<std::optional<Unit>> EvictionOrder::next()
{
    const auto isBefore = [](const Unit &unit, const Unit *other) {
        return other == nullptr || evictionTime(unit) < evictionTime(*other);
    };
    const Unit *first = m_object ? &*m_object : nullptr;
    if (!m_documents.empty() && isBefore(m_documents.front(), first)) {
        first = &m_documents.front();
    }
    if (!m_few.empty() && isBefore(m_few.front(), first)) {
        first = &m_few.front();
    }
    if (first == nullptr) {
        return std::nullopt;
    }
    if (m_object && first == &*m_object) {
        Unit unit = std::move(*m_object);
        if (auto advanced = advance(); !advanced) {
            return std::unexpected(advanced.error());
        }
        return unit;
    }
    std::deque<Unit> &queue = !m_few.empty() && first == &m_few.front() ? m_few : m_documents;
    Unit unit = std::move(queue.front());
    queue.pop_front();
    return unit;
}

void reduce(Shortage &shortage, const Unit &unit)
{
    shortage.stock -= std::min(shortage.stock, unit.bytes);
    const auto own = shortage.caches.find(unit.cache);
    if (own != shortage.caches.end()) {
        own->second -= std::min(own->second, unit.bytes);
        if (own->second == 0) {
            shortage.caches.erase(own);
        }
    }
}

Result<std::vector<Unit>> chooseUnits(Database &index, const Shortage &shortage, std::size_t most,
                                      std::span<const Unit> chosenBefore)
{
    std::set<std::pair<std::int64_t, std::string_view>> before;
    for (const Unit &unit : chosenBefore) {
        before.emplace(unit.object, unit.name);
    }
    auto order = EvictionOrder::open(index);
    if (!order) {
        return std::unexpected(order.error());
    }
    const bool isForCaches = !shortage.caches.empty();
    Shortage left = shortage;
    std::vector<Unit> units;
    while (units.size() < most && (isForCaches ? !left.caches.empty() : left.stock > 0)) {
        auto unit = order->next();
        if (!unit) {
            return std::unexpected(unit.error());
        }
        if (!*unit) {
            break;
        }
        if ((!isForCaches || left.caches.contains((*unit)->cache)) &&
            !before.contains({(*unit)->object, (*unit)->name})) {
            reduce(left, **unit);
            units.push_back(std::move(**unit));
        }
    }
    return units;
}

} // namespace larder::store
