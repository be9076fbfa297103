// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/measure.h"
#include "windows/series.h"

#include <QChartView>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class QBarSet;
class QCategoryAxis;
class QStackedBarSeries;

namespace larder::windows
{

// Bars over time: below what came from the stock, above it what was fetched. In the colours of the
// palette, also when that changes; says what it shows to screen readers. GUI thread.
class HistoryChart : public QChartView
{
    Q_OBJECT

public:
    HistoryChart();

    void show(const Series &series, const std::optional<std::string> &cache, Measure measure);

    // The figures of its bars, oldest first.
    [[nodiscard]] const std::vector<Parts> &bars() const { return m_bars; }

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void addBars();
    void usePalette();
    void labelTime();
    void labelAmounts(Measure measure);
    void tell(bool isOver, int bar);

    QBarSet *m_stock = nullptr;            // the series owns it
    QBarSet *m_network = nullptr;          // the series owns it
    QStackedBarSeries *m_series = nullptr; // these are the chart's
    QCategoryAxis *m_time = nullptr;
    QCategoryAxis *m_amounts = nullptr;
    std::vector<Parts> m_bars;
    std::vector<QString> m_labels;                   // below the bars
    std::vector<std::pair<QString, double>> m_marks; // of the amounts
    std::vector<QString> m_words;                    // of each bar
};

} // namespace larder::windows
