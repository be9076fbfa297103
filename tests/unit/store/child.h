// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QProcess>

#include <memory>

namespace larder::store
{

// This very test program as another process, which says "ready" when it is to be killed or looked
// at. (A mere fork() of a program with threads may do next to nothing.)
inline std::unique_ptr<QProcess> startChild(const QStringList &arguments)
{
    auto child = std::make_unique<QProcess>();
    child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child->start(QCoreApplication::applicationFilePath(), arguments);
    if (!child->waitForReadyRead(60'000)) {
        qFatal("the child does not start");
    }
    return child;
}

inline void killChild(QProcess &child)
{
    child.kill();
    child.waitForFinished(60'000);
}

} // namespace larder::store
