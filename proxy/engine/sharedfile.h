// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

namespace larder::engine
{

// A file that others read through the same descriptor, as a device with an offset of its own: it is
// opened once more. For readers that want a QIODevice; in the pool only.
class SharedFile : public QFile
{
public:
    explicit SharedFile(int file)
        : QFile(QStringLiteral("/proc/self/fd/%1").arg(file))
    {
        // Not open when it cannot be: whoever reads sees that.
        static_cast<void>(open(ReadOnly));
    }
};

} // namespace larder::engine
