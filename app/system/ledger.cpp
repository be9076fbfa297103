// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/ledger.h"

#include "base/filechange.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::system
{

namespace
{

// Some hundred files of the largest kind would fit; the changes of a machine are a dozen.
constexpr std::size_t maxLedgerBytes = std::size_t{64} << 20U;
constexpr std::array kindNames{"nothing"_L1, "file"_L1, "link"_L1};

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::Ledger", text);
}

QString display(const std::filesystem::path &path)
{
    return QFile::decodeName(path.c_str());
}

// Bytes may be anything: Base64, so that they come back as they were.
QJsonObject toJson(const PlaceContent &content)
{
    return {{u"kind"_s, kindName(content.kind)},
            {u"base64"_s, QString::fromLatin1(QByteArray::fromStdString(content.bytes).toBase64())},
            {u"private"_s, content.access == NewFile::Private}};
}

std::optional<PlaceContent> contentFromJson(const QJsonValue &value)
{
    const auto *const kind = std::ranges::find(kindNames, value[u"kind"].toString());
    if (kind == kindNames.end()) {
        return std::nullopt;
    }
    return PlaceContent{
        .kind = static_cast<PlaceContent::Kind>(kind - kindNames.begin()),
        .bytes = QByteArray::fromBase64(value[u"base64"].toString().toLatin1()).toStdString(),
        .access = value[u"private"].toBool() ? NewFile::Private : NewFile::Public};
}

std::optional<Change> changeFromJson(const QJsonValue &value)
{
    auto before = contentFromJson(value[u"before"]);
    auto after = contentFromJson(value[u"after"]);
    const QString path = value[u"path"].toString();
    if (!before || !after || !path.startsWith(u'/')) {
        return std::nullopt;
    }
    return Change{.path = QFile::encodeName(path).toStdString(),
                  .purpose = value[u"purpose"].toString(),
                  .time = value[u"time"].toString(),
                  .before = *std::move(before),
                  .after = *std::move(after)};
}

Result<PlaceContent> contentAt(const std::filesystem::path &path)
{
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return PlaceContent{};
    }
    if (std::filesystem::is_symlink(status)) {
        return PlaceContent{.kind = PlaceContent::Kind::Link,
                            .bytes = std::filesystem::read_symlink(path, error).string()};
    }
    auto bytes = readFile(path, Ledger::maxFileBytes);
    if (!bytes) {
        return std::unexpected(std::move(bytes.error()));
    }
    using std::filesystem::perms;
    const bool isPrivate =
        (status.permissions() & (perms::group_read | perms::others_read)) == perms::none;
    return PlaceContent{.kind = PlaceContent::Kind::File,
                        .bytes = *std::move(bytes),
                        .access = isPrivate ? NewFile::Private : NewFile::Public};
}

std::unexpected<Fault> cannotRemove(const std::filesystem::path &path, const std::error_code &error)
{
    return std::unexpected(
        systemFault(error.value(), tr("%1 cannot be removed").arg(display(path))));
}

Result<void> restore(const std::filesystem::path &path, const PlaceContent &content)
{
    std::error_code error;
    if (content.kind != PlaceContent::Kind::Nothing) {
        // systemd removes folders of links that have become empty.
        std::filesystem::create_directories(path.parent_path(), error);
    }
    if (content.kind == PlaceContent::Kind::File) {
        return replaceFile(path, content.bytes, content.access);
    }
    std::filesystem::remove(path, error);
    if (error) {
        return cannotRemove(path, error);
    }
    if (content.kind == PlaceContent::Kind::Link) {
        std::filesystem::create_symlink(content.bytes, path, error);
        if (error) {
            return std::unexpected(
                systemFault(error.value(), tr("The link %1 cannot be made").arg(display(path))));
        }
    }
    return {};
}

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

} // namespace

QString kindName(PlaceContent::Kind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

Ledger::Ledger(const std::filesystem::path &stateFolder)
    : m_file(stateFolder / "changes.json")
{}

Result<std::vector<Change>> Ledger::changes() const
{
    const auto text = readFile(m_file, maxLedgerBytes);
    if (!text && text.error().kind == FaultKind::NotFound) {
        return std::vector<Change>();
    }
    if (!text) {
        return std::unexpected(text.error());
    }
    const auto unreadable = [this] {
        return fail(FaultKind::Damaged,
                    tr("%1, which lists what Larder changed on this machine, cannot be read.")
                        .arg(display(m_file)),
                    tr("Move it away; what it lists must then be undone by hand."));
    };
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(*text));
    if (!document.isArray()) {
        return unreadable();
    }
    std::vector<Change> changes;
    for (const QJsonValue value : document.array()) {
        auto change = changeFromJson(value);
        if (!change) {
            return unreadable();
        }
        changes.push_back(*std::move(change));
    }
    return changes;
}

Result<void> Ledger::store(const std::vector<Change> &changes) const
{
    QJsonArray array;
    for (const Change &change : changes) {
        array.append(QJsonObject{{u"path"_s, display(change.path)},
                                 {u"purpose"_s, change.purpose},
                                 {u"time"_s, change.time},
                                 {u"before"_s, toJson(change.before)},
                                 {u"after"_s, toJson(change.after)}});
    }
    return replaceFile(m_file, QJsonDocument(array).toJson().toStdString(), NewFile::Private);
}

