"""Searching the hub and reading a repository's page, through huggingface_hub: metadata only.

Every request is told before it is made, answers are read up to a limit, and what the hub says is
taken as text of a stranger."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

import httpx2
from huggingface_hub import HfApi, ModelInfo, constants, get_session, set_client_factory
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, HFValidationError
from msgspec.structs import replace

from engine.errors import ModelUnusable
from engine.library.errors import (
    Gated,
    HubBroken,
    HubFailed,
    NoNetwork,
    NoRequest,
    RedirectLoop,
    TooSlow,
)
from engine.library.fit import fit, guess, recommended
from engine.library.gguf import peek_header
from engine.library.headers import Facts, one_line
from engine.library.network import (
    file_address,
    host_of,
    is_repository,
    status_failure,
    tls,
)
from engine.library.offers import Offer, offers, scaled
from engine.library.protocol import Search, Sort
from engine.library.readme import plain_text
from engine.library.records import (
    FitOptions,
    Geometry,
    HubChoice,
    HubFile,
    HubList,
    HubModel,
    HubPage,
    Machine,
)

TIMEOUT_S = 20.0
MOST_BYTES = 32 << 20  # of one answer
PEEK_BYTES = 1 << 20  # of a GGUF file: its header's numbers stand before its vocabulary
README_BYTES = 1 << 20
_SORTS = {Sort.DOWNLOADS: "downloads", Sort.LIKES: "likes", Sort.UPDATED: "last_modified"}
_EXPANDED = ["downloads", "likes", "lastModified", "gated", "tags", "gguf"]
_ODD_ANSWERS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)

Tell = Callable[[str], None]

_telling: ContextVar[Tell] = ContextVar("telling")


def prepare() -> None:
    """Take over huggingface_hub's way to the network; once, before any `Hub` is asked."""
    set_client_factory(_client)
    # Else it asks huggingface.co, whatever the endpoint, for a list of programs to name.
    constants.HF_HUB_DISABLE_TELEMETRY = True


class Hub:
    """One hub at `endpoint`, asked with a token or without. `tell` hears each address first."""

    def __init__(self, endpoint: str, token: str | None, tell: Tell) -> None:
        self._endpoint = endpoint
        self._token: str | bool = token or False
        self._api = HfApi(endpoint=endpoint, token=self._token, library_name="tessera")
        self._tell = tell

    def search(self, request: Search) -> HubList:
        """Repositories with GGUF files, in the order asked for. HubFailed says why not."""
        with self._asking(request.text or "the list of models"):
            found = self._api.list_models(
                search=request.text or None,
                filter="gguf",
                sort=_SORTS[request.sort],  # type: ignore[arg-type]
                limit=request.limit + 1,
                expand=_EXPANDED,  # type: ignore[arg-type]
            )
            models = [_line(each) for each in islice(found, request.limit + 1)]
        return HubList(tuple(models[: request.limit]), len(models) > request.limit)

    def page(self, repository: str, machine: Machine, options: FitOptions) -> HubPage:
        """A repository's description and files, each with its fit. HubFailed says why not."""
        if not is_repository(repository):
            raise NoRequest(problem=f"{one_line(repository)} is no name of a repository")
        with self._asking(repository):
            info = self._api.model_info(repository, files_metadata=True)
            line = _line(info)
            revision, files = one_line(str(info.sha or "main")), _files(info)
        found = offers(files)
        geometry = self._peek(repository, revision, found)
        readme = self._readme(repository, revision, info)
        choices = tuple(_choice(each, geometry, machine, options) for each in found)
        marked = recommended(choices, geometry.layers if geometry else 1)
        return HubPage(
            repository=line.repository,
            revision=revision,
            address=f"{self._endpoint}/{repository}",
            description=readme,
            licence=line.licence,
            gated=line.gated,
            downloads=line.downloads,
            likes=line.likes,
            updated=line.updated,
            choices=choices,
            recommended=marked[0].name if marked else "",
            why=marked[1] if marked else None,
            geometry=geometry,
        )

    def _peek(self, repository: str, revision: str, found: tuple[Offer, ...]) -> Geometry | None:
        """The shape of the models, by the head of the smallest; None where it is not to be had.

        A page without it is still one: what a model takes is then guessed from its size."""
        if not found:
            return None
        smallest = min(found, key=lambda offer: offer.size_bytes)
        name = smallest.files[0].name
        try:
            data = self._head(repository, revision, name, PEEK_BYTES)
            facts = Facts(peek_header(io.BytesIO(data), len(data), name))
            geometry = facts.geometry()
        except (HubFailed, ModelUnusable):
            return None
        return geometry if geometry.layers and geometry.context_trained else None

    def _readme(self, repository: str, revision: str, info: ModelInfo) -> str:
        names = [str(each.rfilename) for each in info.siblings or ()]
        if "README.md" not in names:
            return ""
        try:
            data = self._head(repository, revision, "README.md", README_BYTES)
        except HubFailed:
            return ""
        return plain_text(data.decode("utf-8", "replace"))

    def _head(self, repository: str, revision: str, name: str, most: int) -> bytes:
        """The first `most` bytes of a file."""
        address = file_address(self._endpoint, repository, revision, name)
        headers = {"Range": f"bytes=0-{most - 1}", "Accept-Encoding": "identity"}
        if isinstance(self._token, str):
            headers["Authorization"] = f"Bearer {self._token}"
        with (
            self._asking(name),
            get_session().stream("GET", address, headers=headers) as response,
        ):
            if response.status_code not in (200, 206):
                code = response.headers.get("X-Error-Code", "")
                raise status_failure(response.status_code, code, address, name)
            data = bytearray()
            for chunk in response.iter_raw():
                data += chunk
                if len(data) >= most:
                    break
            return bytes(data[:most])

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        """Requests made here are told; what goes wrong becomes a HubFailed."""
        token = _telling.set(self._tell)
        try:
            yield
        except HubFailed:
            raise
        except HFValidationError as problem:
            raise NoRequest(problem=one_line(str(problem))) from problem
        except (HfHubHTTPError, httpx2.HTTPError, httpx2.InvalidURL) as problem:
            raise self._failure(problem, name) from problem
        except _ODD_ANSWERS as problem:
            reason = "its answer cannot be read"
            raise HubBroken(host=host_of(self._endpoint), reason=reason) from problem
        finally:
            _telling.reset(token)

    def _failure(self, problem: Exception, name: str) -> HubFailed:
        if isinstance(problem, GatedRepoError):
            return Gated(name=name, address=f"{self._endpoint}/{name}")
        if isinstance(problem, HfHubHTTPError):
            code = problem.response.headers.get("X-Error-Code", "")
            return status_failure(problem.response.status_code, code, self._endpoint, name)
        return _no_answer(problem, host_of(self._endpoint))


