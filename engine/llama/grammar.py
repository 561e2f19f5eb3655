"""A grammar that a reply follows, by llama.cpp's own reading of GBNF.

A token is tested before it is accepted: llama.cpp ends the process over one that does not fit."""

from __future__ import annotations

import copy
import ctypes
import os
import re
import tempfile
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import GrammarBroken
from engine.llama.library import api, log
from engine.llama.samplers import Candidates
from engine.logits import Logits

_DEEPEST = 200  # groups in groups; llama.cpp reads them by recursion
_STANDARD_ERROR = 2


class Grammar:
    """Where a reply stands in its grammar. Close it afterwards."""

    def __init__(self, text: str, native: Any, n_vocab: int) -> None:
        """`native` is llama.cpp's vocabulary; GrammarBroken says where the text goes wrong."""
        _require_readable(text)
        log.clear()
        self._sampler, said = _overheard(
            lambda: api.llama_sampler_init_grammar(native, text.encode(), b"root")
        )
        if not self._sampler:
            raise _broken(text, said + "\n".join(log.lines()))
        self._candidates = Candidates(n_vocab)

    def allows(self, id: int) -> bool:
        """Whether the reply may go on with this token."""
        one = api.llama_token_data(id, 0.0, 0.0)
        array = api.llama_token_data_array(ctypes.pointer(one), 1, -1, False)
        api.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return bool(np.isfinite(one.logit))

    def masked(self, logits: Logits) -> Logits:
        """The logits, -inf for every token that the reply may not go on with."""
        self._candidates.fill(logits)
        self._candidates.compact()
        api.llama_sampler_apply(self._sampler, ctypes.byref(self._candidates.native))
        left = self._candidates.left()
        result = np.full_like(logits, -np.inf)
        result[left["id"]] = left["logit"]
        return result

    def clone(self) -> Grammar:
        """Another one that stands where this one does. Close it too."""
        other = copy.copy(self)
        other._sampler = api.llama_sampler_clone(self._sampler)
        return other

    def accept(self, id: int) -> None:
        """Go on with a token that `allows` has let through."""
        api.llama_sampler_accept(self._sampler, id)

    def close(self) -> None:
        """Free it; at most once."""
        api.llama_sampler_free(self._sampler)


def _overheard(call: Callable[[], Any]) -> tuple[Any, str]:
    """What a call gives and what it writes to standard error: llama.cpp's parser writes its
    errors there and not into the log."""
    with tempfile.TemporaryFile() as file:
        kept = os.dup(_STANDARD_ERROR)
        os.dup2(file.fileno(), _STANDARD_ERROR)
        try:
            result = call()
        finally:
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)
        file.seek(0)
        return result, file.read().decode("utf-8", "replace")


def _require_readable(text: str) -> None:
    """GrammarBroken for what llama.cpp would not survive, or would read only in part."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "\0":
            raise _at(text, at, "a character of code 0")
        if depth > _DEEPEST:
            raise _at(text, at, f"more than {_DEEPEST} groups inside one another")


def _broken(text: str, said: str) -> GrammarBroken:
    """The error by what llama.cpp said; "… at REST" tells the place by the rest of the text."""
    parsing = said.partition("error parsing grammar: ")[2]
    if not parsing:
        return _at(text, 0, _without_symbol(said))
    what, _, rest = parsing.partition(" at ")
    rest = rest.removesuffix("\n").partition("\n\n" + text)[0]
    if "\n" not in what and text.endswith(rest):
        return _at(text, len(text) - len(rest), what)
    undefined = re.match(r"Undefined rule identifier '(.+)'", parsing)
    if not undefined:
        return _at(text, len(text), parsing.splitlines()[0])
    name = undefined[1]
    place = re.search(rf"(?<![\w\"-]){re.escape(name)}(?![\w-])", text)
    return _at(text, place.start() if place else 0, f"there is no rule named {name}")


def _without_symbol(said: str) -> str:
    if "left recursion" in said:
        return "a rule begins with itself"
    return "there is no rule named root" if "symbol" in said else "it has no rules"


def _at(text: str, offset: int, reason: str) -> GrammarBroken:
    before = text[:offset]
    line, column = before.count("\n") + 1, offset - before.rfind("\n")
    return GrammarBroken(line=line, column=column, reason=reason)
