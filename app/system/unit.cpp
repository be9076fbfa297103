// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/unit.h"

#include "base/filechange.h"
#include "system/ledger.h"
#include "system/units.h"

#include <QCoreApplication>
#include <QFile>

#include <system_error>
#include <utility>

namespace larder::system
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::CacheUnits", text);
}

QString display(const std::filesystem::path &path)
{
    return QFile::decodeName(path.c_str());
}

QString display(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

Result<Unit> findUnit(UserManager &manager, const std::string &name)
{
    const auto folder = manager.unitFolder();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    auto state = manager.unit(name);
    if (!state) {
        return std::unexpected(state.error());
    }
    return Unit{.name = name, .state = *std::move(state), .place = *folder / name};
}

std::optional<std::filesystem::path> foreignFile(const Unit &unit)
{
    std::error_code error;
    // What a link of the user's leads to is somebody else's, whatever it says.
    if (std::filesystem::is_symlink(unit.place, error)) {
        return unit.place;
    }
    for (const std::filesystem::path &file :
         {std::filesystem::path(unit.state.fragment), unit.place}) {
        if (file.empty() || !std::filesystem::exists(file, error)) {
            continue;
        }
        const auto text = readFile(file, Ledger::maxFileBytes);
        if (!text || !isOwnUnit(*text)) {
            return file;
        }
    }
    return std::nullopt;
}

Result<void> checkUnmasked(const Unit &unit)
{
    if (unit.state.load == "masked") {
        return fail(FaultKind::NotAllowed,
                    tr("The unit %1 is masked, and stays so.").arg(display(unit.name)),
                    tr("If Larder may use it: systemctl --user unmask %1").arg(display(unit.name)));
    }
    return {};
}

Result<void> checkOwn(const Unit &unit, const std::string &cache)
{
    if (auto unmasked = checkUnmasked(unit); !unmasked) {
        return unmasked;
    }
    if (const auto foreign = foreignFile(unit)) {
        return fail(FaultKind::NotAllowed,
                    tr("The unit %1 (%2) is not Larder's own, and stays as it is.")
                        .arg(display(unit.name), display(*foreign)),
                    tr("It may belong to an older set-up with caches of the same names. “larder on "
                       "%1 --replace”, or “Replace Units of Other Software…” in the menu of the "
                       "cache in the window, stops it and uses Larder's own; “larder undo” puts it "
                       "back.")
                        .arg(display(cache)));
    }
    return {};
}

} // namespace larder::system
