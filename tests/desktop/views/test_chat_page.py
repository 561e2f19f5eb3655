"""The middle of the window, as a person uses it: a chat, the composer, what is said about them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from desktop.views.transcript.editor import Editor
from desktop.views.transcript.icons import Glyph
from engine.chat import Overflow, TemplateChoice
from engine.errors import Fault
from engine.records import SegmentKind, TemplateFacts
from tests.desktop.opened import Opened
from tests.fakes.engine import WORDS


def suggestions(opened: Opened) -> list[str]:
    buttons = opened.page.empty.findChildren(QPushButton)
    return [button.text() for button in buttons if button.isVisible()]


def test_an_empty_chat_without_a_model_offers_to_open_one(opened: Opened) -> None:
    assert suggestions(opened) == ["Open a model file"]
    with opened.qtbot.waitSignal(opened.page.open_wanted):
        opened.page.open_wanted.disconnect(opened.app.dialogs.open_model)
        opened.press("Open a model file")


def test_an_empty_chat_with_a_model_offers_first_messages(loaded: Opened) -> None:
    first = suggestions(loaded)[0]
    loaded.page.composer.set_text("half a thou")
    loaded.press(first)
    loaded.answered()
    assert loaded.texts == [first, WORDS]
    assert not loaded.page.empty.isVisible()
    assert loaded.page.composer.text() == "half a thou"


def test_while_a_model_loads_nothing_is_offered(opened: Opened) -> None:
    held = opened.model("held")
    opened.app.open_model(str(held))
    assert not opened.page.empty.isVisible()
    opened.engine.cancel_load()
    assert opened.page.empty.isVisible()


def test_enter_sends_and_the_reply_is_shown(loaded: Opened) -> None:
    loaded.say("hello")
    assert loaded.texts == ["hello", WORDS]
    assert loaded.page.composer.text() == ""


def test_the_transcript_grows_with_the_reply(loaded: Opened) -> None:
    loaded.begin()
    assert loaded.page.transcript.scene.entries[-1].streaming
    loaded.press("Stop")
    loaded.answered()
    assert loaded.notes[-1] == "Stopped"
    assert not loaded.page.transcript.scene.entries[-1].streaming


def test_escape_stops_the_reply(loaded: Opened) -> None:
    loaded.window.activateWindow()
    loaded.qtbot.waitUntil(loaded.window.isActiveWindow)
    loaded.begin()
    loaded.qtbot.keyClick(loaded.page.composer.field, Qt.Key.Key_Escape)
    loaded.answered()
    assert loaded.notes[-1] == "Stopped"


def test_what_is_typed_while_a_reply_runs_stays(loaded: Opened) -> None:
    loaded.begin()
    loaded.send("next")
    assert loaded.page.composer.text() == "next"
    loaded.press("Stop")
    loaded.answered()
    loaded.qtbot.keyClick(loaded.page.composer.field, Qt.Key.Key_Return)
    loaded.answered()
    assert loaded.texts[2:] == ["next", WORDS]


def test_a_message_waits_visibly_for_the_model(opened: Opened) -> None:
    held = opened.model("held")
    opened.app.open_model(str(held))
    opened.send("hello")
    assert opened.notes[-1] == "Waiting for the model to load…"
    held.with_name("held.gguf.go").touch()
    opened.answered()
    assert opened.texts == ["hello", WORDS]


def test_messages_are_edited_regenerated_walked_and_deleted(loaded: Opened) -> None:
    transcript = loaded.page.transcript
    loaded.say("hello")
    question, reply = (entry.node_id for entry in transcript.scene.entries)
    transcript.act(reply, Glyph.REGENERATE)
    loaded.answered()
    assert [e.version for e in transcript.scene.entries] == [1, 2]
    transcript.act(transcript.scene.entries[1].node_id, Glyph.OLDER)
    assert transcript.scene.entries[1].node_id == reply
    transcript.edit_requested.emit(question, "say bye")
    loaded.answered()
    assert loaded.texts == ["say bye", "bye"]
    transcript.act(transcript.scene.entries[1].node_id, Glyph.DELETE)
    assert (loaded.texts, loaded.notes) == (["say bye"], ["Not answered"])
    transcript.act(transcript.scene.entries[0].node_id, Glyph.CONTINUE)
    loaded.answered()
    assert loaded.texts == ["say bye", "bye"]
    transcript.act(transcript.scene.entries[0].node_id, Glyph.PIN)
    assert transcript.scene.entries[0].pinned


def test_a_cut_reply_is_continued_from_the_transcript(loaded: Opened) -> None:
    loaded.app.sampling.choose("max_tokens", 3)
    loaded.say("hello")
    loaded.app.sampling.reset("max_tokens")
    transcript = loaded.page.transcript
    transcript.act(transcript.scene.entries[1].node_id, Glyph.CONTINUE)
    loaded.answered()
    assert loaded.texts[1] == "Once upon a" + WORDS


def test_another_chat_brings_its_own_draft_and_prompt(loaded: Opened) -> None:
    first = loaded.chat.conversation
    assert first is not None
    loaded.page.composer.set_text("half a thou")
    loaded.page.card.edited.emit("Be brief.")
    loaded.app.chats.new()
    assert (loaded.page.composer.text(), loaded.texts) == ("", [])
    loaded.app.chats.select(first.id)
    assert loaded.page.composer.text() == "half a thou"
    assert loaded.chat.conversation is not None
    assert loaded.chat.conversation.system_prompt == "Be brief."
    assert any("Be brief." in label.text() for label in loaded.page.card.findChildren(QLabel))


def test_an_edit_of_the_system_prompt_stays_with_its_chat(loaded: Opened) -> None:
    """What stands in the open editor belongs to the chat it was written in."""
    first = loaded.chat.conversation
    assert first is not None
    loaded.say("hello")
    loaded.page.card.unfold()
    loaded.qtbot.keyClicks(loaded.page.card.findChild(QPlainTextEdit), "Be kind.")
    loaded.app.chats.new()
    assert loaded.chat.conversation is not None
    assert loaded.chat.conversation.system_prompt == ""
    assert loaded.store.load(first.id).system_prompt == "Be kind."


def test_the_context_bar_counts_the_chat_and_the_draft(loaded: Opened) -> None:
    loaded.page.card.edited.emit("Be very brief.")
    loaded.say("hello there")
    loaded.page.composer.set_text("three more words")
    bar = loaded.page.context_bar
    loaded.qtbot.waitUntil(lambda: "draft 3" in bar.words())
    history = 2 + len(WORDS.split())
    assert f"system 3 · history {history} · draft 3 · {history + 6} of 512" in bar.words()
    assert any("3 tokens" in label.text() for label in loaded.page.composer.findChildren(QLabel))


def test_the_reply_being_written_is_shown_in_the_bar(loaded: Opened) -> None:
    loaded.begin()
    loaded.qtbot.waitUntil(lambda: "this reply" in loaded.page.context_bar.words())
    loaded.press("Stop")
    loaded.answered()


def test_a_dead_engine_is_told_and_started_again(loaded: Opened) -> None:
    loaded.send("abort")
    loaded.wait_for_notice("Your chat is kept.")
    assert "GGML_ASSERT(words > 0)" in loaded.page.notice.text
    assert loaded.texts == ["abort", "Well"]
    with loaded.qtbot.waitSignal(loaded.engine.ready):
        loaded.press("Start again")
    assert loaded.page.notice.text == ""
    loaded.say("hello")
    assert loaded.texts[-1] == WORDS


def test_a_broken_file_is_told_and_the_earlier_model_answers(loaded: Opened) -> None:
    loaded.app.open_model(str(loaded.model("broken")))
    loaded.wait_for_notice("broken.gguf is damaged")
    assert loaded.notice_buttons() == ["Open another"]
    loaded.say("hello")
    assert loaded.texts == ["hello", WORDS]


def test_a_full_context_offers_two_ways_out(loaded: Opened) -> None:
    loaded.chat.set_overflow(Overflow.STOP)
    loaded.send("fail")
    loaded.wait_for_notice("The context window is full")
    assert loaded.notice_buttons() == ["Let the oldest turns leave", "New chat"]
    loaded.press("Let the oldest turns leave")
    assert loaded.chat.conversation is not None
    assert loaded.chat.conversation.overflow is Overflow.ROLL
    loaded.wait_for_notice("The context window is full")  # the fake engine refuses again
    loaded.press("New chat")
    assert loaded.texts == []
    assert loaded.page.notice.text == ""


def test_a_broken_template_offers_others(loaded: Opened) -> None:
    fault = Fault("TemplateBroken", "The chat template of this model does not work.")
    loaded.page.remarks.tell_template(TemplateFacts(present=True, fault=fault))
    assert loaded.page.notice.text == fault.sentence
    assert loaded.notice_buttons() == ["Use ChatML", "Use plain text"]
    loaded.press("Use plain text")
    chat = loaded.chat.chat()
    assert chat is not None
    assert chat.template is TemplateChoice.PLAIN
    assert list(loaded.preferences.value.templates.values()) == [TemplateChoice.PLAIN]


def test_a_missing_template_is_a_hint(loaded: Opened) -> None:
    loaded.page.remarks.tell_template(TemplateFacts(present=False))
    assert "no chat template" in loaded.page.notice.text
    assert loaded.page.notice.property("kind") == "hint"


def test_a_template_that_works_says_nothing(loaded: Opened) -> None:
    loaded.page.remarks.tell_template(TemplateFacts(present=True))
    assert loaded.page.notice.text == ""


def test_text_size_changes_transcript_and_composer(loaded: Opened) -> None:
    small = loaded.page.composer.field.font().pointSizeF()
    loaded.app.appearance.choose_zoom(2.0)
    loaded.app.appearance.choose_zoom(1.5)
    assert loaded.page.composer.field.font().pointSizeF() == small * 1.5


def test_a_message_sent_while_reading_above_is_scrolled_to(loaded: Opened) -> None:
    for _ in range(6):
        loaded.say("say " + "line\n" * 30)
    bar = loaded.page.transcript.verticalScrollBar()
    bar.setValue(0)
    assert not loaded.page.transcript.following
    loaded.say("hello")
    assert bar.value() == bar.maximum() > 0


def test_the_draft_is_a_part_of_the_count_while_a_reply_runs(loaded: Opened) -> None:
    loaded.begin()
    loaded.page.composer.set_text("four words are typed")
    loaded.press("Stop")
    loaded.answered()
    loaded.qtbot.waitUntil(lambda: loaded.app.context.draft_tokens == 4)
    use = loaded.app.context.use
    assert use is not None
    assert use.segments[-1].kind is SegmentKind.DRAFT


def test_what_cannot_be_done_while_a_reply_runs_is_told_until_it_ends(loaded: Opened) -> None:
    loaded.begin()
    loaded.page.transcript.act(loaded.page.transcript.scene.entries[0].node_id, Glyph.DELETE)
    assert "A reply is being written here" in loaded.page.notice.text
    assert loaded.notice_buttons() == ["Stop the reply"]
    loaded.press("Stop the reply")
    loaded.answered()
    assert loaded.page.notice.text == ""


def test_an_edit_that_is_saved_while_a_reply_runs_is_not_lost(loaded: Opened) -> None:
    loaded.say("hello")
    loaded.begin()
    transcript = loaded.page.transcript
    transcript.act(transcript.scene.entries[0].node_id, Glyph.EDIT)
    editor = transcript.findChild(Editor)
    editor.field.setPlainText("say bye")
    loaded.press("Save")
    assert "A reply is being written here" in loaded.page.notice.text
    assert editor.isVisible()
    loaded.press("Stop")
    loaded.answered()
    loaded.press("Save")
    loaded.answered()
    assert loaded.texts == ["say bye", "bye"]


def test_a_deleted_message_is_brought_back(loaded: Opened) -> None:
    loaded.say("hello")
    transcript = loaded.page.transcript
    transcript.act(transcript.scene.entries[0].node_id, Glyph.DELETE)
    assert loaded.texts == [WORDS]
    loaded.press("Undo")
    assert loaded.texts == ["hello", WORDS]


def test_a_message_without_a_model_offers_to_open_one(opened: Opened) -> None:
    opened.send("hello")
    assert opened.page.notice.text == "No model is loaded. Your message waits until one is."
    assert opened.notice_buttons() == ["Open a model file"]
    opened.load()
    assert opened.page.notice.text == ""
    opened.answered()
    assert opened.texts == ["hello", WORDS]


def test_a_message_to_a_dead_engine_offers_to_start_it_again(loaded: Opened) -> None:
    loaded.send("kill")
    loaded.wait_for_notice("Your chat is kept")
    loaded.send("say on")
    assert loaded.notice_buttons() == ["Start again", "Open a model file"]
    loaded.press("Start again")
    loaded.answered()
    assert loaded.texts[-1] == "on"


def test_a_dead_engine_is_still_told_in_another_chat(loaded: Opened) -> None:
    loaded.send("kill")
    loaded.wait_for_notice("Your chat is kept")
    loaded.app.chats.new()
    assert loaded.notice_buttons() == ["Start again"]


def test_a_reply_with_a_fixed_seed_says_that_it_will_be_the_same(loaded: Opened) -> None:
    loaded.app.sampling.choose("seed", 7)
    loaded.say("hello")
    loaded.action("Regenerate").trigger()
    loaded.answered()
    assert "The seed is set to 7" in loaded.page.notice.text
    loaded.press("Draw new seeds")
    assert loaded.app.sampling.settings.seed == -1


def test_a_prompt_being_edited_counts_for_the_next_reply(loaded: Opened) -> None:
    loaded.say("hello")
    loaded.action("Edit the system prompt").trigger()
    loaded.qtbot.keyClicks(loaded.page.card.findChild(QPlainTextEdit), "Be brief.")
    loaded.action("Regenerate").trigger()
    reply = loaded.chat.reply
    assert reply is not None
    assert reply.request.chat.messages[0].text == "Be brief."
    loaded.answered()


def test_while_another_model_loads_the_suggestions_are_away(loaded: Opened) -> None:
    assert loaded.page.empty.isVisible()
    loaded.app.open_model(str(loaded.model("held")))
    assert not loaded.page.empty.isVisible()
    loaded.engine.cancel_load()
    assert loaded.page.empty.isVisible()


def test_a_notebook_says_what_it_is_and_offers_a_beginning(loaded: Opened) -> None:
    loaded.app.chats.new_notebook()
    page = loaded.page
    shown = [label.text() for label in page.empty.findChildren(QLabel) if not label.isHidden()]
    assert shown[0] == "Notebook"
    assert "write together" in shown[1]
    assert any(
        label.text().startswith("Notebook · ") for label in page.model_bar.findChildren(QLabel)
    )
    first = next(b for b in page.empty.findChildren(QPushButton) if "Once upon" in b.text())
    loaded.qtbot.waitUntil(first.isVisible)
    first.click()
    loaded.answered()
    assert loaded.chat.entries()[0].text == "Once upon a time"
    loaded.app.chats.new()
    assert not any("Notebook" in label.text() for label in page.model_bar.findChildren(QLabel))
