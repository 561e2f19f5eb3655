"""Each stage of the chain, followed on many partial distributions at once.

The arithmetic is that of llama.cpp (src/llama-sampler.cpp) as engine/ladder.py runs it; a test
compares both over random settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.llama.samplers import COLDEST, FARTHEST
from engine.recorded.columns import Floats, Singles
from engine.recorded.partial import NONE, SUM_ROUNDING, Flags, Partial, Whole, counted
from engine.recorded.past import Past
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.strategy_settings import Strategy

# These keep the likeliest and cut the others.
RANKING = (
    StageName.TOP_K,
    StageName.TOP_P,
    StageName.MIN_P,
    StageName.TOP_N_SIGMA,
    StageName.TEMPERATURE,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the stages look at besides the distributions: the settings, what is added to which
    ids, what came before, XTC's throws, and which tokens end a turn."""

    sampling: SamplingSettings
    bias: Mapping[int, float]
    past: Past
    xtc_throws: Floats
    is_end: Callable[[int], bool]


def acting(sampling: SamplingSettings, biased: bool) -> tuple[StageName, ...]:
    """The stages of the chain that do something, in their order."""
    s = sampling
    does = {
        StageName.LOGIT_BIAS: biased,
        StageName.PENALTIES: bool(s.repeat_last_n)
        and (s.repeat_penalty, s.frequency_penalty, s.presence_penalty) != (1, 0, 0),
        StageName.DRY: bool(s.dry_multiplier and s.dry_last_n),
        StageName.NO_REPEAT_NGRAM: bool(s.no_repeat_ngram),
        StageName.TOP_N_SIGMA: bool(s.top_n_sigma),
        StageName.TOP_K: bool(s.top_k),
        StageName.TYPICAL: s.typical_p < 1,
        StageName.TOP_P: s.top_p < 1,
        StageName.MIN_P: bool(s.min_p),
        StageName.XTC: bool(s.xtc_probability),
        StageName.TEMPERATURE: s.temperature != 1 or bool(s.dynamic_temperature),
    }
    return tuple(name for name in s.order if does[name])


def is_greedy(sampling: SamplingSettings) -> bool:
    """Whether the likeliest is taken, so that no die is thrown."""
    return sampling.strategy == Strategy.GREEDY or (
        StageName.TEMPERATURE in sampling.order
        and sampling.temperature < COLDEST
        and not sampling.dynamic_temperature
    )


def apply(name: StageName, found: Partial, scene: Scene) -> None:
    """Let one stage act on all rows."""
    s = scene.sampling
    match name:
        case StageName.LOGIT_BIAS:
            _bias(found, scene.bias)
        case StageName.PENALTIES:
            _penalties(found, s, scene.past)
        case StageName.DRY:
            _dry(found, scene.past.repeated(s))
        case StageName.NO_REPEAT_NGRAM:
            _forbid(found, scene.past.forbidden(s.no_repeat_ngram, scene.is_end))
        case StageName.TEMPERATURE if s.dynamic_temperature:
            _dynamic_temperature(found, s)
        case StageName.TEMPERATURE:
            _temperature(found, s.temperature)
        case StageName.XTC:
            _xtc(found, s.xtc_threshold, scene.xtc_throws <= s.xtc_probability)
        case _:
            _truncate(name, found, s)
    found.untouched = False


def _truncate(name: StageName, found: Partial, s: SamplingSettings) -> None:
    match name:
        case StageName.TOP_K:
            _top_k(found, s.top_k)
        case StageName.TOP_P:
            _top_p(found, float(np.float32(s.top_p)))
        case StageName.MIN_P:
            bound = found.logits[:, 0] + float(np.log(np.float32(s.min_p)))
            _at_least(found, bound, np.zeros(len(bound)))
        case StageName.TOP_N_SIGMA:
            _top_n_sigma(found, s.top_n_sigma)
        case StageName.TYPICAL:
            _typical(found, float(np.float32(s.typical_p)))


def _single(values: Floats) -> Singles:
    return values.astype(np.float32)


def _change(found: Partial, logits: Singles, changed: Flags) -> None:
    """New logits for some of the listed ones, in float32 as llama.cpp's are."""
    found.logits = np.where(changed, logits.astype(np.float32), found.logits)
    found.touched |= changed
    found.sort(np.logical_or.reduce(changed, axis=1))


