"""What in the transcript answers a click."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Act(Enum):
    """What the click does; `Target.text` has the address or the code it does it with."""

    LINK = "link"
    COPY_CODE = "copy_code"
    FOLD = "fold"
    CONTINUE = "continue"
    OLDER = "older"
    NEWER = "newer"


class Target(Struct, frozen=True):
    act: Act
    text: str = ""
