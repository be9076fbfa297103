// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusAbstractAdaptor>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVariantMap>

#include <cstdint>

namespace larder::tray
{

// What a start of the program, or the desktop, wants of the one that runs.
enum class Request : std::uint8_t { Activate, Statistics, Settings, Pause, Resume, Quit };

// Whether a later start opens anything in the first one: one that the session starts does not.
enum class Manner : std::uint8_t { Told, Silent };

// One Larder for each session: whoever owns the name org.larder.Larder on the session's bus. It
// implements org.freedesktop.Application, by which desktops start and activate it, and a second
// start hands its wish to the first. Without a bus every start is the only one. GUI thread.
class Instance : public QObject
{
    Q_OBJECT

public:
    enum class Role : std::uint8_t {
        First,   // this process is Larder
        Later,   // another one is, and has been told
        Unheard, // another one is, and does not answer
    };

    Instance();

    // Asks the bus, which answers at once; a first one that hangs is waited for some seconds.
    [[nodiscard]] Role begin(Request request, Manner manner);

    // Lets another process be the first, and hears nothing any more.
    void end();

Q_SIGNALS:
    // token: with which a window may come to the front; may be empty.
    void requested(larder::tray::Request request, const QString &token);
};

// The bus's view of it.
class ApplicationAdaptor : public QDBusAbstractAdaptor
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")

public:
    explicit ApplicationAdaptor(Instance &instance);

public Q_SLOTS: // the methods of the interface, by their names there
    void Activate(const QVariantMap &platformData);
    void Open(const QStringList &uris, const QVariantMap &platformData);
    void ActivateAction(const QString &actionName, const QVariantList &parameter,
                        const QVariantMap &platformData);

private:
    Instance &m_instance;
};

} // namespace larder::tray
