"""`tessera ask`: the reply streams to standard output; how it was made goes into a file."""

from __future__ import annotations

import argparse
import sys

from msgspec.structs import replace

from engine import tracefile
from engine.findings import PieceTable, TokenList
from engine.headless.asking import chat_of, load, sampling_of, write_file
from engine.headless.child import Child
from engine.headless.options import chosen
from engine.headless.shown import Gauge, Stream
from engine.protocol import Event, Generate, Pieces, Prompted, Render, Token
from engine.records import ModelFacts, RunSummary, StopReason, TokenRecord
from engine.traced import Model, Run, TraceFile

IDS_AT_ONCE = 50_000  # of one request for pieces
_FULL = "tessera: the context window is full; --context asks for a larger one\n"


def ask(options: argparse.Namespace, child: Child) -> None:
    """Write the reply, then the trace where one is wanted. Raises Refused."""
    facts = load(options, child)
    request = Generate(1, chat_of(options, facts), sampling_of(chosen(options), facts))
    reply = _Reply()
    summary = child.ask(request, reply.take)
    assert isinstance(summary, RunSummary)
    reply.end()
    if summary.reason is StopReason.CONTEXT_FULL:
        sys.stderr.write(_FULL)
    if options.trace:
        trace = _trace(child, request, reply, summary, facts)
        write_file(options.trace, tracefile.encode(trace))


class _Reply:
    """What comes in while a reply is written, on its way to standard output."""

    def __init__(self) -> None:
        self.records: list[TokenRecord] = []
        self.memory_start = ""
        self._out = Stream(sys.stdout)
        self._reading = Gauge("Reading the prompt", sys.stderr)

    def take(self, event: Event) -> None:
        if isinstance(event, Token):
            if not self.records:
                self._reading.clear()
            self.records.append(event.record)
            self._out.write(event.record.piece)
        elif isinstance(event, Prompted):
            self.memory_start = event.use.memory_start
        else:
            self._reading.tell(event)

    def end(self) -> None:
        self._reading.clear()
        self._out.end()


def _trace(
    child: Child, request: Generate, reply: _Reply, summary: RunSummary, facts: ModelFacts
) -> TraceFile:
    """The reply's trace, with the texts of everything in it; a child that was interrupted is
    asked for them too."""
    chat = replace(request.chat, memory_start=reply.memory_start)
    child.recover()
    prompt = child.ask(Render(1, chat))
    assert isinstance(prompt, TokenList)
    wanted = sorted(tracefile.ids_of(reply.records))
    pieces: dict[int, bytes] = {}
    for start in range(0, len(wanted), IDS_AT_ONCE):
        ids = tuple(wanted[start : start + IDS_AT_ONCE])
        table = child.ask(Pieces(1, ids))
        assert isinstance(table, PieceTable)
        pieces |= zip(ids, table.pieces, strict=True)
    run = Run.of(summary, request.sampling)
    return tracefile.made(run, chat, prompt, reply.records, Model.of(facts), pieces)
