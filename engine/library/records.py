"""What the library tells: about model files, this machine, the hub, downloads. Frozen values.

Texts of files and of the network are untrusted: show them as plain text."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from engine.errors import Fault


class Source(StrEnum):
    """Whose folder a model was found in. Only what is in a person's own folders may be removed."""

    FOLDER = "folder"
    LM_STUDIO = "lm_studio"
    HUGGING_FACE = "hugging_face"
    OLLAMA = "ollama"
    JAN = "jan"


class Geometry(msgspec.Struct, frozen=True):
    """What of a model decides how much memory it takes.

    `kv_heads` has one number for each layer, 0 where it keeps no keys and values. Sizes are in
    numbers, not bytes, where they are not called bytes. `layer_bytes` are the weights of each
    layer, `other_bytes` those outside of layers (embeddings, output). `window` is how far layers
    with a sliding window look back, 0 without; `state_bytes` what a recurrent layer remembers."""

    architecture: str
    layers: int
    embedding: int
    feed_forward: int
    heads: int
    kv_heads: tuple[int, ...]
    key_length: int
    value_length: int
    vocabulary: int
    context_trained: int
    window: int = 0
    state_bytes: int = 0
    experts: int = 0
    experts_used: int = 0
    layer_bytes: tuple[int, ...] = ()
    other_bytes: int = 0

    @property
    def weights_bytes(self) -> int:
        """All weights."""
        return sum(self.layer_bytes) + self.other_bytes


class ModelFile(msgspec.Struct, frozen=True):
    """A model found on this computer; `fault` says why it cannot be used, None if it works.

    `name` is the file's own or its name on disk; `files` are all its parts, the first one is
    `path`, which is opened. `label` says where it comes from: publisher/repository, or a tag."""

    path: str
    name: str
    source: Source
    files: tuple[str, ...] = ()
    label: str = ""
    size_bytes: int = 0
    modified_s: float = 0.0
    architecture: str = ""
    parameters: int = 0
    quantisation: str = ""
    context_trained: int = 0
    licence: str = ""
    has_template: bool = False
    geometry: Geometry | None = None
    fault: Fault | None = None


