"""The engine against a bare loop over the same binding: writing, reading, and what can be asked.

Interleaved rounds, of which the first is a warm-up; ratios are the medians of each round's own.
LLAMA_BENCH names a llama-bench of the same llama.cpp to be measured in the same rounds."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from engine.chat import Chat, Message, Role
from engine.local import LocalEngine
from engine.protocol import Event, Generate, Load, Score, Swap, Token, WhatIf, encode
from engine.records import ModelFacts, RunSummary, TokenRecord
from engine.settings import LoadSettings, SamplingSettings
from tests.bench import engine_process
from tests.bench.bare import BareLoop
from tests.bench.large_model import large_model
from tests.bench.resident import Peak
from tests.engine.asking import ask
from tests.vocabularies import _ENGLISH

CONTEXT = 4608
SETTINGS = LoadSettings(context=CONTEXT, threads=os.cpu_count() or 1)
WRITTEN = 64  # tokens of a round
PROMPT = 1024  # tokens of a prompt that is read
TURN = 2000  # tokens of a chat before its second turn
REPLY = 1000  # tokens of the reply that is asked about
SCORED = 4000
PLAIN = 300  # tokens from here on are words


class Bench:
    """One model, the engine's context and a bare one; events are encoded and written to nowhere,
    as a child writes them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._nowhere = os.open(os.devnull, os.O_WRONLY)
        self._engine = LocalEngine()
        self._dice = random.Random(1)
        facts = ask(self._engine, Load(1, str(path), SETTINGS))
        assert isinstance(facts, ModelFacts)
        self.facts = facts
        assert self._engine._loaded is not None
        self._model = self._engine._loaded.model
        self.bare = BareLoop(self._model, SETTINGS)
        self.tokens: list[tuple[float, TokenRecord]] = []  # of the last request, when they came

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.bare.close()
        self._engine.close()
        os.close(self._nowhere)

    def ask(self, request: Any) -> Any:
        """The result of a request; its tokens are in `tokens`."""
        self.tokens = []
        return ask(self._engine, request, send=self._send)

    def _send(self, event: Event) -> None:
        os.write(self._nowhere, encode(event))
        if isinstance(event, Token):
            self.tokens.append((time.perf_counter(), event.record))

    def text(self, tokens: int) -> str:
        """Words, never the same again, that are about so many tokens."""
        return " ".join(self._dice.choices(_ENGLISH.split(), k=tokens))

    def ids(self, text: str) -> list[int]:
        """The tokens of a text."""
        return self._model.tokenize(text, False)


def measure(rounds: int) -> Iterator[str]:
    """Every row of the table; each its own rounds."""
    with Bench(large_model()) as bench:
        yield f"{bench.path.name}, {bench.facts.threads} threads, {bench.facts.device}"
        for row in (_writing, _reading, _second_turn, _about_a_reply, _scoring):
            yield from row(bench, rounds)
    yield from engine_process.measure(large_model(), SETTINGS, rounds)


def chat(*texts: str) -> Chat:
    """A person's messages and replies in turn."""
    roles = (Role.USER, Role.ASSISTANT)
    return Chat(tuple(Message(str(n), roles[n % 2], text) for n, text in enumerate(texts)))


def _told(what: str, ratios: list[float], goal: str) -> str:
    spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
    return f"{what}: {statistics.median(ratios):.3f} ({spread}; goal {goal})"


def _rounds(rounds: int, one: Callable[[int], Any]) -> list[Any]:
    """Every round but the first."""
    return [one(number) for number in range(rounds + 1)][1:]


def _writing(bench: Bench, rounds: int) -> Iterator[str]:
    prompt = bench.text(64)

    def one(number: int) -> tuple[float, float, float | None]:
        bench.bare.cut(0)
        bench.bare.read(bench.ids(prompt))
        bare = bench.bare.write(WRITTEN)
        sampling = SamplingSettings(max_tokens=WRITTEN + 1, seed=number)
        bench.ask(Generate(2, chat(prompt), sampling))
        (start, _), *_, (end, _) = bench.tokens
        return (len(bench.tokens) - 1) / (end - start), bare, _llama_bench(bench)

    found = _rounds(rounds, one)
    ours, bare = (statistics.median(each[i] for each in found) for i in (0, 1))
    yield f"writing: bare {bare:.1f} tokens/s, ours {ours:.1f}"
    yield _told("writing, everything recorded : bare", [o / b for o, b, _ in found], ">= 0.97")
    if found[0][2]:
        yield _told("the same : llama-bench", [o / peer for o, _, peer in found], ">= 0.95")


def _llama_bench(bench: Bench) -> float | None:
    """llama-bench's tokens a second, with the same model, length and threads."""
    program = os.environ.get("LLAMA_BENCH")
    if not program:
        return None
    options = ("-m", str(bench.path), "-t", str(SETTINGS.threads), "-n", str(WRITTEN))
    command = [program, *options, "-p", "0", "-r", "1", "-o", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)[0]["avg_ts"])


