"""The terms of the field, each told in a line or two."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.views.glossary_choice import CHOICE

# A key, the term, and what it is.
_TERMS = (
    (
        "token",
        QT_TRANSLATE_NOOP("Glossary", "Token"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "A piece of text from the model's vocabulary: a word, a part of one, a sign, or some "
            "bytes of a character. Models read and write nothing else.",
        ),
    ),
    (
        "tokenizer",
        QT_TRANSLATE_NOOP("Glossary", "Tokenizer"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Cuts text into tokens. Each model family has its own, so the same text may be "
            "another number of tokens to another model.",
        ),
    ),
    (
        "vocabulary",
        QT_TRANSLATE_NOOP("Glossary", "Vocabulary"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "All tokens that a model knows, each with a number, its id. At each step every one of "
            "them gets a probability.",
        ),
    ),
    (
        "logit",
        QT_TRANSLATE_NOOP("Glossary", "Logit"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The raw score that the model gives a token. Only differences between logits matter; "
            "softmax turns them into probabilities.",
        ),
    ),
    (
        "softmax",
        QT_TRANSLATE_NOOP("Glossary", "Softmax"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Makes probabilities of logits: e to the power of each, divided by the sum of all. "
            "They are positive and add up to 1.",
        ),
    ),
    (
        "probability",
        QT_TRANSLATE_NOOP("Glossary", "Probability"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How likely the model finds a token here, between 0 and 1. Over the whole vocabulary "
            "the probabilities add up to 1.",
        ),
    ),
    (
        "log_probability",
        QT_TRANSLATE_NOOP("Glossary", "Log-probability"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The natural logarithm of a probability: 0 is certain, and the lower, the less "
            "likely. Those of a text's tokens add up.",
        ),
    ),
    (
        "surprise",
        QT_TRANSLATE_NOOP("Glossary", "Surprise"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Minus the logarithm of the probability. In bits: 1 bit is a probability of one half, "
            "each further bit halves it again.",
        ),
    ),
    (
        "rank",
        QT_TRANSLATE_NOOP("Glossary", "Rank"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The token's place among all candidates in order of their probability; 1 is the "
            "likeliest.",
        ),
    ),
    (
        "entropy",
        QT_TRANSLATE_NOOP("Glossary", "Entropy"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The surprise to be expected before the choice: 0 bit where one token is certain, 1 "
            "bit where two are equally likely.",
        ),
    ),
    (
        "perplexity",
        QT_TRANSLATE_NOOP("Glossary", "Perplexity"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "e to the power of the mean surprise in nats: among how many equally likely tokens "
            "the model seems to choose. Comparable only with the same tokenizer.",
        ),
    ),
    (
        "context_window",
        QT_TRANSLATE_NOOP("Glossary", "Context window"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How many tokens the model can see at once, the reply among them. What falls out of "
            "it, the model no longer knows.",
        ),
    ),
    (
        "kv_cache",
        QT_TRANSLATE_NOOP("Glossary", "KV cache"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Keys and values of attention for the tokens already read. What is cached need not be "
            "computed again.",
        ),
    ),
    (
        "prefill",
        QT_TRANSLATE_NOOP("Glossary", "Prefill"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Reading the prompt, many tokens at a time, before the first token of the reply.",
        ),
    ),
    (
        "chat_template",
        QT_TRANSLATE_NOOP("Glossary", "Chat template"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Writes the messages as one text with marks for who speaks, as the model saw it in "
            "training.",
        ),
    ),
    (
        "system_prompt",
        QT_TRANSLATE_NOOP("Glossary", "System prompt"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Text before the first message that tells the model how to answer. To the model it is "
            "tokens like all others.",
        ),
    ),
    (
        "base_model",
        QT_TRANSLATE_NOOP("Glossary", "Base and chat model"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "A base model goes on with any text. A chat model was trained further to answer "
            "messages.",
        ),
    ),
    (
        "quantisation",
        QT_TRANSLATE_NOOP("Glossary", "Quantisation"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Stores weights with fewer bits: smaller and often quicker, at some loss of quality.",
        ),
    ),
    (
        "gguf",
        QT_TRANSLATE_NOOP("Glossary", "GGUF"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The file format of llama.cpp: weights, tokenizer and metadata, in one file or "
            "several parts.",
        ),
    ),
    (
        "hallucination",
        QT_TRANSLATE_NOOP("Glossary", "Hallucination"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Text that sounds right and is not true. A high probability says that words are usual "
            "here, not that they are true.",
        ),
    ),
    (
        "embedding",
        QT_TRANSLATE_NOOP("Glossary", "Embedding"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The row of numbers that stands for a token inside the model. Tokens used alike tend "
            "to have similar ones.",
        ),
    ),
    (
        "position",
        QT_TRANSLATE_NOOP("Glossary", "Position"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "A token's place in the context. The model must be told it, since attention by itself "
            "knows no order.",
        ),
    ),
    (
        "attention",
        QT_TRANSLATE_NOOP("Glossary", "Attention"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Lets each token draw on the others. In a model that writes from left to right, only "
            "on itself and those before it.",
        ),
    ),
    (
        "encoder_decoder",
        QT_TRANSLATE_NOOP("Glossary", "Encoder and decoder"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "An encoder reads a whole text in both directions; a decoder writes from left to "
            "right. Chat models mostly are decoders only, translators often have both.",
        ),
    ),
)


class Term(Struct, frozen=True):
    """A term and what it is, in the window's language."""

    title: str
    text: str


def glossary() -> dict[str, Term]:
    """All terms under their keys."""
    told = QCoreApplication.translate
    return {
        str(key): Term(told("Glossary", str(title)), told("Glossary", str(text)))
        for key, title, text in (*_TERMS, *CHOICE)
    }
