// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/clientlines.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace larder::page
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::page::ClientLines", text);
}

// Where a client on this machine reaches it.
ListenAddress reachable(const ListenAddress &address)
{
    if (address.address == "0.0.0.0") {
        return {.address = "127.0.0.1", .port = address.port};
    }
    if (address.address == "::") {
        return {.address = "::1", .port = address.port};
    }
    return address;
}

bool isLoopback(const ListenAddress &address)
{
    return address.address.starts_with("127.") || address.address == "::1";
}

bool isPlain(std::string_view host)
{
    return !host.empty() &&
           host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.:-") == std::string_view::npos;
}

QString originUrl(const ListenAddress &target)
{
    return u"http://"_s + QString::fromStdString(target.text());
}

// apt takes the http proxy for https sources too, unless it is told otherwise.
ClientLines aptAlways(const QString &url)
{
    return {.client = u"apt"_s,
            .title = tr("Always through Larder"),
            .place = u"/etc/apt/apt.conf.d/01larder"_s,
            .text =
                u"Acquire::http::Proxy \"%1/\";\nAcquire::https::Proxy \"DIRECT\";\n"_s.arg(url),
            .note = tr("Removing the file undoes it. Sources with https:// cannot be cached and go "
                       "direct."),
            .limit = {}};
}

// The script runs wherever apt does: besides the shell it needs coreutils and bash, both of which
// are Essential in Debian. The look costs nothing when the port is closed, and at most a second
// when something swallows it. apt gives the URI of the first file it wants from a host.
ClientLines aptWhileAnswering(const QString &url, const ListenAddress &address)
{
    const QString text = uR"(install -D -m 755 /dev/stdin /usr/local/bin/larder-apt-proxy <<'END'
#!/bin/sh
# For apt: Larder's address while it answers, otherwise DIRECT.
case "$1" in
https:*) echo DIRECT; exit ;;
esac
if timeout 1 bash -c ': </dev/tcp/%1/%2' 2>/dev/null; then
    echo %3
else
    echo DIRECT
fi
END
cat > /etc/apt/apt.conf.d/01larder <<'END'
Acquire::http::Proxy-Auto-Detect "/usr/local/bin/larder-apt-proxy";
Acquire::https::Proxy "DIRECT";
END
)"_s;
    return {.client = u"apt"_s,
            .title = tr("Through Larder while it answers, otherwise direct"),
            .place = tr("a root shell (“sudo -s” opens one)"),
            .text = text.arg(QString::fromStdString(address.address)).arg(address.port).arg(url),
            .note = tr("The better choice for a laptop. To undo it, remove "
                       "/etc/apt/apt.conf.d/01larder and /usr/local/bin/larder-apt-proxy."),
            .limit = {}};
}

// What a build inside a container needs to reach the address, for the docker command line.
QString buildNetwork(const ListenAddress &address)
{
    return isLoopback(address) ? u"--network=host "_s : QString();
}

QString buildNote(const ListenAddress &address, const QString &undo)
{
    return isLoopback(address)
               ? tr("Inside a container, %1 is the container itself: --network=host lets the build "
                    "reach Larder. %2")
                     .arg(QString::fromStdString(address.address), undo)
               : undo;
}

// http_proxy is one of the arguments that docker and podman know without a line in the Dockerfile
// and leave out of the image.
ClientLines aptInBuilds(const QString &url, const ListenAddress &address)
{
    return {.client = u"apt"_s,
            .title = tr("In container builds"),
            .place = tr("the command that builds the image; podman takes the same options"),
            .text =
                u"docker build %1--build-arg http_proxy=%2 .\n"_s.arg(buildNetwork(address), url),
            .note = buildNote(address, tr("None of this stays in the image.")),
            .limit = {}};
}

// The arguments that a Dockerfile declares are the environment of its RUN lines, and only there.
ClientLines inBuilds(const QString &client,
                     const std::vector<std::pair<QString, QString>> &variables,
                     const ListenAddress &address)
{
    QString declarations;
    QString options;
    for (const auto &[name, value] : variables) {
        declarations += u"ARG %1\n"_s.arg(name);
        options += u"--build-arg %1=%2 "_s.arg(name, value);
    }
    return {.client = client,
            .title = tr("%1 in container builds").arg(client),
            .place =
                tr("the Dockerfile after its FROM line, and the command that builds the image"),
            .text = declarations + u"docker build %1%2.\n"_s.arg(buildNetwork(address), options),
            .note = buildNote(address, tr("Without these arguments the Dockerfile builds as "
                                          "before.")),
            .limit = {}};
}

