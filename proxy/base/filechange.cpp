// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/filechange.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace larder
{

namespace
{

constexpr std::chrono::seconds lockLimit{5};
constexpr std::chrono::milliseconds lockRetry{10};

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

QString display(const std::filesystem::path &path)
{
    return QFile::decodeName(path.c_str());
}

} // namespace

Result<FileDescriptor> lockForChange(const std::filesystem::path &file)
{
    std::filesystem::path path = file;
    path += ".lock";
    FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock.isOpen()) {
        return std::unexpected(
            systemFault(errno, translate("The file %1 cannot be opened").arg(display(path))));
    }
    const auto deadline = std::chrono::steady_clock::now() + lockLimit;
    while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return std::unexpected(
                systemFault(errno, translate("The file %1 cannot be locked").arg(display(path))));
        }
        if (std::chrono::steady_clock::now() > deadline) {
            return fail(
                FaultKind::Busy,
                translate("Another program has been changing %1 for too long.").arg(display(file)),
                translate("Try again; what it holds is %1.").arg(display(path)));
        }
        std::this_thread::sleep_for(lockRetry);
    }
    return lock;
}

Result<void> replaceFile(const std::filesystem::path &file, std::string_view text, NewFile made)
{
    const bool isNew = !QFile::exists(display(file));
    QSaveFile out(display(file));
    const auto length = static_cast<qint64>(text.size());
    bool isGood = out.open(QIODevice::WriteOnly);
    if (isGood && isNew) {
        QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner;
        permissions.setFlag(QFile::ReadGroup, made == NewFile::Public);
        permissions.setFlag(QFile::ReadOther, made == NewFile::Public);
        isGood = out.setPermissions(permissions);
    }
    if (!isGood || out.write(text.data(), length) != length || !out.commit()) {
        return fail(out.error() == QFileDevice::OpenError ? FaultKind::ReadOnly
                                                          : FaultKind::NoSpace,
                    translate("%1 cannot be written: %2.").arg(display(file), out.errorString()));
    }
    return {};
}

Result<std::string> readFile(const std::filesystem::path &file, std::size_t maxBytes)
{
    const auto systemError = [&file] {
        return std::unexpected(
            systemFault(errno, translate("%1 cannot be read").arg(display(file))));
    };
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    const FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat status{};
    if (!opened.isOpen() || ::fstat(opened.get(), &status) != 0) {
        return systemError();
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(FaultKind::BadInput,
                    translate("%1 is not an ordinary file.").arg(display(file)));
    }
    std::string text(maxBytes + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const ssize_t got = ::read(opened.get(), text.data() + length, text.size() - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError();
        }
        if (got == 0) {
            break;
        }
        length += static_cast<std::size_t>(got);
    }
    if (length > maxBytes) {
        return fail(FaultKind::TooLarge,
                    translate("%1 is larger than %2 bytes.").arg(display(file)).arg(maxBytes));
    }
    text.resize(length);
    return text;
}

} // namespace larder
