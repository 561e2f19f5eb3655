"""Will it fit? Weights, keys and values, and room to compute, against the memory that is free.

Pure arithmetic over values, so that a slider can show what it costs. Constants were measured with
this llama.cpp (tests/bench/fit.py compares with the resident memory of real loads)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.context_size import context_size
from engine.library.records import (
    CacheType,
    Card,
    Fit,
    FitOptions,
    Geometry,
    HubChoice,
    Machine,
    Share,
    Verdict,
    WhyRecommended,
)
from engine.library.tensor_types import TYPES

COMFORT = 0.85  # of the free memory: an estimate errs, and other programs grow
QUICK_BYTES = 2_500_000_000  # a processor reads so much for each token without being slow
CONTEXT_STEP = 256  # llama.cpp rounds the window up to these

_BASE_BYTES = 6_500_000  # llama.cpp's own, of the smallest model
_TOKEN_BYTES = 350  # a vocabulary's tables, for each of its tokens
_CELL_BYTES = 48  # what the cache notes of each token
_LAYER_BYTES = 64_000  # the graph's nodes
_MASK_BYTES = 2  # float16, for each token of a batch over each cell
_NAMES = {kind.name.lower(): kind for kind in TYPES.values()}
_UNPACKED = ("F64", "F32", "F16", "BF16")  # no better to read than Q8_0, and twice as large
_BALANCED = (
    "Q4_K_M",
    "Q4_K_S",
    "Q4_K",
    "MXFP4_MOE",
    "IQ4_XS",
    "IQ4_NL",
    "Q4_0",
    "Q5_K_M",
    "Q5_K_S",
)


def fit(geometry: Geometry, machine: Machine, options: FitOptions | None = None) -> Fit:
    """What a load would take of each memory, and whether there is enough.

    `gpu_layers` -1 puts as many layers as fit on the cards. Where layers are on a card, the
    weights outside of layers count twice: the embeddings stay behind, the output goes along."""
    options = options or FitOptions()
    load = _Load(geometry, options)
    split = _split(load, machine)
    shares = (
        load.home(geometry.layers - sum(split), machine.memory_free, bool(sum(split))),
        *(
            load.on_card(card, first, layers)
            for card, first, layers in _placed(machine.cards, split, geometry.layers)
        ),
    )
    return Fit(
        verdict=max((_verdict(share) for share in shares), key=list(Verdict).index),
        context=load.context,
        gpu_layers=sum(split),
        shares=shares,
        cache_bytes_per_token=sum(map(load.token_bytes, range(geometry.layers))),
    )


def guess(size_bytes: int, architecture: str = "", context_trained: int = 0) -> Geometry:
    """A shape for a file of which only the size is known: that of a usual model of this size."""
    width = max(size_bytes // 150_000, 64)
    return Geometry(
        architecture=architecture,
        layers=1,
        embedding=max(size_bytes // 1_200_000, 64),
        feed_forward=max(size_bytes // 350_000, 64),
        heads=1,
        kv_heads=(1,),
        key_length=width,
        value_length=width,
        vocabulary=min(max(size_bytes // 20_000, 1000), 150_000),
        context_trained=context_trained,
        layer_bytes=(size_bytes,),
    )


class _Load:
    """A model with its options: what each part of it takes."""

    def __init__(self, geometry: Geometry, options: FitOptions) -> None:
        self.geometry = geometry
        self.options = options
        tokens = context_size(options.context, geometry.context_trained, geometry.architecture)
        self.context = -(-tokens // CONTEXT_STEP) * CONTEXT_STEP

    def token_bytes(self, layer: int) -> int:
        """Keys and values of one token in one layer.

        Windows that slide do not shrink it: the engine keeps all, so that a chat can go back."""
        geometry = self.geometry
        heads = geometry.kv_heads[layer] if layer < len(geometry.kv_heads) else 0
        keys = _bytes(self.options.keys, heads * geometry.key_length)
        return keys + _bytes(self.options.values, heads * geometry.value_length)

    def cache(self, layers: range) -> int:
        """Keys, values and recurrent states of some layers."""
        tokens = sum(map(self.token_bytes, layers)) * self.context
        recurrent = sum(1 for layer in layers if not self.token_bytes(layer))
        return tokens + recurrent * self.geometry.state_bytes

    def weights(self, layers: range) -> int:
        """The weights of some layers."""
        return sum(self.geometry.layer_bytes[layers.start : layers.stop])

    def home(self, layers: int, free: int, shared: bool) -> Share:
        """What stays in the computer's own memory: the first layers, and what is outside."""
        mine = range(layers)
        outputs = 1 if not shared else 0
        return Share(
            place="",
            layers=layers,
            weights_bytes=self.weights(mine) + self.geometry.other_bytes,
            cache_bytes=self.cache(mine),
            compute_bytes=self._own() + (self._activations(outputs) if layers else 0),
            free_bytes=free,
        )

    def on_card(self, card: Card, first: int, layers: int) -> Share:
        """What goes on a card; it reserves the outputs of a whole batch."""
        there = range(first, first + layers)
        last = there.stop == self.geometry.layers and layers > 0
        other = self.geometry.other_bytes if last else 0
        outputs = self.options.batch if last else 0
        return Share(
            place=card.name,
            layers=layers,
            weights_bytes=self.weights(there) + other,
            cache_bytes=self.cache(there),
            compute_bytes=self._activations(outputs) if layers else 0,
            free_bytes=card.memory_free,
        )

    def _own(self) -> int:
        geometry = self.geometry
        cells = _CELL_BYTES * self.context * self._caches()
        return (
            _BASE_BYTES
            + _TOKEN_BYTES * geometry.vocabulary
            + _LAYER_BYTES * geometry.layers
            + cells
        )

    def _activations(self, outputs: int) -> int:
        """What a batch holds on its way through a layer, and its logits."""
        geometry, batch = self.geometry, min(self.options.batch, self.context)
        forward = geometry.feed_forward * max(geometry.experts_used, 1)
        layer = 4 * batch * (4 * geometry.embedding + 2 * forward)
        mask = _MASK_BYTES * batch * self.context * self._caches()
        return layer + mask + 4 * outputs * geometry.vocabulary

    def _caches(self) -> int:
        """How many caches there are: a sliding window has one of its own."""
        if not any(self.geometry.kv_heads):
            return 0
        return 2 if self.geometry.window else 1


