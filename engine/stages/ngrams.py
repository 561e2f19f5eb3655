"""No n-gram twice: which tokens would complete one that came before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Set

_NONE: frozenset[int] = frozenset()


class NoRepeatedNgram:
    """Remembers every n-gram of a sequence, n at least 1. Source: `no_repeat_ngram_size` of
    Hugging Face's transformers, but a token that ends the turn is never forbidden: a chat could
    not go on without it."""

    def __init__(self, n: int, is_end: Callable[[int], bool]) -> None:
        self._last: deque[int] = deque(maxlen=n - 1)
        self._room = n - 1
        self._followers: dict[tuple[int, ...], set[int]] = {}
        self._is_end = is_end

    def accept(self, id: int) -> None:
        """The next token of the sequence."""
        if len(self._last) == self._room and not self._is_end(id):
            self._followers.setdefault(tuple(self._last), set()).add(id)
        self._last.append(id)

    @property
    def forbidden(self) -> Set[int]:
        """What must not come now."""
        if len(self._last) < self._room:
            return _NONE
        return self._followers.get(tuple(self._last), _NONE)
