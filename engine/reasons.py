"""Why a model did not load, and why an engine process ended: sentences from what was left behind.

Pure text: llama.cpp's log lines, a child's last lines of stderr, its exit code or signal. Knows
llama.cpp's words (src/llama-model-loader.cpp, src/llama-model.cpp, ggml/src/gguf.cpp)."""

from __future__ import annotations

import re
import signal as signals
from collections.abc import Callable, Sequence
from typing import TypeAlias

from engine.deaths import (
    CpuFeatureMissing,
    DiedOfMemory,
    DiedOnFile,
    DriverFailed,
    EngineAborted,
    EngineDied,
)
from engine.errors import (
    ArchitectureUnknown,
    Fault,
    FileBroken,
    FileEndsEarly,
    FileMissing,
    FormatUnknown,
    ModelUnusable,
    NoTextGenerated,
    OutOfMemory,
    PartOfModel,
)

Make: TypeAlias = Callable[[str, re.Match[str]], ModelUnusable]

_SHOWN_LENGTH = 160

_CONVERT = "which must be converted to GGUF first"
_OTHER_FILES = (
    (b"version https://git-lfs", "it is a Git LFS pointer; the model itself was not downloaded"),
    (b"PK", f"it is a ZIP archive, or a PyTorch file, {_CONVERT}"),
    (b"\x80\x02", f"it is a PyTorch file, {_CONVERT}"),
    (b"\x1f\x8b", "it is a compressed archive; unpack it first"),
    (b"7z\xbc\xaf", "it is a compressed archive; unpack it first"),
    (b"lmgg", f"it is of the older GGML format, {_CONVERT}"),
    (b"fmgg", f"it is of the older GGML format, {_CONVERT}"),
    (b"tjgg", f"it is of the older GGML format, {_CONVERT}"),
)

_EMPTY = "it is empty, probably an unfinished download"


def no_gguf(head: bytes) -> str:
    """What a file is whose first bytes are `head`, if it is no GGUF file; "" if it is one."""
    if head.startswith(b"GGUF"):
        return ""
    if not any(head):
        return "it begins with zeros, probably an unfinished download" if head else _EMPTY
    for start, reason in _OTHER_FILES:
        if head.startswith(start):
            return reason
    if head.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return "it is a web page, probably saved instead of the model"
    if b'"__metadata__"' in head or b'"dtype"' in head:
        return f"it is a safetensors file, {_CONVERT}"
    return "it does not begin like one"


def load_failure(lines: Sequence[str], name: str) -> ModelUnusable:
    """The error to raise when llama.cpp answered no model, or no context, and logged `lines`.

    The first rule that finds its words decides; causes stand before their consequences."""
    text = "\n".join(lines)
    for pattern, make in _RULES:
        if found := re.search(pattern, text):
            return make(name, found)
    return FileBroken(name=name, reason="llama.cpp could not load it and did not say why")


def _shown(text: str | None) -> str:
    """One line, short enough to be shown."""
    shown = " ".join((text or "").split())
    return shown if len(shown) <= _SHOWN_LENGTH else shown[:_SHOWN_LENGTH] + "…"


def _plain(kind: type[ModelUnusable]) -> Make:
    return lambda name, found: kind(name=name)


def _because(kind: type[ModelUnusable], words: str) -> Make:
    """`words` name the pattern's groups as {0}, {1}…"""
    return lambda name, found: kind(name=name, reason=words.format(*map(_shown, found.groups())))


def _broken(words: str) -> Make:
    return _because(FileBroken, words)


def _architecture(name: str, found: re.Match[str]) -> ModelUnusable:
    return ArchitectureUnknown(name=name, architecture=_shown(found[1]))


def _tensor_type(name: str, found: re.Match[str]) -> ModelUnusable:
    """A type shortly beyond the known ones is of a newer llama.cpp; any other is damage."""
    tensor, kind, known = _shown(found[1]), int(found[2]), int(found[3])
    if known <= kind < known + 100:
        return FormatUnknown(name=name, reason=f"its weights are stored in a newer way ({kind})")
    return FileBroken(name=name, reason=f'its tensor "{tensor}" is of type {kind}, which is none')


