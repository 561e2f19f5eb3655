"""The models of this computer in the order a person wants: searched, sorted, grouped. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath

from msgspec import Struct

from engine.library.records import ModelFile


class Column(StrEnum):
    """What the table tells of a model, in its order."""

    NAME = "name"
    STATE = "state"
    SIZE = "size"
    PARAMETERS = "parameters"
    QUANTISATION = "quantisation"
    CONTEXT = "context"
    USED = "used"
    SOURCE = "source"
    ARCHITECTURE = "architecture"
    LICENCE = "licence"


class Grouping(StrEnum):
    """By what models are put together."""

    NONE = "none"
    ARCHITECTURE = "architecture"
    PUBLISHER = "publisher"
    SOURCE = "source"


class Wanted(Struct, frozen=True):
    """How the table is to be. `hidden` shows those too that were hidden."""

    text: str = ""
    column: Column = Column.USED
    descending: bool = True
    grouping: Grouping = Grouping.NONE
    hidden: bool = False


class Shelf(Struct, frozen=True):
    """Models under one heading; `key` is empty where there is no grouping or nothing is known."""

    key: str
    models: tuple[ModelFile, ...]


def arranged(
    models: Iterable[ModelFile],
    wanted: Wanted,
    used: Mapping[str, float],
    hidden: Collection[str],
) -> tuple[Shelf, ...]:
    """The models as `wanted`. What is not known stands last, whichever way it is sorted."""
    shown = [
        model
        for model in models
        if (wanted.hidden or model.path not in hidden) and _has(model, wanted.text)
    ]
    shown.sort(key=lambda model: (model.name.casefold(), model.path))
    known = [model for model in shown if value_of(model, wanted.column, used)]
    unknown = [model for model in shown if not value_of(model, wanted.column, used)]
    known.sort(key=lambda model: _rank(model, wanted.column, used), reverse=wanted.descending)
    shelves: dict[str, list[ModelFile]] = {}
    for model in known + unknown:
        shelves.setdefault(_heading(model, wanted.grouping), []).append(model)
    return tuple(Shelf(key, tuple(shelves[key])) for key in sorted(shelves, key=_unknown_last))


def value_of(model: ModelFile, column: Column, used: Mapping[str, float]) -> str | int | float:
    """What a column says of a model; empty or 0 where it is not known."""
    match column:
        case Column.NAME:
            return model.name
        case Column.ARCHITECTURE:
            return model.architecture
        case Column.PARAMETERS:
            return model.parameters
        case Column.QUANTISATION:
            return model.quantisation
        case Column.CONTEXT:
            return model.context_trained
        case Column.SIZE:
            return model.size_bytes
        case Column.LICENCE:
            return model.licence
        case _:
            return _circumstance(model, column, used)


def _circumstance(model: ModelFile, column: Column, used: Mapping[str, float]) -> str | float:
    match column:
        case Column.SOURCE:
            return model.label or model.source.value
        case Column.USED:
            return used.get(model.path, 0.0)
        case _:
            return model.fault.kind if model.fault else "works"


def _rank(model: ModelFile, column: Column, used: Mapping[str, float]) -> tuple[float, str]:
    value = value_of(model, column, used)
    return (0.0, value.casefold()) if isinstance(value, str) else (value, "")


def _has(model: ModelFile, text: str) -> bool:
    """Whether each word of a search is somewhere in what is known of the model."""
    known = (model.name, model.label, model.architecture, model.quantisation, model.licence)
    where = " ".join((*known, model.path)).casefold()
    return all(word in where for word in text.casefold().split())


def _heading(model: ModelFile, grouping: Grouping) -> str:
    match grouping:
        case Grouping.ARCHITECTURE:
            return model.architecture
        case Grouping.PUBLISHER:
            return model.label.partition("/")[0]
        case Grouping.SOURCE:
            return model.source.value
        case _:
            return ""


def _unknown_last(key: str) -> tuple[bool, str]:
    return (not key, key.casefold())


class Choice(Struct, frozen=True):
    """A model to change to; `model` is None for one that was opened and is not on the shelf."""

    path: str
    name: str
    recent: bool
    model: ModelFile | None = None


def choices(
    models: Iterable[ModelFile],
    recent: Sequence[str],
    hidden: Collection[str],
    text: str = "",
) -> tuple[Choice, ...]:
    """What can be changed to: those opened last first, then all others that work, by name."""
    known = {model.path: model for model in models}
    first = [_choice(path, known.get(path), recent=True) for path in recent]
    others = sorted(
        (
            model
            for model in known.values()
            if model.fault is None and model.path not in recent and model.path not in hidden
        ),
        key=lambda model: (model.name.casefold(), model.path),
    )
    listed = (*first, *(_choice(model.path, model, recent=False) for model in others))
    return tuple(each for each in listed if _offers(each, text))


def _choice(path: str, model: ModelFile | None, *, recent: bool) -> Choice:
    return Choice(path, model.name if model else PurePath(path).stem, recent, model)


def _offers(choice: Choice, text: str) -> bool:
    if choice.model is not None:
        return _has(choice.model, text)
    return all(word in choice.path.casefold() for word in text.casefold().split())
