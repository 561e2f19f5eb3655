"""The size ceilings of the house style, held over the whole tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("desktop", "engine", "resources", "packaging", "tests")
FUNCTION, CLASS, FILE = 60, 300, 400


def _files() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def _too_long(path: Path, where: str) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if (lines := len(text.splitlines())) > FILE:
        yield f"{where} has {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > (CLASS if isinstance(node, ast.ClassDef) else FUNCTION):
                yield f"{where}:{node.lineno} {node.name} has {length} lines"


def test_nothing_outgrows_its_ceiling() -> None:
    found = [e for path in _files() for e in _too_long(path, str(path.relative_to(ROOT)))]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = 1\n" * (FILE + 1), "lines"),
        ("def f():\n" + "    pass\n" * FUNCTION, "f has"),
        ("class C:\n" + "    x = 1\n" * CLASS, "C has"),
    ],
)
def test_the_ceilings_see_what_is_too_long(source: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text(source, encoding="utf-8")
    assert any(found in each for each in _too_long(path, "long.py"))


def test_every_module_says_what_it_knows() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _files()
        if (text := path.read_text(encoding="utf-8")).strip()
        and ast.get_docstring(ast.parse(text)) is None
        and "tests" not in path.relative_to(ROOT).parts
    ]
    assert silent == []


def test_product_lines_have_their_tests() -> None:
    def lines(*rooms: str) -> int:
        return sum(
            len(path.read_text(encoding="utf-8").splitlines())
            for room in rooms
            for path in (ROOT / room).rglob("*.py")
        )

    assert lines("tests") >= 0.8 * lines("desktop", "engine")
