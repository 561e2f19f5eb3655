"""A model file, loaded: its vocabulary, its facts, and the context it opens.

Loading refuses, with a sentence, every file that cannot be chatted with. Reads no template: its
text is handed on as it is."""

from __future__ import annotations

import ctypes
import math
import os
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from engine import reasons
from engine.context_size import context_size
from engine.declarations import declared
from engine.errors import (
    FileBroken,
    FileIsNoModel,
    FileMissing,
    LoadCancelled,
    ModelUnusable,
    NoRoomBeside,
    NoTextGenerated,
    OutOfMemory,
)
from engine.llama.context import BATCH, Arithmetic, Context
from engine.llama.devices import default_threads, devices
from engine.llama.library import api, log, start
from engine.llama.sequences import Sequences
from engine.llama.vocabulary import Vocabulary
from engine.logits import raw_statistics
from engine.records import MemoryKind, ModelFacts, TemplateFacts
from engine.settings import LoadSettings, SamplingSettings

_NAME_LENGTH = 120
# How llama.cpp logs what it decided, and what it was told.
_FLASH_ATTENTION = ("Flash Attention enabled", "flash_attn            = enabled")
_AUTO, _DISABLED, _ENABLED = -1, 0, 1  # llama.h, enum llama_flash_attn_type
_CACHE_TYPES = {"f16": 1, "q8_0": 8}  # ggml.h, enum ggml_type
_USUAL = (("f16", _AUTO),)
_REPRODUCIBLE = (("q8_0", _ENABLED), ("f16", _DISABLED))  # the first that llama.cpp takes

# general.sampling.* (gguf-py, class Keys.General.Sampling) and our names for it.
_SAMPLING = {
    "temp": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "penalty_repeat": "repeat_penalty",
    "penalty_last_n": "repeat_last_n",
    "xtc_probability": "xtc_probability",
    "xtc_threshold": "xtc_threshold",
    "mirostat": "mirostat",
    "mirostat_tau": "mirostat_tau",
    "mirostat_eta": "mirostat_eta",
}


