"""Replies over noise instead of a model, and what really would have come under other settings."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Any

import numpy as np

from engine.choice import Chooser
from engine.errors import NothingLeft
from engine.recorded.kept import Kept
from engine.recorded.reading import Reading
from engine.records import TokenRecord
from engine.settings import SamplingSettings
from engine.stage_settings import MOVABLE, Bias, StageName

END = 299
N_VOCAB = 300


class Words:
    """Token n is the letter n modulo 26; the last one ends a turn."""

    native = None
    pieces = [bytes([97 + id % 26]) for id in range(END)] + [b"<end>"]

    def is_end(self, id: int) -> bool:
        return id == END

    def is_control(self, id: int) -> bool:
        return id == END

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        return [ord(letter) - 97 for letter in text]


WORDS = Words()


def noise(rng: np.random.Generator, tokens: int) -> list[np.ndarray]:
    """The logits of so many tokens: some distributions sharp, some flat."""
    spread = rng.choice([1.0, 2.0, 3.0, 5.0], tokens)
    return [rng.normal(0, s, N_VOCAB).astype(np.float32) for s in spread]


def written(
    logits: Sequence[np.ndarray], prompt: Sequence[int], sampling: SamplingSettings, seed: int
) -> list[TokenRecord]:
    """The records of a reply to the prompt."""
    with closing(Chooser(WORDS, sampling, seed, prompt)) as chooser:
        return [chooser.choose(each, len(prompt) + n, 1.0) for n, each in enumerate(logits)]


def kept(
    records: Sequence[TokenRecord], prompt: Sequence[int], sampling: SamplingSettings, seed: int
) -> Kept:
    """A finished reply."""
    result = Kept(prompt, (sampling,), seed, len(prompt))
    result.add(records)
    return result


def reading(
    records: Sequence[TokenRecord], prompt: Sequence[int], sampling: SamplingSettings, seed: int
) -> Reading:
    return Reading(kept(records, prompt, sampling, seed), WORDS)


def truly(
    logits: Sequence[np.ndarray],
    records: Sequence[TokenRecord],
    prompt: Sequence[int],
    sampling: SamplingSettings,
    seed: int,
) -> list[int]:
    """What would have come at each token after the recorded ones, by the whole logits; until
    nothing is left to choose from."""
    found: list[int] = []
    with closing(Chooser(WORDS, sampling, seed, prompt)) as chooser, suppress(NothingLeft):
        for n, (each, record) in enumerate(zip(logits, records, strict=True)):
            u, xtc = chooser.throws(len(prompt) + n)
            found.append(chooser.pass_by(record.id, each, u or 0.0, xtc or 0.0))
    return found


def settings(rng: np.random.Generator, *, steering: bool = False, bans: bool = False) -> dict:
    """Stages in any order with any strength, near the usual ones."""

    def pick(*values: float) -> float:
        return float(rng.choice(values))

    order = MOVABLE
    if pick(0, 0, 1):
        order = tuple(StageName(name) for name in rng.permutation(MOVABLE)[: int(pick(3, 11))])
    result: dict[str, Any] = {
        "temperature": pick(0, 0.1, 0.6, 0.8, 1, 1.5, 3),
        "top_k": int(pick(0, 1, 5, 20, 40, 200)),
        "top_p": pick(1, 0.3, 0.8, 0.95),
        "min_p": pick(0, 0, 0.05, 0.3),
        "typical_p": pick(1, 1, 1, 0.3, 0.9),
        "top_n_sigma": pick(0, 0, 0, 1, 2.5),
        "xtc_probability": pick(0, 0, 0, 0.5, 1),
        "xtc_threshold": pick(0.02, 0.1, 0.3),
        "repeat_penalty": pick(1, 1, 1.1, 1.5),
        "repeat_last_n": int(pick(4, 64, 200)),
        "frequency_penalty": pick(0, 0, 0, 0.5, -0.3),
        "presence_penalty": pick(0, 0, 0, 0.5, -0.5),
        "dry_multiplier": pick(0, 0, 0, 0.8),
        "dry_allowed_length": int(pick(1, 2)),
        "no_repeat_ngram": int(pick(0, 0, 0, 1, 2)),
        "dynamic_temperature": pick(0, 0, 0, 0.3),
        "logit_bias": (Bias(int(rng.integers(N_VOCAB)), pick(-5, 2, 6)),) if pick(0, 0, 1) else (),
        "order": order,
    }
    if bans and pick(0, 1):
        result["banned_words"] = ("ab", "c", "d")
    if steering and pick(0, 1):
        result |= (
            {"mirostat": int(pick(1, 2))} if pick(0, 1) else {"adaptive_target": pick(0.2, 0.6)}
        )
    return result
