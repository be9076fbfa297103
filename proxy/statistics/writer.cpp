// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/writer.h"

#include "base/filedescriptor.h"
#include "base/logging.h"
#include "base/paths.h"
#include "statistics/recorder.h"

#include <QCoreApplication>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <utility>

namespace larder::statistics
{

namespace
{

// Longer than any batch of another process takes; the writer thread has other work to do.
constexpr std::chrono::milliseconds busyTimeout{1000};
// Few enough that the prepared statement stays small: about 25 KiB.
constexpr std::size_t recordsPerStatement = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::statistics::Writer", text);
}

std::string addToBucketSql()
{
    std::string additions;
    std::string places;
    for (const std::string_view name : counterNames()) {
        places += ", ?";
        additions.append(additions.empty() ? "" : ", ");
        additions.append(name).append("=").append(name).append("+excluded.").append(name);
    }
    return "INSERT INTO bucket(hour, cache, " + counterColumns() + ") VALUES(?, ?" + places +
           ") ON CONFLICT(hour, cache) DO UPDATE SET " + additions;
}

constexpr int placesPerRecord = 11;

// Several records by one statement: AUTOINCREMENT reads and writes its own table once for each.
std::string insertRecordsSql(std::size_t count)
{
    constexpr std::string_view places = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    std::string sql = "INSERT INTO recent(time, cache, client, method, url, outcome, status, sent,"
                      " fetched, duration, reason) VALUES";
    for (std::size_t i = 0; i < count; ++i) {
        sql.append(i == 0 ? "" : ", ").append(places);
    }
    return sql;
}

Result<void> insertRecords(Statement &insert, std::span<const RequestRecord> records)
{
    int before = 0;
    for (const RequestRecord &record : records) {
        insert.bind(before + 1, record.time.time_since_epoch().count())
            .bindKept(before + 2, record.cache)
            .bindKept(before + 3, record.client)
            .bindKept(before + 4, record.method)
            .bindKept(before + 5, record.url)
            .bindKept(before + 6, outcomeName(record.outcome))
            .bind(before + 7, record.status)
            .bind(before + 8, static_cast<std::int64_t>(record.bytesSent))
            .bind(before + 9, static_cast<std::int64_t>(record.bytesFetched))
            .bind(before + 10, record.duration.count())
            .bindKept(before + 11, reasonName(record.reason));
        before += placesPerRecord;
    }
    return insert.run();
}

std::int64_t secondsSinceEpoch(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

} // namespace

Writer::Writer(std::filesystem::path stateFolder)
    : m_stateFolder(std::move(stateFolder))
{}

Writer::~Writer() = default;

Result<void> Writer::prepareSchema(Database &database)
{
    // Inside a transaction, since several proxies may meet here on their first start.
    auto transaction = Transaction::begin(database);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const auto version = database.schemaVersion();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version == schemaVersion) {
        return {};
    }
    if (*version > schemaVersion) {
        return fail(FaultKind::Newer, tr("The statistics were written by a newer Larder."),
                    tr("Stop this one and start the newer one."));
    }
    if (*version < 0) {
        return fail(FaultKind::Damaged, tr("The statistics file is not one that Larder wrote."),
                    tr("Move it away; a new one is begun."));
    }
    return (*version == 0 ? database.execute(createSql()) : Result<void>())
        .and_then([&database] { return database.execute(addReasonSql()); })
        .and_then([&database] { return database.setSchemaVersion(schemaVersion); })
        .and_then([&transaction] { return transaction->commit(); });
}

Result<std::unique_ptr<Writer::Open>> Writer::open() const
{
    if (const auto folder = ensureWritableFolder(m_stateFolder); !folder) {
        return std::unexpected(folder.error());
    }
    const auto file = statisticsFile(m_stateFolder);
    auto database = Database::open(file, Database::Mode::ReadWrite, busyTimeout);
    if (!database) {
        return std::unexpected(database.error());
    }
    if (const auto prepared = prepareSchema(*database); !prepared) {
        return std::unexpected(prepared.error());
    }
    auto addToBucket = database->prepare(addToBucketSql());
    if (!addToBucket) {
        return std::unexpected(addToBucket.error());
    }
    auto insertRecord = database->prepare(insertRecordsSql(1));
    if (!insertRecord) {
        return std::unexpected(insertRecord.error());
    }
    auto insertMany = database->prepare(insertRecordsSql(recordsPerStatement));
    if (!insertMany) {
        return std::unexpected(insertMany.error());
    }
    auto trimRecords = database->prepare(
        "DELETE FROM recent WHERE number <= (SELECT max(number) FROM recent) - ?");
    if (!trimRecords) {
        return std::unexpected(trimRecords.error());
    }
    return std::make_unique<Open>(identityOf(file).value_or(FileIdentity{}), std::move(*database),
                                  std::move(*addToBucket), std::move(*insertRecord),
                                  std::move(*insertMany), std::move(*trimRecords));
}

