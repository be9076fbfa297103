// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connection.h"

#include "engine/engine.h"
#include "engine/exchange.h"
#include "engine/listener.h"
#include "engine/passstream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

namespace larder::engine
{

Connection::Connection(Context &context, CacheContext &cache, FileDescriptor socket,
                       std::string client)
    : m_context(context)
    , m_cache(cache)
    , m_socket(std::move(socket))
    , m_client(std::move(client))
    , m_lastProgress(context.clock.steady())
{
    // Heads and bodies leave together through MSG_MORE; what is complete must not wait.
    const int on = 1;
    setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    updateDeadline();
}

Connection::~Connection()
{
    if (m_socket.isOpen()) {
        m_context.poll.forget(m_socket.get(), *this);
    }
}

void Connection::ready(std::uint32_t events)
{
    if ((events & EPOLLERR) != 0 && m_input != Input::Open) {
        close(); // reset by the client, and nothing is read any more that would say so
        return;
    }
    if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0 || events == 0) {
        read();
    }
    if (!m_closed) {
        write();
    }
}

void Connection::bodyChanged()
{
    write();
}

void Connection::replyReady()
{
    write();
}

void Connection::read()
{
    thread_local std::array<char, readBytesPerTurn> buffer;

    if (m_input == Input::Discarded) {
        discardInput();
        return;
    }
    if (m_input != Input::Open) {
        return;
    }
    const ssize_t count = recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    if (count < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            close();
        }
        return;
    }
    if (count == 0) {
        m_clientEnded = true;
        m_input = Input::Ended;
        if (m_exchanges.empty()) {
            close();
        }
        return;
    }
    const auto size = static_cast<std::size_t>(count);
    const std::string_view bytes(buffer.data(), size);
    const std::size_t taken = parse(bytes);
    if (m_closed) {
        return;
    }
    m_unparsed.assign(bytes.substr(taken));
    // A short read emptied the socket: what comes later raises a new edge.
    if (size == buffer.size() && m_input == Input::Open) {
        m_context.poll.anotherTurn(*this);
    }
    updateDeadline();
}

std::size_t Connection::parse(std::string_view bytes)
{
    std::size_t taken = 0;
    while (!m_closed && m_input == Input::Open) {
        if (m_exchanges.size() >= maxPipelinedRequests && !m_withBody) {
            m_input = Input::Full;
            break;
        }
        const http::RequestParser::Step step = m_parser.feed(bytes.substr(taken));
        taken += step.consumed;
        switch (step.event) {
        case http::RequestParser::Event::NeedMore:
            if (!m_parser.inRequest()) {
                m_headBegan.reset();
            } else if (!m_headBegan) {
                m_headBegan = m_context.clock.steady();
            }
            return taken;
        case http::RequestParser::Event::Head:
            m_headBegan.reset();
            beginExchange(m_parser.takeHead(),
                          taken < bytes.size() ? Position::Followed : Position::Last);
            break;
        case http::RequestParser::Event::Body:
            if (m_withBody && !m_withBody->appendBody(step.body)) {
                m_withBody.reset();
                reject(413, "The body of this request is larger than Larder forwards.");
            }
            break;
        case http::RequestParser::Event::Complete:
            if (m_withBody) {
                m_exchanges.push_back(std::move(m_withBody));
                m_exchanges.back()->start();
            }
            break;
        case http::RequestParser::Event::Failed:
            reject(m_parser.error().status, m_parser.error().text);
            break;
        }
    }
    return taken;
}

void Connection::reject(int status, std::string_view sentence)
{
    // In its turn: earlier requests are answered first. Nothing after it can be trusted.
    m_input = Input::Ended;
    m_exchanges.push_back(Exchange::rejected(*this, status, sentence));
    write();
}

void Connection::beginExchange(http::RequestHead head, Position position)
{
    if (m_draining && (position == Position::Last || head.hasBody())) {
        head.keepAlive = false;
    }
    if (!head.keepAlive || head.method == http::Method::Connect) {
        m_input = Input::Ended;
    }
    if (head.method == http::Method::Connect && !m_exchanges.empty()) {
        reject(400, "A tunnel cannot be asked for before earlier requests are answered.");
        return;
    }
    const bool hasBody = head.hasBody();
    const bool expectsContinue = head.expectsContinue;
    auto exchange = std::make_unique<Exchange>(*this, std::move(head));
    if (hasBody) {
        if (!exchange->takesBody()) {
            reject(413, "Larder does not take a body with this request.");
            return;
        }
        m_input = Input::Open; // for the body; a last request closes after its reply
        m_withBody = std::move(exchange);
        m_headBegan = m_context.clock.steady();
        if (expectsContinue && m_exchanges.empty()) {
            constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
            // A client that cannot take 25 bytes at the start of an exchange sends without it.
            static_cast<void>(send(m_socket.get(), goOn.data(), goOn.size(), MSG_NOSIGNAL));
        }
        return;
    }
    m_exchanges.push_back(std::move(exchange));
    m_exchanges.back()->start();
}

