"""What all requests to the network share: where they go, who may, and what failed, in words."""

from __future__ import annotations

import functools
import os
import re
import ssl
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import httpx2

from engine.library.errors import (
    Gated,
    HubBroken,
    HubFailed,
    NeedsToken,
    NotThere,
    Offline,
    TooOften,
)
from engine.library.records import Access

DEFAULT_ENDPOINT = "https://huggingface.co"
_TRUE = {"1", "true", "yes", "on"}
_REPOSITORY = re.compile(r"[\w.-]{1,96}(/[\w.-]{1,96})?", re.ASCII)


def endpoint_of(access: Access, environment: Mapping[str, str] = os.environ) -> str:
    """The address of the hub, without a slash at its end; HubBroken if it is none."""
    endpoint = (access.endpoint or environment.get("HF_ENDPOINT") or DEFAULT_ENDPOINT).strip()
    try:
        parts = urlsplit(endpoint)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise HubBroken(host=endpoint[:200], reason="this is no address of a hub")
    return endpoint.rstrip("/")


def is_offline(access: Access, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether nothing may be fetched: by the switch, or by huggingface_hub's own variable."""
    return access.offline or environment.get("HF_HUB_OFFLINE", "").strip().lower() in _TRUE


def require_online(access: Access) -> None:
    """Offline, unless something may be fetched."""
    if is_offline(access):
        raise Offline


def host_of(address: str) -> str:
    """Who is asked, as a person knows them."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2] or address[:200]
    except ValueError:
        return address[:200]


def is_repository(name: str) -> bool:
    """Whether it looks like `publisher/repository`."""
    return bool(_REPOSITORY.fullmatch(name)) and ".." not in name


def file_address(endpoint: str, repository: str, revision: str, name: str) -> str:
    """Where a file of a repository is fetched from."""
    return f"{endpoint}/{repository}/resolve/{quote(revision, safe='')}/{quote(name)}"


def status_failure(status: int, code: str, address: str, name: str) -> HubFailed:
    """What an answer other than the hoped-for means; `code` is its X-Error-Code, if any."""
    host = host_of(address)
    if code == "GatedRepo":
        return Gated(name=name, address=address)
    if status in (401, 403):
        return NeedsToken(host=host, name=name)
    if status in (404, 410):
        return NotThere(host=host, name=name)
    if status == 429:
        return TooOften(host=host)
    return HubBroken(host=host, reason=f"status {status}")


@functools.cache  # takes long to make, and is the same for all
def tls() -> ssl.SSLContext:
    """Whom to trust, the same for listings and downloads: the system's certificates."""
    return httpx2.create_ssl_context()
