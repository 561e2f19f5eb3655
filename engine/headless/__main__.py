"""`tessera ask|score|next|tokens`: one question to one engine child, one answer."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from engine.headless.child import Child, Interrupted, Refused
from engine.headless.options import parse
from engine.headless.reply import ask
from engine.headless.shown import harmless, prepare_output
from engine.headless.tables import next_tokens, score, tokens

DONE, FAILED, INTERRUPTED, NOBODY_READS = 0, 1, 128 + 2, 128 + 13

_RUN = {"ask": ask, "score": score, "next": next_tokens, "tokens": tokens}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    prepare_output()
    try:
        child = Child()
        with _polite(child.interrupt), child:
            return _code(child, lambda: _RUN[options.command](options, child))
    except Refused as refusal:
        return _tell(refusal)
    except KeyboardInterrupt:  # before there was a child to ask
        return INTERRUPTED


def _code(child: Child, run: Callable[[], None]) -> int:
    try:
        run()
        sys.stdout.flush()
    except BrokenPipeError:
        return _leave_pipe()
    except Interrupted:
        return INTERRUPTED
    except (Refused, OSError) as problem:
        return INTERRUPTED if child.interrupted else _tell(problem)
    return INTERRUPTED if child.interrupted else DONE


def _tell(problem: Refused | OSError) -> int:
    if isinstance(problem, OSError):
        sentence = f"Standard output cannot be written: {problem.strerror}."
    else:
        sentence = str(problem)
    with suppress(OSError):
        sys.stderr.write(f"tessera: {harmless(sentence)}\n")
    _silence()
    return FAILED


def _leave_pipe() -> int:
    """Whoever read the output has gone: leave without a word, as a command does."""
    _silence()
    return NOBODY_READS


def _silence() -> None:
    """What is still to be written out at the end goes nowhere."""
    with suppress(OSError):
        sys.stdout.flush()
        return
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _polite(interrupt: Callable[[], None]) -> Iterator[None]:
    """Meanwhile Ctrl+C cancels, and a second one ends at once."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        interrupt()

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    sys.exit(main())
