"""Mirostat and adaptive-p as steps: they reshape a distribution, our die falls on it, they learn.

llama.cpp's own draw inside and learn only from their own draw, so they cannot take another's die;
the arithmetic here is theirs (src/llama-sampler.cpp), in float64."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.settings import SamplingSettings
from engine.stage_settings import StageName

Probabilities: TypeAlias = npt.NDArray[np.float64]  # (n,), sum 1

_LOOKED_AT = 100  # of the likeliest, to estimate how fast the distribution falls: llama.cpp's m


class Steering(Protocol):
    """A last stage with a memory. `state` is all of it, so that a record can hold it."""

    name: StageName
    state: float

    def reshape(self, probabilities: Probabilities) -> Probabilities:
        """The distribution to draw from; 0 for what is cut."""

    def learn(self, before: float, after: float) -> None:
        """The chosen token's probability before and after `reshape`."""


def steering(settings: SamplingSettings, earlier: Steering | None = None) -> Steering | None:
    """The step that the settings ask for; it goes on from an earlier one of its kind."""
    step: Steering | None = None
    if settings.mirostat:
        step = Mirostat(settings.mirostat, settings.mirostat_tau, settings.mirostat_eta)
    elif settings.adaptive_target >= 0:
        step = AdaptiveP(settings.adaptive_target, settings.adaptive_decay)
    if step and earlier and step.name is earlier.name:
        step.state = earlier.state
    return step


class Mirostat:
    """Versions 1 and 2 (Basu et al., 2021); `state` is mu, the surprise allowed, in bits."""

    def __init__(self, version: int, tau: float, eta: float) -> None:
        self.name = StageName.MIROSTAT
        self.state = 2 * tau
        self._keep = _by_falling if version == 1 else _by_surprise
        self._tau, self._eta = tau, eta

    def reshape(self, probabilities: Probabilities) -> Probabilities:
        """Without the tokens that would surprise too much; the likeliest always stays."""
        kept: Probabilities = np.where(self._keep(probabilities, self.state), probabilities, 0.0)
        kept[probabilities.argmax()] = probabilities.max()
        kept /= kept.sum()
        return kept

    def learn(self, before: float, after: float) -> None:
        """Allow more surprise after little, less after much."""
        self.state -= self._eta * (-np.log2(after) - self._tau)


def _by_surprise(probabilities: Probabilities, mu: float) -> npt.NDArray[np.bool_]:
    kept: npt.NDArray[np.bool_] = -np.log2(probabilities) <= mu
    return kept


def _by_falling(probabilities: Probabilities, mu: float) -> npt.NDArray[np.bool_]:
    """The k likeliest, k from Zipf's exponent as estimated over the head of the distribution."""
    falling = np.sort(probabilities)[::-1]
    k = _places(falling[:_LOOKED_AT], mu, len(falling))
    kept: npt.NDArray[np.bool_] = probabilities >= falling[min(k, len(falling)) - 1]
    return kept


def _places(head: Probabilities, mu: float, count: int) -> int:
    """1 where the estimate is no number, as it is for a single token or a flat head."""
    if len(head) < 2:
        return 1
    steps = np.arange(1, len(head))
    t = np.log((steps + 1) / steps)
    zipf = float((t * np.log(head[:-1] / head[1:])).sum() / (t * t).sum())
    excess = zipf - 1
    with np.errstate(all="ignore"):
        k = np.power(excess * 2.0**mu / (1 - np.power(float(count), -excess)), 1 / np.float64(zipf))
    return max(int(k), 1) if np.isfinite(k) and k < 2**31 else 1


class AdaptiveP:
    """Prefers tokens of a certain probability (llama.cpp pull request 17927).

    `state` is the running mean of the chosen tokens' probabilities; the target moves against it."""

    WIDTH, PEAK, SHARPNESS = 0.3, 5.0, 10.0

    def __init__(self, target: float, decay: float) -> None:
        self.name = StageName.ADAPTIVE_P
        self.state = target
        self._target, self._decay = target, decay

    def reshape(self, probabilities: Probabilities) -> Probabilities:
        """Highest near the target, falling off on both sides."""
        aim = min(max(2 * self._target - self.state, 0.0), 1.0)
        distance = np.abs(probabilities - aim) / self.WIDTH
        logits = self.PEAK - self.SHARPNESS * distance * distance / (1 + distance)
        weights: Probabilities = np.exp(logits - logits.max())
        weights /= weights.sum()
        return weights

    def learn(self, before: float, after: float) -> None:
        """Note how likely the chosen token was of itself."""
        self.state = self._decay * self.state + (1 - self._decay) * before
