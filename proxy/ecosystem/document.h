// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/fault.h"

#include <QIODevice>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// Reading and writing documents piece by piece, so that memory stays small however large they are.
// Blocks: pool only.
namespace larder::ecosystem
{

// A document before its compression; npm's largest packuments have 30 MiB or so. What a few
// kilobytes of hostile gzip become ends here.
inline constexpr std::uint64_t maxDocumentBytes = 256 * MiB;
// Of what goes through memory at once.
inline constexpr std::size_t documentPieceBytes = 64 * KiB;

// Hands out a body piece by piece.
class DocumentReader
{
public:
    explicit DocumentReader(QIODevice &body)
        : m_body(body)
    {}

    // The next piece, valid until the next call; empty at the end. Faults: TooLarge beyond
    // maxDocumentBytes, Damaged when the body is cut or cannot be decompressed.
    [[nodiscard]] Result<std::string_view> next();

private:
    QIODevice &m_body; // not owned
    std::array<char, documentPieceBytes> m_piece{};
    std::uint64_t m_total = 0;
};

// Writes a body in pieces that are worth a call. Also RapidJSON's concept of an output stream.
// Beyond maxDocumentBytes, and when the device takes no more, it writes nothing further: long links
// can make much of little.
class DocumentWriter
{
public:
    using Ch = char;

    explicit DocumentWriter(QIODevice &device)
        : m_device(device)
    {}

    void write(std::string_view bytes);

    void Put(char c) { write({&c, 1}); }

    void Flush();

    // TooLarge or NoSpace.
    [[nodiscard]] const Result<void> &state() const { return m_state; }

    // Writes what waits, and says whether all of it was written.
    [[nodiscard]] Result<void> finish();

private:
    QIODevice &m_device; // not owned
    std::string m_buffer;
    std::uint64_t m_total = 0;
    Result<void> m_state;
};

[[nodiscard]] Result<void> copyDocument(QIODevice &body, QIODevice &copy);

// The body without its encoding, over a device that outlives the result. contentEncoding: of a
// stored response, "gzip" or empty; null for any other.
[[nodiscard]] std::unique_ptr<QIODevice> openDecoded(QIODevice &body,
                                                     std::string_view contentEncoding);
// A device whose content goes gzipped into another that outlives it. Closing it ends the stream.
[[nodiscard]] std::unique_ptr<QIODevice> openGzip(QIODevice &compressed);

} // namespace larder::ecosystem
