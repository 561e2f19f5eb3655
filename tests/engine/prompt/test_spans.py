"""Which characters of a rendered prompt are whose."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from engine.prompt.spans import Sentinels, Skeleton, Span, align


def own(skeleton: Skeleton, contents: list[str], rendered: str) -> list[tuple[int, str]]:
    spans = align(skeleton, contents, rendered)
    return [(span.content, rendered[span.start : span.end]) for span in spans]


def test_a_skeleton_is_what_stands_between_the_stand_ins() -> None:
    sentinels = Sentinels()
    rendered = f"<{sentinels.stand_in(12)}|{sentinels.stand_in(0)}>"
    assert sentinels.skeleton(rendered) == Skeleton(("<", "|", ">"), (12, 0))
    assert sentinels.skeleton(rendered.upper().strip()) == Skeleton(("<", "|", ">"), (12, 0))


def test_nobody_can_type_a_stand_in() -> None:
    typed = Sentinels().stand_in(0)
    assert Sentinels().skeleton(typed) == Skeleton((typed,), ())


def test_contents_that_hold_the_templates_texts_are_told_apart() -> None:
    skeleton = Skeleton(("a", "b", "a"), (0, 1))
    assert own(skeleton, ["ab", "ba"], "aabbbaa") == [(0, "ab"), (1, "ba")]


def test_what_the_template_made_of_a_content_is_still_its_own() -> None:
    skeleton = Skeleton(("<u>", "</u><a>", "</a>"), (0, 1))
    contents = ["  question ", "<think>long</think>\n\nanswer"]
    rendered = "<u>question</u><a>answer</a>"
    assert own(skeleton, contents, rendered) == [(0, "question"), (1, "answer")]


def test_a_content_may_be_printed_twice_or_empty() -> None:
    skeleton = Skeleton(("<", "|", "|", ">"), (0, 1, 0))
    assert own(skeleton, ["x", ""], "<x||x>") == [(0, "x"), (1, ""), (0, "x")]


def test_where_the_template_wrote_something_else_contents_are_looked_for() -> None:
    skeleton = Skeleton(("[u]", "[a]<t></t>", "[u]", "[e]"), (0, 1, 2))
    contents = ["u", "<think>hm</think>\nworld", "a"]
    rendered = "[u]u[a]<t>hm</t> world[u]a[e]"
    assert own(skeleton, contents, rendered) == [(0, "u"), (1, "hm"), (1, "world"), (2, "a")]


def test_what_cannot_be_found_has_no_span() -> None:
    assert own(Skeleton(("<", ">"), (0,)), ["hello"], "[olleh]") == []
    assert align(Skeleton(("constant",), ()), [], "constant") == ()


@pytest.mark.parametrize("seed", range(200))
def test_spans_are_exact_for_any_contents(seed: int) -> None:
    """However much contents look like the template, the spans rebuild the rendering."""
    chance = random.Random(seed)
    texts = ["".join(chance.choices("ab\n", k=chance.randrange(1, 4))) for _ in range(5)]
    contents = ["".join(chance.choices("ab\n", k=chance.randrange(5))) for _ in range(4)]
    printed = [chance.choice((c, c.strip())) for c in contents]
    rendered = texts[0] + "".join(p + t for p, t in zip(printed, texts[1:], strict=True))
    skeleton = Skeleton(tuple(texts), (0, 1, 2, 3))
    spans = align(skeleton, contents, rendered)
    assert [span.content for span in spans] == [0, 1, 2, 3]
    edges = [Span(0, 0, -1), *spans, Span(len(rendered), len(rendered), -1)]
    between = [rendered[a.end : b.start] for a, b in pairwise(edges)]
    assert between == texts, f"seed {seed}"
