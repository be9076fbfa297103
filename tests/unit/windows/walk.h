// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QGraphicsView>
#include <QGroupBox>
#include <QHeaderView>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSlider>
#include <QStringList>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTextEdit>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

// Walks a window like somebody who has only a keyboard, or a screen reader.
namespace larder::windows
{

namespace walk
{

inline QString described(const QWidget &widget)
{
    const QString name =
        widget.objectName().isEmpty() ? QString() : QStringLiteral(" ") + widget.objectName();
    QString text = widget.accessibleName();
    if (const auto *const button = qobject_cast<const QAbstractButton *>(&widget);
        button != nullptr && text.isEmpty()) {
        text = button->text();
    }
    return QString::fromLatin1(widget.metaObject()->className()) + name + QStringLiteral(" “") +
           text + QStringLiteral("”");
}

// Something that a person operates, or goes to in order to read it.
inline bool isControl(const QWidget &widget)
{
    if (qobject_cast<const QHeaderView *>(&widget) != nullptr ||
        qobject_cast<const QScrollBar *>(&widget) != nullptr) {
        return false;
    }
    return qobject_cast<const QAbstractButton *>(&widget) != nullptr ||
           qobject_cast<const QComboBox *>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(&widget) != nullptr ||
           qobject_cast<const QLineEdit *>(&widget) != nullptr ||
           qobject_cast<const QTextEdit *>(&widget) != nullptr ||
           qobject_cast<const QPlainTextEdit *>(&widget) != nullptr ||
           qobject_cast<const QAbstractItemView *>(&widget) != nullptr ||
           qobject_cast<const QGraphicsView *>(&widget) != nullptr ||
           qobject_cast<const QAbstractSlider *>(&widget) != nullptr ||
           qobject_cast<const QTabBar *>(&widget) != nullptr ||
           (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

// What a widget is made of inside is the library's.
inline bool isWhole(const QWidget &widget)
{
    return qobject_cast<const QComboBox *>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(&widget) != nullptr ||
           qobject_cast<const QLineEdit *>(&widget) != nullptr ||
           qobject_cast<const QTextEdit *>(&widget) != nullptr ||
           qobject_cast<const QPlainTextEdit *>(&widget) != nullptr ||
           qobject_cast<const QGraphicsView *>(&widget) != nullptr ||
           qobject_cast<const QTabBar *>(&widget) != nullptr ||
           qobject_cast<const QScrollBar *>(&widget) != nullptr;
}

// All that can be seen, in the order of the tree.
inline void collect(QWidget &widget, std::vector<QWidget *> &found)
{
    found.push_back(&widget);
    if (isWhole(widget)) {
        return;
    }
    QObject *inside = &widget;
    if (auto *const area = qobject_cast<QAbstractScrollArea *>(&widget)) {
        inside = area->viewport();
    }
    for (QObject *const child : inside->children()) {
        auto *const below = qobject_cast<QWidget *>(child);
        if (below != nullptr && !below->isWindow() && below->isVisible()) {
            collect(*below, found);
        }
    }
}

inline QString nameOf(QWidget &widget)
{
    QAccessibleInterface *const interface = QAccessible::queryAccessibleInterface(&widget);
    return interface == nullptr ? QString() : interface->text(QAccessible::Name).trimmed();
}

inline QStringList faultsOfNames(const std::vector<QWidget *> &widgets)
{
    QStringList faults;
    std::map<QString, const QWidget *> names;
    for (QWidget *const widget : widgets) {
        if (!isControl(*widget)) {
            continue;
        }
        const QString name = nameOf(*widget);
        if (!std::ranges::any_of(name, [](QChar c) { return c.isLetter(); })) {
            faults += QStringLiteral("no accessible name: ") + described(*widget);
        } else if (const auto [place, isNew] = names.emplace(name, widget); !isNew) {
            faults += QStringLiteral("the same accessible name: ") + described(*widget) +
                      QStringLiteral(" and ") + described(*place->second);
        }
    }
    return faults;
}

inline QStringList faultsOfMnemonics(const std::vector<QWidget *> &widgets)
{
    QStringList faults;
    std::map<QKeySequence, QString> mnemonics;
    const auto add = [&](const QString &text) {
        const QKeySequence keys = QKeySequence::mnemonic(text);
        if (keys.isEmpty()) {
            return;
        }
        if (const auto [place, isNew] = mnemonics.emplace(keys, text); !isNew) {
            faults += QStringLiteral("the same letter: “%1” and “%2”").arg(text, place->second);
        }
    };
    for (QWidget *const widget : widgets) {
        if (const auto *const button = qobject_cast<const QAbstractButton *>(widget)) {
            add(button->text());
        } else if (const auto *const group = qobject_cast<const QGroupBox *>(widget)) {
            add(group->title());
        } else if (const auto *const bar = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < bar->count(); ++i) {
                add(bar->tabText(i));
            }
        } else if (const auto *const label = qobject_cast<const QLabel *>(widget)) {
            if (label->buddy() != nullptr) {
                add(label->text());
            } else if (label->textFormat() != Qt::PlainText &&
                       !QKeySequence::mnemonic(label->text()).isEmpty() &&
                       !Qt::mightBeRichText(label->text())) {
                faults += QStringLiteral("a letter that leads nowhere: ") + label->text();
            }
        }
    }
    return faults;
}

// Presses Tab until it is where it was before.
inline QStringList faultsOfFocus(QWidget &window, const std::vector<QWidget *> &widgets)
{
    QStringList faults;
    std::set<const QWidget *> reached;
    const auto controls = std::ranges::count_if(
        widgets, [](const QWidget *widget) { return isControl(*widget) && widget->isEnabled(); });
    for (;;) {
        QWidget *const before = QApplication::focusWidget();
        QTest::keyClick(before == nullptr ? &window : before, Qt::Key_Tab);
        const QWidget *const now = QApplication::focusWidget();
        if (now != nullptr && now == before && controls > 1) {
            faults += QStringLiteral("the focus cannot leave: ") + described(*now);
            return faults;
        }
        if (now == nullptr || !reached.insert(now).second) {
            break;
        }
    }
    const auto isReached = [&](const QWidget *widget) {
        return reached.contains(widget) ||
               (widget->focusProxy() != nullptr && reached.contains(widget->focusProxy()));
    };
    for (const QWidget *const widget : widgets) {
        if (!isControl(*widget) || !widget->isEnabled() || isReached(widget)) {
            continue;
        }
        // Arrow keys lead from one to the next.
        const auto *const radio = qobject_cast<const QRadioButton *>(widget);
        if (radio != nullptr && std::ranges::any_of(widgets, [&](const QWidget *other) {
                return qobject_cast<const QRadioButton *>(other) != nullptr && isReached(other) &&
                       other->parentWidget() == radio->parentWidget();
            })) {
            continue;
        }
        faults += QStringLiteral("the focus cannot reach: ") + described(*widget);
    }
    return faults;
}

inline QStringList faultsOfPage(QWidget &window)
{
    std::vector<QWidget *> widgets;
    collect(window, widgets);
    return faultsOfNames(widgets) + faultsOfMnemonics(widgets) + faultsOfFocus(window, widgets);
}

// Whether a label that is shown has that text in it.
inline bool says(const QWidget &page, QStringView text)
{
    const auto labels = page.findChildren<QLabel *>();
    return std::ranges::any_of(labels, [text](const QLabel *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

// The widget that somebody with a screen reader finds by that name.
template <typename Widget>
Widget *named(const QWidget &page, const QString &name)
{
    for (Widget *widget : page.findChildren<Widget *>()) {
        if (widget->accessibleName() == name || nameOf(*widget) == name) {
            return widget;
        }
    }
    qFatal("no %s", qPrintable(name));
}

} // namespace walk

// Everything that is wrong with a window, which is shown and active: controls whose accessible name
// is missing, meaningless or that of another control, letters (Alt+…) that two of them share or
// that lead nowhere, and controls that Tab does not reach. With tabs, each page in turn. Empty when
// all is well.
[[nodiscard]] inline QStringList faultsOf(QWidget &window)
{
    if (!QTest::qWaitForWindowActive(&window)) {
        return {QStringLiteral("the window does not become active")};
    }
    auto *const tabs = window.findChild<QTabWidget *>();
    if (tabs == nullptr) {
        return walk::faultsOfPage(window);
    }
    QStringList faults;
    for (int i = 0; i < tabs->count(); ++i) {
        tabs->setCurrentIndex(i);
        for (const QString &fault : walk::faultsOfPage(window)) {
            faults += tabs->tabText(i) + QStringLiteral(": ") + fault;
        }
    }
    return faults;
}

} // namespace larder::windows
