// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

// A certificate authority of its own and a server certificate, made anew with the openssl program
// for each test run: nothing expires.
class Certificates
{
public:
    explicit Certificates(const QString &serverName)
    {
        run({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
             QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
             QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
             QStringLiteral("-keyout"), path("ca.key"), QStringLiteral("-out"), authorityFile(),
             QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
             QStringLiteral("/CN=Larder test authority")});
        run({QStringLiteral("req"),
             QStringLiteral("-x509"),
             QStringLiteral("-newkey"),
             QStringLiteral("ec"),
             QStringLiteral("-pkeyopt"),
             QStringLiteral("ec_paramgen_curve:P-256"),
             QStringLiteral("-nodes"),
             QStringLiteral("-keyout"),
             path("server.key"),
             QStringLiteral("-out"),
             path("server.pem"),
             QStringLiteral("-days"),
             QStringLiteral("2"),
             QStringLiteral("-subj"),
             u"/CN=" + serverName,
             QStringLiteral("-addext"),
             u"subjectAltName=DNS:" + serverName,
             QStringLiteral("-addext"),
             QStringLiteral("basicConstraints=critical,CA:FALSE"),
             QStringLiteral("-CA"),
             authorityFile(),
             QStringLiteral("-CAkey"),
             path("ca.key")});
    }

    [[nodiscard]] QString folder() const { return m_folder.path(); }

    [[nodiscard]] QString authorityFile() const { return path("ca.pem"); }

    [[nodiscard]] std::unique_ptr<QSslServer> makeServer() const
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(path("server.pem")));
        QFile key(path("server.key"));
        if (!key.open(QIODevice::ReadOnly)) {
            qFatal("The key of the test server is not there.");
        }
        configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(configuration);
        return server;
    }

private:
    [[nodiscard]] QString path(const char *name) const
    {
        return m_folder.filePath(QLatin1StringView(name));
    }

    static void run(const QStringList &arguments)
    {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"), arguments);
        if (!openssl.waitForFinished() || openssl.exitCode() != 0) {
            qFatal("The program openssl is needed to make test certificates: %s",
                   openssl.readAllStandardError().constData());
        }
    }

    QTemporaryDir m_folder;
};
