"""Markdown becomes values; nothing that was written is hidden and no text becomes markup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.markdown import (
    MAX_CHARACTERS,
    MAX_NESTING,
    Block,
    Code,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    parse,
    plain,
    verbatim,
)


def paragraph(*spans: Span | str) -> Paragraph:
    return Paragraph(tuple(Span(each) if isinstance(each, str) else each for each in spans))


def only(text: str) -> Block:
    blocks = parse(text)
    assert len(blocks) == 1
    return blocks[0]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("**b**", Span("b", bold=True)),
        ("*i*", Span("i", italic=True)),
        ("~~s~~", Span("s", strike=True)),
        ("`**c**`", Span("**c**", code=True)),
        ("***x***", Span("x", bold=True, italic=True)),
        ("[l](https://a.org/b)", Span("l", href="https://a.org/b")),
        ("[m](mailto:a@b.org)", Span("m", href="mailto:a@b.org")),
        ("<https://a.org>", Span("https://a.org", href="https://a.org")),
        ("**[l](http://a.org)**", Span("l", bold=True, href="http://a.org")),
    ],
)
def test_styles(text: str, span: Span) -> None:
    assert only(text) == paragraph(span)


def test_a_style_ends_where_the_outer_one_goes_on() -> None:
    assert only("**a *b* c** d") == paragraph(
        Span("a ", bold=True),
        Span("b", bold=True, italic=True),
        Span(" c", bold=True),
        Span(" d"),
    )


def test_a_bare_address_is_a_link_without_the_full_stop() -> None:
    assert only("See https://a.org/x?y=1. Or") == paragraph(
        "See ", Span("https://a.org/x?y=1", href="https://a.org/x?y=1"), ". Or"
    )
    assert only("`https://a.org`") == paragraph(Span("https://a.org", code=True))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:x,y", "/a"])
def test_other_addresses_are_shown_and_lead_nowhere(address: str) -> None:
    block = only(f"[click]({address})")
    assert isinstance(block, Paragraph)
    assert not any(span.href for span in block.spans)
    assert "click" in plain(block.spans)
    assert address in plain(block.spans)


def test_an_image_is_its_text_with_its_address() -> None:
    assert only("![A cat](https://a.org/c.png)") == paragraph(
        Span("A cat (https://a.org/c.png)", href="https://a.org/c.png")
    )
    assert only("![](c.png)") == paragraph("c.png")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a <b>c</b>", "<!-- x -->", "[a]: http://b.org 'c'"]
)
def test_html_and_definitions_stay_text(text: str) -> None:
    block = only(text)
    assert isinstance(block, Paragraph)
    assert plain(block.spans) == text


def test_a_line_break_stays() -> None:
    assert only("a\nb") == paragraph("a", "\n", "b")


def test_headings_rules_and_quotes() -> None:
    assert parse("# A\n\n### B\n\n---\n\n> c\n>\n> > d") == (
        Heading(1, (Span("A"),)),
        Heading(3, (Span("B"),)),
        Rule(),
        Quote((paragraph("c"), Quote((paragraph("d"),)))),
    )


def test_lists_nest_and_keep_their_numbers() -> None:
    assert parse("3. a\n4. b\n   - c\n") == (
        Listing(
            (
                Item((paragraph("a"),)),
                Item((paragraph("b"), Listing((Item((paragraph("c"),)),), None, tight=True))),
            ),
            start=3,
            tight=True,
        ),
    )


def test_blank_lines_between_items_make_a_list_loose() -> None:
    loose = only("- a\n\n- b")
    assert isinstance(loose, Listing)
    assert not loose.tight


def test_tasks_are_told_from_text() -> None:
    tasks = only("- [ ] a\n- [x] b\n- [X] c\n- [y] d\n- `[ ] e`")
    assert isinstance(tasks, Listing)
    assert [item.done for item in tasks.items] == [False, True, True, None, None]
    assert tasks.items[1].blocks == (paragraph("b"),)


def test_a_table_has_alignments_and_inline_styles() -> None:
    table = only("| a | b | c | d |\n|:--|--:|:-:|---|\n| 1 | **2** | | `x|y` |\n| only |")
    assert isinstance(table, Table)
    assert table.aligns == ("left", "right", "center", "")
    assert [[plain(cell) for cell in row] for row in table.rows] == [
        ["a", "b", "c", "d"],
        ["1", "2", "", "`x"],
        ["only", "", "", ""],
    ]
    assert table.rows[1][1] == (Span("2", bold=True),)


def test_what_follows_a_table_is_there() -> None:
    assert parse("| a |\n|---|\n| 1 |\n\nafter")[-1] == paragraph("after")


def test_code_is_kept_to_the_letter() -> None:
    text = "```python title=x\n  a = **1**\n\n\tb <c>\n```"
    assert only(text) == Code("  a = **1**\n\n\tb <c>", "python title=x")
    assert only("```\nopen") == Code("open")
    assert only("    indented") == Code("indented")


def test_what_nests_too_deep_is_shown_as_it_was_written() -> None:
    deep = ">" * (MAX_NESTING + 20) + " x"
    assert parse(deep) == (paragraph(deep),)
    lists = "\n".join("  " * depth + "- a" for depth in range(MAX_NESTING))
    assert parse(lists) == (paragraph(lists),)


def test_what_is_too_long_is_shown_as_it_was_written() -> None:
    text = "*a* " * (MAX_CHARACTERS // 4 + 1)
    assert parse(text) == (paragraph(text),)


def test_a_person_s_text_stays_as_typed_except_for_fenced_code() -> None:
    assert verbatim("**a**\n  # b\n\n```py\nx\n```\n\nc https://d.org") == (
        paragraph("**a**\n  # b"),
        Code("x", "py"),
        paragraph("c ", Span("https://d.org", href="https://d.org")),
    )
    assert verbatim("```\nnot closed") == (paragraph("```\nnot closed"),)
    assert verbatim("  \n") == ()


@given(
    st.lists(
        st.sampled_from(["a", "b", " ", "\n", "*", "**", "_", "`", "```", "~~", "#", ">", "- "])
        | st.sampled_from(
            ["1. ", "[", "]", "(", ")", "!", "<", "\\", "    ", "\n\n", "---", "[ ] "]
        ),
        max_size=40,
    )
)
def test_no_letter_is_hidden(pieces: list[str]) -> None:
    text = "".join(pieces)
    shown = "".join(_texts(parse(text)))
    for letter in "ab":
        assert shown.count(letter) == text.count(letter)


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """All that is shown of blocks: text, languages, addresses behind links."""
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans=spans):
                yield plain(spans)
            case Code(text, language):
                yield language + text
            case Quote(inside):
                yield from _texts(inside)
            case Listing(items):
                for item in items:
                    yield from _texts(item.blocks)
            case Table(rows=rows):
                yield from (plain(cell) for row in rows for cell in row)
            case Rule():
                pass
