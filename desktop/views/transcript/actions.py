"""What can be done with a message, and the small bar of buttons that offers it.

There is one bar; it moves to the message under the pointer, or to the focused one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.core.entry import Entry
from desktop.views.palette import Palette
from desktop.views.transcript.icons import GRID, Glyph, icon
from engine.chat import Role


def label(glyph: Glyph, pinned: bool = False) -> str:
    """The action's name."""
    translate = QCoreApplication.translate
    if glyph is Glyph.PIN and pinned:
        return translate("Transcript", "Unpin")
    return {
        Glyph.OLDER: translate("Transcript", "Previous version"),
        Glyph.NEWER: translate("Transcript", "Next version"),
        Glyph.COPY: translate("Transcript", "Copy message"),
        Glyph.EDIT: translate("Transcript", "Edit"),
        Glyph.REGENERATE: translate("Transcript", "Regenerate"),
        Glyph.CONTINUE: translate("Transcript", "Continue"),
        Glyph.PIN: translate("Transcript", "Pin: keep it in the model's memory"),
        Glyph.DELETE: translate("Transcript", "Delete"),
    }[glyph]


def offered(entry: Entry) -> tuple[Glyph, ...]:
    """The actions that make sense for a message now; a running reply is left alone."""
    actions = []
    if entry.versions > 1:
        actions += [Glyph.OLDER] * (entry.version > 1)
        actions += [Glyph.NEWER] * (entry.version < entry.versions)
    actions.append(Glyph.COPY)
    if not entry.streaming:
        actions.append(Glyph.EDIT)
        actions += [Glyph.REGENERATE] * (entry.role is Role.ASSISTANT)
        actions += [Glyph.CONTINUE] * (entry.role is Role.ASSISTANT or entry.can_continue)
        actions += [Glyph.PIN, Glyph.DELETE]
    return tuple(actions)


class ActionsBar(QWidget):
    """The buttons for one message."""

    chosen = Signal(str, Glyph)  # node, action

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.node_id = ""
        self._buttons: dict[Glyph, QToolButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        for glyph in Glyph:
            self._add(glyph)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """Draw the icons in the theme's colours."""
        for glyph, button in self._buttons.items():
            button.setIcon(icon(glyph, palette.ink2, self.devicePixelRatioF()))
        self.setStyleSheet(
            f"ActionsBar {{ background: {palette.panel.name()}; border-radius: 6px; }}"
            "QToolButton { padding: 4px; }"
        )

    def offer(self, entry: Entry) -> None:
        """Belong to this message."""
        self.node_id = entry.node_id
        actions = offered(entry)
        for glyph, button in self._buttons.items():
            button.setVisible(glyph in actions)
            name = label(glyph, entry.pinned)
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.adjustSize()

    def _add(self, glyph: Glyph) -> None:
        button = QToolButton(self)
        button.setIconSize(QSize(GRID, GRID))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._on_clicked, glyph))
        self._layout.addWidget(button)
        self._buttons[glyph] = button

    def _on_clicked(self, glyph: Glyph) -> None:
        self.chosen.emit(self.node_id, glyph)
