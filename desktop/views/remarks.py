"""What is said above the composer: what happened to chat and engine, with the ways out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.told import told
from desktop.views.notice import About, Action, Notice
from engine.chat import Overflow, TemplateChoice
from engine.errors import Fault
from engine.records import TemplateFacts


class Remarks(QObject):
    """Puts sentences into a notice and takes them back when they no longer hold."""

    open_wanted = Signal()
    new_chat_wanted = Signal()
    other_seed_wanted = Signal()
    template_chosen = Signal(object)  # TemplateChoice for the model that is loaded

    def __init__(
        self, notice: Notice, chat: ChatModel, engine: EngineModel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notice = notice
        self._chat = chat
        self._engine = engine
        self._shown = ""  # the id of the chat that is shown
        chat.changed.connect(self._on_chat_changed)
        chat.refused.connect(self._on_refused)
        chat.declined.connect(self._on_declined)
        chat.seed_repeated.connect(self._on_seed_repeated)
        chat.left_out.connect(self._on_left_out)
        chat.version_kept.connect(self._on_version_kept)
        chat.not_swapped.connect(self.hint)
        chat.store_failed.connect(self.say)
        engine.changed.connect(self._on_engine_changed)
        engine.failed.connect(self._on_load_failed)
        engine.died.connect(self._on_died)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """A sentence about something that went wrong."""
        self._notice.say(sentence)

    @Slot(str)
    def hint(self, sentence: str) -> None:
        """A sentence that is good to know."""
        self._notice.say(sentence, kind="hint")

    @Slot()
    def tell_missing_model(self) -> None:
        """A reply is asked for: say what it waits for where no model is there or on its way."""
        state = self._engine.state
        if state in (EngineState.LOADING, EngineState.READY):
            return
        actions: list[Action] = [(self.tr("Open a model file"), self.open_wanted.emit)]
        if state is not EngineState.EMPTY:
            actions.insert(0, self._again())
        sentence = self.tr("No model is loaded. Your message waits until one is.")
        self._notice.say(sentence, actions, "hint", About.MODEL)

    @Slot(str)
    def tell_nothing_added(self, chat_id: str) -> None:
        """A reply was to go on, and its model ended it where it was."""
        if chat_id == self._shown:
            self._notice.say(
                self.tr("The model had nothing to add."), kind="hint", about=About.CHAT
            )

    def tell_template(self, template: TemplateFacts) -> None:
        """What is odd about the chat template of a model that was just loaded."""
        if template.fault is not None:
            self._on_refused(template.fault)
        elif not template.present:
            sentence = self.tr("This model brings no chat template, so plain text is used.")
            self._notice.say(sentence, [self._chatml()], "hint", About.CHAT)

    @Slot()
    def _on_chat_changed(self) -> None:
        shown = self._chat.conversation.id if self._chat.conversation else ""
        if shown != self._shown:
            self._shown = shown
            self._notice.drop(About.CHAT, About.REPLY)
        if self._chat.reply is None:
            self._notice.drop(About.REPLY)

    @Slot()
    def _on_engine_changed(self) -> None:
        if self._engine.state is EngineState.LOADING and self._engine.fault is None:
            self._notice.drop(About.MODEL)

    @Slot(object)
    def _on_refused(self, fault: Fault) -> None:
        """The sentence of a failed request, with the ways out that its kind has."""
        actions: list[Action] = []
        if fault.kind.startswith("Template"):
            plain = partial(self.template_chosen.emit, TemplateChoice.PLAIN)
            actions = [self._chatml(), (self.tr("Use plain text"), plain)]
        elif fault.kind == "ContextFull":
            actions = [
                (self.tr("Let the oldest turns leave"), self._roll),
                (self.tr("New chat"), self.new_chat_wanted.emit),
            ]
        self._notice.say(told(fault), actions, about=About.CHAT)

    @Slot(str)
    def _on_declined(self, sentence: str) -> None:
        stop = (self.tr("Stop the reply"), self._chat.stop)
        self._notice.say(sentence, [stop], "hint", About.REPLY)

    @Slot(int)
    def _on_seed_repeated(self, seed: int) -> None:
        sentence = self.tr(
            "The seed is set to {seed}, so with the same settings the reply will be the same."
        )
        other = (self.tr("Draw new seeds"), self.other_seed_wanted.emit)
        self._notice.say(sentence.format(seed=seed), [other], "hint", About.CHAT)

    @Slot(str)
    def _on_left_out(self, tip: str) -> None:
        undo = (self.tr("Undo"), partial(self._chat.show_node, tip))
        sentence = self.tr("The message is left out; the branch with it is kept.")
        self._notice.say(sentence, [undo], "hint", About.CHAT)

    @Slot(int, int)
    def _on_version_kept(self, number: int, count: int) -> None:
        sentence = self.tr("The old reply is kept as version {number} of {count}.")
        self._notice.say(sentence.format(number=number, count=count), (), "hint", About.CHAT)

    @Slot(object)
    def _on_load_failed(self, fault: Fault) -> None:
        another = (self.tr("Open another"), self.open_wanted.emit)
        self._notice.say(told(fault), [another], about=About.MODEL)

    @Slot(object)
    def _on_died(self, fault: Fault) -> None:
        sentence = self.tr("{what} Your chat is kept.").format(what=told(fault))
        self._notice.say(sentence, [self._again()], about=About.MODEL)

    def _again(self) -> Action:
        return (self.tr("Start again"), self._engine.start_again)

    def _chatml(self) -> Action:
        return (
            self.tr("Use ChatML"),
            partial(self.template_chosen.emit, TemplateChoice.CHATML),
        )

    def _roll(self) -> None:
        self._chat.set_overflow(Overflow.ROLL)
        self._chat.try_again()
