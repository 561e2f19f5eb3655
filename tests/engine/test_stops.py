from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.stops import StopMatcher


def shown(stops: tuple[str, ...], *pieces: bytes) -> list[int]:
    """Bytes that may be shown after each piece, until a stop string is found."""
    matcher = StopMatcher(stops)
    cleared = []
    for piece in pieces:
        matcher.feed(piece)
        cleared.append(matcher.cleared)
        if matcher.found:
            break
    return cleared


def result(stops: list[str], pieces: list[bytes]) -> tuple[int, bool]:
    matcher = StopMatcher(stops)
    for piece in pieces:
        if not matcher.found:
            matcher.feed(piece)
    return matcher.cleared, matcher.found


def test_no_stop_strings_hold_nothing_back() -> None:
    assert shown((), b"ab", b"", b"c") == [2, 2, 3]


def test_found_inside_a_piece() -> None:
    assert result(["lo w"], [b"hello world"]) == (3, True)


def test_over_borders_nothing_of_it_is_shown() -> None:
    assert shown(("\n\nUser:",), b"yes\n", b"\nUs", b"er: hm") == [3, 3, 3]


def test_false_alarm_is_let_go() -> None:
    assert shown(("</end>",), b"a<", b"/e", b"x") == [1, 1, 5]


def test_a_new_beginning_inside_a_false_alarm_is_held() -> None:
    assert shown(("aab",), b"a", b"a", b"a", b"b") == [0, 0, 1, 1]


def test_the_first_to_be_complete_ends_it_whatever_the_order() -> None:
    for stops in (["world", "lo"], ["lo", "world"]):
        assert result(stops, [b"hello world"]) == (3, True)


def test_of_two_complete_at_once_the_longer_one_counts() -> None:
    assert result(["c", "abc"], [b"xabc"]) == (1, True)


def test_half_characters() -> None:
    smile = "🙂".encode()
    assert shown(("🙂",), b"a" + smile[:2], smile[2:]) == [1, 1]
    grin = "🙃".encode()
    assert shown(("🙂",), b"a" + grin[:3], grin[3:]) == [1, 5]


pieces = st.text("ab€é", max_size=12).map(str.encode)
stops = st.lists(st.text("ab€é", min_size=1, max_size=4), max_size=3)


@given(pieces, stops, st.data())
def test_where_the_text_was_cut_changes_nothing(
    text: bytes, stops: list[str], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))))
    parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    whole, found = result(stops, [text])
    assert result(stops, parts) == (whole, found)
    assert found == any(stop.encode() in text for stop in stops)
    assert not any(stop.encode() in text[:whole] for stop in stops)


@given(pieces, stops)
def test_held_back_only_while_it_may_become_a_stop_string(text: bytes, stops: list[str]) -> None:
    matcher = StopMatcher(stops)
    matcher.feed(text)
    if not matcher.found:
        held = text[matcher.cleared :]
        assert not held or any(stop.encode().startswith(held) for stop in stops)


def test_one_may_begin_in_what_was_shown_before() -> None:
    matcher = StopMatcher(["ending"], b"the end")
    matcher.feed(b"ing of it")
    assert matcher.found
    assert matcher.cleared == -3
    other = StopMatcher(["ending"], b"the end")
    other.feed(b"less")
    assert (other.found, other.cleared) == (False, 4)


def test_one_that_was_shown_whole_before_ends_nothing() -> None:
    matcher = StopMatcher(["end"], b"the end")
    matcher.feed(b" is near")
    assert (matcher.found, matcher.cleared) == (False, 8)
