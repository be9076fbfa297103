// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The fields of a stored response as a damaged index may give them: they are read back as they were
// written, or not at all.
#include "store/read/fields.h"
#include "input.h"
#include "require.h"

using namespace larder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto headers = store::headersFromFields(fuzz::textOf(data, size));
    if (!headers) {
        return 0;
    }
    for (const http::Header &header : *headers) {
        fuzz::require(!header.name.empty() && http::isSafeFieldValue(header.value),
                      "A field is safe to send.");
    }
    const auto again = store::headersFromFields(store::fieldsText(*headers));
    fuzz::require(again && *again == *headers, "Fields that are written and read are the same.");
    return 0;
}