std::vector<ClientLines> npmLines(const QString &url, const ListenAddress &address)
{
    const QString host = QString::fromStdString(address.address);
    const QString npm = u"npm, pnpm"_s;
    return {
        {.client = npm,
         .title = tr("npm and pnpm"),
         .place = tr("a shell"),
         .text = u"npm config set registry %1/\n"_s.arg(url),
         .note = tr("pnpm reads what npm is told. Lock files keep the public addresses. "
                    "“npm config delete registry” undoes it."),
         .limit = {}},
        {.client = u"Yarn 1"_s,
         .title = u"Yarn 1"_s,
         .place = tr("a shell"),
         .text = u"yarn config set registry %1/\n"_s.arg(url),
         .note = tr("“yarn config delete registry” undoes it."),
         .limit = tr("Yarn 1 asks Larder for metadata only and fetches the packages themselves "
                     "directly, since otherwise its lock file would name this address. “larder "
                     "settings set cache-npm.rewrite-for-yarn1 true” accepts that.")},
        {.client = tr("Yarn 2 and newer"),
         .title = tr("Yarn 2 and newer"),
         .place = tr("a shell"),
         .text = u"yarn config set --home npmRegistryServer %1\n"
                 "yarn config set --home unsafeHttpWhitelist --json '[\"%2\"]'\n"_s.arg(url, host),
         .note = tr("“yarn config unset --home” with each of the two names undoes it."),
         .limit = {}},
        {.client = u"Bun"_s,
         .title = u"Bun"_s,
         .place = u"~/.bunfig.toml"_s,
         .text = u"[install]\nregistry = \"%1/\"\n"_s.arg(url),
         .note = tr("Removing the lines undoes it."),
         .limit = tr("bun.lock names this address, as it does every registry but the public one.")},
        inBuilds(npm, {{u"NPM_CONFIG_REGISTRY"_s, url + u'/'}}, address),
    };
}

std::vector<ClientLines> pipLines(const QString &url, const ListenAddress &address)
{
    const QString index = url + u"/simple/"_s;
    // As pip compares it: brackets belong to an IPv6 address.
    const bool isIpv6 = address.address.contains(':');
    const QString host =
        (isIpv6 ? u"[%1]"_s : u"%1"_s).arg(QString::fromStdString(address.address));
    return {
        {.client = u"pip"_s,
         .title = u"pip"_s,
         .place = tr("a shell"),
         .text = u"pip config set global.index-url %1\n"
                 "pip config set global.trusted-host %2\n"_s.arg(index, host),
         .note = tr("Without the second line pip does not use its own cache, and refuses addresses "
                    "other than loopback ones. “pip config unset” with each of the two names "
                    "undoes it."),
         .limit = {}},
        {.client = u"uv"_s,
         .title = u"uv"_s,
         .place = tr("the environment, for example ~/.profile"),
         .text = u"export UV_DEFAULT_INDEX=%1\n"_s.arg(index),
         .note = tr("Removing the line undoes it."),
         .limit = tr("uv.lock names the address of the index that it was made with.")},
        {.client = u"Poetry"_s,
         .title = u"Poetry"_s,
         .place = tr("a shell in the project"),
         .text = u"poetry source add --priority=primary larder %1\n"_s.arg(index),
         .note = tr("“poetry source remove larder” undoes it."),
         .limit = tr("pyproject.toml and poetry.lock name the source.")},
        inBuilds(u"pip"_s, {{u"PIP_INDEX_URL"_s, index}, {u"PIP_TRUSTED_HOST"_s, host}}, address),
    };
}

// With the plugin lock files stay as they are, so it comes first. Its folder is named as a
// repository, so that nothing is asked of the public one.
std::vector<ClientLines> composerLines(const QString &url)
{
    const QString folder = QStringLiteral(LARDER_RESOURCE_FOLDER) + u"/composer-plugin"_s;
    return {
        {.client = u"Composer"_s,
         .title = tr("With Larder's plugin"),
         .place = tr("a shell"),
         .text = u"composer global config allow-plugins.larder/composer-plugin true\n"
                 "composer global config repositories.larder path '%1'\n"
                 "composer global config extra.larder.url %2\n"
                 "composer global require --no-audit larder/composer-plugin\n"_s.arg(folder, url),
         .note = tr("Lock files keep the public addresses, and Composer goes direct while Larder "
                    "does not answer. As root, set COMPOSER_ALLOW_SUPERUSER=1: without a terminal "
                    "Composer loads no plugins otherwise. “composer global remove "
                    "larder/composer-plugin” undoes it."),
         .limit = {}},
        {.client = u"Composer"_s,
         .title = tr("As a repository, without a plugin"),
         .place = tr("a shell"),
         .text = u"composer config -g repositories.packagist.org composer %1\n"
                 "composer config -g secure-http false\n"_s.arg(url),
         .note = tr("The second line permits http for all repositories, not for Larder alone. "
                    "“composer config -g --unset” with repositories.packagist.org and with "
                    "secure-http undoes it."),
         .limit = tr("Composer asks Larder for metadata only and fetches the packages themselves "
                     "directly, since otherwise composer.lock would name this address. “larder "
                     "settings set cache-composer.mirrors-in-lock true” accepts that.")},
    };
}

} // namespace

std::vector<ClientLines> clientLines(std::string_view cache, const ListenAddress &address)
{
    if (!isPlain(address.address)) {
        return {};
    }
    const ListenAddress target = reachable(address);
    const QString url = originUrl(target);
    if (cache == "apt") {
        return {aptAlways(url), aptWhileAnswering(url, target), aptInBuilds(url, target)};
    }
    if (cache == "composer") {
        return composerLines(url);
    }
    if (cache == "npm") {
        return npmLines(url, target);
    }
    if (cache == "pip") {
        return pipLines(url, target);
    }
    return {};
}

QString pageUrl(const ListenAddress &address)
{
    return originUrl(reachable(address)) + u'/';
}

} // namespace larder::page
