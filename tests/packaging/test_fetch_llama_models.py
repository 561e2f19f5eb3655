"""The script that brings llama.cpp's templates and vocabularies for the tests."""

from __future__ import annotations

import importlib.util
import io
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "fetch_llama_models.py"
INSIDE = "llama_cpp_python-1/vendor/llama.cpp/models"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, at work in a folder of its own."""
    spec = importlib.util.spec_from_file_location("fetch_llama_models", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "TARGET", tmp_path / "build" / "models")
    monkeypatch.setattr(module, "STAMP", tmp_path / "build" / "models" / "VERSION")
    return module


def archive(folder: Path) -> None:
    with tarfile.open(folder / "llama_cpp_python-1.tar.gz", "w:gz") as target:
        for name in (
            f"{INSIDE}/ggml-vocab-x.gguf",
            f"{INSIDE}/templates/x.jinja",
            f"{INSIDE}/../../../evil",
            "llama_cpp_python-1/README.md",
        ):
            member = tarfile.TarInfo(name)
            member.size = len(name)
            target.addfile(member, io.BytesIO(name.encode()))


def test_only_the_models_folder_is_unpacked_and_only_once(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def download(requirement: str, folder: Path) -> bool:
        asked.append(requirement)
        archive(folder)
        return True

    monkeypatch.setattr(script, "_download", download)
    assert [script.main(), script.main()] == [0, 0]
    assert len(asked) == 1
    assert asked[0].startswith("llama-cpp-python==")
    files = {str(p.relative_to(script.TARGET)) for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {"VERSION", "ggml-vocab-x.gguf", "templates/x.jinja"}


def test_without_a_network_it_says_what_will_be_skipped(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "_download", lambda requirement, folder: False)
    assert script.main() == 0
    assert "will be skipped" in capsys.readouterr().err
    assert not script.TARGET.exists()