void Connection::write()
{
    if (m_writing || m_closed) {
        return;
    }
    m_writing = true;
    std::size_t budget = writeBytesPerTurn;
    Progress progress = Progress::Waiting;
    while (!m_exchanges.empty()) {
        Reply *reply = m_exchanges.front()->reply();
        if (reply == nullptr) {
            progress = Progress::Waiting;
            break;
        }
        progress = writeReply(*reply, budget);
        if (progress != Progress::Finished) {
            break;
        }
        const bool last = reply->then == Reply::Then::Close;
        finishReply(true);
        if (last || (m_exchanges.empty() && m_input == Input::Ended && !m_withBody)) {
            m_writing = false;
            lingerThenClose();
            return;
        }
    }
    m_writing = false;

    switch (progress) {
    case Progress::Broken:
        close();
        return;
    case Progress::Turn:
        m_context.poll.anotherTurn(*this);
        break;
    default:
        break;
    }
    if (m_input == Input::Full && m_exchanges.size() < maxPipelinedRequests) {
        m_input = Input::Open;
        const std::string rest = std::exchange(m_unparsed, {});
        const std::size_t taken = parse(rest);
        if (m_closed) {
            return;
        }
        m_unparsed.assign(rest, taken);
        m_context.poll.anotherTurn(*this); // the edge for what waits in the socket is long past
    }
    updateDeadline();
}

Connection::Progress Connection::writeReply(Reply &reply, std::size_t &budget)
{
    // What is passed through may come much later than its head.
    const bool more = std::holds_alternative<StoredBody>(reply.body) ||
                      std::holds_alternative<FollowedBody>(reply.body);
    auto *stored = std::get_if<StoredBody>(&reply.body);
    if (stored != nullptr && m_textSent == 0 &&
        (!stored->entry->copy.empty() || stored->end - stored->offset <= copiedBodyBytes)) {
        const Progress progress = sendTogether(reply.text, *stored);
        if (progress != Progress::Finished) {
            return progress;
        }
    }
    if (m_textSent < reply.text.size()) {
        const Progress progress = sendText(reply.text, m_textSent, more);
        if (progress != Progress::Finished) {
            return progress;
        }
    }
    if (stored != nullptr) {
        return sendFile(stored->entry->file.get(), stored->offset, stored->end, budget);
    }
    if (auto *followed = std::get_if<FollowedBody>(&reply.body)) {
        return writeFollowed(*followed, budget);
    }
    if (auto *passed = std::get_if<std::shared_ptr<PassStream>>(&reply.body)) {
        return writePassed(**passed, budget);
    }
    return Progress::Finished;
}

Connection::Progress Connection::sendTogether(std::string_view head, StoredBody &body)
{
    thread_local std::array<char, copiedBodyBytes> buffer;

    const auto size = static_cast<std::size_t>(body.end - body.offset);
    std::string_view bytes = body.entry->copy;
    if (bytes.empty()) {
        const ssize_t got =
            pread(body.entry->file.get(), buffer.data(), size, static_cast<off_t>(body.offset));
        if (std::cmp_not_equal(got, size)) {
            return got < 0 && errno == EINTR ? Progress::Finished : Progress::Broken;
        }
        bytes = std::string_view(buffer.data(), size);
    } else {
        bytes = bytes.substr(static_cast<std::size_t>(body.offset), size);
    }
    // sendmsg() does not write to what it is given.
    std::array<iovec, 2> parts{iovec{const_cast<char *>(head.data()), head.size()},
                               iovec{const_cast<char *>(bytes.data()), bytes.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t count = sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
    if (count < 0) {
        return errno == EAGAIN  ? Progress::Blocked
               : errno == EINTR ? Progress::Finished
                                : Progress::Broken;
    }
    const auto sent = static_cast<std::size_t>(count);
    m_textSent = std::min(sent, head.size());
    body.offset += sent - m_textSent;
    m_bytesSent += sent;
    m_lastProgress = m_context.clock.steady();
    return Progress::Finished;
}

Connection::Progress Connection::sendText(std::string_view text, std::size_t &sent, bool more)
{
    while (sent < text.size()) {
        const std::string_view rest = text.substr(sent);
        const ssize_t count =
            send(m_socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL | (more ? MSG_MORE : 0));
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno == EAGAIN ? Progress::Blocked : Progress::Broken;
        }
        sent += static_cast<std::size_t>(count);
        m_bytesSent += static_cast<std::uint64_t>(count);
        m_lastProgress = m_context.clock.steady();
    }
    return Progress::Finished;
}

Connection::Progress Connection::sendFile(int file, std::uint64_t &offset, std::uint64_t end,
                                          std::size_t &budget)
{
    while (offset < end) {
        if (budget == 0) {
            return Progress::Turn;
        }
        auto position = static_cast<off_t>(offset);
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(end - offset, budget));
        const ssize_t count = sendfile(m_socket.get(), file, &position, wanted);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno == EAGAIN ? Progress::Blocked : Progress::Broken;
        }
        if (count == 0) {
            return Progress::Broken; // the file is shorter than it was: cut, never pad
        }
        offset += static_cast<std::uint64_t>(count);
        budget -= static_cast<std::size_t>(count);
        m_bytesSent += static_cast<std::uint64_t>(count);
        m_lastProgress = m_context.clock.steady();
    }
    return Progress::Finished;
}

