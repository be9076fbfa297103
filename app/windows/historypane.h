// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "windows/actions.h"
#include "windows/filesaver.h"
#include "windows/historychart.h"
#include "windows/historyreader.h"
#include "windows/seriesmodel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QWidget>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace larder::windows
{

// How it went over time, as a chart or as a table, of one cache or of all; can be saved as CSV and
// as a picture. Reads when told to, in another thread. GUI thread; actions outlives it.
class HistoryPane : public QWidget
{
    Q_OBJECT

public:
    HistoryPane(Actions &actions, const std::filesystem::path &stateFolder);

    void read(HistoryReader::Thoroughness thoroughness);
    void saveCsv(const QString &file);
    void savePicture(const QString &file);

Q_SIGNALS:
    void shown(); // figures have come
    void saved(const QString &file);

private:
    void addChoices();
    void addViews();
    void show();
    void take(const Series &series);
    void fail(const Fault &fault);
    void chooseFile(const QString &title, const QString &name, const QString &filter,
                    std::function<void(QString)> save);
    void save(const QString &file, FileSaver::Content content);

    [[nodiscard]] Measure measure() const;
    [[nodiscard]] Span span() const;
    [[nodiscard]] std::optional<std::string> cache() const;

    Actions &m_actions;
    QComboBox m_measure;
    QComboBox m_span;
    QComboBox m_cache;
    QPushButton m_asTable;
    QPushButton m_save;
    QStackedWidget m_views; // before what is in it, which it would delete
    QLabel m_notice;        // instead of figures: why there are none
    HistoryChart m_chart;
    SeriesModel m_model;
    QTableView m_table;
    std::optional<Series> m_series;
    HistoryReader m_reader;
    FileSaver m_saver;
};

} // namespace larder::windows
