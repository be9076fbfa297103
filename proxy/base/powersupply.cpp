// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/powersupply.h"

#include "base/filedescriptor.h"

#include <array>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace larder
{

namespace
{

// The one line of a file there, without its end; empty where there is none.
std::string lineOf(const std::filesystem::path &file)
{
    const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    std::array<char, 64> text{};
    const ssize_t length =
        descriptor.isOpen() ? ::read(descriptor.get(), text.data(), text.size()) : 0;
    std::string line(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    return line.substr(0, line.find('\n'));
}

} // namespace

bool runsOnBattery(const std::filesystem::path &folder)
{
    bool battery = false;
    std::error_code error;
    for (std::filesystem::directory_iterator supply(folder, error), end; !error && supply != end;
         supply.increment(error)) {
        const std::string type = lineOf(supply->path() / "type");
        if (type == "Battery") {
            battery |= lineOf(supply->path() / "scope") != "Device" &&
                       lineOf(supply->path() / "present") != "0";
        } else if (lineOf(supply->path() / "online") == "1") {
            return false; // Mains, USB, Wireless
        }
    }
    return battery;
}

} // namespace larder
