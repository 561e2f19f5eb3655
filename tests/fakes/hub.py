"""A hub on this machine: the part of Hugging Face's API that the library uses, and its misdeeds.

Files are answered as there: `resolve` redirects to another path with the LFS headers, which obeys
Range and If-Range. `misdeeds` are done one after another, one for each request of file bytes."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LIMIT_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Misdeed:
    """What goes wrong with one answer.

    `drop`: the connection ends after so many bytes; `stall`: nothing more comes after them.
    `status` answers with an error. `deaf` ignores Range. `other` are the bytes of another file,
    with an ETag of its own unless `same_etag`. `length` is told instead of the true one. `endless`
    goes on behind the end; `loop` redirects to itself; `shift` answers another range."""

    drop: int | None = None
    stall: int | None = None
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    deaf: bool = False
    other: bytes | None = None
    same_etag: bool = False
    length: int | None = None
    endless: bool = False
    loop: bool = False
    shift: int = 0


@dataclass
class Repository:
    """A repository of the hub; `files` below LFS have their hash told."""

    files: dict[str, bytes]
    licence: str = "apache-2.0"
    downloads: int = 10
    likes: int = 3
    updated: str = "2026-05-01T00:00:00.000Z"
    gated: bool = False
    token: str = ""  # who has it may see everything
    hidden_hashes: bool = False


@dataclass
class Asked:
    """A request that came, and how many bytes of a file went out."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    sent: int = 0


