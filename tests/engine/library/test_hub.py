"""Searching the hub and reading a repository's page, against a hub on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from engine.library import hub as asking
from engine.library.errors import (
    Gated,
    HubBroken,
    HubFailed,
    NeedsToken,
    NoNetwork,
    NoRequest,
    NotThere,
    Offline,
    RedirectLoop,
    TooOften,
    TooSlow,
)
from engine.library.network import endpoint_of
from engine.library.protocol import OpenPage, Search, Sort
from engine.library.records import Access, HubList, HubPage, WhyRecommended
from engine.library.service import Library
from tests.engine.library.conftest import MemoryKeyring
from tests.engine.library.tasks import NAME, Asked
from tests.fakes.hub import COMMIT, FakeHub, Misdeed, Repository, sha256
from tests.models import tiny_chat_model

README = """---
license: apache-2.0
---
# Tiny

A **tiny** model. <img src=x onerror=alert(1)>

- for [tests](http://example.invalid)
"""


@pytest.fixture
def model() -> bytes:
    return tiny_chat_model().read_bytes()


def search(hub: FakeHub, **changes: Any) -> tuple[HubList, Asked]:
    asked = Asked()
    request = Search(1, access=Access(hub.endpoint), **changes)
    found = Library().perform(request, asked.task)
    assert isinstance(found, HubList)
    return found, asked


def page(hub: FakeHub, repository: str = NAME, asked: Asked | None = None) -> HubPage:
    request = OpenPage(1, repository, access=Access(hub.endpoint))
    found = Library().perform(request, (asked or Asked()).task)
    assert isinstance(found, HubPage)
    return found


def fill(hub: FakeHub) -> None:
    file = {"x.gguf": b"x"}
    hub.repositories["a/old-GGUF"] = Repository(
        file, downloads=5, likes=9, updated="2024-01-01T00:00:00.000Z"
    )
    hub.repositories["b/new-GGUF"] = Repository(
        file, downloads=7, likes=1, updated="2026-01-01T00:00:00.000Z", licence="mit"
    )
    hub.repositories["c/other"] = Repository({"x.bin": b"x"})


@pytest.mark.parametrize(
    ("sort", "first"),
    [(Sort.DOWNLOADS, "b/new-GGUF"), (Sort.LIKES, "a/old-GGUF"), (Sort.UPDATED, "b/new-GGUF")],
)
def test_a_search_comes_in_the_order_asked_for(hub: FakeHub, sort: Sort, first: str) -> None:
    fill(hub)
    found, _ = search(hub, sort=sort)
    assert found.models[0].repository == first
    assert len(found.models) == 2
    assert not found.more


def test_a_search_tells_what_is_needed_to_choose(hub: FakeHub) -> None:
    fill(hub)
    found, asked = search(hub, text="NEW")
    (line,) = found.models
    assert (line.downloads, line.likes, line.licence) == (7, 1, "mit")
    assert (line.updated, line.gated, line.parameters) == ("2026-01-01", False, 1000)
    # Nothing else was asked of anybody, and that was told.
    assert len(asked.addresses) == len(hub.asked) == 1
    assert asked.addresses[0].startswith(f"{hub.endpoint}/api/models?")


def test_a_search_says_that_there_is_more(hub: FakeHub) -> None:
    fill(hub)
    found, _ = search(hub, limit=1)
    assert len(found.models) == 1
    assert found.more


def test_a_page_has_description_files_and_a_recommendation(hub: FakeHub, model: bytes) -> None:
    split = {f"big-F16-0000{n}-of-00002.gguf": model for n in (1, 2)}
    hub.repositories[NAME] = Repository(
        {
            "README.md": README.encode(),
            "tiny-Q8_0.gguf": model,
            "tiny-Q4_K_M.gguf": model[:-1000],
            "mmproj-tiny.gguf": model,
            "../../x.gguf": model,
            "half-00001-of-00002.gguf": model,
            **split,
        }
    )
    asked = Asked()
    found = page(hub, asked=asked)
    assert found.description == "Tiny\n\nA tiny model.\n\n• for tests"
    assert (found.revision, found.licence, found.gated) == (COMMIT, "apache-2.0", False)
    names = [(choice.name, choice.quantisation, len(choice.files)) for choice in found.choices]
    assert names == [
        ("tiny-Q4_K_M.gguf", "Q4_K_M", 1),
        ("tiny-Q8_0.gguf", "Q8_0", 1),
        ("big-F16-00001-of-00002.gguf", "F16", 2),
    ]
    assert found.choices[1].files[0].sha256 == sha256(model)
    assert found.choices[2].size_bytes == 2 * len(model)
    assert (found.recommended, found.why) == ("tiny-Q8_0.gguf", WhyRecommended.BEST_THAT_FITS)
    told = [urlsplit(address).path for address in asked.addresses]
    assert told == [each.path for each in hub.asked]


def test_a_page_reckons_with_the_shape_in_the_file_s_head(hub: FakeHub, model: bytes) -> None:
    hub.repositories[NAME] = Repository({"tiny-Q8_0.gguf": model})
    found = page(hub)
    assert found.geometry is not None
    assert found.geometry.kv_heads == (1, 1)
    (choice,) = found.choices
    assert choice.fit.context == 2048
    assert choice.fit.cache_bytes_per_token == 2 * 64 * 2 * 2
    assert not choice.fit.estimated
    assert hub.fetched[0].headers["Range"] == f"bytes=0-{asking.PEEK_BYTES - 1}"


@pytest.mark.parametrize(
    "misdeed", [Misdeed(status=500), Misdeed(other=b"no model"), Misdeed(drop=100)]
)
def test_a_page_whose_files_cannot_be_looked_into_guesses(
    hub: FakeHub, model: bytes, misdeed: Misdeed
) -> None:
    hub.repositories[NAME] = Repository({"tiny-Q8_0.gguf": model})
    hub.misdeeds.append(misdeed)
    found = page(hub)
    assert found.geometry is None
    assert found.choices[0].fit.estimated


def test_a_server_that_ignores_the_range_is_read_no_further(
    hub: FakeHub, model: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PEEK_BYTES", 100_000)
    hub.repositories[NAME] = Repository({"tiny-Q8_0.gguf": model + bytes(50 << 20)})
    hub.misdeeds.append(Misdeed(deaf=True))
    assert page(hub).geometry is not None
    assert hub.fetched[0].sent < 20 << 20


def test_a_repository_without_models_has_a_page(hub: FakeHub) -> None:
    hub.repositories[NAME] = Repository({"README.md": b"# Empty"})
    found = page(hub)
    assert (found.choices, found.recommended, found.why) == ((), "", None)
    assert found.description == "Empty"


def test_a_gated_repository_shows_its_page_and_says_so(
    hub: FakeHub, model: bytes, ring: MemoryKeyring
) -> None:
    repository = Repository({"tiny-Q8_0.gguf": model}, gated=True, token="hf_secret")
    hub.repositories[NAME] = repository
    found = page(hub)
    assert found.gated
    assert found.geometry is None
    ring.set_password("tessera", hub.endpoint.removeprefix("http://"), "hf_secret")
    asked = Asked()
    assert page(hub, asked=asked).geometry is not None
    assert "hf_secret" not in repr(asked.events)


def failure(hub: FakeHub, request: Search | OpenPage | None = None) -> HubFailed:
    with pytest.raises(HubFailed) as caught:
        Library().perform(request or Search(1, access=Access(hub.endpoint)), Asked().task)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, NeedsToken),
        (403, NeedsToken),
        (404, NotThere),
        (429, TooOften),
        (500, HubBroken),
        (503, HubBroken),
        (418, HubBroken),
    ],
)
def test_every_refusal_is_a_sentence(hub: FakeHub, status: int, kind: type[HubFailed]) -> None:
    hub.api_status = status
    error = failure(hub)
    assert len(hub.asked) == 1
    assert type(error) is kind
    assert "127.0.0.1" in str(error)


def test_a_repository_that_is_not_there_is_told(hub: FakeHub) -> None:
    error = failure(hub, OpenPage(1, "no/where", access=Access(hub.endpoint)))
    assert isinstance(error, NotThere)
    assert "no/where" in str(error)


def test_a_private_repository_asks_for_a_token(hub: FakeHub, model: bytes) -> None:
    hub.repositories[NAME] = Repository({"x.gguf": model}, token="hf_secret")
    error = failure(hub, OpenPage(1, NAME, access=Access(hub.endpoint)))
    assert isinstance(error, NeedsToken | NotThere | Gated)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"5",
        b"[5]",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"error": "no"}',
        b'[{"id": 5, "gguf": 3, "tags": 9}]',
        b'[{"downloads": []}]',
    ],
)
def test_an_answer_that_is_none_is_told(hub: FakeHub, body: bytes) -> None:
    hub.api_body = body
    assert isinstance(failure(hub), HubBroken)


def test_odd_values_are_no_harm(hub: FakeHub) -> None:
    hub.api_body = json.dumps(
        [{"id": "a/b\n<b>", "downloads": "many", "likes": -5, "gguf": {"total": "x"}, "tags": [5]}]
    ).encode()
    (line,) = search(hub)[0].models
    assert (line.repository, line.downloads, line.likes) == ("a/b <b>", 0, 0)


def test_an_answer_without_end_ends(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 1 << 20)
    hub.api_body = b" " * (8 << 20)
    assert isinstance(failure(hub), HubBroken)


def test_a_server_that_is_silent_or_goes_in_circles_is_given_up(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)
    hub.api_misdeed = Misdeed(stall=0)
    assert isinstance(failure(hub), TooSlow)
    hub.api_misdeed = Misdeed(loop=True)
    assert isinstance(failure(hub), RedirectLoop)


def test_nobody_there_is_told(hub: FakeHub) -> None:
    error = failure(hub, Search(1, access=Access("http://127.0.0.1:9")))
    assert isinstance(error, NoNetwork)
    assert "127.0.0.1:9 cannot be reached" in str(error)


def test_offline_nothing_is_asked(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(failure(hub, Search(1, access=Access(hub.endpoint, True))), Offline)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert isinstance(failure(hub), Offline)
    assert Library().hello().offline
    assert not hub.asked


@pytest.mark.parametrize("name", ["", "../x", "a/b/c", "https://elsewhere/x", "a/b?c", "a\nb"])
def test_what_is_no_repository_is_not_asked_for(hub: FakeHub, name: str) -> None:
    with pytest.raises(NoRequest):
        Library().perform(OpenPage(1, name, access=Access(hub.endpoint)), Asked().task)
    assert not hub.asked


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://x", "http://", "file:///etc/passwd"])
def test_what_is_no_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(HubBroken, match="no address of a hub"):
        endpoint_of(Access(endpoint))


def test_the_endpoint_is_the_person_s_then_the_environment_s() -> None:
    environment = {"HF_ENDPOINT": "https://mirror.invalid/"}
    assert endpoint_of(Access(), {}) == "https://huggingface.co"
    assert endpoint_of(Access(), environment) == "https://mirror.invalid"
    assert endpoint_of(Access("http://mine"), environment) == "http://mine"


def test_nothing_of_the_hub_s_own_is_written(
    hub: FakeHub, model: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    hub.repositories[NAME] = Repository({"x.gguf": model})
    page(hub)
    search(hub)
    assert not (tmp_path / "home").exists()
