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
                       "direct.")};
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
                       "/etc/apt/apt.conf.d/01larder and /usr/local/bin/larder-apt-proxy.")};
}

// http_proxy is one of the arguments that docker and podman know without a line in the Dockerfile
// and leave out of the image.
ClientLines aptInBuilds(const QString &url, const ListenAddress &address)
{
    const bool loopback = isLoopback(address);
    const QString network = loopback ? u"--network=host "_s : QString();
    return {.client = u"apt"_s,
            .title = tr("In container builds"),
            .place = tr("the command that builds the image; podman takes the same options"),
            .text = u"docker build %1--build-arg http_proxy=%2 .\n"_s.arg(network, url),
            .note = loopback ? tr("Inside a container, %1 is the container itself: "
                                  "--network=host lets the build reach Larder. None of this stays "
                                  "in the image.")
                                   .arg(QString::fromStdString(address.address))
                             : tr("None of this stays in the image.")};
}

} // namespace

std::vector<ClientLines> clientLines(std::string_view cache, const ListenAddress &address)
{
    if (cache != "apt" || !isPlain(address.address)) {
        return {};
    }
    const ListenAddress target = reachable(address);
    const QString url = originUrl(target);
    return {aptAlways(url), aptWhileAnswering(url, target), aptInBuilds(url, target)};
}

QString pageUrl(const ListenAddress &address)
{
    return originUrl(reachable(address)) + u'/';
}

} // namespace larder::page
