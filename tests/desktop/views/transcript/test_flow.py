"""A message becomes leaves: in order, inset as nested, thoughts folded."""

from __future__ import annotations

from desktop.core.markdown import Code, Heading, Paragraph, Table
from desktop.views.transcript.flow import (
    HEADING,
    PARAGRAPH,
    TIGHT,
    Fold,
    Leaf,
    flow,
    joined,
    spoken,
)
from tests.desktop.views.transcript.entries import asked, replied

THOUGHT = "<think>One two three.</think>\n\nAnswer."


def markers(leaf: Leaf) -> list[str]:
    return ["|" if edge.quote else edge.marker for edge in leaf.edges]


def test_a_reply_is_markdown_and_a_question_stays_as_typed() -> None:
    assert [leaf.text for leaf in flow(replied("r", "**a**\n\nb"), False)] == ["a", "b"]
    assert [leaf.text for leaf in flow(asked("q", "**a**\n\nb"), False)] == ["**a**\n\nb"]


def test_the_first_leaf_has_no_gap_and_a_heading_has_more() -> None:
    leaves = flow(replied("r", "# A\n\nb\n\n## C"), False)
    assert [leaf.gap for leaf in leaves] == [0.0, PARAGRAPH, HEADING]
    assert isinstance(leaves[2].content, Heading)


def test_items_have_markers_on_their_first_leaf_only() -> None:
    leaves = flow(replied("r", "3. a\n\n   more\n4. b\n\n- [x] c"), False)
    assert [(leaf.text, markers(leaf)) for leaf in leaves] == [
        ("a", ["3."]),
        ("more", [""]),
        ("b", ["4."]),
        ("c", ["☑"]),
    ]


def test_nested_edges_stand_from_the_outermost() -> None:
    leaves = flow(replied("r", "> - a\n>   - b\n>\n> c"), False)
    assert [markers(leaf) for leaf in leaves] == [["|", "•"], ["|", "", "•"], ["|"]]


def test_an_item_that_begins_with_a_list_keeps_both_markers() -> None:
    assert [markers(leaf) for leaf in flow(replied("r", "- 1. a"), False)] == [["•", "1."]]


def test_tight_lists_stand_close() -> None:
    tight = flow(replied("r", "a\n\n- b\n- c"), False)
    loose = flow(replied("r", "a\n\n- b\n\n- c"), False)
    assert [leaf.gap for leaf in tight] == [0.0, PARAGRAPH, TIGHT]
    assert [leaf.gap for leaf in loose] == [0.0, PARAGRAPH, PARAGRAPH]


def test_a_done_thought_is_folded_until_it_is_opened() -> None:
    folded = flow(replied("r", THOUGHT), False)
    assert folded[0].content == Fold(words=3, open=False, running=False, closed=True)
    assert joined(folded) == "Answer."
    opened = flow(replied("r", THOUGHT), True)
    assert joined(opened) == "One two three.\n\nAnswer."
    assert [leaf.dim for leaf in opened] == [False, True, False]


def test_a_running_thought_is_shown() -> None:
    leaves = flow(replied("r", "One two", opens_thinking=True, streaming=True), False)
    assert leaves[0].content == Fold(words=2, open=True, running=True, closed=False)
    assert joined(leaves) == "One two"


def test_streamed_text_is_plain_and_by_lines() -> None:
    leaves = flow(replied("r", "# a\n*b*\n\n| c |", streaming=True), False)
    assert [(leaf.text, leaf.gap) for leaf in leaves] == [
        ("# a", 0.0),
        ("*b*", 0.0),
        ("| c |", PARAGRAPH),
    ]
    assert all(isinstance(leaf.content, Paragraph) for leaf in leaves)


def test_adding_text_changes_only_the_last_leaf() -> None:
    before = flow(replied("r", "a\nb\nc", streaming=True), False)
    after = flow(replied("r", "a\nb\nc d", streaming=True), False)
    assert before[:2] == after[:2]
    assert before[2] != after[2]


def test_code_and_tables_can_be_selected_as_text() -> None:
    code, table = flow(replied("r", "```\na\nb\n```\n\n| x | y |\n|--|--|\n| 1 | *2* |"), False)
    assert isinstance(code.content, Code)
    assert code.text == "a\nb"
    assert isinstance(table.content, Table)
    assert table.text == "x\ty\n1\t2"


def test_copying_leaves_the_thoughts_out() -> None:
    assert spoken(replied("r", THOUGHT)) == "Answer."
    assert spoken(replied("r", "<think>Only this")) == "Only this"
    assert spoken(replied("r", "**raw**")) == "**raw**"
    assert spoken(asked("q", "<think>mine</think>")) == "<think>mine</think>"
