"""The middle of the window: a chat, the composer, and what is to be said about them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.context import ContextModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.views.composer import Composer
from desktop.views.context_bar import ContextBar
from desktop.views.empty_state import EmptyState
from desktop.views.find_bar import FindBar
from desktop.views.model_bar import ModelBar
from desktop.views.notice import About, Action, Notice
from desktop.views.palette import Palette
from desktop.views.system_card import SystemCard
from desktop.views.transcript.transcript import Transcript
from engine.errors import Fault
from engine.protocol import Overflow, TemplateChoice
from engine.records import SegmentKind, TemplateFacts
from resources import POCKET


class ChatPage(QWidget):
    """Binds the views of one chat to its models; holds no state of its own."""

    open_wanted = Signal()
    new_chat_wanted = Signal()
    other_seed_wanted = Signal()
    template_chosen = Signal(object)  # TemplateChoice for the model that is loaded

    def __init__(
        self,
        chat: ChatModel,
        context: ContextModel,
        engine: EngineModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chat = chat
        self._context = context
        self._engine = engine
        self._shown = ""  # the id of the chat whose draft stands in the composer
        self.model_bar = ModelBar(engine, self)
        self.transcript = Transcript(self)
        self.find_bar = FindBar(self.transcript, self)
        self.card = SystemCard(self)
        self.empty = EmptyState(self.transcript.viewport())
        self.notice = Notice(self)
        self.composer = Composer(self)
        self.context_bar = ContextBar(self)
        self._lay_out()
        self._connect()
        self._show_chat()

    def set_palette(self, palette: Palette) -> None:
        self.transcript.set_palette(palette)
        self.context_bar.set_palette(palette)

    def set_zoom(self, zoom: float) -> None:
        self.transcript.set_zoom(zoom)
        self._align()
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * zoom)
        self.composer.field.setFont(font)

    def edit_prompt(self) -> None:
        """Go to the top and open the system prompt."""
        self.transcript.verticalScrollBar().setValue(0)
        self.card.unfold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._align()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.transcript.set_header(self.card)
        self.transcript.viewport().installEventFilter(self)
        self.card.installEventFilter(self)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(8)
        for widget in (self.notice, self.composer, self.context_bar):
            self._foot.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.model_bar)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(self._foot)

    def _connect(self) -> None:
        chat, transcript = self._chat, self.transcript
        chat.leaving.connect(self.card.fold)
        chat.asking.connect(self.card.hand_on)
        chat.changed.connect(self._show_chat)
        chat.text_added.connect(transcript.append_text)
        chat.text_added.connect(self._show_speed)
        chat.refused.connect(self._on_refused)
        chat.declined.connect(self._on_declined)
        chat.seed_repeated.connect(self._on_seed_repeated)
        chat.store_failed.connect(self.say)
        self._context.changed.connect(self._show_context)
        self._engine.changed.connect(self._on_engine_changed)
        self._engine.failed.connect(self._on_load_failed)
        self._engine.died.connect(self._on_died)
        self.card.edited.connect(chat.set_system_prompt)
        self.composer.sent.connect(self._on_sent)
        self.composer.stopped.connect(chat.stop)
        self.composer.draft_changed.connect(chat.set_draft)
        self.composer.draft_changed.connect(self._context.set_draft)
        self.empty.open_wanted.connect(self.open_wanted)
        self.empty.suggested.connect(self._on_suggested)
        self.model_bar.open_wanted.connect(self.open_wanted)
        transcript.edit_requested.connect(chat.edit)
        transcript.regenerate_requested.connect(chat.regenerate)
        transcript.continue_requested.connect(chat.continue_reply)
        transcript.delete_requested.connect(self._on_delete)
        transcript.version_requested.connect(chat.choose_version)
        transcript.pin_toggled.connect(chat.toggle_pin)

    @Slot()
    def _show_chat(self) -> None:
        conversation = self._chat.conversation
        if conversation is None:
            return
        if conversation.id != self._shown:
            self._shown = conversation.id
            self.composer.set_text(conversation.draft)
            self.notice.drop(About.CHAT, About.REPLY)
        self.card.set_text(conversation.system_prompt)
        self.transcript.set_entries(self._chat.entries())
        self.composer.set_running(self._chat.reply is not None)
        if self._chat.reply is None:
            self.notice.drop(About.REPLY)
        self._show_empty_state()

    @Slot()
    def _on_engine_changed(self) -> None:
        if self._engine.state is EngineState.LOADING and self._engine.fault is None:
            self.notice.drop(About.MODEL)
        self._show_empty_state()

    @Slot()
    def _show_empty_state(self) -> None:
        conversation = self._chat.conversation
        empty = conversation is None or conversation.tip is None
        if empty:
            facts = self._engine.facts
            if facts is not None:
                self.empty.offer_messages(self.model_bar.title(), *self._first_words())
            elif self._engine.state is not EngineState.LOADING:
                self.empty.offer_model()
            else:
                empty = False
        self.empty.setVisible(empty)
        self._place_empty_state()

    def _first_words(self) -> tuple[str, tuple[str, ...]]:
        """A line about the model and messages to begin with."""
        if self._engine.path == str(POCKET):
            line = self.tr(
                "A tiny model to start with and to look inside; "
                "for real conversations load a larger one (Ctrl+L)."
            )
        else:
            line = self.tr("What would you like to talk about?")
        return line, (
            self.tr("What does temperature do?"),
            self.tr("Tell me a story about a dragon who is afraid of the dark"),
            self.tr("你好,什么是词元?"),
            self.tr("My name is Ada"),
        )

    def _align(self) -> None:
        """The foot and the empty state keep to the column of the transcript."""
        card = self.card.geometry()
        right = max(0, self.width() - card.right() - 1)
        self._foot.setContentsMargins(card.left(), 8, right, 12)
        self._place_empty_state()

    def _place_empty_state(self) -> None:
        area = self.transcript.viewport().rect()
        area.setTop(self.card.geometry().bottom() + 1)
        self.empty.setGeometry(area)

    @Slot()
    def _show_context(self) -> None:
        reply = self._chat.reply
        use = self._context.use
        self.context_bar.set_use(use, reply.node.id if reply else "")
        self.composer.set_draft_tokens(self._context.draft_tokens)
        segments = use.segments if use else ()
        system = sum(s.tokens for s in segments if s.kind is SegmentKind.SYSTEM)
        self.card.set_facts(system, use is not None and use.system_folded)

    @Slot()
    def _show_speed(self) -> None:
        reply = self._chat.reply
        if reply is not None:
            self.model_bar.set_speed(reply.tokens_per_second)

    @Slot(str)
    def _on_sent(self, text: str) -> None:
        self.notice.clear()
        if self._chat.send(text):
            self.composer.set_text("")
            self.transcript.follow()

    @Slot(str)
    def _on_suggested(self, text: str) -> None:
        """Send a suggestion; what stands in the composer stays there."""
        draft = self.composer.text()
        self._on_sent(text)
        self.composer.set_text(draft)

    @Slot(object)
    def _on_refused(self, fault: Fault) -> None:
        """The sentence of a failed request, with the ways out that its kind has."""
        actions = []
        if fault.kind.startswith("Template"):
            chatml, plain = TemplateChoice.CHATML, TemplateChoice.PLAIN
            actions = [
                (self.tr("Use ChatML"), lambda: self.template_chosen.emit(chatml)),
                (self.tr("Use plain text"), lambda: self.template_chosen.emit(plain)),
            ]
        elif fault.kind == "ContextFull":
            actions = [
                (self.tr("Let the oldest turns leave"), self._roll),
                (self.tr("New chat"), self.new_chat_wanted.emit),
            ]
        self.notice.say(fault.sentence, actions, about=About.CHAT)

    @Slot(str)
    def _on_declined(self, sentence: str) -> None:
        stop = (self.tr("Stop the reply"), self._chat.stop)
        self.notice.say(sentence, [stop], "hint", About.REPLY)

    @Slot(int)
    def _on_seed_repeated(self, seed: int) -> None:
        sentence = self.tr(
            "The seed is set to {seed}, so with the same settings the reply will be the same."
        )
        other = (self.tr("Draw new seeds"), self.other_seed_wanted.emit)
        self.notice.say(sentence.format(seed=seed), [other], "hint", About.CHAT)

    @Slot(str)
    def _on_delete(self, node_id: str) -> None:
        """Leave a message out and offer the way back."""
        before = self._shown_tip()
        self._chat.delete(node_id)
        if before is not None and self._shown_tip() != before:
            undo = (self.tr("Undo"), partial(self._chat.show_node, before))
            sentence = self.tr("The message is left out; the branch with it is kept.")
            self.notice.say(sentence, [undo], "hint", About.CHAT)

    def _shown_tip(self) -> str | None:
        return self._chat.conversation.tip if self._chat.conversation else None

    def _roll(self) -> None:
        self._chat.set_overflow(Overflow.ROLL)
        self._chat.try_again()

    @Slot(object)
    def _on_load_failed(self, fault: Fault) -> None:
        self.notice.say(
            fault.sentence, [(self.tr("Open another"), self.open_wanted.emit)], about=About.MODEL
        )

    @Slot(object)
    def _on_died(self, fault: Fault) -> None:
        again = (self.tr("Start again"), self._engine.start_again)
        self.notice.say(
            self.tr("{what} Your chat is kept.").format(what=fault.sentence),
            [again],
            about=About.MODEL,
        )

    @Slot()
    def tell_missing_model(self) -> None:
        """A reply is asked for: say what it waits for where no model is there or on its way."""
        state = self._engine.state
        if state in (EngineState.EMPTY, EngineState.FAILED, EngineState.DIED):
            again = (self.tr("Start again"), self._engine.start_again)
            actions: list[Action] = [(self.tr("Open a model file"), self.open_wanted.emit)]
            if state is not EngineState.EMPTY:
                actions.insert(0, again)
            sentence = self.tr("No model is loaded. Your message waits until one is.")
            self.notice.say(sentence, actions, "hint", About.MODEL)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """A sentence about something that went wrong."""
        self.notice.say(sentence)

    @Slot(str)
    def hint(self, sentence: str) -> None:
        """A sentence that is good to know."""
        self.notice.say(sentence, kind="hint")

    def tell_template(self, template: TemplateFacts) -> None:
        """What is odd about the chat template of a model that was just loaded."""
        if template.fault is not None:
            self._on_refused(template.fault)
        elif not template.present:
            chatml = TemplateChoice.CHATML
            self.notice.say(
                self.tr("This model brings no chat template, so plain text is used."),
                [(self.tr("Use ChatML"), lambda: self.template_chosen.emit(chatml))],
                kind="hint",
                about=About.CHAT,
            )
