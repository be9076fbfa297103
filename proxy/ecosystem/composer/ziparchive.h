// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

class QIODevice;

namespace larder::ecosystem::composer
{

// Whether a file is a whole zip archive: its end record is there, and the central directory that it
// names is where it says and has as many entries as it says, each with its header inside the file.
// Reads these only, some pieces at a time. What is in the entries is for whoever unpacks them.
// Blocks: pool only. The archive formats that KArchive reads would cost memory for each entry.
// Source: PKWARE's APPNOTE.TXT, 4.3.12, 4.3.14 to 4.3.16.
[[nodiscard]] Result<void> checkZip(QIODevice &file);

} // namespace larder::ecosystem::composer
