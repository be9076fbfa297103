// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "status/watcher.h"
#include "windows/actions.h"
#include "windows/settingspages.h"
#include "windows/settingsreading.h"

#include <QDialog>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

class QDialogButtonBox;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace larder::windows
{

// What a person can set, in pages. Reads the file in a worker each time it is shown and whenever
// the file changes while it is seen; writes only what was changed. Nothing that is not allowed can
// be applied. GUI thread; watcher and actions outlive it. Destroying it waits for a reading under
// way, some milliseconds.
class SettingsWindow : public QDialog
{
    Q_OBJECT

public:
    SettingsWindow(status::Watcher &watcher, Actions &actions, const Paths &paths,
                   QWidget *parent = nullptr);
    ~SettingsWindow() override;

    void showPage(SettingsPage page); // of a window that may be hidden

    void accept() override; // applies, and closes when that went well
    void reject() override; // forgets what was entered, and closes

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum class Then : std::uint8_t { Stay, Close };

    void addPages();
    void addButtons();
    void read();
    void showReading(const SettingsReading &reading);
    void apply(Then then);
    void finish(const std::vector<SettingChange> &changes, Then then);
    void noteMode(const SettingChange &change);
    void applyModes();
    void applyStart();
    void restoreStandards();
    void check();
    [[nodiscard]] const SettingsPageParts &currentPage() const;
    [[nodiscard]] std::vector<SettingsField *> fields() const;

    status::Watcher &m_watcher;
    Actions &m_actions;
    Paths m_paths;
    std::filesystem::path m_program; // that starts with the session: this one
    // Children.
    QListWidget *m_list;
    QStackedWidget *m_stack;
    QWidget *m_messageRow;
    QLabel *m_message;
    QDialogButtonBox *m_buttons;
    StartField *m_start;
    std::vector<SettingsPageParts> m_pages;
    QString m_fault;                          // of the file, or of the last attempt to write it
    std::map<std::string, CacheMode> m_modes; // by cache: to be set when the file has been read
    bool m_isApplying = false;
    bool m_isRead = false;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::windows
