"""`tessera next`, `score` and `tokens`: what the engine finds about tokens, as columns."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import msgspec

from engine.findings import NextTable, ScoreTable, TokenList
from engine.headless.asking import (
    STANDARD_INPUT,
    chat_of,
    document,
    load,
    read_text,
    sampling_of,
    text_of,
)
from engine.headless.child import Child
from engine.headless.shown import Gauge, columns, visible
from engine.protocol import NextTokens, Place, Result, Score, Tokenize

NONE = "-"  # where there is no number


def next_tokens(options: argparse.Namespace, child: Child) -> None:
    """The candidates, the likeliest first: raw probability and what the stages make of it."""
    facts = load(options, child)
    place = Place(chat_of(options, facts))
    sampling = sampling_of({"candidates": options.top}, facts)
    table = _asked(child, NextTokens(1, place, sampling))
    assert isinstance(table, NextTable)
    trace = table.record.trace
    assert trace is not None
    rows = [
        (str(id), _share(math.exp(logprob)), _share(final) if final else NONE, visible(piece))
        for id, logprob, final, piece in zip(
            trace.candidates, trace.logprobs, trace.finals, table.pieces, strict=True
        )
    ]
    head = ("id", "probability", "after the chain", "piece")
    sys.stdout.write(columns(head, rows, (True, True, True, False)))


def score(options: argparse.Namespace, child: Child) -> None:
    """Every token of a text as the model weighs it, and the perplexity of the whole."""
    path = None if options.file == STANDARD_INPUT else Path(options.file)
    text = document(read_text(path), path)
    load(options, child)
    table = _asked(child, Score(1, text=text))
    assert isinstance(table, ScoreTable)
    if options.json:
        sys.stdout.write(_json(table))
        return
    rows = [
        (
            str(id),
            _number(logprob),
            NONE if rank is None else str(rank),
            _number(entropy),
            visible(best) if rank not in (None, 1) else NONE,
            visible(piece),
        )
        for id, logprob, rank, entropy, best, piece in zip(
            table.ids,
            table.logprobs,
            table.ranks,
            table.entropies_nats,
            table.best_pieces,
            table.pieces,
            strict=True,
        )
    ]
    head = ("id", "logprob", "rank", "entropy", "likeliest", "piece")
    sys.stdout.write(columns(head, rows, (True, True, True, True, False, False)))
    sys.stdout.write(f"perplexity {table.perplexity:.4f}\n")


def tokens(options: argparse.Namespace, child: Child) -> None:
    """A text in tokens: id, piece, bytes."""
    text = document(text_of(options.text))
    load(options, child)
    found = _asked(child, Tokenize(1, text))
    assert isinstance(found, TokenList)
    rows = [
        (str(id), visible(piece), piece.hex(" "))
        for id, piece in zip(found.ids, found.pieces, strict=True)
    ]
    sys.stdout.write(columns(("id", "piece", "bytes"), rows, (True, False, False)))


def _asked(child: Child, request: NextTokens | Score | Tokenize) -> Result | None:
    gauge = Gauge("Reading", sys.stderr)
    try:
        return child.ask(request, gauge.tell)
    finally:
        gauge.clear()


def _json(table: ScoreTable) -> str:
    """All fields of the table, its pieces as text and as bytes."""
    whole = msgspec.to_builtins(table, builtin_types=(bytes,))
    del whole["type"]
    for name in ("pieces", "best_pieces"):
        pieces = whole.pop(name)
        whole[name] = [piece.decode("utf-8", "backslashreplace") for piece in pieces]
        whole[name + "_hex"] = [piece.hex() for piece in pieces]
    return msgspec.json.encode(whole).decode() + "\n"


def _share(value: float) -> str:
    return f"{value:.6f}" if value >= 1e-6 else f"{value:.1e}"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.4f}"
