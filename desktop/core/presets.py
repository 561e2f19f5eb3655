"""Presets: named sets of sampling values, ours as JSON files, and those of two other programs.

Reads our own files, TextGen's YAML (only keys that differ from its defaults) and SillyTavern's
text-completion JSON. A file is a stranger's: what it says beyond the sampling settings, or out of
their range, is left out and told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from desktop.core.errors import PresetUnreadable, PresetUnwritable
from desktop.core.files import replace_file
from engine.errors import InvalidSetting
from engine.settings import NEUTRAL, SamplingSettings
from engine.stage_settings import MOVABLE, StageName

LARGEST_FILE = 1_000_000  # bytes
LONGEST_NAME = 80
FORMAT = 1

# What belongs to a chat or a moment more than to a way of sampling, or is not for a file to set.
NOT_IN_PRESETS = frozenset(("max_tokens", "stop", "seed", "grammar", "json_schema", "candidates"))

_TEXTGEN = {
    "temperature": "temperature",
    "dynatemp_exponent": "dynamic_exponent",
    "top_p": "top_p",
    "min_p": "min_p",
    "top_k": "top_k",
    "typical_p": "typical_p",
    "xtc_threshold": "xtc_threshold",
    "xtc_probability": "xtc_probability",
    "top_n_sigma": "top_n_sigma",
    "dry_multiplier": "dry_multiplier",
    "dry_allowed_length": "dry_allowed_length",
    "dry_base": "dry_base",
    "repetition_penalty": "repeat_penalty",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "repetition_penalty_range": "repeat_last_n",
    "no_repeat_ngram_size": "no_repeat_ngram",
    "mirostat_mode": "mirostat",
    "mirostat_tau": "mirostat_tau",
    "mirostat_eta": "mirostat_eta",
    "adaptive_target": "adaptive_target",
    "adaptive_decay": "adaptive_decay",
}
_SILLYTAVERN = {
    "temp": "temperature",
    "rep_pen": "repeat_penalty",
    "rep_pen_range": "repeat_last_n",
    "freq_pen": "frequency_penalty",
    "presence_pen": "presence_penalty",
    "nsigma": "top_n_sigma",
    "dry_penalty_last_n": "dry_last_n",
    **{
        name: _TEXTGEN[name]
        for name in (
            "top_p",
            "min_p",
            "top_k",
            "typical_p",
            "xtc_threshold",
            "xtc_probability",
            "dry_multiplier",
            "dry_allowed_length",
            "dry_base",
            "dynatemp_exponent",
            "no_repeat_ngram_size",
            "mirostat_mode",
            "mirostat_tau",
            "mirostat_eta",
            "adaptive_target",
            "adaptive_decay",
        )
    },
}
_BREAKERS = ("dry_sequence_breakers",)
_ORDERS = ("sampler_priority", "samplers", "samplers_priorities")
_STAGES = {
    "repetition_penalty": StageName.PENALTIES,
    "penalties": StageName.PENALTIES,
    "rep_pen": StageName.PENALTIES,
    "dry": StageName.DRY,
    "no_repeat_ngram": StageName.NO_REPEAT_NGRAM,
    "top_n_sigma": StageName.TOP_N_SIGMA,
    "nsigma": StageName.TOP_N_SIGMA,
    "top_k": StageName.TOP_K,
    "typical_p": StageName.TYPICAL,
    "typ_p": StageName.TYPICAL,
    "top_p": StageName.TOP_P,
    "min_p": StageName.MIN_P,
    "xtc": StageName.XTC,
    "temperature": StageName.TEMPERATURE,
    "temp": StageName.TEMPERATURE,
}
# KoboldCpp's numbers in `sampler_order`; those without a stage here (top-a, tail-free) are passed.
_NUMBERED = {
    0: StageName.TOP_K,
    2: StageName.TOP_P,
    4: StageName.TYPICAL,
    5: StageName.TEMPERATURE,
    6: StageName.PENALTIES,
}


class Preset(Struct, frozen=True):
    """A named set of values, by their names in SamplingSettings; the others are llama.cpp's
    defaults. `left_out` says what of its file was not taken over."""

    name: str
    values: dict[str, Any]
    left_out: tuple[str, ...] = ()

    @property
    def settings(self) -> SamplingSettings:
        """All values."""
        return msgspec.structs.replace(SamplingSettings(), **self.values)


# What comes with the program. Their names are translated where they are shown.
BUILT_IN = (
    Preset("llama.cpp", {}),
    Preset("Neutral", NEUTRAL),
    Preset("Greedy", {"temperature": 0.0}),
    Preset("Focused", {"temperature": 0.3, "top_p": 0.9}),
    Preset("Open", {"temperature": 1.2, "top_k": 0, "top_p": 1.0, "min_p": 0.1}),
)


class _File(Struct, frozen=True, kw_only=True):
    """Our own format."""

    tessera_preset: int
    name: str = ""
    values: dict[str, Any] = {}


def read_preset(path: Path) -> Preset:
    """The preset of a file in any of the three formats; PresetUnreadable says why not."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PresetUnreadable(name=path.name, reason="it is too large to be a preset")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        reason = problem.strerror or "it cannot be opened"
        raise PresetUnreadable(name=path.name, reason=reason) from problem
    except UnicodeDecodeError as problem:
        raise PresetUnreadable(name=path.name, reason="it is no text") from problem
    content = _parsed(path, text)
    if "tessera_preset" in content:
        return _own(path, content)
    names = _SILLYTAVERN if path.suffix.lower() == ".json" else _TEXTGEN
    values, left_out = _values(content, names)
    if not values:
        raise PresetUnreadable(name=path.name, reason="it sets nothing that Tessera knows")
    return Preset(path.stem[:LONGEST_NAME], values, left_out)


