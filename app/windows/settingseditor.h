// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace larder::windows
{

// Where a person changes one setting. It shows a text as it stands in the settings file and makes
// such a text of what was entered; whether that is allowed is not its matter. GUI thread.
class SettingsEditor : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    [[nodiscard]] virtual QString text() const = 0;
    // Never emits edited(). A text that no control can show is kept: text() gives it back.
    virtual void setText(const QString &text) = 0;
    // The controls, in order: a label belongs to the first, and all are named after the setting.
    [[nodiscard]] virtual std::vector<QWidget *> controls() const = 0;

    // What the value means that is shown, in a sentence; empty where there is nothing to say.
    [[nodiscard]] virtual QString meaning() const { return {}; }

Q_SIGNALS:
    void edited();
};

// One line, as it stands in the file.
class LineEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    enum class Width : std::uint8_t { Full, Short };
    explicit LineEditor(const QString &placeholder, Width width, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

private:
    QLineEdit *m_line; // a child
};

// A list, one entry per line.
class ListEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    explicit ListEditor(const QString &placeholder, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

private:
    QPlainTextEdit *m_lines; // a child
};

// One of some values, in words. A value that is none of them joins them as it is.
class ChoiceEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    struct Choice
    {
        QString value;
        QString words;
        QString meaning{}; // a sentence, shown while it is chosen
    };

    explicit ChoiceEditor(const std::vector<Choice> &choices, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;
    [[nodiscard]] QString meaning() const override;

private:
    QComboBox *m_box; // a child
};

// Yes or no, beside what it asks.
class TruthEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    explicit TruthEditor(const QString &question, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

private:
    QCheckBox *m_box; // a child
};

// A whole number.
class NumberEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    struct Form
    {
        int largest = 0;
        QString unit;      // " minutes"
        QString zeroWords; // "never"
    };

    explicit NumberEditor(const Form &form, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

private:
    QSpinBox *m_number; // a child
    QString m_kept;     // what was set, until something is entered
};

// An amount of money and its currency; an amount of 0 is none.
class PriceEditor final : public SettingsEditor
{
    Q_OBJECT

public:
    explicit PriceEditor(QWidget *parent = nullptr);
    [[nodiscard]] QString text() const override;
    void setText(const QString &text) override;
    [[nodiscard]] std::vector<QWidget *> controls() const override;

private:
    void tellEdit();

    QDoubleSpinBox *m_amount; // a child
    QComboBox *m_currency;    // a child
    QString m_kept;           // what was set, until something is entered
};

// A list's text from its entries and back: "a, b".
[[nodiscard]] QString joinedEntries(const QStringList &entries);
[[nodiscard]] QStringList splitEntries(const QString &text);

} // namespace larder::windows
