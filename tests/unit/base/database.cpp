// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/database.h"

#include "asnobody.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <barrier>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace larder;

namespace
{

constexpr std::chrono::milliseconds noWait{0};

} // namespace

class DatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("a %?#.sqlite")).toStdString();
    }

    void storesValues()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a, b, c); CREATE TABLE u(x)"));
        auto insert = database.prepare("INSERT INTO t VALUES(?, ?, ?)");
        QVERIFY(insert);
        const std::string bytes("\0\xFF", 2);
        QVERIFY(insert->bind(1, std::int64_t(-5)).bind(2, "text").bindBlob(3, bytes).run());
        QCOMPARE(database.changes(), 1);
        // An empty value is a value, NULL is none; a run clears what was bound.
        QVERIFY(insert->bind(1, std::string_view()).bindBlob(2, {}).bindNull(3).run());
        QVERIFY(insert->run());
        auto select = database.prepare("SELECT a, b, c FROM t ORDER BY rowid");
        QVERIFY(select);
        QCOMPARE(select->step().value(), Statement::Row::Ready);
        QCOMPARE(select->integer(0), -5);
        QCOMPARE(select->text(1), std::string_view("text"));
        QCOMPARE(select->blob(2), std::string_view(bytes));
        QCOMPARE(select->step().value(), Statement::Row::Ready);
        QVERIFY(!select->isNull(0) && select->text(0).empty());
        QVERIFY(!select->isNull(1) && select->blob(1).empty());
        QVERIFY(select->isNull(2) && select->blob(2).empty() && select->text(2).empty());
        QCOMPARE(select->step().value(), Statement::Row::Ready);
        QVERIFY(select->isNull(0) && select->isNull(1) && select->isNull(2));
        QCOMPARE(select->step().value(), Statement::Row::Done);
        QCOMPARE(select->step().value(), Statement::Row::Ready); // from the beginning
    }

    void tellsBadStatements()
    {
        auto database = opened();
        QCOMPARE(database.prepare("SELEKT").error().kind, FaultKind::Internal);
        QVERIFY(!database.execute("SELECT * FROM nowhere"));
        auto statement = database.prepare("SELECT ?");
        QVERIFY(!statement->bind(2, "beyond").step());
        QVERIFY(statement->bind(1, "good").step()); // usable again
    }

    void transactionsRollBack()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a)"));
        {
            auto transaction = Transaction::begin(database);
            QVERIFY(transaction);
            QVERIFY(database.execute("INSERT INTO t VALUES(1)"));
        }
        QCOMPARE(count(database), 0);
        {
            auto transaction = Transaction::begin(database);
            QVERIFY(transaction);
            Transaction moved = *std::move(transaction);
            QVERIFY(database.execute("INSERT INTO t VALUES(1)"));
            QVERIFY(moved.commit());
        }
        QCOMPARE(count(database), 1);
    }

    void secondWriterIsBusyReadersAreNot()
    {
        auto first = opened();
        auto second = opened();
        auto reader = Database::open(m_file, Database::Mode::Read, noWait);
        QVERIFY(reader);
        QVERIFY(first.execute("CREATE TABLE t(a)"));
        auto insert = second.prepare("INSERT INTO t VALUES(?)");
        {
            auto transaction = Transaction::begin(first);
            QVERIFY(transaction);
            QVERIFY(first.execute("INSERT INTO t VALUES(1)"));
            QCOMPARE(Transaction::begin(second).error().kind, FaultKind::Busy);
            QCOMPARE(insert->bind(1, std::int64_t(7)).run().error().kind, FaultKind::Busy);
            QCOMPARE(count(*reader), 0);
            QVERIFY(transaction->commit());
        }
        QCOMPARE(count(*reader), 1);
        QVERIFY(insert->run()); // what was bound before Busy is still there
        auto sum = reader->prepare("SELECT sum(a) FROM t");
        QCOMPARE(sum->step().value(), Statement::Row::Ready);
        QCOMPARE(sum->integer(0), 8);
    }

    // On a first start, all caches may meet here.
    void severalMayCreateAFileAtOnce()
    {
        constexpr int rounds = 100;
        constexpr std::size_t openers = 4;
        std::mutex mutex;
        QStringList faults;
        std::barrier together(openers);
        const auto open = [&] {
            for (int round = 0; round < rounds; ++round) {
                auto file = m_file;
                file += std::to_string(round);
                together.arrive_and_wait();
                const auto database = Database::open(file, Database::Mode::ReadWrite, noWait);
                if (!database) {
                    const std::scoped_lock lock(mutex);
                    faults << database.error().text();
                }
            }
        };
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < openers; ++i) {
                threads.emplace_back(open);
            }
        }
        QCOMPARE(faults, QStringList());
    }

    void dataVersionShowsOthersWrites()
    {
        auto writer = opened();
        auto reader = Database::open(m_file, Database::Mode::Read, noWait);
        QVERIFY(reader);
        const std::int64_t before = reader->dataVersion().value();
        QCOMPARE(reader->dataVersion().value(), before);
        QVERIFY(writer.execute("CREATE TABLE t(a)"));
        QVERIFY(reader->dataVersion().value() != before);
        Database moved = *std::move(reader);
        QVERIFY(moved.dataVersion());
    }

    void keepsTheSchemaVersion()
    {
        {
            auto database = opened();
            QCOMPARE(database.schemaVersion().value(), 0);
            QVERIFY(database.setSchemaVersion(3));
        }
        QCOMPARE(opened().schemaVersion().value(), 3);
    }

    void usesTheSettingsWeRelyOn()
    {
        auto database = opened();
        const auto setting = [&database](std::string_view pragma) {
            auto statement = database.prepare(pragma);
            return statement->step() ? std::string(statement->text(0)) : std::string();
        };
        QCOMPARE(setting("PRAGMA journal_mode"), std::string("wal"));
        QCOMPARE(setting("PRAGMA synchronous"), std::string("1"));
        QCOMPARE(setting("PRAGMA foreign_keys"), std::string("1"));
        QCOMPARE(setting("PRAGMA busy_timeout"), std::string("0"));
    }

    void tellsWhatCannotBeOpened()
    {
        const auto kind = [](const std::filesystem::path &file, Database::Mode mode) {
            return Database::open(file, mode, noWait).error().kind;
        };
        QCOMPARE(kind(m_file, Database::Mode::Read), FaultKind::NotFound);
        QCOMPARE(kind("/nowhere/a", Database::Mode::ReadWrite), FaultKind::NotFound);
        QCOMPARE(kind("/", Database::Mode::ReadWrite), FaultKind::ReadOnly);
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(10'000, 'x'));
        file.close();
        QCOMPARE(kind(m_file, Database::Mode::ReadWrite), FaultKind::Damaged);
        QCOMPARE(kind(m_file, Database::Mode::Read), FaultKind::Damaged);
    }

    // Whoever only looks locks the file as others do, and tidies up what that needs.
    void lookingLeavesNothingBesideTheFile()
    {
        makeTable();
        {
            auto database = Database::open(m_file, Database::Mode::Read, noWait);
            QVERIFY(database);
            QVERIFY(!database->isImmutable());
            QCOMPARE(count(*database), 1);
            QVERIFY(QFile::exists(beside("-wal")));
            QCOMPARE(database->execute("INSERT INTO t VALUES(2)").error().kind,
                     FaultKind::ReadOnly);
        }
        QVERIFY(!QFile::exists(beside("-wal")));
        QVERIFY(!QFile::exists(beside("-shm")));
    }

    void readsWhereNobodyCanWrite_data()
    {
        QTest::addColumn<AsNobody::Folders>("folders");
        QTest::newRow("nothing") << AsNobody::Folders::ReadOnly;
        // What is put beside the file could not be removed.
        QTest::newRow("the file alone") << AsNobody::Folders::Writable;
    }

    void readsWhereNobodyCanWrite()
    {
        QFETCH(AsNobody::Folders, folders);
        makeTable();
        const AsNobody nobody(*m_folder, folders);
        if (!nobody.canReach()) {
            QSKIP("The temporary folder is private.");
        }
        {
            auto database = Database::open(m_file, Database::Mode::Read, noWait);
            QVERIFY2(database, database ? "" : qPrintable(database.error().text()));
            QVERIFY(database->isImmutable());
            QCOMPARE(count(*database), 1);
            QCOMPARE(database->execute("INSERT INTO t VALUES(2)").error().kind,
                     FaultKind::ReadOnly);
        }
        QVERIFY(!QFile::exists(beside("-wal")));
        QVERIFY(!QFile::exists(beside("-shm")));
    }

    // What a dead writer left in its log is not passed over.
    void aLogThatCannotBeReadIsTold()
    {
        makeTable();
        QFile log(beside("-wal"));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(QByteArray(10'000, 'x'));
        log.close();
        const AsNobody nobody(*m_folder, AsNobody::Folders::ReadOnly);
        if (!nobody.canReach()) {
            QSKIP("The temporary folder is private.");
        }
        const auto database = Database::open(m_file, Database::Mode::Read, noWait);
        QVERIFY(!database);
        QVERIFY2(forbidsWriting(database.error()), qPrintable(database.error().text()));
    }

    void aFullDiskIsNoSpace()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a); PRAGMA max_page_count=3"));
        QCOMPARE(database.execute("INSERT INTO t VALUES(zeroblob(100000))").error().kind,
                 FaultKind::NoSpace);
    }

    void damageIsTold()
    {
        {
            auto database = opened();
            QVERIFY(database.execute("CREATE TABLE t(a); INSERT INTO t VALUES(zeroblob(50000))"));
        }
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(4096);
        file.write(QByteArray(8192, '\xFF'));
        file.close();
        auto database = opened();
        QCOMPARE(database.execute("SELECT * FROM t").error().kind, FaultKind::Damaged);
    }

private:
    Database opened() { return Database::open(m_file, Database::Mode::ReadWrite, noWait).value(); }

    // With one row.
    void makeTable()
    {
        auto database = opened();
        QVERIFY(database.execute("CREATE TABLE t(a); INSERT INTO t VALUES(1)"));
    }

    QString beside(const char *suffix) const
    {
        return QFile::decodeName((m_file.string() + suffix).c_str());
    }

    static std::int64_t count(Database &database)
    {
        auto statement = database.prepare("SELECT count(*) FROM t");
        return statement && statement->step() ? statement->integer(0) : -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database.moc"
