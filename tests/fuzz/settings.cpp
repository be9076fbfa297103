// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A settings file: settings, or a sentence.
#include "base/settings.h"
#include "input.h"
#include "require.h"

using namespace larder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto settings = Settings::parse(fuzz::textOf(data, size));
    fuzz::require(settings || !settings.error().what.isEmpty(), "A refusal has a sentence.");
    return 0;
}
