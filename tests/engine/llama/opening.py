"""Opens model files in child processes and tells how each one ended, crashes included.

As a program it is the child: for each path a JSON line, the kind of the error and its sentence,
or two empty texts where the model loaded and could be used."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine import reasons
from engine.errors import EngineError
from engine.llama.model import Model
from engine.settings import LoadSettings

ROOT = Path(__file__).parents[3]
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """How opening a file ended; empty texts mean that it can be used."""

    kind: str
    sentence: str
    died: bool = False


def open_all(paths: Iterable[Path]) -> dict[str, Outcome]:
    """The outcome for each file, by name. A child goes on until a file ends it; then the next
    child goes on after that file."""
    outcomes: dict[str, Outcome] = {}
    left = list(paths)
    while left:
        told, death = _open_until_death(left)
        outcomes |= {path.name: outcome for path, outcome in zip(left, told, strict=False)}
        left = left[len(told) :]
        if death and left:
            outcomes[left.pop(0).name] = death
    return outcomes


def _open_until_death(paths: list[Path]) -> tuple[list[Outcome], Outcome | None]:
    command = [sys.executable, "-m", "tests.engine.llama.opening", *map(str, paths)]
    child = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE_S, check=False
    )
    told = [Outcome(**json.loads(line)) for line in child.stdout.splitlines()]
    if child.returncode == 0:
        return told, None
    signal = -child.returncode if child.returncode < 0 else None
    name = paths[len(told)].name
    fault = reasons.death(
        child.returncode, signal, child.stderr.splitlines()[-40:], name, loading=True
    )
    return told, Outcome(fault.kind, fault.sentence, died=True)


def _use(path: Path) -> Outcome:
    """Open, and evaluate a few tokens."""
    try:
        model = Model.open(path, LoadSettings(), lambda share: True)
        context = model.open_context(LoadSettings())
    except EngineError as problem:
        return Outcome(type(problem).__name__, str(problem))
    context.evaluate(model.tokenize("Once upon a time", False), 0)
    context.close()
    model.close()
    return Outcome("", "")


def main() -> None:
    for path in sys.argv[1:]:
        outcome = _use(Path(path))
        told = {"kind": outcome.kind, "sentence": outcome.sentence}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