def _change_unlisted(found: Partial, number: Whole, raised: float, gone: bool = False) -> None:
    """So many of those who are not listed were changed, none by more than `raised` upwards."""
    tail = found.tail
    rows = (number > 0) & ~found.ended
    count = np.where(rows, np.minimum(number, tail.count), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(rows, np.log(count) + tail.top, -np.inf)
        less = np.log(np.maximum(np.exp(tail.low - tail.top) - count, 0.0)) + tail.top
    tail.low = np.where(rows, less, tail.low)
    if raised > 0:
        tail.high = np.where(rows, np.logaddexp(tail.high, most + raised), tail.high)
        tail.top = np.where(rows, tail.top + raised, tail.top)
    if gone:
        tail.least = np.maximum(tail.least - count, 0)


def _bias(found: Partial, bias: Mapping[int, float]) -> None:
    ids = np.array(sorted(bias), np.int32)
    added = np.array([bias[id] for id in ids.tolist()])
    place = np.minimum(np.searchsorted(ids, found.ids), len(ids) - 1)
    changed = ids[place] == found.ids
    raised = float(max(added.max(), 0.0))
    _change(found, _single(found.logits) + _single(added[place]), changed)
    _change_unlisted(found, len(ids) - counted(changed), raised)


def _penalties(found: Partial, s: SamplingSettings, past: Past) -> None:
    counts = past.counts(found.ids, s.repeat_last_n)
    changed = counts > 0
    logits, repeat = _single(found.logits), np.float32(s.repeat_penalty)
    logits = np.where(logits <= 0, logits * repeat, logits / repeat)
    taken = counts * np.float32(s.frequency_penalty) + np.float32(s.presence_penalty)
    unlisted = past.distinct(s.repeat_last_n) - counted(changed)
    raised = -min(s.frequency_penalty, 0.0) * s.repeat_last_n - min(s.presence_penalty, 0.0)
    _change(found, logits - taken, changed)
    _change_unlisted(found, unlisted, raised)


def _dry(found: Partial, taken: Iterable[Mapping[int, float]]) -> None:
    less = np.zeros(found.logits.shape)
    unlisted = np.zeros(len(less), np.int64)
    for row, each in enumerate(taken):
        for id, amount in each.items():
            less[row][found.ids[row] == id] = amount
        unlisted[row] = len(each) - np.count_nonzero(less[row])
    _change(found, _single(found.logits) - _single(less), less > 0)
    _change_unlisted(found, unlisted, 0.0)


def _forbid(found: Partial, forbidden: Iterable[Sequence[int]]) -> None:
    gone = np.zeros(found.ids.shape, np.bool_)
    unlisted = np.zeros(len(gone), np.int64)
    for row, ids in enumerate(forbidden):
        if ids:
            gone[row] = np.isin(found.ids[row], ids)
            unlisted[row] = len(ids) - np.count_nonzero(gone[row])
    found.drop(gone)
    _change_unlisted(found, unlisted, 0.0, gone=True)


def _top_k(found: Partial, k: int) -> None:
    listed, above = found.counts, found.above
    inside = above >= k
    found.border(np.minimum(k, listed), inside & (listed + found.tail.count > k))
    found.keep(np.full(len(above), k), inside)
    found.tail.end(inside)
    partly = ~inside & (listed + found.tail.count > k)
    found.absorb(partly)
    tail = found.tail
    room = np.maximum(k - above, 1).astype(np.float64)
    cut = partly & (tail.count > room)
    with np.errstate(divide="ignore"):
        # The likeliest of them have at least their share of the mass.
        low = tail.low + np.log(room) - np.log(np.maximum(tail.count, 1.0))
        high = np.minimum(tail.high, np.log(room) + tail.top)
    tail.low = np.where(cut, np.minimum(low, high), tail.low)
    tail.high = np.where(cut, high, tail.high)
    tail.least = np.where(cut, np.minimum(tail.least, room), tail.least)
    tail.count = np.where(cut, room, tail.count)


def _top_p(found: Partial, p: float) -> None:
    weights, low, high = found.weights()
    lost, margin = found.lost(high), found.margin()
    reach = weights.cumsum(axis=1)
    above = np.arange(weights.shape[1]) < found.above[:, None]
    surely = above & (reach * (1 - margin)[:, None] >= (p * (high + lost) + lost)[:, None])
    perhaps = above & (reach * (1 + margin)[:, None] >= (p * (low - lost) - lost)[:, None])
    sure, maybe = first(surely), first(perhaps)
    inside = sure < weights.shape[1]
    found.unsure |= (maybe != sure) & ~(found.ended & (maybe == found.counts - 1))
    whole = ~inside & found.ended  # rounding may keep everybody
    found.border(sure + 1, inside & (sure + 1 < found.counts) | inside & ~found.ended)
    found.keep(sure + 1, inside)
    found.tail.end(inside)
    partly = ~inside & ~whole
    found.absorb(partly)
    stay = found.weights()[0].sum(axis=1)
    _shorten(found, partly, p * low - stay, p * high - stay, lost)


def first(flags: Flags) -> Whole:
    """The first place in each row, the width where there is none."""
    found = np.logical_or.reduce(flags, axis=1)
    result: Whole = np.where(found, np.argmax(flags, axis=1), flags.shape[1])
    return result


def _shorten(found: Partial, rows: Flags, least: Floats, most: Floats, lost: Floats) -> None:
    """The likeliest of the tail stay, until they weigh this together."""
    tail, peak = found.tail, found.logits[:, 0]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low = np.log(np.maximum(least - lost, 0.0)) + peak
        high = np.log(np.maximum(most + 2 * lost, 0.0) + np.exp(tail.top - peak)) + peak
    high = np.minimum(np.where(np.isfinite(high), high, np.inf), tail.high)
    tail.high = np.where(rows, high, tail.high)
    tail.low = np.where(rows, np.minimum(np.minimum(low, tail.low), high), tail.low)
    tail.least = np.where(rows, np.minimum(tail.least, 1.0), tail.least)


def _at_least(found: Partial, bound: Floats, error: Floats) -> None:
    """Cut what is below a bound that is known to within `error`."""
    slack = found.slack + error
    tail = found.tail
    found.unsure |= ~found.ended & (tail.top > found.logits[:, 0])  # the likeliest is not known
    listed = found.ids != NONE
    stays = listed & (found.logits >= (bound + slack)[:, None])
    found.unsure |= (listed & ~stays & (found.logits > (bound - slack)[:, None])).any(axis=1)
    found.keep(np.maximum(counted(stays), 1), np.ones(len(bound), np.bool_))
    found.tail.end(tail.top < bound - slack)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # Those below the bound may have been as many as there are, each nearly at it.
        below = tail.count * np.exp(bound - tail.top)
        low = np.log(np.maximum(np.exp(tail.low - tail.top) - below, 0.0)) + tail.top
    partly = ~found.ended
    tail.low = np.where(partly, low, tail.low)
    tail.least = np.where(partly, 0.0, tail.least)


def _top_n_sigma(found: Partial, n: float) -> None:
    listed = found.ids != NONE
    count = np.maximum(found.counts, 1)
    values = np.where(listed, found.logits, 0.0)
    mean = values.sum(axis=1) / count
    spread = np.sqrt((np.where(listed, values - mean[:, None], 0.0) ** 2).sum(axis=1) / count)
    deviation = np.where(found.ended, spread, found.deviation)
    if not found.untouched:
        found.unsure |= ~found.ended
    number = count + found.tail.count
    error = n * (deviation * number * SUM_ROUNDING + 2 * found.slack) + found.slack
    alone = found.ended & (count == 1)
    bound = np.where(alone, -np.inf, found.logits[:, 0] - n * deviation)
    _at_least(found, bound, error)


def _typical(found: Partial, p: float) -> None:
    with np.errstate(invalid="ignore"):
        far = found.logits < (found.logits[:, 0] - FARTHEST)[:, None]
    found.drop(far & (found.ids != NONE))
    weights, low, high = found.weights()
    listed = found.ids != NONE
    share = weights / ((low + high) / 2)[:, None]
    with np.errstate(divide="ignore"):
        surprise = np.where(listed, -np.log(share), np.inf)
    entropy = np.where(listed, share * np.where(listed, surprise, 0.0), 0.0).sum(axis=1)
    if found.untouched:
        entropy = np.where(found.ended, entropy, found.entropy)
    else:
        found.unsure |= ~found.ended
    error = found.margin() * (2 + entropy) + (high - low) / low + found.lost(high) * (1 + entropy)
    distance = np.where(listed, np.abs(surprise - entropy[:, None]), np.inf)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # Nobody in the tail is nearer to the entropy than the likeliest that may be in it.
        nearest = np.log((low + high) / 2) + found.logits[:, 0] - found.tail.top - entropy
    nearest = np.where(found.ended, np.inf, nearest)
    _keep_nearest(found, share, distance, nearest, p, error)


def _keep_nearest(
    found: Partial, share: Floats, distance: Floats, nearest: Floats, p: float, error: Floats
) -> None:
    """Keep the ones of least distance that together have more than p; unsure where another order
    of near ones, or somebody unlisted, might change who they are."""
    order = np.argsort(distance, axis=1, kind="stable")
    falling = np.take_along_axis(distance, order, axis=1)
    reach = np.take_along_axis(share, order, axis=1).cumsum(axis=1)
    known = falling < (nearest - 2 * error)[:, None]
    sure = first(known & (reach * (1 - error)[:, None] > p))
    maybe = first(known & (reach * (1 + error)[:, None] > p))
    counts = found.counts
    all_of_them = found.ended & (maybe >= counts - 1)
    last = np.minimum(np.where(all_of_them, counts - 1, sure), distance.shape[1] - 1)
    at = falling[np.arange(len(last)), np.maximum(last, 0)]
    with np.errstate(invalid="ignore"):
        near = np.abs(falling - at[:, None]) <= 2 * error[:, None]
    crowded = (counted(near) > 1) & (last < counts - 1)
    found.unsure |= ~all_of_them & ((sure != maybe) | (sure >= distance.shape[1])) | crowded
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(order.shape[1])[None, :], axis=1)
    found.tail.end(np.ones(len(last), np.bool_))
    found.drop((ranks > last[:, None]) & (found.ids != NONE))


