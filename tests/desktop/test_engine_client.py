"""The Qt side of the process boundary, against a fake engine process."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.engine_client import EngineClient
from engine.chat import Chat, Message, Role
from engine.errors import Fault
from engine.protocol import Cancel, Done, Failed, Generate, Hello, Load, Prompted, Token
from engine.records import ModelFacts, RunSummary, StopReason
from tests.fakes.engine import WORDS

FAKE = (sys.executable, "-m", "tests.fakes.engine")


@pytest.fixture
def client(qtbot: QtBot) -> Iterator[EngineClient]:
    client = EngineClient(FAKE)
    client.start()
    yield client
    client.finish()


def speaking(words: str) -> EngineClient:
    """A client whose child runs this line of Python."""
    return EngineClient((sys.executable, "-c", words))


def saying(text: str) -> Generate:
    return Generate(1, Chat((Message("m", Role.USER, text),)))


def collect(client: EngineClient) -> list:
    events: list = []
    client.received.connect(events.append)
    return events


def load(qtbot: QtBot, client: EngineClient, path: str = "tiny.gguf") -> None:
    events = collect(client)
    number = client.ask(Load(1, path))
    qtbot.waitUntil(lambda: any(isinstance(e, Done) and e.id == number for e in events))


def results(events: list) -> list:
    return [e.result for e in events if isinstance(e, Done)]


def tokens(events: list, number: int) -> bytes:
    return b"".join(e.record.piece for e in events if isinstance(e, Token) and e.id == number)


def test_the_child_speaks_first_then_loads(qtbot: QtBot, client: EngineClient) -> None:
    events = collect(client)
    client.ask(Load(1, "tiny.gguf"))
    qtbot.waitUntil(lambda: bool(results(events)))
    assert isinstance(events[0], Hello)
    facts = results(events)[0]
    assert isinstance(facts, ModelFacts)
    assert facts.name == "tiny"


def test_a_reply_arrives_in_order_with_one_end(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    number = client.ask(saying("hello"))
    qtbot.waitUntil(lambda: bool(results(events)))
    assert isinstance(events[0], Prompted)
    assert tokens(events, number).decode() == WORDS
    assert isinstance(results(events)[0], RunSummary)
    assert {e.id for e in events} == {number}


def test_requests_are_numbered_by_the_client(qtbot: QtBot, client: EngineClient) -> None:
    assert [client.ask(Load(9, "broken.gguf")), client.ask(saying("hello"))] == [1, 2]


def test_clients_may_share_their_numbers(qtbot: QtBot) -> None:
    ids = itertools.count(1)
    clients = [EngineClient(FAKE, ids) for _ in range(2)]
    for client in clients:
        client.start()
    assert [client.ask(saying("hello")) for client in clients] == [1, 2]
    for client in clients:
        client.finish()


def test_cancel_ends_a_reply_that_would_not_end(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    number = client.ask(saying("forever"))
    qtbot.waitUntil(lambda: len(tokens(events, number)) > 30)
    client.ask(Cancel(1, number))
    qtbot.waitUntil(lambda: any(isinstance(r, RunSummary) for r in results(events)))
    summary = next(r for r in results(events) if isinstance(r, RunSummary))
    assert summary.reason is StopReason.CANCELLED


def test_a_crash_is_told_in_words_and_only_once(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    faults: list[Fault] = []
    client.died.connect(faults.append)
    client.ask(saying("abort"))
    qtbot.waitUntil(lambda: bool(faults))
    client.close()
    assert len(faults) == 1
    assert "words > 0" in faults[0].sentence


def test_what_was_said_before_the_crash_is_not_lost(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    with qtbot.waitSignal(client.died):
        number = client.ask(saying("kill"))
    assert tokens(events, number) == b"Well"


def test_closing_is_not_a_crash(qtbot: QtBot, client: EngineClient) -> None:
    with qtbot.assertNotEmitted(client.died), qtbot.waitSignal(client.closed):
        client.close()


def test_closing_ends_a_reply_without_a_kill(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    with qtbot.waitSignal(client.received):
        client.ask(saying("forever"))
    with qtbot.waitSignal(client.closed):
        client.close()
    assert results(events)[-1].reason is StopReason.CANCELLED


def test_finishing_waits_for_the_end(qtbot: QtBot, client: EngineClient) -> None:
    assert client.finish()
    assert client.process_id == 0


def test_a_child_that_hears_nothing_is_killed(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    number = client.ask(saying("deaf"))
    qtbot.waitUntil(lambda: bool(tokens(events, number)))
    with qtbot.assertNotEmitted(client.died), qtbot.waitSignal(client.closed):
        client.close(patience_ms=1)
    assert client.process_id == 0


def test_finishing_kills_a_child_that_hears_nothing(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    number = client.ask(saying("deaf"))
    qtbot.waitUntil(lambda: bool(tokens(events, number)))
    assert not client.finish(patience_ms=1)
    assert client.process_id == 0


def test_a_child_that_ends_on_its_own_has_died(qtbot: QtBot) -> None:
    client = speaking("pass")
    with qtbot.waitSignal(client.died):
        client.start()


def test_a_missing_program_is_told(qtbot: QtBot) -> None:
    client = EngineClient(("/nonexistent/engine",))
    faults: list[Fault] = []
    client.died.connect(faults.append)
    client.start()
    qtbot.waitUntil(lambda: bool(faults))
    assert faults[0].kind == "EngineNotStarted"
    assert "could not be started" in faults[0].sentence


@pytest.mark.parametrize(
    "line",
    ["Segmentation fault", '{"type":"Nonsense"}', '{"type":"Done"}', "[]"],
)
def test_what_is_no_event_ends_the_child(qtbot: QtBot, line: str) -> None:
    client = speaking(f"print({line!r}, flush=True); input()")
    with qtbot.waitSignal(client.died) as died, qtbot.assertNotEmitted(client.received):
        client.start()
    assert died.args[0].kind == "EngineSpeaksOtherwise"
    assert line in died.args[0].sentence


def test_another_version_of_the_protocol_is_refused(qtbot: QtBot) -> None:
    hello = '{"type":"Hello","protocol":99,"llama":"x","capabilities":[],"devices":[]}'
    client = speaking(f"print({hello!r}, flush=True); input()")
    with qtbot.waitSignal(client.died) as died:
        client.start()
    assert died.args[0].kind == "EngineSpeaksOtherwise"
    assert "protocol 99" in died.args[0].sentence


def test_a_failed_request_leaves_the_child_alive(qtbot: QtBot, client: EngineClient) -> None:
    load(qtbot, client)
    events = collect(client)
    failing, good = client.ask(saying("bug")), client.ask(saying("hello"))
    qtbot.waitUntil(lambda: bool(results(events)))
    assert [e.id for e in events if isinstance(e, Failed)] == [failing]
    assert tokens(events, good).decode() == WORDS


def test_a_crash_while_loading_is_told_as_the_files(qtbot: QtBot, client: EngineClient) -> None:
    with qtbot.waitSignal(client.died) as died:
        client.ask(Load(1, "/models/killed.gguf"))
    assert died.args[0].kind == "DiedOnFile"
