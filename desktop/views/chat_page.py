"""The middle of the window: a chat, the composer, and what is to be said about them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.context import ContextModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.pieces import PiecesModel
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.whatif import WhatIfModel
from desktop.views.composer import Composer
from desktop.views.context_bar import ContextBar
from desktop.views.empty_state import EmptyState
from desktop.views.find_bar import FindBar
from desktop.views.model_bar import ModelBar
from desktop.views.notice import Notice
from desktop.views.palette import Palette
from desktop.views.remarks import Remarks
from desktop.views.system_card import SystemCard
from desktop.views.tokens.hover import Hover
from desktop.views.tokens.legend import Legend
from desktop.views.tokens.ribbon import EntropyRibbon
from desktop.views.tokens.switch import ViewSwitch
from desktop.views.tokens.whatif_bar import WhatIfBar
from desktop.views.transcript.transcript import Transcript
from engine.records import SegmentKind
from resources import POCKET


class ChatPage(QWidget):
    """Binds the views of one chat to its models; holds no state of its own."""

    open_wanted = Signal()

    def __init__(
        self,
        chat: ChatModel,
        context: ContextModel,
        engine: EngineModel,
        tokens: TokensModel,
        pieces: PiecesModel,
        whatif: WhatIfModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chat = chat
        self._context = context
        self._engine = engine
        self._tokens = tokens
        self._whatif = whatif
        self._shown = ""  # the id of the chat whose draft stands in the composer
        self.model_bar = ModelBar(engine, self)
        self.switch = ViewSwitch(self.model_bar)
        self.model_bar.add(self.switch)
        self.legend = Legend(tokens, self)
        self.transcript = Transcript(self)
        self.find_bar = FindBar(self.transcript, self)
        self.card = SystemCard(self)
        self.empty = EmptyState(self.transcript.viewport())
        self.notice = Notice(self)
        self.remarks = Remarks(self.notice, chat, engine, self)
        self.whatif_bar = WhatIfBar(whatif, tokens, self)
        self.composer = Composer(self)
        self.context_bar = ContextBar(self)
        self._lay_out()
        self._connect()
        self.transcript.use_tokens(tokens)
        self.ribbon = EntropyRibbon(self.transcript, tokens)
        self.hover = Hover(self.transcript, tokens, pieces, self)
        self._show_view()
        self._show_chat()

    def set_palette(self, palette: Palette) -> None:
        self.transcript.set_palette(palette)
        self.context_bar.set_palette(palette)
        self.legend.set_palette(palette)
        self.hover.set_palette(palette)
        self.ribbon.set_palette(palette)

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
        for widget in (self.notice, self.whatif_bar, self.composer, self.context_bar):
            self._foot.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.model_bar)
        layout.addWidget(self.legend)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(self._foot)

    def _connect(self) -> None:
        chat, transcript = self._chat, self.transcript
        chat.leaving.connect(self.card.fold)
        chat.asking.connect(self.card.hand_on)
        chat.changed.connect(self._show_chat)
        chat.text_added.connect(transcript.append_text)
        self._context.changed.connect(self._show_context)
        self._context.changed.connect(self._show_speed)
        self._engine.changed.connect(self._show_empty_state)
        self._tokens.shown_changed.connect(self._show_view)
        self._whatif.changed.connect(self._show_differing)
        self.switch.chosen.connect(self._tokens.show)
        self.card.edited.connect(chat.set_system_prompt)
        self.composer.sent.connect(self._on_sent)
        self.composer.stopped.connect(chat.stop)
        self.composer.draft_changed.connect(chat.set_draft)
        self.composer.draft_changed.connect(self._context.set_draft)
        self.empty.open_wanted.connect(self.open_wanted)
        self.empty.suggested.connect(self._on_suggested)
        self.remarks.open_wanted.connect(self.open_wanted)
        transcript.edit_requested.connect(chat.edit)
        transcript.regenerate_requested.connect(chat.regenerate)
        transcript.continue_requested.connect(chat.continue_reply)
        transcript.delete_requested.connect(chat.delete)
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
        self.card.set_text(conversation.system_prompt)
        self.transcript.set_entries(self._chat.entries())
        self.composer.set_running(self._chat.reply is not None)
        raw = bool(self._chat.conversation and self._chat.conversation.raw)
        self.composer.set_raw(raw)
        self.model_bar.set_raw(raw)
        self.card.setVisible(not raw)
        self._show_empty_state()

    @Slot()
    def _show_view(self) -> None:
        self.switch.show_tokens(self._tokens.shown)
        self.legend.setVisible(self._tokens.shown)

    @Slot()
    def _show_differing(self) -> None:
        self.transcript.mark_differing(self._whatif.differing())

    @Slot()
    def _show_empty_state(self) -> None:
        conversation = self._chat.conversation
        empty = conversation is None or conversation.tip is None
        loading = self._engine.state is EngineState.LOADING
        if empty and not loading:
            if self._engine.facts is not None:
                raw = conversation is not None and conversation.raw
                title = self.tr("Notebook") if raw else self.model_bar.title()
                words = self._first_text() if raw else self._first_words()
                self.empty.offer_messages(title, *words)
            else:
                self.empty.offer_model()
        self.empty.setVisible(empty and not loading)
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
            self.tr("你好，什么是词元？"),
            self.tr("My name is Ada"),
        )

    def _first_text(self) -> tuple[str, tuple[str, ...]]:
        """What a notebook is, and a text to begin one with."""
        line = self.tr(
            "A text that you and the model write together, without a template: "
            "write, and the model goes on from there."
        )
        return line, (self.tr("Once upon a time"),)

    def _align(self) -> None:
        """The foot and the empty state keep to the column of the transcript."""
        card = self.card.geometry()
        right = max(0, self.width() - card.right() - 1)
        self._foot.setContentsMargins(card.left(), 8, right, 12)
        self.legend.align(card.left(), right)
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
