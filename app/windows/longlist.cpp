// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/longlist.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace larder::windows
{

namespace
{

constexpr int roomAbove = 3; // and below a row's text, pixels

// Between a number and the text that follows it: spaces that are not left out at the end of a line.
constexpr QStringView room = u"\u00a0\u00a0";

class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, 2 * roomAbove);
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const bool isNumber = option->displayAlignment.testFlag(Qt::AlignRight);
        // Addresses, sizes and times are written from left to right in any language.
        if (option->direction == Qt::RightToLeft && !option->text.isRightToLeft()) {
            option->displayAlignment =
                QStyle::visualAlignment(Qt::RightToLeft, option->displayAlignment);
            option->direction = Qt::LeftToRight;
            option->text.prepend(isNumber ? room : QStringView());
        } else if (isNumber) {
            option->text += room;
        }
    }
};

class AddressDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        RowDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle; // both ends tell what it is
    }
};

class Header : public QHeaderView
{
public:
    explicit Header(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setStretchLastSection(false);
        setHighlightSections(false);
    }

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const override
    {
        QHeaderView::initStyleOptionForIndex(option, logicalIndex);
        if (option->textAlignment.testFlag(Qt::AlignRight)) {
            option->text += room;
        }
    }
};

} // namespace

LongList::LongList(int addressColumn, QWidget *parent)
    : QTreeView(parent)
{
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true); // else each row would be measured
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(true);
    setSelectionMode(ExtendedSelection);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setItemDelegate(new RowDelegate(this));
    setItemDelegateForColumn(addressColumn, new AddressDelegate(this));
    setHeader(new Header(this));
}

void LongList::fitColumn(int column, const QStringList &texts)
{
    const int gap = 2 * (style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, this) + 1) +
                    2 * fontMetrics().averageCharWidth();
    int width =
        header()->sectionSizeHint(column) + fontMetrics().horizontalAdvance(room.toString());
    for (const QString &text : texts) {
        width = std::max(width, fontMetrics().horizontalAdvance(text) + gap);
    }
    header()->resizeSection(column, width);
}

bool LongList::isAtEnd() const
{
    return verticalScrollBar()->value() == verticalScrollBar()->maximum();
}

} // namespace larder::windows
