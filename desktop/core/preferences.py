"""What a person chose, as one frozen value in one file that is replaced atomically."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from desktop.core.errors import PreferencesSetAside, PreferencesUnreadable, PreferencesUnwritable
from desktop.core.files import replace_file
from engine.chat import Overflow, TemplateChoice
from engine.errors import Fault, InvalidSetting
from engine.settings import LoadSettings, SamplingSettings

MOST_RECENT = 10


class Preferences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that is remembered beside the chats. Models are named by their paths.

    `language` is empty for the system's. `sampling` holds only the values that were chosen, by
    their names in SamplingSettings; `preset` is what they began with, empty for the model's own
    recommendation. `model_folders` are watched beside the program's own; `used_models` tells when
    each was opened last, in seconds since 1970. `places` is whatever text the window restores
    itself from. `endpoint` is the hub's address, empty for the usual one; `offline` forbids
    every request."""

    theme: Literal["system", "light", "dark"] = "system"
    zoom: Annotated[float, Meta(ge=0.5, le=4.0)] = 1.0
    language: str = ""
    recent_models: tuple[str, ...] = ()
    load: dict[str, LoadSettings] = {}
    templates: dict[str, TemplateChoice] = {}
    sampling: dict[str, Any] = {}
    preset: str = ""
    model_folders: tuple[str, ...] = ()
    hidden_models: tuple[str, ...] = ()
    used_models: dict[str, float] = {}
    endpoint: str = ""
    offline: bool = False
    overflow: Overflow = Overflow.ROLL
    places: str = ""
    sidebar_shown: bool = True
    panel_shown: bool = True

    def __post_init__(self) -> None:
        """Check the chosen values as SamplingSettings does, and take over their types."""
        settings = msgspec.convert(self.sampling, SamplingSettings)
        chosen = {name: getattr(settings, name) for name in self.sampling}
        msgspec.structs.force_setattr(self, "sampling", chosen)

    def with_recent(self, model: str) -> Preferences:
        """With a model at the head of the recent ones."""
        others = tuple(path for path in self.recent_models if path != model)
        recent = (model, *others)[:MOST_RECENT]
        return msgspec.structs.replace(self, recent_models=recent)

    def without_recent(self, model: str) -> Preferences:
        """Without a model that is not there any more."""
        recent = tuple(path for path in self.recent_models if path != model)
        return msgspec.structs.replace(self, recent_models=recent)

    def with_load(self, model: str, settings: LoadSettings) -> Preferences:
        """With the settings that one model is loaded with."""
        return msgspec.structs.replace(self, load={**self.load, model: settings})

    def with_template(self, model: str, choice: TemplateChoice) -> Preferences:
        """With the template that is used for one model."""
        return msgspec.structs.replace(self, templates={**self.templates, model: choice})


def read_preferences(path: Path) -> tuple[Preferences, Fault | None]:
    """The preferences in a file, or the defaults where there is none.

    A file that is damaged, or has fields of a newer version, is set aside; the Fault tells its
    new name."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Preferences(), None
    except OSError as problem:
        return Preferences(), _unreadable(path, problem)
    try:
        return msgspec.json.decode(content, type=Preferences), None
    except (msgspec.MsgspecError, UnicodeDecodeError, InvalidSetting):
        return Preferences(), _set_aside(path)


def write_preferences(path: Path, preferences: Preferences) -> None:
    """Replace the file, whole or not at all; PreferencesUnwritable says why not."""
    content = msgspec.json.format(msgspec.json.encode(preferences), indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)
    except OSError as problem:
        raise PreferencesUnwritable(path=str(path), reason=problem.strerror or "") from problem


def _set_aside(path: Path) -> Fault:
    number = 1
    while (kept := path.with_name(f"{path.stem}.unread-{number}{path.suffix}")).exists():
        number += 1
    try:
        os.replace(path, kept)
    except OSError as problem:
        return _unreadable(path, problem)
    return PreferencesSetAside(kept=str(kept)).fault


def _unreadable(path: Path, problem: OSError) -> Fault:
    return PreferencesUnreadable(path=str(path), reason=problem.strerror or "").fault
