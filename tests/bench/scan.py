"""A thousand model files, read cold and again from the cache; one with a large vocabulary."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from engine.library.headers import read_file
from engine.library.protocol import Scan
from engine.library.service import Library
from engine.library.task import Task
from tests.models import tiny_chat_model

FILES = 1000
VOCABULARY = Path(__file__).resolve().parents[3] / "shared/vocab/ggml-vocab-llama-bpe.gguf"


def _quiet(request: Scan) -> float:
    """Seconds that a scan takes when nobody listens."""
    task = Task(lambda event: None, lambda: False, lambda seconds: False, lambda act: nullcontext())
    started = time.perf_counter()
    Library().perform(request, task)
    return time.perf_counter() - started


def measure(rounds: int) -> Iterator[str]:
    """Medians; each round begins without a cache."""
    with tempfile.TemporaryDirectory() as folder:
        source, models = tiny_chat_model(), Path(folder, "models")
        for number in range(FILES):
            path = models / f"publisher-{number % 20}/repository-{number}/model.gguf"
            path.parent.mkdir(parents=True)
            shutil.copy(source, path)
        cold, warm = [], []
        for number in range(rounds):
            request = Scan(1, (str(models),), cache=str(Path(folder, f"cache-{number}.json")))
            cold.append(_quiet(request))
            warm.append(_quiet(request))
    first, again = statistics.median(cold), statistics.median(warm)
    yield f"{FILES:,} files: {first:.2f} s cold (goal 5 s), {again:.2f} s from the cache"
    yield f"ratio {first / again:.1f}"
    if VOCABULARY.exists():
        started = time.perf_counter()
        for _ in range(rounds):
            read_file(VOCABULARY)
        each = (time.perf_counter() - started) / rounds
        yield f"a header with 128,256 tokens and their merges: {each * 1000:.0f} ms"
