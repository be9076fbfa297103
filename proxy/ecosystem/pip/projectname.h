// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The names of Python projects
// (https://packaging.python.org/specifications/name-normalization/). Pure; any thread.
namespace larder::ecosystem::pip
{

inline constexpr std::size_t maxProjectNameBytes = 256; // the longest public one has 80

// "larder-c" for "Larder._C": lower case, and one dash for each run of dashes, dots and
// underscores. Nothing for what is no name: other characters, or none of a letter or digit at
// either end.
[[nodiscard]] std::optional<std::string> normalisedName(std::string_view name);

// Whether a distribution file is called like one of a project with that normalised name:
// "Larder_C-1.0.tar.gz" of "larder-c".
[[nodiscard]] bool isFileOfProject(std::string_view fileName, std::string_view project);

} // namespace larder::ecosystem::pip
