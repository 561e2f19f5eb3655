"""Texts of tokens: asked for once, kept on disk, readable without the model."""

from __future__ import annotations

import pytest

from desktop.core.store import Store
from desktop.viewmodels.pieces import PiecesModel
from engine.errors import InvalidRequest
from engine.findings import PieceTable
from engine.protocol import Done, Failed, Pieces, Request
from tests.desktop.desk import Desk

WORDS = "words"  # the vocabulary of the fake engine's models


class Asked:
    """The engine's ear: notes what it is asked, and answers when told to."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self._desk = desk
        self.requests: list[Request] = []
        monkeypatch.setattr(desk.engine, "ask", self._ask)

    def _ask(self, request: Request) -> int:
        self.requests.append(request)
        return 1000 + len(self.requests)

    def answer(self, *pieces: bytes) -> None:
        number = 1000 + len(self.requests)
        self._desk.engine.received.emit(Done(number, PieceTable(WORDS, pieces)))

    def refuse(self) -> None:
        fault = InvalidRequest(problem="unknown").fault
        self._desk.engine.received.emit(Failed(1000 + len(self.requests), fault))


@pytest.fixture
def model(ready: Desk) -> PiecesModel:
    return PiecesModel(ready.engine, ready.store, ready.backlog, ready.root)


@pytest.fixture
def asked(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(ready, monkeypatch)


def test_unknown_tokens_are_asked_for_in_one_go_and_once(
    ready: Desk, model: PiecesModel, asked: Asked
) -> None:
    assert model.pieces(WORDS, [3, 5, 3, -1]) == {}
    assert model.pieces(WORDS, [5]) == {}
    assert asked.requests == [Pieces(1, (3, 5))]
    with ready.qtbot.waitSignal(model.arrived) as arrived:
        asked.answer(b" blue", b" dark")
    assert arrived.args == [WORDS]
    assert model.pieces(WORDS, [3, 5]) == {3: b" blue", 5: b" dark"}
    assert len(asked.requests) == 1


def test_what_was_told_is_on_disk(ready: Desk, model: PiecesModel, asked: Asked) -> None:
    model.pieces(WORDS, [3])
    asked.answer(b"\xe5\xa4")
    later = PiecesModel(ready.engine, ready.store, ready.backlog, ready.root)
    assert later.pieces(WORDS, [3]) == {3: b"\xe5\xa4"}
    assert len(asked.requests) == 1


def test_another_vocabulary_is_not_asked_for(model: PiecesModel, asked: Asked) -> None:
    assert model.pieces("another", [3]) == {}
    assert model.pieces("", [3]) == {}
    assert asked.requests == []


def test_without_a_model_the_disk_still_knows(desk: Desk) -> None:
    desk.store.add_pieces(WORDS, {3: b" blue"})
    model = PiecesModel(desk.engine, desk.store, desk.backlog, desk.root)
    assert model.pieces(WORDS, [3, 4]) == {3: b" blue"}


def test_an_engine_that_does_not_tell_is_not_asked_again(model: PiecesModel, asked: Asked) -> None:
    model.pieces(WORDS, [3])
    asked.refuse()
    model.pieces(WORDS, [4])
    assert len(asked.requests) == 1


def test_many_pieces_are_kept(ready: Desk) -> None:
    many = {id: b"%d" % id for id in range(2000)}
    ready.store.add_pieces(WORDS, many)
    store: Store = ready.store
    assert store.pieces(WORDS, list(many)) == many
    store.add_pieces(WORDS, {1: b"another"})
    assert store.pieces(WORDS, [1, 9999]) == {1: b"1"}
    assert store.pieces("another", [1]) == {}
