"""Literals of special tokens in the text of messages, which must stay text.

`parse_special=False` of llama.cpp leaves control and unknown tokens unmatched, but user-defined
ones are matched in any text. Of those only what the template writes or what looks like markup is
guarded: some vocabularies list plain letters and runs of spaces there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_MARKUP = re.compile(r"<[^\s<>]+>|\[[^\s\[\]]+\]|<\|[^\n]+\|>")


class Literals:
    """A set of literals and where they occur."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = frozenset(text for text in texts if text)
        self._lengths = sorted({len(text) for text in self.texts}, reverse=True)
        signs = "".join(map(re.escape, sorted({text[0] for text in self.texts})))
        self._beginning = re.compile(f"[{signs}]" if signs else r"(?!)")

    def found(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Start and end of the longest literal at each place of the text where one begins."""
        stop = len(text) if end is None else end
        for match in self._beginning.finditer(text, start, stop):
            place = match.start()
            for length in self._lengths:
                if place + length <= stop and text[place : place + length] in self.texts:
                    yield place, place + length
                    break

    def across(self, text: str, border: int) -> bool:
        """Whether a literal lies across that place of the text."""
        reach = max(self._lengths, default=1) - 1
        nearby = self.found(text, max(0, border - reach), min(len(text), border + reach))
        return any(start < border < end for start, end in nearby)

    def without(self, texts: Iterable[str]) -> Literals:
        """The same literals but for some."""
        return Literals(self.texts.difference(texts)) if self.texts & set(texts) else self

    def broken(self, text: str) -> Iterator[str]:
        """The text cut after the first character of each literal, so that none is left whole."""
        begun = 0
        for start, _ in self.found(text):
            yield text[begun : start + 1]
            begun = start + 1
        yield text[begun:]


def guarded(user_defined: Iterable[str], template: str) -> Literals:
    """The user-defined tokens whose literals must stay text in messages."""
    return Literals(
        text
        for text in user_defined
        if _MARKUP.fullmatch(text) or (_is_sign(text) and text in template)
    )


def _is_sign(text: str) -> bool:
    """Neither a single character nor white space nor letters alone."""
    return len(text) > 1 and not text.isspace() and not text.replace("▁", "").isalnum()
