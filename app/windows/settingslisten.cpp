// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingslisten.h"

#include "base/settingvalues.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace larder::windows
{

namespace
{

QString loopback()
{
    return QStringLiteral("127.0.0.1");
}

QString withPort(const QString &address, int port)
{
    return QString::fromStdString(
        ListenAddress{.address = address.toStdString(), .port = static_cast<quint16>(port)}.text());
}

} // namespace

ListenEditor::ListenEditor(int port, QWidget *parent)
    : SettingsEditor(parent)
    , m_usualPort(port)
    , m_port(new QSpinBox(this))
    , m_boxes(new QVBoxLayout)
    , m_further(new QLineEdit(this))
    , m_consequence(new QLabel(this))
{
    m_port->setRange(1, std::numeric_limits<quint16>::max());
    m_port->setValue(port);
    m_port->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_port->setAccessibleName(tr("Port"));
    m_further->setAccessibleName(tr("Further addresses"));
    m_further->setPlaceholderText(withPort(QStringLiteral("192.168.1.5"), port));
    m_consequence->setWordWrap(true);
    m_boxes->setContentsMargins({});

    auto *form = new QFormLayout(this);
    form->setContentsMargins({});
    form->addRow(tr("Po&rt:"), m_port);
    form->addRow(tr("For:"), m_boxes);
    form->addRow(tr("Also a&t:"), m_further);
    form->addRow(m_consequence);

    addPlace(loopback(), tr("This machine (%1)").arg(loopback()), tr("This machine"));
    connect(m_port, &QSpinBox::valueChanged, this, &ListenEditor::tellEdit);
    connect(m_further, &QLineEdit::textEdited, this, &ListenEditor::tellEdit);
    tellConsequence();
}

void ListenEditor::addPlace(const QString &address, const QString &words, const QString &name)
{
    auto *box = new QCheckBox(words, this);
    box->setAccessibleName(name);
    m_boxes->addWidget(box);
    m_places.push_back({.address = address, .box = box});
    connect(box, &QCheckBox::clicked, this, &ListenEditor::tellEdit);
}

void ListenEditor::tellEdit()
{
    m_kept.clear();
    tellConsequence();
    Q_EMIT edited();
}

void ListenEditor::tellConsequence()
{
    const bool isOpen =
        std::ranges::any_of(m_places.begin() + 1, m_places.end(),
                            [](const Place &place) { return place.box->isChecked(); });
    const bool hasFurther = !m_further->text().trimmed().isEmpty();
    QCheckBox *machine = m_places.front().box;
    machine->setEnabled(isOpen || hasFurther || !machine->isChecked()); // somewhere it must listen
    if (hasFurther) {
        m_consequence->setText(tr("Whoever reaches one of the further addresses can use the cache "
                                  "and sees on its page what it holds."));
    } else {
        m_consequence->setText(tr("Every container on a ticked bridge can use the cache and sees "
                                  "on its page what it holds."));
    }
    m_consequence->setVisible(isOpen || hasFurther);
}

QString ListenEditor::text() const
{
    if (!m_kept.isEmpty()) {
        return m_kept;
    }
    QStringList entries;
    for (const Place &place : m_places) {
        if (place.box->isChecked()) {
            entries += withPort(place.address, m_port->value());
        }
    }
    return joinedEntries(entries + splitEntries(m_further->text()));
}

void ListenEditor::setText(const QString &text)
{
    m_kept = text;
    showText(text);
}

void ListenEditor::showText(const QString &text)
{
    const QSignalBlocker quiet(m_port);
    const QStringList entries = splitEntries(text);
    // The port is that of the first address that has a box, so that most of them can be ticked.
    int port = m_usualPort;
    for (const QString &entry : entries) {
        const auto address = ListenAddress::parse(entry.toStdString());
        if (address && address->port != 0 &&
            std::ranges::contains(m_places, QString::fromStdString(address->address),
                                  &Place::address)) {
            port = address->port;
            break;
        }
    }
    m_port->setValue(port);
    QStringList further = entries;
    for (const Place &place : m_places) {
        place.box->setChecked(further.removeAll(withPort(place.address, port)) > 0);
    }
    m_further->setText(joinedEntries(further));
    tellConsequence();
}

void ListenEditor::setBridges(const std::vector<Bridge> &bridges)
{
    if (bridges == m_bridges) {
        return;
    }
    const QString entered = text();
    m_bridges = bridges;
    for (auto place = m_places.begin() + 1; place != m_places.end(); ++place) {
        delete place->box;
    }
    m_places.resize(1, m_places.front());
    for (const Bridge &bridge : bridges) {
        const QString words =
            bridge.interface.startsWith(u"docker")   ? tr("Docker's containers (%1)")
            : bridge.interface.startsWith(u"podman") ? tr("Podman's containers (%1)")
                                                     : tr("What is on the bridge %2 (%1)");
        addPlace(bridge.address,
                 words.contains(u"%2") ? words.arg(bridge.address, bridge.interface)
                                       : words.arg(bridge.address),
                 tr("Bridge %1").arg(bridge.interface));
    }
    showText(entered);
}

std::vector<QWidget *> ListenEditor::controls() const
{
    std::vector<QWidget *> controls{m_port};
    for (const Place &place : m_places) {
        controls.push_back(place.box);
    }
    controls.push_back(m_further);
    return controls;
}

} // namespace larder::windows
