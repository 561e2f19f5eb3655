"""One GET over the standard library: proxies, redirects that end, a token that stays at home.

Of the standard library because it reads into a buffer of ours, at the speed of the socket."""

from __future__ import annotations

import http.client
import socket
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit

from engine.library.errors import HubBroken, HubFailed, NoNetwork, RedirectLoop, TooSlow
from engine.library.headers import one_line
from engine.library.network import host_of, tls

Tell = Callable[[str], None]
Answer = http.client.HTTPResponse | HTTPError

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 10


class Connection:
    """Opens addresses; `interrupt` ends what blocks in it, from another thread."""

    def __init__(self, timeout_s: float, tell: Tell) -> None:
        self._timeout_s = timeout_s
        self._tell = tell
        self._socket: socket.socket | None = None

    def get(self, address: str, headers: Mapping[str, str], token: str | None) -> Answer:
        """The answer with its body still to come, whatever its status; the token goes to this
        host only. HubFailed where there is none."""
        seen: set[str] = set()
        home = _origin(address)
        while True:
            if address in seen or len(seen) > _MOST_REDIRECTS:
                raise RedirectLoop(host=host_of(address))
            seen.add(address)
            answer = self._once(address, headers, token if _origin(address) == home else None)
            target = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            answer.close()
            address = _joined(address, target)

    def interrupt(self) -> None:
        """Let a read or a connect that waits end with an error."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _once(self, address: str, headers: Mapping[str, str], token: str | None) -> Answer:
        host = host_of(address)
        self._tell(address)
        try:
            request = urllib.request.Request(address, headers=dict(headers))
            if token:
                request.add_unredirected_header("Authorization", f"Bearer {token}")
            answer: Answer = self._opener().open(request, timeout=self._timeout_s)
        except HTTPError as refused:
            return refused
        except URLError as problem:
            raise _failure(problem.reason, host) from problem
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise _failure(problem, host) from problem
        return answer

    def _opener(self) -> urllib.request.OpenerDirector:
        opener = urllib.request.build_opener(
            _Stay(), _Http(self._remember), _Https(self._remember, tls())
        )
        opener.addheaders = [("User-Agent", "tessera")]
        return opener

    def _remember(self, used: socket.socket) -> None:
        self._socket = used


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are followed above, where each is told."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Http(urllib.request.HTTPHandler):
    def __init__(self, remember: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._remember = remember

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_noticed(http.client.HTTPConnection, self._remember), request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, remember: Callable[[socket.socket], None], context: Any) -> None:
        super().__init__(context=context)
        self._remember = remember
        self._trusted = context

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        kind = _noticed(http.client.HTTPSConnection, self._remember)
        return self.do_open(kind, request, context=self._trusted)


def _noticed(kind: Any, remember: Callable[[socket.socket], None]) -> Any:
    """A class of connections that hands on its socket, which urllib hides."""

    class Noticed(kind):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            remember(self.sock)

    return Noticed


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _joined(address: str, target: str) -> str:
    """Where a redirect leads; never from a protected to an unprotected address."""
    try:
        following = urljoin(address, target)
        scheme, host = _origin(following)
    except ValueError:
        scheme, host, following = "", "", ""
    if scheme not in ("http", "https") or not host or (scheme == "http" != _origin(address)[0]):
        raise HubBroken(host=host_of(address), reason="it sends to an address that is not safe")
    return following.replace(" ", "%20")


def _failure(problem: object, host: str) -> HubFailed:
    if isinstance(problem, TimeoutError):
        return TooSlow(host=host)
    if isinstance(problem, ConnectionResetError | http.client.HTTPException):
        return HubBroken(host=host, reason="it closed the connection")
    words = problem.strerror if isinstance(problem, OSError) and problem.strerror else problem
    return NoNetwork(host=host, reason=one_line(str(words)).lower() or "no connection")
