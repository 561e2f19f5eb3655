"""Notes of unfinished downloads: taken up where they can be trusted, left alone where not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from engine.library.beside import Beside
from engine.library.errors import NotWritable
from engine.library.parts import NOTE, PART, Note, PartFile, discard, parts_in, read_note
from engine.library.records import HubFile

FILE = HubFile("x.gguf", 1000, "ab" * 32)


def note(folder: Path, **changes: object) -> Note:
    usual = Note(1, "me/repo", "main", str(folder), (FILE,), FILE.name)
    return msgspec.structs.replace(usual, **changes)


def begun(folder: Path, data: bytes, synced: int) -> PartFile:
    part = PartFile(note(folder))
    part.begin()
    part.path.write_bytes(data)
    part.save(synced, '"one"')
    return part


def test_only_what_was_flushed_is_taken_up(tmp_path: Path) -> None:
    begun(tmp_path, b"safe, and not so sure", 4)
    again = PartFile(note(tmp_path))
    again.begin()
    assert again.path.read_bytes() == b"safe"
    assert (again.note.synced, again.note.etag) == (4, '"one"')


def test_a_part_shorter_than_its_note_says_is_taken_as_it_is(tmp_path: Path) -> None:
    begun(tmp_path, b"safe", 900)
    again = PartFile(note(tmp_path))
    again.begin()
    assert again.note.synced == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"files": (HubFile("x.gguf", 1000, "cd" * 32),)},
        {"files": (HubFile("x.gguf", 999, "ab" * 32),)},
    ],
)
def test_the_part_of_another_file_is_begun_anew(tmp_path: Path, changes: dict) -> None:
    begun(tmp_path, b"safe", 4)
    again = PartFile(note(tmp_path, **changes))
    again.begin()
    assert again.note.synced == 0


def test_another_commit_with_the_same_hash_is_the_same_file(tmp_path: Path) -> None:
    begun(tmp_path, b"safe", 4)
    again = PartFile(note(tmp_path, revision="other"))
    again.begin()
    assert again.note.synced == 4


def test_another_commit_without_a_hash_is_another_file(tmp_path: Path) -> None:
    nameless = (HubFile("x.gguf", 1000),)
    part = PartFile(note(tmp_path, files=nameless))
    part.begin()
    part.path.write_bytes(b"safe")
    part.save(4, "")
    again = PartFile(note(tmp_path, files=nameless, revision="other"))
    again.begin()
    assert again.note.synced == 0


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[" * 9999, b'{"version":1}'])
def test_notes_that_are_none_are_passed_over(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "me/repo"
    folder.mkdir(parents=True)
    (folder / ("x.gguf" + NOTE)).write_bytes(content)
    assert read_note(folder / ("x.gguf" + NOTE)) is None
    assert parts_in([tmp_path]) == ()
    with pytest.raises(NotWritable, match="no unfinished download"):
        discard(folder / ("x.gguf" + PART))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "../../../precious.gguf"},
        {"repository": "../.."},
        {"folder": "/"},
        {"name": "other.gguf"},
    ],
)
def test_a_note_that_points_elsewhere_removes_nothing(tmp_path: Path, changes: dict) -> None:
    """Notes lie in folders that anybody may fill."""
    precious = tmp_path / "precious.gguf"
    precious.write_bytes(b"mine")
    folder = tmp_path / "models/me/repo"
    folder.mkdir(parents=True)
    wrong = msgspec.structs.replace(note(tmp_path / "models"), **changes)
    (folder / ("x.gguf" + NOTE)).write_bytes(msgspec.json.encode(wrong))
    assert parts_in([tmp_path]) == ()
    with pytest.raises(NotWritable):
        discard(folder / ("x.gguf" + PART))
    assert precious.read_bytes() == b"mine"


def test_discarding_leaves_finished_files_of_other_downloads(tmp_path: Path) -> None:
    part = begun(tmp_path, b"safe", 4)
    part.target.write_bytes(b"finished elsewhere")
    discard(part.path)
    assert [path.name for path in part.target.parent.iterdir()] == ["x.gguf"]


def test_what_goes_on_beside_keeps_its_order_and_ends() -> None:
    done: list[int] = []
    with Beside() as beside:
        for number in range(100):
            beside.do(lambda number=number: done.append(number))
    assert done == list(range(100))


def test_what_fails_beside_is_told_at_the_end() -> None:
    def fail() -> None:
        raise OSError(28, "no space left")

    def both(beside: Beside) -> None:
        beside.do(fail)
        beside.finish()

    with Beside() as beside, pytest.raises(OSError, match="no space left"):
        both(beside)
