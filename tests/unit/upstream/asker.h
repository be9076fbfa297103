// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patience.h"
#include "recorder.h"
#include "upstream/client.h"

#include <QTest>

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace larder::upstream
{

inline constexpr const char *peerName = "peer.example";
inline constexpr const char *otherName = "other.example";

inline QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>((i * 7 + i / 251) & 0xff);
    }
    return bytes;
}

// Until the condition holds; events make it so.
template <typename Condition>
bool waitFor(Condition condition)
{
    return QTest::qWaitFor(condition, patience);
}

// A client that may ask some ports of 127.0.0.1 under the names of the tests.
class Asker
{
public:
    explicit Asker(std::initializer_list<quint16> ports, Surroundings surroundings = {})
        : client(withNames(std::move(surroundings)))
    {
        std::vector<AllowedUpstream> allowed;
        for (const quint16 port : ports) {
            allowed.push_back({peerName, port});
            allowed.push_back({otherName, port});
            allowed.push_back({"both.example", port});
            allowed.push_back({"stuck.example", port});
        }
        client.configure(AddressGuard(allowed), withoutProxy());
    }

    std::unique_ptr<Transfer> get(Recorder &recorder, quint16 port, const char *path = "/",
                                  const char *host = peerName)
    {
        return client.send(getRequest(urlOf(host, port, path)), recorder);
    }

    Names names;
    Client client;

private:
    Surroundings withNames(Surroundings surroundings)
    {
        names.set(peerName, {"127.0.0.1"});
        names.set(otherName, {"127.0.0.1"});
        names.set("both.example", {"::1", "127.0.0.1"});
        names.set("private.example", {"10.0.0.1"});
        surroundings.lookup = names.lookup();
        return surroundings;
    }
};

} // namespace larder::upstream
