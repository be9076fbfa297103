// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A zip archive as it came for Composer, checked before anybody has its end.
#include "ecosystem/ecosystem.h"
#include "input.h"

#include <tuple>

using namespace larder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto rules = ecosystem::makeEcosystem("composer", {});
    static const http::Url file = *http::Url::parse("https://origin.example/thing.zip");
    fuzz::TextDevice body(fuzz::textOf(data, size));
    std::ignore = rules->checkArchive(file, body);
    return 0;
}
