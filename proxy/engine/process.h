// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace larder::engine
{

// What a process with an engine in it needs: SIGPIPE is ignored (a client may leave at any moment),
// and as many descriptors may be open as connections and hot objects want. Once or again, any
// thread.
void prepareProcess();

} // namespace larder::engine
