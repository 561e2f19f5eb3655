"""A stand-in engine process: the real protocol and worker, a model made of words.

What it does is chosen by what it is asked, so that a test needs no other door:

Load, by the file's name (anything else loads at once; `other` in it: another vocabulary)
    broken...   fails with FileBroken
    killed...   ends the process by SIGSEGV, without a word
    abort...    aborts the process, as llama.cpp does, with a line on stderr
    held...     loads when a file of the same path with `.go` added appears, or is cancelled

Generate, by the text of the last message
    say X       replies X, in words; characters beyond ASCII byte by byte
    think       replies with a thinking block
    silent      ends its turn without a word
    forever     replies without an end
    step        replies one word for each Measure, so that a test sets the pace
    die         says one word, then exits with code 3
    abort       says one word, then aborts
    kill        says one word, then ends by SIGKILL
    fail        fails with ContextFull
    bug         raises an error that nobody foresaw
    deaf        says one word, then hears no Cancel and no end of input
    (else)      replies `WORDS`

Swap: the forced token, then " and so on."; what else is asked about tokens, `words.py` answers.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.chat import Chat
from engine.errors import ContextFull, FileBroken, InvalidRequest, LoadCancelled, NoModelLoaded
from engine.outgoing import descriptor_writer
from engine.protocol import (
    VERSION,
    Capability,
    CompareContinuations,
    Device,
    Generate,
    Hello,
    Job,
    Load,
    Measure,
    NextTokens,
    Pieces,
    Progress,
    Prompted,
    Render,
    Result,
    Score,
    Swap,
    Token,
    Tokenize,
)
from engine.records import (
    ContextUse,
    How,
    MemoryKind,
    ModelFacts,
    RunSummary,
    Segment,
    SegmentKind,
    StopReason,
    TemplateFacts,
    TokenRecord,
)
from engine.task import Task
from engine.worker import serve
from tests.fakes.words import Words, split

WORDS = "Once upon a time there was a small engine."
THOUGHT = "<think>The person greets me.</think>Hello!"
SEED = 7


class FakeEngine:
    """The `Engine` of `engine.worker`, without a model."""

    def __init__(self) -> None:
        self._facts: ModelFacts | None = None
        self._steps = threading.Semaphore(0)
        self._words = Words((WORDS, THOUGHT))

    def hello(self) -> Hello:
        cpu = Device("CPU", "A processor made of words", "cpu", 1 << 30, 2 << 30)
        return Hello(VERSION, "fake", tuple(Capability), (cpu,))

    def perform(self, request: Job, task: Task) -> Result | None:
        match request:
            case Load():
                return self._load(request, task.report)
            case Generate():
                pieces = self._pieces(request.chat.messages[-1].text)
                return self._write(request, task, map(_sampled, pieces))
            case Swap():
                return self._swap(request, task)
            case Measure():
                return self._measure(request)
            case _:
                return self._answer(request)

    def _answer(self, request: Job) -> Result:
        """What is known of the words themselves."""
        if self._facts is None:
            raise NoModelLoaded
        match request:
            case Pieces():
                return self._words.pieces(request)
            case Tokenize():
                return self._words.tokenize(request)
            case Render():
                return self._words.render(request)
            case NextTokens():
                return self._words.next_tokens(request)
            case Score():
                return self._words.score(request)
            case CompareContinuations():
                return self._words.compare(request)
            case _:
                raise InvalidRequest(problem="an engine of words cannot do that")

    def _swap(self, request: Swap, task: Task) -> RunSummary:
        """The token that is forced, then always the same words."""
        self._words.kept(request.chat, request.keep)
        forced = (self._words.piece(request.token), How.FORCED)
        return self._write(request, task, iter([forced, *map(_sampled, split(" and so on."))]))

    def _load(self, request: Load, report: Callable[[float], bool]) -> ModelFacts:
        if self._facts is not None:
            raise InvalidRequest(problem="a model is loaded already")
        name = os.path.basename(request.path)
        report(0.25)
        if name.startswith("broken"):
            raise FileBroken(name=name, reason="its header contradicts itself")
        if name.startswith("killed"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if name.startswith("abort"):
            _abort()
        if name.startswith("held"):
            _hold(request.path, report)
        if not report(1.0):
            raise LoadCancelled(name=name)
        self._facts = _facts(request)
        return self._facts

    def _write(
        self, request: Generate | Swap, task: Task, pieces: Iterator[tuple[bytes, How]]
    ) -> RunSummary:
        use = self._use(request.chat, request.sampling.max_tokens)
        if request.chat.messages[-1].text == "fail":
            raise ContextFull(tokens=use.used, window=use.window)
        if request.chat.messages[-1].text == "bug":
            raise ZeroDivisionError
        task.send(Prompted(request.id, use))
        task.send(Progress(request.id, use.used, use.used))
        count, reason = 0, StopReason.END_OF_TURN
        for count, (piece, how) in enumerate(pieces, 1):
            if task.cancelled():
                reason = StopReason.CANCELLED
                break
            number, _ = task.adjusted() or (0, None)
            task.send(Token(request.id, self._record(piece, how, number)))
            if count == request.sampling.max_tokens:
                reason = StopReason.LENGTH
                break
        seed = SEED if request.sampling.seed < 0 else request.sampling.seed
        return RunSummary(reason, seed, use.used, use.cached, count, 1.0, 1.0, 1.0)

    def _measure(self, request: Measure) -> ContextUse:
        self._steps.release()
        use = self._use(request.chat, request.max_tokens)
        draft = Segment(SegmentKind.DRAFT, len(request.draft.split()))
        return ContextUse(use.window, (*use.segments, draft), reserve=use.reserve)

    def abort(self) -> None:
        self._steps.release()

    def resume(self) -> None:
        """Words need no second beginning."""

    def close(self) -> None:
        self._facts = None

    def _use(self, chat: Chat, reserve: int) -> ContextUse:
        if self._facts is None:
            raise NoModelLoaded
        kinds = (Segment(SegmentKind(m.role), len(m.text.split()), m.id) for m in chat.messages)
        return ContextUse(self._facts.context, tuple(kinds), reserve=reserve)

    def _pieces(self, text: str) -> Iterator[bytes]:
        match text.split(" ", 1):
            case ["say", words]:
                yield from split(words)
            case ["think"]:
                yield from split(THOUGHT)
            case ["silent"]:
                return
            case ["forever"]:
                while True:
                    yield b" again"
            case ["step"]:
                yield from self._stepwise()
            case ["die" | "abort" | "kill" | "deaf" as how]:
                yield b"Well"
                _end(how)
            case _:
                yield from split(WORDS)

    def _record(self, piece: bytes, how: How, settings: int) -> TokenRecord:
        (id,) = self._words.ids([piece])
        u = 0.25 if how is How.SAMPLED else None
        return TokenRecord(id, piece, -0.5, 1, 1.0, u, how, settings)

    def _stepwise(self) -> Iterator[bytes]:
        for piece in split(WORDS):
            self._steps.acquire()
            yield piece


def _sampled(piece: bytes) -> tuple[bytes, How]:
    return piece, How.SAMPLED


def _facts(request: Load) -> ModelFacts:
    stem = Path(request.path).stem
    size = os.path.getsize(request.path) if os.path.exists(request.path) else 0
    return ModelFacts(
        name=stem,
        path=request.path,
        architecture="words",
        quantisation="F32",
        parameters=1000,
        size_bytes=size,
        vocabulary="other" if "other" in stem else "words",
        vocabulary_size=100,
        context_trained=512,
        context=request.settings.context or 512,
        threads=1,
        device="CPU",
        memory=MemoryKind.PLAIN,
        template=TemplateFacts(present=True),
    )


def _hold(path: str, report: Callable[[float], bool]) -> None:
    pause = threading.Event()
    while report(0.5) and not os.path.exists(path + ".go"):
        pause.wait(0.002)


def _abort() -> None:
    sys.stderr.write("GGML_ASSERT(words > 0) failed\n")
    sys.stderr.flush()
    os.abort()


def _end(how: str) -> None:
    if how == "die":
        os._exit(3)
    if how == "abort":
        _abort()
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Event().wait()


if __name__ == "__main__":
    serve(sys.stdin.buffer, descriptor_writer(sys.stdout.fileno()), FakeEngine())
    os._exit(0)
