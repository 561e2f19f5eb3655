"""From files on this computer to models: their headers read, parts put together, or why not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.errors import FileMissing, ModelUnusable, PartOfModel
from engine.library.folders import Candidate, part_of
from engine.library.headers import Facts, printed, read_file
from engine.library.records import Entry, Geometry, ModelFile, ModelPage, Source

_MOST_SHOWN = 20_000  # signs of one value


def read_model(candidate: Candidate) -> ModelFile:
    """The model as its headers describe it, with `fault` where it cannot be used."""
    model = _named(candidate)
    try:
        return _described(model, candidate)
    except ModelUnusable as problem:
        return msgspec.structs.replace(model, fault=problem.fault)


def read_page(path: Path) -> ModelPage:
    """Everything that the header of one file says; ModelUnusable where it cannot be read."""
    candidate = _beside(path)
    facts = Facts(read_file(path))
    entries = tuple(
        Entry(key, printed(value)[:_MOST_SHOWN]) for key, value in facts.header.metadata.items()
    )
    return ModelPage(read_model(candidate), entries, facts.templates)


def read_geometry(path: Path) -> Geometry:
    """The shape of a model, all its parts together; ModelUnusable where it has none."""
    model = read_model(_beside(path))
    if model.geometry is None:
        assert model.fault is not None
        raise ModelUnusable(reason=model.fault.sentence)
    return model.geometry


def _beside(path: Path) -> Candidate:
    """The model that a file belongs to, with the parts that lie beside it."""
    part = part_of(path.name)
    if part is None:
        return Candidate(Source.FOLDER, (path,), path.stem, "")
    stem, _, count = part
    start, end = path.name[: len(stem)], path.name[len(stem) :]
    names = [f"{start}-{number:05d}{end[6:]}" for number in range(1, min(count, 1000) + 1)]
    files = tuple(path.parent / name for name in names if (path.parent / name).is_file())
    return Candidate(Source.FOLDER, files or (path,), stem, "", count - len(files))


def _named(candidate: Candidate) -> ModelFile:
    size, modified = 0, 0.0
    for file in candidate.files:
        try:
            found = os.stat(file)
        except OSError:
            continue
        size += found.st_size
        modified = max(modified, found.st_mtime)
    return ModelFile(
        path=str(candidate.files[0]),
        name=candidate.name,
        source=candidate.source,
        files=tuple(map(str, candidate.files)),
        label=candidate.label,
        size_bytes=size,
        modified_s=modified,
    )


def _described(model: ModelFile, candidate: Candidate) -> ModelFile:
    name = candidate.files[0].name
    if candidate.source is Source.OLLAMA:
        name = candidate.name  # its file is only called by a hash
    parts = [Facts(read_file(file)) for file in candidate.files]
    first = parts[0]
    if candidate.missing or first.split != (0, len(parts)):
        raise PartOfModel(name=name)
    first.refuse(name)
    whole = Facts(first.header)
    whole.header.tensors.extend(tensor for part in parts[1:] for tensor in part.header.tensors)
    return msgspec.structs.replace(
        model,
        name=whole.name or model.name,
        architecture=whole.architecture,
        parameters=whole.parameters,
        quantisation=whole.quantisation,
        context_trained=whole.number("context_length"),
        licence=whole.licence,
        has_template=whole.has_template,
        geometry=whole.geometry(),
    )


def fingerprint(files: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Size and time of each file: as long as they stay, so does what was read.

    FileMissing where one is gone."""
    try:
        found = [os.stat(file) for file in files]
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise FileMissing(name=files[0].name, reason=reason) from problem
    return tuple((each.st_size, each.st_mtime_ns) for each in found)
