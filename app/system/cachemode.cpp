// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/cachemode.h"

#include "base/changesignal.h"
#include "base/filechange.h"
#include "base/settings.h"
#include "base/settingsfile.h"

#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

namespace larder::system
{

namespace
{

constexpr std::size_t maxModeBytes = 64;
constexpr std::size_t maxSwitchingBytes = 4096; // some sentences
constexpr std::string_view underWay = "under way\n";

std::filesystem::path fileOfModeBefore(const Paths &paths, const std::string &cache)
{
    return paths.state / (cache + ".mode-before-off");
}

std::filesystem::path fileOfSwitching(const Paths &paths, const std::string &cache)
{
    return paths.runtime / (cache + ".switching");
}

} // namespace

Result<void> storeMode(const Paths &paths, const std::string &cache, CacheMode mode)
{
    const auto settings = Settings::load(paths.config);
    const CacheMode before = settings ? settings->cache(cache).mode : mode;
    if (mode == CacheMode::Off && before != CacheMode::Off) {
        auto kept = ensureWritableFolder(paths.state).and_then([&] {
            return replaceFile(fileOfModeBefore(paths, cache), cacheModeName(before),
                               NewFile::Private);
        });
        if (!kept) {
            return kept;
        }
    }
    auto name = SettingName::parse("cache-" + cache + ".mode");
    if (!name) {
        return std::unexpected(std::move(name.error()));
    }
    std::optional<std::string> value(cacheModeName(mode));
    if (*value == name->standard()) {
        value.reset();
    }
    return changeSettings(paths.config, {{.name = *std::move(name), .value = std::move(value)}});
}

CacheMode modeBeforeOff(const Paths &paths, const std::string &cache)
{
    const auto text = readFile(fileOfModeBefore(paths, cache), maxModeBytes);
    const auto mode = text ? cacheModeFromName(trimmed(*text)) : std::nullopt;
    return mode == CacheMode::BuiltIn ? CacheMode::BuiltIn : CacheMode::OnDemand;
}

Switching readSwitching(const Paths &paths, const std::string &cache)
{
    const auto text = readFile(fileOfSwitching(paths, cache), maxSwitchingBytes);
    if (!text) {
        return {};
    }
    if (*text == underWay) {
        return {.isUnderWay = true, .fault = {}};
    }
    return {.isUnderWay = false,
            .fault = Fault{.kind = FaultKind::NotAllowed,
                           .what = QString::fromStdString(*text),
                           .advice = {}}};
}

void noteSwitching(const Paths &paths, const std::string &cache, const Switching &state)
{
    const auto file = fileOfSwitching(paths, cache);
    // What cannot be written is missed by one command, which then says less.
    if (state.isUnderWay) {
        std::ignore = replaceFile(file, underWay, NewFile::Private);
    } else if (state.fault) {
        std::ignore = replaceFile(file, state.fault->text().toStdString(), NewFile::Private);
    } else {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }
    touchChanged(paths.runtime);
}

} // namespace larder::system
