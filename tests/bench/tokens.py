"""The token view over a long chat: a thousand messages, a hundred thousand recorded tokens."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator

from engine.chat import Role
from engine.records import How, TokenRecord, TokenTrace
from engine.stage_settings import StageName

TURNS = 500  # a question and a reply each
TOKENS = 200  # of a reply
CANDIDATES = 64
FRAMES = 120
WORDS = ("the", "sky", "blue", "light", "air", "waves", ",", ".", "because", "much", "red")


def measure(rounds: int) -> Iterator[str]:
    """Everything in one process, offscreen; frames are painted whole."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["TESSERA_HOME"] = home
        bench = Bench(_fill())
        yield from bench.figures(rounds)
        bench.app.close()


def _records(count: int, seed: int) -> list[TokenRecord]:
    rolls = random.Random(seed)
    logprobs = tuple(-0.5 - 0.125 * place for place in range(CANDIDATES))
    finals = tuple(0.5 if place < 2 else 0.0 for place in range(CANDIDATES))
    trace = TokenTrace(
        *(12.0, 11.5, 0.0, 2.0, tuple(range(CANDIDATES)), logprobs, finals, 0.01, 0, 0.0),
        *((StageName.TOP_K, StageName.TOP_P), (40, 8), (0.9, 0.9), 0.5, 0.0),
    )
    return [
        TokenRecord(
            place % CANDIDATES,
            (" " + rolls.choice(WORDS)).encode(),
            -rolls.expovariate(0.7),
            rolls.choice((1, 1, 2, 5)),
            rolls.expovariate(1.0),
            0.25,
            How.SAMPLED,
            0,
            10.0 * place,
            trace,
        )
        for place in range(count)
    ]


def _fill() -> str:
    """Write the chat; its id."""
    from desktop.core.conversation import Node, NodeState
    from desktop.core.paths import find_paths
    from desktop.core.store import Store

    paths = find_paths()
    paths.data.mkdir(parents=True, exist_ok=True)
    store = Store(paths.database)
    chat, parent = store.new_chat(), None
    records = _records(TOKENS, 1)
    said = b"".join(record.piece for record in records).decode()
    for turn in range(TURNS):
        asked, told = f"q{turn}", f"r{turn}"
        fields = {"created_ms": turn, "state": NodeState.COMPLETE}
        question = Node(id=asked, parent=parent, role=Role.USER, text="Why?", **fields)  # type: ignore[arg-type]
        store.add_node(chat, question)
        reply = Node(id=told, parent=asked, role=Role.ASSISTANT, text=said, model="m", **fields)  # type: ignore[arg-type]
        store.add_node(chat, reply)
        if turn:
            store.copy_trace("r0", told)
        else:
            for at in range(0, TOKENS, 20):
                store.append_tokens(told, records[at : at + 20])
        parent = told
    store.close()
    return chat


class Bench:
    """The open window, and what is done to it."""

    def __init__(self, chat: str) -> None:
        from PySide6.QtWidgets import QApplication

        from desktop.app import compose
        from desktop.core.paths import find_paths

        self.application = QApplication.instance() or QApplication([])
        self.app = compose(find_paths())
        self.app.window.resize(1440, 900)
        self.app.window.show()
        self.app.tokens.show(True)
        self.application.processEvents()
        self.transcript = self.app.page.transcript
        self._chat = chat

    def figures(self, rounds: int) -> Iterator[str]:
        before = self._memory()
        first, *more = [self._timed(self._open) for _ in range(max(2, rounds))]
        again = statistics.median(more)
        yield f"open to first paint {first:.2f} s, again {again:.2f} s (goal 0.7)"
        yield from self._scrolling()
        yield f"another layer {self._typical(self._next_layer, 12):.1f} ms (goal 50)"
        yield f"tokens at the end, a frame {self._typical(self._add, FRAMES):.1f} ms (goal 4)"
        yield f"hover to card {self._typical(self._hover, FRAMES):.1f} ms (goal 30)"
        yield f"panel with 64 candidates {self._typical(self._choose, FRAMES):.1f} ms (goal 30)"
        for turn in range(TURNS):
            self.app.tokens.tokens_of(f"r{turn}")
        grown = (self._memory() - before) / 1e6
        yield f"memory with all {TURNS * TOKENS:,} tokens read: {grown:.0f} MB more (goal 150)"

    def _open(self) -> None:
        self.app.chat.open(self._chat)
        self._paint()

    def _scrolling(self) -> Iterator[str]:
        from desktop.core.layers import Layer

        bar = self.transcript.verticalScrollBar()
        for layer in Layer:
            self.app.tokens.show_layer(layer)
            bar.setValue(bar.maximum() // 3)
            self._paint()
            frames = sorted(self._timed(lambda: self._scroll(90)) for _ in range(FRAMES))
            slow = frames[int(len(frames) * 0.95)] * 1000
            yield f"scrolling, {layer.value}: 95 % of frames within {slow:.1f} ms (goal 16)"

    def _scroll(self, by: int) -> None:
        bar = self.transcript.verticalScrollBar()
        bar.setValue(bar.value() + by)
        self._paint()

    def _next_layer(self, _round: int) -> None:
        self.app.tokens.next_layer()
        self._paint()

    def _add(self, number: int) -> None:
        """Two tokens come, as at sixty a second."""
        node = f"r{TURNS - 1}"
        self.transcript.follow()
        records = _records(2, number)
        text = b"".join(record.piece for record in records).decode()
        self._start = time.perf_counter()
        self.app.replies.tokens_added.emit(node, records)
        self.transcript.append_text(node, text)
        self._paint()

    def _hover(self, number: int) -> None:
        node = f"r{TURNS - 1}"
        self.app.page.hover.show_card((node, number))
        self.app.page.hover.card.repaint()

    def _choose(self, number: int) -> None:
        self.app.window.open_token()
        self.app.window.token.show_all(True)
        self._start = time.perf_counter()
        self.app.tokens.choose(f"r{TURNS - 1}", number)
        self.app.window.token.grab()

    def _paint(self) -> None:
        self.transcript.viewport().repaint()

    def _timed(self, act: Callable[[], None]) -> float:
        start = time.perf_counter()
        act()
        return time.perf_counter() - start

    def _typical(self, act: Callable[[int], None], count: int) -> float:
        """The median in milliseconds, the preparation of an act aside."""
        found = []
        for number in range(count):
            self._start = time.perf_counter()
            act(number)
            found.append(time.perf_counter() - self._start)
        return statistics.median(found) * 1000

    def _memory(self) -> int:
        import psutil

        return int(psutil.Process().memory_info().rss)
