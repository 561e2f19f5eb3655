"""The arithmetic of memory, on cases small enough to do by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.context_size import context_size
from engine.library.fit import COMFORT, QUICK_BYTES, fit, guess, recommended
from engine.library.offers import scaled
from engine.library.records import (
    CacheType,
    Card,
    FitOptions,
    Geometry,
    HubChoice,
    Machine,
    Verdict,
    WhyRecommended,
)

GB = 1_000_000_000

# As of an 8B model: 32 layers, 8 of 32 heads with keys, head size 128.
EIGHT = Geometry(
    architecture="llama",
    layers=32,
    embedding=4096,
    feed_forward=14336,
    heads=32,
    kv_heads=(8,) * 32,
    key_length=128,
    value_length=128,
    vocabulary=128_256,
    context_trained=131_072,
    layer_bytes=(125_000_000,) * 32,
    other_bytes=GB,
)
ROOMY = Machine(64 * GB, 64 * GB)


def on_cards(*free: int, memory: int = 64 * GB) -> Machine:
    cards = tuple(Card(f"GPU {i}", each, each) for i, each in enumerate(free))
    return Machine(memory, memory, cards)


def test_the_cache_is_layers_heads_sizes_and_two_bytes() -> None:
    found = fit(EIGHT, ROOMY)
    assert found.context == 8192
    assert found.cache_bytes_per_token == 32 * 8 * (128 + 128) * 2
    assert found.shares[0].cache_bytes == 8192 * found.cache_bytes_per_token == 1 << 30
    assert found.shares[0].weights_bytes == EIGHT.weights_bytes == 5 * GB


@pytest.mark.parametrize(
    ("kind", "bytes_of_32"),
    [(CacheType.F32, 128), (CacheType.F16, 64), (CacheType.Q8_0, 34), (CacheType.Q4_0, 18)],
)
def test_smaller_types_make_the_cache_smaller(kind: CacheType, bytes_of_32: int) -> None:
    found = fit(EIGHT, ROOMY, FitOptions(keys=kind))
    keys = 32 * 8 * 128 * bytes_of_32 // 32
    assert found.cache_bytes_per_token == keys + 32 * 8 * 128 * 2


def test_a_longer_context_costs_what_is_told_of_a_token() -> None:
    short, long = (fit(EIGHT, ROOMY, FitOptions(context=n)) for n in (4096, 8192))
    grown = long.shares[0].cache_bytes - short.shares[0].cache_bytes
    assert grown == 4096 * short.cache_bytes_per_token


def test_the_context_is_rounded_as_llama_cpp_does() -> None:
    assert fit(EIGHT, ROOMY, FitOptions(context=1000)).context == 1024
    assert fit(replace(EIGHT, context_trained=300), ROOMY).context == 512


def test_the_engine_and_the_estimate_agree_on_the_context() -> None:
    assert context_size(0, 131_072, "llama") == 8192
    assert context_size(0, 0, "llama") == 2048
    assert context_size(50_000, 4096, "llama") == 50_000
    assert context_size(50_000, 1024, "gpt2") == 1024


def test_learned_positions_are_never_exceeded() -> None:
    learned = replace(EIGHT, architecture="gpt2", context_trained=1024)
    assert fit(learned, ROOMY, FitOptions(context=50_000)).context == 1024


def test_layers_without_keys_cost_their_state_only() -> None:
    hybrid = replace(EIGHT, kv_heads=(8, 0) * 16, state_bytes=1000)
    found = fit(hybrid, ROOMY)
    assert found.cache_bytes_per_token == fit(EIGHT, ROOMY).cache_bytes_per_token // 2
    assert found.shares[0].cache_bytes == 8192 * found.cache_bytes_per_token + 16 * 1000


def test_verdicts_follow_the_free_memory() -> None:
    needed = fit(EIGHT, ROOMY).shares[0].needed_bytes
    for free, verdict in [
        (int(needed / COMFORT) + 1, Verdict.FITS),
        (int(needed / COMFORT) - 1, Verdict.TIGHT),
        (needed, Verdict.TIGHT),
        (needed - 1, Verdict.TOO_LARGE),
    ]:
        assert fit(EIGHT, Machine(free, 64 * GB)).verdict is verdict


def test_a_card_with_room_takes_everything() -> None:
    found = fit(EIGHT, on_cards(24 * GB))
    assert found.gpu_layers == 32
    home, card = found.shares
    assert (home.layers, card.layers) == (0, 32)
    assert card.cache_bytes == 1 << 30
    assert card.weights_bytes == EIGHT.weights_bytes
    assert home.cache_bytes == 0
    assert home.needed_bytes < 2 * GB
    # The logits of a whole batch are reserved there.
    assert card.compute_bytes > 512 * 128_256 * 4


def test_a_small_card_takes_as_many_layers_as_fit() -> None:
    found = fit(EIGHT, on_cards(4 * GB))
    assert 0 < found.gpu_layers < 32
    assert found.verdict is Verdict.FITS
    card = found.shares[1]
    assert card.needed_bytes <= COMFORT * card.free_bytes
    more = fit(EIGHT, on_cards(4 * GB), FitOptions(gpu_layers=found.gpu_layers + 1))
    assert more.verdict is not Verdict.FITS
    assert sum(share.layers for share in found.shares) == 32


def test_a_card_without_room_is_left_alone() -> None:
    found = fit(EIGHT, on_cards(GB // 10))
    assert found.gpu_layers == 0
    assert found.verdict is Verdict.FITS


def test_two_cards_share_by_their_free_memory() -> None:
    found = fit(EIGHT, on_cards(24 * GB, 8 * GB))
    assert [share.layers for share in found.shares] == [0, 24, 8]
    assert sum(share.cache_bytes for share in found.shares) == 1 << 30


def test_what_is_asked_for_is_reckoned_even_if_it_does_not_fit() -> None:
    found = fit(EIGHT, on_cards(2 * GB), FitOptions(gpu_layers=32))
    assert found.gpu_layers == 32
    assert found.verdict is Verdict.TOO_LARGE
    assert fit(EIGHT, on_cards(24 * GB), FitOptions(gpu_layers=0)).gpu_layers == 0


def test_a_sliding_window_needs_a_second_mask() -> None:
    plain, sliding = fit(EIGHT, ROOMY), fit(replace(EIGHT, window=1024), ROOMY)
    more = sliding.shares[0].compute_bytes - plain.shares[0].compute_bytes
    assert more == 512 * 8192 * 2 + 48 * 8192
    assert sliding.shares[0].cache_bytes == plain.shares[0].cache_bytes


def test_a_guess_comes_near_a_known_model() -> None:
    known, guessed = (fit(shape, ROOMY) for shape in (EIGHT, guess(5 * GB)))
    for each in ("weights_bytes", "needed_bytes"):
        ratio = getattr(guessed.shares[0], each) / getattr(known.shares[0], each)
        assert 0.7 < ratio < 1.4


def test_another_file_of_the_same_model_has_its_shape() -> None:
    half = scaled(EIGHT, 2_500_000_000)
    assert half.weights_bytes == 2_500_000_000
    assert half.layer_bytes[0] == 62_500_000
    peeked = scaled(replace(EIGHT, layer_bytes=(), other_bytes=0), 3_200_000_000)
    assert peeked.layer_bytes == (100_000_000,) * 32


SIZES = {"Q2_K": 3, "Q4_K_M": 5, "Q5_K_M": 6, "Q6_K": 7, "Q8_0": 9, "F16": 16}


def choices(machine: Machine, unit: int = GB) -> tuple[HubChoice, ...]:
    return tuple(
        HubChoice(f"{name}.gguf", (), name, size * unit, fit(scaled(EIGHT, size * unit), machine))
        for name, size in SIZES.items()
    )


@pytest.mark.parametrize(
    ("machine", "unit", "name", "why"),
    [
        (on_cards(24 * GB), GB, "Q8_0", WhyRecommended.WHOLE_ON_CARD),
        (on_cards(9 * GB), GB, "Q5_K_M", WhyRecommended.WHOLE_ON_CARD),
        (ROOMY, GB, "Q4_K_M", WhyRecommended.BALANCED),
        (Machine(6 * GB, 8 * GB), GB, "Q2_K", WhyRecommended.BALANCED),
        (Machine(GB, 8 * GB), GB, "Q2_K", WhyRecommended.SMALLEST),
        (ROOMY, QUICK_BYTES // 9, "Q8_0", WhyRecommended.BEST_THAT_FITS),
    ],
)
def test_the_recommended_file_suits_the_machine(
    machine: Machine, unit: int, name: str, why: WhyRecommended
) -> None:
    found = recommended(choices(machine, unit), EIGHT.layers)
    assert found is not None
    assert (found[0].quantisation, found[1]) == (name, why)


def test_nothing_is_recommended_of_nothing() -> None:
    assert recommended((), 32) is None
