"""The token panel: all of a record, walking, swapping, and a window of its own."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from desktop.core.tokens import Tokens
from desktop.views.tokens.panel import TokenPanel
from engine.chat import Role
from engine.findings import Cut, Odds, Yardstick
from engine.records import Contrast, How, TokenRecord
from engine.stage_settings import Bias, StageName
from tests.desktop.core.test_ladder import TABLE
from tests.desktop.core.traces import traced
from tests.desktop.desk import node
from tests.desktop.opened import Opened

PIECES = {500 + n: b" piece%d" % n for n in range(20)} | {501: b" meets"}


def record(number: int, piece: bytes, count: int = 4) -> TokenRecord:
    made = TokenRecord(501, piece, -1.5, 2, 2.093, 0.9, How.SAMPLED, number, 12.0)
    return traced(made, count)


@pytest.fixture
def shown(loaded: Opened) -> Opened:
    """A reply of three tokens, the last with twenty candidates, in the token view."""
    chat = loaded.chat.conversation
    assert chat is not None
    loaded.store.add_node(chat.id, node("q", None, "Why?"))
    made = node("r", "q", "It meets air", role=Role.ASSISTANT, model="tiny", vocabulary="words")
    loaded.store.add_node(chat.id, made)
    bare = TokenRecord(7, b"It", -0.1, 1, 0.5, None, How.GREEDY)
    loaded.store.append_tokens("r", [bare, record(0, b" meets"), record(2, b" air", 20)])
    loaded.store.add_node(chat.id, node("hand", "r", "By hand", role=Role.ASSISTANT))
    loaded.store.add_pieces("words", PIECES)
    loaded.chat.open(chat.id)
    loaded.app.tokens.show(True)
    loaded.window.open_token()
    return loaded


def panel(opened: Opened) -> TokenPanel:
    return opened.window.token


def words(opened: Opened) -> str:
    return "\n".join(label.text() for label in panel(opened).findChildren(QLabel))


def button(opened: Opened, text: str) -> QToolButton | QPushButton:
    buttons = panel(opened).findChildren(QToolButton) + panel(opened).findChildren(QPushButton)
    return next(each for each in buttons if each.text() == text)


def test_an_empty_panel_says_what_to_do(opened: Opened) -> None:
    assert "Ctrl+T" in panel(opened).empty.text()
    opened.app.tokens.show(True)
    assert "Choose a token" in panel(opened).empty.text()


def test_everything_of_a_record_is_told(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    name = panel(shown).head.accessibleName()
    assert name.startswith("␣meets, token 2 of 3 · id 501 · sampled, u = 0.900")
    assert "probability 22.3 %" in name
    assert "rank 2" in name
    assert "entropy 3.02 bit" in name
    assert panel(shown).details.value("bytes") == "20 6d 65 65 74 73"
    assert panel(shown).details.value("logprob") == "-1.5000 nats, raw"
    assert panel(shown).details.value("surprise") == "2.16 bit"
    assert panel(shown).details.value("time") == "12 ms after the question"
    assert "beginning" in panel(shown).details.value("settings")
    assert "Top-k: 2 left" in words(shown)
    assert "4 recorded" in words(shown)
    assert "␣piece0" in panel(shown).ladder.accessibleDescription()
    assert "␣meets" in panel(shown).die.words()


def test_a_record_of_before_there_were_candidates_says_so(shown: Opened) -> None:
    shown.app.tokens.choose("r", 0)
    assert "No candidates were recorded" in words(shown)
    assert panel(shown).details.value("time") == "not recorded"
    assert panel(shown).die.words() == "No die was thrown."
    assert "greedy" in panel(shown).details.value("how")


def test_the_buttons_walk(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    button(shown, "›").click()
    assert shown.app.tokens.chosen == ("r", 2)
    assert "number 3" in panel(shown).details.value("settings")
    button(shown, "‹").click()
    button(shown, "Surprise ›").click()
    assert shown.app.tokens.chosen == ("r", 2)
    shown.app.tokens.choose("r", 0)
    button(shown, "Question ›").click()
    assert shown.app.tokens.chosen == ("r", 1)


def test_all_candidates_are_shown_on_request(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    assert not button(shown, "All").isVisible()
    shown.app.tokens.choose("r", 2)
    few = panel(shown).ladder.height()
    button(shown, "All").click()
    assert panel(shown).ladder.height() > few
    assert "␣piece19" in panel(shown).ladder.accessibleDescription()
    button(shown, "Fewer").click()
    assert panel(shown).ladder.height() == few


def test_a_marked_candidate_can_be_gone_on_with(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    go_on = button(shown, "Go on with it")
    assert not go_on.isEnabled()
    panel(shown).ladder.marked.emit(501)  # what is there already
    assert not go_on.isEnabled()
    panel(shown).ladder.marked.emit(503)
    assert go_on.isEnabled()
    with shown.qtbot.waitSignal(shown.app.tokens.swap_wanted) as wanted:
        go_on.click()
    assert wanted.args == ["r", 1, 503]
    shown.answered()


def test_a_double_click_goes_on_and_the_old_reply_is_kept(shown: Opened) -> None:
    shown.chat.choose_version("r", 0)
    shown.app.tokens.choose("r", 1)
    upon = 1  # the second word that the engine of words knows
    panel(shown).ladder.wanted.emit(upon)
    shown.wait_for_notice("kept as version 1 of 2")
    shown.answered()
    assert shown.texts[-1] == "It upon and so on."
    chosen = shown.app.tokens.chosen
    assert chosen is not None
    assert chosen[1] == 1
    assert "chosen by you" in panel(shown).details.value("how")


def test_i_brings_the_panel_to_the_front(shown: Opened) -> None:
    shown.window.show_panel(False)
    shown.window.side.open(0)
    shown.app.tokens.choose("r", 1)
    shown.qtbot.keyClick(shown.page.transcript, Qt.Key.Key_I)
    assert panel(shown).isVisible()
    assert shown.window.side.current == 1


def test_the_panel_can_be_a_window_of_its_own(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    button(shown, "↗").click()
    own = panel(shown).window()
    assert own is not shown.window
    assert own.isVisible()
    assert own.windowTitle() == "Token"
    shown.app.tokens.step(1)
    assert "number 3" in panel(shown).details.value("settings")
    own.close()
    assert panel(shown).window() is shown.window
    shown.window.open_token()
    assert panel(shown).isVisible()
    button(shown, "↗").click()
    assert shown.window.side.floats(1)
    shown.window.open_token()
    assert panel(shown).isVisible()
    button(shown, "↗").click()
    assert panel(shown).window() is shown.window


def test_a_reply_under_way_is_told_to_its_end(loaded: Opened) -> None:
    loaded.app.tokens.show(True)
    loaded.window.open_token()
    loaded.begin()
    reply = loaded.chat.reply
    assert reply is not None
    loaded.app.tokens.choose(reply.node.id, 0)
    tokens = loaded.app.tokens.tokens_of(reply.node.id)
    assert isinstance(tokens, Tokens)
    loaded.qtbot.waitUntil(lambda: tokens.vocabulary == "words")
    loaded.chat.stop()
    loaded.answered()
    count = len(tokens)
    assert f"token 1 of {count:,}" in panel(loaded).head.accessibleName()


def test_texts_that_arrive_are_shown(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    shown.app.pieces.pieces("words", [500])[500] = b" later"
    shown.app.pieces.arrived.emit("words")
    assert "␣later" in panel(shown).ladder.accessibleDescription()


def test_the_walk_of_the_engine_takes_the_place_of_the_record(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    assert "final" in panel(shown).ladder.accessibleDescription()
    table = msgspec.structs.replace(TABLE, ids=(500, 501, 502, 503), chosen=501)
    shown.app.ladders.know("r", 1, table)
    words = panel(shown).ladder.accessibleDescription()
    assert "Top-k cut" in words
    assert "limit 0.95" in words
    shown.app.ladders.know("r", 2, table)  # of a token that is not looked at
    assert panel(shown).ladder.accessibleDescription() == words


def test_text_by_hand_and_records_that_cannot_be_read_are_told_apart(
    shown: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown.store, "record", lambda node, number: None)
    shown.app.tokens.choose("r", 1)
    assert "cannot be read" in panel(shown).empty.text()
    chat = shown.chat.conversation
    assert chat is not None
    begun = node("begun", "r", "By hand meets", role=Role.ASSISTANT, model="tiny")
    shown.store.add_node(chat.id, begun)
    shown.store.append_tokens("begun", [record(0, b" meets")])
    shown.chat.open(chat.id)
    shown.app.tokens.choose("begun", 0)
    assert "by hand" in panel(shown).empty.text()


def test_a_candidate_can_be_banned_boosted_and_left_alone(shown: Opened) -> None:
    sampling = shown.app.sampling
    shown.app.tokens.choose("r", 1)
    panel(shown).ladder.marked.emit(503)
    button(shown, "Ban").click()
    assert sampling.settings.logit_bias == (Bias(503, -100.0),)
    assert panel(shown).leanings.words.text() == "its bias: -100"
    assert not button(shown, "Ban").isEnabled()
    button(shown, "Boost").click()
    button(shown, "Boost").click()
    assert sampling.settings.logit_bias == (Bias(503, 2.0),)
    shown.app.tokens.mark_candidate(501)
    button(shown, "Boost").click()
    assert set(sampling.settings.logit_bias) == {Bias(503, 2.0), Bias(501, 1.0)}
    button(shown, "Leave alone").click()
    assert sampling.settings.logit_bias == (Bias(503, 2.0),)
    assert panel(shown).leanings.words.text() == ""


def test_the_terms_of_contrastive_search_are_told_by_falling_score(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    assert not panel(shown).balance.isVisible()
    chosen = shown.app.tokens.chosen_record
    assert chosen is not None
    assert chosen.trace is not None
    contrast = Contrast((500, 501), (0.6, 0.25), (0.9, 0.1), (-0.3, 0.04))
    trace = msgspec.structs.replace(chosen.trace, contrast=contrast)
    again = msgspec.structs.replace(chosen, trace=trace, how=How.CONTRASTIVE)
    shown.store.add_node(shown.chat.conversation.id, node("c", "r", "Why?"))  # type: ignore[union-attr] # a chat is open
    reply = node("d", "c", " meets", role=Role.ASSISTANT, model="tiny", vocabulary="words")
    shown.store.add_node(shown.chat.conversation.id, reply)  # type: ignore[union-attr] # a chat is open
    shown.store.append_tokens("d", [again])
    shown.chat.open(shown.chat.conversation.id)  # type: ignore[union-attr] # a chat is open
    shown.app.tokens.choose("d", 0)
    assert panel(shown).balance.isVisible()
    assert panel(shown).balance.accessibleDescription() == (
        "␣meets, 25.0 %, 0.100, +0.040; ␣piece0, 60.0 %, 0.900, -0.300"
    )


def test_settings_that_were_not_kept_are_told_so(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    assert panel(shown).then.text() == "They were not kept."


def test_the_settings_then_are_told_by_what_differs_now(loaded: Opened) -> None:
    loaded.app.tokens.show(True)
    loaded.window.open_token()
    loaded.say("hello")
    conversation = loaded.chat.conversation
    assert conversation is not None
    loaded.app.tokens.choose(conversation.path()[-1].id, 0)
    assert panel(loaded).then.text() == "The same as now."
    loaded.app.sampling.choose("temperature", 1.5)
    loaded.app.sampling.choose("logit_bias", (Bias(7, 2.0), Bias("yes", -1.0)))
    assert panel(loaded).then.text().splitlines() == [
        "Logit bias: none then, #7=2, yes=-1 now",
        "Temperature: 0.8 then, 1.5 now",
    ]


def test_the_odds_of_a_word_are_told(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    word, row = shown.app.word, panel(shown).word
    assert not row.answer.isVisible()
    cut = Cut(StageName.TOP_P, Yardstick.CUMULATIVE, 0.953, 0.95)
    word.odds = Odds((7,), (b" blue",), (-1.5,), (12,), 0.0, cut)
    word.changed.emit()
    assert row.answer.text() == (
        "␣blue: probability 22.3 %, rank 12; cut by Top-p: cumulative 0.953, limit 0.95"
    )
    word.odds = Odds((7, 8), (b" bl", b"ue"), (-1.5, -0.5), (12, 1), 0.3)
    word.changed.emit()
    assert row.answer.text().splitlines() == [
        "2 tokens, together 13.5 %; the first: after the stages 30.0 %",
        "␣bl: probability 22.3 %, rank 12",
        "ue: probability 60.7 %, rank 1",
    ]


def test_a_word_that_cannot_be_asked_for_says_why(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    row = panel(shown).word
    row.field.setText(" blue")
    shown.qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert row.answer.text() == "The settings this reply was written with were not kept."
