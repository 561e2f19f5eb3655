"""The list that comes with the program: every entry whole, openly licensed, within its sizes."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from urllib.parse import urlsplit

import msgspec
import pytest

from engine.library.catalogue import read_catalogue
from engine.library.network import is_repository
from engine.library.offers import is_safe, quantisation
from engine.library.records import CatalogueEntry

ENTRIES = read_catalogue().entries
OPEN = {"apache-2.0", "mit"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_entry_can_be_fetched_and_says_what_it_is(entry: CatalogueEntry) -> None:
    assert is_repository(entry.repository)
    assert is_safe(entry.file)
    assert entry.file.endswith(".gguf")
    assert quantisation(entry.file) in {"Q4_K_M", "Q8_0"}
    assert entry.licence in OPEN
    assert 0.1 <= entry.parameters_b <= 8.5
    assert urlsplit(entry.source).netloc == "huggingface.co"
    assert re.fullmatch(r"[A-Z].*\.", entry.summary)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_size_is_that_of_so_many_parameters(entry: CatalogueEntry) -> None:
    """Bits for each weight: a slip in a digit would show."""
    if entry.size_bytes:
        bits = 8 * entry.size_bytes / (entry.parameters_b * 1e9)
        low, high = {"Q4_K_M": (4.5, 6.2), "Q8_0": (8.4, 9.2)}[quantisation(entry.file)]
        assert low <= bits <= high


def test_the_list_is_short_ordered_and_without_repetition() -> None:
    assert 8 <= len(ENTRIES) <= 20
    sizes = [entry.parameters_b for entry in ENTRIES]
    assert sizes == sorted(sizes)
    assert sizes[0] < 0.2
    assert sizes[-1] > 7
    assert len({(entry.repository, entry.file) for entry in ENTRIES}) == len(ENTRIES)


def test_an_unknown_field_would_be_noticed() -> None:
    raw = json.loads(files("resources").joinpath("catalogue.json").read_bytes())
    raw["entries"][0]["extra"] = 1
    with pytest.raises(msgspec.ValidationError, match="extra"):
        msgspec.convert(raw["entries"][0], CatalogueEntry)
