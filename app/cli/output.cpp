// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include <cstdio>

namespace larder::cli
{

bool print(const QByteArray &text)
{
    const auto size = static_cast<std::size_t>(text.size());
    return std::fwrite(text.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0;
}

int report(const Fault &fault, ExitStatus status)
{
    std::fprintf(stderr, "larder: %s\n", qUtf8Printable(fault.text()));
    return status;
}

} // namespace larder::cli