class _Client(httpx2.Client):
    """Never waits for longer than `TIMEOUT_S`, never asks twice: a person can do so.

    huggingface_hub would wait for ever, and try again for half a minute."""

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        request.extensions["timeout"] = httpx2.Timeout(TIMEOUT_S).as_dict()
        address = str(request.url)
        try:
            response = super().send(request, **options)
        except httpx2.HTTPError as problem:
            raise _no_answer(problem, host_of(address)) from problem
        if response.status_code == 429 or response.status_code >= 500:
            response.close()
            raise status_failure(response.status_code, "", address, address)
        return response


def _no_answer(problem: Exception, host: str) -> HubFailed:
    if isinstance(problem, httpx2.TooManyRedirects):
        return RedirectLoop(host=host)
    if isinstance(problem, httpx2.TimeoutException):
        return TooSlow(host=host)
    if isinstance(problem, httpx2.ConnectError | httpx2.ProxyError):
        return NoNetwork(host=host, reason=one_line(str(problem)).lower() or "no connection")
    return HubBroken(host=host, reason=one_line(type(problem).__name__))


def _client() -> httpx2.Client:
    return _Client(
        event_hooks={"request": [_tell_address], "response": [_bound]},
        follow_redirects=True,
        verify=tls(),
    )


def _tell_address(request: httpx2.Request) -> None:
    _telling.get()(str(request.url))


class _Bounded(httpx2.SyncByteStream):
    """A body that ends in an error where it is longer than any answer should be."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        left = MOST_BYTES
        for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise httpx2.DecodingError("an answer without end")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _bound(response: httpx2.Response) -> None:
    response.stream = _Bounded(response.stream)


def _line(info: ModelInfo) -> HubModel:
    """A repository as a line of the list; the hub's values may be of any kind."""
    gguf = info.gguf if isinstance(info.gguf, dict) else {}
    updated = info.last_modified
    return HubModel(
        repository=one_line(str(info.id)),
        downloads=_count(info.downloads),
        likes=_count(info.likes),
        updated=updated.date().isoformat() if updated else "",
        licence=_licence(info),
        gated=bool(info.gated),
        parameters=_count(gguf.get("total")),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 53 else 0


def _licence(info: ModelInfo) -> str:
    start = "license:"
    for tag in info.tags or ():
        if isinstance(tag, str) and tag.startswith(start):
            return one_line(tag.removeprefix(start))
    return ""


def _files(info: ModelInfo) -> tuple[HubFile, ...]:
    files = []
    for each in info.siblings or ():
        lfs = each.lfs
        size = _count(lfs.size if lfs else each.size)
        files.append(HubFile(str(each.rfilename), size, str(lfs.sha256) if lfs else ""))
    return tuple(files)


def _choice(
    offer: Offer, geometry: Geometry | None, machine: Machine, options: FitOptions
) -> HubChoice:
    shape = scaled(geometry, offer.size_bytes) if geometry else guess(offer.size_bytes)
    reckoned = replace(fit(shape, machine, options), estimated=geometry is None)
    return HubChoice(offer.name, offer.files, offer.quantisation, offer.size_bytes, reckoned)
