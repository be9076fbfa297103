// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settingvalues.h"
#include "status/overview.h"

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include <array>
#include <optional>

namespace larder::windows
{

// The answer to "was it worth it?": what was saved today, in seven days and in all, in large
// figures, and a button that says what that means. GUI thread.
class SavingsBar : public QWidget
{
    Q_OBJECT

public:
    SavingsBar();

    void show(const status::Overview &overview, const std::optional<Price> &price);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Figure
    {
        QLabel amount;
        QLabel caption;
        QLabel onMetered;
    };

    void setFigure(Figure &figure, const statistics::Tally &tally,
                   const std::optional<Price> &price);
    void useFont();
    void explain();

    std::array<Figure, 3> m_figures;
    QPushButton m_help;
};

} // namespace larder::windows
