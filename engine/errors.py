"""Everything the engine raises on purpose, each one a sentence a person can act on.

EngineError
+-- InvalidRequest           a line that is no request, or one that makes no sense now
|   +-- InvalidSetting       a value outside its declared range
|   |   +-- StageMisplaced   the order names a stage twice, or one that cannot be moved
|   +-- TextBroken           a text among the settings that does not follow its own rules
|   |   +-- GrammarBroken    a grammar that llama.cpp cannot read
|   |   +-- SchemaBroken     a JSON schema that is none, or says more than we can keep to
|   +-- NoModelLoaded        asked to generate before a model was loaded
+-- ModelUnusable            the file cannot be chatted with
|   +-- FileMissing          there is no such file, or it cannot be read
|   +-- FileIsNoModel        not a GGUF file
|   +-- FileEndsEarly        a partial download
|   +-- FileBroken           its header or weights contradict themselves
|   +-- ArchitectureUnknown  made for another (usually newer) llama.cpp
|   +-- FormatUnknown        its format, numbers or tokenizer are newer (or far older) than ours
|   +-- PartOfModel          one of several files that make a model together
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
+-- PlaceUnusable            it cannot be done at that place of the chat
|   +-- PromptEmpty          there is no token to go on from
|   +-- TokensUnknown        the reply's tokens are not those of this model
|   +-- TokenForbidden       the grammar does not let that token come there
|   +-- ReplyStrays          the reply so far does not follow the grammar
|   +-- PlanUnknown          nobody recorded how the reply was evaluated
+-- ComputeFailed            llama.cpp could not evaluate
|   +-- ModelComputesNaN     the weights give numbers that are none
|   +-- NothingLeft          grammar and banned words leave no token
+-- LibraryUnusable          llama.cpp is not there, or its structs do not fit the binding
+-- EngineDied               the engine process ended without being asked: engine/deaths.py
+-- EngineUnreachable        there is no engine child to talk to
    +-- EngineNotStarted     it could not be started
    +-- EngineSpeaksOtherwise  it says what is no message of this protocol
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


class Told(Exception):
    """An error that is told to a person: `facts` fill its class's template."""

    template: ClassVar[str] = "This could not be done."

    def __init__(self, **facts: str | int | float) -> None:
        self.facts = facts
        super().__init__(self.template.format(**facts))

    @property
    def fault(self) -> Fault:
        """The error as a value."""
        return Fault(type(self).__name__, self.template, dict(self.facts))


class EngineError(Told):
    """Base of everything the engine refuses or fails at."""

    template = "The engine could not do this."


class InvalidRequest(EngineError):
    """A line that is no request, or a request that makes no sense now."""

    template = "The engine did not understand a request: {problem}."


class InvalidSetting(InvalidRequest, ValueError):
    """A setting was given a value outside its declared range."""

    template = "{name} is {value}; it must be between {low} and {high}."


class StageMisplaced(InvalidSetting):
    """The order of the stages names one twice, or one that has its own place."""

    template = "The order of the stages cannot be used: {name} comes twice or cannot be moved."


class TextBroken(InvalidRequest):
    """A text among the settings does not follow its own rules."""

    template = "Line {line}, column {column}: {reason}."


class GrammarBroken(TextBroken):
    """llama.cpp cannot read the grammar."""

    template = "The grammar cannot be used. Line {line}, column {column}: {reason}."


class SchemaBroken(TextBroken):
    """The JSON schema is none, or asks for what cannot be translated."""

    template = "The JSON schema cannot be used. Line {line}, column {column}: {reason}."


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

    template = "{name} is not a GGUF model file: {reason}. Choose another file."


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


class FormatUnknown(ModelUnusable):
    """The file is of another time than this llama.cpp."""

    template = (
        "{name} does not fit this version: {reason}. "
        "Look for a conversion that does, or for a newer Tessera."
    )


class PartOfModel(ModelUnusable):
    """One of several files that make a model together."""

    template = (
        "{name} is one part of a model in several files. Put all of them into one folder, "
        "with the names they were published under, and open the first."
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


class PlaceUnusable(EngineError):
    """What was asked cannot be done at that place of the chat."""

    template = "This cannot be done at that place of the chat."


class PromptEmpty(PlaceUnusable):
    """No token stands before what is asked for."""

    template = "There is nothing to go on from. Write the beginning of a text first."


class TokensUnknown(PlaceUnusable):
    """A reply without recorded tokens, or with those of another vocabulary."""

    template = (
        "The tokens of this reply were not recorded with this model, so nothing can be changed "
        "between them. Continue the reply, or edit its text."
    )


class TokenForbidden(PlaceUnusable):
    """A forced token that the grammar does not let through."""

    template = (
        "The grammar does not let this token come here. Choose another one, or take the grammar "
        "out of the settings."
    )


class ReplyStrays(PlaceUnusable):
    """The part of a reply that is to be gone on with does not follow the grammar."""

    template = (
        "The reply does not follow the grammar: it strays from it at its token {place}. Write it "
        "anew, or take the grammar out of the settings."
    )


class PlanUnknown(PlaceUnusable):
    """A reply without an evaluation plan."""

    template = (
        "It is not recorded in which batches this reply was evaluated, so that cannot be repeated. "
        "Ask how much it differs with today's batches."
    )


class ComputeFailed(EngineError):
    """llama.cpp could not evaluate the tokens."""

    template = "The model could not be evaluated: {reason}."


class ModelComputesNaN(ComputeFailed):
    """The logits are not numbers."""

    template = "The model computes NaN: its weights are damaged. Download it again."


class NothingLeft(ComputeFailed):
    """Every token is excluded."""

    template = (
        "No token is left to choose from: the grammar, the banned words and the stages exclude all "
        "of them. Loosen one of them."
    )


class EngineUnreachable(EngineError):
    """There is no engine child to talk to."""

    template = "The engine had to be stopped. Start it again."


class EngineNotStarted(EngineUnreachable):
    """The child process could not be started."""

    template = "The engine could not be started: {reason}. Install Tessera again."


class EngineSpeaksOtherwise(EngineUnreachable):
    """The child said something that is no message of this version of the protocol."""

    template = (
        'The engine belongs to another version of Tessera: it said "{said}". Install Tessera again.'
    )


class LibraryUnusable(EngineError):
    """llama.cpp is not there, or its structs do not fit the binding."""

    template = "llama.cpp cannot be used: {reason}. Install Tessera again."
