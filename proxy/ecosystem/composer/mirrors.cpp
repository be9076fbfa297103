// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/mirrors.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <utility>

namespace larder::ecosystem::composer
{

void Mirrors::add(const http::Url &root, std::string path)
{
    Mirror mirror{.place = "//" + root.authority() + root.path, .path = std::move(path)};
    if (!mirror.place.ends_with('/'))
        mirror.place += '/';
    if (std::ranges::contains(m_mirrors, mirror.place, &Mirror::place))
        return;
    const auto shorter = std::ranges::find_if(m_mirrors, [&mirror](const Mirror &other) {
        return other.place.size() < mirror.place.size();
    });
    m_mirrors.insert(shorter, std::move(mirror));
}

std::optional<std::string> Mirrors::ownPath(const http::Url &address) const
{
    const std::string rest = "//" + address.authority() + address.pathAndQuery();
    const auto found = std::ranges::find_if(
        m_mirrors, [&rest](const Mirror &mirror) { return rest.starts_with(mirror.place); });
    if (found == m_mirrors.end() || !address.userInfo.empty())
        return std::nullopt;
    return found->path + rest.substr(found->place.size());
}

std::string Mirrors::json(std::string_view shasumField) const
{
    rapidjson::StringBuffer body;
    rapidjson::Writer writer(body);
    const auto write = [&writer](std::string_view name, std::string_view text) {
        writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
        writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    };
    writer.StartObject();
    writer.Key("mirrors");
    writer.StartArray();
    for (const Mirror &mirror : m_mirrors) {
        writer.StartObject();
        write("url", mirror.place);
        write("path", mirror.path);
        writer.EndObject();
    }
    writer.EndArray();
    write("shasum-field", shasumField);
    writer.EndObject();
    return body.GetString();
}

} // namespace larder::ecosystem::composer
