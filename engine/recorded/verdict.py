"""The choices of a recorded reply beside those that its dice would have made otherwise."""

from __future__ import annotations

import numpy as np

from engine.findings import Verdict
from engine.recorded.columns import Ints
from engine.recorded.partial import NONE
from engine.vocabulary import Vocabulary


def verdict(recorded: Ints, chosen: Ints, vocabulary: Vocabulary) -> Verdict:
    """The choices `chosen`, NONE where the records do not tell, beside those recorded."""
    changed = (chosen != recorded) & (chosen != NONE)
    undecided = chosen == NONE
    first = int(np.argmax(changed)) if changed.any() else NONE
    if first != NONE and undecided[:first].any():
        first = NONE
    return Verdict(
        tokens=tuple(chosen.tolist()),
        pieces=tuple(b"" if id == NONE else vocabulary.pieces[id] for id in chosen.tolist()),
        first_divergence=first,
        changed=int(np.count_nonzero(changed)),
        undecided=int(np.count_nonzero(undecided)),
    )
