"""A reply as a file and back; what strangers write is refused with a sentence."""

from __future__ import annotations

import json
import re
import types
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine import tracefile
from engine.chat import Chat, Message, Role
from engine.findings import TokenList
from engine.records import (
    Contrast,
    How,
    MemoryKind,
    ModelFacts,
    Plan,
    RunSummary,
    SegmentKind,
    StopReason,
    TemplateFacts,
    TokenRecord,
    TokenTrace,
)
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.traced import VERSION, Model, Run, TraceFile
from engine.tracefile import TraceUnreadable

PAGE = (Path(__file__).parents[2] / "docs" / "trace.md").read_text(encoding="utf-8")
NI, FACE = "你".encode(), "🙂".encode()
PIECES = {1: NI, 2: FACE[:2], 3: FACE[2:], 4: b"\xff", 5: b" a"}
CHAT = Chat((Message("s", Role.SYSTEM, "简短。"), Message("q", Role.USER, "你好")))
PROMPT = TokenList(
    "简短。你好",
    (9, 8),
    ("简短。".encode(), "你好".encode()),
    (0, 9),
    (9, 15),
    ("normal", "normal"),
    (SegmentKind.SYSTEM, SegmentKind.USER),
    ("s", "q"),
)
FACTS = ModelFacts(
    name="Tiny",
    path="/home/somebody/models/tiny.gguf",
    architecture="llama",
    quantisation="Q8_0",
    parameters=1000,
    size_bytes=2000,
    vocabulary="abc",
    vocabulary_size=10,
    context_trained=512,
    context=256,
    threads=2,
    device="CPU",
    memory=MemoryKind.PLAIN,
    template=TemplateFacts(present=True),
)
PLAN = Plan((0, 2), (2, 1), "0f", 2, True, "f16", "f16")
SUMMARY = RunSummary(
    StopReason.LENGTH,
    7,
    2,
    0,
    5,
    12.5,
    20.0,
    400.0,
    PLAN,
    (SamplingSettings(temperature=0.5), SamplingSettings(temperature=1.5)),
)


def trace_of(*candidates: int) -> TokenTrace:
    count = len(candidates)
    return TokenTrace(
        log_sum_exp=3.5,
        maximum=2.5,
        mean=-0.5,
        deviation=1.5,
        candidates=candidates,
        logprobs=tuple(-0.5 - n for n in range(count)),
        finals=(0.75,) + (0.0,) * (count - 1),
        tail_mass=0.125,
        rest=1,
        rest_mass=0.25,
        stages=(StageName.TOP_K, StageName.TEMPERATURE),
        left=(3, 2),
        kept=(0.9, 1.0),
        final=0.75,
        below=0.0,
        touched=(6,),
        touched_logprobs=(-9.5,),
        xtc_throw=0.5,
        state=None,
    )


def record(id: int, piece: bytes, **changes: Any) -> TokenRecord:
    made = TokenRecord(id, piece, -0.5, 1, 1.25, 0.5, How.SAMPLED, 0, 20.0, trace_of(1, 2, 5))
    return replace(made, **changes)


REPLY = (
    record(1, NI),
    record(2, FACE[:2], how=How.GREEDY, u=None),
    record(3, FACE[2:], settings=1),
    record(4, b"\xff", trace=None, at_ms=None),
    record(5, FACE[:3]),
)


def made(records: tuple[TokenRecord, ...] = REPLY) -> TraceFile:
    run = Run.of(SUMMARY, SamplingSettings())
    return tracefile.made(run, CHAT, PROMPT, records, Model.of(FACTS), PIECES)


def written(**changes: Any) -> dict[str, Any]:
    """The file as any program reads it."""
    content: dict[str, Any] = json.loads(tracefile.encode(replace(made(), **changes)))
    return content


def test_a_reply_comes_back_equal() -> None:
    trace = tracefile.read(tracefile.encode(made()), "t.json")
    assert trace == made()
    assert tracefile.records(trace) == REPLY
    assert tracefile.all_settings(trace) == SUMMARY.settings
    assert (trace.seed, trace.reason, trace.plan) == (7, StopReason.LENGTH, PLAN)
    assert trace.chat == CHAT


numbers = st.floats(-(2.0**100), 2.0**100, width=32)
shares = st.floats(0, 1, width=32)
ids = st.integers(0, 2**31 - 1)


def lists(value: Any, size: int) -> Any:
    return st.lists(value, min_size=size, max_size=size).map(tuple)


contrasts = st.integers(1, 3).flatmap(
    lambda size: st.builds(
        Contrast, lists(ids, size), lists(shares, size), lists(numbers, size), lists(numbers, size)
    )
)


