// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/instance.h"

#include "system/tray.h"

#include <QDBusConnection>
#include <QDBusMessage>

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace larder::tray
{

namespace
{

constexpr std::chrono::milliseconds firstLimit{5000};

QString name()
{
    return QString::fromLatin1(system::trayName);
}

QString path()
{
    return u"/org/larder/Larder"_s;
}

// The actions of the desktop file; Activate has a method of its own.
constexpr std::array<std::pair<QStringView, Request>, 5> actions{{
    {u"statistics", Request::Statistics},
    {u"settings", Request::Settings},
    {u"pause", Request::Pause},
    {u"resume", Request::Resume},
    {u"quit", Request::Quit},
}};

QString actionName(Request request)
{
    const auto *const found =
        std::ranges::find(actions, request, [](const auto &action) { return action.second; });
    return found == actions.end() ? QString() : found->first.toString();
}

QString tokenOf(const QVariantMap &platformData)
{
    const QString token = platformData.value(u"activation-token"_s).toString();
    return token.isEmpty() ? platformData.value(u"desktop-startup-id"_s).toString() : token;
}

// What the launcher gave to this process.
QVariantMap ownPlatformData()
{
    QVariantMap data;
    if (const QString token = qEnvironmentVariable("XDG_ACTIVATION_TOKEN"); !token.isEmpty()) {
        data.insert(u"activation-token"_s, token);
    }
    if (const QString id = qEnvironmentVariable("DESKTOP_STARTUP_ID"); !id.isEmpty()) {
        data.insert(u"desktop-startup-id"_s, id);
    }
    return data;
}

} // namespace

Instance::Instance()
{
    std::ignore = new ApplicationAdaptor(*this); // a child of this, which the bus finds as such
}

Instance::Role Instance::begin(Request request, Manner manner)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    // The object before the name: whoever sees the name may call.
    bus.registerObject(path(), this, QDBusConnection::ExportAdaptors);
    if (!bus.isConnected() || bus.registerService(name())) {
        return Role::First;
    }
    if (manner == Manner::Silent) {
        return Role::Later;
    }
    const QString action = actionName(request);
    QDBusMessage call =
        QDBusMessage::createMethodCall(name(), path(), u"org.freedesktop.Application"_s,
                                       action.isEmpty() ? u"Activate"_s : u"ActivateAction"_s);
    if (!action.isEmpty()) {
        call << action << QVariantList();
    }
    call << ownPlatformData();
    const QDBusMessage answer = bus.call(call, QDBus::Block, static_cast<int>(firstLimit.count()));
    return answer.type() == QDBusMessage::ErrorMessage ? Role::Unheard : Role::Later;
}

void Instance::end()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.unregisterService(name());
    bus.unregisterObject(path());
}

ApplicationAdaptor::ApplicationAdaptor(Instance &instance)
    : QDBusAbstractAdaptor(&instance)
    , m_instance(instance)
{}

void ApplicationAdaptor::Activate(const QVariantMap &platformData)
{
    Q_EMIT m_instance.requested(Request::Activate, tokenOf(platformData));
}

void ApplicationAdaptor::Open(const QStringList & /*uris*/, const QVariantMap &platformData)
{
    Activate(platformData); // there are no files to open
}

void ApplicationAdaptor::ActivateAction(const QString &actionName,
                                        const QVariantList & /*parameter*/,
                                        const QVariantMap &platformData)
{
    const auto *const found = std::ranges::find(actions, QStringView(actionName),
                                                [](const auto &action) { return action.first; });
    if (found != actions.end()) {
        Q_EMIT m_instance.requested(found->second, tokenOf(platformData));
    }
}

} // namespace larder::tray
