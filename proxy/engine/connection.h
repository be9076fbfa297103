// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/filedescriptor.h"
#include "engine/body.h"
#include "engine/context.h"
#include "engine/poll.h"
#include "engine/reply.h"
#include "http/requestparser.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace larder::engine
{

class Exchange;

// One client's connection: reads pipelined requests, has an Exchange for each, and writes their
// replies in the order in which the requests came. Exchanges work side by side: a cold file does
// not keep the next one from being fetched. Owned by its Listener's Engine; engine thread.
class Connection final : public PollHandler, public BodyReader
{
public:
    Connection(Context &context, CacheContext &cache, FileDescriptor socket, std::string client);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection() override;

    void ready(std::uint32_t events) override;
    void bodyChanged() override;

    // From an Exchange of this connection: it has its reply now.
    void replyReady();
    // From an Exchange: the request was CONNECT and the upstream is there. The connection hands its
    // socket and what was read ahead to the caller and has ended when this returns.
    [[nodiscard]] std::pair<FileDescriptor, std::string> takeSocket();

    // When this connection has waited too long for its client; nothing while it waits for us.
    [[nodiscard]] std::optional<SteadyTime> deadline() const { return m_deadline; }

    void deadlinePassed();
    // Draining: finish what was asked, and say with the next answer that it is the last. Who asks
    // for nothing more within drainGrace is closed.
    void drain();

    [[nodiscard]] const std::string &client() const { return m_client; }

    // Our own address at which the client reached us, numeric; empty when it cannot be told.
    [[nodiscard]] std::string localAddress() const;

    [[nodiscard]] SuiteMemory &suites() { return m_suites; }

    [[nodiscard]] Context &context() { return m_context; }

    [[nodiscard]] CacheContext &cache() { return m_cache; }

    // Whether the client means us. A client says the same with each request.
    [[nodiscard]] bool isOwnAuthority(std::string_view authority);

private:
    enum class Input {
        Open,
        Full,      // maxPipelinedRequests are waiting: reading goes on when one is answered
        Ended,     // the client has sent everything, or we accept nothing further
        Discarded, // the last reply has left; see lingerThenClose()
    };
    enum class Progress {
        Finished, // the reply has left
        Blocked,  // the socket takes no more: EPOLLOUT will come
        Waiting,  // there is nothing to send yet: bodyChanged() or replyReady() will come
        Turn,     // the share of this turn is used up
        Broken,   // the client is gone, or must be cut off
    };

    void read();
    // Feeds the parser; returns how much it took (the rest waits while input is Full).
    std::size_t parse(std::string_view bytes);
    void reject(int status, std::string_view sentence);
    // Whether requests that were read with this one come after it.
    enum class Position { Last, Followed };
    void beginExchange(http::RequestHead head, Position position);
    void write();
    [[nodiscard]] Progress writeReply(Reply &reply, std::size_t &budget);
    // Head and small body by one system call. Whatever of them has not left when it returns
    // Finished is left to sendText() and sendFile().
    [[nodiscard]] Progress sendTogether(std::string_view head, StoredBody &body);
    [[nodiscard]] Progress sendText(std::string_view text, std::size_t &sent, bool more);
    [[nodiscard]] Progress sendFile(int file, std::uint64_t &offset, std::uint64_t end,
                                    std::size_t &budget);
    [[nodiscard]] Progress writeFollowed(FollowedBody &followed, std::size_t &budget);
    [[nodiscard]] Progress writePassed(PassStream &stream, std::size_t &budget);
    void finishReply(bool whole);
    void updateDeadline();
    // Closing while bytes of the client are unread would make the kernel throw away the reply that
    // it has not delivered yet. So we end our half first and wait for the client to end its own.
    void lingerThenClose();
    void discardInput();
    void close();

    Context &m_context;
    CacheContext &m_cache;
    FileDescriptor m_socket;
    std::string m_client;
    http::RequestParser m_parser;
    std::string m_unparsed; // read, but the pipeline was full
    Input m_input = Input::Open;
    std::deque<std::unique_ptr<Exchange>> m_exchanges; // oldest first: the one being answered
    std::unique_ptr<Exchange> m_withBody;              // its request's body is still coming
    SuiteMemory m_suites;
    std::string m_ownAuthority; // the last that was found to be ours

    // Of the reply that is being sent.
    std::size_t m_textSent = 0;
    std::uint64_t m_bytesSent = 0;
    std::string m_chunkFrame; // chunk head or terminator on its way out
    std::size_t m_chunkFrameSent = 0;
    std::uint64_t m_chunkEnd = 0; // file offset at which the current chunk ends
    bool m_chunksEnded = false;
    bool m_following = false; // registered with the current body

    std::optional<SteadyTime> m_headBegan; // a request head has begun to arrive
    SteadyTime m_lastProgress;             // last byte that the client took, or last reply's end
    std::optional<SteadyTime> m_deadline;
    bool m_draining = false;
    bool m_writing = false;     // replies that come while writing are picked up by the loop
    bool m_clientEnded = false; // it has sent its last byte
    std::size_t m_discarded = 0;
    bool m_closed = false;
};

} // namespace larder::engine
