// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Release files, signed or not, and what is looked up in them.
#include "ecosystem/ecosystem.h"
#include "input.h"
#include "require.h"

using namespace larder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto rules = ecosystem::makeEcosystem("apt", {});
    const auto generation = rules->readGeneration(fuzz::textOf(data, size));
    if (!generation) {
        return 0;
    }
    for (const ecosystem::Generation::File &file : generation->files()) {
        const auto *found = generation->find(file.name);
        fuzz::require(found != nullptr && *found == file, "Every file is found by its name.");
        fuzz::require(!generation->withDigest(file.digest).empty(), "And by its digest.");
        fuzz::require(!file.name.empty(), "A file has a name.");
    }
    return 0;
}
