"""Which bytes of a text each of its tokens stands for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from engine.prompt.tokens import Prompt, Run

Stretch = tuple[int, int]  # of bytes, the end not included

_FARTHEST = 64  # bytes that one token which stands for something else may cover


def stretches(prompt: Prompt, pieces: Sequence[bytes]) -> list[Stretch]:
    """Of every token of a prompt, in the text of its runs. A token that a vocabulary puts before
    all texts has none, unless the template wrote it."""
    found: list[Stretch] = []
    begun = 0
    for run in prompt.runs:
        found += [(begun + start, begun + end) for start, end in _of_run(run, pieces)]
        begun += len(run.data)
    added = len(prompt.ids) - len(found)
    if added > 0:
        return [(0, 0), *found]
    return [(0, found[-added][1]), *found[1 - added :]] if added else found


def _of_run(run: Run, pieces: Sequence[bytes]) -> Iterator[Stretch]:
    own = [pieces[id] for id in run.ids]
    place = 0
    for number, piece in enumerate(own):
        end = _end(piece, run.data, place)
        if end is None:
            after = own[number + 1] if number + 1 < len(own) else b""
            end = _resumed(run, piece, after, place)
        yield place, end
        place = end


def _end(piece: bytes, data: bytes, place: int) -> int | None:
    """Where a piece ends that stands at this place: as it is, without a space that the tokeniser
    put before it, behind white space that it dropped, or with bytes shown as \\xNN."""
    ways: tuple[Callable[[bytes, bytes, int], int | None], ...] = (_plain, _unspaced, _escaped)
    return next((end for way in ways if (end := way(piece, data, place)) is not None), None)


def _plain(piece: bytes, data: bytes, place: int) -> int | None:
    return place + len(piece) if data.startswith(piece, place) else None


def _unspaced(piece: bytes, data: bytes, place: int) -> int | None:
    text = piece.removeprefix(b" ")
    rest = data[place : place + _FARTHEST + len(text)]
    start = place + len(rest) - len(rest.lstrip())
    return start + len(text) if data.startswith(text, start) else None


def _escaped(piece: bytes, data: bytes, place: int) -> int | None:
    for byte in piece:
        if data[place : place + 1] == bytes([byte]):
            place += 1
        elif data.startswith(b"\\x%02x" % byte, place):
            place += 4
        else:
            return None
    return place


def _resumed(run: Run, piece: bytes, after: bytes, place: int) -> int:
    """Where the text goes on behind a token that stands for something else: a sign that the
    vocabulary lacks, a letter in another form, or nothing, as control tokens in a reply do."""
    text = after.strip()
    if text:
        found = run.data.find(text, place, place + _FARTHEST + len(text))
        return found if found >= 0 else min(place + len(piece), len(run.data))
    return place if run.recorded else len(run.data)
