// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/lookup.h"

#include <QCoreApplication>
#include <QHostInfo>

namespace larder::upstream
{

void lookUpHost(const std::string &host, QObject *context, LookupDone done)
{
    const QString name = QString::fromStdString(host);
    QHostInfo::lookupHost(name, context, [name, done = std::move(done)](const QHostInfo &info) {
        if (info.error() != QHostInfo::NoError || info.addresses().isEmpty()) {
            done(fail(
                FaultKind::Unreachable,
                QCoreApplication::translate("larder::upstream",
                                            "The server %1 was not found by name.")
                    .arg(name),
                QCoreApplication::translate(
                    "larder::upstream", "Check the spelling and whether this machine is online.")));
            return;
        }
        done(info.addresses());
    });
}

} // namespace larder::upstream
