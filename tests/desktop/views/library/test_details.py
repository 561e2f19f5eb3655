"""A model file in full."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.views.library.details import DetailsDialog
from tests.desktop.desk import LIMIT_MS
from tests.desktop.views.library.conftest import Library


def seen(library: Library, file: Path, ready: str) -> dict[str, object]:
    """Open a file's details, wait until `ready` is in the sentence, and tell what was shown."""
    library.open().computer.choose(str(file))
    told: dict[str, object] = {}

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DetailsDialog)
        try:
            library.qtbot.waitUntil(lambda: ready in dialog.fit.text(), timeout=LIMIT_MS)
            told.update(_told(dialog))
        finally:
            dialog.reject()

    QTimer.singleShot(0, look)
    library.opened.press("Details…")
    return told


def _told(dialog: DetailsDialog) -> dict[str, object]:
    rows = [dialog.entries.topLevelItem(n) for n in range(dialog.entries.topLevelItemCount())]
    dialog.filter.setText("architecture")
    visible = [row.text(0) for row in rows if row and not row.isHidden()]
    if rows:
        dialog.entries.setCurrentItem(rows[0])
    return {
        "fit": dialog.fit.text(),
        "entries": {row.text(0): row.text(1) for row in rows if row},
        "filtered": visible,
        "value": dialog.value.toPlainText(),
        "template": dialog.template.toPlainText(),
    }


def test_metadata_template_and_memory_are_shown(library: Library) -> None:
    told = seen(library, library.file, "Fits")
    assert "of context takes" in str(told["fit"])
    assert told["entries"]["general.architecture"] == "llama"  # type: ignore[index]
    assert told["filtered"] == ["general.architecture"]
    assert told["value"]
    assert "messages" in str(told["template"])


def test_a_file_that_is_no_model_says_why(library: Library) -> None:
    broken = library.folder / "broken.gguf"
    broken.write_bytes(b"PK\x03\x04")
    told = seen(library, broken, "ZIP")
    assert told["entries"] == {}
