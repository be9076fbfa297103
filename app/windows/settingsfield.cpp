// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingsfield.h"

#include "base/settings.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

#include <utility>

namespace larder::windows
{

namespace
{

QString withoutMnemonic(QString label)
{
    label.remove(u'&');
    return label.endsWith(u':') ? label.chopped(1) : label;
}

} // namespace

SettingsField::SettingsField(SettingName name, SettingsEditor *editor, const Words &words)
    : m_name(std::move(name))
    , m_editor(editor)
    , m_icon(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_label(withoutMnemonic(words.label))
    , m_hint(words.hint)
    , m_stored(m_name.standard())
{
    if (!words.subject.isEmpty()) {
        m_label = tr("%1 (%2)", "a setting and its cache").arg(m_label, words.subject);
    }
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(size));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText); // values that somebody else wrote are shown in it

    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, this) / 2);
    column->addWidget(m_editor);
    auto *row = new QHBoxLayout;
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_sentence, 1);
    column->addLayout(row);
    column->addStretch(); // sentence and editor stay together

    m_editor->setText(QString::fromStdString(m_stored));
    connect(m_editor, &SettingsEditor::edited, this, [this] {
        tell();
        Q_EMIT changed();
    });
    tell();
}

std::string SettingsField::value() const
{
    const QString text = m_editor->text();
    return text.isEmpty() ? m_name.standard() : text.toStdString();
}

void SettingsField::showStored(const std::string &stored)
{
    if (!isChanged()) {
        m_stored = stored;
        reset();
        return;
    }
    if (m_stored != stored) {
        m_stored = stored;
        m_elsewhere = isChanged() ? std::optional(stored) : std::nullopt;
        tell();
    }
}

void SettingsField::reset()
{
    m_elsewhere.reset();
    m_editor->setText(QString::fromStdString(m_stored));
    tell();
}

void SettingsField::restoreStandard()
{
    m_editor->setText(QString::fromStdString(m_name.standard()));
    tell();
    Q_EMIT changed();
}

bool SettingsField::isAllowed() const
{
    Settings ignored;
    return m_name.apply(value(), ignored).has_value();
}

bool SettingsField::isChanged() const
{
    return value() != m_stored;
}

std::optional<SettingChange> SettingsField::change() const
{
    if (!isChanged()) {
        return std::nullopt;
    }
    std::optional<std::string> wanted = value();
    if (*wanted == m_name.standard()) {
        wanted.reset();
    }
    return SettingChange{.name = m_name, .value = std::move(wanted)};
}

void SettingsField::nameControls()
{
    const auto controls = m_editor->controls();
    for (QWidget *control : controls) {
        if (controls.size() == 1) {
            control->setAccessibleName(m_label);
        } else if (!control->accessibleName().startsWith(m_label)) {
            control->setAccessibleName(
                tr("%1: %2", "a setting and a part of it").arg(m_label, control->accessibleName()));
        }
        control->setAccessibleDescription(m_sentence->text());
    }
}

void SettingsField::tell()
{
    const bool isWrong = !isAllowed();
    QString sentence = m_editor->meaning().isEmpty() ? m_hint : m_editor->meaning();
    if (isWrong) {
        sentence = m_name.allowed();
    } else if (m_elsewhere && m_name.setting->secrecy == Setting::Secrecy::Secret) {
        sentence = tr("It was changed elsewhere meanwhile.");
    } else if (m_elsewhere) {
        sentence = tr("It was changed elsewhere meanwhile, to “%1”.")
                       .arg(QString::fromStdString(*m_elsewhere));
    } else if (isChanged() && m_name.setting->force == Setting::Force::AtNextStart) {
        sentence = m_name.group == "desktop" ? tr("It holds when Larder starts next.")
                                             : tr("It holds when the cache starts next.");
    }
    m_icon->setVisible(isWrong || m_elsewhere);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    // What only explains steps back behind what warns.
    m_sentence->setForegroundRole(isWrong || m_elsewhere ? QPalette::WindowText
                                                         : QPalette::PlaceholderText);
    nameControls();
}

} // namespace larder::windows
