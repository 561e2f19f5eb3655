"""One loaded model with all that requests need of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from msgspec.structs import replace

from engine.invariance import SMALL_BYTES, batch_invariant
from engine.llama.context import Context
from engine.llama.model import Model
from engine.prompt.renderer import Renderer
from engine.prompt.template import Templater
from engine.protocol import Load
from engine.recorded.kept import Traces
from engine.records import ModelFacts
from engine.session import Session
from engine.settings import LoadSettings

MOST_CHECKPOINT_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model, its context, its template, the replies whose records are kept. A templater serves
    one thread at a time: `writing` is the main lane's, `counting` the side lane's."""

    model: Model
    context: Context
    session: Session
    facts: ModelFacts
    writing: Templater
    counting: Templater
    traces: Traces = field(default_factory=Traces)


def opened(request: Load, report: Callable[[float], bool], resources: ExitStack) -> Loaded:
    """Everything that one model needs, given back by `resources`."""
    renderers = [resources.enter_context(closing(Renderer())) for _ in range(2)]
    for renderer in renderers:
        renderer.start()  # its start takes as long as a small model's load, so both go on together
    model = Model.open(Path(request.path), request.settings, report)
    resources.enter_context(closing(model))
    context = model.open_context(request.settings)
    resources.enter_context(closing(context))
    template = request.template or model.chat_template
    writing, counting = (Templater(model, template, each) for each in renderers)
    facts = replace(
        model.facts,
        context=context.n_ctx,
        template=writing.probe(),
        batch_invariant=_batch_invariant(model, context, request.settings),
    )
    session = Session(context, _checkpoint_bytes())
    return Loaded(model, context, session, facts, writing, counting)


def _batch_invariant(model: Model, context: Context, settings: LoadSettings) -> bool:
    """Large models are only tried where it was asked for, and then only briefly: it is to be part
    of loading."""
    small = model.facts.size_bytes <= SMALL_BYTES
    if not small and not settings.reproducible:
        return False
    return batch_invariant(context, model.size, thorough=small)


def _checkpoint_bytes() -> int:
    return min(int(psutil.virtual_memory().available) // 4, MOST_CHECKPOINT_BYTES)
