// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/inifile.h"

#include "base/settingvalues.h"

#include <QCoreApplication>
#include <QUtf8StringView>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace larder::ini
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::unexpected<Fault> badLine(int number, const QString &what)
{
    return fail(FaultKind::BadInput,
                translate("Line %1 of the settings cannot be read: %2").arg(number).arg(what));
}

// The next line with its end; empty when there is none.
std::string_view firstLine(std::string_view text)
{
    const std::size_t end = text.find('\n');
    return text.substr(0, end == std::string_view::npos ? end : end + 1);
}

// The line without its end and the white space around it.
std::string_view contentOf(std::string_view line)
{
    if (line.ends_with('\n')) {
        line.remove_suffix(1);
    }
    return trimmed(line);
}

bool isPlainText(std::string_view text)
{
    const auto isControl = [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7F';
    };
    return QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8() &&
           !std::ranges::any_of(text, isControl);
}

bool isGroup(std::string_view content)
{
    return content.starts_with('[') && content.ends_with(']');
}

std::string_view groupName(std::string_view content)
{
    return trimmed(content.substr(1, content.size() - 2));
}

std::string_view withoutByteOrderMark(std::string_view text)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

// Where a new line of a group belongs: after the last line of its first part that is neither empty
// nor a comment. Nothing without such a group.
std::optional<std::size_t> endOfGroup(std::string_view text, std::string_view group)
{
    std::optional<std::size_t> end;
    const std::size_t start = text.size() - withoutByteOrderMark(text).size();
    for (std::size_t at = start; at < text.size();) {
        const std::string_view line = firstLine(text.substr(at));
        const std::string_view content = contentOf(line);
        at += line.size();
        if (isGroup(content)) {
            if (end) {
                break;
            }
            if (groupName(content) == group) {
                end = at;
            }
        } else if (end && !content.empty() && !content.starts_with(';') &&
                   !content.starts_with('#')) {
            end = at;
        }
    }
    return end;
}

const Entry *findEntry(const std::vector<Entry> &entries, std::string_view group,
                       std::string_view key)
{
    const auto found = std::ranges::find_if(
        entries, [&](const Entry &entry) { return entry.group == group && entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

} // namespace

Result<std::vector<Entry>> read(std::string_view text)
{
    if (text.size() > maxBytes) {
        return fail(FaultKind::TooLarge, translate("The settings file is larger than 1 MiB."),
                    translate("It should hold a few lines: remove what does not belong there."));
    }
    text = withoutByteOrderMark(text);
    std::vector<Entry> entries;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::string_view group;
    for (int number = 1; !text.empty(); ++number) {
        const std::string_view line = firstLine(text);
        const std::string_view content = contentOf(line);
        text.remove_prefix(line.size());
        if (!isPlainText(content)) {
            return badLine(number, translate("it is not plain UTF-8 text."));
        }
        if (content.empty() || content.front() == ';' || content.front() == '#') {
            continue;
        }
        if (content.front() == '[') {
            if (!isGroup(content)) {
                return badLine(number, translate("a group is written as [name]."));
            }
            group = groupName(content);
            continue;
        }
        const std::size_t equals = content.find('=');
        const std::string_view key = trimmed(content.substr(0, equals));
        if (equals == std::string_view::npos || key.empty()) {
            return badLine(number, translate("a setting is written as key=value."));
        }
        if (!seen.emplace(group, key).second) {
            return badLine(number, translate("%1 in [%2] is given twice.")
                                       .arg(recognisable(key), recognisable(group)));
        }
        entries.push_back({.group = group,
                           .key = key,
                           .value = trimmed(content.substr(equals + 1)),
                           .line = line});
    }
    return entries;
}

Result<std::string> withValue(std::string_view text, std::string_view group, std::string_view key,
                              std::string_view value)
{
    if (!isPlainText(value)) {
        return fail(FaultKind::BadInput,
                    translate("A setting cannot hold line breaks or control characters."));
    }
    const auto entries = read(text);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    // As the file ends its lines.
    const std::string end = firstLine(text).ends_with("\r\n") ? "\r\n" : "\n";
    const std::string line = std::string(key) + '=' + std::string(value) + end;
    std::string result(text);
    if (const Entry *entry = findEntry(*entries, group, key)) {
        result.replace(static_cast<std::size_t>(entry->line.data() - text.data()),
                       entry->line.size(), line);
        return result;
    }
    if (!result.empty() && !result.ends_with('\n')) {
        result += end;
    }
    if (const auto place = endOfGroup(result, group)) {
        result.insert(*place, line);
        return result;
    }
    if (!result.empty()) {
        result += end;
    }
    result += '[' + std::string(group) + ']' + end + line;
    return result;
}

Result<std::string> withoutValue(std::string_view text, std::string_view group,
                                 std::string_view key)
{
    const auto entries = read(text);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    std::string result(text);
    if (const Entry *entry = findEntry(*entries, group, key)) {
        result.erase(static_cast<std::size_t>(entry->line.data() - text.data()),
                     entry->line.size());
    }
    return result;
}

} // namespace larder::ini
