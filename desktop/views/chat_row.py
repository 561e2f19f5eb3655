"""How one row of the side bar is painted: a heading, a chat, or a hit with its snippet."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop.core.search import Hit
from desktop.viewmodels.chats import ListedChat
from desktop.views.palette import LIGHT, Palette

SIDE = 8  # between the window's edge and a row's card
PADDING = 8  # between a card's edge and its text
RADIUS = 6
DOT = 7
SNIPPET_LINES = 2
SLACK = 4  # a line of a paragraph may come out wider than the same text measured by itself

_Index = QModelIndex | QPersistentModelIndex


class ChatRow(QStyledItemDelegate):
    """Paints and measures rows; edits a chat's name in place."""

    def __init__(self, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._view = parent
        self._palette: Palette = LIGHT
        self.current = ""  # the chat that is open

    def set_palette(self, palette: Palette) -> None:
        """Paint in other colours."""
        self._palette = palette

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(Qt.ItemDataRole.UserRole)
        line = option.fontMetrics.height()
        if isinstance(row, str):
            above = 8 if index.row() == 0 else 20
            return QSize(0, above + QFontMetrics(_caption(option.font)).height() + 6)
        if isinstance(row, Hit) and row.node_id:
            font, width = _small(option.font), self._view.viewport().width()
            layout = _laid_out(row.snippet, font, width - 2 * (SIDE + PADDING), SNIPPET_LINES)
            below = layout.lineCount() * QFontMetrics(font).height() + 2
            return QSize(0, line + below + 2 * PADDING)
        return QSize(0, line + 2 * PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, str):
            self._paint_heading(painter, option, row)
        else:
            self._paint_card(painter, option, row)
            self._paint_title(painter, option, row)
            if isinstance(row, Hit) and row.node_id:
                self._paint_snippet(painter, option, row)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name of the chat"))
        editor.setMaxLength(200)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        editor.setGeometry(_card(option))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """Tell a title that has no room."""
        row = index.data(Qt.ItemDataRole.UserRole)
        if event.type() != QEvent.Type.ToolTip or not isinstance(row, ListedChat):
            return False
        hidden = option.fontMetrics.horizontalAdvance(row.title) > _text_area(option, row).width()
        QToolTip.showText(event.globalPos(), _plain(row.title) if hidden else "", view)
        return True

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = _caption(option.font)
        area = option.rect.adjusted(SIDE + PADDING, 0, -SIDE - PADDING, -4)
        painter.setFont(font)
        painter.setPen(self._palette.ink2)
        align = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading
        painter.drawText(area, int(align), _elided(font, text, area.width()))

    def _paint_card(
        self, painter: QPainter, option: QStyleOptionViewItem, row: ListedChat | Hit
    ) -> None:
        state = option.state
        current = isinstance(row, ListedChat) and row.id == self.current
        keyboard = _has_keyboard(option)
        fill = edge = QColor(Qt.GlobalColor.transparent)
        if current:
            fill, edge = self._palette.raised, self._palette.line
        elif state & QStyle.StateFlag.State_MouseOver:
            fill = self._hover()
        if keyboard:
            edge = self._palette.accent
        painter.setBrush(fill)
        painter.setPen(QPen(edge, 1))
        card = QRectF(_card(option)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(card, RADIUS, RADIUS)

    def _paint_title(
        self, painter: QPainter, option: QStyleOptionViewItem, row: ListedChat | Hit
    ) -> None:
        area = _text_area(option, row)
        found = isinstance(row, Hit)
        current = isinstance(row, ListedChat) and row.id == self.current
        title = row.title or self.tr("New chat")
        marks = row.marks if isinstance(row, Hit) and not row.node_id else ()
        colour = self._palette.ink if current or found else self._palette.ink2
        self._draw(painter, area, title, option.font, colour, marks)
        if isinstance(row, ListedChat) and row.running:
            self._paint_dot(painter, option)

    def _paint_dot(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        card = QRectF(_card(option))
        end = card.right() - PADDING - DOT / 2
        if option.direction is Qt.LayoutDirection.RightToLeft:
            end = card.left() + PADDING + DOT / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._palette.accent)
        painter.drawEllipse(QPointF(end, card.center().y()), DOT / 2, DOT / 2)

    def _paint_snippet(self, painter: QPainter, option: QStyleOptionViewItem, hit: Hit) -> None:
        area = _text_area(option, hit)
        area.setTop(area.top() + option.fontMetrics.height() + 2)
        font = _small(option.font)
        self._draw(painter, area, hit.snippet, font, self._palette.ink2, hit.marks, SNIPPET_LINES)

    def _draw(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        font: QFont,
        colour: QColor,
        marks: tuple[tuple[int, int], ...] = (),
        lines: int = 1,
    ) -> None:
        """Text whose marked stretches stand out by ground, ink and a line below."""
        shown = _fitted(text, font, area.width(), lines)
        plain, marked = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(colour)
        marked.setForeground(self._palette.ink)
        marked.setBackground(self._palette.accent_soft)
        marked.setFontUnderline(True)
        ranges = [_range(0, len(shown), shown, plain)]
        ranges += [_range(start, length, shown, marked) for start, length in marks]
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        align = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        layout = _laid_out(shown, font, area.width(), lines, ranges, align)
        layout.draw(painter, QPointF(area.topLeft()))

    def _hover(self) -> QColor:
        colour = QColor(self._palette.line)
        colour.setAlphaF(0.5)
        return colour


def _range(start: int, length: int, text: str, form: QTextCharFormat) -> QTextLayout.FormatRange:
    """A stretch counted in characters as Qt counts it, in UTF-16 units."""
    result = QTextLayout.FormatRange()
    result.start = _units(text[:start])
    result.length = _units(text[start : start + length])
    result.format = form
    return result


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _laid_out(
    text: str,
    font: QFont,
    width: int,
    most_lines: int,
    ranges: Sequence[QTextLayout.FormatRange] = (),
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.setFormats(ranges)
    option = QTextOption(align | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    wrap = QTextOption.WrapMode
    option.setWrapMode(wrap.WrapAtWordBoundaryOrAnywhere if most_lines > 1 else wrap.NoWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    top = 0.0
    while layout.lineCount() < most_lines and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _fitted(text: str, font: QFont, width: int, lines: int) -> str:
    """As much of a text as fits into some lines, with an ellipsis where that is not all."""
    if lines == 1:
        return _elided(font, text, width)
    layout = _laid_out(text, font, width, lines + 1)
    if layout.lineCount() <= lines:
        return text
    start = _characters(text, layout.lineAt(lines - 1).textStart())
    return text[:start] + _elided(font, text[start:], width - SLACK)


def _elided(font: QFont, text: str, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _characters(text: str, units: int) -> int:
    """How many characters of a text are its first `units` UTF-16 units."""
    coded = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(coded.decode("utf-16-le", "surrogatepass"))


def _card(option: QStyleOptionViewItem) -> QRect:
    return option.rect.adjusted(SIDE, 0, -SIDE, 0)


def _text_area(option: QStyleOptionViewItem, row: ListedChat | Hit) -> QRect:
    area = _card(option).adjusted(PADDING, PADDING, -PADDING, -PADDING)
    if isinstance(row, ListedChat) and row.running:
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        space = DOT + PADDING
        area.adjust(space if mirrored else 0, 0, 0 if mirrored else -space, 0)
    return area


def _has_keyboard(option: QStyleOptionViewItem) -> bool:
    """Whether this is the row that keys act on, in a list that has the keyboard."""
    view = option.widget
    return bool(option.state & QStyle.StateFlag.State_HasFocus) and view.hasFocus()


def _caption(font: QFont) -> QFont:
    small = _small(font)
    small.setWeight(QFont.Weight.DemiBold)
    return small


def _small(font: QFont) -> QFont:
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * 0.9)
    return result


def _plain(text: str) -> str:
    """A tool tip that Qt does not take for rich text."""
    return f"<span>{html.escape(text)}</span>"
