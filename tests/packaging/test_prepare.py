"""The set-up says in words what is missing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prepare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "packaging" / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_an_old_python_is_told_with_the_way_out(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(prepare.sys, "version", "3.9.2 (default)")
    with pytest.raises(SystemExit):
        prepare._check_python()
    sentence = told(capsys)
    assert "3.11 or newer; this is 3.9.2" in sentence
    assert "make run PYTHON=" in sentence


def test_a_missing_compiler_is_told_for_each_system(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(SystemExit):
        prepare._check_compiler()
    sentence = told(capsys)
    assert "no C++ compiler" in sentence
    for command in ("apt-get install g++", "dnf install gcc-c++", "xcode-select --install"):
        assert command in sentence


def test_a_chosen_compiler_counts(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", f"{sys.executable} -pipe")
    prepare._check_compiler()


def test_missing_libraries_are_read_from_ldd(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plugins = tmp_path / "lib/python3.11/site-packages/PySide6/Qt/plugins/platforms"
    plugins.mkdir(parents=True)
    (plugins / "libqxcb.so").touch()
    (plugins / "libqeglfs.so").touch()
    asked: list[str] = []

    def ldd(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.extend(command)
        listing = "\tlibxcb-cursor.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x7f)\n"
        return subprocess.CompletedProcess(command, 0, stdout=listing)

    monkeypatch.setattr(prepare, "VENV", tmp_path)
    monkeypatch.setattr(prepare.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(prepare.subprocess, "run", ldd)
    assert prepare._missing_libraries() == ["libxcb-cursor.so.0"]
    assert not any("eglfs" in each for each in asked), "only the plugins that are used count"


def test_the_packages_are_named_for_debian_and_fedora(prepare: ModuleType) -> None:
    advice = prepare._advice(["libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1"])
    assert "sudo apt-get install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1" in advice
    assert "sudo dnf install xcb-util-cursor xcb-util-keysyms xcb-util-wm" in advice


def test_root_on_debian_needs_no_second_command(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([["libxcb-cursor.so.0"], []])
    ran: list[list[str]] = []
    monkeypatch.setattr(prepare.sys, "platform", "linux")
    monkeypatch.setattr(prepare, "_missing_libraries", lambda: next(answers))
    monkeypatch.setattr(prepare, "_is_root", lambda: True)
    monkeypatch.setattr(prepare.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(prepare.subprocess, "run", lambda command, **_: ran.append(command))
    prepare._provide_qt_libraries()
    assert ran[-1] == ["apt-get", "install", "-y", "-qq", "libxcb-cursor0"]


def test_others_are_told_and_nothing_is_installed(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare.sys, "platform", "linux")
    monkeypatch.setattr(prepare, "_missing_libraries", lambda: ["libfoo.so.1"])
    monkeypatch.setattr(prepare, "_is_root", lambda: False)
    with pytest.raises(SystemExit):
        prepare._provide_qt_libraries()
    assert "it lacks libfoo.so.1" in told(capsys)


def test_the_constraints_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert pinned
    assert all("==" in line and "/" not in line and "@" not in line for line in pinned)
