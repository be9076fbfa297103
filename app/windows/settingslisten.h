// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/settingseditor.h"

#include <string>

class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace larder::windows
{

// An address of this machine at which containers or virtual machines reach it. A value.
struct Bridge
{
    QString interface; // "docker0"
    QString address;   // "172.17.0.1"
    friend bool operator==(const Bridge &, const Bridge &) = default;
};

// Where a cache listens: one port, in words at which of the addresses everybody has, and whatever
// else was entered.
class ListenEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    // port: where nothing says another.
    explicit ListenEditor(int port, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

    // What may be ticked beside the machine itself. What was entered stays.
    void setBridges(const std::vector<Bridge> &bridges);

private:
    struct Place
    {
        QString address;
        QCheckBox *box; // a child
    };

    void addPlace(const QString &address, const QString &words, const QString &name);
    void showText(const QString &text);
    void tellEdit();
    void tellConsequence();

    int m_usualPort;
    QString m_kept; // what was set, until something is entered
    std::vector<Bridge> m_bridges;
    std::vector<Place> m_places; // the first is the machine itself
    // Children.
    QSpinBox *m_port;
    QVBoxLayout *m_boxes;
    QLineEdit *m_further;
    QLabel *m_consequence;
};

} // namespace larder::windows
