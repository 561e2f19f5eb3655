"""The terms of the glossary that tell how a token is chosen."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

# A key, the term, and what it is. Keys of stages are those of `StageName`.
CHOICE = (
    (
        "sampling",
        QT_TRANSLATE_NOOP("Glossary", "Sampling"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Drawing the next token at random, each with its probability. Stages may cut or "
            "reshape the distribution before.",
        ),
    ),
    (
        "greedy",
        QT_TRANSLATE_NOOP("Glossary", "Greedy decoding"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Always takes the likeliest token. It needs no die, and easily falls into repetition.",
        ),
    ),
    (
        "die",
        QT_TRANSLATE_NOOP("Glossary", "Die and seed"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "A random number between 0 and 1 falls on the candidates laid end to end and picks "
            "one. The same seed gives the same numbers.",
        ),
    ),
    (
        "temperature",
        QT_TRANSLATE_NOOP("Glossary", "Temperature"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Divides the logits before softmax. Below 1 sharpens the distribution, above 1 "
            "flattens it; towards 0 it becomes the likeliest token.",
        ),
    ),
    (
        "top_k",
        QT_TRANSLATE_NOOP("Glossary", "Top-k"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Keeps the k likeliest tokens, however the probability is spread among them.",
        ),
    ),
    (
        "top_p",
        QT_TRANSLATE_NOOP("Glossary", "Top-p, nucleus"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Keeps the likeliest tokens until together they reach p: few where the model is sure, "
            "many where it is not.",
        ),
    ),
    (
        "min_p",
        QT_TRANSLATE_NOOP("Glossary", "Min-p"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Drops tokens less likely than a share of the likeliest one's probability.",
        ),
    ),
    (
        "typical",
        QT_TRANSLATE_NOOP("Glossary", "Typical"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Keeps the tokens whose surprise is nearest to the entropy until together they reach "
            "a probability. The likeliest may be cut.",
        ),
    ),
    (
        "top_n_sigma",
        QT_TRANSLATE_NOOP("Glossary", "Top-n-sigma"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Keeps tokens whose logit lies within n standard deviations of the highest.",
        ),
    ),
    (
        "xtc",
        QT_TRANSLATE_NOOP("Glossary", "XTC"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Excludes top choices: now and then, of all tokens above a threshold, only the least "
            "likely one is left.",
        ),
    ),
    (
        "dry",
        QT_TRANSLATE_NOOP("Glossary", "DRY"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Don't repeat yourself: lowers a token that would go on with a passage that stood "
            "before, the more the longer the passage.",
        ),
    ),
    (
        "penalties",
        QT_TRANSLATE_NOOP("Glossary", "Penalties"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Lower the logits of tokens that came recently: by a factor, once (presence), or for "
            "each time (frequency).",
        ),
    ),
    (
        "no_repeat_ngram",
        QT_TRANSLATE_NOOP("Glossary", "No repeated n-gram"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Forbids a token that would complete a sequence of n tokens that was there before. "
            "Names that must come again suffer.",
        ),
    ),
    (
        "mirostat",
        QT_TRANSLATE_NOOP("Glossary", "Mirostat"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Steers the cut after each token so that the surprise stays near a target.",
        ),
    ),
    (
        "adaptive_p",
        QT_TRANSLATE_NOOP("Glossary", "Adaptive-p"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Prefers tokens whose probability is near a target, which moves with what was chosen "
            "before.",
        ),
    ),
    (
        "grammar",
        QT_TRANSLATE_NOOP("Glossary", "Grammar"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Rules that the text must follow. Tokens that would break them are not allowed.",
        ),
    ),
    (
        "logit_bias",
        QT_TRANSLATE_NOOP("Glossary", "Logit bias"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "A number added to the logit of one token: above 0 makes it likelier, below 0 less "
            "likely.",
        ),
    ),
    (
        "banned_words",
        QT_TRANSLATE_NOOP("Glossary", "Banned words"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Texts that are never written: where one would begin, its token is taken back and "
            "another is drawn.",
        ),
    ),
    (
        "beam",
        QT_TRANSLATE_NOOP("Glossary", "Beam search"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Follows several beginnings side by side and keeps those whose whole is likeliest. No "
            "die is thrown.",
        ),
    ),
    (
        "contrastive",
        QT_TRANSLATE_NOOP("Glossary", "Contrastive search"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Takes the candidate that best balances its probability against its likeness to what "
            "is there already.",
        ),
    ),
)
