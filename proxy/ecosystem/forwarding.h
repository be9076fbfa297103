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

[[nodiscard]] bool forbidsStoring(const http::RequestHead &request);
// Whether nobody else may get the answer to this request: it brings credentials or forbids storing.
[[nodiscard]] bool isPrivate(const http::RequestHead &request);
// The Authorization that is sent to the URL: the client's own, else what user and password in the
// URL say. Empty without any.
[[nodiscard]] std::string authorizationFor(const http::RequestHead &request, const http::Url &url);

// Whether this is the public upstream that the cache has where nobody sets another one. Clients
// choose credentials by our host and port alone: those that they send with a path of it are meant
// for another upstream of ours.
[[nodiscard]] bool isPublicUpstream(std::string_view cache, const http::Url &root);
[[nodiscard]] http::RequestHead withoutCredentials(const http::RequestHead &request);

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
