// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/date.h"

#include "base/number.h"

#include <array>

namespace larder::http
{

namespace
{

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> longDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

// Reads a date from its beginning; each function says whether what it wants was there.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {}

    [[nodiscard]] bool literal(std::string_view text)
    {
        if (!m_text.starts_with(text)) {
            return false;
        }
        m_text.remove_prefix(text.size());
        return true;
    }

    template <std::size_t count>
    [[nodiscard]] bool oneOf(const std::array<std::string_view, count> &names,
                             unsigned int *index = nullptr)
    {
        for (unsigned int i = 0; i < count; ++i) {
            if (literal(names.at(i))) {
                if (index != nullptr) {
                    *index = i;
                }
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool digits(std::size_t count, int &number)
    {
        const auto parsed = parseNumber<int>(m_text.substr(0, count));
        if (m_text.size() < count || !parsed) {
            return false;
        }
        number = *parsed;
        m_text.remove_prefix(count);
        return true;
    }

    [[nodiscard]] bool atEnd() const { return m_text.empty(); }

private:
    std::string_view m_text;
};

struct Fields
{
    int year = 0;
    unsigned int month = 0; // from 0
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;

    [[nodiscard]] bool readTime(Reader &reader)
    {
        return reader.digits(2, hour) && reader.literal(":") && reader.digits(2, minute) &&
               reader.literal(":") && reader.digits(2, second);
    }
};

// Sun, 06 Nov 1994 08:49:37 GMT
bool readFixdate(Reader reader, Fields &fields)
{
    return reader.oneOf(days) && reader.literal(", ") && reader.digits(2, fields.day) &&
           reader.literal(" ") && reader.oneOf(months, &fields.month) && reader.literal(" ") &&
           reader.digits(4, fields.year) && reader.literal(" ") && fields.readTime(reader) &&
           reader.literal(" GMT") && reader.atEnd();
}

// Sunday, 06-Nov-94 08:49:37 GMT
bool readRfc850(Reader reader, Fields &fields)
{
    const bool isRead = reader.oneOf(longDays) && reader.literal(", ") &&
                        reader.digits(2, fields.day) && reader.literal("-") &&
                        reader.oneOf(months, &fields.month) && reader.literal("-") &&
                        reader.digits(2, fields.year) && reader.literal(" ") &&
                        fields.readTime(reader) && reader.literal(" GMT") && reader.atEnd();
    // RFC 9110 wants the century that is at most 50 years ahead; the form died out before 2000, so
    // a fixed one does.
    constexpr int firstYearOf1900 = 70;
    fields.year += fields.year < firstYearOf1900 ? 2000 : 1900;
    return isRead;
}

// Sun Nov  6 08:49:37 1994
bool readAsctime(Reader reader, Fields &fields)
{
    return reader.oneOf(days) && reader.literal(" ") && reader.oneOf(months, &fields.month) &&
           reader.literal(" ") &&
           (reader.literal(" ") ? reader.digits(1, fields.day) : reader.digits(2, fields.day)) &&
           reader.literal(" ") && fields.readTime(reader) && reader.literal(" ") &&
           reader.digits(4, fields.year) && reader.atEnd();
}

void appendDigits(std::string &text, int number, int count)
{
    int divisor = 1;
    for (int i = 1; i < count; ++i) {
        divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
        text += static_cast<char>('0' + number / divisor % 10);
    }
}

} // namespace

std::optional<WallTime> parseDate(std::string_view text)
{
    const auto readAs = [&text](bool (*read)(Reader, Fields &)) {
        Fields fields;
        return read(Reader(text), fields) ? std::optional(fields) : std::nullopt;
    };
    auto read = readAs(readFixdate);
    if (!read) {
        read = readAs(readRfc850);
    }
    if (!read) {
        read = readAs(readAsctime);
    }
    if (!read) {
        return std::nullopt;
    }
    const Fields &fields = *read;
    const std::chrono::year_month_day date(std::chrono::year(fields.year),
                                           std::chrono::month(fields.month + 1),
                                           std::chrono::day(static_cast<unsigned int>(fields.day)));
    // A leap second is read as the second after it.
    if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60) {
        return std::nullopt;
    }
    return std::chrono::sys_days(date) + std::chrono::hours(fields.hour) +
           std::chrono::minutes(fields.minute) + std::chrono::seconds(fields.second);
}

std::string formatDate(WallTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    std::string text;
    text.reserve(sizeof "Sun, 06 Nov 1994 08:49:37 GMT");
    text += days.at(std::chrono::weekday(day).c_encoding());
    text += ", ";
    appendDigits(text, static_cast<int>(static_cast<unsigned int>(date.day())), 2);
    text += ' ';
    text += months.at(static_cast<unsigned int>(date.month()) - 1);
    text += ' ';
    appendDigits(text, static_cast<int>(date.year()), 4);
    text += ' ';
    appendDigits(text, static_cast<int>(clock.hours().count()), 2);
    text += ':';
    appendDigits(text, static_cast<int>(clock.minutes().count()), 2);
    text += ':';
    appendDigits(text, static_cast<int>(clock.seconds().count()), 2);
    text += " GMT";
    return text;
}

} // namespace larder::http
