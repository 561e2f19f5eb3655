"""Every message survives the wire, and what is none is refused with a sentence."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.chat import Chat, Message, Overflow, Role, TemplateChoice
from engine.errors import Fault, InvalidRequest
from engine.findings import BeamNode, BeamStep, Fate
from engine.protocol import (
    Adjust,
    Beams,
    Cancel,
    Capability,
    Device,
    Done,
    Event,
    Failed,
    Generate,
    Hello,
    Load,
    Measure,
    Progress,
    Prompted,
    Request,
    Result,
    Token,
    decode_event,
    decode_request,
    encode,
)
from engine.records import (
    ContextUse,
    Contrast,
    How,
    MemoryKind,
    ModelFacts,
    RunSummary,
    Segment,
    SegmentKind,
    StopReason,
    TemplateFacts,
    TokenRecord,
    TokenTrace,
)
from engine.settings import LoadSettings, SamplingSettings
from engine.stage_settings import MOVABLE, Bias, StageName
from engine.strategy_settings import Strategy
from tests.engine.wire_values import struct

texts = st.text(max_size=20)
words = st.text(min_size=1, max_size=5)
counts = st.integers(0, 2**40)
ids = st.integers(1, 2**53 - 1)
amounts = st.floats(0, 1e9)
token_ids = st.lists(st.integers(0, 2**31 - 1), max_size=5).map(tuple)

faults = st.builds(
    Fault, texts, texts, st.dictionaries(texts, texts | st.integers(0, 2**50) | amounts, max_size=3)
)
messages = st.builds(Message, texts, st.sampled_from(Role), texts, token_ids, texts, st.booleans())
chats = st.builds(
    Chat,
    st.lists(messages, max_size=4).map(tuple),
    st.sampled_from(TemplateChoice),
    st.sampled_from(Overflow),
    texts,
)
samplings = st.builds(
    SamplingSettings,
    temperature=st.floats(0, 5),
    top_k=st.integers(0, 200),
    top_p=st.floats(0, 1),
    min_p=st.floats(0, 1),
    repeat_penalty=st.floats(1, 1.5),
    repeat_last_n=st.integers(0, 2048),
    seed=st.integers(-1, 2**32 - 1),
    max_tokens=st.integers(0, 32768),
    stop=st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple),
    logit_bias=st.lists(
        st.builds(Bias, st.integers(0, 2**31 - 1) | words, st.floats(-100, 100)), max_size=2
    ).map(tuple),
    banned_words=st.lists(words, max_size=2).map(tuple),
    mirostat=st.integers(0, 2),
    grammar=texts,
    strategy=st.sampled_from(Strategy),
    beam_width=st.integers(1, 16),
    contrastive_alpha=st.floats(0, 1),
    order=st.permutations(MOVABLE).map(lambda order: tuple(order[:5])),
)
loadings = st.builds(
    LoadSettings,
    context=st.integers(0, 1_048_576),
    threads=st.integers(0, 256),
    gpu_layers=st.integers(-1, 1000),
)
segments = st.builds(Segment, st.sampled_from(SegmentKind), counts, texts)
uses = st.builds(
    ContextUse,
    counts,
    st.lists(segments, max_size=4).map(tuple),
    counts,
    counts,
    texts,
    st.lists(texts, max_size=2).map(tuple),
    st.booleans(),
)
beam_nodes = st.builds(
    BeamNode, counts, counts, counts, st.binary(max_size=9), amounts, amounts, st.sampled_from(Fate)
)
beam_steps = st.builds(BeamStep, counts, st.lists(beam_nodes, max_size=3).map(tuple), counts)
shares = st.lists(st.floats(0, 1), max_size=3).map(tuple)
traces = st.builds(
    TokenTrace,
    amounts,
    amounts,
    amounts,
    amounts,
    token_ids,
    shares,
    shares,
    amounts,
    counts,
    amounts,
    st.lists(st.sampled_from(StageName), max_size=3).map(tuple),
    token_ids,
    shares,
    amounts,
    amounts,
    token_ids,
    shares,
    st.none() | amounts,
    st.none() | amounts,
    st.none() | st.builds(Contrast, token_ids, shares, shares, shares),
)
records = st.builds(
    TokenRecord,
    counts,
    st.binary(max_size=40),
    st.floats(-1e4, 0),
    counts,
    amounts,
    st.none() | st.floats(0, 1, exclude_max=True),
    st.sampled_from(How),
    counts,
    st.none() | amounts,
    st.none() | traces,
)
template_facts = st.builds(TemplateFacts, st.booleans(), st.none() | faults, st.booleans())
facts = st.builds(
    ModelFacts,
    texts,
    texts,
    texts,
    texts,
    counts,
    counts,
    texts,
    counts,
    counts,
    counts,
    counts,
    texts,
    st.sampled_from(MemoryKind),
    template_facts,
    st.dictionaries(texts, amounts, max_size=2),
    amounts,
)
summaries = st.builds(
    RunSummary,
    st.sampled_from(StopReason),
    counts,
    counts,
    counts,
    counts,
    amounts,
    amounts,
    amounts,
)
devices = st.builds(Device, texts, texts, texts, counts, counts)

REQUESTS = {
    Load: st.builds(Load, ids, texts, loadings),
    Generate: st.builds(Generate, ids, chats, samplings, st.booleans()),
    Measure: st.builds(Measure, ids, chats, texts, counts),
    Cancel: st.builds(Cancel, ids, ids),
    Adjust: st.builds(Adjust, ids, ids, samplings),
}
# Types of which not every combination of values is allowed, or that are tried closely above.
KNOWN = {
    Chat: chats,
    SamplingSettings: samplings,
    LoadSettings: loadings,
    TokenRecord: records,
}
REQUESTS |= {kind: struct(kind, KNOWN) for kind in get_args(Request) if kind not in REQUESTS}
RESULTS = [struct(kind, KNOWN) for kind in get_args(Result)]
EVENTS = {
    Hello: st.builds(
        Hello,
        counts,
        texts,
        st.lists(st.sampled_from(Capability), max_size=4).map(tuple),
        st.lists(devices, max_size=2).map(tuple),
    ),
    Progress: st.builds(Progress, ids, amounts, amounts),
    Prompted: st.builds(Prompted, ids, uses, st.booleans()),
    Token: st.builds(Token, ids, records),
    Beams: st.builds(Beams, ids, beam_steps),
    Done: st.builds(Done, ids, st.one_of(facts, uses, summaries, st.none(), *RESULTS)),
    Failed: st.builds(Failed, st.just(0) | ids, faults),
}


def test_every_kind_of_message_is_tried() -> None:
    assert set(REQUESTS) == set(get_args(Request))
    assert set(EVENTS) == set(get_args(Event))


@given(st.one_of(*REQUESTS.values()))
def test_a_request_survives_the_wire(request: Request) -> None:
    line = encode(request)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_request(line) == request


@given(st.one_of(*EVENTS.values()))
def test_an_event_survives_the_wire(event: Event) -> None:
    line = encode(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_event(line) == event


@given(st.binary(max_size=200))
def test_noise_is_no_request(line: bytes) -> None:
    with pytest.raises(InvalidRequest) as caught:
        decode_request(line)
    assert caught.value.fault.sentence.startswith("The engine did not understand a request: ")


@given(st.one_of(*REQUESTS.values()), st.data())
def test_a_cut_request_is_none(request: Request, data: st.DataObject) -> None:
    line = encode(request).rstrip(b"\n")
    cut = line[: data.draw(st.integers(0, len(line) - 1))]
    with pytest.raises(InvalidRequest):
        decode_request(cut)


@pytest.mark.parametrize(
    "line",
    [
        '{"type":"Load","id":1,"path":"x","speed":9}',
        '{"type":"Load","id":1,"path":"x","settings":{"context":-1}}',
        '{"type":"Load","id":0,"path":"x"}',
        '{"type":"Cancel","id":9007199254740992,"target":1}',
        '{"type":"Generate","id":1,"chat":{"messages":[{"id":"a","role":"judge","text":""}]}}',
        '{"type":"Measure","id":1,"chat":{"messages":[]},"max_tokens":-1}',
        '{"type":"Done","id":1}',
        '{"type":"Load","id":1,"path":"\\ud800"}',
    ],
)
def test_what_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(InvalidRequest):
        decode_request(line.encode())


@pytest.mark.parametrize("line", [b"", b"{}", b'{"type":"Load","id":1,"path":"x"}', b"\xff"])
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_event(line)


def test_settings_left_out_have_their_defaults() -> None:
    line = b'{"type":"Generate","id":1,"chat":{"messages":[]},"sampling":{"top_k":5}}'
    request = decode_request(line)
    assert isinstance(request, Generate)
    assert request.sampling == SamplingSettings(top_k=5)
