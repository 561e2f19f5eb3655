"""The window: its parts, its places, and files that are dropped on it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.main_window import NARROW_PX, VERY_NARROW_PX
from desktop.views.text_field import TextField
from tests.desktop.opened import Opened


def dropped(opened: Opened, *urls: QUrl) -> tuple[bool, list[str]]:
    """Whether a drag of these is let in, and which files a drop of them opens."""
    data = QMimeData()
    data.setUrls(list(urls))
    told: list[str] = []
    opened.app.shell.model_chosen.disconnect(opened.app.open_model)
    opened.window.file_dropped.connect(told.append)
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy.CopyAction, data, left, none)
    enter.ignore()
    QApplication.sendEvent(opened.window, enter)
    QApplication.sendEvent(
        opened.window, QDropEvent(QPointF(5, 5), copy.CopyAction, data, left, none)
    )
    return enter.isAccepted(), told


def test_a_dropped_file_is_opened(opened: Opened) -> None:
    urls = [QUrl.fromLocalFile("/models/a b.gguf"), QUrl.fromLocalFile("/models/c.gguf")]
    assert dropped(opened, *urls) == (True, ["/models/a b.gguf"])


def test_an_address_is_not_let_in(opened: Opened) -> None:
    assert dropped(opened, QUrl("https://example.org/a.gguf")) == (False, [])


def test_a_narrow_window_folds_its_sides_and_brings_them_back(opened: Opened) -> None:
    window = opened.window
    window.resize(NARROW_PX + 100, 700)
    assert window.panel_shown
    window.resize(NARROW_PX - 50, 700)
    assert not window.panel_shown
    assert window.sidebar.isVisible()
    window.resize(VERY_NARROW_PX - 50, 700)
    assert not window.sidebar.isVisible()
    assert window.pages.isVisible()
    assert window.panel_wanted
    assert window.sidebar_wanted
    window.resize(NARROW_PX + 100, 700)
    assert window.panel_shown
    assert window.sidebar.isVisible()


def test_a_side_that_was_hidden_stays_hidden_in_a_wide_window(opened: Opened) -> None:
    window = opened.window
    window.resize(NARROW_PX + 100, 700)
    window.show_panel(False)
    window.resize(NARROW_PX - 50, 700)
    window.resize(NARROW_PX + 100, 700)
    assert not window.panel_shown
    assert not window.panel_wanted


def test_a_folded_side_can_be_shown_in_a_narrow_window(opened: Opened) -> None:
    window = opened.window
    window.resize(NARROW_PX - 50, 700)
    window.show_panel(True)
    assert window.panel_shown


def test_places_are_restored(opened: Opened) -> None:
    window = opened.window
    window.resize(760, 610)
    places = window.places()
    window.resize(700, 500)
    window.restore_places(places)
    assert (window.width(), window.height()) == (760, 610)


def test_places_of_nonsense_are_ignored(opened: Opened) -> None:
    size = opened.window.size()
    for nonsense in ("", ".", "§$%.&/(", "abc.def"):
        opened.window.restore_places(nonsense)
    assert opened.window.size() == size


def test_both_themes_are_painted(opened: Opened) -> None:
    def lightness() -> int:
        image = opened.window.grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2).lightness()

    opened.action("Light").trigger()
    light = lightness()
    opened.action("Dark").trigger()
    assert lightness() + 100 < light


def test_every_control_has_a_name_or_words(loaded: Opened) -> None:
    """What a screen reader would say of each control that can take the keyboard."""
    loaded.say("hello")
    loaded.page.find_bar.open()
    loaded.page.card.unfold()
    nameless = [
        type(each).__name__
        for each in loaded.window.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not (each.accessibleName() or getattr(each, "text", str)())
        and not each.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_tab_reaches_composer_sidebar_panel_and_transcript(loaded: Opened) -> None:
    loaded.window.resize(1400, 800)
    loaded.window.activateWindow()
    loaded.qtbot.waitUntil(loaded.window.isActiveWindow)
    loaded.say("hello")
    seen = []
    start = loaded.page.composer.field
    start.setFocus()
    for _ in range(120):
        loaded.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
        if seen[-1] is start:
            break
    assert seen[-1] is start
    assert loaded.page.transcript in seen
    assert loaded.window.sidebar.search_field in seen
    assert any(loaded.window.sampling.isAncestorOf(each) for each in seen)


def test_a_file_dropped_on_a_field_is_the_windows(opened: Opened) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/models/a.gguf")])
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction
    for field in opened.window.findChildren(TextField):
        enter = QDragEnterEvent(QPoint(5, 5), copy.CopyAction, data, left, none)
        field.dragEnterEvent(enter)
        assert not enter.isAccepted()


def test_text_dragged_into_a_field_is_let_in(opened: Opened) -> None:
    data = QMimeData()
    data.setText("some words")
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction
    enter = QDragEnterEvent(QPoint(5, 5), copy.CopyAction, data, left, none)
    QApplication.sendEvent(opened.page.composer.field.viewport(), enter)
    assert enter.isAccepted()


def test_coming_back_to_the_window_is_told(opened: Opened) -> None:
    other = QWidget()
    opened.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    opened.qtbot.waitUntil(lambda: not opened.window.isActiveWindow())
    with opened.qtbot.waitSignal(opened.window.activated):
        opened.window.activateWindow()
