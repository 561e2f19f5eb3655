"""Everything the engine raises on purpose, each one a sentence a person can act on.

EngineError
+-- InvalidRequest           a line that is no request, or one that makes no sense now
|   +-- InvalidSetting       a value outside its declared range
|   +-- NoModelLoaded        asked to generate before a model was loaded
+-- ModelUnusable            the file cannot be chatted with
|   +-- FileMissing          there is no such file, or it cannot be read
|   +-- FileIsNoModel        not a GGUF file
|   +-- FileEndsEarly        a partial download
|   +-- FileBroken           its header or weights contradict themselves
|   +-- ArchitectureUnknown  made for another (usually newer) llama.cpp
|   +-- NoTextGenerated      an encoder, an embedding model, a projector, a vocabulary
|   +-- OutOfMemory          weights or context do not fit
|   +-- LoadCancelled        the person changed their mind
+-- TemplateUnusable         the model's chat template cannot be used
|   +-- TemplateBroken       it raises, or is no Jinja
|   +-- TemplateEndless      it takes more than its time
|   +-- TemplateTooLong      it writes more than its room
|   +-- TemplateEmpty        it leaves the messages out
+-- ContextOverflow          what was asked does not fit into the context window
|   +-- MessageTooLong       a single message is larger than the window
|   +-- ContextFull          the chat is, and its setting says to stop and ask
+-- ComputeFailed            llama.cpp could not evaluate
    +-- ModelComputesNaN     the weights give numbers that are none
"""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """An error as data: what crosses the wire and what the window translates."""

    kind: str
    template: str
    facts: dict[str, str | int | float] = {}

    @property
    def sentence(self) -> str:
        """The English sentence."""
        return self.template.format(**self.facts)


class EngineError(Exception):
    """Base of every error a person may be shown. `facts` fill the class's template."""

    template: ClassVar[str] = "The engine could not do this."

    def __init__(self, **facts: str | int | float) -> None:
        self.facts = facts
        super().__init__(self.template.format(**facts))

    @property
    def fault(self) -> Fault:
        """The error as a value."""
        return Fault(type(self).__name__, self.template, dict(self.facts))


class InvalidRequest(EngineError):
    """A line that is no request, or a request that makes no sense now."""

    template = "The engine did not understand a request: {problem}."


class InvalidSetting(InvalidRequest, ValueError):
    """A setting was given a value outside its declared range."""

    template = "{name} is {value}; it must be between {low} and {high}."


class NoModelLoaded(InvalidRequest):
    """Asked for tokens before a model was there."""

    template = "No model is loaded yet. Open a model file first."


class ModelUnusable(EngineError):
    """The file cannot be chatted with, for a reason llama.cpp told."""

    template = "This model cannot be used: {reason}."


class FileMissing(ModelUnusable):
    """No such file, or no right to read it."""

    template = "{name} cannot be read: {reason}."


class FileIsNoModel(ModelUnusable):
    """The file does not begin like a GGUF file."""

    template = "{name} is not a GGUF model file. Choose a file that ends in .gguf."


class FileEndsEarly(ModelUnusable):
    """The file is shorter than its own header says."""

    template = "{name} ends early: it is incomplete, probably a broken download. Download it again."


class FileBroken(ModelUnusable):
    """The header or the weights contradict themselves."""

    template = "{name} is damaged: {reason}. Download it again or choose another file."


class ArchitectureUnknown(ModelUnusable):
    """The architecture is not one that this llama.cpp knows."""

    template = (
        '{name} uses the architecture "{architecture}", which this version does not know. '
        "A newer Tessera may; until then choose another model."
    )


class NoTextGenerated(ModelUnusable):
    """A model that makes no text: encoder, embeddings, projector, vocabulary only."""

    template = "{name} cannot chat: {reason}. Choose a text generation model."


class OutOfMemory(ModelUnusable):
    """Weights or context do not fit into memory."""

    template = (
        "{name} does not fit into memory. Choose a smaller model or quantisation, "
        "or a shorter context in the settings."
    )


class LoadCancelled(ModelUnusable):
    """The load was cancelled."""

    template = "Loading {name} was cancelled."


class TemplateUnusable(EngineError):
    """The chat template cannot turn this chat into a prompt."""

    template = "The chat template of this model cannot be used: {reason}."


class TemplateBroken(TemplateUnusable):
    """The template is no Jinja, or raises."""

    template = "The chat template of this model does not work: {reason}."


class TemplateEndless(TemplateUnusable):
    """The template did not end in time."""

    template = "The chat template of this model did not finish within {seconds} seconds."


class TemplateTooLong(TemplateUnusable):
    """The template writes more than it may."""

    template = "The chat template of this model writes more than {megabytes} MB of text."


class TemplateEmpty(TemplateUnusable):
    """The template leaves the messages out."""

    template = "The chat template of this model leaves the messages out."


class ContextOverflow(EngineError):
    """What was asked does not fit into the context window."""

    template = "The chat has {tokens} tokens; the context window holds {window}."


class MessageTooLong(ContextOverflow):
    """A single message is larger than the window."""

    template = (
        "This message has {tokens} tokens; the context window has room for {window}. "
        "Shorten it, or load the model with a larger context."
    )


class ContextFull(ContextOverflow):
    """The chat does not fit and its setting says to stop and ask."""

    template = (
        "The context window is full: the chat needs {tokens} of {window} tokens. "
        "Let the oldest turns leave, or start a new chat."
    )


class ComputeFailed(EngineError):
    """llama.cpp could not evaluate the tokens."""

    template = "The model could not be evaluated: {reason}."


class ModelComputesNaN(ComputeFailed):
    """The logits are not numbers."""

    template = "The model computes NaN: its weights are damaged. Download it again."