def _bytes(kind: CacheType, numbers: int) -> int:
    return _NAMES[kind.value].bytes_of(numbers)


def _split(load: _Load, machine: Machine) -> tuple[int, ...]:
    """Layers for each card: as asked, shared by free memory; or as many as fit."""
    layers, cards = load.geometry.layers, machine.cards
    if not cards:
        return ()
    if (asked := load.options.gpu_layers) >= 0:
        return _shared_out(min(asked, layers), cards)
    for count in range(layers, 0, -1):
        split = _shared_out(count, cards)
        placed = _placed(cards, split, layers)
        shares = [load.on_card(*place) for place in placed]
        if all(_verdict(share) is Verdict.FITS for share in shares):
            return split
    return (0,) * len(cards)


def _shared_out(layers: int, cards: Sequence[Card]) -> tuple[int, ...]:
    """Layers in proportion to the cards' free memory."""
    total = sum(card.memory_free for card in cards) or 1
    sums = [0]
    for card in cards:
        sums.append(sums[-1] + card.memory_free)
    ends = [round(layers * each / total) for each in sums]
    return tuple(after - before for before, after in pairwise(ends))


def _placed(
    cards: Sequence[Card], split: Sequence[int], layers: int
) -> list[tuple[Card, int, int]]:
    """Each card with its first layer and how many: the last layers of the model go on cards."""
    first = layers - sum(split)
    placed = []
    for card, count in zip(cards, split, strict=True):
        placed.append((card, first, count))
        first += count
    return placed


def _verdict(share: Share) -> Verdict:
    if share.needed_bytes <= COMFORT * share.free_bytes:
        return Verdict.FITS
    return Verdict.TIGHT if share.needed_bytes <= share.free_bytes else Verdict.TOO_LARGE


def recommended(
    choices: Sequence[HubChoice], layers: int
) -> tuple[HubChoice, WhyRecommended] | None:
    """The file of a repository for this machine, and why; None where there is none.

    The more bytes, the better the quality; but a processor has to read all of them for each
    token, and what is not quantised gains nothing that can be noticed."""
    ranked = sorted(choices, key=lambda choice: choice.size_bytes)
    packed = [choice for choice in ranked if choice.quantisation not in _UNPACKED] or ranked
    fitting = [choice for choice in packed if choice.fit.verdict is Verdict.FITS]
    if not packed:
        return None
    if not fitting:
        return packed[0], WhyRecommended.SMALLEST
    if whole := [each for each in fitting if 0 < layers <= each.fit.gpu_layers]:
        return whole[-1], WhyRecommended.WHOLE_ON_CARD
    if quick := [each for each in fitting if each.size_bytes <= QUICK_BYTES]:
        return quick[-1], WhyRecommended.BEST_THAT_FITS
    for quantisation in _BALANCED:
        for choice in fitting:
            if choice.quantisation.removeprefix("UD-") == quantisation:
                return choice, WhyRecommended.BALANCED
    return fitting[0], WhyRecommended.BALANCED
