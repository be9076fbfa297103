// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "system/autostart.h"
#include "windows/settingsfield.h"

#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

class QCheckBox;
class QLabel;

namespace larder::windows
{

// The pages of the settings window, in their order.
enum class SettingsPage : std::uint8_t { General, Caches, Space, Network, Notifications };

// One page: its widget, and the fields in it, which are the widget's children.
struct SettingsPageParts
{
    SettingsPage page = SettingsPage::General;
    QString title;
    QWidget *widget = nullptr;
    std::vector<SettingsField *> fields;
};

// Whether the tray starts with the session, which stands in a file of its own.
class StartField : public QWidget
{
    Q_OBJECT

public:
    explicit StartField(QWidget *parent = nullptr);

    void
    showStored(const system::Autostart &stored); // what was ticked and is not yet applied stays
    void reset();
    void restoreStandard();
    [[nodiscard]] bool isWanted() const;
    [[nodiscard]] bool isChanged() const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] bool isStored() const { return m_stored.state == system::Autostart::State::On; }

    system::Autostart m_stored;
    QCheckBox *m_box;   // a child
    QLabel *m_sentence; // a child
};

// Everything that a person can set there. The widgets have no parent yet; start becomes a child of
// the first.
[[nodiscard]] std::vector<SettingsPageParts> makeSettingsPages(StartField *start);

} // namespace larder::windows
