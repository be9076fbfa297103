// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/text.h"

#include <QCoreApplication>

#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Overview", text);
}

struct Forms
{
    QString (*text)(const status::Overview &);
    QByteArray (*json)(const status::Overview &);
    bool withUnits = false; // systemd is asked
};

int showOverview(const Paths &paths, Form form, const Forms &forms)
{
    const auto settings = Settings::load(paths.config);
    auto overview =
        status::readOverview(paths, settings.value_or(Settings()), SystemClock().wall());
    if (forms.withUnits) {
        status::addUnits(overview);
    }
    if (!settings) {
        overview.faults.push_back(settings.error());
    }
    std::ignore = print(form == Form::Json ? forms.json(overview) : forms.text(overview).toUtf8());
    for (const Fault &fault : overview.faults) {
        report(fault, Failed);
    }
    return overview.faults.empty() ? Done : Failed;
}

Command overviewCommand(const QString &name, const QString &help, Forms forms)
{
    return {.name = name,
            .help = help,
            .understand = [forms](const Arguments &arguments) -> Result<Action> {
                return [form = arguments.form, forms](const Paths &paths) {
                    return showOverview(paths, form, forms);
                };
            }};
}

} // namespace

Command statusCommand()
{
    return overviewCommand(
        u"status"_s,
        tr("larder status        who answers for which cache, where, and the lines that\n"
           "                     point a client at it"),
        {.text = statusText, .json = statusJson, .withUnits = true});
}

Command statsCommand()
{
    return overviewCommand(
        u"stats"_s, tr("larder stats         requests and bytes: today, last 30 days, in total"),
        {.text = statsText, .json = statsJson});
}

} // namespace larder::cli
