// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/units.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace larder::system
{

namespace
{

constexpr std::string_view ownSection = "[X-Larder]";

std::string templateText(const char *name)
{
    QFile file(QStringLiteral(":/larder/") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
        text.replace(at, what.size(), by);
        at += by.size();
    }
    return text;
}

// The instructions for whoever fills the template in are not for who reads the unit.
std::string withoutHead(const std::string &text)
{
    const std::size_t unit = text.find("[Unit]");
    return unit == std::string::npos ? text : "# Written by Larder.\n" + text.substr(unit);
}

std::string filledIn(const char *name, const UnitPlan &plan)
{
    return replaced(withoutHead(templateText(name)), "@CACHE_NAME@", plan.cache);
}

} // namespace

std::string socketUnit(std::string_view cache)
{
    return "cache-" + std::string(cache) + ".socket";
}

std::string serviceUnit(std::string_view cache)
{
    return "cache-" + std::string(cache) + ".service";
}

UnitPlan unitPlan(const std::string &cache, std::vector<ListenAddress> listen, const Paths &paths)
{
    const char *home = std::getenv("HOME");
    UnitPlan plan{
        .cache = cache, .listen = std::move(listen), .command = {proxyProgram().string()}};
    const auto folders = folderOptions(paths, home == nullptr ? "/" : home);
    plan.command.insert(plan.command.end(), folders.begin(), folders.end());
    return plan;
}

std::string socketText(const UnitPlan &plan)
{
    std::string streams;
    for (const ListenAddress &address : plan.listen) {
        streams += (streams.empty() ? "" : "\n") + ("ListenStream=" + address.text());
    }
    return replaced(filledIn("cache.socket.in", plan), "@LISTEN_STREAMS@", streams);
}

std::string serviceText(const UnitPlan &plan)
{
    return replaced(filledIn("cache.service.in", plan), "@LARDER_PROXY@", execStart(plan.command));
}

bool isOwnUnit(std::string_view text)
{
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line == ownSection) {
            return true;
        }
    }
    return false;
}

std::string execStart(const std::vector<std::string> &words)
{
    std::string command;
    for (const std::string &word : words) {
        const auto isPlain = [](char c) {
            constexpr std::string_view plain = "-_./=:,@+";
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   plain.contains(c);
        };
        command += command.empty() ? "" : " ";
        if (!word.empty() && std::ranges::all_of(word, isPlain)) {
            command += word;
            continue;
        }
        command += '"';
        for (const char c : word) {
            switch (c) {
            case '%':
            case '$':
                command += c; // doubled
                break;
            case '"':
            case '\\':
                command += '\\';
                break;
            default:
                break;
            }
            command += c;
        }
        command += '"';
    }
    return command;
}

std::vector<std::string> folderOptions(const Paths &paths, const std::filesystem::path &home)
{
    const struct
    {
        const char *option;
        const std::filesystem::path &path;
        const char *usual;
    } folders[] = {{"--cache-dir", paths.cache, ".cache/larder"},
                   {"--state-dir", paths.state, ".local/state/larder"},
                   {"--config", paths.config, ".config/larder/larder.ini"}};

    std::vector<std::string> options;
    for (const auto &[option, path, usual] : folders) {
        if (path.lexically_normal() != (home / usual).lexically_normal()) {
            options.emplace_back(option);
            options.push_back(path.string());
        }
    }
    return options;
}

std::filesystem::path proxyProgram()
{
    std::error_code error;
    const std::filesystem::path folder =
        std::filesystem::path(QCoreApplication::applicationDirPath().toStdString());
    // bin beside libexec; app/cli or app/tray beside proxy in a build tree.
    for (const char *beside : {"../libexec/larder/larder-proxy", "../lib/larder/larder-proxy",
                               "../../proxy/larder-proxy"}) {
        const std::filesystem::path program = (folder / beside).lexically_normal();
        if (::access(program.c_str(), X_OK) == 0) {
            return std::filesystem::canonical(program, error);
        }
    }
    return LARDER_PROXY_INSTALLED;
}

} // namespace larder::system
