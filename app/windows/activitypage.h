// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "windows/activityfeed.h"
#include "windows/activityfilter.h"
#include "windows/activitymodel.h"
#include "windows/filesaver.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace larder::windows
{

class LongList;
class Notice;

// Requests as they happen, whichever process answers them. Reads only while it is visible. GUI
// thread.
class ActivityPage : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityPage(const Paths &paths, QWidget *parent = nullptr);
    ~ActivityPage() override;

    // The requests that are shown, as text; then says what came of it.
    void save(const QString &file);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void addActions();
    void takeIn(const std::vector<statistics::RequestRecord> &requests);
    void applyWish();
    void setHeld(bool isHeld);
    void copy();
    void chooseFile();
    void tell();

    ActivityFeed m_feed;
    ActivityModel m_model;
    ActivityFilter m_filter;
    QString m_saved; // what came of the last saving, until a person does something else
    std::optional<Fault> m_fault; // of the last reading
    bool m_wasRead = false;

    QLineEdit *m_text;
    QComboBox *m_cache;
    QComboBox *m_outcome;
    QPushButton *m_hold;
    QStackedWidget *m_stack;
    LongList *m_list;
    Notice *m_notice;
    QLabel *m_line;
    QPushButton *m_copy;
    QPushButton *m_save;
    FileSaver m_saver;
};

} // namespace larder::windows
