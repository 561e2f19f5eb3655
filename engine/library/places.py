"""Where other programs keep their models on this computer. Nothing there is ever changed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.library.records import Source

_MOST_SETTINGS_BYTES = 1 << 20


class Place(NamedTuple):
    """A folder and whose it is."""

    source: Source
    folder: Path


def places(
    wanted: tuple[Source, ...], environment: Mapping[str, str], home: Path
) -> tuple[Place, ...]:
    """The folders of the programs asked for that are there."""
    finders = {
        Source.LM_STUDIO: _lm_studio,
        Source.HUGGING_FACE: _hugging_face,
        Source.OLLAMA: _ollama,
        Source.JAN: _jan,
    }
    found = {
        Place(source, folder): None
        for source, finder in finders.items()
        if source in wanted
        for folder in finder(environment, home)
        if folder.is_dir()
    }
    return tuple(found)


def _lm_studio(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Its home folder may be moved (a pointer file says where), its models likewise (settings)."""
    pointer = _text(home / ".lmstudio-home-pointer").strip()
    for folder in (Path(pointer) if pointer else home / ".lmstudio", home / ".cache/lm-studio"):
        yield folder / "models"
        if moved := _setting(folder / "settings.json", "downloadsFolder"):
            yield Path(moved)


def _hugging_face(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """The cache of huggingface_hub, by its own variables."""
    caches = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    root = Path(environment.get("HF_HOME") or caches / "huggingface")
    yield Path(environment.get("HF_HUB_CACHE") or root / "hub").expanduser()


def _ollama(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """A person's own models, or those of the system's service."""
    if moved := environment.get("OLLAMA_MODELS"):
        yield Path(moved)
    yield home / ".ollama/models"
    yield Path("/usr/share/ollama/.ollama/models")


def _jan(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Its data folder may be moved (settings), and has been elsewhere in earlier versions."""
    if sys.platform == "darwin":
        data = home / "Library/Application Support"
    elif sys.platform == "win32":
        data = Path(environment.get("APPDATA") or home / "AppData/Roaming")
    else:
        data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    roots = [data / "Jan/data", home / "jan"]
    if moved := _setting(data / "Jan/settings.json", "data_folder"):
        roots.insert(0, Path(moved))
    for root in roots:
        yield root / "llamacpp/models"
        yield root / "models"


def _text(path: Path) -> str:
    """A small text file of another program; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_SETTINGS_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _setting(path: Path, key: str) -> str:
    """A text of another program's JSON settings; empty where there is none."""
    try:
        settings = json.loads(_text(path) or "{}")
    except (ValueError, RecursionError):
        return ""
    value = settings.get(key) if isinstance(settings, dict) else None
    return value if isinstance(value, str) and os.path.isabs(value) else ""
