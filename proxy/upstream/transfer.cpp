// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/transfer.h"

#include "upstream/requesttext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace larder::upstream
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder::upstream", text);
}

QString hostOf(const Request &request)
{
    return QString::fromStdString(request.url.host);
}

bool isRedirect(const http::ResponseHead &head)
{
    constexpr std::array statuses{301, 302, 303, 307, 308};
    return std::ranges::find(statuses, head.status) != statuses.end() &&
           head.headers.contains("Location");
}

bool isSameOrigin(const http::Url &left, const http::Url &right)
{
    return left.scheme == right.scheme && left.host == right.host && left.port == right.port;
}

// RFC 9110 15.4: 303 always asks for the other resource, 301 and 302 do so after a POST by custom.
bool becomesGet(int status, http::Method method)
{
    if (method == http::Method::Head) {
        return false;
    }
    return status == 303 || ((status == 301 || status == 302) && method == http::Method::Post);
}

} // namespace

HttpTransfer::HttpTransfer(Shared &shared, Pool &pool, Request request, ResponseHandler &handler)
    : m_shared(shared)
    , m_pool(pool)
    , m_request(std::move(request))
    , m_handler(handler)
{
    m_silence.setSingleShot(true);
    m_silence.setTimerType(Qt::CoarseTimer);
    connect(&m_silence, &QTimer::timeout, this, &HttpTransfer::silencePassed);
    requestConnection(Lease::Wanted::AnyConnection);
}

void HttpTransfer::setReading(Reading reading)
{
    if (m_reading == reading) {
        return;
    }
    m_reading = reading;
    if (m_lease && m_lease->hasConnection()) {
        m_lease->connection().setReading(reading);
        if (reading == Reading::Flowing) {
            watchSilence(); // the time in which nobody listened says nothing about the peer
        }
    }
}

void HttpTransfer::requestConnection(Lease::Wanted wanted)
{
    const http::Url &url = m_request.url;
    m_route = findRoute(m_shared.proxy, url.scheme, url.host, Traffic::Requests);
    m_lease = std::make_unique<Lease>(
        m_pool,
        Endpoint{.host = url.host,
                 .port = url.port,
                 .security = url.scheme == http::Scheme::Https ? Endpoint::Security::Tls
                                                               : Endpoint::Security::Plain,
                 .route = m_route},
        wanted, [this](Result<void> result) { leased(std::move(result)); });
}

void HttpTransfer::leased(Result<void> result)
{
    if (!result) {
        fail(result.error());
        return;
    }
    const auto text = requestText(m_request, m_route);
    if (!text) {
        fail(text.error());
        return;
    }
    m_lease->connection().exchange(m_request.method, *text, *this);
    m_lease->connection().setReading(m_reading);
    watchSilence();
}

void HttpTransfer::fail(const Fault &fault)
{
    m_silence.stop();
    m_lease.reset();
    m_handler.responseFault(fault);
}

void HttpTransfer::connectionBytes(std::size_t count)
{
    m_bytes += count;
    m_lastByte = std::chrono::steady_clock::now();
    m_silenceTold = false;
}

void HttpTransfer::connectionHead(http::ResponseHead head)
{
    if (m_route.kind == Route::Kind::HttpForward && head.status == 407) {
        fail({.kind = FaultKind::Unreachable,
              .what = translate("The proxy %1 asks for a user name and a password.")
                          .arg(QString::fromStdString(m_route.name())),
              .advice = translate("Add them to the setting of the proxy.")});
        return;
    }
    if (m_request.redirects == Request::Redirects::Follow && isRedirect(head)) {
        auto next = redirected(head);
        if (!next) {
            fail(next.error());
            return;
        }
        m_next = std::move(*next);
        m_redirectBody = 0;
        if (head.framing == http::Framing::UntilClose ||
            (head.framing == http::Framing::Length && head.contentLength > maxRedirectBodyBytes)) {
            followRedirect();
        }
        return;
    }
    m_handler.responseHead(std::move(head),
                           {.url = m_request.url, .address = m_lease->connection().address()});
}

void HttpTransfer::connectionBody(std::string_view bytes)
{
    if (!m_next) {
        m_handler.responseBody(bytes);
        return;
    }
    m_redirectBody += bytes.size();
    if (m_redirectBody > maxRedirectBodyBytes) {
        followRedirect();
    }
}