def _xtc(found: Partial, threshold: float, acts: Flags) -> None:
    weights, low, high = found.weights()
    margin, lost = found.margin(), found.lost(high)
    bound = float(np.float32(threshold))
    with np.errstate(divide="ignore", invalid="ignore"):
        surely = weights * (1 - margin)[:, None] >= (bound * (high + lost))[:, None]
        perhaps = weights * (1 + margin)[:, None] >= (bound * (low - lost))[:, None]
        hidden = np.exp(found.tail.top - found.logits[:, 0]) >= bound * (low - lost)
    number = counted(surely)
    sure = number == counted(perhaps)
    found.unsure |= acts & (~sure | (hidden & ~found.ended))
    begin = np.where(acts, np.maximum(number - 1, 0), 0)
    found.border(begin, acts & (begin > 0))
    found.drop((np.arange(weights.shape[1]) < begin[:, None]) & (found.ids != NONE))


def _temperature(found: Partial, temperature: float) -> None:
    if temperature < COLDEST:
        _likeliest(found, np.ones(len(found.slack), np.bool_))
        return
    every = np.full(len(found.slack), temperature)
    _divide(found, every)
    tail, rest = found.tail, ~found.ended
    by = 1 / temperature
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = (1 - by) * np.log(np.maximum(tail.count, 1.0)) + tail.low * by
        shared_high = (1 - by) * np.log(np.maximum(tail.count, 1.0)) + tail.high * by
        headed = tail.low + tail.top * (by - 1)
        headed_high = tail.high + tail.top * (by - 1)
    low, high = (headed, shared_high) if temperature > 1 else (shared, headed_high)
    tail.top = np.where(rest, tail.top * by, tail.top)
    tail.low = np.where(rest, np.where(np.isfinite(tail.low), low, -np.inf), tail.low)
    tail.high = np.where(rest, high, tail.high)


