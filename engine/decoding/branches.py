"""What a search asks of a memory that holds several branches of a reply side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine.logits import Logits


class Branches(Protocol):
    """`engine.llama.sequences.Sequences`, or what stands in for it in a test."""

    most: int

    def restore(self, state: bytes) -> bool:
        """Make branch 0 what a session's `state` tells."""

    def evaluate(
        self, ids: Sequence[int], sequences: Sequence[int], positions: Sequence[int]
    ) -> bool:
        """Append each token to its branch; False if aborted. Raises Crowded, ComputeFailed."""

    def logits(self, row: int) -> Logits:
        """Those after the token of a row, (n_vocab,); valid until the next evaluation."""

    def hidden(self) -> npt.NDArray[np.float32]:
        """The states after the last batch's tokens, (rows, width)."""

    def copy(self, source: int, target: int) -> None:
        """Let an empty branch be as another one."""

    def drop(self, sequence: int) -> None:
        """Empty a branch."""

    def close(self) -> None:
        """Give its memory back."""


class Opener(Protocol):
    """Opens branches: so many, with room for so many tokens of their own together, and with hidden
    states for batches of so many tokens where `hidden`. Raises NoRoomBeside."""

    def __call__(self, count: int, cells: int, *, hidden: int = 0) -> Branches: ...
