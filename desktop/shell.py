"""One window over the models: builds the views, connects them, takes them away again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core.presets import Preset
from desktop.core.prompting import SYSTEM_ID
from desktop.models import Models
from desktop.views.chat_page import ChatPage
from desktop.views.commands import Commands
from desktop.views.compare_page import ComparePage
from desktop.views.context_page import ContextPage
from desktop.views.dialogs import Dialogs
from desktop.views.main_window import MainWindow
from desktop.views.pages import CHAT, Pages
from desktop.views.palette import DARK, LIGHT
from desktop.views.sampling.panel import SamplingPanel
from desktop.views.score_page import ScorePage
from desktop.views.sidebar import Sidebar
from desktop.views.style import style_sheet
from desktop.views.tokens.panel import TokenPanel
from desktop.views.tools import Tool
from desktop.views.trace_dialogs import TraceDialogs

translate = QCoreApplication.translate


class Shell(QObject):
    """The views of one window. Another language needs another one."""

    model_chosen = Signal(str)  # path
    template_chosen = Signal(object)  # TemplateChoice for the model in use
    closing = Signal()

    def __init__(self, models: Models) -> None:
        super().__init__(models)
        self._models = models
        self.page = ChatPage(
            models.chat, models.context, models.engine, models.tokens, models.pieces
        )
        self.pages = Pages(self.page)
        panel = SamplingPanel(models.sampling, models.presets)
        token = TokenPanel(models.tokens, models.pieces, models.ladders)
        self.window = MainWindow(Sidebar(models.chats), self.pages, panel, token, models.appearance)
        self.dialogs = Dialogs(
            self.window, models.chat, models.engine, models.appearance, models.preferences
        )
        self.trace_dialogs = TraceDialogs(self.window, models.chat, models.traces)
        self._commands = Commands(
            self.window,
            self.page,
            models.chat,
            models.engine,
            models.appearance,
            self.dialogs,
            models.tokens,
            self.trace_dialogs,
            models.chats.new,
            models.chats.new_notebook,
            self._offer_tools(),
        )
        self._follow_models()
        self._follow_views()
        self._restore()

    def leave(self) -> None:
        """Finish what is being edited, and remember how the window stood."""
        self.page.card.fold()
        self._models.preferences.change(
            places=self.window.places(),
            sidebar_shown=self.window.sidebar_wanted,
            panel_shown=self.window.panel_wanted,
        )

    def retire(self) -> None:
        """Go, because another shell took over; the program goes on."""
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    def _offer_tools(self) -> tuple[Tool, ...]:
        """The pages beside the chat, in the row at the foot of the sidebar and in their menu."""
        tools = self._tools()
        for tool in tools:
            self.pages.offer(tool.name, tool.make)
        row = self.window.sidebar.tools
        row.show_tools(tools)
        row.chosen.connect(self.pages.open)
        self.pages.turned.connect(row.mark)
        return tools

    def _tools(self) -> tuple[Tool, ...]:
        return (
            Tool(
                "score",
                translate("Tools", "Score"),
                translate("Tools", "How likely is each token of a text?"),
                self._score_page,
            ),
            Tool(
                "compare",
                translate("Tools", "Compare"),
                translate("Tools", "Which of several continuations is the likeliest?"),
                self._compare_page,
            ),
            Tool(
                "context",
                translate("Tools", "Context"),
                translate("Tools", "What fills the context window?"),
                self._context_page,
            ),
        )

    def _score_page(self) -> ScorePage:
        return ScorePage(self._models.scoring)

    def _compare_page(self) -> ComparePage:
        return ComparePage(self._models.comparing)

    def _context_page(self) -> ContextPage:
        page = ContextPage(self._models.context, self._models.chat)
        page.message_wanted.connect(self._on_message_wanted)
        return page

    @Slot(str)
    def _on_message_wanted(self, node_id: str) -> None:
        """Go to a message of the chat; beside all messages, to what fills the window."""
        if not node_id:
            self.pages.open("context")
            return
        self.pages.open(CHAT)
        if node_id == SYSTEM_ID:
            self.page.edit_prompt()
        else:
            self.page.transcript.scroll_to(node_id)

    def _follow_models(self) -> None:
        models, remarks = self._models, self.page.remarks
        models.appearance.changed.connect(self._on_appearance)
        models.chats.selected.connect(self._on_chat_selected)
        models.chats.hit_selected.connect(self._on_hit)
        models.chats.store_failed.connect(remarks.say)
        models.replies.started.connect(remarks.tell_missing_model)
        models.replies.added_nothing.connect(remarks.tell_nothing_added)
        models.backlog.failed.connect(remarks.say)
        models.preferences.failed.connect(remarks.say)
        models.preferences.changed.connect(self._on_preferences)
        models.presets.failed.connect(remarks.say)
        models.traces.failed.connect(remarks.say)
        models.traces.saved.connect(self._on_trace_saved)
        models.presets.imported.connect(self._on_preset_imported)

    def _follow_views(self) -> None:
        models, remarks = self._models, self.page.remarks
        self.dialogs.model_chosen.connect(self.model_chosen)
        self.dialogs.failed.connect(remarks.say)
        self.page.open_wanted.connect(self.dialogs.open_model)
        self.page.context_bar.pressed.connect(self._on_message_wanted)
        self.page.model_bar.chosen.connect(self._on_recent_chosen)
        self.page.transcript.panel_wanted.connect(self.window.open_token)
        remarks.new_chat_wanted.connect(models.chats.new)
        remarks.other_seed_wanted.connect(self._on_other_seed_wanted)
        remarks.template_chosen.connect(self.template_chosen)
        self.window.activated.connect(models.chats.refresh)  # another day may have begun
        self.window.file_dropped.connect(self.model_chosen)
        self.window.closing.connect(self.closing)

    def _restore(self) -> None:
        """The window as it was left."""
        value = self._models.preferences.value
        self._on_appearance()
        self._on_preferences()
        self.window.restore_places(value.places)
        self.window.show_sidebar(value.sidebar_shown)
        self.window.show_panel(value.panel_shown)
        self._commands.refresh()

    @Slot()
    def _on_appearance(self) -> None:
        palette = DARK if self._models.appearance.dark else LIGHT
        self.window.setStyleSheet(style_sheet(palette))

    @Slot()
    def _on_preferences(self) -> None:
        self.page.model_bar.set_recent(self._models.preferences.value.recent_models)

    @Slot(str)
    def _on_chat_selected(self, _chat_id: str) -> None:
        self.pages.open(CHAT)

    @Slot(str, str)
    def _on_hit(self, _chat_id: str, node_id: str) -> None:
        self.pages.open(CHAT)
        self._models.chat.show_node(node_id)
        self.page.transcript.scroll_to(node_id)

    @Slot(str)
    def _on_recent_chosen(self, path: str) -> None:
        """Open a model of the list; one that is not there any more leaves it, with a sentence."""
        preferences = self._models.preferences
        if not Path(path).exists():
            preferences.replace(preferences.value.without_recent(path))
        self.model_chosen.emit(path)

    @Slot()
    def _on_other_seed_wanted(self) -> None:
        self._models.sampling.reset("seed")

    @Slot(str)
    def _on_trace_saved(self, path: str) -> None:
        sentence = translate("App", "The trace is saved: {path}")
        self.page.remarks.hint(sentence.format(path=path))

    @Slot(object)
    def _on_preset_imported(self, preset: Preset) -> None:
        if preset.left_out:
            sentence = translate("App", "The preset is in use; out of range and left out: {what}")
            self.page.remarks.hint(sentence.format(what="; ".join(preset.left_out)))
