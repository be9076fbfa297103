// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settingsfile.h"
#include "windows/settingseditor.h"

#include <QString>
#include <QWidget>

#include <optional>

class QLabel;

namespace larder::windows
{

// One setting in the window: its editor, and below it a sentence that says what it is for, or what
// is wrong with what was entered. What is allowed is asked of the table of settings as one types.
// GUI thread.
class SettingsField : public QWidget
{
    Q_OBJECT

public:
    struct Words
    {
        QString label;   // "&Limit:", beside the editor; the question of a TruthEditor
        QString subject; // "npm", where several caches have the same setting
        QString hint;    // a sentence
    };

    // The editor becomes a child.
    SettingsField(SettingName name, SettingsEditor *editor, const Words &words);

    [[nodiscard]] const SettingName &name() const { return m_name; }

    [[nodiscard]] SettingsEditor &editor() { return *m_editor; }

    [[nodiscard]] const QString &plainLabel() const { return m_label; } // "Limit (npm)"

    // What stands in the file now. What was entered and is not yet applied stays.
    void showStored(const std::string &stored);
    // What stands in the file, whatever was entered.
    void reset();
    void restoreStandard();

    [[nodiscard]] bool isAllowed() const;
    [[nodiscard]] bool isChanged() const;
    // What is to be written; nothing while it is as stored.
    [[nodiscard]] std::optional<SettingChange> change() const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] std::string value() const;
    void nameControls();
    void tell();

    SettingName m_name;
    SettingsEditor *m_editor; // a child
    QLabel *m_icon;           // a child: beside a sentence that warns
    QLabel *m_sentence;       // a child
    QString m_label;
    QString m_hint;
    std::string m_stored;
    std::optional<std::string> m_elsewhere; // what it was changed to while something was entered
};

} // namespace larder::windows
