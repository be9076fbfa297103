// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>

namespace larder::cli
{

namespace
{

int firstError = 0; // of standard output, of which a process has one; errno

} // namespace

bool print(const QByteArray &text)
{
    const auto size = static_cast<std::size_t>(text.size());
    if (std::fwrite(text.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0) {
        return true;
    }
    if (firstError == 0) {
        firstError = errno;
    }
    return false;
}

int endStatus(int status)
{
    if (firstError == 0 || firstError == EPIPE || status != Done) {
        return status;
    }
    return report(systemFault(firstError, QCoreApplication::translate(
                                              "larder::cli", "The output cannot be written")),
                  Failed);
}

int report(const Fault &fault, ExitStatus status)
{
    std::fprintf(stderr, "larder: %s\n", qUtf8Printable(fault.text()));
    return status;
}

} // namespace larder::cli
