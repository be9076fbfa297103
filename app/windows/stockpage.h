// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "windows/stockchanges.h"
#include "windows/stocklister.h"
#include "windows/stockmodel.h"
#include "windows/stockwords.h"
#include "windows/stockwork.h"

#include <QWidget>

#include <optional>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;

namespace larder::windows
{

class LongList;
class Notice;

// What is on the shelf, and what one does to it. Reads only while it is visible, and keeps nothing
// while its window is closed. Destroying it stops what is under way. GUI thread.
class StockPage : public QWidget
{
    Q_OBJECT

public:
    explicit StockPage(const Paths &paths, QWidget *parent = nullptr);
    ~StockPage() override;

Q_SIGNALS:
    void shown(); // a reading has reached the list

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void addActions();
    void addSorting();
    void takeIn(const StockArrangement &arrangement);
    void applyWish();
    void tell();
    void showNotice();

    // In the arrangement's entries.
    [[nodiscard]] std::vector<std::uint32_t> selectedPositions() const;
    [[nodiscard]] store::Amount amountOfSelected(const std::vector<std::uint32_t> &positions) const;
    [[nodiscard]] Chosen chosen() const;
    void copyNames();
    void changePinsOfChosen(Pinning pinning);
    void askToRemove();
    void removeAsked(const Chosen &keys, stock::Pinned pinned);
    void askToCleanUp();
    void cleanUpAsked();
    void check();
    // What came of work, and the list anew.
    void say(const QString &sentence);

    Paths m_paths;
    StockLister m_lister;
    StockModel m_model;
    std::optional<Fault> m_fault; // of the last reading
    bool m_wasRead = false;

    QLineEdit *m_text;
    QComboBox *m_cache;
    QStackedWidget *m_stack;
    LongList *m_list;
    Notice *m_notice;
    QLabel *m_said; // what came of the last work
    QLabel *m_total;
    QAction *m_pin = nullptr;
    QAction *m_unpin = nullptr;
    QAction *m_remove = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_check = nullptr;
    QAction *m_cleanUp = nullptr;
    StockWork m_changing; // pins, removals, cleaning up
    StockWork m_checking; // may take many minutes, beside all else
};

} // namespace larder::windows
