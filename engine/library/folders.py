"""Which files in a folder are models: GGUF files and their parts, Ollama's blobs by manifest.

Looks at names only and never opens a model. Walks a bounded number of entries, so that a folder
set to `/` ends too."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.library.errors import FolderUnreadable
from engine.library.places import Place
from engine.library.records import Source

MOST_ENTRIES = 200_000
DEEPEST = 12
_MOST_MANIFEST_BYTES = 1 << 20
_PART = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf", re.IGNORECASE)
_DIGEST = re.compile(r"sha256[:-][0-9a-f]{64}")
_OLLAMA_MODEL = "application/vnd.ollama.image.model"
_OLLAMA_HOST = "registry.ollama.ai"

Tell = Callable[[FolderUnreadable], None]


class Candidate(NamedTuple):
    """What may be a model: its files, in order; `missing` parts were not found beside them."""

    source: Source
    files: tuple[Path, ...]
    name: str
    label: str
    missing: int = 0


def candidates(place: Place, tell: Tell) -> Iterator[Candidate]:
    """The models of a place by their names. `tell` hears of folders that cannot be read."""
    if place.source is Source.OLLAMA:
        yield from _ollama(place.folder, tell)
    else:
        seen: set[Path] = set()
        for folder, names in _walk(place.folder, tell):
            for candidate in _models(place, folder, names):
                # Snapshots of the Hugging Face cache are links to the same few files.
                real = candidate.files[0].resolve()
                if real not in seen:
                    seen.add(real)
                    yield candidate


def part_of(name: str) -> tuple[str, int, int] | None:
    """Stem, number (from 1) and count of a part's file name; None for a whole model's."""
    found = _PART.fullmatch(name)
    return (found["stem"], int(found["number"]), int(found["count"])) if found else None


def is_projector(name: str) -> bool:
    """Whether a file only lets another model see or hear."""
    return "mmproj" in name.lower()


def _models(place: Place, folder: Path, names: Iterable[str]) -> Iterator[Candidate]:
    groups: dict[tuple[str, int], dict[int, str]] = {}
    label = _label(place, folder)
    for name in names:
        if not name.lower().endswith(".gguf") or is_projector(name):
            continue
        if part := part_of(name):
            stem, number, count = part
            groups.setdefault((stem, count), {})[number] = name
        else:
            yield Candidate(place.source, (folder / name,), name[: -len(".gguf")], label)
    for (stem, count), parts in groups.items():
        files = tuple(folder / parts[number] for number in sorted(parts))
        yield Candidate(place.source, files, stem, label, count - len(parts))


def _label(place: Place, folder: Path) -> str:
    """Publisher and repository, as the folders are named."""
    parts = folder.relative_to(place.folder).parts
    if place.source is Source.HUGGING_FACE and parts:
        return parts[0].removeprefix("models--").replace("--", "/")
    return "/".join(parts[:2])


def _walk(root: Path, tell: Tell) -> Iterator[tuple[Path, list[str]]]:
    """Each folder below `root` with the files in it, sorted; links to folders are not followed."""
    entries = 0
    waiting = [(root, 0)]
    while waiting and entries < MOST_ENTRIES:
        folder, depth = waiting.pop()
        try:
            found = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            tell(FolderUnreadable(name=_shown(folder), reason=reason))
            continue
        entries += len(found)
        files = []
        for entry in found:
            if not _is_unicode(entry.name):
                reason = "a name in it is not UTF-8; rename it"
                tell(FolderUnreadable(name=_shown(folder / entry.name), reason=reason))
            elif entry.is_dir(follow_symlinks=False):
                if depth < DEEPEST:
                    waiting.append((folder / entry.name, depth + 1))
            else:
                files.append(entry.name)
        yield folder, files


def _is_unicode(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in name)


def _shown(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def _ollama(root: Path, tell: Tell) -> Iterator[Candidate]:
    """Manifests are named host/publisher/model/tag and point at blobs by their SHA-256."""
    manifests = root / "manifests"
    if not manifests.is_dir():
        return
    for folder, names in _walk(manifests, tell):
        for name in names:
            if blob := _blob(folder / name, root / "blobs"):
                yield Candidate(Source.OLLAMA, (blob,), *_ollama_names(folder, manifests, name))


def _ollama_names(folder: Path, manifests: Path, tag: str) -> tuple[str, str]:
    """A model's name, and its name with publisher unless that is Ollama itself."""
    host, publisher, model = ("", "", "", *folder.relative_to(manifests).parts)[-3:]
    name = f"{model}:{tag}"
    known = (host, publisher) == (_OLLAMA_HOST, "library")
    return name, name if known else f"{publisher}/{name}"


def _blob(manifest: Path, blobs: Path) -> Path | None:
    """The file with the weights that a manifest names; None where it names none that is there."""
    try:
        with manifest.open("rb") as file:
            layers = json.loads(file.read(_MOST_MANIFEST_BYTES)).get("layers", [])
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    for layer in layers if isinstance(layers, list) else []:
        if isinstance(layer, dict) and layer.get("mediaType") == _OLLAMA_MODEL:
            digest = str(layer.get("digest", ""))
            path = blobs / digest.replace(":", "-")
            return path if _DIGEST.fullmatch(digest) and path.is_file() else None
    return None