def _reading(bench: Bench, rounds: int) -> Iterator[str]:
    def one(_number: int) -> float:
        text = bench.text(PROMPT)
        summary = bench.ask(Generate(2, chat(text), SamplingSettings(max_tokens=1)))
        assert isinstance(summary, RunSummary)
        ids = (bench.ids(text) * 2)[: summary.prompt_tokens - summary.cached_tokens]
        bench.bare.cut(0)
        bare = len(ids) / bench.bare.read(ids)
        return len(ids) / summary.prompt_ms * 1000 / bare

    yield _told("reading a prompt, tokens/s : bare", _rounds(rounds, one), ">= 0.98")


def _second_turn(bench: Bench, rounds: int) -> Iterator[str]:
    question = bench.text(TURN - 100)
    bench.ask(Generate(2, chat(question), SamplingSettings(max_tokens=32, seed=1)))
    reply = _message([record for _, record in bench.tokens], bench.facts)
    bench.bare.cut(0)
    bench.bare.read((bench.ids(question) * 2)[:TURN])

    def one(_number: int) -> float:
        more = Message("2", Role.USER, bench.text(60))
        messages = (*chat(question).messages, reply, more)
        sampling = SamplingSettings(max_tokens=1)
        summary = bench.ask(Generate(2, Chat(messages), sampling))
        assert isinstance(summary, RunSummary)
        assert summary.cached_tokens > TURN - 200
        new = summary.prompt_tokens - summary.cached_tokens
        bench.bare.cut(summary.cached_tokens)
        peer = bench.bare.read(bench.ids(question)[:new]) + 1 / bench.bare.write(1)
        return summary.first_token_ms / 1000 / peer

    yield _told(
        f"second turn of a chat of {TURN:,} tokens, first token : new tokens and one decode",
        _rounds(rounds, one),
        "<= 1.1",
    )


def _message(records: list[TokenRecord], facts: ModelFacts) -> Message:
    """A reply with its recorded tokens."""
    text = b"".join(record.piece for record in records).decode("utf-8", "backslashreplace")
    ids = tuple(record.id for record in records)
    return Message("1", Role.ASSISTANT, text, ids, facts.vocabulary)


def _about_a_reply(bench: Bench, rounds: int) -> Iterator[str]:
    question = chat(bench.text(64))
    sampling = SamplingSettings(max_tokens=REPLY, seed=1)
    bench.ask(Generate(2, question, sampling, trace="reply"))
    records = [record for _, record in bench.tokens]
    assert len(records) == REPLY
    yield from _swapping(bench, rounds, question, records[: REPLY // 2])
    yield from _what_if(bench, rounds)


def _swapping(
    bench: Bench, rounds: int, question: Chat, records: list[TokenRecord]
) -> Iterator[str]:
    reply = _message(records, bench.facts)
    asked = Chat((*question.messages, reply))
    keep = len(records) // 2
    bench.bare.cut(0)
    bench.bare.read((bench.ids(bench.text(keep + 64)) * 2)[: keep + 64])

    def one(number: int) -> float:
        sampling = SamplingSettings(max_tokens=2, seed=number)
        bench.ask(Generate(2, asked, sampling, continuing=True))  # at the end of the whole reply
        token = PLAIN + number
        started = time.perf_counter()
        bench.ask(Swap(2, asked, keep, token, sampling))
        (_, forced), (first, _) = bench.tokens
        assert forced.id == token
        bench.bare.cut(keep + 64)
        bench.bare.write(2)
        return (first - started) * bench.bare.write(8)

    yield _told(
        f"swap in the middle of a reply of {len(records)} tokens, first new token, in decodes",
        _rounds(rounds, one),
        "<= 2",
    )


def _what_if(bench: Bench, rounds: int) -> Iterator[str]:
    def one(number: int) -> float:
        started = time.perf_counter()
        bench.ask(WhatIf(2, "reply", SamplingSettings(temperature=0.5 + number / 100)))
        return (time.perf_counter() - started) * 1000

    yield _told(f"what-if over {REPLY:,} tokens, ms", _rounds(rounds, one), "<= 100")


def _scoring(bench: Bench, rounds: int) -> Iterator[str]:
    extra: list[float] = []

    def one(_number: int) -> float:
        text = bench.text(SCORED)
        ids = bench.ids(text)
        bench.bare.cut(0)
        bare = bench.bare.read_with_all_logits(ids)
        with Peak() as peak:
            started = time.perf_counter()
            bench.ask(Score(2, text=text))
            ours = time.perf_counter() - started
        extra.append(peak.extra_mb)
        return ours / bare

    few = min(rounds, 3)  # each takes as long as all of another row
    goal = "<= 1.3"
    yield _told(f"score of {SCORED:,} tokens : reading with all logits", _rounds(few, one), goal)
    yield f"memory that a score takes beside: {max(extra):.0f} MB (goal 100)"