_RULES: tuple[tuple[str, Make], ...] = (
    # What else it is.
    (
        r"general\.type\s+str\s+= adapter",
        _because(NoTextGenerated, "it is an adapter, which only changes another model"),
    ),
    (
        r"CLIP cannot be used as main model|general\.type\s+str\s+= mmproj",
        _because(NoTextGenerated, "it is a projector, with which another model sees or hears"),
    ),
    (r"with 0 key-value pairs and 0 tensors", _broken("it holds neither settings nor weights")),
    (
        r"with \d+ key-value pairs and 0 tensors",
        _because(NoTextGenerated, "it holds a vocabulary without weights"),
    ),
    # Memory.
    (
        r"(?i)out of memory|failed to allocate|unable to allocate|bad_alloc|not enough memory"
        r"|cannot allocate memory|ErrorOutOf\w*Memory",
        _plain(OutOfMemory),
    ),
    # Reading.
    (r"failed to open .*\((.+)\)", _because(FileMissing, "{0}")),
    (r"(?:mmap|MapViewOfFileEx?|read error)[^:\n]*: (.+)", _because(FileMissing, "{0}")),
    (
        r"is not within the file bounds|unexpectedly reached end of file"
        r"|exceeds remaining file size|failed to read magic|failed to read tensor data binary",
        _plain(FileEndsEarly),
    ),
    # Parts.
    (
        r"illegal split file idx|invalid split|GGUF split|tensors expected but \d+ found",
        _plain(PartOfModel),
    ),
    # Other times.
    (
        r"GGUF file is version (\d{1,2}) but this software only supports up to version (\d+)",
        _because(FormatUnknown, "it is of version {0} of GGUF, and {1} is the newest known here"),
    ),
    (
        r"GGUFv1 is no longer supported",
        _because(FormatUnknown, "it is of version 1 of GGUF, which is no longer read"),
    ),
    (
        r"unknown pre-tokenizer type: '(.*?)'",
        _because(FormatUnknown, 'its tokenizer splits text in a way named "{0}", unknown here'),
    ),
    (
        r"unknown tokenizer: '(.*?)'",
        _because(FormatUnknown, 'its tokenizer is of a kind named "{0}", unknown here'),
    ),
    (r"tensor '(.*)' has invalid ggml type (-?\d+). should be in \[0, (\d+)\)", _tensor_type),
    (
        r"unknown model architecture: ''|key not found in model: general\.architecture",
        _broken("its header does not name its architecture"),
    ),
    (r"(?:unknown|unsupported) model architecture: '(.+?)'", _architecture),
    # The header.
    (
        r"(?:bad GGUF version:|GGUF file is version) (\d+)",
        _broken("its header names version {0} of GGUF, which never was"),
    ),
    (
        r"mismatch between the host and model endianness",
        _broken("its bytes stand in reverse order"),
    ),
    (
        r"number of (tensors|key value pairs) is (-?\d+) but must",
        _broken("its header announces {1} {0}"),
    ),
    (
        r"string length (\d+) exceeds maximum|encountered (?:length_error|bad_alloc) error",
        _broken("a text in its header claims an impossible length"),
    ),
    (r"duplicate key '(.*)' for KV", _broken('"{0}" stands twice in its header')),
    (r"key (-?\d+) is empty", _broken("entry {0} of its header has no name")),
    (r"key '(.*)' has invalid GGUF type", _broken('"{0}" in its header is of a type that is none')),
    (
        r"key '?(\S+?)'? (?:must be of|has wrong) type",
        _broken('"{0}" in its header is of the wrong type'),
    ),
    (r"alignment (\d+) is not a power", _broken("its alignment is {0}, which is no power of two")),
    # The list of tensors.
    (
        r"duplicate tensor name '(.*)' for|tensor '(.*)' is duplicated",
        _broken('its tensor "{0}{1}" stands in it twice'),
    ),
    (
        r"tensor '(.*)' has invalid number of dimensions: (\d+)",
        _broken('its tensor "{0}" claims {1} dimensions'),
    ),
    (
        r"tensor '(.*)' has offset \d+, expected|tensor '(.*)' (?:size|with shape|dimension)"
        r"|incorrect shape for a tensor '(.*)' may|tensor '(.*)' of type .* per row",
        _broken('sizes and places of its tensors contradict each other, at "{0}{1}{2}{3}"'),
    ),
    # What the architecture asks for.
    (
        r"tensor '(.*)' not found|missing tensor '(.*)'",
        _broken('its tensor "{0}{1}" is missing'),
    ),
    (
        r"tensor '(.*)' has wrong shape; (.*)",
        _broken('its tensor "{0}" has another shape than its header asks for ({1})'),
    ),
    (
        r"wrong number of tensors; expected (\d+), got (\d+)",
        _broken("it has {0} tensors, and its architecture uses {1}"),
    ),
    (r"tensor '(.*)' has invalid data", _broken('its tensor "{0}" holds what are no numbers')),
    (r"key not found in model: (\S+)", _broken('"{0}" is missing in its header')),
    (
        r"Index out of array bounds for (\w+) \((\d+) < (\d+)\)",
        _broken("its vocabulary has {2} tokens but only {1} {0}"),
    ),
    (
        r"cannot find tokenizer merges|tokenizer merges",
        _broken("its vocabulary lacks the merges that its tokenizer needs"),
    ),
    (
        r"error loading model vocabulary: (.+)",
        _broken("its vocabulary cannot be read (llama.cpp: {0})"),
    ),
    (
        r"error loading model hyperparameters: (.+)",
        _broken("the numbers in its header contradict each other (llama.cpp: {0})"),
    ),
    # Reading stopped, and none of the reasons above was logged before.
    (r"failed to read (?:header|key-value pairs|tensor info)", _plain(FileEndsEarly)),
    (
        r"failed to initialize the context: (.+)",
        _because(ModelUnusable, "no context could be made for it (llama.cpp: {0})"),
    ),
    (r"error loading model: (.+)", _broken("llama.cpp says: {0}")),
)


