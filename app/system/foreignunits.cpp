// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/foreignunits.h"

#include "system/unit.h"
#include "system/unitsteps.h"

#include <QString>

#include <algorithm>
#include <iterator>
#include <span>
#include <system_error>
#include <tuple>
#include <utility>

namespace larder::system
{

namespace
{

// The links in the user's own folder that make systemd start a unit, or give it further names.
std::vector<std::filesystem::path> linksTo(const Unit &unit)
{
    std::vector<std::filesystem::path> links;
    std::error_code error;
    const auto add = [&](const std::filesystem::path &link) {
        if (!std::filesystem::is_symlink(link, error)) {
            return;
        }
        const auto target = std::filesystem::read_symlink(link, error);
        if (link != unit.place &&
            (target.filename() == unit.name || link.filename() == unit.name)) {
            links.push_back(link);
        }
    };
    for (std::filesystem::directory_iterator each(unit.place.parent_path(), error), end;
         !error && each != end; each.increment(error)) {
        std::error_code none;
        const std::string extension = each->path().extension().string();
        add(each->path());
        if (extension == ".wants" || extension == ".requires" || extension == ".upholds") {
            for (std::filesystem::directory_iterator inside(each->path(), none);
                 !none && inside != end; inside.increment(none)) {
                add(inside->path());
            }
        }
    }
    std::ranges::sort(links);
    return links;
}

// What the user's own folder adds to a unit, whoever wrote it.
std::vector<std::filesystem::path> dropInsOf(const Unit &unit)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator
             each(unit.place.parent_path() / (unit.name + ".d"), error),
         end;
         !error && each != end; each.increment(error)) {
        if (each->path().extension() == ".conf") {
            files.push_back(each->path());
        }
    }
    std::ranges::sort(files);
    return files;
}

// Out of the way, with what enabled them and what changes them: links first, so that they come back
// after the files.
Result<std::vector<std::filesystem::path>> moveAside(Ledger &ledger,
                                                     std::span<const Unit *const> units)
{
    std::vector<std::filesystem::path> moved;
    for (const Unit *unit : units) {
        std::vector<std::filesystem::path> places = linksTo(*unit);
        std::ranges::move(dropInsOf(*unit), std::back_inserter(places));
        places.push_back(unit->place);
        for (const std::filesystem::path &place : places) {
            std::error_code error;
            if (std::filesystem::symlink_status(place, error).type() ==
                std::filesystem::file_type::not_found) {
                continue;
            }
            if (auto aside = ledger.moveAside(place, QString::fromStdString(unit->name)); !aside) {
                return std::unexpected(std::move(aside.error()));
            }
            moved.push_back(place);
        }
    }
    return moved;
}

} // namespace

Result<std::vector<std::filesystem::path>> foreignFiles(UserManager &manager,
                                                        const std::string &cache)
{
    std::vector<std::filesystem::path> files;
    for (const std::string &name : {socketUnit(cache), serviceUnit(cache)}) {
        const auto unit = findUnit(manager, name);
        if (!unit) {
            return std::unexpected(unit.error());
        }
        if (auto file = foreignFile(*unit)) {
            files.push_back(*std::move(file));
        }
    }
    return files;
}

Result<std::vector<std::filesystem::path>>
replaceForeign(UserManager &manager, Ledger &ledger, const UnitPlan &plan,
               const std::filesystem::path &runtimeFolder)
{
    const auto socket = findUnit(manager, socketUnit(plan.cache));
    const auto service = findUnit(manager, serviceUnit(plan.cache));
    for (const auto *unit : {&socket, &service}) {
        if (!*unit) {
            return std::unexpected(unit->error());
        }
        if (auto unmasked = checkUnmasked(**unit); !unmasked) {
            return std::unexpected(std::move(unmasked.error()));
        }
    }
    std::vector<const Unit *> foreign;
    for (const Unit *unit : {&*socket, &*service}) {
        if (foreignFile(*unit)) {
            foreign.push_back(unit);
        }
    }
    if (foreign.empty()) {
        return std::vector<std::filesystem::path>();
    }
    // Both, whoever's: the socket first, or the next request starts the service again.
    // For systemd it is a fault to stop what neither runs nor has a file.
    const auto stopIfThere = [&manager](const Unit &unit) {
        const bool isThere = unit.state.load != "not-found" || !isOver(unit.state.active);
        return isThere ? stop(manager, unit.name) : Result<void>();
    };
    const auto stopped =
        stopIfThere(*socket).and_then([&] { return stopIfThere(*service); }).and_then([&] {
            return checkFree(plan, runtimeFolder);
        });
    if (!stopped) {
        for (const Unit *unit : {&*socket, &*service}) {
            if (unit->state.active == "active") {
                std::ignore = manager.start(unit->name);
            }
        }
        return std::unexpected(stopped.error());
    }
    auto moved = moveAside(ledger, foreign);
    if (moved) {
        if (auto read = manager.reload(); !read) {
            return std::unexpected(std::move(read.error()));
        }
    }
    return moved;
}

} // namespace larder::system
