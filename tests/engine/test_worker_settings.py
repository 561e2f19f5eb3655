"""Settings that are replaced while a reply waits or runs, taken by the lane that reads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.chat import Chat, Message, Role
from engine.protocol import Adjust, Cancel, Done, Failed, Generate, Load, Token
from engine.settings import SamplingSettings
from tests.engine.worker_talk import Talk


@pytest.fixture
def loaded() -> Iterator[Talk]:
    talk = Talk()
    talk.say(Load(1, "tiny.gguf"))
    assert isinstance(talk.end_of(1), Done)
    yield talk
    talk.leave()


def saying(request: int, text: str) -> Generate:
    return Generate(request, Chat((Message("m", Role.USER, text),)))


def counted(talk: Talk, request: int) -> list[int]:
    """How often the settings had been replaced at each token."""
    return [e.record.settings for e in talk.events if isinstance(e, Token) and e.id == request]


def test_settings_are_replaced_while_a_reply_is_written(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"))
    loaded.until(lambda _: loaded.text(2))
    loaded.say(Adjust(3, 2, SamplingSettings(top_k=3)), Adjust(4, 2, SamplingSettings(top_k=4)))
    assert (loaded.end_of(3), loaded.end_of(4)) == (Done(3), Done(4))
    loaded.until(lambda _: 2 in counted(loaded, 2))
    loaded.say(Cancel(5, 2))
    loaded.end_of(2)
    assert counted(loaded, 2)[0] == 0
    assert counted(loaded, 2) == sorted(counted(loaded, 2))


def test_settings_are_replaced_before_a_reply_has_its_turn(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"), saying(3, "hello"), Adjust(4, 3, SamplingSettings()))
    loaded.end_of(4)
    loaded.say(Cancel(5, 2))
    loaded.end_of(3)
    assert 1 not in counted(loaded, 2)
    assert set(counted(loaded, 3)) == {1}


@pytest.mark.parametrize("target", [1, 2, 9])
def test_only_the_settings_of_an_open_reply_can_be_replaced(loaded: Talk, target: int) -> None:
    loaded.say(saying(2, "hello"))
    loaded.end_of(2)
    loaded.say(Adjust(3, target, SamplingSettings()))
    end = loaded.end_of(3)
    assert isinstance(end, Failed)
    assert "no reply" in end.fault.sentence
