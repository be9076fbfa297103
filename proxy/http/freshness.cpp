// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/freshness.h"

#include "base/number.h"
#include "http/date.h"

#include <algorithm>
#include <array>

namespace larder::http
{

namespace
{

using std::chrono::seconds;

// RFC 9111 1.2.2: what cannot be represented counts as this, which is 68 years.
constexpr seconds longestDelta{2'147'483'647};
constexpr std::chrono::hours longestHeuristic{24};

// A number of seconds; nothing when it is none.
std::optional<seconds> parseSeconds(std::string_view text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || !std::ranges::all_of(text, isDigit)) {
        return std::nullopt;
    }
    const auto number = parseNumber<std::int32_t>(text);
    return number ? seconds(*number) : longestDelta;
}

// Takes the next "name" or "name=value" from a comma-separated list with quoted strings.
struct Directive
{
    std::string_view name;
    std::string_view argument; // without quotes
};

Directive takeDirective(std::string_view &list)
{
    bool isQuoted = false;
    std::size_t end = 0;
    for (; end < list.size() && (isQuoted || list[end] != ','); ++end) {
        if (list[end] == '"') {
            isQuoted = !isQuoted;
        } else if (isQuoted && list[end] == '\\' && end + 1 < list.size()) {
            ++end;
        }
    }
    const std::string_view item = trim(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    const std::size_t equals = item.find('=');
    Directive directive{.name = trim(item.substr(0, equals)), .argument = {}};
    if (equals != std::string_view::npos) {
        directive.argument = trim(item.substr(equals + 1));
        if (directive.argument.size() >= 2 && directive.argument.starts_with('"') &&
            directive.argument.ends_with('"')) {
            directive.argument = directive.argument.substr(1, directive.argument.size() - 2);
        }
    }
    return directive;
}

void applyDirective(CacheControl &control, const Directive &directive)
{
    const auto is = [&directive](std::string_view name) {
        return equalsIgnoringCase(directive.name, name);
    };
    const auto shorten = [&directive](std::optional<seconds> &age) {
        const seconds value = parseSeconds(directive.argument).value_or(seconds(0));
        age = std::min(age.value_or(value), value);
    };
    // "no-cache" and "private" may name fields; they count for the whole response then too.
    if (is("no-cache")) {
        control.noCache = true;
    } else if (is("no-store")) {
        control.noStore = true;
    } else if (is("private")) {
        control.isPrivate = true;
    } else if (is("public")) {
        control.isPublic = true;
    } else if (is("must-revalidate") || is("proxy-revalidate")) {
        control.mustRevalidate = true;
    } else if (is("only-if-cached")) {
        control.onlyIfCached = true;
    } else if (is("max-age")) {
        shorten(control.maxAge);
    } else if (is("s-maxage")) {
        shorten(control.sharedMaxAge);
    }
}

constexpr std::array<std::string_view, 20> fieldsOfOneHop = {
    // RFC 9110 7.6.1
    "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info",
    // told anew for each answer, or meant for one client
    "Content-Length", "Age", "Set-Cookie", "Set-Cookie2",
    // what an origin allows other sites to read of itself, it does not allow for a cache on
    // somebody's machine
    "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Expose-Headers",
    "Timing-Allow-Origin"};

// RFC 9111 3.2: what describes the stored bytes is not changed by a 304.
constexpr std::array<std::string_view, 3> fieldsOfTheBody = {"Content-Encoding", "Content-Type",
                                                             "Content-Range"};

template <std::size_t count>
bool isOneOf(const std::array<std::string_view, count> &names, std::string_view name)
{
    return std::ranges::any_of(
        names, [name](std::string_view entry) { return equalsIgnoringCase(entry, name); });
}

} // namespace

CacheControl CacheControl::of(const Headers &headers)
{
    CacheControl control;
    bool isPresent = false;
    for (const Header &header : headers) {
        if (equalsIgnoringCase(header.name, "Cache-Control")) {
            isPresent = true;
            std::string_view list = header.value;
            while (!list.empty()) {
                applyDirective(control, takeDirective(list));
            }
        }
    }
    // RFC 9111 5.4: Pragma speaks only where Cache-Control is silent.
    if (!isPresent && headers.hasToken("Pragma", "no-cache")) {
        control.noCache = true;
    }
    return control;
}

std::chrono::milliseconds lifetimeOf(const Headers &fields, WallTime responseTime)
{
    const CacheControl control = CacheControl::of(fields);
    if (control.noCache) {
        return {};
    }
    if (control.sharedMaxAge) {
        return *control.sharedMaxAge;
    }
    if (control.maxAge) {
        return *control.maxAge;
    }
    const WallTime date = parseDate(fields.value("Date")).value_or(responseTime);
    if (fields.contains("Expires")) {
        // A date that cannot be read, "0" above all, means expired; so do contradicting ones.
        if (fields.count("Expires") > 1) {
            return {};
        }
        const auto expires = parseDate(fields.value("Expires"));
        return std::clamp<std::chrono::milliseconds>(expires.value_or(date) - date, seconds(0),
                                                     longestDelta);
    }
    if (const auto modified = parseDate(fields.value("Last-Modified"))) {
        constexpr int partOfAge = 10; // RFC 9111 4.2.2
        return std::clamp<std::chrono::milliseconds>((date - *modified) / partOfAge, seconds(0),
                                                     longestHeuristic);
    }
    return {};
}

std::chrono::milliseconds ageOf(const Headers &response, WallTime responseTime)
{
    std::chrono::milliseconds age{0};
    if (const auto told = response.find("Age")) {
        const std::string_view first = told->substr(0, told->find(','));
        age = parseSeconds(trim(first)).value_or(seconds(0));
    }
    if (const auto date = parseDate(response.value("Date"))) {
        age = std::max(age, responseTime - *date);
    }
    return age;
}

bool saysFreshness(const Headers &response)
{
    const CacheControl control = CacheControl::of(response);
    return control.maxAge || control.sharedMaxAge || control.noCache ||
           response.contains("Expires");
}

bool isStorable(const Headers &request, const ResponseHead &response)
{
    constexpr int ok = 200;
    const CacheControl control = CacheControl::of(response.headers);
    return response.status == ok && !control.noStore && !control.isPrivate &&
           !response.headers.hasToken("Vary", "*") && !request.contains("Authorization") &&
           !CacheControl::of(request).noStore;
}

Headers storedHeaders(const Headers &response)
{
    Headers result;
    for (const Header &header : response) {
        if (!isOneOf(fieldsOfOneHop, header.name) &&
            !response.hasToken("Connection", header.name)) {
            result.add(header.name, header.value);
        }
    }
    return result;
}

Headers updatedHeaders(const Headers &stored, const Headers &notModified, WallTime responseTime)
{
    const Headers fresh = storedHeaders(notModified);
    Headers result;
    for (const Header &header : stored) {
        if (isOneOf(fieldsOfTheBody, header.name) || !fresh.contains(header.name)) {
            result.add(header.name, header.value);
        }
    }
    for (const Header &header : fresh) {
        if (!isOneOf(fieldsOfTheBody, header.name)) {
            result.add(header.name, header.value);
        }
    }
    if (!fresh.contains("Date") && result.contains("Date")) {
        result.set("Date", formatDate(responseTime));
    }
    return result;
}

} // namespace larder::http
