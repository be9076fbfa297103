// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/historychart.h"

#include "windows/chartcolours.h"
#include "windows/scale.h"

#include <QBarSet>
#include <QCategoryAxis>
#include <QCursor>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLegend>
#include <QPainter>
#include <QStackedBarSeries>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace larder::windows
{

namespace
{

constexpr double barWidth = 0.7;  // of the distance between two
constexpr double labelRoom = 1.6; // of the width of a label

using Labels = std::vector<std::pair<QString, double>>; // each with its place on the axis

QCategoryAxis *newAxis()
{
    auto *const axis = new QCategoryAxis;
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    return axis;
}

// Only what is different: each call draws the chart anew.
void setValues(QBarSet &set, const QList<qreal> &values)
{
    if (set.count() != values.size()) {
        set.remove(0, set.count());
        set.append(values);
        return;
    }
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (set.at(static_cast<int>(i)) != values.at(i)) {
            set.replace(static_cast<int>(i), values.at(i));
        }
    }
}

// A label belongs to the end of a category, so the first one begins before the first value.
void relabel(QCategoryAxis &axis, const Labels &labels)
{
    for (const QString &old : axis.categoriesLabels()) {
        axis.remove(old);
    }
    axis.setStartValue(-1);
    for (const auto &[text, value] : labels) {
        axis.append(text, value);
    }
}

} // namespace

HistoryChart::HistoryChart()
{
    setAccessibleName(tr("Chart"));
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(NoFrame);
    setContextMenuPolicy(Qt::NoContextMenu);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({0, 0, fontMetrics().height(), 0}); // the last label is wider than its bar
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->legend()->setAlignment(Qt::AlignTop);
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeRectangle);
    addBars();
    usePalette();
    setMinimumHeight(fontMetrics().height() * 10);
}

void HistoryChart::addBars()
{
    m_stock = new QBarSet({});
    m_network = new QBarSet({});
    m_series = new QStackedBarSeries;
    m_series->setBarWidth(barWidth);
    m_series->append(m_stock);
    m_series->append(m_network);
    chart()->addSeries(m_series);
    m_time = newAxis();
    m_time->setGridLineVisible(false);
    chart()->addAxis(m_time, Qt::AlignBottom);
    m_amounts = newAxis();
    m_amounts->setLineVisible(false);
    chart()->addAxis(m_amounts, Qt::AlignLeft);
    m_series->attachAxis(m_time);
    m_series->attachAxis(m_amounts);
    connect(m_series, &QStackedBarSeries::hovered, this, &HistoryChart::tell);
}

void HistoryChart::show(const Series &series, const std::optional<std::string> &cache,
                        Measure measure)
{
    const QTimeZone zone = QTimeZone::systemTimeZone();
    m_bars.clear();
    m_words.clear();
    std::vector<QString> labels;
    QList<qreal> stock;
    QList<qreal> network;
    for (const Bucket &bucket : series.buckets) {
        const Parts parts = partsOf(tallyOf(bucket, cache), measure);
        m_bars.push_back(parts);
        m_words.push_back(barWords(longLabel(series, bucket, zone), parts, measure));
        labels.push_back(shortLabel(series, bucket, zone));
        stock += static_cast<qreal>(parts.stock);
        network += static_cast<qreal>(parts.network);
    }
    m_stock->setLabel(stockTitle(measure));
    m_network->setLabel(networkTitle(measure));
    setValues(*m_stock, stock);
    setValues(*m_network, network);
    if (labels != m_labels) {
        m_labels = std::move(labels);
        labelTime();
    }
    labelAmounts(measure);
    setAccessibleDescription(seriesWords(series, cache, measure, zone));
}

void HistoryChart::labelTime()
{
    const auto count = static_cast<int>(m_labels.size());
    if (count == 0) {
        return;
    }
    int width = 1;
    for (const QString &label : m_labels) {
        width = std::max(width, QFontMetrics(m_time->labelsFont()).horizontalAdvance(label));
    }
    // As many as there is room for, and always the last one, which is now.
    const int fitting = std::max(1, static_cast<int>(viewport()->width() / (width * labelRoom)));
    const int step = (count + fitting - 1) / fitting;
    Labels labels;
    for (int i = (count - 1) % step; i < count; i += step) {
        // The hour that a change of the clocks repeats has the same label, which an axis refuses.
        QString label = m_labels.at(static_cast<std::size_t>(i));
        while (std::ranges::contains(labels, label, &Labels::value_type::first)) {
            label += u' ';
        }
        labels.emplace_back(std::move(label), i);
    }
    relabel(*m_time, labels);
    m_time->setRange(-0.5, count - 0.5);
}

void HistoryChart::labelAmounts(Measure measure)
{
    std::uint64_t highest = 0;
    for (const Parts &parts : m_bars) {
        highest = std::max(highest, parts.stock + parts.network);
    }
    Labels labels;
    for (const std::uint64_t mark : scaleMarks(highest, unitOf(measure))) {
        labels.emplace_back(amountWords(mark, measure), static_cast<double>(mark));
    }
    if (labels != m_marks) {
        m_marks = std::move(labels);
        relabel(*m_amounts, m_marks);
        m_amounts->setRange(0, m_marks.back().second);
    }
}

void HistoryChart::usePalette()
{
    const ChartColours colours = chartColours(palette());
    const QColor text = palette().color(QPalette::WindowText);
    setBackgroundBrush(palette().window());
    m_stock->setColor(colours.stock);
    m_network->setColor(colours.network);
    for (QBarSet *const set : {m_stock, m_network}) {
        set->setBorderColor(palette().color(QPalette::Window)); // keeps the two parts apart
    }
    for (QCategoryAxis *const axis : {m_time, m_amounts}) {
        axis->setLabelsColor(text);
        axis->setLabelsFont(font());
        axis->setGridLineColor(colours.grid);
        axis->setLinePenColor(colours.grid);
    }
    chart()->legend()->setLabelColor(text);
    chart()->legend()->setFont(font());
}

void HistoryChart::tell(bool isOver, int bar)
{
    if (isOver && bar >= 0 && static_cast<std::size_t>(bar) < m_words.size()) {
        QToolTip::showText(QCursor::pos(), m_words.at(static_cast<std::size_t>(bar)), this);
    } else {
        QToolTip::hideText();
    }
}

void HistoryChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        usePalette();
        labelTime();
    }
}

void HistoryChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    labelTime();
}

void HistoryChart::paintEvent(QPaintEvent *event)
{
    QChartView::paintEvent(event);
    if (hasFocus()) { // a view of graphics does not show it by itself
        QPainter painter(viewport());
        QStyleOptionFocusRect option;
        option.initFrom(viewport());
        option.rect = viewport()->rect();
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

} // namespace larder::windows
