"""The token view's model: what is read when, walking, and what is asked for."""

from __future__ import annotations

import pytest

from desktop.core.errors import StoreBusy
from desktop.core.landmarks import Landmark
from desktop.core.layers import Layer
from desktop.core.tokens import Tokens
from desktop.viewmodels.tokens import TokensModel
from engine.chat import Role
from engine.records import How, TokenRecord
from tests.desktop.core.chats import records
from tests.desktop.core.traces import trace, traced
from tests.desktop.desk import Desk, node
from tests.fakes.engine import WORDS


@pytest.fixture
def model(ready: Desk) -> TokensModel:
    return TokensModel(ready.chat, ready.replies, ready.store, ready.root)


def answer(
    desk: Desk, parent: str, name: str, made: list[TokenRecord], text: str = "", **fields: object
) -> str:
    """Store a finished reply with records; its text is what they spell unless it is given."""
    spelt = text or b"".join(record.piece for record in made).decode()
    values = {"role": Role.ASSISTANT, "model": "tiny", "vocabulary": "words", **fields}
    desk.store.add_node(desk.shown.id, node(name, parent, spelt, **values))
    desk.store.append_tokens(name, made)
    return name


def talk(desk: Desk) -> None:
    """Two replies with records, one written by hand, opened anew."""
    chat = desk.shown.id
    desk.store.add_node(chat, node("q", None, "Why?"))
    one = answer(desk, "q", "r1", [traced(each) for each in records("a", " b", " c")])
    answer(desk, one, "hand", [], "By hand.", model="")
    answer(desk, "hand", "r2", records("d", " e"))
    desk.chat.open(chat)


def of(model: TokensModel, node_id: str) -> Tokens:
    tokens = model.tokens_of(node_id)
    assert isinstance(tokens, Tokens)
    return tokens


def test_tokens_are_read_when_they_are_asked_for(ready: Desk, model: TokensModel) -> None:
    talk(ready)
    assert of(model, "r1").text == "a b c"
    assert of(model, "r1") is of(model, "r1")
    assert of(model, "r1").vocabulary == "words"
    assert model.tokens_of("q") == ""
    assert "by hand" in str(model.tokens_of("hand"))


def test_a_reply_without_records_says_why(ready: Desk, model: TokensModel) -> None:
    ready.store.add_node(ready.shown.id, node("q", None, "Why?"))
    answer(ready, "q", "r", [], "Imported.")
    ready.chat.open(ready.shown.id)
    assert "No token data was recorded" in str(model.tokens_of("r"))