void HttpTransfer::connectionEnd()
{
    if (m_next) {
        followRedirect();
        return;
    }
    m_silence.stop();
    m_lease.reset(); // first, so that the connection is there for what the handler sends next
    m_handler.responseEnd();
}

void HttpTransfer::connectionFault(const Fault &fault)
{
    const Connection &connection = m_lease->connection();
    // A server may close a kept connection just when a request is on its way (RFC 9112 9.3.1).
    const bool diedIdle = !connection.isFirstExchange() && !connection.hasReceived();
    const bool isRepeatable =
        m_request.method == http::Method::Get || m_request.method == http::Method::Head;
    if (diedIdle && isRepeatable && !m_retried) {
        m_retried = true;
        m_silence.stop();
        m_lease.reset();
        requestConnection(Lease::Wanted::FreshConnection);
        return;
    }
    if (m_next) {
        followRedirect(); // its body does not matter
        return;
    }
    fail(fault);
}

Result<Request> HttpTransfer::redirected(const http::ResponseHead &head) const
{
    auto url = m_request.url.resolve(head.headers.value("Location"));
    if (!url) {
        return larder::fail(FaultKind::Protocol,
                            translate("%1 redirects to an address that is not valid: %2")
                                .arg(hostOf(m_request), url.error().what));
    }
    if (m_request.url.scheme == http::Scheme::Https && url->scheme == http::Scheme::Http) {
        return larder::fail(
            FaultKind::NotAllowed,
            translate("%1 redirects from a secure to an insecure address.").arg(hostOf(m_request)));
    }
    if (m_visited.size() >= maxRedirects) {
        return larder::fail(FaultKind::Protocol,
                            translate("%1 redirects more often than %2 times.")
                                .arg(hostOf(m_request), QString::number(maxRedirects)));
    }
    if (url->text() == m_request.url.text() || std::ranges::contains(m_visited, url->text())) {
        return larder::fail(FaultKind::Protocol,
                            translate("%1 redirects in a circle.").arg(hostOf(m_request)));
    }

    Request next = m_request;
    if (isSameOrigin(*url, m_request.url)) {
        url->userInfo = m_request.url.userInfo;
    } else {
        // What was meant for one server is not shown to another.
        url->userInfo.clear();
        next.headers.remove("Authorization");
        next.headers.remove("Cookie");
    }
    next.url = std::move(*url);
    if (becomesGet(head.status, m_request.method)) {
        next.method = http::Method::Get;
        next.body.clear();
        next.headers.remove("Content-Type");
        next.headers.remove("Content-Encoding");
    }
    return next;
}

void HttpTransfer::followRedirect()
{
    m_silence.stop();
    m_lease.reset();
    m_visited.push_back(m_request.url.text());
    m_request = *std::exchange(m_next, {});
    m_retried = false;
    requestConnection(Lease::Wanted::AnyConnection);
}

void HttpTransfer::watchSilence()
{
    m_lastByte = std::chrono::steady_clock::now();
    m_silenceTold = false;
    m_silence.start(m_shared.surroundings.silenceIsDown);
}

void HttpTransfer::silencePassed()
{
    if (m_reading == Reading::Paused) {
        return; // resuming starts the watch anew
    }
    const auto &limits = m_shared.surroundings;
    const auto silent = std::chrono::steady_clock::now() - m_lastByte;
    // Told before it is given up, however late this comes.
    if (silent >= limits.silenceLimit && m_silenceTold) {
        fail({.kind = FaultKind::TimedOut,
              .what = translate("%1 has sent nothing for %2 s.")
                          .arg(hostOf(m_request), QString::number(limits.silenceLimit /
                                                                  std::chrono::milliseconds{1000})),
              .advice = {}});
        return;
    }
    // Soon enough to see a second silence after a byte in between.
    const bool isDown = silent >= limits.silenceIsDown;
    const auto left = isDown
                          ? std::clamp<std::chrono::nanoseconds>(limits.silenceLimit - silent,
                                                                 std::chrono::nanoseconds::zero(),
                                                                 limits.silenceIsDown)
                          : limits.silenceIsDown - silent;
    m_silence.start(std::chrono::ceil<std::chrono::milliseconds>(left));
    if (isDown && !std::exchange(m_silenceTold, true)) {
        m_handler.responseSilent();
    }
}

} // namespace larder::upstream