Result<Ledger::Held> Ledger::hold() const
{
    if (auto ready = ensureWritableFolder(m_file.parent_path()); !ready) {
        return std::unexpected(std::move(ready.error()));
    }
    auto lock = lockForChange(m_file);
    if (!lock) {
        return std::unexpected(std::move(lock.error()));
    }
    auto all = changes();
    if (!all) {
        return std::unexpected(std::move(all.error()));
    }
    return Held{.lock = *std::move(lock), .changes = *std::move(all)};
}

Result<void> Ledger::writeFile(const std::filesystem::path &path, const std::string &text,
                               const QString &purpose)
{
    const auto found = contentAt(path);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (found->kind == PlaceContent::Kind::Link) {
        return fail(
            FaultKind::NotAllowed,
            tr("%1 is a link that Larder did not make, and stays as it is.").arg(display(path)),
            tr("Move it away if you want Larder's file there."));
    }
    const PlaceContent wanted{.kind = PlaceContent::Kind::File, .bytes = text};
    if (auto ready = ensureWritableFolder(path.parent_path()); !ready) {
        return ready;
    }
    auto held = hold();
    if (!held) {
        return std::unexpected(std::move(held.error()));
    }
    std::vector<Change> &all = held->changes;
    const auto known = std::ranges::find(all, path, &Change::path);
    if (known != all.end()) {
        known->after = wanted;
    } else if (*found != wanted) {
        all.push_back(
            {.path = path, .purpose = purpose, .time = now(), .before = *found, .after = wanted});
    } else {
        return {};
    }
    return store(all).and_then([&] { return replaceFile(path, text, NewFile::Public); });
}

Result<void> Ledger::moveAside(const std::filesystem::path &path, const QString &purpose)
{
    auto found = contentAt(path);
    if (!found) {
        return std::unexpected(std::move(found.error()));
    }
    if (*found == PlaceContent()) {
        return {};
    }
    auto held = hold();
    if (!held) {
        return std::unexpected(std::move(held.error()));
    }
    // What is known of an earlier change there is what Larder made, and somebody replaced.
    std::erase_if(held->changes, [&path](const Change &change) { return change.path == path; });
    held->changes.push_back({.path = path,
                             .purpose = purpose,
                             .time = now(),
                             .before = *std::move(found),
                             .after = {}});
    return store(held->changes).and_then([&path] { return restore(path, {}); });
}

Result<void> Ledger::noteLink(const std::filesystem::path &path, const std::string &target,
                              const QString &purpose)
{
    auto held = hold();
    if (!held) {
        return std::unexpected(std::move(held.error()));
    }
    std::vector<Change> &all = held->changes;
    auto known = std::ranges::find(all, path, &Change::path);
    if (known == all.end()) {
        known = all.insert(
            known, {.path = path, .purpose = purpose, .time = now(), .before = {}, .after = {}});
    }
    known->after = {.kind = PlaceContent::Kind::Link, .bytes = target};
    return store(all);
}

Result<void> Ledger::forget(const std::filesystem::path &path)
{
    std::error_code error;
    if (!std::filesystem::exists(m_file, error)) {
        return {};
    }
    auto held = hold();
    if (!held) {
        return std::unexpected(std::move(held.error()));
    }
    std::vector<Change> &all = held->changes;
    const auto known = std::ranges::find(all, path, &Change::path);
    if (known == all.end()) {
        return {};
    }
    if (known->before == PlaceContent()) {
        all.erase(known);
    } else {
        known->after = {};
    }
    return store(all);
}

Result<Ledger::Standing> Ledger::standing(const Change &change)
{
    return contentAt(change.path).transform([&change](const PlaceContent &found) {
        if (found == change.before) {
            return Standing::BackAgain;
        }
        return found == change.after ? Standing::AsChanged : Standing::ChangedOn;
    });
}

Result<void> Ledger::undo(const std::filesystem::path &path)
{
    const auto nothing = [&path] {
        return fail(FaultKind::NotFound, tr("Larder changed nothing at %1.").arg(display(path)));
    };
    std::error_code error;
    if (!std::filesystem::exists(m_file, error)) {
        return nothing();
    }
    auto held = hold();
    if (!held) {
        return std::unexpected(std::move(held.error()));
    }
    std::vector<Change> &all = held->changes;
    const auto known = std::ranges::find(all, path, &Change::path);
    if (known == all.end()) {
        return nothing();
    }
    const auto found = standing(*known);
    if (!found) {
        return std::unexpected(found.error());
    }
    switch (*found) {
    case Standing::BackAgain: // gone already, or never carried out
        break;
    case Standing::ChangedOn:
        return fail(
            FaultKind::InUse,
            tr("%1 was changed since Larder wrote it, and stays as it is.").arg(display(path)),
            tr("Look at it, and remove it yourself if it is not needed."));
    case Standing::AsChanged:
        if (auto restored = restore(path, known->before); !restored) {
            return restored;
        }
        break;
    }
    all.erase(known);
    return store(all);
}

} // namespace larder::system
