// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/filesaver.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <utility>

namespace larder::windows
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::FileSaver", text);
}

bool put(QIODevice &file, const FileSaver::Content &content)
{
    if (const auto *const image = std::get_if<QImage>(&content)) {
        return image->save(&file, "PNG");
    }
    const QByteArray &bytes = std::get<QByteArray>(content);
    return file.write(bytes) == bytes.size();
}

Result<void> write(const QString &name, const FileSaver::Content &content)
{
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly) && put(file, content) && file.commit()) {
        return {};
    }
    return fail(FaultKind::ReadOnly,
                tr("The file %1 cannot be written: %2.").arg(name, file.errorString()),
                tr("Save it in another folder."));
}

} // namespace

void FileSaver::save(QString file, Content content, QObject *context, Done done)
{
    const auto call = m_calls.add(context, std::move(done));
    m_worker.post([this, call, file = std::move(file), content = std::move(content)] {
        m_mailbox.post([this, call, result = write(file, content)] { m_calls.call(call, result); });
    });
}

} // namespace larder::windows
