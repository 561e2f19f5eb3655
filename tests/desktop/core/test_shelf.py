"""The order of models."""

from __future__ import annotations

from desktop.core.shelf import Column, Grouping, Wanted, arranged, choices
from engine.errors import Fault
from engine.library.records import ModelFile, Source

SMALL = ModelFile("/m/small.gguf", "small", Source.FOLDER, label="pub/tiny", size_bytes=10)
LARGE = ModelFile("/m/large.gguf", "Large", Source.JAN, architecture="llama", size_bytes=90)
PLAIN = ModelFile("/m/plain.gguf", "plain", Source.FOLDER, label="Abc/plain", size_bytes=0)
ALL = (SMALL, LARGE, PLAIN)


def names(wanted: Wanted, used: dict[str, float] | None = None, hidden: tuple = ()) -> list:
    return [
        [model.name for model in shelf.models]
        for shelf in arranged(ALL, wanted, used or {}, hidden)
    ]


def test_the_one_used_last_comes_first_and_the_rest_by_name() -> None:
    assert names(Wanted(), {SMALL.path: 5.0, PLAIN.path: 9.0}) == [["plain", "small", "Large"]]


def test_what_is_not_known_stands_last_both_ways() -> None:
    assert names(Wanted(column=Column.SIZE)) == [["Large", "small", "plain"]]
    assert names(Wanted(column=Column.SIZE, descending=False)) == [["small", "Large", "plain"]]


def test_names_are_sorted_without_regard_to_case() -> None:
    wanted = Wanted(column=Column.NAME, descending=False)
    assert names(wanted) == [["Large", "plain", "small"]]


def test_each_word_of_a_search_must_be_somewhere() -> None:
    assert names(Wanted(text="TINY pub")) == [["small"]]
    assert names(Wanted(text="tiny llama")) == []


def test_hidden_ones_are_left_out_unless_wanted() -> None:
    assert names(Wanted(column=Column.NAME), hidden=(SMALL.path,)) == [["plain", "Large"]]
    shown = names(Wanted(column=Column.NAME, hidden=True), hidden=(SMALL.path,))
    assert shown == [["small", "plain", "Large"]]


def test_groups_have_a_key_and_the_nameless_one_is_last() -> None:
    shelves = arranged(ALL, Wanted(grouping=Grouping.PUBLISHER), {}, ())
    assert [shelf.key for shelf in shelves] == ["Abc", "pub", ""]
    shelves = arranged(ALL, Wanted(grouping=Grouping.SOURCE), {}, ())
    assert [(s.key, len(s.models)) for s in shelves] == [("folder", 2), ("jan", 1)]


def test_recent_models_are_offered_first_and_the_rest_by_name() -> None:
    offered = choices(ALL, ["/m/small.gguf", "/elsewhere/other.gguf"], ())
    assert [each.name for each in offered] == ["small", "other", "Large", "plain"]
    assert [each.recent for each in offered] == [True, True, False, False]
    assert offered[1].model is None


def test_neither_hidden_nor_broken_models_are_offered() -> None:
    broken = ModelFile("/m/b.gguf", "b", Source.FOLDER, fault=Fault("FileIsNoModel", "no"))
    offered = choices((*ALL, broken), (), (LARGE.path,))
    assert [each.name for each in offered] == ["plain", "small"]


def test_typing_narrows_what_is_offered() -> None:
    recent = ("/elsewhere/other-7b.gguf",)
    assert [each.name for each in choices(ALL, recent, (), "OTHER 7b")] == ["other-7b"]
    assert [each.name for each in choices(ALL, recent, (), "tiny")] == ["small"]
