// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace larder::windows
{

// What is said in the place of a list when there is none: a title, a sentence, and perhaps one
// thing to do. GUI thread.
class Notice : public QWidget
{
    Q_OBJECT

public:
    explicit Notice(QWidget *parent = nullptr);

    // Without text on the button there is none.
    void say(const QString &title, const QString &sentence, const QString &button = {});

Q_SIGNALS:
    void chosen(); // the button

private:
    QLabel *m_title;
    QLabel *m_sentence;
    QPushButton *m_button;
};

} // namespace larder::windows