class Model(Vocabulary):
    """A loaded model. It owns llama.cpp's model; close its contexts first.

    `chat_template` is the file's own, "" where it has none."""

    def __init__(self, handle: int, path: Path, settings: LoadSettings, load_ms: float) -> None:
        """Takes over the handle of llama_model_load_from_file; see `open`."""
        super().__init__(api.llama_model_get_vocab(handle), path.name)
        self._model = handle
        self._settings = settings
        self._metadata = _metadata(handle)
        self._architecture = self._metadata.get("general.architecture", "")
        self._refuse_mute(path.name)
        self._refuse_nan(path.name)
        raw = api.llama_model_chat_template(handle, None) or b""
        self.chat_template: str = raw.decode("utf-8", "replace")
        self.facts = self._facts(path, settings, load_ms)

    @classmethod
    def open(cls, path: Path, settings: LoadSettings, progress: Callable[[float], bool]) -> Model:
        """Load a file. `progress` is told the share done in 0..1 and answers whether to go on.

        ModelUnusable, or one of its kinds, says why a file cannot be used."""
        start()
        _require_gguf(path)
        log.clear()
        started = time.monotonic()
        handle = _load(path, settings, progress)
        try:
            return cls(handle, path, settings, (time.monotonic() - started) * 1000)
        except ModelUnusable:
            api.llama_model_free(handle)
            raise

    def open_context(self, settings: LoadSettings) -> Context:
        """A context of `facts.context` tokens that has evaluated one token, as a trial.

        OutOfMemory where it does not fit, ModelComputesNaN where the weights are damaged."""
        self._require_room(settings)
        handle, cache_type = self._init_context(settings)
        arithmetic = Arithmetic(
            threads=self.facts.threads,
            flash_attention=any(line.endswith(_FLASH_ATTENTION) for line in log.lines()),
            key_type=cache_type,
            value_type=cache_type,
        )
        context = Context(handle, self.facts.memory, self.size, self.facts.context, arithmetic)
        try:
            _try_out(context, self.bos_id or 0)
        except BaseException:
            context.close()
            raise
        return context

    def _init_context(self, settings: LoadSettings) -> tuple[int, str]:
        """The context, and the type of its keys and values. A reproducible one has q8_0, or,
        where the size of the heads does not allow that, no flash attention."""
        params = self._context_params(settings)
        for cache_type, flash in _kinds(settings):
            params.type_k = params.type_v = _CACHE_TYPES[cache_type]
            params.flash_attn_type = flash
            log.clear()
            if handle := api.llama_init_from_model(self._model, params):
                return int(handle), cache_type
        raise reasons.load_failure(log.lines(), Path(self.facts.path).name)

    def open_sequences(
        self, context: Context, count: int, cells: int, *, hidden: int = 0
    ) -> Sequences:
        """A second memory beside `context`, with whose abort it ends, for `count` sequences that
        have `cells` tokens of their own together. With hidden states, for batches of so many
        tokens, where `hidden`. NoRoomBeside where it does not fit."""
        if not self._fits(self._settings, cells):
            raise NoRoomBeside
        params = self._context_params(self._settings)
        key_type = context.arithmetic.key_type
        params.type_k = params.type_v = _CACHE_TYPES[key_type]
        params.flash_attn_type = dict(_kinds(self._settings))[key_type]
        params.n_ctx = cells
        params.n_batch = params.n_ubatch = max(count, hidden)
        params.n_seq_max = count
        params.kv_unified = True
        params.embeddings = bool(hidden)
        handle = api.llama_init_from_model(self._model, params)
        if not handle:
            raise NoRoomBeside
        width = api.llama_model_n_embd_out(self._model) if hidden else 0
        return Sequences(handle, context.flag, count, self.size, width)

    def close(self) -> None:
        """Free the weights; the model cannot be used afterwards."""
        if self._model:
            api.llama_model_free(self._model)
            self._model = 0

    def _require_room(self, settings: LoadSettings) -> None:
        """OutOfMemory before llama.cpp asks for more than there is: a system that lends memory
        freely would not refuse, but end some process later. On a card llama.cpp is told."""
        if not self._fits(settings, self.facts.context):
            raise OutOfMemory(name=Path(self.facts.path).name)

    def _fits(self, settings: LoadSettings, cells: int) -> bool:
        on_card = settings.gpu_layers and any(d.kind == "gpu" for d in devices())
        return bool(on_card) or self._memory_bytes(cells) <= psutil.virtual_memory().available

    def _memory_bytes(self, cells: int) -> int:
        """Keys and values of so many tokens in float16; 0 where layers keep something smaller."""
        own = self._own()
        if self.facts.memory is MemoryKind.RECURRENT or "attention.kv_lora_rank" in own:
            return 0
        heads = api.llama_model_n_head(self._model)
        width = (
            int(own.get("attention.key_length", 0)) or api.llama_model_n_embd(self._model) // heads
        )
        per_layer = 2 * width * api.llama_model_n_head_kv(self._model)
        return 2 * int(cells * api.llama_model_n_layer(self._model) * per_layer)

    def _context_params(self, settings: LoadSettings) -> ctypes.Structure:
        params: ctypes.Structure = api.llama_context_default_params()
        values = {
            "n_ctx": self.facts.context,
            "n_batch": BATCH,
            "n_ubatch": BATCH,
            "n_threads": self.facts.threads,
            "n_threads_batch": self.facts.threads,
        }
        for name, value in values.items():
            setattr(params, name, value)
        return params

    def _refuse_mute(self, name: str) -> None:
        """NoTextGenerated for a model that makes no text, or not from left to right."""
        if reason := self._mute():
            raise NoTextGenerated(name=name, reason=reason)

    def _mute(self) -> str:
        """Why it cannot chat; empty if it can."""
        own = self._own()
        if api.llama_model_has_encoder(self._model):
            return "it is made to translate or to encode text, not to continue it"
        if api.llama_model_is_diffusion(self._model):
            return "it writes by diffusion, all places at once, and not word by word"
        if "bert" in self._architecture or own.get("attention.causal") == "false":
            return "it encodes text into numbers and writes none"
        if own.get("pooling_type", "0") != "0" or self._architecture.endswith("embedding"):
            return "it is made for embeddings and writes no text"
        return ""

    def _refuse_nan(self, name: str) -> None:
        """FileBroken where a number of the header is none: llama.cpp would end the process."""
        for key, value in self._own().items():
            number = _number(value)
            below = "epsilon" in key and number is not None and number < 0
            if below or (number is not None and math.isnan(number)):
                raise FileBroken(name=name, reason=f"its header says that {key} is {value}")

    def _own(self) -> Mapping[str, str]:
        """The metadata of the architecture, without its name before each key."""
        prefix = f"{self._architecture}."
        return {
            key.removeprefix(prefix): value
            for key, value in self._metadata.items()
            if key.startswith(prefix)
        }

    def _facts(self, path: Path, settings: LoadSettings, load_ms: float) -> ModelFacts:
        size = int(api.llama_model_size(self._model))
        trained = max(0, int(api.llama_model_n_ctx_train(self._model)))
        return ModelFacts(
            name=_clean(self._metadata.get("general.name", "")) or path.stem,
            path=str(path),
            architecture=self._architecture,
            quantisation=_quantisation(api.llama_model_ftype(self._model)),
            parameters=int(api.llama_model_n_params(self._model)),
            size_bytes=size,
            vocabulary=self.fingerprint(),
            vocabulary_size=self.size,
            context_trained=trained,
            context=context_size(settings.context, trained, self._architecture),
            threads=settings.threads or default_threads(size),
            device=_device(settings),
            memory=self._memory(),
            template=TemplateFacts(present=bool(self.chat_template)),
            recommended=_recommended(self._metadata),
            load_ms=load_ms,
        )

    def _memory(self) -> MemoryKind:
        if api.llama_model_is_recurrent(self._model) or api.llama_model_is_hybrid(self._model):
            return MemoryKind.RECURRENT
        sliding = api.llama_model_n_swa(self._model) > 0
        return MemoryKind.SLIDING if sliding else MemoryKind.PLAIN


