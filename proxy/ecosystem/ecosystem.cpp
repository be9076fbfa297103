// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ecosystem.h"

#include "ecosystem/apt/aptecosystem.h"

#include <utility>

namespace larder::ecosystem
{

std::unique_ptr<Ecosystem> makeEcosystem(std::string_view cache, std::optional<http::Url> upstream)
{
    if (cache == "apt")
        return std::make_unique<apt::AptEcosystem>(std::move(upstream));
    return nullptr;
}

} // namespace larder::ecosystem
