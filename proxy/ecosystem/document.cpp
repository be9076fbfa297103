// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/document.h"

#include "http/accept.h"
#include "http/headers.h"

#include <KCompressionDevice>
#include <QCoreApplication>

namespace larder::ecosystem
{

namespace
{

std::unique_ptr<QIODevice> opened(QIODevice &device, KCompressionDevice::CompressionType type,
                                  QIODevice::OpenMode mode)
{
    auto compression = std::make_unique<KCompressionDevice>(&device, false, type);
    if (!compression->open(mode))
        return nullptr;
    return compression;
}

} // namespace

Result<std::string_view> DocumentReader::next()
{
    const qint64 count = m_body.read(m_piece.data(), qint64{documentPieceBytes});
    // A compressed body that is cut ends without an error, but is not at its end.
    if (count < 0 || (count == 0 && !m_body.atEnd())) {
        return fail(FaultKind::Damaged,
                    QCoreApplication::translate("larder::ecosystem",
                                                "A document is cut or cannot be decompressed."));
    }
    m_total += static_cast<std::uint64_t>(count);
    if (m_total > maxDocumentBytes) {
        return fail(
            FaultKind::TooLarge,
            QCoreApplication::translate("larder::ecosystem", "A document is larger than 256 MiB."));
    }
    return std::string_view(m_piece.data(), static_cast<std::size_t>(count));
}

void DocumentWriter::write(std::string_view bytes)
{
    m_buffer += bytes;
    if (m_buffer.size() >= documentPieceBytes)
        Flush();
}

void DocumentWriter::Flush()
{
    m_total += m_buffer.size();
    const auto size = static_cast<qint64>(m_buffer.size());
    if (m_state && m_total > maxDocumentBytes) {
        m_state = fail(FaultKind::TooLarge,
                       QCoreApplication::translate("larder::ecosystem",
                                                   "A rewritten document is larger than 256 MiB."));
    } else if (m_state && m_device.write(m_buffer.data(), size) != size) {
        m_state = fail(FaultKind::NoSpace,
                       QCoreApplication::translate("larder::ecosystem",
                                                   "A rewritten document could not be written."));
    }
    m_buffer.clear();
}

Result<void> DocumentWriter::finish()
{
    Flush();
    return m_state;
}

Result<void> copyDocument(QIODevice &body, QIODevice &copy)
{
    const auto reader = std::make_unique<DocumentReader>(body);
    DocumentWriter writer(copy);
    while (writer.state()) {
        const auto piece = reader->next();
        if (!piece)
            return std::unexpected(piece.error());
        if (piece->empty())
            break;
        writer.write(*piece);
    }
    return writer.finish();
}

std::unique_ptr<QIODevice> openDecoded(QIODevice &body, std::string_view contentEncoding)
{
    if (contentEncoding.empty() || http::equalsIgnoringCase(contentEncoding, "identity"))
        return opened(body, KCompressionDevice::None, QIODevice::ReadOnly);
    if (http::isGzip(contentEncoding))
        return opened(body, KCompressionDevice::GZip, QIODevice::ReadOnly);
    return nullptr;
}

std::unique_ptr<QIODevice> openGzip(QIODevice &compressed)
{
    return opened(compressed, KCompressionDevice::GZip, QIODevice::WriteOnly);
}

} // namespace larder::ecosystem
