// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

// A port of 127.0.0.1 where every connection is refused: it is taken, so that nobody else gets it
// meanwhile, but nobody listens.
class ClosedPort
{
public:
    ClosedPort()
    {
        if (!m_socket.bind(QHostAddress::LocalHost)) {
            qFatal("The test cannot take a port of 127.0.0.1.");
        }
    }

    [[nodiscard]] quint16 number() const { return m_socket.localPort(); }

private:
    QTcpSocket m_socket;
};
