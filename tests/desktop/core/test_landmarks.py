"""What stands out in a message."""

from __future__ import annotations

from desktop.core.landmarks import Landmark, landmarks
from desktop.core.tokens import Tokens
from engine.records import How, TokenRecord


def tokens(surprises: list[float], entropies: list[float] | None = None) -> Tokens:
    made = Tokens("n", "by hand")
    for place, surprise in enumerate(surprises):
        entropy = entropies[place] if entropies else 0.0
        made.extend([TokenRecord(place, b"a", -surprise, 1, entropy, None, How.GREEDY)])
    return made


def test_the_most_surprising_tenth_stands_out() -> None:
    found = landmarks(tokens([0.0] * 17 + [3.0, 2.0, 4.0]), Landmark.SURPRISE)
    assert found == (18, 19, 20)  # two of twenty, and the one at the bar


def test_open_questions_are_those_of_high_entropy() -> None:
    assert landmarks(tokens([0.0] * 3, [0.1, 2.0, 0.2]), Landmark.QUESTION) == (2,)


def test_a_text_without_surprises_has_none() -> None:
    assert landmarks(tokens([0.1, 0.2, 0.3]), Landmark.SURPRISE) == ()
    assert landmarks(Tokens("n", "by hand"), Landmark.SURPRISE) == ()
