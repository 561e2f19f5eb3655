"""Puts llama.cpp's own chat templates and vocabularies into build/llama.cpp-models, for the tests.

They are part of the source distribution of llama-cpp-python, which pip fetches (76 MB, once) in
the version that pyproject.toml names; nothing of it becomes part of this project. Idempotent.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "llama.cpp-models"
STAMP = TARGET / "VERSION"
WANTED = re.compile(r"[^/]+/vendor/llama\.cpp/models/((?:templates/)?[\w.-]+)")


def main() -> int:
    """Fetch and unpack unless the right version is there; the exit code."""
    requirement = _requirement()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == requirement:
        return 0
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET.parent) as folder:
        if not _download(requirement, Path(folder)):
            print(
                f"The source of {requirement} could not be fetched, so the tests that need its "
                "chat templates and vocabularies will be skipped.",
                file=sys.stderr,
            )
            return 0
        _unpack(next(Path(folder).glob("llama_cpp_python-*.tar.gz")), Path(folder) / "models")
        _put_in_place(Path(folder) / "models", requirement)
    return 0


def _requirement() -> str:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'"(llama-cpp-python==[^"]+)"', declared)[0]


def _download(requirement: str, folder: Path) -> bool:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-binary", "llama-cpp-python", "--dest", str(folder)]
    return subprocess.run([*pip, *options, requirement], check=False).returncode == 0


def _unpack(archive: Path, folder: Path) -> None:
    """Take the files of `models` and `models/templates`; other members are not touched."""
    with tarfile.open(archive) as source:
        for member in source:
            match = WANTED.fullmatch(member.name)
            content = source.extractfile(member) if match and member.isfile() else None
            if match is None or content is None:
                continue
            target = folder / match[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as file:
                shutil.copyfileobj(content, file)


def _put_in_place(folder: Path, requirement: str) -> None:
    (folder / STAMP.name).write_text(requirement, encoding="utf-8")
    shutil.rmtree(TARGET, ignore_errors=True)
    os.replace(folder, TARGET)


if __name__ == "__main__":
    sys.exit(main())