def test_a_store_that_cannot_be_read_says_so(
    ready: Desk, model: TokensModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(ready)

    def busy(node_id: str) -> None:
        raise StoreBusy(path="chats.db")

    monkeypatch.setattr(ready.store, "chunks", busy)
    assert model.tokens_of("r1") == str(StoreBusy(path="chats.db"))


def test_the_beginning_of_a_continued_text_is_no_token(ready: Desk, model: TokensModel) -> None:
    ready.store.add_node(ready.shown.id, node("q", None, "Why?"))
    answer(ready, "q", "r", records(" more"), "By hand more")
    ready.chat.open(ready.shown.id)
    assert of(model, "r").piece(0) == "By hand"
    assert model.record("r", 0) is None
    found = model.record("r", 1)
    assert found is not None
    assert found.piece == b" more"


def begun(desk: Desk) -> str:
    """A reply whose first word came; each step brings another."""
    assert desk.chat.send("step")
    reply = desk.chat.reply
    assert reply is not None
    desk.qtbot.waitUntil(lambda: not reply.waiting and reply.use is not None)
    desk.step()
    desk.qtbot.waitUntil(lambda: bool(reply.node.text))
    return reply.node.id


def test_tokens_grow_with_a_reply(ready: Desk, model: TokensModel) -> None:
    running = begun(ready)
    assert len(of(model, running)) == 1
    ready.step()
    ready.qtbot.waitUntil(lambda: len(of(model, running)) == 2)
    record = model.record(running, 1)
    assert record is not None
    assert record.piece == b" upon"
    assert model.record(running, 2) is None
    ready.chat.stop()
    ready.answered()
    assert of(model, running).text == ready.shown.nodes[running].text


def test_streamed_tokens_are_those_that_were_stored(ready: Desk, model: TokensModel) -> None:
    said = begun(ready)
    streamed = of(model, said)
    for _ in WORDS.split():
        ready.step()
    ready.answered()
    again = TokensModel(ready.chat, ready.replies, ready.store, ready.root)
    stored = of(again, said)
    assert streamed.text == stored.text == WORDS
    assert (streamed.ids, streamed.ends, streamed.ranks) == (stored.ids, stored.ends, stored.ranks)


def test_another_chat_has_other_tokens(ready: Desk, model: TokensModel) -> None:
    talk(ready)
    first = of(model, "r1")
    model.choose("r1", 1)
    chat = ready.shown.id
    ready.new_chat()
    assert model.chosen is None
    ready.chat.open(chat)
    assert of(model, "r1") is not first


def test_walking_goes_over_messages_and_stops_at_the_ends(ready: Desk, model: TokensModel) -> None:
    talk(ready)
    model.choose("r1", 1)
    assert model.step(1)
    assert model.chosen == ("r1", 2)
    assert model.step(1)
    assert model.chosen == ("r2", 0)
    assert model.step(-1)
    assert model.chosen == ("r1", 2)
    model.choose("r2", 1)
    assert not model.step(1)
    assert model.chosen == ("r2", 1)
    model.leave()
    assert model.step(1)
    assert model.chosen == ("r2", 0)  # begins in the last message


def test_jumping_to_what_stands_out(ready: Desk, model: TokensModel) -> None:
    ready.store.add_node(ready.shown.id, node("q", None, "Why?"))
    made = [
        TokenRecord(n, b"x", -4.0 if n in (3, 7) else -0.01, 1, 2.0 * (n == 5), 0.5, How.SAMPLED)
        for n in range(10)
    ]
    answer(ready, "q", "r", made)
    ready.chat.open(ready.shown.id)
    model.choose("r", 0)
    assert model.seek(Landmark.SURPRISE)
    assert model.chosen == ("r", 3)
    assert model.seek(Landmark.SURPRISE)
    assert model.chosen == ("r", 7)
    assert not model.seek(Landmark.SURPRISE)
    assert model.seek(Landmark.QUESTION, -1)
    assert model.chosen == ("r", 5)


def test_candidates_are_walked_and_one_is_asked_for(ready: Desk, model: TokensModel) -> None:
    talk(ready)
    model.choose("r1", 1)
    made = trace()
    assert model.chosen_record is not None
    assert model.chosen_record.trace == made
    model.walk_candidates(-1)
    assert model.candidate == made.candidates[-1]  # the chosen id is none of them
    model.walk_candidates(-1)
    model.walk_candidates(1)
    model.walk_candidates(1)
    assert model.candidate == made.candidates[-1]
    with ready.qtbot.waitSignal(model.swap_wanted) as asked:
        model.swap()
    assert asked.args == ["r1", 1, made.candidates[-1]]
    model.step(1)
    assert model.candidate is None
    with ready.qtbot.assertNotEmitted(model.swap_wanted):
        model.swap()
        model.ask_swap("r1", 1, of(model, "r1").ids[1])


def test_layers_and_view_are_told_once(ready: Desk, model: TokensModel) -> None:
    with ready.qtbot.waitSignal(model.shown_changed):
        model.toggle()
    assert model.shown
    with ready.qtbot.assertNotEmitted(model.shown_changed):
        model.show(True)
    with ready.qtbot.waitSignal(model.layer_changed):
        model.next_layer()
    assert model.layer is Layer.RELATIVE
    with ready.qtbot.assertNotEmitted(model.layer_changed):
        model.show_layer(Layer.RELATIVE)
