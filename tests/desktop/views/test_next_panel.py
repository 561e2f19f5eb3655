"""The panel of what would come next, over the whole program."""

from __future__ import annotations

from desktop.views.next_panel import NextPanel
from tests.desktop.opened import Opened


def panel(opened: Opened) -> NextPanel:
    opened.window.open_coming()
    return opened.window.coming


def test_before_there_is_a_model_that_is_told(opened: Opened) -> None:
    shown = panel(opened)
    opened.qtbot.waitUntil(lambda: shown.words.text() == "No model is ready to be asked.")
    assert not shown.ladder.isVisible()


def test_candidates_follow_what_is_typed(loaded: Opened) -> None:
    shown = panel(loaded)
    loaded.page.composer.set_text("Why is the sky blue?")
    loaded.qtbot.waitUntil(lambda: "How a reply would begin" in shown.words.text())
    assert "␣and" in shown.ladder.accessibleDescription()
    assert not shown._go.isVisible()


def test_a_reply_is_gone_on_with_by_a_candidate(loaded: Opened) -> None:
    loaded.say("say once upon a time")
    shown = panel(loaded)
    loaded.qtbot.waitUntil(lambda: "How the last reply would go on" in shown.words.text())
    table = loaded.app.next.table
    assert table is not None
    assert table.record.trace is not None
    shown.ladder.marked.emit(table.record.trace.candidates[1])
    assert shown._go.isEnabled()
    with loaded.qtbot.waitSignal(loaded.app.replies.ended):
        shown._go.click()
    first, second = (loaded.chat.conversation.nodes[id] for id in versions(loaded))
    assert second.text.startswith(first.text + " or")


def versions(loaded: Opened) -> tuple[str, ...]:
    conversation = loaded.chat.conversation
    assert conversation is not None
    assert conversation.tip is not None
    return conversation.versions(conversation.tip)


def test_hidden_it_asks_for_nothing(loaded: Opened) -> None:
    shown = panel(loaded)
    loaded.qtbot.waitUntil(lambda: loaded.app.next.table is not None)
    loaded.window.side.open(1)
    assert not shown.isVisible()
    assert "next" not in loaded.app.next._watchers
