"""The shipped file says what it is, in the fields that programs read."""

from __future__ import annotations

from pathlib import Path

import pytest
from gguf import GGUFReader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pocket.chat import TEMPLATE, Message, render

MODELS = Path(__file__).parents[2] / "resources" / "models"
MODEL = MODELS / "tessera-pocket-q8_0.gguf"


@pytest.fixture(scope="module")
def fields() -> dict[str, object]:
    return {name: field.contents() for name, field in GGUFReader(MODEL).fields.items()}


def test_it_is_small_enough_to_come_with_the_program() -> None:
    assert MODEL.stat().st_size <= 12_000_000


def test_it_names_itself_and_its_licence(fields: dict[str, object]) -> None:
    assert fields["general.name"] == "Tessera Pocket"
    assert fields["general.license"] == "mit"
    assert fields["general.architecture"] == "llama"
    assert "load a larger one" in str(fields["general.description"])


def test_it_recommends_settings(fields: dict[str, object]) -> None:
    assert 0 < float(str(fields["general.sampling.temp"])) <= 1
    assert int(str(fields["general.sampling.top_k"])) == 0


def test_it_was_trained_for_a_thousand_tokens(fields: dict[str, object]) -> None:
    assert int(str(fields["llama.context_length"])) >= 1024


def test_its_template_writes_what_the_network_was_trained_on(fields: dict[str, object]) -> None:
    assert fields["tokenizer.chat_template"] == TEMPLATE
    messages = (
        Message("system", "Be brief."),
        Message("user", "Hi"),
        Message("assistant", "Hello!"),
    )
    said = [{"role": message.role, "content": message.text} for message in messages]
    template = ImmutableSandboxedEnvironment().from_string(TEMPLATE)
    assert template.render(messages=said, add_generation_prompt=True) == render(messages)


def test_the_card_stands_beside_it_with_its_figures() -> None:
    card = (MODELS / "MODEL_CARD.md").read_text("utf-8")
    assert "MIT" in card
    for figure in ("guide, greedy", "remembers the name", "sums to 100", "Perplexity"):
        assert figure in card
    assert (MODELS / "tessera-pocket-loss.png").exists()
