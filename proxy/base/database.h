// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

struct sqlite3;
struct sqlite3_stmt;

namespace larder
{

// A prepared statement of one Database. Bind by position (1-based), step, read columns (0-based).
// Used by the database's thread only; must not outlive its Database.
class Statement
{
public:
    Statement() = default;
    Statement &bind(int position, std::int64_t value);
    Statement &bind(int position, std::string_view text);     // TEXT, copied
    Statement &bindKept(int position, std::string_view text); // TEXT that outlives run() or reset()
    Statement &bindBlob(int position, std::string_view bytes); // BLOB, copied
    Statement &bindNull(int position);

    enum class Row { Ready, Done };
    // The next row, or Done. Busy (nothing was done; step again to retry) and other faults come as
    // such, also those of binding. After Done or a fault the statement is reset and can be bound
    // anew; after a fault the bindings are still there.
    [[nodiscard]] Result<Row> step();
    // Calls `take` at every row that is left.
    template <typename Take>
    [[nodiscard]] Result<void> forEach(Take take);
    // Runs a statement that yields no rows.
    [[nodiscard]] Result<void> run();
    // Ends reading early, so that no read transaction stays open. Bindings are cleared.
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const; // valid until the next step or reset
    [[nodiscard]] std::string_view blob(int column) const; // the same
    [[nodiscard]] bool isNull(int column) const;

private:
    friend class Database;

    struct Finalize
    {
        void operator()(sqlite3_stmt *statement) const;
    };

    explicit Statement(sqlite3_stmt *statement)
        : m_statement(statement)
    {}

    void note(int bindResult);
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    int m_bindResult = 0; // of the first bind that failed since the last reset
};

template <typename Take>
Result<void> Statement::forEach(Take take)
{
    for (;;) {
        const auto row = step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row == Row::Done) {
            return {};
        }
        take();
    }
}

// Closes a connection, of a Database, to the file that is given.
struct CloseDatabase
{
    void operator()(sqlite3 *database) const;
    dev_t device = 0;
    ino_t inode = 0;
};

// One connection to one SQLite file, through libsqlite3 itself (leaner than Qt Sql). Belongs to
// one thread at a time. Files are in WAL mode, so readers and the one writer do not wait for each
// other.
class Database
{
public:
    enum class Mode {
        ReadWrite, // creates the file; sets WAL, synchronous=NORMAL, foreign keys
        // The file must be there. Locks it by files beside it as long as it is open, or a writer
        // that ends would change it under the reader; the last to close removes them. Where they
        // cannot be made and no writer has left a log, the file is read as an immutable one.
        Read,
    };
    // busyTimeout: how long a statement waits for a lock before it says Busy. 0 on the engine's
    // thread. Opening itself may wait some seconds for another that recovers or creates the file.
    [[nodiscard]] static Result<Database> open(const std::filesystem::path &file, Mode mode,
                                               std::chrono::milliseconds busyTimeout);

    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    [[nodiscard]] Result<void> execute(std::string_view sql); // may hold several statements

    // A writer that comes from now on would not be seen: to be opened anew for each look.
    [[nodiscard]] bool isImmutable() const { return m_isImmutable; }

    // PRAGMA data_version: changes when another connection has written. 2 µs: ask rarely.
    [[nodiscard]] Result<std::int64_t> dataVersion();
    [[nodiscard]] std::int64_t changes() const; // rows the last statement changed
    // PRAGMA user_version, our schema version.
    [[nodiscard]] Result<std::int64_t> schemaVersion();
    [[nodiscard]] Result<void> setSchemaVersion(std::int64_t version);
    // Reads all of it: whether its pages are as they should be.
    [[nodiscard]] Result<bool> isSound();

private:
    // flags: of sqlite3_open_v2. name: the file, or a URI that leads to it.
    [[nodiscard]] static Result<Database> connect(const std::filesystem::path &file,
                                                  const std::string &name, int flags);
    [[nodiscard]] static Result<Database> openToRead(const std::filesystem::path &file);
    [[nodiscard]] Result<void> useWriteAheadLog(const std::filesystem::path &file);
    [[nodiscard]] static Result<std::int64_t> firstInteger(Statement &statement);
    std::unique_ptr<sqlite3, CloseDatabase> m_database;
    bool m_isImmutable = false;
    Statement m_dataVersion;
};

// Renames a damaged database, with its log, to NAME.damaged.sqlite, in place of the one before, so
// that a new one can be begun. Nobody may be opening it meanwhile; those who have it open go on
// with the renamed one, and find another file under its name. Fails where the folder cannot be
// written to.
[[nodiscard]] Result<void> moveDatabaseAside(const std::filesystem::path &file);

// BEGIN IMMEDIATE … COMMIT; rolls back when it goes out of scope uncommitted. A commit that was
// Busy may be tried again. The Database must stay where it is meanwhile.
class Transaction
{
public:
    [[nodiscard]] static Result<Transaction> begin(Database &database);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();
    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Database &database)
        : m_database(&database)
    {}

    Database *m_database; // not owned; null once committed or moved from
};

} // namespace larder
