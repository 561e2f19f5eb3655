"""The menu of a message: the same actions as the bar, and copying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.core.entry import Entry
from desktop.core.markdown import Code
from desktop.views.transcript.actions import label, offered
from desktop.views.transcript.flow import Fold, Leaf
from desktop.views.transcript.icons import Glyph

FIRST_LINE = 60  # characters of a code block's first line, or of an address, in the menu


class MenuActs(Struct, frozen=True):
    """What the menu calls."""

    copy_text: Callable[[str], None]
    open_link: Callable[[str], None]
    fold: Callable[[], None]
    act: Callable[[Glyph], None]


def message_menu(
    parent: QWidget, entry: Entry, leaves: Sequence[Leaf], selected: str, acts: MenuActs
) -> QMenu:
    """The menu for a message; `selected` is the selected text, "" for none."""
    translate = QCoreApplication.translate
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    copy = menu.addAction(translate("Transcript", "Copy"), lambda: acts.copy_text(selected))
    copy.setEnabled(bool(selected))
    actions = offered(entry)
    _add(menu, entry, [Glyph.COPY], acts)
    code = [leaf.content.text for leaf in leaves if isinstance(leaf.content, Code)]
    _add_each(menu, translate("Transcript", "Copy code"), code, acts.copy_text)
    links = dict.fromkeys(span.href for leaf in leaves for span in leaf.spans if span.href)
    _add_each(menu, translate("Transcript", "Open link"), list(links), acts.open_link)
    fold = next((leaf.content for leaf in leaves if isinstance(leaf.content, Fold)), None)
    if fold is not None and not fold.running:
        shut = translate("Transcript", "Hide the thought")
        menu.addAction(
            shut if fold.open else translate("Transcript", "Show the thought"), acts.fold
        )
    menu.addSeparator()
    _add(menu, entry, [each for each in actions if each not in (Glyph.COPY, Glyph.DELETE)], acts)
    menu.addSeparator()
    _add(menu, entry, [each for each in actions if each is Glyph.DELETE], acts)
    return menu


def _add(menu: QMenu, entry: Entry, actions: Sequence[Glyph], acts: MenuActs) -> None:
    for glyph in actions:
        menu.addAction(label(glyph, entry.pinned), partial(acts.act, glyph))


def _add_each(menu: QMenu, name: str, texts: Sequence[str], act: Callable[[str], None]) -> None:
    """One item for one text; for several a menu of their first lines."""
    if len(texts) == 1:
        menu.addAction(name, partial(act, texts[0]))
    elif texts:
        inside = menu.addMenu(name)
        for text in texts:
            first = text.strip().partition("\n")[0][:FIRST_LINE].replace("&", "&&")
            inside.addAction(first or "…", partial(act, text))
