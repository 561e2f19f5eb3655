"""What the commands have in common: a loaded child, a chat of one question, texts from files."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from msgspec.structs import replace

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.errors import FileMissing
from engine.headless.child import Child, Refused
from engine.headless.errors import FileUnwritable, TextTooLong, TextUnreadable
from engine.headless.shown import Gauge
from engine.protocol import Document
from engine.records import ModelFacts
from engine.settings import LoadSettings, SamplingSettings

STANDARD_INPUT = "-"
MOST_CHARACTERS: int = get_args(Document)[1].max_length


def load(options: argparse.Namespace, child: Child) -> ModelFacts:
    """Load the model that was named; a terminal sees how far it has come."""
    settings = LoadSettings(
        context=getattr(options, "context", 0), threads=getattr(options, "threads", 0)
    )
    path = getattr(options, "template", None)
    template = document(read_text(path), path) if path else ""
    gauge = Gauge("Loading the model", sys.stderr)
    try:
        return child.load(options.model, settings, template, gauge.tell)
    finally:
        gauge.clear()


def chat_of(options: argparse.Namespace, facts: ModelFacts) -> Chat:
    """The question as a chat. A model without a template is spoken to in plain text."""
    messages = [Message("prompt", Role.USER, prompt_of(options.prompt))]
    if system := getattr(options, "system", ""):
        messages.insert(0, Message("system", Role.SYSTEM, system))
    template = TemplateChoice.MODEL if facts.template.present else TemplateChoice.PLAIN
    return Chat(tuple(messages), TemplateChoice.RAW if options.raw else template)


def sampling_of(given: dict[str, object], facts: ModelFacts) -> SamplingSettings:
    """What was given, else what the model recommends, else llama.cpp's defaults."""
    plain = SamplingSettings()
    recommended = {n: type(getattr(plain, n))(v) for n, v in facts.recommended.items()}
    return replace(plain, **{**recommended, **given})


def prompt_of(argument: str) -> str:
    """A prompt; from standard input without the line break at its end, which is the file's."""
    if argument != STANDARD_INPUT:
        return argument
    return read_text(None).removesuffix("\n").removesuffix("\r")


def text_of(argument: str) -> str:
    """A text as it stands, from the command line or from standard input."""
    return read_text(None) if argument == STANDARD_INPUT else argument


def document(text: str, path: Path | None = None) -> str:
    """A text that is short enough for one request. Raises Refused."""
    if len(text) > MOST_CHARACTERS:
        counts = {"characters": f"{len(text):,}", "most": f"{MOST_CHARACTERS:,}"}
        raise Refused(TextTooLong(name=path.name if path else "The text", **counts).fault)
    return text


def read_text(path: Path | None) -> str:
    """A file, or standard input, which must be UTF-8. Raises Refused."""
    name = path.name if path else "standard input"
    read: Callable[[], bytes] = path.read_bytes if path else sys.stdin.buffer.read
    try:
        return read().decode("utf-8-sig")
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise Refused(FileMissing(name=name, reason=reason).fault) from problem
    except UnicodeDecodeError as problem:
        raise Refused(TextUnreadable(name=name, place=problem.start).fault) from problem


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; what is no regular file is written as it is. Raises
    Refused."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=path.name, suffix=".partial", delete=False
        ) as file:
            partial = Path(file.name)
            try:
                file.write(content)
            except OSError:
                partial.unlink(missing_ok=True)
                raise
        os.replace(partial, path)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise Refused(FileUnwritable(name=str(path), reason=reason).fault) from problem
