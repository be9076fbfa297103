// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "base/filedescriptor.h"
#include "engine/context.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace larder::engine
{

// Hashes a growing file in the pool while it arrives, so that the digest is there soon after the
// last byte and the engine thread does not hash. At most one piece is under way at a time. Owned by
// a Fetch; engine thread.
class DigestProgress
{
public:
    struct Digests
    {
        Digest sha256;               // the object's name
        std::optional<Digest> other; // of a second algorithm, where a name states one
    };

    using Done = std::function<void(Result<Digests>)>;

    // Takes a duplicate of the descriptor.
    DigestProgress(Context &context, int file, std::optional<DigestAlgorithm> other);
    DigestProgress(const DigestProgress &) = delete;
    DigestProgress &operator=(const DigestProgress &) = delete;
    ~DigestProgress(); // work under way ends unheard

    // So many bytes are in the file now.
    void advance(std::uint64_t bytes);
    // That was all. Small files are hashed at once, but done never comes from within this call.
    void finish(Done done);

private:
    struct Work; // shared with the pool

    void startPiece();
    void pieceDone();

    Context &m_context;
    std::shared_ptr<Work> m_work;
    QObject m_guard; // callbacks from the pool hang on it
    std::uint64_t m_available = 0;
    std::uint64_t m_hashed = 0;
    bool m_busy = false;
    Done m_done; // set by finish()
};

} // namespace larder::engine