def _divide(found: Partial, temperatures: Floats) -> None:
    """The listed ones' logits, in float32."""
    listed = found.ids != NONE
    divided = _single(found.logits) / _single(temperatures)[:, None]
    found.logits = np.where(listed, divided, -np.inf)
    found.slack = found.slack / np.minimum(temperatures, 1.0)


def _likeliest(found: Partial, rows: Flags) -> None:
    found.unsure |= rows & ~found.ended & (found.tail.top >= found.logits[:, 0] - found.slack)
    found.tail.end(rows)
    one = np.ones(len(rows), np.int64)
    found.border(one, rows)
    found.keep(one, rows)


def _dynamic_temperature(found: Partial, s: SamplingSettings) -> None:
    """By how even the distribution is; needs everybody listed."""
    found.unsure |= ~found.ended
    counts = found.counts
    weights, whole, _ = found.weights()
    share = weights / whole[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(share > 0, share * np.log(share), 0.0).sum(axis=1)
        evenness = np.maximum(entropy, 0.0) / np.log(np.maximum(counts, 2))
    low = max(0.0, s.temperature - s.dynamic_temperature)
    high = s.temperature + s.dynamic_temperature
    temperatures = low + (high - low) * evenness**s.dynamic_exponent
    several = counts > 1
    cold = several & (temperatures < COLDEST)
    found.unsure |= cold & (found.logits[:, 0] - found.logits[:, 1] < 1.0)
    _likeliest(found, cold)
    temperatures = np.where(several & ~cold, temperatures, 1.0)
    error = (high - low) / temperatures * 1e-5 * np.maximum(1.0, s.dynamic_exponent)
    spread = np.where(found.ids != NONE, found.logits[:, :1] - found.logits, 0.0).max(axis=1)
    _divide(found, temperatures)
    found.slack = np.where(several, found.slack + error * spread / temperatures, found.slack)
