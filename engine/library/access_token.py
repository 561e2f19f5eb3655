"""The access token for gated models: in the system's keyring, never in a file or a log."""

from __future__ import annotations

import keyring
from keyring.errors import KeyringError, PasswordDeleteError

from engine.library.errors import KeyringUnusable
from engine.library.network import host_of
from engine.library.records import TokenState

_SERVICE = "tessera"
_PROTECTED = 1.0  # what keyring itself recommends as the least priority; plain files have less


def keep_token(endpoint: str, token: str) -> None:
    """Keep a token for an endpoint; an empty one forgets it. KeyringUnusable says why not."""
    _require_keyring()
    try:
        if token:
            keyring.set_password(_SERVICE, host_of(endpoint), token)
        else:
            keyring.delete_password(_SERVICE, host_of(endpoint))
    except PasswordDeleteError:
        return  # there was none
    except (KeyringError, OSError, RuntimeError) as problem:
        raise KeyringUnusable(reason=_reason(problem)) from None


def find_token(endpoint: str) -> str | None:
    """The token kept for an endpoint; None where there is none, or no keyring."""
    try:
        _require_keyring()
        return keyring.get_password(_SERVICE, host_of(endpoint)) or None
    except (KeyringUnusable, KeyringError, OSError, RuntimeError):
        return None


def token_state(endpoint: str) -> TokenState:
    """Whether a token is kept, and where. KeyringUnusable where it could not be."""
    _require_keyring()
    return TokenState(find_token(endpoint) is not None, str(keyring.get_keyring().name))


def _require_keyring() -> None:
    if keyring.get_keyring().priority < _PROTECTED:
        raise KeyringUnusable(reason="there is no protected keyring on this system")


def _reason(problem: Exception) -> str:
    """The problem's kind only: its words may hold what nobody should read."""
    return f"the keyring answered {type(problem).__name__}"
