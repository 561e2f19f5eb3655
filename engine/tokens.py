"""Texts and prompts in tokens: answered beside whatever runs, from the vocabulary alone."""

from __future__ import annotations

from itertools import chain, repeat

from engine.errors import ContextOverflow
from engine.findings import PieceTable, TokenList
from engine.loaded import Loaded
from engine.place import prompt_of, require_token
from engine.prompt.spelling import stretches
from engine.prompt.tokens import Prompt, Run
from engine.protocol import Pieces, Render, Tokenize


def pieces(loaded: Loaded, request: Pieces) -> PieceTable:
    """The bytes of tokens; InvalidRequest for one beyond the vocabulary."""
    require_token(loaded, max(request.ids, default=0))
    own = loaded.model.pieces
    return PieceTable(loaded.model.facts.vocabulary, tuple(own[id] for id in request.ids))


def tokenize(loaded: Loaded, request: Tokenize) -> TokenList:
    """A text in tokens, without one before it that the vocabulary might want."""
    ids = tuple(loaded.model.tokenize(request.text, request.special))
    data = request.text.encode("utf-8", "replace")
    return _listed(loaded, Prompt(ids, (), (Run(data, ids),)))


def render(loaded: Loaded, request: Render) -> TokenList:
    """A chat as it is put before the model; whole, where it does not fit."""
    templater, draft = loaded.counting, request.draft or None
    try:
        prompt, _ = prompt_of(
            loaded,
            templater,
            request.chat,
            request.max_tokens,
            continuing=request.continuing,
            draft=draft,
        )
    except ContextOverflow:
        prompt = templater.prompt(request.chat, continuing=request.continuing, draft=draft)
    return _listed(loaded, prompt)


def _listed(loaded: Loaded, prompt: Prompt) -> TokenList:
    model = loaded.model
    spread = stretches(prompt, model.pieces)
    segments = prompt.segments
    return TokenList(
        text=b"".join(run.data for run in prompt.runs).decode("utf-8"),
        ids=prompt.ids,
        pieces=tuple(model.pieces[id] for id in prompt.ids),
        starts=tuple(start for start, _ in spread),
        ends=tuple(end for _, end in spread),
        types=tuple(model.type_of(id) for id in prompt.ids),
        kinds=tuple(chain.from_iterable(repeat(s.kind, s.tokens) for s in segments)),
        messages=tuple(chain.from_iterable(repeat(s.message, s.tokens) for s in segments)),
    )
