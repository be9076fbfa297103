// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/database.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <sqlite3.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace larder
{

namespace
{

// Opening may have to recover the log of a process that died, which locks out others for a moment.
constexpr std::chrono::milliseconds openBusyTimeout{2000};
constexpr std::chrono::milliseconds openBusyPause{2};

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

bool isThere(const char *file)
{
    struct stat status{};
    return ::stat(file, &status) == 0;
}

FaultKind kindOfResult(int result, int systemError, const char *file)
{
    switch (result & 0xFF) { // the primary result code
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FaultKind::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return FaultKind::Damaged;
    case SQLITE_IOERR:
        // Of the files beside it, too, which a full disk or a removed folder may be the reason for.
        return isThere(file) ? systemFault(systemError, {}).kind : FaultKind::NotFound;
    case SQLITE_FULL:
        return FaultKind::NoSpace;
    case SQLITE_READONLY:
        return FaultKind::ReadOnly;
    case SQLITE_CANTOPEN:
        // A database in WAL mode cannot be opened where its folder cannot be written to.
        return isThere(file) ? FaultKind::ReadOnly : FaultKind::NotFound;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return FaultKind::NotAllowed;
    case SQLITE_TOOBIG:
        return FaultKind::TooLarge;
    default:
        return FaultKind::Internal;
    }
}

Fault databaseFault(int result, int systemError, const char *file, const char *message)
{
    return {.kind = kindOfResult(result, systemError, file),
            .what = translate("The database %1 cannot be used: %2.")
                        .arg(QFile::decodeName(file), QString::fromUtf8(message)),
            .advice = {}};
}

Fault databaseFault(sqlite3 *database, int result)
{
    const char *file = sqlite3_db_filename(database, "main");
    return databaseFault(result, sqlite3_system_errno(database), file != nullptr ? file : "",
                         sqlite3_errmsg(database));
}

// SQLite takes a null pointer for NULL, but an empty text or blob is a value.
const char *dataOf(std::string_view bytes)
{
    return bytes.data() != nullptr ? bytes.data() : "";
}

// A file name as an SQLite URI: only unreserved characters and '/' stand for themselves.
std::string immutableUri(const std::filesystem::path &file)
{
    const QByteArray name(file.c_str());
    return "file:" + name.toPercentEncoding("/").toStdString() + "?immutable=1";
}

// "-wal": the file's write-ahead log, "-shm": the index of that.
std::filesystem::path beside(std::filesystem::path file, std::string_view suffix)
{
    file += suffix;
    return file;
}

// Of the write-ahead log; nothing where there is none.
std::optional<off_t> logSize(const std::filesystem::path &file)
{
    struct stat status{};
    return ::stat(beside(file, "-wal").c_str(), &status) == 0 ? std::optional(status.st_size)
                                                              : std::nullopt;
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

Statement &Statement::bind(int position, std::int64_t value)
{
    note(sqlite3_bind_int64(m_statement.get(), position, value));
    return *this;
}

Statement &Statement::bind(int position, std::string_view text)
{
    note(sqlite3_bind_text64(m_statement.get(), position, dataOf(text), text.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindKept(int position, std::string_view text)
{
    note(sqlite3_bind_text64(m_statement.get(), position, dataOf(text), text.size(), SQLITE_STATIC,
                             SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindBlob(int position, std::string_view bytes)
{
    note(sqlite3_bind_blob64(m_statement.get(), position, dataOf(bytes), bytes.size(),
                             SQLITE_TRANSIENT));
    return *this;
}

Statement &Statement::bindNull(int position)
{
    note(sqlite3_bind_null(m_statement.get(), position));
    return *this;
}

void Statement::note(int result)
{
    if (m_bindResult == SQLITE_OK) {
        m_bindResult = result;
    }
}

Result<Statement::Row> Statement::step()
{
    sqlite3 *database = sqlite3_db_handle(m_statement.get());
    if (m_bindResult != SQLITE_OK) {
        const Fault fault = databaseFault(database, m_bindResult);
        reset();
        return std::unexpected(fault);
    }
    const int result = sqlite3_step(m_statement.get());
    if (result == SQLITE_ROW) {
        return Row::Ready;
    }
    if (result == SQLITE_DONE) {
        reset();
        return Row::Done;
    }
    const Fault fault = databaseFault(database, result);
    sqlite3_reset(m_statement.get());
    return std::unexpected(fault);
}

Result<void> Statement::run()
{
    const auto row = step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Row::Ready) {
        reset();
    }
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
    m_bindResult = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string_view Statement::text(int column) const
{
    const unsigned char *text = sqlite3_column_text(m_statement.get(), column);
    const int length = sqlite3_column_bytes(m_statement.get(), column);
    return {reinterpret_cast<const char *>(text), static_cast<std::size_t>(length)};
}

std::string_view Statement::blob(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement.get(), column);
    const int length = sqlite3_column_bytes(m_statement.get(), column);
    return {static_cast<const char *>(bytes), static_cast<std::size_t>(length)};
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

void CloseDatabase::operator()(sqlite3 *database) const
{
    // The last to close a file removes the log by its name. Where another file has taken the name,
    // that would be the log of that one.
    const char *file = sqlite3_db_filename(database, "main");
    struct stat status{};
    if (file == nullptr || ::stat(file, &status) != 0 || status.st_dev != device ||
        status.st_ino != inode) {
        int keep = 1;
        sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    }
    // The second version waits for statements that are still about.
    sqlite3_close_v2(database);
}

Result<Database> Database::open(const std::filesystem::path &file, Mode mode,
                                std::chrono::milliseconds busyTimeout)
{
    Result<Database> database =
        mode == Mode::Read
            ? openToRead(file)
            : connect(file, file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!database) {
        return database;
    }
    if (mode == Mode::ReadWrite) {
        const auto prepared = database->useWriteAheadLog(file).and_then([&database] {
            return database->execute("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON");
        });
        if (!prepared) {
            return std::unexpected(prepared.error());
        }
    }
    sqlite3_busy_timeout(database->m_database.get(), static_cast<int>(busyTimeout.count()));
    return database;
}

Result<Database> Database::connect(const std::filesystem::path &file, const std::string &name,
                                   int flags)
{
    sqlite3 *handle = nullptr;
    const int result = sqlite3_open_v2(
        name.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database;
    database.m_database.reset(handle); // also a failed one must be closed
    if (result != SQLITE_OK) {
        const char *message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(result);
        const int error = handle != nullptr ? sqlite3_system_errno(handle) : 0;
        return std::unexpected(databaseFault(result, error, file.c_str(), message));
    }
    if (struct stat status{}; ::stat(file.c_str(), &status) == 0) {
        database.m_database.get_deleter().device = status.st_dev;
        database.m_database.get_deleter().inode = status.st_ino;
    }
    // What a damaged or hostile file could make SQLite do is limited.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_busy_timeout(handle, static_cast<int>(openBusyTimeout.count()));
    return database;
}

Result<Database> Database::openToRead(const std::filesystem::path &file)
{
    const std::optional<off_t> log = logSize(file);
    // Opened for writing, since only such a connection removes what it had to put beside the file.
    auto database = connect(file, file.string(), SQLITE_OPEN_READWRITE);
    if (!database) {
        return database;
    }
    // SQLite is content with reading where it may not write. It would leave a log behind that
    // belongs to whoever looked, and that the owner could not write to.
    const bool wouldLitter = !log && sqlite3_db_readonly(database->m_database.get(), "main") == 1;
    if (!wouldLitter) {
        // Opening alone reads nothing: the first query shows whether it is a database at all, and
        // whether it can be locked.
        const auto first = database->execute("PRAGMA query_only=ON; PRAGMA user_version");
        if (first) {
            return database;
        }
        // What a log holds must not be missed; without it, the file may be half of two states.
        if (log.value_or(0) > 0 || !forbidsWriting(first.error())) {
            return std::unexpected(first.error());
        }
    }
    database = connect(file, immutableUri(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    if (database) {
        database->m_isImmutable = true;
        if (const auto version = database->schemaVersion(); !version) {
            return std::unexpected(version.error());
        }
    }
    return database;
}

// Where several meet at a new file, all hold its reading lock and one gets the writing lock. SQLite
// does not let the others wait, since none may do so with a lock in hand: they have to begin again.
Result<void> Database::useWriteAheadLog(const std::filesystem::path &file)
{
    auto pragma = prepare("PRAGMA journal_mode=WAL");
    if (!pragma) {
        return std::unexpected(pragma.error());
    }
    auto row = pragma->step();
    // Counted rather than timed: a machine that stood still has not given the others their time.
    for (auto left = openBusyTimeout / openBusyPause;
         left > 0 && !row && row.error().kind == FaultKind::Busy; --left) {
        std::this_thread::sleep_for(openBusyPause);
        row = pragma->step();
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row != Statement::Row::Ready || pragma->text(0) != "wal") {
        return fail(FaultKind::NotAllowed,
                    translate("The file system of %1 does not support the shared access that "
                              "Larder's databases need.")
                        .arg(QFile::decodeName(file.c_str())),
                    translate("Choose a folder on a local disk."));
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    const int result =
        sqlite3_prepare_v3(m_database.get(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) {
        return std::unexpected(databaseFault(m_database.get(), result));
    }
    return Statement(statement);
}

Result<void> Database::execute(std::string_view sql)
{
    const int result =
        sqlite3_exec(m_database.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) {
        return std::unexpected(databaseFault(m_database.get(), result));
    }
    return {};
}

Result<std::int64_t> Database::dataVersion()
{
    if (m_dataVersion.m_statement == nullptr) {
        auto statement = prepare("PRAGMA data_version");
        if (!statement) {
            return std::unexpected(statement.error());
        }
        m_dataVersion = std::move(*statement);
    }
    return firstInteger(m_dataVersion);
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_database.get());
}

Result<std::int64_t> Database::schemaVersion()
{
    auto statement = prepare("PRAGMA user_version");
    if (!statement) {
        return std::unexpected(statement.error());
    }
    return firstInteger(*statement);
}

Result<void> Database::setSchemaVersion(std::int64_t version)
{
    return execute("PRAGMA user_version=" + std::to_string(version));
}

Result<bool> Database::isSound()
{
    auto check = prepare("PRAGMA quick_check(1)");
    if (!check) {
        return std::unexpected(check.error());
    }
    const auto row = check->step();
    if (!row) {
        return std::unexpected(row.error());
    }
    return *row == Statement::Row::Ready && check->text(0) == "ok";
}

Result<std::int64_t> Database::firstInteger(Statement &statement)
{
    const auto row = statement.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    const std::int64_t value = *row == Statement::Row::Ready ? statement.integer(0) : 0;
    statement.reset();
    return value;
}

Result<void> moveDatabaseAside(const std::filesystem::path &file)
{
    std::filesystem::path aside = file;
    aside.replace_extension(".damaged.sqlite");
    // The log first: beside a new database it would be taken for that one's.
    std::rename(beside(file, "-wal").c_str(), beside(aside, "-wal").c_str());
    ::unlink(beside(file, "-shm").c_str());
    if (std::rename(file.c_str(), aside.c_str()) != 0 && errno != ENOENT) {
        return std::unexpected(
            systemFault(errno, translate("The damaged file %1 cannot be moved aside")
                                   .arg(QFile::decodeName(file.c_str()))));
    }
    return {};
}

Result<Transaction> Transaction::begin(Database &database)
{
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) {
        return std::unexpected(begun.error());
    }
    return Transaction(database);
}

Transaction::Transaction(Transaction &&other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{}

Transaction::~Transaction()
{
    if (m_database != nullptr) {
        // A fault here means that SQLite has rolled back by itself already.
        std::ignore = m_database->execute("ROLLBACK");
    }
}

Result<void> Transaction::commit()
{
    auto committed = m_database->execute("COMMIT");
    if (committed) {
        m_database = nullptr;
    }
    return committed;
}

} // namespace larder
