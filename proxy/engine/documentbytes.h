// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/ecosystem.h"
#include "engine/fetch.h"
#include "engine/renderings.h"

#include <memory>

namespace larder::engine
{

[[nodiscard]] DocumentBytes bytesOf(const std::shared_ptr<const store::OpenEntry> &entry,
                                    const http::Url &asked);
// Of one that is proven.
[[nodiscard]] DocumentBytes bytesOf(const Fetch &fetch);

} // namespace larder::engine
