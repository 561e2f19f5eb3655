"""Files that come with the program."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ICON = FOLDER / "icons" / "tessera.svg"
POCKET = FOLDER / "models" / "tessera-pocket-q8_0.gguf"  # the model in the box
ICONS = ICON.parent
TRANSLATIONS = FOLDER / "translations"
