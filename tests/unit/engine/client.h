// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settingvalues.h"
#include "patience.h"

#include <QTcpSocket>
#include <QTest>

// Turns the event loop until it is so, for as long as a loaded machine may need.
template <typename Condition>
bool soon(Condition condition)
{
    return QTest::qWaitFor(condition, patience);
}

// A client that asks an engine for its page, which needs no upstream.
class Client
{
public:
    explicit Client(const larder::ListenAddress &address)
        : m_host(address.text())
    {
        m_socket.connectToHost(QString::fromStdString(address.address), address.port);
    }

    // By the kernel, whether or not anybody has accepted it.
    bool isConnected() { return m_socket.waitForConnected(); }

    void ask(int times = 1)
    {
        m_answer.clear();
        m_socket.waitForConnected();
        const QByteArray request =
            "GET /larder.json HTTP/1.1\r\nHost: " + QByteArray::fromStdString(m_host) + "\r\n\r\n";
        m_socket.write(request.repeated(times));
        m_socket.flush();
    }

    // Turns the event loop until the head and the body are there, or the connection has ended.
    QByteArray answer()
    {
        const bool came = QTest::qWaitFor(
            [this] {
                m_answer += m_socket.readAll();
                const qsizetype head = m_answer.indexOf("\r\n\r\n");
                const qsizetype length = m_answer.indexOf("Content-Length: ");
                return hasEnded() ||
                       (head > 0 && length > 0 &&
                        m_answer.size() >=
                            head + 4 +
                                m_answer
                                    .mid(length + 16, m_answer.indexOf('\r', length) - length - 16)
                                    .toLongLong());
            },
            patience);
        return came ? m_answer + m_socket.readAll() : QByteArray("nothing came");
    }

    QByteArray get()
    {
        ask();
        return answer();
    }

    bool hasEnded() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }

private:
    std::string m_host;
    QTcpSocket m_socket;
    QByteArray m_answer;
};
