"""Settings written as name=value, and what is said of those that are none."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from engine.declarations import declared
from engine.headless.given import assignment, reader
from engine.settings import LoadSettings, SamplingSettings
from engine.stage_settings import Bias, StageName
from engine.strategy_settings import Strategy


def refusal(text: str) -> str:
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        assignment(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("temperature=0.5", ("temperature", 0.5)),
        ("temperature= 1 ", ("temperature", 1.0)),
        ("top_k=3", ("top_k", 3)),
        ("top-k=3", ("top_k", 3)),
        ("seed=-1", ("seed", -1)),
        ('stop=["END", "\\n"]', ("stop", ("END", "\n"))),
        ('banned_words=["不", "🙂"]', ("banned_words", ("不", "🙂"))),
        ('logit_bias=[{"token":5,"bias":-1.5}]', ("logit_bias", (Bias(5, -1.5),))),
        ('order=["top_p","top_k"]', ("order", (StageName.TOP_P, StageName.TOP_K))),
        ('grammar=root ::= "a=b"', ("grammar", 'root ::= "a=b"')),
        ("stop=[]", ("stop", ())),
        ("strategy=beam", ("strategy", Strategy.BEAM)),
    ],
)
def test_a_value_is_read_by_its_declaration(text: str, expected: tuple[str, Any]) -> None:
    assert assignment(text) == expected
    SamplingSettings(**dict([assignment(text)]))


@pytest.mark.parametrize("setting", declared(SamplingSettings), ids=lambda s: s.name)
def test_every_number_is_read_from_end_to_end_of_its_range_and_no_further(setting: Any) -> None:
    for value in (setting.low, setting.high, setting.default):
        name, read = assignment(f"{setting.name}={value:.10g}")
        assert (name, read, type(read)) == (setting.name, value, type(setting.default))
    beyond = refusal(f"{setting.name}={setting.high + 1:.12g}")
    assert f"between {setting.low:,.10g} and {setting.high:,.10g}" in beyond


def test_a_name_that_is_none_is_answered_by_the_nearest() -> None:
    assert (
        refusal("temprature=1") == "there is no setting 'temprature'; did you mean 'temperature'?"
    )
    assert "top_k, top_n_sigma, top_p" in refusal("zzz=1")


def test_what_a_setting_must_be_is_told() -> None:
    assert refusal("temperature=warm") == (
        "temperature is 'warm'; it must be a number between 0 and 5"
    )
    assert refusal("top_k=1.5") == "top_k is '1.5'; it must be a whole number between 0 and 200"
    assert refusal("temperature=nan").endswith("a number between 0 and 5")
    assert "must be JSON" in refusal("stop=END")
    assert refusal("strategy=x").endswith("it must be one of sample, greedy, beam, contrastive")
    assert "must be JSON" in refusal('stop=["' + "x" * 500 + '"]')
    assert "at most 64,000 characters" in refusal("grammar=" + "x" * 64_001)
    assert "name=value" in refusal("temperature")
    assert "must be JSON" in refusal("stop=" + "[" * 100_000)


def test_bytes_that_are_no_text_are_refused() -> None:
    assert "grammar is" in refusal("grammar=\udcff")
    assert "stop is" in refusal('stop=["\udcff"]')


def test_settings_of_a_load_are_read_the_same_way() -> None:
    assert reader(LoadSettings, "threads")("2") == 2
    with pytest.raises(argparse.ArgumentTypeError, match="between 0 and 256"):
        reader(LoadSettings, "threads")("-1")
