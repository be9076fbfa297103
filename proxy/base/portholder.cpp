// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/portholder.h"

#include "base/number.h"

#include <QCoreApplication>

#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <pwd.h>
#include <sstream>
#include <sys/socket.h>
#include <system_error>

namespace larder
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

// As the kernel prints it: 32-bit words in the machine's order, each as eight hexadecimal digits.
std::optional<std::string> readAddress(std::string_view digits)
{
    constexpr std::size_t wordDigits = 8;
    std::array<std::uint32_t, 4> words{};
    const std::size_t count = digits.size() / wordDigits;
    if ((count != 1 && count != 4) || digits.size() % wordDigits != 0) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto word = parseNumber<std::uint32_t>(digits.substr(i * wordDigits, wordDigits), 16);
        if (!word) {
            return std::nullopt;
        }
        words.at(i) = *word;
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(count == 1 ? AF_INET : AF_INET6, words.data(), text.data(), text.size())
               ? std::optional(std::string(text.data()))
               : std::nullopt;
}

bool reaches(const ListeningEntry &entry, const ListenAddress &address)
{
    const auto isAny = [](std::string_view text) { return text == "0.0.0.0" || text == "::"; };
    return entry.port == address.port &&
           (entry.address == address.address || isAny(entry.address) || isAny(address.address));
}

std::vector<ListeningEntry> listening()
{
    std::vector<ListeningEntry> entries;
    for (const char *table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream stream(table);
        std::ostringstream text;
        text << stream.rdbuf();
        const auto more = parseListening(text.str());
        entries.insert(entries.end(), more.begin(), more.end());
    }
    return entries;
}

std::string firstLineOf(const std::filesystem::path &file)
{
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

// Nothing when no process that we may look into has it.
std::optional<PortHolder> processWith(std::uint64_t inode)
{
    const std::string wanted = "socket:[" + std::to_string(inode) + ']';
    std::error_code error;
    for (const auto &process : std::filesystem::directory_iterator("/proc", error)) {
        const auto pid = parseNumber<std::int64_t>(process.path().filename().string());
        if (!pid) {
            continue;
        }
        std::error_code unreadable;
        for (const auto &open :
             std::filesystem::directory_iterator(process.path() / "fd", unreadable)) {
            if (std::filesystem::read_symlink(open.path(), unreadable) == wanted) {
                return PortHolder{.pid = *pid, .program = firstLineOf(process.path() / "comm")};
            }
        }
    }
    return std::nullopt;
}

QString userName(std::uint32_t user)
{
    constexpr std::size_t roomForEntry = 16'384;
    std::array<char, roomForEntry> room{};
    passwd entry{};
    passwd *found = nullptr;
    if (::getpwuid_r(user, &entry, room.data(), room.size(), &found) == 0 && found != nullptr) {
        return QString::fromLocal8Bit(entry.pw_name);
    }
    return QString::number(user);
}

} // namespace

std::vector<ListeningEntry> parseListening(std::string_view table)
{
    std::vector<ListeningEntry> entries;
    std::istringstream lines{std::string(table)};
    for (std::string line; std::getline(lines, line);) {
        // sl local_address rem_address st … uid timeout inode; state 0A is LISTEN.
        std::array<std::string, 10> field;
        std::istringstream words(line);
        for (std::string &word : field) {
            words >> word;
        }
        const std::size_t colon = field[1].find(':');
        if (field[3] != "0A" || colon == std::string::npos) {
            continue;
        }
        const auto address = readAddress(std::string_view(field[1]).substr(0, colon));
        const auto port =
            parseNumber<std::uint16_t>(std::string_view(field[1]).substr(colon + 1), 16);
        const auto user = parseNumber<std::uint32_t>(field[7]);
        const auto inode = parseNumber<std::uint64_t>(field[9]);
        if (address && port && user && inode) {
            entries.push_back({*address, *port, *user, *inode});
        }
    }
    return entries;
}

std::optional<PortHolder> portHolder(const ListenAddress &address)
{
    for (const ListeningEntry &entry : listening()) {
        if (reaches(entry, address)) {
            PortHolder holder = processWith(entry.inode).value_or(PortHolder{});
            holder.user = entry.user;
            return holder;
        }
    }
    return std::nullopt;
}

std::vector<ListeningEntry> listenersOn(const ListenAddress &address)
{
    auto entries = listening();
    std::erase_if(entries, [&address](const ListeningEntry &entry) {
        return entry.address != address.address || entry.port != address.port;
    });
    return entries;
}

QString portTakenSentence(const ListenAddress &address)
{
    const QString where = QString::fromStdString(address.text());
    const auto holder = portHolder(address);
    if (!holder) {
        return translate("Another program already listens on %1.").arg(where);
    }
    if (holder->pid == 0) {
        return translate("A program of the user %1 already listens on %2.")
            .arg(userName(holder->user), where);
    }
    return translate("%1 (%2) already listens on %3.")
        .arg(QString::fromStdString(holder->program))
        .arg(holder->pid)
        .arg(where);
}

} // namespace larder
