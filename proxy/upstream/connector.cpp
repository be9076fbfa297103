// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/connector.h"

#include "upstream/trust.h"

#include <QCoreApplication>
#include <QSslError>
#include <QSslSocket>

#include <algorithm>
#include <ranges>

namespace larder::upstream
{

namespace
{

// The families take turns, the one that the system's resolver prefers first (RFC 8305 4).
std::deque<QHostAddress> interleaved(const std::deque<QHostAddress> &addresses)
{
    std::deque<QHostAddress> first;
    std::deque<QHostAddress> second;
    for (const QHostAddress &address : addresses) {
        const bool preferred = address.protocol() == addresses.front().protocol();
        (preferred ? first : second).push_back(address);
    }
    std::deque<QHostAddress> result;
    while (!first.empty() || !second.empty()) {
        for (auto *family : {&first, &second}) {
            if (!family->empty() && result.size() < maxAddressesTried) {
                result.push_back(family->front());
            }
            if (!family->empty()) {
                family->pop_front();
            }
        }
    }
    return result;
}

QString tlsReason(const QSslSocket &socket)
{
    const QList<QSslError> errors = socket.sslHandshakeErrors();
    return errors.isEmpty() ? socket.errorString() : errors.first().errorString();
}

} // namespace

void DiscardSocket::operator()(QTcpSocket *socket) const
{
    socket->disconnect();
    socket->deleteLater();
}

std::string Endpoint::key() const
{
    return (security == Security::Tls ? "https://" : "http://") + host + ' ' +
           std::to_string(port) + ' ' + route.name();
}

Connector::Connector(Shared &shared, Endpoint endpoint, Done done)
    : m_shared(shared)
    , m_endpoint(std::move(endpoint))
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    m_stagger.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &Connector::deadlinePassed);
    connect(&m_stagger, &QTimer::timeout, this, &Connector::tryNext);
    QMetaObject::invokeMethod(this, &Connector::start, Qt::QueuedConnection);
}

void Connector::start()
{
    if (auto checked = m_shared.guard.checkName(m_endpoint.host, m_endpoint.port); !checked) {
        finish(std::unexpected(checked.error()));
        return;
    }
    m_deadline.start(m_shared.surroundings.connectTimeout);
    switch (m_endpoint.route.kind) {
    case Route::Kind::HttpForward:
        lookUp(m_endpoint.route.proxy.hostName());
        break;
    case Route::Kind::HttpConnect:
        tryName();
        break;
    case Route::Kind::Direct:
    case Route::Kind::Socks5:
        lookUp(QString::fromStdString(m_endpoint.host));
        break;
    }
}

void Connector::lookUp(const QString &name)
{
    if (const auto literal = parseLiteral(name.toStdString())) {
        lookedUp(QList{*literal});
        return;
    }
    m_shared.surroundings.lookup(
        name.toStdString(), this,
        [this](Result<QList<QHostAddress>> addresses) { lookedUp(std::move(addresses)); });
}

void Connector::lookedUp(Result<QList<QHostAddress>> addresses)
{
    if (!addresses) {
        if (m_endpoint.route.kind == Route::Kind::Socks5) {
            tryName(); // behind some proxies only the proxy can resolve
        } else {
            finish(std::unexpected(addresses.error()));
        }
        return;
    }
    auto usable = permitted(*addresses);
    if (!usable) {
        finish(std::unexpected(usable.error()));
        return;
    }
    m_untried = interleaved(*usable);
    tryNext();
}

Result<std::deque<QHostAddress>> Connector::permitted(const QList<QHostAddress> &addresses) const
{
    // The proxy is where the user's settings say; the guard is about what clients name.
    if (m_endpoint.route.kind == Route::Kind::HttpForward) {
        return std::deque<QHostAddress>(addresses.begin(), addresses.end());
    }
    std::deque<QHostAddress> usable;
    Fault refusal = unreachable(QCoreApplication::translate("larder::upstream", "no address"));
    for (const QHostAddress &address : addresses) {
        auto checked = m_shared.guard.checkAddress(m_endpoint.host, m_endpoint.port, address);
        if (checked) {
            usable.push_back(address);
        } else {
            refusal = checked.error();
        }
    }
    if (usable.empty()) {
        return std::unexpected(refusal);
    }
    return usable;
}

// Ends with connectToHost(): it may fail at once, and then all is over and this may be gone.
void Connector::tryNext()
{
    if (m_untried.empty()) {
        return;
    }
    const QHostAddress address = m_untried.front();
    m_untried.pop_front();
    if (!m_untried.empty()) {
        m_stagger.start(m_shared.surroundings.connectStagger);
    }
    if (m_endpoint.route.kind == Route::Kind::HttpForward) {
        addAttempt({})->connectToHost(address, m_endpoint.route.proxy.port());
    } else {
        addAttempt(address)->connectToHost(address, m_endpoint.port);
    }
}

