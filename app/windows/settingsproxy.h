// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/settingseditor.h"

namespace larder::windows
{

// The proxy through which upstreams are reached: by which protocol, where, and as whom. The
// password is never shown in clear.
class ProxyEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    explicit ProxyEditor(QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

private:
    void tellEdit();
    void showPlace();

    // Children.
    QComboBox *m_kind;
    QWidget *m_place; // everything but the kind
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QString m_kept; // what was set, until something is entered
};

} // namespace larder::windows
