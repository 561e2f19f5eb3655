"""The whole conversation between the window and the library child: one JSON object a line.

As with an engine (`engine.protocol`): the child speaks first, each request carries an id and ends
in exactly one terminal event, `Done` or `Failed`; a line that is no request is answered by `Failed`
with id 0. Before anything is fetched from the network, `Fetching` tells its address.
`docs/library-protocol.md` is the page for people; a test keeps it true."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from engine.library.errors import NoRequest
from engine.library.records import (
    Access,
    Card,
    Catalogue,
    Downloaded,
    DownloadState,
    FitOptions,
    HubFile,
    HubList,
    HubPage,
    Machine,
    ModelFile,
    ModelPage,
    Parts,
    ScanSummary,
    Source,
    TokenState,
    Weighed,
)
from engine.protocol import Cancel, Failed, RequestId

VERSION = 1

Words: TypeAlias = Annotated[str, Meta(max_length=500)]
Path: TypeAlias = Annotated[str, Meta(min_length=1, max_length=4096)]
Folders: TypeAlias = Annotated[tuple[Path, ...], Meta(max_length=64)]
Token: TypeAlias = Annotated[str, Meta(max_length=500)]


class Sort(StrEnum):
    """In which order a search answers."""

    DOWNLOADS = "downloads"
    LIKES = "likes"
    UPDATED = "updated"


class Scan(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Find the models of this computer: `Found` as they come, then `Done` with a `ScanSummary`.

    `folders` are the person's own, `sources` whose folders are looked into besides. `cache` is a
    file in which what was read is kept for the next time; empty for none."""

    id: RequestId
    folders: Folders = ()
    sources: tuple[Source, ...] = ()
    cache: Annotated[str, Meta(max_length=4096)] = ""


class Inspect(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Tell everything that a file's header says: `Done` with a `ModelPage`."""

    id: RequestId
    path: Path


class Weigh(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Reckon whether a file fits into this machine now: `Done` with `Weighed`.

    `cards` are the graphics cards as the engine's `Hello` tells them."""

    id: RequestId
    path: Path
    options: FitOptions = FitOptions()
    cards: tuple[Card, ...] = ()


class Remove(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Move a model's files into the trash; only files inside `folders`, the person's own."""

    id: RequestId
    paths: Annotated[tuple[Path, ...], Meta(min_length=1, max_length=1000)]
    folders: Folders


class Search(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Search the hub for repositories with GGUF files: `Done` with a `HubList`."""

    id: RequestId
    text: Words = ""
    sort: Sort = Sort.DOWNLOADS
    limit: Annotated[int, Meta(ge=1, le=200)] = 30
    access: Access = Access()


class OpenPage(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Tell what a repository has, and which file suits this machine: `Done` with a `HubPage`."""

    id: RequestId
    repository: Words
    options: FitOptions = FitOptions()
    cards: tuple[Card, ...] = ()
    access: Access = Access()


class Download(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Fetch a model's files, or go on with it: `Downloading` as they come, then `Done` with
    `Downloaded`.

    They go to `folder`/publisher/repository. Cancelled, it ends with `complete` false and can be
    gone on with at any time; `Discard` removes what has come."""

    id: RequestId
    repository: Words
    revision: Words
    files: Annotated[tuple[HubFile, ...], Meta(min_length=1, max_length=1000)]
    folder: Path
    access: Access = Access()


class ListParts(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Tell the downloads in `folders` that were begun and not finished: `Done` with `Parts`."""

    id: RequestId
    folders: Folders


class Discard(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Remove all that has come of a download; `path` is that of its `Part`."""

    id: RequestId
    path: Path


class ReadCatalogue(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Tell the list of models that comes with the program: `Done` with a `Catalogue`."""

    id: RequestId


class KeepToken(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Keep an access token in the system's keyring; an empty one forgets it."""

    id: RequestId
    token: Token
    access: Access = Access()

    def __repr__(self) -> str:
        return f"KeepToken(id={self.id})"


class AskToken(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Tell whether an access token is kept: `Done` with a `TokenState`."""

    id: RequestId
    access: Access = Access()


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The child's first words. `offline`: its environment forbids the network (HF_HUB_OFFLINE)."""

    protocol: int
    endpoint: str
    offline: bool
    machine: Machine


class Found(msgspec.Struct, frozen=True, tag=True):
    """Models that a scan has just read."""

    id: int
    models: tuple[ModelFile, ...]


class Fetching(msgspec.Struct, frozen=True, tag=True):
    """A request to the network is about to be made, to this address."""

    id: int
    address: str


class Downloading(msgspec.Struct, frozen=True, tag=True):
    """How a download stands, in bytes of all its files.

    `file` is the one being worked on. `bytes_per_s` and `seconds_left` are 0 while unknown."""

    id: int
    state: DownloadState
    file: str
    done_bytes: int
    total_bytes: int
    bytes_per_s: float = 0.0
    seconds_left: float = 0.0


Result: TypeAlias = (
    ScanSummary
    | ModelPage
    | Weighed
    | HubList
    | HubPage
    | Downloaded
    | Parts
    | Catalogue
    | TokenState
)


class Done(msgspec.Struct, frozen=True, tag=True):
    """The request ended well."""

    id: int
    result: Result | None = None


Job: TypeAlias = (
    Scan
    | Inspect
    | Weigh
    | Remove
    | Search
    | OpenPage
    | Download
    | ListParts
    | Discard
    | ReadCatalogue
    | KeepToken
    | AskToken
)
Request: TypeAlias = Job | Cancel
Event: TypeAlias = Hello | Found | Fetching | Downloading | Done | Failed

_encoder = msgspec.json.Encoder()
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(message: Request | Event) -> bytes:
    """One message as one line of UTF-8 JSON."""
    return _encoder.encode(message) + b"\n"


def decode_request(line: bytes) -> Request:
    """The request of one line; NoRequest says what is wrong with it."""
    try:
        return _requests.decode(line)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise NoRequest(problem=str(problem)) from problem


def decode_event(line: bytes) -> Event:
    """The event of one line; msgspec.MsgspecError if it is none."""
    return _events.decode(line)
