// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patience.h"
#include "upstream/client.h"

#include <QEventLoop>
#include <QHash>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

// Keeps what a response brought and checks the order of calls.
class Recorder : public larder::upstream::ResponseHandler
{
public:
    std::optional<larder::http::ResponseHead> head;
    larder::upstream::Source source;
    QByteArray body;
    std::optional<larder::Fault> fault;
    bool ended = false;
    int silences = 0;
    qsizetype largestPiece = 0;

    std::function<void()> onHead;
    std::function<void()> onBody;
    std::function<void()> onOver;
    std::function<void()> onSilent;

    [[nodiscard]] bool isOver() const { return ended || fault; }

    // Runs the event loop until the response is over.
    [[nodiscard]] bool waitUntilOver()
    {
        QEventLoop loop;
        QTimer::singleShot(patience, &loop, &QEventLoop::quit);
        const auto before = onOver;
        onOver = [&loop, before] {
            loop.quit();
            if (before) {
                before();
            }
        };
        if (!isOver()) {
            loop.exec();
        }
        onOver = before;
        return isOver();
    }

    void responseHead(larder::http::ResponseHead received,
                      const larder::upstream::Source &from) override
    {
        QVERIFY(!head && !isOver());
        head = std::move(received);
        source = from;
        call(onHead);
    }

    void responseBody(std::string_view bytes) override
    {
        QVERIFY(head && !isOver());
        body.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
        largestPiece = std::max(largestPiece, static_cast<qsizetype>(bytes.size()));
        call(onBody);
    }

    void responseEnd() override
    {
        QVERIFY(head && !isOver());
        ended = true;
        call(onOver);
    }

    void responseFault(const larder::Fault &received) override
    {
        QVERIFY(!isOver());
        fault = received;
        call(onOver);
    }

    void responseSilent() override
    {
        QVERIFY(!isOver());
        ++silences;
        call(onSilent);
    }

private:
    static void call(const std::function<void()> &hook)
    {
        if (hook) {
            const auto copy = hook; // it may replace itself
            copy();
        }
    }
};

// Answers look-ups from a table, from the event loop, and counts them.
class Names
{
public:
    void set(const char *name, std::initializer_list<const char *> addresses)
    {
        QList<QHostAddress> list;
        for (const char *address : addresses) {
            list.append(QHostAddress(QLatin1StringView(address)));
        }
        m_addresses->insert(name, list);
    }

    [[nodiscard]] larder::upstream::Lookup lookup() const
    {
        return [addresses = m_addresses](const std::string &host, QObject *context,
                                         const larder::upstream::LookupDone &done) {
            QMetaObject::invokeMethod(
                context,
                [addresses, host, done] {
                    const auto found = addresses->constFind(QByteArray::fromStdString(host));
                    if (found == addresses->constEnd()) {
                        done(larder::fail(larder::FaultKind::Unreachable,
                                          QStringLiteral("No such name in this test.")));
                    } else {
                        done(*found);
                    }
                },
                Qt::QueuedConnection);
        };
    }

private:
    std::shared_ptr<QHash<QByteArray, QList<QHostAddress>>> m_addresses =
        std::make_shared<QHash<QByteArray, QList<QHostAddress>>>();
};

inline larder::http::Url urlOf(const char *host, quint16 port, const char *path = "/",
                               larder::http::Scheme scheme = larder::http::Scheme::Http)
{
    return {
        .scheme = scheme, .userInfo = {}, .host = host, .port = port, .path = path, .query = {}};
}

inline larder::upstream::Request getRequest(larder::http::Url url)
{
    larder::upstream::Request request;
    request.url = std::move(url);
    return request;
}

inline larder::ProxySettings withoutProxy()
{
    larder::ProxySettings settings;
    settings.kind = larder::ProxySettings::Kind::None;
    return settings;
}