def write_preset(path: Path, preset: Preset) -> None:
    """Replace the file by a preset in our format; PresetUnwritable says why not."""
    content = _File(tessera_preset=FORMAT, name=preset.name, values=preset.values)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, msgspec.json.format(msgspec.json.encode(content), indent=2))
    except OSError as problem:
        reason = problem.strerror or ""
        raise PresetUnwritable(path=str(path), reason=reason) from problem


def presets_in(folder: Path) -> tuple[Preset, ...]:
    """The readable presets of a folder, by name."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(read_preset(path))
        except PresetUnreadable:
            continue
    return tuple(sorted(found, key=lambda preset: preset.name.casefold()))


def file_for(folder: Path, name: str) -> Path:
    """Where a preset of this name lies; whatever cannot stand in a file's name becomes `-`."""
    stem = re.sub(r"[^\w .+()-]", "-", name).strip(" .") or "preset"
    return folder / f"{stem[:LONGEST_NAME]}.json"


def moved(order: Sequence[StageName], wanted: Sequence[StageName]) -> tuple[StageName, ...]:
    """`order` with the stages of `wanted` in that order, in the places that they had together."""
    following = iter([stage for stage in dict.fromkeys(wanted) if stage in order])
    inside = set(wanted)
    return tuple(next(following) if stage in inside else stage for stage in order)


def _parsed(path: Path, text: str) -> dict[str, Any]:
    import yaml  # heavy, and needed only when a preset is read

    try:
        if path.suffix.lower() == ".json":
            content = msgspec.json.decode(text)
        else:
            content = yaml.safe_load(text)
    except (msgspec.DecodeError, yaml.YAMLError, RecursionError, ValueError) as problem:
        reason = str(problem).replace("\n", " ")[:200]
        raise PresetUnreadable(name=path.name, reason=reason) from problem
    if not isinstance(content, dict):
        raise PresetUnreadable(name=path.name, reason="it is no list of settings")
    return {str(key): value for key, value in content.items()}


def _own(path: Path, content: Mapping[str, Any]) -> Preset:
    try:
        file = msgspec.convert(dict(content), _File)
    except msgspec.ValidationError as problem:
        raise PresetUnreadable(name=path.name, reason=str(problem)) from problem
    if file.tessera_preset > FORMAT:
        raise PresetUnreadable(name=path.name, reason="it was written by a newer Tessera")
    known = {n: n for n in SamplingSettings.__struct_fields__ if n not in NOT_IN_PRESETS}
    values, left_out = _values(file.values, known)
    return Preset((file.name or path.stem)[:LONGEST_NAME], values, left_out)


def _values(
    content: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a file says, in our names, and what of it had to be left out."""
    values: dict[str, Any] = {}
    left_out: list[str] = []
    told = [(key, names[key], value) for key, value in content.items() if key in names]
    derived = [(name, name, value) for name, value in _derived(content)]
    for key, name, value in (*told, *derived):
        try:
            values[name] = _fitting(name, value)
        except (msgspec.ValidationError, InvalidSetting, OverflowError):
            left_out.append(f"{key}: {value!r}"[:200])
    order = _order(content)
    if order != MOVABLE:
        values["order"] = order
    plain = SamplingSettings()
    return {n: v for n, v in values.items() if v != getattr(plain, n)}, tuple(left_out)


def _fitting(name: str, value: Any) -> Any:
    """The value in the type and range of its setting."""
    if isinstance(value, float) and value.is_integer() and name in _WHOLE:
        value = int(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise OverflowError
    return getattr(msgspec.convert({name: value}, SamplingSettings), name)


_WHOLE = frozenset(
    field.name for field in msgspec.structs.fields(SamplingSettings) if type(field.default) is int
)


def _derived(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Our settings that other programs tell in several keys, or in another shape."""
    if breakers := next((content[key] for key in _BREAKERS if key in content), None):
        yield "dry_breakers", _list_of(breakers)
    lows, highs = ("dynatemp_low", "min_temp"), ("dynatemp_high", "max_temp")
    low = next((content[key] for key in lows if key in content), None)
    high = next((content[key] for key in highs if key in content), None)
    wanted = content.get("dynamic_temperature") or content.get("dynatemp")
    if wanted is True and isinstance(low, int | float) and isinstance(high, int | float):
        yield "dynamic_temperature", abs(high - low) / 2
        yield "temperature", (high + low) / 2


def _list_of(breakers: Any) -> Any:
    """TextGen writes a list as text, with or without its brackets."""
    if not isinstance(breakers, str):
        return breakers
    text = breakers.strip()
    try:
        return msgspec.json.decode(text if text.startswith("[") else f"[{text}]")
    except msgspec.DecodeError:
        return breakers


def _order(content: Mapping[str, Any]) -> tuple[StageName, ...]:
    for key in _ORDERS:
        given = content.get(key)
        if isinstance(given, str):
            given = given.split()
        if isinstance(given, list) and given:
            named = [_STAGES[each] for each in given if isinstance(each, str) and each in _STAGES]
            return moved(MOVABLE, named)
    given = content.get("sampler_order")
    if isinstance(given, list):
        numbered = [_NUMBERED[each] for each in given if type(each) is int and each in _NUMBERED]
        return moved(MOVABLE, numbered)
    return MOVABLE
