// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/undo.h"

#include "base/filechange.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace larder::system
{

class UndoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    // Without systemd; with it, tests/systemd/control.py.
    void newestFirstAndWhatWasChangedSinceStays()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        Ledger ledger(root / "state");
        QVERIFY(lookAtUndo(ledger)->empty());
        QVERIFY(undoAll(nullptr, ledger)->empty());
        for (const char *name : {"one", "two", "three"}) {
            QVERIFY(ledger.writeFile(root / name, "ours", QString::fromLatin1(name)));
        }
        std::ofstream(root / "two") << "theirs" << std::flush;
        std::filesystem::remove(root / "one");

        const auto told = lookAtUndo(ledger);
        QVERIFY(told);
        QCOMPARE(told->size(), 3U);
        QCOMPARE(told->front().change.purpose, u"three");
        QVERIFY(!told->front().fault);
        QCOMPARE(told->at(1).fault->kind, FaultKind::InUse);
        QVERIFY(!told->back().fault);
        QVERIFY(std::filesystem::exists(root / "three"));

        const auto undone = undoAll(nullptr, ledger);
        QVERIFY(undone);
        QCOMPARE(undone->size(), 3U);
        QVERIFY(!std::filesystem::exists(root / "three"));
        QCOMPARE(readFile(root / "two", 100).value(), "theirs");
        QCOMPARE(undone->at(1).fault->kind, FaultKind::InUse);
        QCOMPARE(ledger.changes()->size(), 1U);
    }

    void aDamagedListIsAFault()
    {
        const QTemporaryDir folder;
        std::ofstream(folder.filePath(QStringLiteral("changes.json")).toStdString())
            << "{" << std::flush;
        Ledger ledger(folder.path().toStdString());
        QCOMPARE(lookAtUndo(ledger).error().kind, FaultKind::Damaged);
        QCOMPARE(undoAll(nullptr, ledger).error().kind, FaultKind::Damaged);
    }
};

} // namespace larder::system

QTEST_GUILESS_MAIN(larder::system::UndoTest)
#include "undo.moc"
