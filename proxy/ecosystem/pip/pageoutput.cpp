// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/pageoutput.h"

#include "ecosystem/document.h"

#include <QCoreApplication>

namespace larder::ecosystem::pip
{

void PageOutput::write(std::string_view bytes)
{
    m_buffer += bytes;
    if (m_buffer.size() >= documentPieceBytes)
        flush();
}

Result<void> PageOutput::finish()
{
    flush();
    if (m_hasFailed)
        return std::unexpected(notWritten());
    return {};
}

void PageOutput::flush()
{
    const auto size = static_cast<qint64>(m_buffer.size());
    m_hasFailed = m_hasFailed || m_device.write(m_buffer.data(), size) != size;
    m_buffer.clear();
}

Fault notWritten()
{
    return {FaultKind::NoSpace,
            QCoreApplication::translate("larder::ecosystem::pip",
                                        "A rewritten page could not be written."),
            {}};
}

} // namespace larder::ecosystem::pip
