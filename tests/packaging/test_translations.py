"""The collecting of visible strings, and what the window makes of a compiled translation."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

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


CHINESE = translations.FOLDER / "tessera_zh_CN.ts"


def told(file: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Of each message: its context, its source, and its finished translation in all forms."""
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            if translation.get("type") == "unfinished":
                forms = [""]
            yield (
                context.findtext("name", ""),
                message.findtext("source", ""),
                forms or [translation.text or ""],
            )


def places(text: str) -> list[str]:
    """What a sentence leaves open, and the patterns of file names in it."""
    fields = [f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name is not None]
    patterns = re.findall(r"\*\.\w+", text)
    return sorted({*fields, *(["%n"] if "%n" in text else [])}) + patterns


def test_every_string_of_the_window_is_told_in_chinese(collected: Path) -> None:
    done = {(context, source) for context, source, forms in told(CHINESE) if all(forms)}
    wanted = {(context, source) for context, source, _ in told(collected)}
    assert sorted(wanted - done) == []


def test_what_a_sentence_leaves_open_stays_open_in_chinese() -> None:
    broken = [
        (source, form)
        for _, source, forms in told(CHINESE)
        for form in forms
        if form and places(form) != places(source)
    ]
    assert broken == []


def test_a_broken_place_is_seen() -> None:
    assert places("{n} of {all}") == places("共 {all}，第 {n}")
    assert places("{n} tokens") != places("{m} 个词元")
    assert places("%n tokens") != places("词元")
    assert places("Presets (*.json)") != places("预设 (*.yaml)")
