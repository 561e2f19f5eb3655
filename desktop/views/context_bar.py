"""The context window as a bar: what fills it, what is reserved, what is free."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.views.palette import LIGHT, Palette
from engine.records import ContextUse, SegmentKind

BAR_HEIGHT = 8
SWATCH = 8
BETWEEN = 16  # pixels between the parts of the legend
NEARLY_FULL = 0.9


class ContextBar(QWidget):
    """Paints a `ContextUse`; words below repeat every number that the colours tell."""

    pressed = Signal(str)  # id of the message there; empty beside all messages

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette: Palette = LIGHT
        self._use: ContextUse | None = None
        self._reply = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Context window"))
        self.setAccessibleDescription(self.words())

    def sizeHint(self) -> QSize:
        return QSize(240, BAR_HEIGHT + 6 + self.fontMetrics().height())

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def set_use(self, use: ContextUse | None, reply: str = "") -> None:
        """Show another count; `reply` is the id of the message being written."""
        if (use, reply) != (self._use, self._reply):
            self._use, self._reply = use, reply
            self.setAccessibleDescription(self.words())
            self.update()

    def words(self) -> str:
        """All that the bar shows, as one line of text."""
        use = self._use
        if use is None:
            return self.tr("No model is loaded")
        parts = [f"{label} {count:,}" for label, count, _ in self._parts(use)]
        return " · ".join([*parts, self._total(use)])

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._hint_at(event.x()), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self._message_at(event.position().x())[0])

    def _message_at(self, x: float) -> tuple[str, int]:
        """The message whose part of the bar is at `x`, and its tokens; "" for none."""
        use = self._use
        if use is None:
            return "", 0
        at = x * use.window / max(1, self.width())
        kind = SegmentKind
        ordered = [s for s in use.segments if s.kind is kind.SYSTEM]
        ordered += [s for s in use.segments if s.kind is kind.TEMPLATE]
        said = [s for s in use.segments if s.kind in (kind.USER, kind.ASSISTANT)]
        ordered += sorted(said, key=lambda segment: segment.message == self._reply)
        for segment in ordered:
            if at < segment.tokens:
                return segment.message, segment.tokens
            at -= segment.tokens
        return "", 0

    def _hint_at(self, x: float) -> str:
        message, count = self._message_at(x)
        here = self.tr("this message: {n} tokens; a click goes there").format(n=f"{count:,}")
        return f"{here}\n{self._hint()}" if message else self._hint()

    def _hint(self) -> str:
        use = self._use
        if use is None:
            return self.words()
        lines = [f"{label}: {count:,}" for label, count, _ in self._parts(use)]
        free = max(0, use.window - use.used - use.reserve)
        lines.append(self.tr("free: {n}").format(n=f"{free:,}"))
        lines.append(self.tr("already evaluated: {n}").format(n=f"{use.cached:,}"))
        return "\n".join(lines)

    def _parts(self, use: ContextUse) -> Iterator[tuple[str, int, QColor]]:
        """Label, tokens and colour of each part that is there."""
        p = self._palette
        template, system, history, reply, draft = self._sums(use)
        listed = (
            (self.tr("system"), system, p.ink3),
            (self.tr("template"), template, p.line.darker(115) if not p.dark else p.ink3.darker()),
            (self.tr("history"), history, _mixed(p.accent, p.panel, 0.6)),
            (self.tr("this reply"), reply, p.accent),
            (self.tr("draft"), draft, p.warm),
            (self.tr("reserve"), min(use.reserve, use.window - use.used), p.ink3),
        )
        return (part for part in listed if part[1] > 0)

    def _sums(self, use: ContextUse) -> tuple[int, int, int, int, int]:
        def count(*kinds: SegmentKind) -> int:
            kept = [s for s in use.segments if s.kind in kinds]
            return sum(s.tokens for s in kept if not s.message or s.message != self._reply)

        kind = SegmentKind
        reply = sum(s.tokens for s in use.segments if s.message and s.message == self._reply)
        history = count(kind.USER, kind.ASSISTANT)
        return count(kind.TEMPLATE), count(kind.SYSTEM), history, reply, count(kind.DRAFT)

    def _total(self, use: ContextUse) -> str:
        total = self.tr("{used} of {window}").format(used=f"{use.used:,}", window=f"{use.window:,}")
        cached = self.tr("{n} cached").format(n=f"{use.cached:,}")
        return f"{total} · {cached}" if use.cached else total

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 0, self.width(), BAR_HEIGHT)
        outline = QPainterPath()
        outline.addRoundedRect(whole, 4, 4)
        painter.fillPath(outline, self._palette.line)
        if self._use is None:
            return
        painter.setClipPath(outline)
        self._paint_parts(painter, self._use)
        painter.setClipping(False)
        self._paint_words(painter, self._use)

    def _paint_parts(self, painter: QPainter, use: ContextUse) -> None:
        x, scale = 0.0, self.width() / max(1, use.window)
        for label, count, colour in self._parts(use):
            painter.fillRect(QRectF(x, 0, count * scale, BAR_HEIGHT), self._brush(label, colour))
            x += count * scale

    def _brush(self, label: str, colour: QColor) -> QBrush:
        """What is only reserved is hatched."""
        reserved = label == self.tr("reserve")
        return QBrush(
            colour, Qt.BrushStyle.BDiagPattern if reserved else Qt.BrushStyle.SolidPattern
        )

    def _paint_words(self, painter: QPainter, use: ContextUse) -> None:
        metrics = self.fontMetrics()
        base = BAR_HEIGHT + 6 + metrics.ascent()
        total = self._total(use)
        full = use.used + use.reserve > use.window * NEARLY_FULL
        painter.setPen(self._palette.cut if full else self._palette.ink2)
        right = self.width() - metrics.horizontalAdvance(total)
        painter.drawText(right, base, total)
        x = 0
        for label, count, colour in self._parts(use):
            text = f"{label} {count:,}"
            width = SWATCH + 6 + metrics.horizontalAdvance(text) + BETWEEN
            if x + width > right:
                break
            self._paint_swatch(painter, x, base, self._brush(label, colour))
            painter.setPen(self._palette.ink2)
            painter.drawText(x + SWATCH + 6, base, text)
            x += width

    def _paint_swatch(self, painter: QPainter, x: int, base: int, brush: QBrush) -> None:
        """A square in the colour of the part that is named beside it."""
        middle = base - self.fontMetrics().capHeight() / 2
        painter.setPen(self._palette.ink3)
        painter.setBrush(brush)
        painter.drawRoundedRect(QRectF(x + 0.5, middle - SWATCH / 2, SWATCH - 1, SWATCH - 1), 2, 2)


def _mixed(first: QColor, second: QColor, share: float) -> QColor:
    """`share` of the first colour over the second."""
    parts = zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))
