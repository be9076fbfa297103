// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eviction.h"

#include "store/files.h"
#include "store/read/reader.h"

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace larder::store
{

namespace
{

// Nobody waits for an eviction, so it waits for everybody.
constexpr std::chrono::milliseconds evictionBusyTimeout{10'000};

std::int64_t milliseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

// The names of expected files are spread evenly over all values of their first byte.
std::string partBegin(unsigned part)
{
    constexpr unsigned firstBytes = 256 / announcedParts;
    // Longer than any name: the end of the last part.
    return part == announcedParts ? std::string(64, '\xFF')
                                  : std::string(1, static_cast<char>(part * firstBytes));
}

// Sources of expected files that belong to a suite without a document in the stock.
constexpr std::string_view goneSources =
    "SELECT id FROM source s WHERE NOT EXISTS (SELECT 1 FROM entry"
    " WHERE role = 2 AND suite > '' AND substr(s.name, 1, length(suite)) = suite)";

} // namespace

Eviction::Eviction(std::filesystem::path cacheFolder, SpaceLimits limits, std::uint64_t coming)
    : m_folder(std::move(cacheFolder))
    , m_limits(std::move(limits))
    , m_coming(coming)
{}

// What is missing is found out once: what was unlinked may still be open somewhere, and its space
// comes back later.
Result<bool> Eviction::begin(Database &index)
{
    const auto use = readStockUse(index);
    if (!use) {
        return std::unexpected(use.error());
    }
    m_left = shortage(m_limits, *use, diskSpace(m_folder), Slack::Some, m_coming);
    return true;
}

Result<bool> Eviction::choose()
{
    if (!m_lock.isOpen()) {
        auto lock = lockFolder(trashFolder(m_folder));
        if (!lock) {
            m_result.isBusy = lock.error().kind == FaultKind::Busy;
            return m_result.isBusy ? Result<bool>(false) : std::unexpected(lock.error());
        }
        m_lock = std::move(*lock);
    }
    auto index = Database::open(indexPath(m_folder), Database::Mode::Read, evictionBusyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    if (!m_left) {
        if (auto begun = begin(*index); !begun) {
            return begun;
        }
    }
    m_next = 0;
    m_units.clear();
    const std::pair now(*m_left, m_result.gone);
    if (m_chosenFor == now && !m_left->isNone()) { // what was chosen then cannot be removed
        m_result.missing = std::exchange(*m_left, {});
    }
    m_chosenFor = now;
    while (m_units.empty() && !m_left->isNone()) {
        auto units = chooseUnits(*index, *m_left, maxChosenUnits);
        if (!units) {
            return std::unexpected(units.error());
        }
        m_units = std::move(*units);
        if (m_units.empty() && !m_left->caches.empty()) {
            m_result.missing.caches = std::exchange(m_left->caches, {}); // now for all together
        } else if (m_units.empty()) {
            m_result.missing.stock = std::exchange(m_left->stock, 0);
        }
    }
    if (m_units.empty() && std::exchange(m_suiteWent, false)) {
        auto gone = index->prepare(goneSources);
        if (!gone) {
            return std::unexpected(gone.error());
        }
        const auto row = gone->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        m_part = *row == Statement::Row::Ready ? 0 : announcedParts;
    }
    return isSliceLeft();
}

bool Eviction::isSliceLeft() const
{
    return m_next < m_units.size() || m_part < announcedParts;
}

Result<void> Eviction::evictSlice(Index &index)
{
    m_slice = Slice();
    if (m_next == m_units.size()) {
        return forgetAnnounced(index);
    }
    const auto before = totalOf(index.database());
    if (!before) {
        return std::unexpected(before.error());
    }
    m_slice.units = std::min(evictionSliceUnits, m_units.size() - m_next);
    for (std::size_t i = 0; i < m_slice.units; ++i) {
        if (auto evicted = evict(index, m_units[m_next + i]); !evicted) {
            return evicted;
        }
    }
    if (auto dropped = index.dropAbandoned(); !dropped) {
        return dropped;
    }
    const auto after = totalOf(index.database());
    if (!after) {
        return std::unexpected(after.error());
    }
    m_slice.gone.objects += before->objects - std::min(before->objects, after->objects);
    m_slice.gone.bytes += before->bytes - std::min(before->bytes, after->bytes);
    return {};
}

Result<void> Eviction::evict(Index &index, const Unit &unit)
{
    switch (unit.kind) {
    case Unit::Kind::Object:
        return evictObject(index, unit);
    case Unit::Kind::Suite:
        return evictSuite(index, unit);
    case Unit::Kind::Partial: {
        const std::size_t doomed = m_slice.doomed.size();
        auto dropped = dropPartialOf(index, unit.name, m_slice.doomed);
        if (m_slice.doomed.size() > doomed) { // else somebody is just going on with it
            m_slice.gone.bytes += unit.bytes;
        }
        return dropped;
    }
    }
    return {};
}

Result<void> Eviction::evictObject(Index &index, const Unit &unit)
{
    auto select = index.database().prepare(
        "SELECT 1 FROM object WHERE id = ?1 AND digest = ?2 AND used_at <= ?3 AND NOT EXISTS("
        "SELECT 1 FROM entry e JOIN pin p ON p.key = e.key WHERE e.object = ?1)"
        " AND NOT EXISTS(SELECT 1 FROM entry WHERE object = ?1 AND role = 2 AND suite > '')");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, unit.object).bindBlob(2, unit.digest.bytes).bind(3, milliseconds(unit.usedAt));
    const auto row = select->step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Done) {
        return {};
    }
    select->reset();
    return index.dropObject(unit.digest);
}

// All of it or nothing: a part of a suite is of no use to anybody.
Result<void> Eviction::evictSuite(Index &index, const Unit &unit)
{
    auto select = index.database().prepare(
        "SELECT e.key, o.used_at > ?2 OR EXISTS(SELECT 1 FROM pin p WHERE p.key = e.key)"
        " FROM entry e JOIN object o ON o.id = e.object WHERE e.role = 2 AND e.suite = ?1");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, unit.name).bind(2, milliseconds(unit.usedAt));
    std::vector<std::string> keys;
    for (;;) {
        const auto row = select->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row == Statement::Row::Done) {
            break;
        }
        if (select->integer(1) != 0) {
            select->reset();
            return {};
        }
        keys.emplace_back(select->text(0));
    }
    for (const std::string &key : keys) {
        if (auto dropped = index.dropEntry(key); !dropped) {
            return dropped;
        }
    }
    m_suiteWent = true;
    return {};
}

