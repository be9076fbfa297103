// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "options.h"

#include "base/caches.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cmath>

namespace larder
{

namespace
{

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(larder)
};

// A minute is the unit people think in; fractions serve those who try things out.
constexpr double longestIdleMinutes = 60.0 * 24 * 365;

struct Named
{
    std::string name;
    QString value; // empty when there was no '='
};

// The fault of a value, with the option that it was given to.
std::unexpected<Fault> badValue(const char *option, const QString &value, Fault fault)
{
    fault.what = QStringLiteral("%1 %2: %3").arg(QLatin1StringView(option), value, fault.what);
    return std::unexpected(std::move(fault));
}

Result<Named> splitNamed(const QString &option, const QString &text)
{
    const qsizetype equals = text.indexOf(u'=');
    Named named{text.left(equals).toStdString(), equals < 0 ? QString() : text.mid(equals + 1)};
    if (!findCache(named.name)) {
        QStringList names;
        for (const CacheInfo &cache : knownCaches()) {
            names << QString::fromUtf8(cache.name.data(),
                                       static_cast<qsizetype>(cache.name.size()));
        }
        return fail(FaultKind::BadInput,
                    Text::tr("%1 %2 names no cache that Larder knows.").arg(option, text),
                    Text::tr("Known caches: %1.").arg(names.join(QStringLiteral(", "))));
    }
    return named;
}

void addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("cache"),
         Text::tr("Serve this cache, by default on its own port of 127.0.0.1. May be repeated, "
                  "also with "
                  "several addresses for one cache. Without it: every cache that Larder knows."),
         QStringLiteral("NAME[=ADDRESS:PORT]")},
        {QStringLiteral("cache-dir"), Text::tr("Keep what was fetched in this folder."),
         QStringLiteral("DIR")},
        {QStringLiteral("state-dir"), Text::tr("Keep statistics in this folder."),
         QStringLiteral("DIR")},
        {QStringLiteral("config"), Text::tr("Read the settings from this file."),
         QStringLiteral("FILE")},
        {QStringLiteral("upstream"), Text::tr("Where a cache fetches from. May be repeated."),
         QStringLiteral("NAME=URL")},
        {QStringLiteral("allow-upstream"),
         Text::tr("Permit this host although its address is private or its port unusual. May be "
                  "repeated."),
         QStringLiteral("HOST[:PORT]")},
        {QStringLiteral("idle-exit"),
         Text::tr("Leave after so many minutes without a request; 0: never. By default only when "
                  "systemd "
                  "opened the sockets, and then after what the settings say."),
         QStringLiteral("MINUTES")},
        {QStringLiteral("offline"), Text::tr("Contact nobody; serve what is stored.")},
        {{QStringLiteral("h"), QStringLiteral("help")}, Text::tr("Show this help.")},
        {{QStringLiteral("v"), QStringLiteral("version")}, Text::tr("Show the version.")},
    });
}

Result<void> readRepeated(const QCommandLineParser &parser, ProxyOptions &options)
{
    for (const QString &text : parser.values(QStringLiteral("cache"))) {
        auto named = splitNamed(QStringLiteral("--cache"), text);
        if (!named) {
            return std::unexpected(std::move(named.error()));
        }
        std::vector<ListenAddress> &addresses = options.caches[named->name];
        if (text.contains(u'=')) {
            auto address = ListenAddress::parse(named->value.toStdString());
            if (!address) {
                return badValue("--cache", text, std::move(address.error()));
            }
            addresses.push_back(std::move(*address));
        }
    }
    for (const QString &text : parser.values(QStringLiteral("upstream"))) {
        auto named = splitNamed(QStringLiteral("--upstream"), text);
        if (!named) {
            return std::unexpected(std::move(named.error()));
        }
        auto url = http::Url::parse(named->value.toStdString());
        if (!url) {
            return badValue("--upstream", text, std::move(url.error()));
        }
        options.upstreams.insert_or_assign(named->name, std::move(*url));
    }
    for (const QString &text : parser.values(QStringLiteral("allow-upstream"))) {
        auto allowed = AllowedUpstream::parse(text.toStdString());
        if (!allowed) {
            return badValue("--allow-upstream", text, std::move(allowed.error()));
        }
        options.allowedUpstreams.push_back(std::move(*allowed));
    }
    return {};
}

} // namespace

Result<ProxyOptions> ProxyOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    const QString advice = Text::tr("“larder-proxy --help” lists the options.");
    // The parser expects the program's name first.
    if (!parser.parse(QStringList(QStringLiteral("larder-proxy")) + arguments)) {
        return fail(FaultKind::BadInput, parser.errorText(), advice);
    }
    if (!parser.positionalArguments().isEmpty()) {
        return fail(FaultKind::BadInput,
                    Text::tr("“%1” is no option.").arg(parser.positionalArguments().constFirst()),
                    advice);
    }
    ProxyOptions options;
    if (parser.isSet(QStringLiteral("help"))) {
        options.ask = Ask::Help;
        return options;
    }
    if (parser.isSet(QStringLiteral("version"))) {
        options.ask = Ask::Version;
        return options;
    }
    if (auto read = readRepeated(parser, options); !read) {
        return std::unexpected(std::move(read.error()));
    }
    options.cacheFolder = parser.value(QStringLiteral("cache-dir")).toStdString();
    options.stateFolder = parser.value(QStringLiteral("state-dir")).toStdString();
    options.config = parser.value(QStringLiteral("config")).toStdString();
    options.offline = parser.isSet(QStringLiteral("offline"));
    if (parser.isSet(QStringLiteral("idle-exit"))) {
        bool isNumber = false;
        const QString text = parser.value(QStringLiteral("idle-exit"));
        const double minutes = text.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(minutes) || minutes < 0 || minutes > longestIdleMinutes) {
            return fail(FaultKind::BadInput,
                        Text::tr("--idle-exit takes a number of minutes, not “%1”.").arg(text),
                        advice);
        }
        options.idleExit = std::chrono::milliseconds(static_cast<std::int64_t>(minutes * 60'000));
    }
    return options;
}

QString ProxyOptions::helpText()
{
    QCommandLineParser parser;
    parser.setApplicationDescription(Text::tr(
        "Larder's caching proxy: keeps what package managers download.\n\n"
        "Exit status: 0 it served and was asked to end, or was idle; 1 it could not start (a "
        "port is taken, a folder cannot be written to, …); 2 an option is wrong."));
    addOptions(parser);
    return parser.helpText();
}

} // namespace larder
