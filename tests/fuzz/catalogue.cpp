// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A catalogue as a bad disk may give it: what is read from it is safe to put into an index, and
// reads the same when it is written again.
#include "store/catalogue.h"
#include "input.h"
#include "require.h"

#include <QTemporaryDir>

#include <fstream>

using namespace larder;

namespace
{

std::filesystem::path folder()
{
    static const QTemporaryDir made; // goes with the program
    return made.path().toStdString();
}

// A record with this content (store/catalogue.h): mutations never find a right checksum.
std::string framed(std::string_view content)
{
    std::string record = "\xB7LR1";
    for (unsigned int i = 0; i < 4; ++i) {
        record += static_cast<char>(content.size() >> (8 * i) & 0xFF);
    }
    return record.append(digestOf(content).bytes.substr(0, 8)).append(content);
}

// What is read, written again.
std::string read(std::string_view bytes)
{
    std::ofstream(store::cataloguePath(folder()), std::ios::binary | std::ios::trunc) << bytes;
    std::string again;
    const auto report = store::readCatalogue(
        folder(), {.entry = [&again](const store::Entry &entry) -> Result<void> {
                       fuzz::require(!entry.key.empty(), "An entry has a key.");
                       for (const http::Header &header : entry.headers) {
                           fuzz::require(http::isSafeFieldValue(header.value),
                                         "A field is safe to send.");
                       }
                       again += store::catalogueRecord(entry);
                       return {};
                   },
                   .pin = [&again](std::string_view key, store::Pinned pinned) -> Result<void> {
                       fuzz::require(!key.empty(), "A pin has a key.");
                       again += store::catalogueRecord(key, pinned);
                       return {};
                   }});
    fuzz::require(report.has_value(), "Damage is no reason to stop.");
    return again;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    for (const std::string &input : {std::string(bytes), framed(bytes)}) {
        const std::string again = read(input);
        fuzz::require(read(again) == again, "What was read is written and read the same.");
    }
    return 0;
}
