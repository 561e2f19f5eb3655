"""The short list of models that comes with the program, each from public documentation."""

from __future__ import annotations

from importlib.resources import files

import msgspec

from engine.library.records import Catalogue


def read_catalogue() -> Catalogue:
    """The list, smallest first."""
    text = files("resources").joinpath("catalogue.json").read_bytes()
    catalogue = msgspec.json.decode(text, type=Catalogue)
    ordered = sorted(catalogue.entries, key=lambda entry: entry.parameters_b)
    return Catalogue(tuple(ordered))
