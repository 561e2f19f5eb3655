"""Which files of a repository are models to download, by their names, and how quantised."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from msgspec.structs import replace

from engine.library.folders import is_projector, part_of
from engine.library.records import Geometry, HubFile

_QUANTISATION = re.compile(
    r"(?<![A-Z0-9])((?:UD-)?(?:I?Q\d[A-Z0-9_]*|TQ\d_\d|MXFP4(?:_MOE)?|NVFP4|BF16|F16|F32|FP16|FP32))"
    r"(?![A-Z0-9_])",
    re.IGNORECASE,
)
_SAFE = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 240


class Offer(NamedTuple):
    """One model: a file, or all parts of a split one."""

    name: str
    files: tuple[HubFile, ...]
    quantisation: str
    size_bytes: int


def offers(files: tuple[HubFile, ...]) -> tuple[Offer, ...]:
    """The models among a repository's files, smallest first. Incomplete ones are left out."""
    found: list[Offer] = []
    groups: dict[tuple[str, int], dict[int, HubFile]] = {}
    for file in files:
        name = file.name
        if not name.lower().endswith(".gguf") or is_projector(name) or not is_safe(name):
            continue
        if part := part_of(name):
            stem, number, count = part
            groups.setdefault((stem, count), {})[number] = file
        else:
            found.append(Offer(name, (file,), quantisation(name), file.size_bytes))
    for (stem, count), parts in groups.items():
        if sorted(parts) == list(range(1, count + 1)):
            whole = tuple(parts[number] for number in sorted(parts))
            size = sum(file.size_bytes for file in whole)
            found.append(Offer(whole[0].name, whole, quantisation(stem), size))
    return tuple(sorted(found, key=lambda offer: offer.size_bytes))


def quantisation(name: str) -> str:
    """The word in a file's name that tells how its weights are stored; empty without one."""
    found = _QUANTISATION.findall(name.removesuffix(".gguf"))
    word: str = found[-1].upper() if found else ""
    return {"FP16": "F16", "FP32": "F32"}.get(word, word)


def is_safe(name: str) -> bool:
    """Whether a name from the network may become a file below a folder, on any system."""
    parts = PurePosixPath(name).parts
    return (
        0 < len(parts) <= 8
        and not name.startswith(("/", "~"))
        and "//" not in name
        and all(_is_safe_part(part) for part in parts)
    )


def _is_safe_part(part: str) -> bool:
    return (
        part not in (".", "..")
        and len(part.encode("utf-8", "replace")) <= _LONGEST
        and part[-1] not in " ."
        and bool(_SAFE.fullmatch(part))
        and not _DEVICES.fullmatch(part)
        and not any("\ud800" <= sign <= "\udfff" for sign in part)
    )


def scaled(geometry: Geometry, size_bytes: int) -> Geometry:
    """The same model in a file of another size: its weights in the same proportions."""
    known = geometry.weights_bytes
    if not known:
        layer = size_bytes // max(geometry.layers, 1)
        return replace(geometry, layer_bytes=(layer,) * geometry.layers, other_bytes=0)
    layers = tuple(each * size_bytes // known for each in geometry.layer_bytes)
    return replace(geometry, layer_bytes=layers, other_bytes=size_bytes - sum(layers))
