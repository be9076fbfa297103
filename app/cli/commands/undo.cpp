// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/undo.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "page/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

using system::PlaceContent;
using system::Undone;

enum class Doing { Rehearsing, Really };

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Undo", text);
}

QByteArray jsonOf(const std::vector<Undone> &changes, Doing doing)
{
    QJsonArray array;
    for (const Undone &undone : changes) {
        array.append(QJsonObject{
            {u"path"_s, QString::fromStdString(undone.change.path.string())},
            {u"purpose"_s, undone.change.purpose},
            {u"time"_s, undone.change.time},
            {u"before"_s, system::kindName(undone.change.before.kind)},
            {u"done"_s, doing == Doing::Really && !undone.fault},
            {u"fault"_s, undone.fault ? QJsonValue(undone.fault->text()) : QJsonValue()}});
    }
    return QJsonDocument(
               QJsonObject{{u"dryRun"_s, doing == Doing::Rehearsing}, {u"changes"_s, array}})
        .toJson();
}

// Faults of single changes go to standard error where something was to be done.
QByteArray textOf(const std::vector<Undone> &changes, Doing doing)
{
    if (changes.empty()) {
        return tr("Larder has changed nothing outside its own folders.").toUtf8() + '\n';
    }
    QString text;
    for (const Undone &undone : changes) {
        const bool isRemoved = undone.change.before.kind == PlaceContent::Kind::Nothing;
        const QString path = page::printable(undone.change.path.string());
        if (!undone.fault) {
            const QString words = doing == Doing::Really
                                      ? (isRemoved ? tr("Removed: %1") : tr("Put back: %1"))
                                      : (isRemoved ? tr("Would be removed: %1")
                                                   : tr("Would be put back as it was: %1"));
            text += words.arg(path) + u'\n';
        } else if (doing == Doing::Rehearsing) {
            text += page::printable(undone.fault->text().toStdString()) + u'\n';
        }
    }
    return text.toUtf8();
}

int undo(const Paths &paths, Form form, Doing doing)
{
    system::Ledger ledger(paths.state);
    Result<std::vector<Undone>> changes;
    if (doing == Doing::Rehearsing) {
        changes = lookAtUndo(ledger);
    } else {
        auto manager = system::UserManager::connect(); // without one, nothing of ours runs
        changes = undoAll(manager ? &*manager : nullptr, ledger);
    }
    if (!changes) {
        return report(changes.error(), Failed);
    }
    std::ignore = print(form == Form::Json ? jsonOf(*changes, doing) : textOf(*changes, doing));
    if (doing == Doing::Rehearsing) {
        return Done;
    }
    int status = Done;
    for (const Undone &undone : *changes) {
        if (undone.fault) {
            status = report(*undone.fault, Failed);
        }
    }
    return status;
}

} // namespace

Command undoCommand()
{
    return {.name = u"undo"_s,
            .help =
                tr("larder undo          turns the caches off and puts back what Larder changed "
                   "on\n"
                   "                     this machine; what somebody changed since is left "
                   "alone\n"
                   "larder undo --dry-run   only says what that is"),
            .options = {QCommandLineOption(u"dry-run"_s)},
            .understand = [](const Arguments &arguments) -> Result<Action> {
                const Doing doing =
                    arguments.options.isSet(u"dry-run"_s) ? Doing::Rehearsing : Doing::Really;
                return [form = arguments.form, doing](const Paths &paths) {
                    return undo(paths, form, doing);
                };
            }};
}

} // namespace larder::cli
