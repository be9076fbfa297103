// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/serialworker.h"

#include <QByteArray>
#include <QObject>

#include <filesystem>

class QWidget;

namespace larder::windows
{

// Remembers size and place of a window in a file of the state folder: puts the window there soon
// after it was made, and writes the file when the window is hidden. A file that cannot be read or
// written costs the memory and nothing else. GUI thread, which never waits for the disk; the window
// outlives it, and it outlives the last time that the window is hidden.
class WindowPlace : public QObject
{
    Q_OBJECT

public:
    WindowPlace(QWidget &window, std::filesystem::path file);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void remember();

    QWidget &m_window;
    std::filesystem::path m_file;
    QByteArray m_remembered; // what the file holds, as far as is known
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::windows
