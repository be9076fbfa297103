// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/stockwords.h"
#include "page/words.h"
#include "stock/words.h"

#include <QCoreApplication>

#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Pin", text);
}

using Change = Result<stock::Change> (*)(const Paths &, const store::Wanted &, stock::Doing);

struct Words
{
    const char *done;
    const char *rehearsed;
    const char *nothing; // to do
};

constexpr Words pinWords{.done = QT_TRANSLATE_NOOP("larder::cli::Pin", "Pinned: %1."),
                         .rehearsed = QT_TRANSLATE_NOOP("larder::cli::Pin", "Would be pinned: %1."),
                         .nothing =
                             QT_TRANSLATE_NOOP("larder::cli::Pin", "All of it is pinned already.")};
constexpr Words unpinWords{
    .done = QT_TRANSLATE_NOOP("larder::cli::Pin", "No longer pinned: %1."),
    .rehearsed = QT_TRANSLATE_NOOP("larder::cli::Pin", "Would no longer be pinned: %1."),
    .nothing = QT_TRANSLATE_NOOP("larder::cli::Pin", "Nothing of it is pinned.")};

int changePins(const Paths &paths, const store::Wanted &wanted, stock::Doing doing, Form form,
               Change change, const Words &words)
{
    const auto changed = change(paths, wanted, doing);
    if (!changed) {
        return report(changed.error(), Failed);
    }
    if (form == Form::Json) {
        std::ignore = print(changeJson(*changed, doing));
        return Done;
    }
    QString text;
    for (const store::Listed &entry : changed->entries) {
        text += stockLine(entry.size, entry.usedAt, page::printable(entry.name), false);
    }
    text += changed->entries.empty()
                ? tr(words.nothing)
                : tr(doing == stock::Doing::Really ? words.done : words.rehearsed)
                      .arg(stock::amountWords(changed->amount));
    std::ignore = print((text + u'\n').toUtf8());
    return Done;
}

Command pinningCommand(const QString &name, const QString &help, Change change, const Words &words)
{
    return {.name = name,
            .help = help,
            .options = {cacheOption(), dryRunOption()},
            .leastWords = 1,
            .mostWords = Command::anyNumber,
            .understand = [change, &words](const Arguments &arguments) -> Result<Action> {
                auto wanted = wantedFrom(arguments);
                if (!wanted) {
                    return std::unexpected(wanted.error());
                }
                return [wanted = std::move(*wanted), doing = doingFrom(arguments),
                        form = arguments.form, change, &words](const Paths &paths) {
                    return changePins(paths, wanted, doing, form, change, words);
                };
            }};
}

} // namespace

Command pinCommand()
{
    return pinningCommand(
        u"pin"_s,
        tr("larder pin PATTERN …\n"
           "                     never removed to make room, until it is unpinned"),
        stock::pin, pinWords);
}

Command unpinCommand()
{
    return pinningCommand(u"unpin"_s,
                          tr("larder unpin PATTERN …\n"
                             "                     may go again when it was unused for longest"),
                          stock::unpin, unpinWords);
}

} // namespace larder::cli