Connection::Progress Connection::writeFollowed(FollowedBody &followed, std::size_t &budget)
{
    Body &body = *followed.body;
    if (!m_following) {
        body.addReader(*this);
        m_following = true;
    }
    if (followed.framing == FollowedBody::Framing::Length) {
        while (followed.offset < followed.end) {
            if (body.state() == Body::State::Failed) {
                return Progress::Broken;
            }
            const std::uint64_t sendable = std::min(body.sendable(), followed.end);
            if (followed.offset >= sendable) {
                return Progress::Waiting;
            }
            const Progress progress = sendFile(body.file(), followed.offset, sendable, budget);
            if (progress != Progress::Finished) {
                return progress;
            }
        }
        return Progress::Finished;
    }

    // Chunked: whatever may leave now is one chunk; after the last comes the terminator.
    while (true) {
        if (m_chunkFrameSent < m_chunkFrame.size()) {
            const bool more = followed.offset < m_chunkEnd; // the chunk's data follows
            const Progress progress = sendText(m_chunkFrame, m_chunkFrameSent, more);
            if (progress != Progress::Finished) {
                return progress;
            }
        }
        if (m_chunksEnded) {
            return Progress::Finished;
        }
        m_chunkFrame.clear();
        m_chunkFrameSent = 0;
        if (followed.offset < m_chunkEnd) {
            const Progress progress = sendFile(body.file(), followed.offset, m_chunkEnd, budget);
            if (progress != Progress::Finished) {
                return progress;
            }
            m_chunkFrame = "\r\n";
            continue;
        }
        if (body.state() == Body::State::Failed) {
            return Progress::Broken;
        }
        const std::uint64_t sendable = body.sendable();
        if (sendable > followed.offset) {
            std::array<char, 16> digits{};
            const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                                    sendable - followed.offset, 16);
            m_chunkFrame.assign(digits.data(), end).append("\r\n");
            m_chunkEnd = sendable;
        } else if (body.state() == Body::State::Proven) {
            m_chunkFrame = "0\r\n\r\n";
            m_chunksEnded = true;
        } else {
            return Progress::Waiting;
        }
    }
}

Connection::Progress Connection::writePassed(PassStream &stream, std::size_t &budget)
{
    stream.setReader(this);
    while (true) {
        const std::string_view waiting = stream.waiting();
        if (waiting.empty()) {
            switch (stream.state()) {
            case PassStream::State::Open:
                return Progress::Waiting;
            case PassStream::State::Ended:
                return Progress::Finished;
            case PassStream::State::Failed:
                return Progress::Broken;
            }
        }
        if (budget == 0) {
            return Progress::Turn;
        }
        const std::string_view piece = waiting.substr(0, budget);
        std::size_t sent = 0;
        const Progress progress = sendText(piece, sent, false);
        budget -= sent;
        stream.consume(sent);
        if (progress != Progress::Finished) {
            return progress;
        }
    }
}