// One process at a time, so that none moves what another has begun anew.
Result<void> Writer::replaceDamaged() const
{
    const FileDescriptor folder(::open(m_stateFolder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() || ::flock(folder.get(), LOCK_EX) != 0) {
        return std::unexpected(
            systemFault(errno, tr("The folder of the statistics cannot be locked")));
    }
    const auto file = statisticsFile(m_stateFolder);
    auto database = Database::open(file, Database::Mode::ReadWrite, busyTimeout);
    auto sound = database ? database->isSound() : std::unexpected(database.error());
    const auto version = database ? database->schemaVersion() : Result<std::int64_t>(-1);
    if (sound && *sound && version && *version >= 0) {
        return {};
    }
    if (!sound && sound.error().kind != FaultKind::Damaged) {
        return std::unexpected(sound.error());
    }
    qCWarning(logStatistics).noquote()
        << tr("The statistics were damaged. They are kept as %1 for a look, and begun anew.")
               .arg(QStringLiteral("statistics.damaged.sqlite"));
    return moveDatabaseAside(file);
}

Result<void> Writer::write(const Buckets &buckets, std::span<const RequestRecord> records)
{
    if (m_open && identityOf(statisticsFile(m_stateFolder)) != m_open->identity) {
        m_open.reset();
    }
    if (!m_open) {
        if (std::exchange(m_suspect, false)) {
            if (auto replaced = replaceDamaged(); !replaced) {
                m_suspect = true;
                return replaced;
            }
        }
        auto opened = open();
        if (!opened && opened.error().kind == FaultKind::Damaged) {
            opened = replaceDamaged().and_then([this] { return open(); });
        }
        if (!opened) {
            return std::unexpected(opened.error());
        }
        m_open = std::move(*opened);
    }
    auto written = writeBatch(buckets, records);
    if (!written && written.error().kind != FaultKind::Busy) {
        m_open.reset(); // what is wrong with the file may be mended by the next batch
        m_suspect = written.error().kind == FaultKind::Damaged ||
                    written.error().kind == FaultKind::Internal;
    }
    return written;
}

Result<void> Writer::writeBatch(const Buckets &buckets, std::span<const RequestRecord> records)
{
    auto transaction = Transaction::begin(m_open->database);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    for (const auto &[hour, caches] : buckets) {
        for (const auto &[cache, tally] : caches) {
            Statement &add = m_open->addToBucket;
            add.bind(1, secondsSinceEpoch(hour)).bind(2, cache);
            for (std::size_t i = 0; i < counterCount; ++i) {
                add.bind(static_cast<int>(i) + 3, counter(tally, i));
            }
            if (auto added = add.run(); !added) {
                return added;
            }
        }
    }
    if (auto added = addRecords(records); !added) {
        return added;
    }
    return transaction->commit();
}

Result<void> Writer::addRecords(std::span<const RequestRecord> records)
{
    if (records.empty()) {
        return {};
    }
    const bool replacesAll = records.size() >= maxRecentRequests;
    if (replacesAll) {
        // Without WHERE, SQLite drops the pages of a table instead of deleting row by row.
        if (auto emptied = m_open->database.execute("DELETE FROM recent"); !emptied) {
            return emptied;
        }
        records = records.last(maxRecentRequests);
    }
    while (!records.empty()) {
        const bool many = records.size() >= recordsPerStatement;
        const auto some = records.first(many ? recordsPerStatement : 1);
        if (auto inserted = insertRecords(many ? m_open->insertMany : m_open->insertRecord, some);
            !inserted) {
            return inserted;
        }
        records = records.subspan(some.size());
    }
    if (replacesAll) {
        return {};
    }
    return m_open->trimRecords.bind(1, static_cast<std::int64_t>(maxRecentRequests)).run();
}

} // namespace larder::statistics
