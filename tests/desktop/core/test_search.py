"""Search over all chats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core import search
from desktop.core.conversation import NodeState
from desktop.core.search import MOST_IN_CHAT, marks_in, snippet
from desktop.core.store import Store
from tests.desktop.core.chats import chat_of, message, records, reply


@pytest.fixture(params=["with an index", "without"])
def store(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    if request.param == "without":
        monkeypatch.setattr(search, "_has_trigrams", lambda: False)
    store = Store(tmp_path / "chats.db")
    yield store
    store.close()


def found(store: Store, query: str) -> list[str]:
    return [hit.snippet for hit in store.search(query)]


@pytest.mark.parametrize(
    "query", ["rayleigh", "SCATTER", "cattering", "Ray", "ay", "a", "scattering rayleigh", "la ray"]
)
def test_parts_of_words_in_any_case_and_order(store: Store, query: str) -> None:
    chat_of(store, ["Something else"])
    chat_of(store, ["À la Rayleigh scattering"])
    assert found(store, query)[:1] == ["À la Rayleigh scattering"]


@pytest.mark.parametrize("query", ["翻译", "译", "机器学习", "翻译 学习", "ПРИ", "привет", "ï"])
def test_other_scripts(store: Store, query: str) -> None:
    chat_of(store, ["nothing"])
    chat_of(store, ["翻译：机器学习, Привет, naïve"])
    assert len(found(store, query)) == 1


@pytest.mark.parametrize("query", ["", "   ", "zebra", "Rayleigh zebra", '"', "%", "_x", "ra%gh"])
def test_what_is_not_there_is_not_found(store: Store, query: str) -> None:
    chat_of(store, ["Rayleigh scattering"])
    assert store.search(query) == ()


@pytest.mark.parametrize("query", ['say "hi"', "100%", "a_b", "OR", "NOT AND", "c++", "(x)", "a*b"])
def test_signs_mean_themselves(store: Store, query: str) -> None:
    chat_of(store, [f"before {query} after"])
    assert len(found(store, query)) == 1


def test_a_hit_says_where_it_is(store: Store) -> None:
    chat = chat_of(store, ["first", "the second message"], "Two messages")
    (hit,) = store.search("second")
    assert (hit.chat_id, hit.title, hit.role) == (chat, "Two messages", "user")
    assert store.load(chat).nodes[hit.node_id].text == "the second message"
    assert [hit.snippet[a : a + n] for a, n in hit.marks] == ["second"]


def test_titles_come_first(store: Store) -> None:
    chat_of(store, ["about dragons"], "A tale")
    tale = chat_of(store, ["nothing"], "Dragons")
    first, second = store.search("dragons")
    assert (first.chat_id, first.node_id, first.marks) == (tale, "", ((0, 7),))
    assert second.title == "A tale"


def test_deleted_chats_are_not_found(store: Store) -> None:
    chat = chat_of(store, ["dragons"], "Dragons")
    store.delete_chat(chat)
    assert store.search("dragons") == ()
    store.restore_chat(chat)
    assert len(store.search("dragons")) == 2


def test_one_long_chat_does_not_hide_the_others(store: Store) -> None:
    chat_of(store, ["one dragon"], "Short")
    chat_of(store, [f"dragon {n}" for n in range(20)], "Long")
    hits = store.search("dragon")
    assert [hit.title for hit in hits] == ["Long"] * MOST_IN_CHAT + ["Short"]
    assert hits[0].snippet == "dragon 19"


def test_a_reply_is_found_by_what_it_became(store: Store, tmp_path: Path) -> None:
    chat = chat_of(store, ["Hello"])
    node = reply(store.load(chat).tip or "")
    store.add_node(chat, node)
    store.append_tokens(node.id, records("half of ", "a dragon"))
    store.close()
    again = Store(tmp_path / "chats.db")
    assert [hit.node_id for hit in again.search("dragon")] == [node.id]
    again.finish_node(replace(node, text="a whole lion", state=NodeState.COMPLETE))
    assert again.search("dragon") == ()
    assert [hit.node_id for hit in again.search("lion")] == [node.id]
    again.close()


def test_an_index_is_made_for_messages_that_were_there_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(search, "_has_trigrams", lambda: False)
        store = Store(tmp_path / "chats.db")
        chat_of(store, ["a dragon"])
        store.close()
    store = Store(tmp_path / "chats.db")
    assert found(store, "dragon") == ["a dragon"]
    chat_of(store, ["another dragon"])
    assert found(store, "dragon") == ["another dragon", "a dragon"]
    store.close()


def test_a_snippet_is_one_line_around_the_match() -> None:
    text = "word " * 40 + "the\nneedle\n\nlies here " + "word " * 40
    shown, marks = snippet(text, ["needle"])
    assert "\n" not in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "the needle lies here" in shown
    assert [shown[a : a + n] for a, n in marks] == ["needle"]
    assert marks[0][0] < 20


def test_the_longest_word_is_marked_where_several_fit() -> None:
    assert marks_in("scattering", ["scat", "scattering"]) == ((0, 10),)


@given(st.text(min_size=1, max_size=200), st.integers(0, 200), st.integers(1, 10))
@settings(derandomize=True, deadline=None)
def test_marks_lie_inside_the_snippet(text: str, start: int, length: int) -> None:
    words = text[start : start + length].split() or ["x"]
    shown, marks = snippet(text, words)
    for begin, size in marks:
        assert 0 <= begin < begin + size <= len(shown)


def test_a_message_of_another_chat_with_the_same_words(store: Store) -> None:
    first = chat_of(store, ["dragon"])
    second = store.new_chat()
    store.add_node(second, message("dragon"))
    assert {hit.chat_id for hit in store.search("dragon")} == {first, second}