void Connection::finishReply(bool whole)
{
    Exchange &exchange = *m_exchanges.front();
    if (Reply *reply = exchange.reply()) {
        if (m_following) {
            std::get<FollowedBody>(reply->body).body->removeReader(*this);
        }
        if (auto *passed = std::get_if<std::shared_ptr<PassStream>>(&reply->body)) {
            (*passed)->setReader(nullptr);
        }
    }
    exchange.finished(m_bytesSent, whole ? Exchange::Delivery::Whole : Exchange::Delivery::Cut);
    m_exchanges.pop_front();
    m_following = false;
    m_textSent = 0;
    m_bytesSent = 0;
    m_chunkFrame.clear();
    m_chunkFrameSent = 0;
    m_chunkEnd = 0;
    m_chunksEnded = false;
}

void Connection::updateDeadline()
{
    if (m_closed || m_input == Input::Discarded) {
        return;
    }
    if (!m_exchanges.empty()) {
        // We owe the client, unless it is the client who does not take what is offered.
        if (m_exchanges.front()->reply() == nullptr) {
            m_deadline.reset();
            return;
        }
        m_deadline = m_lastProgress + sendStallLimit;
    } else if (m_withBody) {
        m_deadline = m_headBegan.value_or(m_lastProgress) + requestBodyLimit;
    } else if (m_headBegan) {
        // Absolute: a client that trickles one byte at a time does not get more.
        m_deadline = std::max(*m_headBegan, m_lastProgress) + requestHeadLimit;
    } else {
        m_deadline = m_lastProgress + (m_draining ? drainGrace : keepAliveLimit);
    }
    m_context.engine.deadlineSet(*m_deadline);
}

void Connection::deadlinePassed()
{
    if (m_input == Input::Discarded) {
        close();
        return;
    }
    if (m_exchanges.empty() && (m_headBegan || m_withBody)) {
        m_withBody.reset();
        reject(408, "The request did not arrive in time.");
        return;
    }
    // A body that is waited for is the upstream's time, not the client's.
    if (!m_exchanges.empty()) {
        Reply *reply = m_exchanges.front()->reply();
        const auto *followed = reply != nullptr ? std::get_if<FollowedBody>(&reply->body) : nullptr;
        const auto *passed =
            reply != nullptr ? std::get_if<std::shared_ptr<PassStream>>(&reply->body) : nullptr;
        const bool starved =
            (followed != nullptr && followed->body->state() == Body::State::Arriving &&
             followed->offset >= followed->body->sendable()) ||
            (passed != nullptr && (*passed)->waiting().empty());
        if (starved) {
            m_lastProgress = m_context.clock.steady();
            updateDeadline();
            return;
        }
    }
    close();
}

void Connection::lingerThenClose()
{
    if (m_clientEnded) {
        close();
        return;
    }
    m_input = Input::Discarded;
    m_unparsed.clear();
    shutdown(m_socket.get(), SHUT_WR);
    m_deadline = m_context.clock.steady() + lingerLimit;
    m_context.engine.deadlineSet(*m_deadline);
    discardInput();
}

void Connection::discardInput()
{
    thread_local std::array<char, readBytesPerTurn> buffer;

    while (m_discarded < maxDiscardedBytes) {
        const ssize_t count = recv(m_socket.get(), buffer.data(), buffer.size(), 0);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (count <= 0) {
            break;
        }
        m_discarded += static_cast<std::size_t>(count);
    }
    close();
}

void Connection::drain()
{
    m_draining = true;
    if (m_input != Input::Discarded && m_exchanges.empty() && !m_withBody) {
        // A request may be under way: closing at once would lose it.
        m_lastProgress = m_context.clock.steady();
        updateDeadline();
    }
}

bool Connection::isOwnAuthority(std::string_view authority)
{
    if (authority == m_ownAuthority) {
        return !authority.empty();
    }
    const bool isOwn = m_cache.isOwnAuthority(authority);
    if (isOwn) {
        m_ownAuthority = authority;
    }
    return isOwn;
}

std::string Connection::localAddress() const
{
    const auto address = boundAddress(m_socket.get());
    return address ? address->address : std::string();
}

std::pair<FileDescriptor, std::string> Connection::takeSocket()
{
    m_context.poll.forget(m_socket.get(), *this);
    std::pair<FileDescriptor, std::string> taken(std::move(m_socket), std::move(m_unparsed));
    m_closed = true;
    m_deadline.reset();
    m_context.engine.connectionEnded(*this);
    return taken;
}

void Connection::close()
{
    if (m_closed) {
        return;
    }
    m_closed = true;
    m_deadline.reset();
    while (!m_exchanges.empty()) {
        finishReply(false);
    }
    m_context.poll.forget(m_socket.get(), *this);
    m_socket.reset();
    m_context.engine.connectionEnded(*this);
}

} // namespace larder::engine
