"""Only what is looked at is laid out, and what is kept is bounded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from desktop.views.transcript.look import Look
from desktop.views.transcript.scene import KEPT, Scene
from desktop.views.transcript.selection import Mark
from tests.desktop.views.transcript.entries import asked, replied, talk


@pytest.fixture
def scene(look: Look) -> Scene:
    made = Scene(look)
    made.set_entries(talk(1000))
    return made


def measured(scene: Scene) -> list[int]:
    return [index for index in range(len(scene.entries)) if scene.column.measured(index)]


def test_only_what_is_in_sight_is_laid_out(scene: Scene) -> None:
    middle = scene.column.total // 2
    scene.fill(middle, middle + 800)
    assert 1 <= len(measured(scene)) <= 12
    assert all(scene.column.bottom(index) > middle for index in measured(scene))


def test_estimates_come_near(scene: Scene) -> None:
    estimated = scene.column.total
    for index in range(len(scene.entries)):
        scene.message(index)
    assert estimated / 1.6 <= scene.column.total <= estimated * 1.6


def test_laid_out_messages_are_kept_up_to_a_number(scene: Scene) -> None:
    first = scene.message(0)
    assert scene.message(0) is first
    for index in range(1, KEPT):
        scene.message(index)
    scene.message(0)
    scene.message(KEPT)
    assert scene.message(0) is first
    scene.message(KEPT + 1)
    for index in range(2, KEPT + 2):
        scene.message(index)
    assert scene.message(0) is not first
    assert scene.column.measured(0)


def test_equal_entries_keep_their_layout(scene: Scene) -> None:
    kept = scene.message(3)
    entries = talk(1000)
    entries[4] = replied("4", "another")
    scene.set_entries(entries)
    assert scene.message(3) is kept
    assert scene.message(4).placed[0].leaf.text == "another"


def test_text_is_added_to_its_message(look: Look) -> None:
    scene = Scene(look)
    scene.set_entries([asked("q"), replied("r", "One", streaming=True)])
    height = scene.message(1).height
    scene.append("r", " two" * 100)
    assert not scene.column.measured(1)
    assert scene.message(1).height > height
    assert scene.entries[1].text.startswith("One two two")
    with pytest.raises(KeyError):
        scene.append("nobody", "x")


def test_thoughts_open_and_close(look: Look) -> None:
    scene = Scene(look)
    scene.set_entries([replied("r", "<think>Hm.</think>Yes.")])
    closed = scene.message(0).height
    scene.toggle_fold("r")
    assert scene.message(0).height > closed
    assert [leaf.text for leaf in scene.leaves(0)] == ["", "Hm.", "Yes."]
    scene.toggle_fold("r")
    assert scene.message(0).height == closed


def test_an_editor_takes_the_place_of_the_body(scene: Scene) -> None:
    before = scene.message(1).height
    scene.message(0)
    scene.edit("1", 400)
    scene.message(1)
    assert scene.column.bottom(1) - scene.column.top(1) > 400
    scene.edit("", 0)
    scene.message(1)
    assert scene.column.bottom(1) - scene.column.top(1) == before


def test_a_point_is_a_place_in_a_message(scene: Scene) -> None:
    scene.fill(0, 800)
    top = scene.column.top(1)
    assert scene.mark_at(QPointF(0, top)) == Mark(1, 0, 0)
    assert scene.inside(QPointF(5, top + 7), 1) == QPointF(5, 7)


def test_everything_reaches_from_the_first_to_the_last_letter(look: Look) -> None:
    scene = Scene(look)
    assert scene.everything() is None
    scene.set_entries([asked("q", "abc"), replied("r", "")])
    assert scene.everything() == (Mark(0, 0, 0), Mark(1, 0, 0))
    scene.set_entries([asked("q", "abc"), replied("r", "a\n\nbcd😀")])
    assert scene.everything() == (Mark(0, 0, 0), Mark(1, 1, 5))


def test_another_width_lays_everything_out_again(scene: Scene, look: Look) -> None:
    wide = scene.message(0).height
    scene.restyle(look, scene.width / 3)
    assert measured(scene) == []
    assert scene.message(0).height > wide
