// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <string>
#include <string_view>

class QIODevice;

namespace larder::ecosystem::pip
{

// Bytes on their way to a device, in pieces that are worth a call.
class PageOutput
{
public:
    explicit PageOutput(QIODevice &device)
        : m_device(device)
    {}

    void write(std::string_view bytes);
    // Whether all of it was written.
    [[nodiscard]] Result<void> finish();

private:
    void flush();

    QIODevice &m_device; // not owned
    std::string m_buffer;
    bool m_hasFailed = false;
};

[[nodiscard]] Fault notWritten();

} // namespace larder::ecosystem::pip
