"""The model card and the picture of the loss, from what was measured.

Run as `python -m pocket.card --machine "two shared cores"` after the examination.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

from pocket.export import ABOUT, NAME
from pocket.guide import load_concepts
from pocket.manners import MANNERS
from pocket.train import Progress, Texts, load_model, mean_loss

FILE = "tessera-pocket-q8_0.gguf"
CURVE = "tessera-pocket-loss.png"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card tells of the training; losses in nats per token of the model's own words."""

    parameters: int
    vocabulary: int
    shape: str
    steps: int
    tokens: int
    minutes: float
    conversations: int
    losses: dict[str, float]


def read_facts(source: Path) -> Facts:
    """The facts of the checkpoint and the texts in the folder."""
    model, progress = load_model(source / "checkpoint.pt")
    shape = model.shape
    sets = {name: Texts.read(source / f"{name}.npz") for name in ("train", "check", "held_out")}
    return Facts(
        sum(parameter.numel() for parameter in model.parameters()),
        shape.vocabulary,
        f"width {shape.width}, {shape.layers} layers, {shape.heads} heads of {shape.head_size} "
        f"({shape.kv_heads} for keys and values), SwiGLU of {shape.hidden}, tied embedding",
        progress.step,
        progress.tokens,
        progress.seconds / 60,
        len(sets["train"].ends),
        {name: mean_loss(model, texts) for name, texts in sets.items()},
    )


def draw(progress: Progress, path: Path) -> None:
    """The loss over the steps as a picture."""
    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    axes.plot([step for step, _, _ in progress.losses], [loss for _, _, loss in progress.losses])
    axes.set(xlabel="step", ylabel="loss (nats per token)", yscale="log", title=f"{NAME}: training")
    axes.grid(alpha=0.3, which="both")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def card(facts: Facts, evaluation: dict[str, Any], size: int, machine: str, note: str) -> str:
    """The card as Markdown."""
    concepts = load_concepts()
    chinese = sum(concept.chinese for concept in concepts)
    rows = "\n".join(
        f"| {name} | {right} of {cases} | {right / cases:.1%} |"
        for name, right, cases in (entry.values() for entry in evaluation["figures"])
    )
    return _CARD.format(
        name=NAME,
        about=ABOUT,
        english=len(concepts) - chinese,
        chinese=chinese,
        manners=", ".join(manner.id.replace("_", " ") for manner in MANNERS),
        rows=rows,
        size=f"{size:,}",
        machine=machine,
        note=note,
        rate=evaluation["tokens_per_second"],
        perplexity={name: f"{exp(loss):.2f}" for name, loss in facts.losses.items()},
        facts=facts,
        file=FILE,
        curve=CURVE,
    )


_CARD = """# {name}

{about}.

`{file}`: {size} bytes, Q8_0, architecture `llama`,
{facts.parameters:,} parameters ({facts.shape}),
{facts.vocabulary:,} tokens of byte-level BPE (pre-tokenizer `qwen2`, every digit alone), context
1,024, ChatML with a system role. The weights are under the MIT licence, like this repository.

## What it was trained on

Only text written for it, made by the generator in `packaging/pocket/` and rebuilt from there alone:
a guide of {english} English and {chinese} Chinese concepts in question and answer, stories from a
grammar, small talk that remembers, sums and other small skills, honest limits, and system prompts
that matter ({manners}).
The network learns the assistant's words only. No text of others was used.

## Training

A corpus of {facts.conversations:,} conversations; {facts.tokens:,} tokens were seen
in {facts.steps:,} steps and {facts.minutes:.0f} minutes on {machine}.
Muon for the matrices, AdamW for the rest; the learning rate fell to zero over the last third.
{note}

![loss]({curve})

## Measured

Through the product's own engine, as `make pocket-eval` does. Questions of the guide are held-out
paraphrases, never trained on, judged by keyed facts; "unseen wording" is a system prompt in words
that were never trained on. Stories at temperature 0.8, all else greedy unless it says otherwise.

| what | right | share |
|---|---|---|
{rows}

Perplexity of its own words: {perplexity[train]} on text of the training,
{perplexity[check]} on fresh text of the same generator,
{perplexity[held_out]} on the answers to held-out questions, where several answers count alike.
Speed while examined, one thread, with other work on the machine: {rate} tokens/s.

## Limits

It knows its guide, its stories and its small talk, and nothing else of the world. It makes mistakes
with confidence, mixes things up when a question is worded unlike any it has seen, and forgets what
leaves its 1,024 tokens. Sums beyond 100 and long conversations are beyond it. Do not rely on it
for anything that matters; load a larger model with Ctrl+L.
"""


def main() -> None:
    """The command line; see the module's own text."""
    parser = argparse.ArgumentParser(description="Write the model card.")
    parser.add_argument("--from", dest="source", type=Path, default=Path("build/pocket"))
    parser.add_argument("--machine", default="two processor cores")
    parser.add_argument("--note", default="", help="what else is to be told of the training")
    parser.add_argument("--to", type=Path, default=Path("resources/models"))
    options = parser.parse_args()
    if not (options.source / "checkpoint.pt").exists():
        parser.exit(message="No training lies here, so the card stays as it is.\n")
    evaluation = json.loads((options.source / "evaluation.json").read_text("utf-8"))
    size = (options.to / FILE).stat().st_size
    text = card(read_facts(options.source), evaluation, size, options.machine, options.note)
    (options.to / "MODEL_CARD.md").write_text(text, "utf-8")
    draw(load_model(options.source / "checkpoint.pt")[1], options.to / CURVE)


if __name__ == "__main__":
    main()
