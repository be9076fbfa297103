// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/filedescriptor.h"

#include <unistd.h>

namespace larder
{

void FileDescriptor::reset(int fd)
{
    if (m_fd >= 0) {
        // Linux frees the descriptor even when close reports an error: never close it twice.
        ::close(m_fd);
    }
    m_fd = fd;
}

} // namespace larder
