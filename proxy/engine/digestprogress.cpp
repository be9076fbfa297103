// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/digestprogress.h"

#include "base/bytesize.h"
#include "engine/poolwork.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace larder::engine
{

namespace
{
// Less is not worth a way to the pool and back: 64 KiB take 40 µs.
constexpr std::uint64_t pieceBytes = 256 * KiB;
constexpr std::uint64_t inlineBytes = 64 * KiB;
constexpr std::size_t readBytes = 64 * KiB;
} // namespace

struct DigestProgress::Work
{
    FileDescriptor file;
    Hasher sha256{DigestAlgorithm::Sha256};
    std::optional<Hasher> other;
    bool failed = false;

    void hash(std::uint64_t from, std::uint64_t to)
    {
        thread_local std::array<char, readBytes> buffer;
        while (from < to && !failed) {
            const auto wanted =
                static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), to - from));
            const ssize_t count =
                pread(file.get(), buffer.data(), wanted, static_cast<off_t>(from));
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0) {
                failed = true;
                return;
            }
            const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
            sha256.update(bytes);
            if (other) {
                other->update(bytes);
            }
            from += static_cast<std::uint64_t>(count);
        }
    }
};

DigestProgress::DigestProgress(Context &context, int file, std::optional<DigestAlgorithm> other)
    : m_context(context)
    , m_work(std::make_shared<Work>())
{
    m_work->file.reset(fcntl(file, F_DUPFD_CLOEXEC, 0));
    if (other && *other != DigestAlgorithm::Sha256) {
        m_work->other.emplace(*other);
    }
}

DigestProgress::~DigestProgress() = default;

void DigestProgress::advance(std::uint64_t bytes)
{
    m_available = bytes;
    if (!m_busy && m_available - m_hashed >= pieceBytes) {
        startPiece();
    }
}

void DigestProgress::finish(Done done)
{
    m_done = std::move(done);
    if (m_busy) {
        return;
    }
    if (m_available - m_hashed <= inlineBytes) {
        m_work->hash(m_hashed, m_available);
        m_hashed = m_available;
        QMetaObject::invokeMethod(&m_guard, [this] { pieceDone(); }, Qt::QueuedConnection);
    } else {
        startPiece();
    }
}

void DigestProgress::startPiece()
{
    m_busy = true;
    m_context.pool.run(
        &m_guard,
        [work = m_work, from = m_hashed, to = m_available] {
            work->hash(from, to);
            return true;
        },
        [this](bool /*hashed*/) { pieceDone(); });
    m_hashed = m_available;
}

void DigestProgress::pieceDone()
{
    m_busy = false;
    if (m_hashed < m_available && (m_done || m_available - m_hashed >= pieceBytes)) {
        startPiece();
        return;
    }
    if (!m_done || m_hashed < m_available) {
        return;
    }
    const Done done = std::exchange(m_done, {});
    if (m_work->failed) {
        done(fail(FaultKind::Damaged,
                  QCoreApplication::translate("larder", "A file that was just written cannot be "
                                                        "read back.")));
        return;
    }
    Digests digests{m_work->sha256.finish(), {}};
    if (m_work->other) {
        digests.other = m_work->other->finish();
    }
    done(std::move(digests));
}

} // namespace larder::engine