@st.composite
def any_trace(draw: Any) -> TokenTrace:
    """Every field of TokenTrace with any value that it may have."""
    sizes = {"candidates": draw(st.integers(0, 3)), "stages": draw(st.integers(0, 3)), "touched": 1}
    kinds: dict[str, Any] = {
        "candidates": lists(ids, sizes["candidates"]),
        "logprobs": lists(numbers, sizes["candidates"]),
        "finals": lists(shares, sizes["candidates"]),
        "stages": lists(st.sampled_from(StageName), sizes["stages"]),
        "left": lists(ids, sizes["stages"]),
        "kept": lists(shares, sizes["stages"]),
        "touched": lists(ids, 1),
        "touched_logprobs": lists(numbers, 1),
        "rest": ids,
        "xtc_throw": st.none() | shares,
        "state": st.none() | numbers,
    }
    kinds["contrast"] = st.none() | contrasts
    for name in ("log_sum_exp", "maximum", "mean", "deviation"):
        kinds[name] = numbers
    for name in ("tail_mass", "rest_mass", "final", "below"):
        kinds[name] = shares
    assert set(kinds) == set(TokenTrace.__struct_fields__)
    return TokenTrace(**{name: draw(kind) for name, kind in kinds.items()})


any_record = st.builds(
    TokenRecord,
    ids,
    st.binary(max_size=4),
    numbers,
    st.integers(1, 1000),
    numbers,
    st.none() | shares,
    st.sampled_from(How),
    st.integers(0, 1),
    st.none() | numbers,
    st.none() | any_trace(),
)


@given(st.lists(any_record, max_size=5).map(tuple))
@settings(max_examples=50, deadline=None)
def test_any_records_come_back_equal(records: tuple[TokenRecord, ...]) -> None:
    trace = tracefile.read(tracefile.encode(made(records)), "t.json")
    assert tracefile.records(trace) == records
    text = b"".join(record.piece for record in records).decode("utf-8", "backslashreplace")
    assert "".join(token.text for token in trace.tokens) == text


def test_the_keys_that_other_programs_look_for() -> None:
    file = written()
    assert file["prompt"]["text"] == "简短。你好"
    assert file["prompt"]["ids"] == [9, 8]
    assert file["settings"]["temperature"] == 0.5
    assert file["model"]["name"] == "Tiny"
    assert file["timings"]["prompt_ms"] == 12.5
    assert file["timings"]["first_token_ms"] == 20.0
    assert file["timings"]["tokens_per_second"] == 10.0
    token = file["tokens"][0]
    assert (token["id"], token["text"], token["bytes_hex"]) == (1, "你", "e4bda0")
    assert (token["logprob"], token["rank"], token["entropy_nats"]) == (-0.5, 1, 1.25)
    assert (token["u"], token["how"]) == (0.5, "sampled")
    assert token["candidates"][0] == {"id": 1, "text": "你", "logprob": -0.5, "final": 0.75}


def test_a_candidate_that_a_stage_cut_has_no_final_probability() -> None:
    finals = [each["final"] for each in written()["tokens"][0]["candidates"]]
    assert finals == [0.75, None, None]


def test_characters_stand_at_their_last_byte_and_broken_bytes_show() -> None:
    texts = [token["text"] for token in written()["tokens"]]
    assert texts == ["你", "", "🙂", "\\xff", "\\xf0\\x9f\\x99"]
    assert "".join(texts) == "你🙂\\xff\\xf0\\x9f\\x99"


def test_a_candidate_that_is_half_a_character_shows_its_bytes() -> None:
    texts = [each["text"] for each in written()["tokens"][0]["candidates"]]
    assert texts == ["你", "\\xf0\\x9f", " a"]


def test_a_candidate_whose_text_is_unknown_has_none() -> None:
    run = Run.of(SUMMARY, SamplingSettings())
    trace = tracefile.made(run, CHAT, None, REPLY, Model.of(FACTS), {1: NI})
    assert [each.text for each in trace.tokens[0].candidates] == ["你", None, None]
    assert tracefile.records(tracefile.read(tracefile.encode(trace), "t")) == REPLY


def test_where_the_model_lies_on_the_disk_is_nobodys_business() -> None:
    content = tracefile.encode(made())
    assert b"somebody" not in content
    assert written()["model"]["file"] == "tiny.gguf"


def test_a_line_is_a_token() -> None:
    lines = tracefile.encode(made()).decode().splitlines()
    assert sum(line.startswith('  {"id":') for line in lines) == len(REPLY)
    assert tracefile.encode(made(())).decode().count('"tokens": []') == 1


def test_the_pieces_that_are_shown_are_those_of_the_candidates() -> None:
    assert tracefile.ids_of(REPLY) == {1, 2, 5}


def test_without_adjustments_the_settings_are_those_asked_for() -> None:
    run = Run.of(replace(SUMMARY, settings=()), SamplingSettings(top_k=3))
    assert run.settings.top_k == 3
    assert run.later_settings == ()


