// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/walk.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <functional>

namespace larder::windows
{

// Planted faults that the walk must find.
class WalkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void findsWhatIsWrong_data()
    {
        using Plant = std::function<void(QVBoxLayout &)>;
        QTest::addColumn<Plant>("plant");
        QTest::addColumn<QString>("found"); // the beginning of the only fault; empty: none
        const auto row = [](const char *name, const QString &found, Plant plant) {
            QTest::newRow(name) << std::move(plant) << found;
        };
        row("nothing", QString(), [](QVBoxLayout &) {});
        row("a button with words", QString(), [](QVBoxLayout &layout) {
            layout.addWidget(new QPushButton(QStringLiteral("&More")));
        });
        row("a button with a sign", QStringLiteral("no accessible name"),
            [](QVBoxLayout &layout) { layout.addWidget(new QPushButton(QStringLiteral("…"))); });
        row("a field without words", QStringLiteral("no accessible name"),
            [](QVBoxLayout &layout) { layout.addWidget(new QLineEdit); });
        row("a field with a label beside it", QString(), [](QVBoxLayout &layout) {
            auto *const form = new QFormLayout;
            layout.addLayout(form);
            form->addRow(QStringLiteral("&Name:"), new QLineEdit);
        });
        row("a label that leads nowhere", QStringLiteral("a letter that leads nowhere"),
            [](QVBoxLayout &layout) { layout.addWidget(new QLabel(QStringLiteral("&Name:"))); });
        row("the same name", QStringLiteral("the same accessible name"), [](QVBoxLayout &layout) {
            layout.addWidget(new QPushButton(QStringLiteral("Close it")));
        });
        row("the same letter", QStringLiteral("the same letter"), [](QVBoxLayout &layout) {
            layout.addWidget(new QCheckBox(QStringLiteral("&Close later")));
        });
        row("no focus", QStringLiteral("the focus cannot reach"), [](QVBoxLayout &layout) {
            auto *const button = new QPushButton(QStringLiteral("For mice"));
            button->setFocusPolicy(Qt::NoFocus);
            layout.addWidget(button);
        });
        row("what is switched off", QString(), [](QVBoxLayout &layout) {
            auto *const button = new QPushButton(QStringLiteral("Not now"));
            button->setEnabled(false);
            layout.addWidget(button);
        });
        row("a table that keeps the focus", QStringLiteral("the focus cannot leave"),
            [](QVBoxLayout &layout) {
                auto *const edit = new QTextEdit;
                edit->setAccessibleName(QStringLiteral("Remarks"));
                layout.addWidget(edit);
            });
    }

    void findsWhatIsWrong()
    {
        QFETCH(std::function<void(QVBoxLayout &)>, plant);
        QFETCH(QString, found);
        QWidget window;
        QVBoxLayout layout(&window);
        layout.addWidget(new QPushButton(QStringLiteral("&Close it")));
        auto *const view = new QTableWidget(2, 2);
        view->setAccessibleName(QStringLiteral("Figures"));
        view->setTabKeyNavigation(false);
        layout.addWidget(view);
        plant(layout);
        window.show();
        const QStringList faults = faultsOf(window);
        QCOMPARE(faults.size(), found.isEmpty() ? 0 : 1);
        QVERIFY2(found.isEmpty() || faults.front().startsWith(found),
                 qPrintable(faults.join(u'\n')));
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::WalkTest)
#include "walk.moc"