@dataclass
class FakeHub:
    """Serves until it is left: `with FakeHub() as hub`."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    misdeeds: deque[Misdeed] = field(default_factory=deque)
    always: Misdeed | None = None
    asked: list[Asked] = field(default_factory=list)
    if_range: bool = True  # whether it knows that header
    cdn: str = ""  # another host that has the bytes
    on_stall: Callable[[], None] | None = None
    api_status: int = 0
    api_body: bytes | None = None
    api_misdeed: Misdeed | None = None

    def __enter__(self) -> FakeHub:
        self.leaving = threading.Event()
        hub = self

        class Handler(_Handler):
            served = hub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leaving.set()
        self._server.shutdown()
        self._thread.join(LIMIT_S)
        self._server.server_close()

    @property
    def fetched(self) -> list[Asked]:
        """The requests for a file's bytes."""
        return [each for each in self.asked if each.path.startswith("/cdn/")]

    def misdeed(self) -> Misdeed:
        if self.misdeeds:
            return self.misdeeds.popleft()
        return self.always or Misdeed()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: FakeHub

    def setup(self) -> None:
        super().setup()
        # So that a stall or a drop comes when most of what was sent has also arrived.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        asked = Asked(path, parse_qs(parts.query), dict(self.headers))
        self.served.asked.append(asked)
        try:
            self._answer(path, asked)
        except ConnectionError:
            self.close_connection = True

    def _answer(self, path: str, asked: Asked) -> None:
        if path == "/api/models":
            self._json(self._listed(asked.query))
        elif path.startswith("/api/models/"):
            self._describe(path.removeprefix("/api/models/"))
        elif path.startswith("/cdn/"):
            self._bytes(path, asked)
        elif "/resolve/" in path:
            self._resolve(path)
        else:
            self._error(404)

    def _error(self, status: int, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, value: object) -> None:
        hub = self.served
        if hub.api_status:
            self._error(hub.api_status)
            return
        if hub.api_misdeed and hub.api_misdeed.loop:
            self._error(302, (("Location", self.path),))
            return
        if hub.api_misdeed and hub.api_misdeed.stall is not None:
            hub.leaving.wait(LIMIT_S)
        body = json.dumps(value).encode() if hub.api_body is None else hub.api_body
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _listed(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        keys = {"downloads": "downloads", "likes": "likes", "lastModified": "updated"}
        key = keys[query["sort"][0]]
        words = query.get("search", [""])[0].lower()
        found = [
            (name, repository)
            for name, repository in self.served.repositories.items()
            if words in name.lower() and any(f.endswith(".gguf") for f in repository.files)
        ]
        found.sort(key=lambda pair: getattr(pair[1], key), reverse=True)
        return [_about(*pair) for pair in found[: int(query["limit"][0])]]

    def _describe(self, name: str) -> None:
        repository = self.served.repositories.get(name)
        if repository is None:
            self._error(404, (("X-Error-Code", "RepoNotFound"),))
        elif repository.token and not self._knows(repository) and not repository.gated:
            self._error(401)
        else:
            siblings = [_sibling(*file, repository) for file in repository.files.items()]
            self._json({**_about(name, repository), "sha": COMMIT, "siblings": siblings})

    def _knows(self, repository: Repository) -> bool:
        return self.headers.get("Authorization") == f"Bearer {repository.token}"

    def _resolve(self, path: str) -> None:
        name, _, rest = path[1:].partition("/resolve/")
        file = rest.partition("/")[2]
        repository = self.served.repositories.get(name)
        if repository is None or file not in repository.files:
            self._error(404, (("X-Error-Code", "EntryNotFound"),))
        elif repository.token and not self._knows(repository):
            self._error(403, (("X-Error-Code", "GatedRepo"),) if repository.gated else ())
        else:
            self.send_response(302)
            self.send_header("Location", f"{self.served.cdn}/cdn/{quote(name)}/{quote(file)}")
            self.send_header("X-Linked-Etag", f'"{sha256(repository.files[file])}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _bytes(self, path: str, asked: Asked) -> None:
        hub = self.served
        name = next(n for n in hub.repositories if path.startswith(f"/cdn/{n}/"))
        file = path.removeprefix(f"/cdn/{name}/")
        data = hub.repositories[name].files[file]
        misdeed = Misdeed() if file == "README.md" else hub.misdeed()
        if misdeed.status:
            self._error(misdeed.status, misdeed.headers)
        elif misdeed.loop:
            self._error(302, (("Location", self.path),))
        else:
            self._send(data, misdeed, asked)

    def _send(self, data: bytes, misdeed: Misdeed, asked: Asked) -> None:
        etag = f'"{sha256(data)[:16]}"'
        if misdeed.other is not None:
            data = misdeed.other
            etag = etag if misdeed.same_etag else f'"{sha256(data)[:16]}"'
        start, end = self._range(len(data), etag, misdeed)
        if start is not None and start >= len(data):
            self._error(416, (("Content-Range", f"bytes */{len(data)}"),))
            return
        body = data[(start or 0) + misdeed.shift : end]
        self.send_response(200 if start is None else 206)
        self.send_header("ETag", etag)
        if start is not None:
            last = (end or len(data)) - 1
            told = f"bytes {start + misdeed.shift}-{last}/{len(data)}"
            self.send_header("Content-Range", told)
        if misdeed.endless:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            length = len(body) if misdeed.length is None else misdeed.length
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self._write(body, misdeed, asked)

    def _range(self, size: int, etag: str, misdeed: Misdeed) -> tuple[int | None, int | None]:
        told = self.headers.get("Range", "")
        if not told or misdeed.deaf:
            return None, None
        if self.served.if_range and self.headers.get("If-Range", etag) != etag:
            return None, None
        start, _, end = told.removeprefix("bytes=").partition("-")
        return int(start), min(int(end) + 1, size) if end else None

    def _write(self, body: bytes, misdeed: Misdeed, asked: Asked) -> None:
        cut = misdeed.drop if misdeed.drop is not None else misdeed.stall
        for piece in _pieces(body if cut is None else body[:cut]):
            self.wfile.write(piece)
            asked.sent += len(piece)
        self.wfile.flush()
        if misdeed.stall is not None:
            if self.served.on_stall is not None:
                self.served.on_stall()
            self.served.leaving.wait(LIMIT_S)
        while misdeed.endless and not self.served.leaving.is_set():
            self.wfile.write(b"x" * 4096)
        if cut is not None:
            self.close_connection = True


def _pieces(body: bytes) -> list[bytes]:
    size = 1 << 16
    return [body[at : at + size] for at in range(0, len(body), size)]


def _about(name: str, repository: Repository) -> dict[str, Any]:
    return {
        "id": name,
        "modelId": name,
        "downloads": repository.downloads,
        "likes": repository.likes,
        "lastModified": repository.updated,
        "gated": "manual" if repository.gated else False,
        "tags": ["gguf", f"license:{repository.licence}"],
        "gguf": {"total": 1000, "architecture": "llama"},
    }


def _sibling(name: str, data: bytes, repository: Repository) -> dict[str, Any]:
    about: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": sha256(data)[:40]}
    if name.endswith(".gguf") and not repository.hidden_hashes:
        about["lfs"] = {"sha256": sha256(data), "size": len(data), "pointerSize": 134}
    return about
