"""A weighed text as tokens and as files, on a table small enough to check by hand."""

from __future__ import annotations

import csv
import io
import json
import math

import pytest

from desktop.core.layers import Layer, strength
from desktop.core.scored import COLUMNS, bits_per_token, to_csv, to_json, tokens_of
from engine.findings import ScoreTable

HALF = math.log(0.5)


def table() -> ScoreTable:
    """ "Hé!" in four tokens, é in two; the first has nothing before it."""
    return ScoreTable(
        ids=(5, 6, 7, 8),
        pieces=(b"H", b"\xc3", b"\xa9", b"!"),
        logprobs=(None, 2 * HALF, HALF, 0.0),
        ranks=(None, 2, 1, 1),
        entropies_nats=(None, math.log(4), math.log(2), 0.0),
        best=(None, 9, 7, 8),
        best_pieces=(b"", b"ello", b"\xa9", b"!"),
        best_logprobs=(None, HALF, HALF, 0.0),
        kinds=(),
        messages=(),
        seen=(0, 1, 2, 3),
        perplexity=2.0,
    )


def test_tokens_spell_the_text_and_carry_its_numbers() -> None:
    tokens = tokens_of("scored", table())
    assert tokens.text == "Hé!"
    assert list(tokens.group(1)) == [1, 2]
    assert math.isnan(tokens.logprobs[0])
    assert strength(Layer.PROBABILITY, tokens, 0) == 0.0
    assert strength(Layer.PROBABILITY, tokens, 1) > strength(Layer.PROBABILITY, tokens, 2) > 0
    assert strength(Layer.RELATIVE, tokens, 1) == pytest.approx(0.09 - 0.105 * HALF)
    assert strength(Layer.RELATIVE, tokens, 2) == 0.0
    assert list(tokens.ranks) == [0, 2, 1, 1]


def test_csv_has_a_line_a_token_and_is_empty_where_nothing_is_known() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(table()))))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["piece"], rows[0]["logprob"], rows[0]["rank"]) == ("H", "", "")
    assert (rows[1]["piece"], rows[1]["bytes"]) == ("\\xc3", "c3")
    assert float(rows[1]["probability"]) == pytest.approx(0.25)
    assert float(rows[1]["entropy_bits"]) == pytest.approx(2.0)
    assert (rows[1]["best_piece"], rows[1]["seen"]) == ("ello", "1")


def test_json_tells_the_model_and_the_perplexity() -> None:
    whole = json.loads(to_json(table(), "tiny"))
    assert (whole["model"], whole["perplexity"], len(whole["tokens"])) == ("tiny", 2.0, 4)
    assert whole["tokens"][0]["logprob"] is None
    assert whole["tokens"][3]["rank"] == 1


def test_a_perplexity_of_two_is_one_bit_a_token() -> None:
    assert bits_per_token(table()) == 1.0
