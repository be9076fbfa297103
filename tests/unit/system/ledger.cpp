// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/ledger.h"

#include "base/filechange.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <optional>

namespace larder::system
{

class LedgerTest : public QObject
{
    Q_OBJECT

private:
    static void write(const std::filesystem::path &file, const std::string &text)
    {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text << std::flush;
    }

    static std::string read(const std::filesystem::path &file)
    {
        return readFile(file, 1000).value_or("(unreadable)");
    }

    std::filesystem::path root() const { return m_folder->path().toStdString(); }

    Ledger ledger() const { return Ledger(root() / "state"); }

    std::size_t count() const { return ledger().changes().value().size(); }

    std::optional<QTemporaryDir> m_folder;
    std::filesystem::path m_file;

private Q_SLOTS:

    void init()
    {
        m_folder.emplace();
        m_file = root() / "config/systemd/user/cache-apt.socket";
    }

    void undoRemovesWhatWasNotThere()
    {
        QCOMPARE(count(), 0U);
        QVERIFY(ledger().writeFile(m_file, "one", QStringLiteral("test")));
        QVERIFY(ledger().writeFile(m_file, "two", QStringLiteral("test")));
        QCOMPARE(read(m_file), "two");
        const auto changes = ledger().changes();
        QCOMPARE(changes->size(), 1U);
        QCOMPARE(changes->front().purpose, QStringLiteral("test"));
        QVERIFY(changes->front().before == PlaceContent());
        QCOMPARE(changes->front().after.bytes, "two");
        QVERIFY(changes->front().time.endsWith(u'Z'));
        QVERIFY(ledger().undo(m_file));
        QVERIFY(!std::filesystem::exists(m_file));
        QCOMPARE(count(), 0U);
        QCOMPARE(ledger().undo(m_file).error().kind, FaultKind::NotFound);
    }

    void undoPutsBackWhatWasThere()
    {
        const std::string bytes("\0\xFF\r\n", 4);
        write(m_file, bytes);
        QVERIFY(ledger().writeFile(m_file, "ours", {}));
        QVERIFY(ledger().writeFile(m_file, "ours again", {}));
        QVERIFY(ledger().undo(m_file));
        QCOMPARE(read(m_file), bytes);
    }

    // Somebody's file goes, ours comes, and theirs comes back.
    void whatIsMovedAsideComesBack()
    {
        const std::filesystem::path link = root() / "config/systemd/user/x.wants/cache-apt.socket";
        write(m_file, "theirs");
        std::filesystem::create_directories(link.parent_path());
        std::filesystem::create_symlink(m_file, link);
        QVERIFY(ledger().moveAside(link, QStringLiteral("test")));
        QVERIFY(ledger().moveAside(m_file, QStringLiteral("test")));
        QVERIFY(ledger().moveAside(root() / "nothing here", {}));
        QVERIFY(!std::filesystem::exists(m_file));
        QVERIFY(!std::filesystem::is_symlink(link));
        QVERIFY(ledger().writeFile(m_file, "ours", QStringLiteral("test")));
        std::filesystem::create_symlink("/ours", link);
        QVERIFY(ledger().noteLink(link, "/ours", QStringLiteral("test")));
        QCOMPARE(count(), 2U);
        // Ours is taken back by other means, its folder with it: theirs is still known.
        std::filesystem::remove_all(link.parent_path());
        QVERIFY(ledger().forget(link));
        QCOMPARE(count(), 2U);
        QVERIFY(ledger().undo(m_file));
        QVERIFY(ledger().undo(link));
        QCOMPARE(read(m_file), "theirs");
        QCOMPARE(std::filesystem::read_symlink(link), m_file);
        QCOMPARE(count(), 0U);
    }

    void whatUndoWouldFindIsTold()
    {
        using Standing = Ledger::Standing;
        QVERIFY(ledger().writeFile(m_file, "ours", {}));
        const Change change = ledger().changes()->front();
        QVERIFY(Ledger::standing(change) == Standing::AsChanged);
        write(m_file, "theirs");
        QVERIFY(Ledger::standing(change) == Standing::ChangedOn);
        std::filesystem::remove(m_file);
        QVERIFY(Ledger::standing(change) == Standing::BackAgain);
    }

    void whatIsAsItShallBeIsNoChange()
    {
        write(m_file, "same");
        QVERIFY(ledger().writeFile(m_file, "same", {}));
        QCOMPARE(count(), 0U);
    }

    void whatSomebodyElseChangedStays()
    {
        QVERIFY(ledger().writeFile(m_file, "ours", {}));
        write(m_file, "theirs");
        const auto undone = ledger().undo(m_file);
        QCOMPARE(undone.error().kind, FaultKind::InUse);
        QCOMPARE(read(m_file), "theirs");
        QCOMPARE(count(), 1U);
        QVERIFY(std::filesystem::remove(m_file)); // as it was before: nothing is left to undo
        QVERIFY(ledger().undo(m_file));
        QCOMPARE(count(), 0U);
    }

    void linksOfOthersAreNotWrittenThrough()
    {
        write(root() / "theirs", "theirs");
        std::filesystem::create_directories(m_file.parent_path());
        std::filesystem::create_symlink(root() / "theirs", m_file);
        QCOMPARE(ledger().writeFile(m_file, "ours", {}).error().kind, FaultKind::NotAllowed);
        QCOMPARE(read(root() / "theirs"), "theirs");
        QCOMPARE(count(), 0U);
    }

    void linksThatWereMadeForUs()
    {
        const std::filesystem::path link = root() / "wants/cache-apt.socket";
        std::filesystem::create_directories(link.parent_path());
        std::filesystem::create_symlink("../cache-apt.socket", link);
        QVERIFY(ledger().noteLink(link, "../cache-apt.socket", {}));
        QVERIFY(ledger().noteLink(link, "../cache-apt.socket", {}));
        QCOMPARE(count(), 1U);
        QVERIFY(ledger().undo(link));
        QVERIFY(!std::filesystem::is_symlink(link));
        QVERIFY(ledger().noteLink(link, "../cache-apt.socket", {}));
        QVERIFY(ledger().forget(link));
        QVERIFY(ledger().forget(link));
        QCOMPARE(count(), 0U);
    }

    void aDamagedLedgerStopsChanges()
    {
        for (const char *text : {"", "{}", "[1]", R"([{"path":"relative"}])",
                                 R"([{"path":"/a","before":{"kind":"file"}}])"}) {
            write(root() / "state/changes.json", text);
            QVERIFY(!ledger().changes());
            QVERIFY(!ledger().writeFile(m_file, "ours", {}));
            QVERIFY(!std::filesystem::exists(m_file));
        }
    }
};

} // namespace larder::system

QTEST_GUILESS_MAIN(larder::system::LedgerTest)
#include "ledger.moc"
