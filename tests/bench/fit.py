"""How near the estimate of memory comes to what a load really takes, for models of our making."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.library.fit import fit
from engine.library.models import read_geometry
from engine.library.records import FitOptions, Machine
from tests.models import tiny_chat_model

ROOM = Machine(1 << 40, 1 << 40)

# Recipe and context; the window is filled, as a long chat does.
CASES: tuple[tuple[dict[str, Any], int], ...] = (
    ({}, 2048),
    ({"layers": 8}, 8192),
    ({"layers": 2, "context": 65536}, 16384),
    ({"layers": 32, "context": 65536}, 8192),
    ({"layers": 64}, 2048),
    ({"architecture": "gemma2", "layers": 4, "context": 32768}, 8192),
    ({"architecture": "gpt2", "layers": 8, "context": 4096}, 4096),
    ({"architecture": "mamba", "layers": 8}, 4096),
    ({"architecture": "jamba", "layers": 8, "context": 8192}, 8192),
)

LOAD = """
import json, sys
import numpy, psutil
from pathlib import Path
from engine.llama.devices import devices
from engine.llama.model import Model
from engine.settings import LoadSettings
path, tokens = Path(sys.argv[1]), int(sys.argv[2])
devices()
before = psutil.Process().memory_info().rss
settings = LoadSettings(context=tokens, threads=1)
model = Model.open(path, settings, lambda share: True)
context = model.open_context(settings)
for start in range(0, tokens - 511, 512):
    context.evaluate([1] * 512, start)
print(json.dumps(psutil.Process().memory_info().rss - before))
context.close()
model.close()
"""


def _resident(path: Path, tokens: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(path), str(tokens)],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(json.loads(done.stdout.splitlines()[-1]))


def measure(rounds: int) -> Iterator[str]:
    """One round is enough: the figures hardly vary."""
    worst = 0.0
    for recipe, tokens in CASES:
        path = tiny_chat_model(**recipe)
        real = _resident(path, tokens)
        (share,) = fit(read_geometry(path), ROOM, FitOptions(context=tokens)).shares
        error = share.needed_bytes / real - 1
        worst = max(worst, abs(error))
        name = f"{recipe.get('architecture', 'llama')}, {recipe.get('layers', 2)} layers"
        yield (
            f"{name}, {tokens:,} tokens: {real / 1e6:.1f} MB resident, "
            f"{share.needed_bytes / 1e6:.1f} MB estimated ({error:+.1%})"
        )
    yield f"worst {worst:.1%} (goal 10%)"
