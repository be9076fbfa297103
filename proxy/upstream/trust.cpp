// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/trust.h"

#include "base/logging.h"

#include <QDir>
#include <QSslCertificate>
#include <QSslSocket>

namespace larder::upstream
{

QSslConfiguration makeTlsConfiguration()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});

    const QString file = qEnvironmentVariable("SSL_CERT_FILE");
    const QString folders = qEnvironmentVariable("SSL_CERT_DIR");
    if (file.isEmpty() && folders.isEmpty()) {
        return configuration;
    }
    // Each variable replaces its own half of the system's; Qt knows the two halves only as one.
    QList<QSslCertificate> authorities;
    if (!file.isEmpty()) {
        authorities += QSslCertificate::fromPath(file);
    }
    if (!folders.isEmpty()) {
        for (const QString &folder : folders.split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
            for (const QFileInfo &entry : QDir(folder).entryInfoList(QDir::Files)) {
                authorities += QSslCertificate::fromPath(entry.filePath());
            }
        }
    } else {
        authorities += configuration.caCertificates();
    }
    if (authorities.isEmpty()) {
        qCWarning(logUpstream, "SSL_CERT_FILE or SSL_CERT_DIR is set, but no certificate was read; "
                               "no TLS server will be trusted.");
    }
    configuration.setCaCertificates(authorities);
    return configuration;
}

} // namespace larder::upstream
