// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/filedescriptor.h"
#include "store/read/entry.h"

#include <string>

namespace larder::store
{

// An entry whose object is open for reading, shared by all who serve it; the bounded cache of hot
// entries holds one reference. Immutable once made, but for the copy; the descriptor is only used
// with explicit offsets (pread, sendfile).
struct OpenEntry
{
    Entry entry;
    FileDescriptor file;
    // The stored fields as they go on the wire: "Name: value\r\n" …, without the final empty line.
    std::string fields;
    // All bytes of a small object in frequent use, else empty: HotEntries makes and drops it, so it
    // is valid until the engine thread's next look-up. Engine thread only.
    mutable std::string copy;
};

} // namespace larder::store