_NO_MEMORY = (
    r"(?i)std::bad_alloc|\bMemoryError\b|out of memory|ErrorOutOf\w*Memory|failed to allocate"
    r"|unable to allocate|cannot allocate memory"
)
_DRIVER = (
    r"(?i)(?:CUDA|HIP|ROCm|SYCL|CANN|MUSA|OpenCL) error|cu(?:da|blas)\w* failed"
    r"|vk::|vulkan: .*error"
    r"|DeviceLost|ggml_metal\w*: .*(?:error|fail)|MTLCommandBuffer|command buffer \d+ failed"
    r"|NVRM|driver version is insufficient"
)
_CHECK = (
    r"([\w.-]+:\d+): (GGML_ASSERT\(.*\) failed|fatal error|.*not implemented.*|.*unsupported.*)"
)
_STACK = r"  File |\s+\^|(?:Current t|T)hread 0x|Stack \(most|Extension modules|  <no Python frame>"

# Windows ends a process with the code of the exception (ntstatus.h).
_WINDOWS = {
    0xC0000005: "access violation",
    0xC0000006: "in-page error",
    0xC0000017: "no memory",
    0xC000001D: "illegal instruction",
    0xC00000FD: "stack overflow",
    0xC000012D: "commitment limit",
    0xC0000409: "abort",
}
_KILLED = {"SIGKILL", "no memory", "commitment limit"}
_ILLEGAL = {"SIGILL", "illegal instruction"}
_UNREADABLE = {"SIGBUS", "in-page error"}
_CRASHED = {"SIGSEGV", "SIGFPE", "SIGABRT", "access violation", "stack overflow", "abort"}

# Checks of llama.cpp that only a damaged file fails: a part of their text, or their source file.
_FILE_CHECKS = (
    ("id_to_token.size() == token_to_id.size()", "a token stands twice in its vocabulary"),
    ("missing newline token", "its vocabulary has no token for a new line"),
    ("eps >= 0", "a number in its header is none"),
    ("llama-vocab.cpp", "its vocabulary contradicts itself"),
    ("llama-model.cpp", "a number in its header is impossible"),
    ("llama-hparams.cpp", "a number in its header is impossible"),
    ("llama-model-loader.cpp", "its weights are not what its header says"),
    ("gguf.cpp", "its header contradicts itself"),
)


def death(
    exit_code: int,
    signal: int | None,
    lines: Sequence[str],
    name: str = "The model file",
    *,
    loading: bool = False,
) -> Fault:
    """What to say of an engine process that ended without being asked.

    `signal` is the one that ended it, if one did; on Windows the exit code tells as much. `lines`
    are its last of stderr; `name` is the model it had, as a person knows it; `loading`: it was
    still reading that model, so that a crash without words is the file's."""
    return _death(_how(exit_code, signal), lines, name, loading).fault


def _death(how: str, lines: Sequence[str], name: str, loading: bool) -> EngineDied:
    text, last = "\n".join(lines), _last(lines)
    if how in _KILLED or re.search(_NO_MEMORY, text):
        return DiedOfMemory(how=how)
    if how in _ILLEGAL:
        return CpuFeatureMissing(how=how)
    if re.search(_DRIVER, text):
        return DriverFailed(how=how, last=last)
    if how in _UNREADABLE:
        return DiedOnFile(name=name, reason="it could not be read any further", how=how)
    if check := re.search(_CHECK, text):
        return _failed_check(f"{check[1]}: {_shown(check[2])}", how, name)
    if loading and how in _CRASHED:
        return DiedOnFile(name=name, reason="llama.cpp crashed while reading it", how=how)
    return EngineDied(how=how, last=last)


def _failed_check(check: str, how: str, name: str) -> EngineDied:
    for part, reason in _FILE_CHECKS:
        if part in check:
            return DiedOnFile(name=name, reason=reason, how=how)
    return EngineAborted(how=how, check=check)


def _how(exit_code: int, signal: int | None) -> str:
    """The signal's name, Windows' reason, or the exit code in words."""
    if signal is None:
        return _WINDOWS.get(exit_code & 0xFFFFFFFF, f"exit code {exit_code}")
    try:
        return signals.Signals(signal).name
    except ValueError:
        return f"signal {signal}"


def _last(lines: Sequence[str]) -> str:
    """The last line that says something, without a stack's lines."""
    for line in reversed(lines):
        if line.strip() and not re.match(_STACK, line):
            return _shown(line)
    return "it left no message"
