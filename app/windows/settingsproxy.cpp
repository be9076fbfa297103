// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingsproxy.h"

#include "base/settingvalues.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QUrl>
#include <QVBoxLayout>

#include <limits>

namespace larder::windows
{

namespace
{

constexpr int usualPort = 3128; // what most proxies listen on

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

// What a URL begins with; the words themselves where there is no place to name.
QString valueOf(ProxySettings::Kind kind)
{
    switch (kind) {
    case ProxySettings::Kind::System:
        return QStringLiteral("system");
    case ProxySettings::Kind::None:
        return QStringLiteral("none");
    case ProxySettings::Kind::Http:
        return QStringLiteral("http://");
    case ProxySettings::Kind::Socks5:
        return QStringLiteral("socks5://");
    }
    return {};
}

} // namespace

ProxyEditor::ProxyEditor(QWidget *parent)
    : SettingsEditor(parent)
    , m_kind(new QComboBox(this))
    , m_place(new QWidget(this))
    , m_host(new QLineEdit(m_place))
    , m_port(new QSpinBox(m_place))
    , m_user(new QLineEdit(m_place))
    , m_password(new QLineEdit(m_place))
{
    using Kind = ProxySettings::Kind;
    m_kind->addItem(tr("As the session says"), valueOf(Kind::System));
    m_kind->addItem(tr("None"), valueOf(Kind::None));
    m_kind->addItem(tr("HTTP"), valueOf(Kind::Http));
    m_kind->addItem(tr("SOCKS 5"), valueOf(Kind::Socks5));
    m_port->setRange(1, std::numeric_limits<quint16>::max());
    m_port->setValue(usualPort);
    m_password->setEchoMode(QLineEdit::Password);

    m_kind->setAccessibleName(tr("Kind"));
    m_host->setAccessibleName(tr("Host"));
    m_port->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_port->setAccessibleName(tr("Port"));
    m_user->setAccessibleName(tr("User"));
    m_password->setAccessibleName(tr("Password"));

    auto *form = new QFormLayout(m_place);
    form->setContentsMargins({});
    form->addRow(tr("&Host:"), m_host);
    form->addRow(tr("Po&rt:"), m_port);
    form->addRow(tr("Us&er:"), m_user);
    form->addRow(tr("Pass&word:"), m_password);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_kind, 0, Qt::AlignLeft);
    column->addWidget(m_place);

    connect(m_kind, &QComboBox::activated, this, [this] {
        showPlace();
        tellEdit();
    });
    for (QLineEdit *line : {m_host, m_user, m_password}) {
        connect(line, &QLineEdit::textEdited, this, &ProxyEditor::tellEdit);
    }
    connect(m_port, &QSpinBox::valueChanged, this, &ProxyEditor::tellEdit);
    showPlace();
}

void ProxyEditor::tellEdit()
{
    m_kept.clear();
    Q_EMIT edited();
}

void ProxyEditor::showPlace()
{
    m_place->setVisible(m_kind->currentData().toString().endsWith(u"://"));
}

QString ProxyEditor::text() const
{
    const QString kind = m_kind->currentData().toString();
    if (!m_kept.isEmpty() || !kind.endsWith(u"://")) {
        return m_kept.isEmpty() ? kind : m_kept;
    }
    QString user;
    if (!m_user->text().isEmpty() || !m_password->text().isEmpty()) {
        user = encoded(m_user->text()) + u':' + encoded(m_password->text()) + u'@';
    }
    QString host = m_host->text().trimmed();
    if (host.contains(u':') && !host.startsWith(u'[')) {
        host = u'[' + host + u']';
    }
    return kind + user + host + u':' + QString::number(m_port->value());
}

void ProxyEditor::setText(const QString &text)
{
    m_kept = text;
    const auto proxy = parseProxy(text.toStdString()).value_or(ProxySettings());
    const QSignalBlocker quiet(m_port);
    m_kind->setCurrentIndex(m_kind->findData(valueOf(proxy.kind)));
    m_host->setText(QString::fromStdString(proxy.host));
    m_port->setValue(proxy.port == 0 ? usualPort : proxy.port);
    m_user->setText(QString::fromStdString(proxy.user));
    m_password->setText(QString::fromStdString(proxy.password));
    showPlace();
}

std::vector<QWidget *> ProxyEditor::controls() const
{
    return {m_kind, m_host, m_port, m_user, m_password};
}

} // namespace larder::windows