// In parts of the table: a suite has announced some ten thousand files.
Result<void> Eviction::forgetAnnounced(Index &index)
{
    Database &database = index.database();
    auto forget = database.prepare("DELETE FROM expected WHERE name >= ? AND name < ?"
                                   " AND source IN (" +
                                   std::string(goneSources) + ")");
    if (!forget) {
        return std::unexpected(forget.error());
    }
    auto forgotten =
        forget->bindBlob(1, partBegin(m_part)).bindBlob(2, partBegin(m_part + 1)).run();
    if (forgotten && m_part + 1 == announcedParts) {
        forgotten =
            database.execute("DELETE FROM source WHERE id IN (" + std::string(goneSources) + ")");
    }
    return forgotten;
}

void Eviction::sliceCommitted()
{
    if (m_slice.units == 0) {
        ++m_part;
        return;
    }
    removeAll(m_slice.doomed);
    m_result.gone.objects += m_slice.gone.objects;
    m_result.gone.bytes += m_slice.gone.bytes;
    for (std::size_t i = 0; i < m_slice.units; ++i) {
        reduce(*m_left, m_units[m_next + i]);
    }
    m_next += m_slice.units;
}

// A row without a file is a miss, and a publisher that brings the same bytes at this moment puts
// its own file in place (index.h).
bool Eviction::freeSpaceForIndex()
{
    if (std::exchange(m_freedForIndex, true)) {
        return false;
    }
    const std::size_t end = std::min(m_units.size(), m_next + evictionSliceUnits);
    for (std::size_t i = m_next; i < end; ++i) {
        if (m_units[i].kind == Unit::Kind::Object) {
            ::unlink(objectPath(m_folder, m_units[i].digest).c_str());
        }
    }
    return m_next < end;
}

void Eviction::sliceFailed()
{
    m_slice = Slice();
    m_units.clear();
    m_next = 0;
    m_part = announcedParts;
}

Result<void> leaveSuite(Index &index, const std::string &suite, std::span<const Digest> named)
{
    auto select = index.database().prepare("SELECT e.key, o.digest FROM entry e"
                                           " JOIN object o ON o.id = e.object"
                                           " WHERE e.role = 2 AND e.suite = ?");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, suite);
    std::vector<std::string> leaving;
    const auto read = select->forEach([&] {
        const Digest digest{.algorithm = DigestAlgorithm::Sha256,
                            .bytes = std::string(select->blob(1))};
        if (!select->text(0).starts_with(suite) && !std::ranges::binary_search(named, digest)) {
            leaving.emplace_back(select->text(0));
        }
    });
    if (!read) {
        return read;
    }
    auto leave = index.database().prepare("UPDATE entry SET suite = '' WHERE key = ?");
    if (!leave) {
        return std::unexpected(leave.error());
    }
    for (const std::string &key : leaving) {
        if (auto left = leave->bind(1, key).run(); !left) {
            return left;
        }
    }
    return {};
}

Result<Amount> totalOf(Database &index)
{
    auto select =
        index.prepare("SELECT coalesce(sum(objects), 0), coalesce(sum(bytes), 0) FROM total");
    if (!select) {
        return std::unexpected(select.error());
    }
    if (const auto row = select->step(); !row) {
        return std::unexpected(row.error());
    }
    const auto positive = [](std::int64_t value) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    };
    return Amount{.objects = positive(select->integer(0)), .bytes = positive(select->integer(1))};
}

} // namespace larder::store
