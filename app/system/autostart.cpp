// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/autostart.h"

#include "base/filechange.h"
#include "base/inifile.h"
#include "system/ledger.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

namespace larder::system
{

namespace
{

constexpr std::string_view fileName = "org.larder.Larder.desktop";
constexpr std::string_view programName = "larder-tray";
constexpr std::string_view group = "Desktop Entry";
constexpr std::size_t maxFileBytes = std::size_t{64} << 10U; // a desktop file has some lines

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::Autostart", text);
}

QString purpose()
{
    return QStringLiteral("autostart");
}

std::optional<std::string_view> valueOf(const std::vector<ini::Entry> &entries,
                                        std::string_view key)
{
    const auto found = std::ranges::find_if(entries, [key](const ini::Entry &entry) {
        return entry.group == group && entry.key == key;
    });
    return found == entries.end() ? std::nullopt : std::optional(found->value);
}

// A word as Exec= wants it: quoted where necessary, and every backslash twice, since the value
// itself is a string with escapes (Desktop Entry Specification, "The Exec key").
std::string quoted(const std::string &word)
{
    const bool isPlain = std::ranges::all_of(word, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("/._-+").contains(c);
    });
    if (isPlain) {
        return word;
    }
    std::string text = "\"";
    for (const char c : word) {
        if (c == '\\') {
            text += R"(\\\)";
        } else if (std::string_view("\"`$").contains(c)) {
            text += R"(\\)";
        } else if (c == '%') {
            text += '%';
        }
        text += c;
    }
    return text + '"';
}

// The first word of an Exec= value.
std::string programIn(std::string_view exec)
{
    std::string plain; // without the escapes of a string
    for (std::size_t at = 0; at < exec.size(); ++at) {
        at += exec[at] == '\\' && at + 1 < exec.size() ? 1U : 0U;
        plain += exec[at];
    }
    const bool isQuoted = plain.starts_with('"');
    std::string word;
    for (std::size_t at = isQuoted ? 1 : 0; at < plain.size(); ++at) {
        const bool hasNext = at + 1 < plain.size();
        if (plain[at] == (isQuoted ? '"' : ' ')) {
            break;
        }
        if (hasNext &&
            ((isQuoted && plain[at] == '\\') || (plain[at] == '%' && plain[at + 1] == '%'))) {
            ++at;
        }
        word += plain[at];
    }
    return word;
}

// The file behind the name of a program; the name itself where there is none.
std::filesystem::path resolved(const std::string &program)
{
    const QString found =
        QStandardPaths::findExecutable(QString::fromStdString(program)); // absolute ones too
    std::error_code error;
    const std::filesystem::path path =
        found.isEmpty() ? program : QFile::encodeName(found).toStdString();
    auto canonical = std::filesystem::weakly_canonical(path, error);
    return error ? path : canonical;
}

bool isOff(const std::vector<ini::Entry> &entries)
{
    return valueOf(entries, "Hidden") == "true" ||
           valueOf(entries, "X-GNOME-Autostart-enabled") == "false";
}

} // namespace

std::filesystem::path autostartFile(const Paths &paths)
{
    return paths.config.parent_path().parent_path() / "autostart" / fileName;
}

std::string autostartText(const std::filesystem::path &program)
{
    // By its name where that is found, so that the entry survives a move of the package.
    const bool isInPath = resolved(std::string(programName)) == resolved(program);
    const std::string word = isInPath ? std::string(programName) : quoted(program.string());
    return "[Desktop Entry]\n"
           "Type=Application\n"
           "Name=Larder\n"
           "Comment=Caches for the packages that this machine downloads\n"
           "Icon=org.larder.Larder\n"
           "Exec=" +
           word +
           " --background\n"
           "Terminal=false\n"
           "StartupNotify=false\n"
           "X-GNOME-Autostart-enabled=true\n";
}

Autostart readAutostart(const std::string &text, const std::filesystem::path &program)
{
    const auto entries = ini::read(text);
    if (!entries) {
        return {.state = Autostart::State::Foreign, .file = {}, .program = {}};
    }
    Autostart found{.state = Autostart::State::On, .file = {}, .program = {}};
    found.program = programIn(valueOf(*entries, "Exec").value_or(std::string_view()));
    const std::filesystem::path named = resolved(found.program);
    if (isOff(*entries)) {
        found.state = Autostart::State::Off; // whatever it would start
    } else if (named == resolved(program.string())) {
        found.state = Autostart::State::On;
    } else {
        found.state = named.filename() == programName ? Autostart::State::OtherProgram
                                                      : Autostart::State::Foreign;
    }
    return found;
}

Autostart lookAtAutostart(const Paths &paths, const std::filesystem::path &program)
{
    const std::filesystem::path file = autostartFile(paths);
    const auto text = readFile(file, maxFileBytes);
    Autostart found;
    if (text) {
        found = readAutostart(*text, program);
    } else if (text.error().kind != FaultKind::NotFound) {
        found.state = Autostart::State::Foreign;
    }
    found.file = file;
    return found;
}

Result<void> turnAutostartOn(const Paths &paths, const std::filesystem::path &program)
{
    const Autostart now = lookAtAutostart(paths, program);
    if (now.state == Autostart::State::On) {
        return {};
    }
    if (now.state == Autostart::State::Foreign) {
        return fail(FaultKind::NotAllowed,
                    tr("%1 is not Larder's own, and stays as it is.")
                        .arg(QFile::decodeName(now.file.c_str())),
                    tr("Move it away if Larder is to start with the session."));
    }
    return Ledger(paths.state).writeFile(now.file, autostartText(program), purpose());
}

Result<void> turnAutostartOff(const Paths &paths, const std::filesystem::path &program)
{
    const auto isOn = [&] {
        const auto state = lookAtAutostart(paths, program).state;
        return state == Autostart::State::On || state == Autostart::State::OtherProgram;
    };
    if (!isOn()) {
        return {};
    }
    Ledger ledger(paths.state);
    const std::filesystem::path file = autostartFile(paths);
    // Whoever changed the file since, or made it: it is switched off as it is, below.
    if (auto undone = ledger.undo(file); !undone && undone.error().kind != FaultKind::NotFound &&
                                         undone.error().kind != FaultKind::InUse) {
        return undone;
    }
    if (!isOn()) {
        return {};
    }
    return readFile(file, maxFileBytes)
        .and_then(
            [](const std::string &text) { return ini::withValue(text, group, "Hidden", "true"); })
        .and_then([&](const std::string &text) { return ledger.writeFile(file, text, purpose()); });
}

} // namespace larder::system
