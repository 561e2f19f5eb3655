"""The collecting of visible strings, and what the window makes of a compiled translation."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import translations
from PySide6.QtCore import QTranslator

from engine.errors import OutOfMemory
from engine.settings import SamplingSettings

EMPTY = '<!DOCTYPE TS><TS version="2.1" language="{}" sourcelanguage="en"></TS>'


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("words") / "tessera_xx.ts"
    file.write_text(EMPTY.format("zh_CN"))
    translations.update(file)
    return file


def sources(file: Path) -> dict[str, set[str]]:
    """The strings of each context."""
    root = ET.parse(file).getroot()
    return {
        context.findtext("name", ""): {m.findtext("source", "") for m in context.iter("message")}
        for context in root.iter("context")
    }


def test_strings_of_views_settings_and_errors_are_collected(collected: Path) -> None:
    found = sources(collected)
    assert "New chat" in found["Menu"]
    assert "Search chats" in found["Sidebar"]
    assert OutOfMemory.template in found["Fault"]
    assert {"Top-k", "no limit"} <= found["Setting"]
    assert SamplingSettings.__name__ not in found


def test_what_was_translated_stays(collected: Path, tmp_path: Path) -> None:
    text = collected.read_text(encoding="utf-8")
    unfinished = '<source>New chat</source>\n        <translation type="unfinished"></translation>'
    assert unfinished in text
    done = "<source>New chat</source>\n        <translation>新对话</translation>"
    file = tmp_path / "tessera_zh_CN.ts"
    file.write_text(text.replace(unfinished, done), encoding="utf-8")
    translations.update(file)
    assert done in file.read_text(encoding="utf-8")


def test_a_compiled_file_translates(
    collected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = collected.read_text(encoding="utf-8").replace(
        '<source>Search chats</source>\n        <translation type="unfinished"></translation>',
        "<source>Search chats</source>\n        <translation>搜索对话</translation>",
    )
    (tmp_path / "tessera_zh_CN.ts").write_text(text, encoding="utf-8")
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    translations.compile_all()
    translator = QTranslator()
    assert translator.load(str(tmp_path / "tessera_zh_CN.qm"))
    assert translator.translate("Sidebar", "Search chats") == "搜索对话"
