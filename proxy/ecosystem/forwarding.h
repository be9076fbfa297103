// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"
#include "http/message.h"
#include "http/url.h"

#include <span>
#include <string_view>

// What caches do alike with requests that they hand on. Pure; any thread.
namespace larder::ecosystem
{

// The fields with one of these names, whatever their case, in the order in which they came.
[[nodiscard]] http::Headers chosenFields(const http::Headers &headers,
                                         std::span<const std::string_view> names);

// Whether nobody else may get the answer to this request: it brings credentials or forbids storing.
[[nodiscard]] bool isPrivate(const http::RequestHead &request);

// A request as it came, with the chosen fields only. User and password in the URL are sent as
// Authorization, unless the client sends its own, and for reading only: whoever reaches our port
// must not write in somebody's name. A body travels with POST and PUT.
[[nodiscard]] Pass passOn(const http::RequestHead &request, http::Url url,
                          std::span<const std::string_view> names);

// CONNECT: a tunnel to port 443, or why there is none. target: in authority form.
[[nodiscard]] Plan tunnelPlan(std::string_view target);

// 424 Failed Dependency (RFC 4918 11.4) for 502 and 504, which clients other than apt ask for again
// and again; any other status as it is.
[[nodiscard]] int statusNotTriedAgain(int status);

} // namespace larder::ecosystem
