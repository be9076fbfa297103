// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/filedescriptor.h"
#include "base/paths.h"
#include "base/settings.h"
#include "language/language.h"
#include "tray/instance.h"
#include "tray/tray.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSessionManager>
#include <QSocketNotifier>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <print>
#include <sys/eventfd.h>
#include <tuple>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace larder;

namespace
{

enum ExitStatus : int { Ended = 0, CouldNotStart = 1, WrongUse = 2 };

// Where the handler of SIGTERM and SIGINT writes. Handlers, unlike blocked signals, do not pass to
// the programs that this one starts, such as browsers.
int endCounter = -1;

void endWanted(int /*signal*/)
{
    const std::uint64_t one = 1;
    std::ignore = ::write(endCounter, &one, sizeof one);
}

FileDescriptor endSignals()
{
    FileDescriptor wanted(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    endCounter = wanted.get();
    struct sigaction action{};
    action.sa_handler = endWanted;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGTERM, SIGINT}) {
        ::sigaction(signal, &action, nullptr);
    }
    std::signal(SIGPIPE, SIG_IGN);
    return wanted;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::tray::Main", text);
}

} // namespace

int main(int argc, char *argv[])
{
    const FileDescriptor signals = endSignals();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"larder-tray"_s);
    QApplication::setApplicationDisplayName(u"Larder"_s);
    QApplication::setApplicationVersion(QStringLiteral(LARDER_VERSION));
    QApplication::setDesktopFileName(u"org.larder.Larder"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(
        QIcon::fromTheme(u"org.larder.Larder"_s,
                         QIcon(u":/larder/icons/hicolor/scalable/apps/org.larder.Larder.svg"_s)));

    auto paths = Paths::fromEnvironment();
    // Before there is a window to be kept from drawing. What is wrong with the file is told later.
    const language::Language language(
        paths ? Settings::load(paths->config).value_or(Settings()).language : std::string());

    QCommandLineParser parser;
    parser.setApplicationDescription(
        tr("Larder in the tray: what each cache does and saves, and a switch for each."));
    const QCommandLineOption background(
        u"background"_s, tr("Opens no window by itself, also where there is no tray."));
    const QCommandLineOption window(u"window"_s, tr("Opens the statistics window."));
    const QCommandLineOption settings(u"settings"_s, tr("Opens the settings."));
    const QCommandLineOption quit(u"quit"_s, tr("Ends the one that runs."));
    parser.addOptions({background, window, settings, quit});
    parser.addHelpOption();
    parser.addVersionOption();
    if (!parser.parse(QApplication::arguments()) || !parser.positionalArguments().isEmpty()) {
        std::println(stderr, "larder-tray: {}",
                     tr("There is no such option. “larder-tray --help” lists them.").toStdString());
        return WrongUse;
    }
    if (parser.isSet(u"help"_s)) {
        std::print("{}", parser.helpText().toStdString());
        return Ended;
    }
    if (parser.isSet(u"version"_s)) {
        std::println("larder-tray {}", LARDER_VERSION);
        return Ended;
    }

    if (!paths) {
        std::println(stderr, "larder-tray: {}", paths.error().text().toStdString());
        return CouldNotStart;
    }
    const tray::Request request = parser.isSet(quit)       ? tray::Request::Quit
                                  : parser.isSet(settings) ? tray::Request::Settings
                                  : parser.isSet(window)   ? tray::Request::Statistics
                                                           : tray::Request::Activate;
    tray::Instance instance;
    const auto manner = parser.isSet(background) ? tray::Manner::Silent : tray::Manner::Told;
    switch (instance.begin(request, manner)) {
    case tray::Instance::Role::First:
        break;
    case tray::Instance::Role::Later:
        return Ended;
    case tray::Instance::Role::Unheard:
        std::println(stderr, "larder-tray: {}",
                     tr("Larder runs already and does not answer. End it (pkill larder-tray), and "
                        "try again.")
                         .toStdString());
        return CouldNotStart;
    }
    if (request == tray::Request::Quit) {
        return Ended; // none runs
    }

    tray::Tray tray(*paths, parser.isSet(background)             ? tray::Start::Background
                            : request == tray::Request::Activate ? tray::Start::ByHand
                                                                 : tray::Start::Window);
    QObject::connect(&instance, &tray::Instance::requested, &tray, &tray::Tray::carryOut);
    QObject::connect(&tray, &tray::Tray::quitting, &instance, &tray::Instance::end);
    if (request == tray::Request::Settings) {
        tray.carryOut(request, {});
    }
    // Nothing starts with the session unless the user wants it; that is what autostart is for.
    const auto neverAgain = [](QSessionManager &session) {
        session.setRestartHint(QSessionManager::RestartNever);
    };
    QObject::connect(&application, &QGuiApplication::commitDataRequest, neverAgain);
    QObject::connect(&application, &QGuiApplication::saveStateRequest, neverAgain);

    QSocketNotifier ending(signals.get(), QSocketNotifier::Read);
    QObject::connect(&ending, &QSocketNotifier::activated, &tray, [&tray, &signals] {
        std::uint64_t count = 0;
        if (::read(signals.get(), &count, sizeof count) == sizeof count) {
            tray.quit();
        }
    });
    return QApplication::exec();
}
