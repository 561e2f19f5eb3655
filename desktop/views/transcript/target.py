"""What in the transcript answers a click."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Act(Enum):
    """What the click does; `Target.text` has the address or the code it does it with."""

    LINK = "link"
    COPY_CODE = "copy_code"
    FOLD = "fold"
    CONTINUE = "continue"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Target:
    act: Act
    text: str = ""
