// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "upstream/client.h"
#include "upstream/connection.h"
#include "upstream/pool.h"
#include "upstream/shared.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace larder::upstream
{

// One request from send() to its end: hop after hop through the pool, one retry of a kept
// connection that turns out to be dead, and the watch over a silent peer. Every call of the handler
// is the last thing a function does with this object, or is followed by a look whether it lives.
class HttpTransfer final : public QObject, public Transfer, private Connection::User
{
    Q_OBJECT

public:
    HttpTransfer(Shared &shared, Pool &pool, Request request, ResponseHandler &handler);

    void setReading(Reading reading) override;

    [[nodiscard]] std::uint64_t bytesFromNetwork() const override { return m_bytes; }

private:
    void requestConnection(Lease::Wanted wanted);
    void leased(Result<void> result);
    void fail(const Fault &fault);

    void connectionBytes(std::size_t count) override;
    void connectionHead(http::ResponseHead head) override;
    void connectionBody(std::string_view bytes) override;
    void connectionEnd() override;
    void connectionFault(const Fault &fault) override;

    // What the redirect asks for instead of m_request.
    [[nodiscard]] Result<Request> redirected(const http::ResponseHead &head) const;
    void followRedirect();

    void watchSilence();
    void silencePassed();

    Shared &m_shared;
    Pool &m_pool;
    Request m_request; // of the present hop
    ResponseHandler &m_handler;
    Route m_route;
    std::unique_ptr<Lease> m_lease;
    bool m_retried = false;
    Reading m_reading = Reading::Flowing;
    std::uint64_t m_bytes = 0;

    std::vector<std::string> m_visited; // URLs of earlier hops
    std::optional<Request> m_next;      // while the body of a redirect is read
    std::uint64_t m_redirectBody = 0;

    // Runs while a response is waited for. A byte only notes its time: starting a timer for each
    // piece would cost more than the piece.
    QTimer m_silence;
    std::chrono::steady_clock::time_point m_lastByte;
    bool m_silenceTold = false;
};

} // namespace larder::upstream
