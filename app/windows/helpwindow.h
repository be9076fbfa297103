// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"

#include <QString>
#include <QTextBrowser>

namespace larder::windows
{

// What Larder does, how clients are pointed at each cache and how that is undone, as HTML for a
// person. A function of values.
[[nodiscard]] QString helpHtml(const status::Overview &overview);

// Shows it. Text can be selected and copied by keyboard; addresses open in the browser. GUI thread.
class HelpWindow : public QTextBrowser
{
    Q_OBJECT

public:
    HelpWindow();

    // Again whenever the addresses may have changed; where the reader is stays.
    void show(const status::Overview &overview);

protected:
    void keyPressEvent(QKeyEvent *event) override; // Escape closes

private:
    QString m_html;
};

} // namespace larder::windows