class ScanSummary(msgspec.Struct, frozen=True, tag=True):
    """A scan that ended: how many models it told, and the folders that could not be read.

    `complete` is False where it was cancelled."""

    models: int
    complete: bool = True
    faults: tuple[Fault, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One key of a file's metadata, its value as text; a large array tells its length only."""

    key: str
    value: str


class ModelPage(msgspec.Struct, frozen=True, tag=True):
    """One model file in full: everything its header says. `templates` by name, "" the usual."""

    model: ModelFile
    entries: tuple[Entry, ...]
    templates: dict[str, str]


class CacheType(StrEnum):
    """How keys and values are stored."""

    F32 = "f32"
    F16 = "f16"
    BF16 = "bf16"
    Q8_0 = "q8_0"
    Q5_1 = "q5_1"
    Q5_0 = "q5_0"
    Q4_1 = "q4_1"
    Q4_0 = "q4_0"


class FitOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model would be loaded. `context` 0 and `gpu_layers` -1: as the engine would choose."""

    context: int = 0
    gpu_layers: int = -1
    keys: CacheType = CacheType.F16
    values: CacheType = CacheType.F16
    batch: int = 512


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A graphics card, as the engine's `Hello` names it; memory in bytes."""

    name: str
    memory_free: int
    memory_total: int


class Machine(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """The memory that there is to load a model into, in bytes."""

    memory_free: int
    memory_total: int
    cards: tuple[Card, ...] = ()


class Verdict(StrEnum):
    """Whether a model fits; never more than a warning."""

    FITS = "fits"  # with room to spare
    TIGHT = "tight"  # other programs will feel it
    TOO_LARGE = "too_large"  # more than is free


class Share(msgspec.Struct, frozen=True):
    """What goes into one memory, in bytes: the arithmetic of a fit.

    `place` is the card's name, "" for the computer's own memory."""

    place: str
    layers: int
    weights_bytes: int
    cache_bytes: int
    compute_bytes: int
    free_bytes: int

    @property
    def needed_bytes(self) -> int:
        """Weights, keys and values, and room to compute."""
        return self.weights_bytes + self.cache_bytes + self.compute_bytes


class Fit(msgspec.Struct, frozen=True, tag=True):
    """Whether a model fits into this machine, and how that was reckoned.

    `context` are the tokens that were reckoned with, rounded as llama.cpp does;
    `cache_bytes_per_token` is what a longer one costs; `estimated`: its shape is not known, so
    that keys and values were guessed from its size."""

    verdict: Verdict
    context: int
    gpu_layers: int
    shares: tuple[Share, ...]
    cache_bytes_per_token: int
    estimated: bool = False


class Weighed(msgspec.Struct, frozen=True, tag=True):
    """A model on this machine: its shape and the memory, to go on reckoning with, and the fit."""

    geometry: Geometry
    machine: Machine
    fit: Fit


class Access(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which hub is asked, and whether anything may be asked at all.

    `endpoint` empty: the one of HF_ENDPOINT, or huggingface.co."""

    endpoint: Annotated[str, Meta(max_length=2000)] = ""
    offline: bool = False


class HubModel(msgspec.Struct, frozen=True):
    """One line of a search: a repository with GGUF files. `updated` is an ISO date or empty."""

    repository: str
    downloads: int = 0
    likes: int = 0
    updated: str = ""
    licence: str = ""
    gated: bool = False
    parameters: int = 0


class HubList(msgspec.Struct, frozen=True, tag=True):
    """What a search found, in the order asked for. `more`: the hub has more than were asked for."""

    models: tuple[HubModel, ...]
    more: bool = False


class HubFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a repository. `sha256` is the hub's, empty where it tells none."""

    name: str
    size_bytes: int
    sha256: str = ""


class HubChoice(msgspec.Struct, frozen=True):
    """A model to download: one file, or all the parts of a split one."""

    name: str
    files: tuple[HubFile, ...]
    quantisation: str
    size_bytes: int
    fit: Fit


class WhyRecommended(StrEnum):
    """Why one file of a repository is marked."""

    WHOLE_ON_CARD = "whole_on_card"  # the best quality that fits the graphics card whole
    BEST_THAT_FITS = "best_that_fits"  # small enough that its best quality is quick
    BALANCED = "balanced"  # quick on a processor, at little loss
    SMALLEST = "smallest"  # none fits with ease: this comes nearest


class HubPage(msgspec.Struct, frozen=True, tag=True):
    """A repository: what a person needs to decide. `description` is plain readable text.

    `revision` is the commit that the files are of. `recommended` names one of `choices`, empty
    where there is none."""

    repository: str
    revision: str
    address: str
    description: str
    licence: str
    gated: bool
    downloads: int
    likes: int
    updated: str
    choices: tuple[HubChoice, ...]
    recommended: str = ""
    why: WhyRecommended | None = None
    geometry: Geometry | None = None


class DownloadState(StrEnum):
    """What a download is doing."""

    CONNECTING = "connecting"
    CHECKING = "checking"  # reading again what is there
    FETCHING = "fetching"
    RETRYING = "retrying"  # waits after a failure


class Downloaded(msgspec.Struct, frozen=True, tag=True):
    """A download that ended. `complete` is False where it was cancelled: the parts stay.

    `paths` are the files, the first one is to be opened. `verified`: all had a hash to compare."""

    paths: tuple[str, ...]
    complete: bool
    verified: bool = False


class Part(msgspec.Struct, frozen=True):
    """A download that was begun: what is needed to go on with it or to remove it.

    `path` is the unfinished file, `done_bytes` of it are safe."""

    path: str
    repository: str
    revision: str
    folder: str
    files: tuple[HubFile, ...]
    done_bytes: int
    total_bytes: int
    modified_s: float = 0.0


class Parts(msgspec.Struct, frozen=True, tag=True):
    """The downloads that were begun and not finished."""

    parts: tuple[Part, ...]


class CatalogueEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model that is worth a try. `parameters_b` in billions; `source` is the public page that
    says so; `size_bytes` is 0 where the size is not known for certain."""

    name: str
    repository: str
    file: str
    licence: str
    parameters_b: float
    summary: str
    source: str
    size_bytes: int = 0


class Catalogue(msgspec.Struct, frozen=True, tag=True):
    """The short list that comes with the program, smallest first."""

    entries: tuple[CatalogueEntry, ...]


class TokenState(msgspec.Struct, frozen=True, tag=True):
    """Whether an access token is kept for an endpoint, and in which keyring."""

    kept: bool
    keyring: str