@pytest.mark.parametrize("tokens", [0, 1])
def test_no_speed_is_told_where_there_was_no_time(tokens: int) -> None:
    summary = replace(SUMMARY, generated_tokens=tokens)
    assert Run.of(summary, SamplingSettings()).timings.tokens_per_second is None


def changed(path: str, value: Any) -> bytes:
    """The file with another value at a path such as tokens.0.rank."""
    file = written()
    *way, last = path.split(".")
    place: Any = file
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return json.dumps(file).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "another kind"),
        (b"GGUF\x03\x00\x00\x00", "another kind"),
        (b"[" * 100_000, "another kind"),
        (b'{"format":"tessera-chat","version":1}', "another kind"),
        (b'{"format":"tessera-trace","version":2}', "newer version wrote it"),
        (b'{"format":"tessera-trace","version":1}', "missing"),
        (b"\xff\xfe", "another kind"),
        (changed("tokens.0.rank", 0), "rank"),
        (changed("tokens.0.id", -1), "id"),
        (changed("tokens.0.id", 2**31), "id"),
        (changed("tokens.0.logprob", 1e300), "logprob"),
        (changed("tokens.0.logprob", None), "logprob"),
        (changed("tokens.0.bytes_hex", "zz"), "bytes_hex"),
        (changed("tokens.0.bytes_hex", "abc"), "bytes_hex"),
        (changed("tokens.0.bytes_hex", "00" * 70_000), "bytes_hex"),
        (changed("tokens.0.u", 2), "u"),
        (changed("tokens.0.how", "guessed"), "guessed"),
        (changed("tokens.0.settings", 2), "settings that it does not hold"),
        (changed("tokens.0.stages.0.name", "magic"), "magic"),
        (changed("tokens.0.distribution", None), "without their distribution"),
        (changed("tokens.0.candidates", [written()["tokens"][0]["candidates"][0]] * 1001), "1000"),
        (changed("settings.temperature", 99), "5"),
        (changed("settings.magic", 1), "magic"),
        (changed("chat.messages.1.id", "s"), "same id"),
        (changed("chat.messages.1.role", "system"), "system prompt stands in the middle"),
        (changed("prompt.ids", [1]), "span for each token"),
        (tracefile.encode(made())[:-200], "another kind"),
    ],
)
def test_what_is_no_trace_is_refused_with_a_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(TraceUnreadable) as caught:
        tracefile.read(content, "x.json")
    assert str(caught.value).startswith("x.json is no trace that can be opened: ")
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_file_beyond_all_measure_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracefile, "LARGEST", 1 << 20)
    with pytest.raises(TraceUnreadable, match="larger than 1 MB"):
        tracefile.read(b" " * ((1 << 20) + 1), "x.json")


@given(st.binary(max_size=64), st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_damaged_files_are_refused_or_read(noise: bytes, place: int) -> None:
    content = tracefile.encode(made())
    start = place % len(content)
    damaged = content[:start] + noise + content[start + len(noise) :]
    try:
        trace = tracefile.read(damaged, "x.json")
    except TraceUnreadable:
        return
    assert len(tracefile.records(trace)) == len(trace.tokens)


# The page.

PLAIN = {int: "integer", float: "number", str: "text"}


def values_of_the_file() -> list[type[msgspec.Struct]]:
    """Every struct of the file that docs/protocol.md does not describe."""
    found: dict[type[msgspec.Struct], None] = {}
    waiting: list[Any] = [TraceFile]
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            if kind.__module__ == TraceFile.__module__ and kind not in found:
                found[kind] = None
                waiting.extend(get_type_hints(kind).values())
        else:
            waiting.extend(get_args(kind))
    return list(found)


def words(hint: Any) -> str:
    """A type as the page writes it."""
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) is Annotated:
        return words(get_args(hint)[0])
    if get_origin(hint) is tuple:
        return f"list of {words(get_args(hint)[0])}"
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(words(part) for part in get_args(hint))
    if get_origin(hint) is not None:
        return " or ".join(f'`"{each}"`' for each in get_args(hint))
    return "null" if hint is type(None) else f"`{hint.__name__}`"


def rows_of(kind: type[msgspec.Struct]) -> list[list[str]]:
    found = re.search(rf"^## {kind.__name__}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no section {kind.__name__}"
    lines = [line for line in found[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("kind", values_of_the_file(), ids=lambda kind: kind.__name__)
def test_the_page_tells_every_field_with_its_type(kind: type[msgspec.Struct]) -> None:
    hints = get_type_hints(kind, include_extras=True)
    fields = [(f"`{name}`", words(hints[name])) for name in kind.__struct_fields__]
    assert [(row[0], row[1]) for row in rows_of(kind)] == fields
    assert all(row[2].endswith(".") for row in rows_of(kind))


def test_the_page_is_of_this_version() -> None:
    assert f"This is version {VERSION} of the format" in PAGE