void Connector::tryName()
{
    addAttempt({})->connectToHost(QString::fromStdString(m_endpoint.host), m_endpoint.port);
}

QTcpSocket *Connector::addAttempt(const QHostAddress &address)
{
    SocketPointer created;
    if (m_endpoint.security == Endpoint::Security::Tls) {
        created.reset(new QSslSocket(m_shared.socketParent));
    } else {
        created.reset(new QTcpSocket(m_shared.socketParent));
    }
    QTcpSocket *socket = created.get();
    m_attempts.push_back({.socket = std::move(created), .address = address});

    QNetworkProxy proxy(QNetworkProxy::NoProxy);
    if (m_endpoint.route.kind == Route::Kind::Socks5) {
        proxy = m_endpoint.route.proxy;
        if (address.isNull()) {
            proxy.setCapabilities(proxy.capabilities() | QNetworkProxy::HostNameLookupCapability);
        }
    } else if (m_endpoint.route.kind == Route::Kind::HttpConnect) {
        proxy = m_endpoint.route.proxy;
        proxy.setRawHeader(QByteArrayLiteral("User-Agent"), QByteArrayLiteral("Larder"));
    }
    socket->setProxy(proxy);
    socket->setReadBufferSize(readBufferBytes);
    connect(socket, &QTcpSocket::connected, this, [this, socket] { connected(socket); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] { failed(socket); });
    return socket;
}

void Connector::connected(QTcpSocket *socket)
{
    m_stagger.stop();
    m_untried.clear();
    std::erase_if(m_attempts,
                  [socket](const Attempt &attempt) { return attempt.socket.get() != socket; });
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (m_endpoint.security == Endpoint::Security::Tls) {
        encrypt(qobject_cast<QSslSocket *>(socket));
        return;
    }
    Attempt won = std::move(m_attempts.front());
    finish(Connected{.socket = std::move(won.socket), .address = won.address});
}

void Connector::encrypt(QSslSocket *socket)
{
    if (!m_shared.tls) {
        m_shared.tls = makeTlsConfiguration();
    }
    socket->setSslConfiguration(*m_shared.tls);
    const auto literal = parseLiteral(m_endpoint.host);
    socket->setPeerVerifyName(literal ? literal->toString()
                                      : QString::fromStdString(m_endpoint.host));
    connect(socket, &QSslSocket::encrypted, this, [this] {
        Attempt won = std::move(m_attempts.front());
        finish(Connected{.socket = std::move(won.socket), .address = won.address});
    });
    socket->startClientEncryption();
}

void Connector::failed(QTcpSocket *socket)
{
    const auto *tls = qobject_cast<QSslSocket *>(socket);
    const bool inHandshake = tls != nullptr && tls->mode() == QSslSocket::SslClientMode;
    const QString reason =
        inHandshake ? QCoreApplication::translate("larder::upstream", "no secure connection: %1")
                          .arg(tlsReason(*tls))
                    : socket->errorString();
    std::erase_if(m_attempts,
                  [socket](const Attempt &attempt) { return attempt.socket.get() == socket; });
    if (!m_untried.empty()) {
        m_stagger.stop();
        tryNext();
        return;
    }
    if (m_attempts.empty()) {
        finish(std::unexpected(unreachable(reason)));
    }
}

void Connector::deadlinePassed()
{
    finish(std::unexpected(
        unreachable(QCoreApplication::translate("larder::upstream", "it does not answer"))));
}

// The owner may destroy this in the callback.
void Connector::finish(Result<Connected> result)
{
    m_deadline.stop();
    m_stagger.stop();
    m_untried.clear();
    m_attempts.clear();
    if (result) {
        result->socket->disconnect(this);
    }
    const Done done = std::exchange(m_done, {});
    done(std::move(result));
}

QString Connector::peerName() const
{
    if (m_endpoint.route.kind == Route::Kind::Direct) {
        return QString::fromStdString(m_endpoint.host);
    }
    return QCoreApplication::translate("larder::upstream", "%1 through the proxy %2")
        .arg(QString::fromStdString(m_endpoint.host),
             QString::fromStdString(m_endpoint.route.name()));
}

Fault Connector::unreachable(const QString &reason) const
{
    return {.kind = FaultKind::Unreachable,
            .what = QCoreApplication::translate("larder::upstream", "%1 cannot be reached (%2).")
                        .arg(peerName(), reason),
            .advice = m_endpoint.route.kind == Route::Kind::Direct
                          ? QString()
                          : QCoreApplication::translate("larder::upstream",
                                                        "Check the setting of the proxy.")};
}

} // namespace larder::upstream
