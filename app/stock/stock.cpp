// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock/stock.h"

#include "store/change.h"
#include "store/opening.h"
#include "store/read/reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace larder::stock
{

namespace
{

using store::Index;
using store::Listed;
using store::Wanted;

// How long is waited for a cache that is just writing.
constexpr std::chrono::milliseconds lookTimeout{2000};
constexpr std::chrono::milliseconds writeTimeout{10'000};
// Entries that are changed in one transaction: some milliseconds, after which caches have their
// turn.
constexpr std::size_t entriesPerTransaction = 128;
constexpr std::size_t namesShown = 3; // of many, in a sentence

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::stock", text);
}

QString shown(const std::string &text)
{
    return QString::fromStdString(text);
}

std::unexpected<Fault> nothingYet()
{
    return fail(FaultKind::NotFound, tr("There is nothing in the stock yet."));
}

QString placeOf(const Wanted &wanted)
{
    return wanted.cache ? tr("in the stock of %1").arg(shown(*wanted.cache)) : tr("in the stock");
}

// Each pattern must mean something: else it is a mistake, and what the others mean may be one too.
Result<void> checkAllFound(const Wanted &wanted, const std::vector<Listed> &found)
{
    for (const std::string &pattern : wanted.patterns) {
        const bool isFound = std::ranges::any_of(
            found, [&pattern](const Listed &entry) { return store::matches(pattern, entry.name); });
        if (!isFound) {
            return fail(FaultKind::NotFound,
                        tr("“%1” means nothing %2.").arg(shown(pattern), placeOf(wanted)),
                        pattern.find_first_of("*?[") == std::string::npos
                            ? tr("Nothing was done. “*%1*” would mean everything that has it "
                                 "anywhere.")
                                  .arg(shown(pattern))
                            : tr("Nothing was done."));
        }
    }
    if (found.empty()) {
        return fail(FaultKind::NotFound, tr("There is nothing %1.").arg(placeOf(wanted)));
    }
    return {};
}

Result<std::vector<Listed>> findAll(const Paths &paths, const Wanted &wanted)
{
    auto index = store::lookIntoIndex(paths.cache, lookTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    if (!*index) {
        return nothingYet();
    }
    auto found = store::list(**index, wanted);
    if (found) {
        if (auto checked = checkAllFound(wanted, *found); !checked) {
            return std::unexpected(checked.error());
        }
    }
    return found;
}

Result<std::unique_ptr<Index>> openToChange(const Paths &paths)
{
    auto index = store::openIndex(paths.cache, writeTimeout);
    if (index) {
        (*index)->keepCatalogue(); // pins outlive a lost index
    }
    return index;
}

// Changes the entries one by one, some in each transaction.
template <typename ChangeEntry>
Result<void> changeAll(Index &index, const Paths &paths, const std::vector<Listed> &entries,
                       const ChangeEntry &changeEntry)
{
    for (std::size_t begin = 0; begin < entries.size(); begin += entriesPerTransaction) {
        const std::size_t end = std::min(entries.size(), begin + entriesPerTransaction);
        auto changed = store::changeStore(index, paths.runtime, [&](Index &open) -> Result<void> {
            for (std::size_t i = begin; i < end; ++i) {
                if (auto one = changeEntry(open, entries[i]); !one) {
                    return one;
                }
            }
            return {};
        });
        if (!changed) {
            return changed;
        }
    }
    return {};
}

Result<Change> setPinned(const Paths &paths, const Wanted &wanted, Doing doing, bool isPinned)
{
    auto entries = findAll(paths, wanted);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    std::erase_if(*entries, [isPinned](const Listed &entry) { return entry.isPinned == isPinned; });
    if (doing == Doing::Really && !entries->empty()) {
        auto index = openToChange(paths);
        if (!index) {
            return std::unexpected(index.error());
        }
        auto changed =
            changeAll(**index, paths, *entries, [isPinned](Index &open, const Listed &entry) {
                return isPinned ? open.pin(entry.key) : open.unpin(entry.key);
            });
        if (!changed) {
            return std::unexpected(changed.error());
        }
    }
    const store::Amount amount = store::amountOf(*entries);
    return Change{.entries = std::move(*entries), .amount = amount};
}

Result<void> checkNonePinned(const std::vector<Listed> &entries)
{
    QStringList names;
    std::size_t pinned = 0;
    for (const Listed &entry : entries) {
        if (entry.isPinned && ++pinned <= namesShown) {
            names += shown(entry.name);
        }
    }
    if (pinned == 0) {
        return {};
    }
    if (pinned > namesShown) {
        names += u"…"_s;
    }
    return fail(
        FaultKind::NotAllowed,
        tr("%1 of what would be removed is pinned: %2.").arg(pinned).arg(names.join(u", "_s)),
        tr("Nothing was removed. Unpin it first, or add --pinned."));
}

// What would be free: objects that have no other entry, and what was derived from them.
Result<store::Amount> freedBy(const Paths &paths, const std::vector<Listed> &entries)
{
    auto index = store::lookIntoIndex(paths.cache, lookTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    if (!*index) {
        return nothingYet();
    }
    auto others = (*index)->prepare("SELECT count(*) FROM entry WHERE object = ? AND role > 0");
    auto derived = (*index)->prepare("SELECT count(*), coalesce(sum(o.size), 0) FROM entry e"
                                     " JOIN object o ON o.id = e.object"
                                     " WHERE e.key >= ? AND e.key < ?");
    if (!others || !derived) {
        return std::unexpected((others ? derived : others).error());
    }
    std::map<std::int64_t, std::int64_t> chosen; // entries of an object
    for (const Listed &entry : entries) {
        ++chosen[entry.object];
    }
    store::Amount amount;
    for (const Listed &entry : entries) {
        const auto object = chosen.find(entry.object);
        if (object == chosen.end()) {
            continue;
        }
        others->bind(1, entry.object);
        if (const auto row = others->step(); !row) {
            return std::unexpected(row.error());
        }
        const bool goes = others->integer(0) <= object->second;
        others->reset();
        chosen.erase(object);
        if (!goes) {
            continue;
        }
        const std::string first = store::derivedKey(entry.digest, {});
        std::string end = first;
        ++end.back();
        derived->bind(1, first).bind(2, end);
        if (const auto row = derived->step(); !row) {
            return std::unexpected(row.error());
        }
        amount.objects += 1 + static_cast<std::uint64_t>(derived->integer(0));
        amount.bytes += entry.size + static_cast<std::uint64_t>(derived->integer(1));
        derived->reset();
    }
    return amount;
}

// Where it stood, and how much less there is afterwards; others may store at the same time, so it
// is counted inside the transactions.
Result<store::Amount> removeAll(const Paths &paths, const std::vector<Listed> &entries)
{
    auto index = openToChange(paths);
    if (!index) {
        return std::unexpected(index.error());
    }
    store::Amount freed;
    auto removed = changeAll(
        **index, paths, entries, [&freed](Index &open, const Listed &entry) -> Result<void> {
            const auto before = store::totalOf(open.database());
            auto dropped = open.dropEntry(entry.key)
                               .and_then([&] { return open.unpin(entry.key); })
                               .and_then([&] { return open.dropAbandoned(); });
            const auto after = store::totalOf(open.database());
            if (dropped && before && after) {
                freed.objects += before->objects - std::min(before->objects, after->objects);
                freed.bytes += before->bytes - std::min(before->bytes, after->bytes);
            }
            return dropped;
        });
    if (!removed) {
        return std::unexpected(removed.error());
    }
    return freed;
}

} // namespace

Result<std::vector<Listed>> list(const Paths &paths, const Wanted &wanted, Order order)
{
    auto index = store::lookIntoIndex(paths.cache, lookTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    if (!*index) {
        return std::vector<Listed>();
    }
    auto entries = store::list(**index, wanted);
    if (!entries) {
        return entries;
    }
    switch (order) {
    case Order::AsStored:
        break;
    case Order::LastUse:
        std::ranges::sort(*entries, [](const Listed &a, const Listed &b) {
            return a.usedAt != b.usedAt ? a.usedAt > b.usedAt : a.name < b.name;
        });
        break;
    case Order::Size:
        std::ranges::sort(*entries, [](const Listed &a, const Listed &b) {
            return a.size != b.size ? a.size > b.size : a.name < b.name;
        });
        break;
    case Order::Name:
        std::ranges::sort(*entries, {}, &Listed::name);
        break;
    }
    return entries;
}

Result<Change> pin(const Paths &paths, const Wanted &wanted, Doing doing)
{
    return setPinned(paths, wanted, doing, true);
}

Result<Change> unpin(const Paths &paths, const Wanted &wanted, Doing doing)
{
    return setPinned(paths, wanted, doing, false);
}

Result<Change> remove(const Paths &paths, const Wanted &wanted, Pinned pinned, Doing doing)
{
    auto entries = findAll(paths, wanted);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    if (pinned == Pinned::Refuse) {
        if (auto checked = checkNonePinned(*entries); !checked) {
            return std::unexpected(checked.error());
        }
    }
    const auto freed =
        doing == Doing::Really ? removeAll(paths, *entries) : freedBy(paths, *entries);
    if (!freed) {
        return std::unexpected(freed.error());
    }
    return Change{.entries = std::move(*entries), .amount = *freed};
}

} // namespace larder::stock
