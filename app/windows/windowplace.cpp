// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/windowplace.h"

#include "base/paths.h"

#include <QEvent>
#include <QFile>
#include <QSaveFile>
#include <QWidget>

#include <utility>

namespace larder::windows
{

namespace
{

constexpr qint64 maxBytes = 4096; // QWidget::saveGeometry() gives less than a hundred

QByteArray read(const std::filesystem::path &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(maxBytes) : QByteArray();
}

void write(const std::filesystem::path &path, const QByteArray &bytes)
{
    if (!ensureWritableFolder(path.parent_path())) {
        return;
    }
    QSaveFile file(QFile::decodeName(path.c_str()));
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()) {
        file.commit();
    }
}

} // namespace

WindowPlace::WindowPlace(QWidget &window, std::filesystem::path file)
    : QObject(nullptr)
    , m_window(window)
    , m_file(std::move(file))
{
    m_window.installEventFilter(this);
    m_worker.post([this, path = m_file] {
        m_mailbox.post([this, bytes = read(path)] {
            // Anything may be in the file; restoreGeometry() takes only what it wrote itself.
            if (m_remembered.isEmpty() && m_window.restoreGeometry(bytes)) {
                m_remembered = bytes;
            }
        });
    });
}

bool WindowPlace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Hide && !event->spontaneous()) {
        remember();
    }
    return QObject::eventFilter(watched, event);
}

void WindowPlace::remember()
{
    if (QByteArray bytes = m_window.saveGeometry(); bytes != m_remembered) {
        m_remembered = std::move(bytes);
        m_worker.post([path = m_file, bytes = m_remembered] { write(path, bytes); });
    }
}

} // namespace larder::windows
