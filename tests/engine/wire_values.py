"""Any value that a type of the wire can have, drawn from its declaration."""

from __future__ import annotations

import enum
import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st
from msgspec import Meta

Known = Mapping[Any, st.SearchStrategy[Any]]

_LARGEST = 2**40
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-1, _LARGEST),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(max_size=20),
    bytes: st.binary(max_size=20),
    type(None): st.none(),
}


def values(hint: Any, known: Known) -> st.SearchStrategy[Any]:
    """What the type allows; `known` are values of types whose fields depend on each other."""
    if hint in known:
        return known[hint]
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) is Annotated:
        kind, meta = get_args(hint)
        return _limited(kind, meta, known)
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(values(part, known) for part in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0], known), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        key, value = get_args(hint)
        return st.dictionaries(values(key, known), values(value, known), max_size=2)
    if issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    return struct(hint, known)


def struct(kind: type[msgspec.Struct], known: Known) -> st.SearchStrategy[Any]:
    """A struct with any value in each of its fields."""
    hints = get_type_hints(kind, include_extras=True)
    fields = {f.name: values(hints[f.name], known) for f in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


def _limited(kind: Any, meta: Meta, known: Known) -> st.SearchStrategy[Any]:
    low, high = meta.min_length or 0, min(meta.max_length or 20, 20)
    if kind is str:
        return st.text(min_size=low, max_size=high)
    if get_origin(kind) is tuple:
        own = values(get_args(kind)[0], known)
        return st.lists(own, min_size=low, max_size=max(low, 3)).map(tuple)
    if kind is int:
        assert meta.ge is not None
        assert meta.le is not None
        return st.integers(int(meta.ge), int(meta.le))
    assert kind is float
    return st.floats(meta.ge, meta.le)
