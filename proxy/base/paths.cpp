// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include "base/filedescriptor.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace larder
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

QString display(const std::filesystem::path &path)
{
    return QFile::decodeName(path.c_str());
}

// An absolute folder from the environment; empty when unset or relative.
std::filesystem::path folderFromEnvironment(const char *variable)
{
    const char *value = std::getenv(variable);
    if (value == nullptr || *value != '/') {
        return {};
    }
    return value;
}

} // namespace

Result<Paths> Paths::fromEnvironment()
{
    const std::filesystem::path home = folderFromEnvironment("HOME");
    const auto base = [&home](const char *variable, const char *below) -> std::filesystem::path {
        std::filesystem::path folder = folderFromEnvironment(variable);
        if (folder.empty() && !home.empty()) {
            folder = home / below;
        }
        return folder.empty() ? folder : folder / "larder";
    };
    Paths paths{.cache = base("XDG_CACHE_HOME", ".cache"),
                .state = base("XDG_STATE_HOME", ".local/state"),
                .config = base("XDG_CONFIG_HOME", ".config"),
                .runtime = folderFromEnvironment("XDG_RUNTIME_DIR")};
    if (paths.cache.empty() || paths.state.empty() || paths.config.empty()) {
        return fail(FaultKind::NotFound,
                    translate("Larder does not know where to keep its files, since the environment "
                              "names no home folder."),
                    translate("Set HOME, or XDG_CACHE_HOME, XDG_STATE_HOME and XDG_CONFIG_HOME, to "
                              "absolute folders."));
    }
    paths.config /= "larder.ini";
    paths.runtime = paths.runtime.empty() ? paths.state / "runtime" : paths.runtime / "larder";
    return paths;
}

Result<void> ensureWritableFolder(const std::filesystem::path &folder)
{
    std::filesystem::path made;
    for (const std::filesystem::path &part : folder) {
        made /= part;
        // A parent that is there may refuse mkdir in other ways than EEXIST (EROFS, EACCES).
        struct stat status{};
        if (::stat(made.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
            continue;
        }
        if (::mkdir(made.c_str(), 0700) != 0 && errno != EEXIST) {
            return std::unexpected(
                systemFault(errno, translate("The folder %1 cannot be made").arg(display(folder))));
        }
    }
    std::string probe = folder / ".probe-XXXXXX";
    const FileDescriptor file(::mkostemp(probe.data(), O_CLOEXEC));
    if (!file.isOpen()) {
        return std::unexpected(systemFault(
            errno, translate("The folder %1 cannot be written to").arg(display(folder))));
    }
    ::unlink(probe.c_str());
    return {};
}

} // namespace larder