def _kinds(settings: LoadSettings) -> tuple[tuple[str, int], ...]:
    """The type of keys and values, and whether flash attention is used, by preference."""
    return _REPRODUCIBLE if settings.reproducible else _USUAL


def _require_gguf(path: Path) -> None:
    """FileMissing or FileIsNoModel before llama.cpp sees the path: a pipe would block it."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileMissing(name=path.name or str(path), reason="it is no file")
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as problem:
        raise FileMissing(name=path.name, reason=_os_reason(problem)) from problem
    if reason := reasons.no_gguf(head):
        raise FileIsNoModel(name=path.name, reason=reason)


def _os_reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()


def _load(path: Path, settings: LoadSettings, progress: Callable[[float], bool]) -> int:
    """The model's handle; ModelUnusable by what llama.cpp logged, LoadCancelled by `progress`."""
    cancelled = False

    def report(share: float, _: object) -> bool:
        nonlocal cancelled
        cancelled = cancelled or not progress(share)
        return not cancelled

    params = api.llama_model_default_params()
    params.n_gpu_layers = settings.gpu_layers
    params.progress_callback = api.llama_progress_callback(report)
    handle = api.llama_model_load_from_file(os.fsencode(path), params)
    if cancelled:
        if handle:
            api.llama_model_free(handle)
        raise LoadCancelled(name=path.name)
    if not handle:
        raise reasons.load_failure(log.lines(), path.name)
    return int(handle)


def _try_out(context: Context, token: int) -> None:
    """Evaluate one token, so that weights that give no numbers are refused before a chat."""
    context.evaluate([token], 0)
    raw_statistics(context.logits())
    context.clear()


def _metadata(handle: int) -> dict[str, str]:
    """All keys and values, values as llama.cpp prints them."""
    count = api.llama_model_meta_count(handle)
    keys, values = api.llama_model_meta_key_by_index, api.llama_model_meta_val_str_by_index
    return {_string(keys, handle, i): _string(values, handle, i) for i in range(count)}


def _string(function: Callable[..., int], handle: int, index: int) -> str:
    """A text by llama.cpp's convention: the length needed is answered, the room may be short."""
    room = function(handle, index, None, 0) + 1
    buffer = ctypes.create_string_buffer(max(room, 1))
    function(handle, index, buffer, room)
    return buffer.value.decode("utf-8", "replace")


def _quantisation(ftype: int) -> str:
    """The published word, such as Q4_K_M; the binding's constants are named by it."""
    guessed = 1024
    names = (name for name in dir(api) if name.startswith("LLAMA_FTYPE_"))
    for name in names:
        if getattr(api, name) == ftype & ~guessed:
            return name.removeprefix("LLAMA_FTYPE_").removeprefix("MOSTLY_").removeprefix("ALL_")
    return ""


def _device(settings: LoadSettings) -> str:
    """What computes: the first graphics card where layers go to one, else the processor."""
    found = devices()
    cards = [device for device in found if device.kind in {"gpu", "igpu"}]
    chosen = cards if cards and settings.gpu_layers else found
    return chosen[0].description if chosen else ""


def _recommended(metadata: Mapping[str, str]) -> dict[str, float]:
    """The file's own sampling numbers, those in range."""
    ranges = {setting.name: setting for setting in declared(SamplingSettings)}
    found = {}
    for key, name in _SAMPLING.items():
        number = _number(metadata.get(f"general.sampling.{key}", ""))
        if number is not None and ranges[name].low <= number <= ranges[name].high:
            found[name] = number
    return found


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _clean(name: str) -> str:
    """One line of printable text: a file may put anything into its name."""
    printable = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(printable.split())[:_NAME_LENGTH]
