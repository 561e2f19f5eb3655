"""The access token: in a protected keyring or nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends import fail
from keyring.errors import KeyringLocked

from engine.library.access_token import find_token
from engine.library.errors import KeyringUnusable
from engine.library.protocol import AskToken, KeepToken
from engine.library.records import Access, TokenState
from engine.library.service import Library
from tests.engine.library.conftest import MemoryKeyring
from tests.engine.library.tasks import Asked

SECRET = "hf_secret"
HERE = "https://huggingface.co"


@pytest.fixture
def no_ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def keep(token: str, endpoint: str = "") -> None:
    assert Library().perform(KeepToken(1, token, Access(endpoint)), Asked().task) is None


def asked(endpoint: str = "") -> object:
    return Library().perform(AskToken(1, Access(endpoint)), Asked().task)


def test_a_token_is_kept_told_and_forgotten(ring: MemoryKeyring) -> None:
    assert asked() == TokenState(kept=False, keyring="memory")
    keep(SECRET)
    assert asked() == TokenState(kept=True, keyring="memory")
    assert find_token(HERE) == SECRET
    keep("")
    assert asked() == TokenState(kept=False, keyring="memory")
    keep("")
    assert ring.kept == {}


def test_each_endpoint_has_its_own(ring: MemoryKeyring) -> None:
    keep(SECRET, "https://mirror.invalid/hub")
    assert find_token("https://mirror.invalid") == SECRET
    assert find_token(HERE) is None


def test_without_a_keyring_nothing_is_kept_and_that_is_said(no_ring: None) -> None:
    with pytest.raises(KeyringUnusable, match="no protected keyring"):
        keep(SECRET)
    with pytest.raises(KeyringUnusable):
        asked()
    assert find_token(HERE) is None


def test_a_keyring_that_keeps_plain_files_is_not_used(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "priority", 0.5)
    with pytest.raises(KeyringUnusable):
        keep(SECRET)
    assert ring.kept == {}


def test_a_locked_keyring_is_told_without_its_words(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*words: str) -> None:
        raise KeyringLocked(f"cannot unlock for {words}")

    monkeypatch.setattr(ring, "set_password", locked)
    with pytest.raises(KeyringUnusable, match="KeyringLocked") as caught:
        keep(SECRET)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_request_does_not_print_its_token() -> None:
    assert SECRET not in repr(KeepToken(1, SECRET))
    assert SECRET not in str(KeepToken(1, SECRET))
