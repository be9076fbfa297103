// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/activitymodel.h"

#include "page/words.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using statistics::Outcome;
using statistics::RequestRecord;

namespace
{

// An address of several kilobytes would take long to lay out, and no column is that wide.
constexpr qsizetype longestCell = 512;
constexpr qsizetype longestToolTip = 2000;

QString shortened(const QString &text, qsizetype length)
{
    return text.size() <= length ? text : text.first(length - 1) + u'…';
}

QDateTime localTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()).toLocalTime();
}

QString timeText(WallTime time)
{
    const QDateTime local = localTime(time);
    return local.date() == QDate::currentDate() ? local.toString(u"HH:mm:ss")
                                                : local.toString(u"yyyy-MM-dd HH:mm:ss");
}

bool isNumber(ActivityColumn column)
{
    return column == ActivityColumn::Status || column == ActivityColumn::Sent ||
           column == ActivityColumn::Fetched || column == ActivityColumn::Duration;
}

// Of one request, and short: the tool tip has it in full.
QString resultText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Hit:
        return ActivityModel::tr("From stock");
    case Outcome::Miss:
        return ActivityModel::tr("Fetched");
    case Outcome::Renewal:
        return ActivityModel::tr("Renewed");
    case Outcome::Stale:
        return ActivityModel::tr("Old stock");
    case Outcome::Pass:
        return ActivityModel::tr("Passed on");
    case Outcome::Tunnel:
        return ActivityModel::tr("Tunnel");
    case Outcome::Own:
        return ActivityModel::tr("Own page");
    case Outcome::Refused:
        return ActivityModel::tr("Refused");
    case Outcome::Error:
        return ActivityModel::tr("Failed");
    }
    return {};
}

QString requestText(const RequestRecord &record)
{
    const QString address = page::printable(record.url);
    return record.method == "GET" ? address : page::printable(record.method) + u' ' + address;
}

// What does not fit into its column.
QString toolTip(const RequestRecord &record, ActivityColumn column)
{
    QString text;
    if (column == ActivityColumn::Result) {
        text = page::outcomeWords(record.outcome);
    } else if (column == ActivityColumn::Reason) {
        text = page::reasonWords(record.reason);
    } else if (column == ActivityColumn::Address) {
        text = shortened(requestText(record), longestToolTip);
    }
    // Escaped: what looks like markup would be taken for it.
    return text.isEmpty() ? text : u"<p>"_s + text.toHtmlEscaped() + u"</p>"_s;
}

} // namespace

QString activityTitle(ActivityColumn column)
{
    switch (column) {
    case ActivityColumn::Time:
        return ActivityModel::tr("Time");
    case ActivityColumn::Cache:
        return ActivityModel::tr("Cache");
    case ActivityColumn::Result:
        return ActivityModel::tr("Result");
    case ActivityColumn::Reason:
        return ActivityModel::tr("Why");
    case ActivityColumn::Status:
        return ActivityModel::tr("Status");
    case ActivityColumn::Sent:
        return ActivityModel::tr("Sent");
    case ActivityColumn::Fetched:
        return ActivityModel::tr("Fetched");
    case ActivityColumn::Duration:
        return ActivityModel::tr("Duration");
    case ActivityColumn::Client:
        return ActivityModel::tr("Client");
    case ActivityColumn::Address:
        return ActivityModel::tr("Address");
    }
    return {};
}

QString activityText(const RequestRecord &record, ActivityColumn column)
{
    switch (column) {
    case ActivityColumn::Time:
        return timeText(record.time);
    case ActivityColumn::Cache:
        return shortened(page::printable(record.cache), longestCell);
    case ActivityColumn::Result:
        return resultText(record.outcome);
    case ActivityColumn::Reason:
        return page::reasonWords(record.reason);
    case ActivityColumn::Status:
        return record.status > 0 ? QString::number(record.status) : u"–"_s;
    case ActivityColumn::Sent:
        return page::formatSize(record.bytesSent);
    case ActivityColumn::Fetched:
        return record.bytesFetched == 0 ? u"–"_s : page::formatSize(record.bytesFetched);
    case ActivityColumn::Duration:
        return page::formatDuration(record.duration);
    case ActivityColumn::Client:
        return shortened(page::printable(record.client), longestCell);
    case ActivityColumn::Address:
        return shortened(requestText(record), longestCell);
    }
    return {};
}

QString activityHeader()
{
    return QStringList{ActivityModel::tr("Time"),          ActivityModel::tr("Cache"),
                       ActivityModel::tr("Result"),        ActivityModel::tr("Why"),
                       ActivityModel::tr("Status"),        ActivityModel::tr("Bytes sent"),
                       ActivityModel::tr("Bytes fetched"), ActivityModel::tr("Microseconds"),
                       ActivityModel::tr("Client"),        ActivityModel::tr("Method"),
                       ActivityModel::tr("Address")}
               .join(u'\t') +
           u'\n';
}

QString activityLine(const RequestRecord &record)
{
    return QStringList{localTime(record.time).toString(Qt::ISODateWithMs),
                       page::printable(record.cache),
                       page::outcomeWords(record.outcome),
                       page::reasonWords(record.reason),
                       QString::number(record.status),
                       QString::number(record.bytesSent),
                       QString::number(record.bytesFetched),
                       QString::number(record.duration.count()),
                       page::printable(record.client),
                       page::printable(record.method),
                       page::printable(record.url)}
               .join(u'\t') +
           u'\n';
}

ActivityModel::ActivityModel(std::size_t limit, QObject *parent)
    : QAbstractTableModel(parent)
    , m_limit(limit)
{}

void ActivityModel::append(std::span<const RequestRecord> records)
{
    if (m_flow == Flow::Running) {
        show(records);
        return;
    }
    m_waitingCount += records.size();
    m_waiting.insert(m_waiting.end(), records.begin(), records.end());
    if (m_waiting.size() > m_limit) {
        m_waiting.erase(m_waiting.begin(), m_waiting.end() - static_cast<std::ptrdiff_t>(m_limit));
    }
}

void ActivityModel::setFlow(Flow flow)
{
    m_flow = flow;
    if (flow == Flow::Running) {
        show(m_waiting);
        m_waiting.clear();
        m_waitingCount = 0;
    }
}

void ActivityModel::show(std::span<const RequestRecord> records)
{
    records = records.last(std::min(records.size(), m_limit));
    if (records.empty()) {
        return;
    }
    const std::size_t kept = std::min(m_records.size(), m_limit - records.size());
    if (const std::size_t gone = m_records.size() - kept; gone > 0) {
        beginRemoveRows({}, 0, static_cast<int>(gone) - 1);
        m_records.erase(m_records.begin(), m_records.begin() + static_cast<std::ptrdiff_t>(gone));
        endRemoveRows();
    }
    beginInsertRows({}, static_cast<int>(kept), static_cast<int>(kept + records.size()) - 1);
    m_records.insert(m_records.end(), records.begin(), records.end());
    endInsertRows();
}

const RequestRecord &ActivityModel::record(int row) const
{
    return m_records.at(static_cast<std::size_t>(row));
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : activityColumns;
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const auto column = static_cast<ActivityColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return activityText(record(index.row()), column);
    case Qt::ToolTipRole:
        return toolTip(record(index.row()), column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= activityColumns) {
        return {};
    }
    const auto column = static_cast<ActivityColumn>(section);
    if (role == Qt::DisplayRole) {
        return activityTitle(column);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft));
    }
    return {};
}

} // namespace larder::windows
