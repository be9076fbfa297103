// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock/verify.h"
#include "stock/words.h"

#include "base/bytesize.h"
#include "base/filedescriptor.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "page/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <thread>
#include <tuple>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

using stock::VerifyProgress;
using stock::VerifyReport;
using store::DamagedObject;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Verify", text);
}

// One line that is written over again and again, for a person only.
void showProgress(const VerifyProgress &progress)
{
    const QString line =
        tr("Checked %1 of %2 (%3 %)")
            .arg(page::formatSize(progress.bytes),
                 stock::amountWords({.objects = progress.allObjects, .bytes = progress.allBytes}))
            .arg(stock::percentOf(progress));
    std::fprintf(stderr, "\r\033[K%s", qUtf8Printable(line));
    std::fflush(stderr);
}

QString textOf(const VerifyReport &report)
{
    QString text;
    if (report.indexRebuilt) {
        text += tr("The index was damaged or lost and has been made anew. Entries: %1.")
                    .arg(report.entriesRebuilt) +
                u'\n';
    }
    for (const DamagedObject &object : report.damaged) {
        const bool damaged = object.kind == DamagedObject::Kind::Damaged;
        text += (damaged ? tr("Damaged, dropped: %1") : tr("Missing, dropped: %1"))
                    .arg(stock::nameOf(object)) +
                u'\n';
    }
    if (report.unknownFiles > 0) {
        text += tr("Files that nothing named, removed: %1").arg(report.unknownFiles) + u'\n';
    }
    if (!report.complete) {
        return text +
               tr("Stopped after %1 %. The next “larder verify” goes on there.")
                   .arg(stock::percentOf(report.progress)) +
               u'\n';
    }
    text += tr("Checked: %1.")
                .arg(stock::amountWords(
                    {.objects = report.progress.objects, .bytes = report.progress.bytes})) +
            u' ';
    const bool isDropped = !report.damaged.empty() || report.unknownFiles > 0;
    return text +
           (isDropped ? tr("What was wrong is dropped, and fetched anew when it is asked for.")
                      : tr("Everything is as it should be.")) +
           u'\n';
}

QByteArray jsonOf(const VerifyReport &report)
{
    QJsonArray damaged;
    for (const DamagedObject &object : report.damaged) {
        QJsonArray keys;
        for (const std::string &key : object.keys) {
            keys.append(QString::fromStdString(key));
        }
        damaged.append(QJsonObject{
            {u"digest"_s, QString::fromStdString(object.digest.hex())},
            {u"what"_s, object.kind == DamagedObject::Kind::Damaged ? u"damaged"_s : u"missing"_s},
            {u"bytes"_s, static_cast<qint64>(object.size)},
            {u"keys"_s, keys}});
    }
    const QJsonObject json{{u"complete"_s, report.complete},
                           {u"objects"_s, static_cast<qint64>(report.progress.objects)},
                           {u"bytes"_s, static_cast<qint64>(report.progress.bytes)},
                           {u"resumedAt"_s, static_cast<qint64>(report.resumedAt)},
                           {u"damaged"_s, damaged},
                           {u"unknownFiles"_s, static_cast<qint64>(report.unknownFiles)},
                           {u"indexRebuilt"_s, report.indexRebuilt}};
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

int show(const Result<VerifyReport> &report, Form form)
{
    if (!report) {
        return cli::report(report.error(), Failed);
    }
    std::ignore = print(form == Form::Json ? jsonOf(*report) : textOf(*report).toUtf8());
    if (!report->complete) {
        return Failed;
    }
    return report->foundDamage() ? FoundDamage : Done;
}

// The check runs in a thread of its own, so that Ctrl-C stops it between two reads.
int verify(const Paths &paths, Form form, store::Check::Start start)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    const FileDescriptor signal(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
    const QSocketNotifier ended(signal.get(), QSocketNotifier::Read);
    const bool watched = form == Form::Text && ::isatty(STDERR_FILENO) == 1;

    Result<VerifyReport> report;
    std::jthread worker([&](const std::stop_token &stop) {
        report = stock::verify(paths.cache, start, stop, [watched](const VerifyProgress &progress) {
            if (watched) {
                showProgress(progress);
            }
        });
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    });
    QObject::connect(&ended, &QSocketNotifier::activated, [&] {
        signalfd_siginfo information{};
        std::ignore = ::read(signal.get(), &information, sizeof information);
        worker.request_stop();
    });
    QCoreApplication::exec();
    worker.join();
    if (watched) {
        std::fprintf(stderr, "\r\033[K");
    }
    return show(report, form);
}

} // namespace

Command verifyCommand()
{
    return {.name = u"verify"_s,
            .help =
                tr("larder verify        check everything in stock and drop what is damaged; one\n"
                   "                     that was stopped goes on where it was\n"
                   "larder verify --from-start   the same from the beginning"),
            .options = {QCommandLineOption(u"from-start"_s)},
            .understand = [](const Arguments &arguments) -> Result<Action> {
                const auto start = arguments.options.isSet(u"from-start"_s)
                                       ? store::Check::Start::Anew
                                       : store::Check::Start::WhereItWas;
                return [form = arguments.form, start](const Paths &paths) {
                    return verify(paths, form, start);
                };
            }};
}

} // namespace larder::cli
