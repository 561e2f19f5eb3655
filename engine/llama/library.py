"""libllama as a loaded library: how it is found, whether its structs fit, what it logs.

`api` is the low-level ctypes module of llama-cpp-python; `start()` must have run before anything
else of llama.cpp is called. Nothing here knows of models."""

from __future__ import annotations

import atexit
import ctypes
import functools
import importlib
import importlib.util
import os
import sys
import types
from collections import deque
from typing import Any

from engine.errors import LibraryUnusable

_DEBUG, _WARN, _ERROR, _CONTINUED = 1, 3, 4, 5

# llama.cpp's own defaults (src/llama-context.cpp, llama_context_default_params). Another value
# means that the structs of the binding are laid out differently from those of the library.
_CONTEXT_DEFAULTS = {
    "n_ctx": 512,
    "n_batch": 2048,
    "n_ubatch": 512,
    "n_seq_max": 1,
    "type_k": 1,
    "type_v": 1,
    "flash_attn_type": -1,
    "offload_kqv": True,
    "no_perf": True,
    "swa_full": True,
    "kv_unified": False,
}
_MODEL_DEFAULTS = {"n_gpu_layers": -1, "vocab_only": False, "check_tensors": False}

# What an evaluation that was aborted on purpose leaves behind: no news for the window.
_ABORTED = (
    "graph_compute: ggml_backend_sched_graph_compute_async failed with error 1",
    "process_ubatch: failed to compute graph, compute status: 1",
    "decode: removing memory module entries",
    "llama_decode: failed to decode, ret = 2",
)


def _bind() -> Any:
    """The low-level module, without running the package's `__init__`.

    That would import the high-level class with jinja2 and more (0.3 s); an empty package in its
    place lets only the submodule be found."""
    package = "llama_cpp"
    found = importlib.util.find_spec(package)
    if found is None or found.submodule_search_locations is None:
        raise LibraryUnusable(reason="the package llama-cpp-python is not installed")
    stub = types.ModuleType(package)
    stub.__path__ = list(found.submodule_search_locations)
    sys.modules.setdefault(package, stub)
    try:
        return importlib.import_module("llama_cpp.llama_cpp")
    except (OSError, RuntimeError, AttributeError) as problem:
        raise LibraryUnusable(reason=str(problem)) from problem


api: Any = _bind()


class Log:
    """The last lines that llama.cpp logged; warnings and errors also go to stderr."""

    def __init__(self, room: int = 400) -> None:
        self._lines: deque[str] = deque(maxlen=room)
        self._open = ""
        self._level = _DEBUG
        self.callback = api.llama_log_callback(self._on_text)

    def lines(self) -> tuple[str, ...]:
        """Everything kept, oldest first, a line that has not ended included."""
        return (*self._lines, self._open) if self._open else tuple(self._lines)

    def clear(self) -> None:
        """Forget: what comes now belongs to another load."""
        self._lines.clear()
        self._open = ""

    def _on_text(self, level: int, text: bytes, _: object) -> None:
        """llama.cpp logs in pieces; a piece of level CONT goes on with the line before."""
        if level != _CONTINUED:
            self._level = level
        if self._level <= _DEBUG:
            return
        *ended, self._open = (self._open + text.decode("utf-8", "replace")).split("\n")
        for line in filter(None, ended):
            self._lines.append(line)
            if self._level in (_WARN, _ERROR) and not line.startswith(_ABORTED):
                sys.stderr.write(f"{line}\n")


log = Log()


@functools.cache
def start() -> None:
    """Make llama.cpp ready, once a process; LibraryUnusable if its structs do not fit."""
    # Otherwise an abort starts a debugger to print the stack.
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")
    api.llama_log_set(log.callback, None)
    _verify(api.llama_context_default_params(), _CONTEXT_DEFAULTS)
    _verify(api.llama_model_default_params(), _MODEL_DEFAULTS)
    api.llama_backend_init()
    atexit.register(_stop)


def _verify(params: ctypes.Structure, expected: dict[str, int | bool]) -> None:
    """Refuse to run on another layout: it would corrupt memory silently."""
    for name, value in expected.items():
        if getattr(params, name) != value:
            raise LibraryUnusable(
                reason=f"its version does not fit (the default of {name} is "
                f"{getattr(params, name)}, not {value})"
            )


def _stop() -> None:
    """No callback into an interpreter that is going away."""
    api.llama_log_set(api.llama_log_callback(), None)
    api.llama_backend_free()


def version() -> str:
    """llama.cpp's version, such as "0.5.0-dev"."""
    return _text(api.llama_version())


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")


def ggml(name: str, result: Any, *arguments: Any) -> Any:
    """A function of libggml that the binding leaves out.

    Found through libllama, so that it is the same copy with the same registry of devices: the
    binding's `_ggml` opens a second one. Windows does not search dependencies and needs its name.
    """
    function = getattr(_ggml_library(name), name)
    function.restype, function.argtypes = result, list(arguments)
    return function


def _ggml_library(symbol: str) -> Any:
    if sys.platform != "win32":
        return api._lib
    # Loaded already, as a dependency of libllama: opening by name finds that copy.
    names = ("ggml.dll", "ggml-base.dll", "ggml-cpu.dll")
    return next(lib for lib in map(ctypes.CDLL, names) if hasattr(lib, symbol))
