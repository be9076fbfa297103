// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ownerlock.h"

#include "base/bytesize.h"
#include "base/number.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QFile>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace larder
{

namespace
{

constexpr std::size_t maxOwnerBytes = 16 * KiB; // some hundred addresses
constexpr qsizetype maxTroubleLength = 1000;    // a sentence or two, with a path
constexpr std::size_t maxOriginLength = 300;    // the longest name of a host, and what is around it
constexpr std::string_view kindKey = "trouble-kind"; // of the trouble before it
// The text ends with this line: what follows is the rest of a longer, older text.
constexpr std::string_view endLine = "end\n";

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::filesystem::path ownerFile(const std::filesystem::path &runtimeFolder,
                                const std::string &cache)
{
    return runtimeFolder / (cache + ".owner");
}

// Locks of the open file description: they go with it, and can be asked for without taking them.
struct flock wholeFile(short type)
{
    struct flock lock{};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    return lock;
}

std::string ownerText(const CacheOwner &owner)
{
    std::string text = "pid=" + std::to_string(owner.pid) + "\nmode=";
    text += networkModeName(owner.network.mode);
    text += "\nreason=";
    text += networkReasonName(owner.network.reason);
    text += '\n';
    if (owner.network.until) {
        text += "until=" + Pause{.until = *owner.network.until}.text() + '\n';
    }
    for (const ListenAddress &address : owner.addresses) {
        text += "listen=" + address.text() + '\n';
    }
    for (const Trouble &trouble : owner.troubles) {
        text += "trouble=" + trouble.text.left(maxTroubleLength).simplified().toStdString() + '\n';
        // A line of its own, since an older Larder takes the other for the sentence.
        text.append(kindKey).append("=").append(troubleKindName(trouble.kind)) += '\n';
    }
    std::size_t told = 0;
    for (const DownOrigin &down : owner.downOrigins) {
        const std::string value = downOriginText(down);
        if (value.size() <= maxOriginLength && downOriginFromText(value) &&
            told++ < maxToldOrigins) {
            text += "down=" + value + '\n';
        }
    }
    text += endLine;
    return text;
}

std::optional<CacheOwner> parseOwner(const std::string &cache, std::string_view text)
{
    CacheOwner owner{.cache = cache, .pid = 0, .addresses = {}, .network = {}};
    for (;;) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view line = text.substr(0, end + 1);
        if (line == endLine) {
            return owner.pid > 0 ? std::optional(owner) : std::nullopt;
        }
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view key = line.substr(0, equals);
        const std::string_view value = text.substr(equals + 1, end - equals - 1);
        if (key == "pid") {
            owner.pid = parseNumber<std::int64_t>(value).value_or(0);
        } else if (key == "mode") {
            owner.network.mode = networkModeFromName(value).value_or(NetworkMode::Normal);
        } else if (key == "reason") {
            owner.network.reason = networkReasonFromName(value).value_or(NetworkReason::Ordinary);
        } else if (key == "until") {
            if (const auto pause = Pause::parse(value).value_or(std::nullopt)) {
                owner.network.until = pause->until;
            }
        } else if (key == "trouble") {
            owner.troubles.push_back(
                {.kind = TroubleKind::Other,
                 .text = QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()))});
        } else if (key == kindKey) {
            if (!owner.troubles.empty()) {
                owner.troubles.back().kind =
                    troubleKindFromName(value).value_or(TroubleKind::Other);
            }
        } else if (key == "down") {
            auto down = downOriginFromText(value);
            if (down && owner.downOrigins.size() < maxToldOrigins) {
                owner.downOrigins.push_back(*std::move(down));
            }
        } else if (key == "listen") {
            if (auto address = ListenAddress::parse(value)) {
                owner.addresses.push_back(*std::move(address));
            }
        }
        text.remove_prefix(end + 1);
    }
}

std::optional<CacheOwner> readText(int fd, const std::string &cache)
{
    std::string text(maxOwnerBytes, '\0');
    const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
    if (length <= 0) {
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(length));
    return parseOwner(cache, text);
}

Fault inUse(int fd, const std::string &cache)
{
    const auto owner = readText(fd, cache);
    QString what = translate("The cache %1 is already run by another process.")
                       .arg(QString::fromStdString(cache));
    if (owner) {
        what = translate("The cache %1 is already run by process %2 (%3).")
                   .arg(QString::fromStdString(cache))
                   .arg(owner->pid)
                   .arg(processName(owner->pid));
    }
    return {.kind = FaultKind::InUse,
            .what = what,
            .advice = translate("Stop that process first, or let it do the work.")};
}

} // namespace

Result<OwnerLock> OwnerLock::take(const std::filesystem::path &runtimeFolder,
                                  const std::string &cache)
{
    if (auto ready = ensureWritableFolder(runtimeFolder); !ready) {
        return std::unexpected(ready.error());
    }
    const std::filesystem::path path = ownerFile(runtimeFolder, cache);
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen()) {
        return std::unexpected(systemFault(
            errno, translate("The file %1 cannot be opened").arg(QFile::decodeName(path.c_str()))));
    }
    struct flock lock = wholeFile(F_WRLCK);
    if (::fcntl(file.get(), F_OFD_SETLK, &lock) != 0) {
        if (errno == EAGAIN || errno == EACCES) {
            return std::unexpected(inUse(file.get(), cache));
        }
        return std::unexpected(systemFault(
            errno, translate("The file %1 cannot be locked").arg(QFile::decodeName(path.c_str()))));
    }
    OwnerLock taken(std::move(file));
    // What an earlier owner wrote is not true any more.
    if (auto announced = taken.announce({.cache = cache, .pid = 0, .addresses = {}, .network = {}});
        !announced) {
        return std::unexpected(announced.error());
    }
    return taken;
}

Result<void> OwnerLock::announce(const CacheOwner &owner)
{
    CacheOwner mine = owner;
    mine.pid = ::getpid();
    const std::string text = ownerText(mine);
    if (text.size() > maxOwnerBytes) {
        return fail(FaultKind::TooLarge, translate("The cache listens on too many addresses."),
                    translate("Name fewer addresses in the settings."));
    }
    const ssize_t written = ::pwrite(m_file.get(), text.data(), text.size(), 0);
    if (written != static_cast<ssize_t>(text.size()) ||
        ::ftruncate(m_file.get(), static_cast<off_t>(text.size())) != 0) {
        return std::unexpected(
            systemFault(written < 0 ? errno : ENOSPC,
                        translate("The owner of the cache cannot be written down")));
    }
    return {};
}

std::optional<CacheOwner> readOwner(const std::filesystem::path &runtimeFolder,
                                    const std::string &cache)
{
    const FileDescriptor file(::open(ownerFile(runtimeFolder, cache).c_str(),
                                     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.isOpen()) {
        return std::nullopt;
    }
    struct flock lock = wholeFile(F_RDLCK);
    if (::fcntl(file.get(), F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) {
        return std::nullopt;
    }
    return readText(file.get(), cache);
}

QString processName(std::int64_t pid)
{
    QFile file(QStringLiteral("/proc/%1/comm").arg(pid));
    constexpr qint64 maxNameBytes = 64;
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(maxNameBytes)).trimmed()
                                          : QString();
}

} // namespace larder
