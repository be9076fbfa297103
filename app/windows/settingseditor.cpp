// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingseditor.h"

#include "base/settingvalues.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTextDocument>

namespace larder::windows
{

namespace
{

constexpr int shortCharacters = 24; // of a size, with room for a few words
constexpr int listLines = 3;        // shown at once
constexpr int meaningRole = Qt::UserRole + 1;
constexpr double largestPrice = 1'000'000;

QHBoxLayout *rowIn(QWidget *editor)
{
    auto *row = new QHBoxLayout(editor);
    row->setContentsMargins({});
    return row;
}

} // namespace

QString joinedEntries(const QStringList &entries)
{
    return entries.join(QStringLiteral(", "));
}

QStringList splitEntries(const QString &text)
{
    QStringList entries;
    for (const QString &part : text.split(u',')) {
        if (const QString entry = part.trimmed(); !entry.isEmpty()) {
            entries += entry;
        }
    }
    return entries;
}

LineEditor::LineEditor(const QString &placeholder, Width width, QWidget *parent)
    : SettingsEditor(parent)
    , m_line(new QLineEdit(this))
{
    m_line->setPlaceholderText(placeholder);
    auto *row = rowIn(this);
    row->addWidget(m_line);
    if (width == Width::Short) {
        m_line->setFixedWidth(shortCharacters * m_line->fontMetrics().averageCharWidth());
        row->addStretch();
    }
    connect(m_line, &QLineEdit::textEdited, this, &LineEditor::edited);
}

QString LineEditor::text() const
{
    return m_line->text().trimmed();
}

void LineEditor::setText(const QString &text)
{
    m_line->setText(text);
}

std::vector<QWidget *> LineEditor::controls() const
{
    return {m_line};
}

ListEditor::ListEditor(const QString &placeholder, QWidget *parent)
    : SettingsEditor(parent)
    , m_lines(new QPlainTextEdit(this))
{
    m_lines->setPlaceholderText(placeholder);
    m_lines->setTabChangesFocus(true);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    const int margins = 2 * (m_lines->frameWidth() + qRound(m_lines->document()->documentMargin()));
    m_lines->setFixedHeight((listLines * QFontMetrics(m_lines->font()).lineSpacing()) + margins);
    rowIn(this)->addWidget(m_lines);
    connect(m_lines, &QPlainTextEdit::textChanged, this, &ListEditor::edited);
}

QString ListEditor::text() const
{
    // A comma ends an entry, too: lists are pasted as they stand in the file.
    return joinedEntries(splitEntries(m_lines->toPlainText().replace(u'\n', u',')));
}

void ListEditor::setText(const QString &text)
{
    const QSignalBlocker quiet(m_lines);
    m_lines->setPlainText(splitEntries(text).join(u'\n'));
}

std::vector<QWidget *> ListEditor::controls() const
{
    return {m_lines};
}

ChoiceEditor::ChoiceEditor(const std::vector<Choice> &choices, QWidget *parent)
    : SettingsEditor(parent)
    , m_box(new QComboBox(this))
{
    for (const Choice &choice : choices) {
        m_box->addItem(choice.words, choice.value);
        m_box->setItemData(m_box->count() - 1, choice.meaning, meaningRole);
    }
    auto *row = rowIn(this);
    row->addWidget(m_box);
    row->addStretch();
    connect(m_box, &QComboBox::activated, this, &ChoiceEditor::edited);
}

QString ChoiceEditor::text() const
{
    return m_box->currentData().toString();
}

void ChoiceEditor::setText(const QString &text)
{
    if (m_box->findData(text) < 0) {
        m_box->addItem(text, text);
    }
    m_box->setCurrentIndex(m_box->findData(text));
}

std::vector<QWidget *> ChoiceEditor::controls() const
{
    return {m_box};
}

QString ChoiceEditor::meaning() const
{
    return m_box->currentData(meaningRole).toString();
}

TruthEditor::TruthEditor(const QString &question, QWidget *parent)
    : SettingsEditor(parent)
    , m_box(new QCheckBox(question, this))
{
    rowIn(this)->addWidget(m_box);
    connect(m_box, &QCheckBox::clicked, this, &TruthEditor::edited);
}

QString TruthEditor::text() const
{
    return m_box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
}

void TruthEditor::setText(const QString &text)
{
    m_box->setChecked(text == u"true");
}

std::vector<QWidget *> TruthEditor::controls() const
{
    return {m_box};
}

NumberEditor::NumberEditor(const Form &form, QWidget *parent)
    : SettingsEditor(parent)
    , m_number(new QSpinBox(this))
{
    m_number->setRange(0, form.largest);
    m_number->setSuffix(form.unit);
    m_number->setSpecialValueText(form.zeroWords);
    auto *row = rowIn(this);
    row->addWidget(m_number);
    row->addStretch();
    connect(m_number, &QSpinBox::valueChanged, this, [this] {
        m_kept.clear();
        Q_EMIT edited();
    });
}

QString NumberEditor::text() const
{
    return m_kept.isEmpty() ? QString::number(m_number->value()) : m_kept;
}

void NumberEditor::setText(const QString &text)
{
    const QSignalBlocker quiet(m_number);
    m_kept = text;
    m_number->setValue(text.toInt());
}

std::vector<QWidget *> NumberEditor::controls() const
{
    return {m_number};
}

PriceEditor::PriceEditor(QWidget *parent)
    : SettingsEditor(parent)
    , m_amount(new QDoubleSpinBox(this))
    , m_currency(new QComboBox(this))
{
    m_amount->setAccessibleName(tr("Amount"));
    m_currency->setAccessibleName(tr("Currency"));
    m_amount->setRange(0, largestPrice);
    m_amount->setSingleStep(0.5);
    m_amount->setSpecialValueText(tr("not told"));
    m_currency->setEditable(true);
    m_currency->setInsertPolicy(QComboBox::NoInsert);
    const QString own = locale().currencySymbol(QLocale::CurrencyIsoCode);
    for (const QString &currency :
         {own, QStringLiteral("EUR"), QStringLiteral("USD"), QStringLiteral("GBP"),
          QStringLiteral("CHF"), QStringLiteral("INR"), QStringLiteral("JPY")}) {
        if (!currency.isEmpty() && m_currency->findText(currency) < 0) {
            m_currency->addItem(currency);
        }
    }
    auto *row = rowIn(this);
    row->addWidget(m_amount);
    row->addWidget(m_currency);
    row->addStretch();
    connect(m_amount, &QDoubleSpinBox::valueChanged, this, &PriceEditor::tellEdit);
    connect(m_currency, &QComboBox::editTextChanged, this, &PriceEditor::tellEdit);
}

void PriceEditor::tellEdit()
{
    m_kept.clear();
    Q_EMIT edited();
}

QString PriceEditor::text() const
{
    if (!m_kept.isEmpty() || m_amount->value() == 0) {
        return m_kept;
    }
    return QString::number(m_amount->value(), 'f', m_amount->decimals()) + u' ' +
           m_currency->currentText().trimmed();
}

void PriceEditor::setText(const QString &text)
{
    const QSignalBlocker quietAmount(m_amount);
    const QSignalBlocker quietCurrency(m_currency);
    m_kept = text;
    const auto price = Price::parse(text.toStdString()).value_or(std::nullopt);
    m_amount->setValue(price ? price->perGigabyte : 0);
    if (price) {
        m_currency->setEditText(QString::fromStdString(price->currency));
    }
}

std::vector<QWidget *> PriceEditor::controls() const
{
    return {m_amount, m_currency};
}

} // namespace larder::windows
