"""How many tokens a context window gets when a model is loaded.

Shared by the engine, which opens it, and by the library, which reckons what it costs."""

from __future__ import annotations

LONGEST_DEFAULT = 8192
_SHORTEST_TRAINED = 32  # less is a mistake in the file
_UNKNOWN = 2048  # where the file does not say what it was trained for

# Positions are rows of a table there: one beyond it ends the process.
_LEARNED_POSITIONS = frozenset({"gpt2", "starcoder", "mpt"})


def context_size(wanted: int, trained: int, architecture: str) -> int:
    """The window's tokens: as asked (0 leaves it to the model), or as trained within bounds."""
    if architecture in _LEARNED_POSITIONS:
        return min(wanted or LONGEST_DEFAULT, trained)
    if wanted:
        return wanted
    return min(trained, LONGEST_DEFAULT) if trained >= _SHORTEST_TRAINED else _UNKNOWN
