"""One window over the models: builds the views, connects them, takes them away again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core.presets import Preset
from desktop.core.prompting import SYSTEM_ID
from desktop.models import Models
from desktop.views.chat_page import ChatPage
from desktop.views.commands import Commands
from desktop.views.dialogs import Dialogs
from desktop.views.main_window import MainWindow
from desktop.views.next_panel import NextPanel
from desktop.views.pages import CHAT, LIBRARY, Pages
from desktop.views.palette import DARK, LIGHT
from desktop.views.sampling.panel import SamplingPanel
from desktop.views.sidebar import Sidebar
from desktop.views.style import style_sheet
from desktop.views.tokens.panel import TokenPanel
from desktop.views.tools import Tool
from desktop.views.trace_dialogs import TraceDialogs

if TYPE_CHECKING:
    from desktop.views.compare_page import ComparePage
    from desktop.views.context_page import ContextPage
    from desktop.views.library.page import LibraryPage
    from desktop.views.library.picker import ModelPicker
    from desktop.views.score_page import ScorePage
    from desktop.views.tokenizer_page import TokenizerPage

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
            models.chat,
            models.context,
            models.engine,
            models.tokens,
            models.pieces,
            models.whatif,
        )
        self.pages = Pages(self.page)
        self._panel = panel = SamplingPanel(models.sampling, models.presets)
        panel.seen.connect(self._on_panel_seen)
        token = TokenPanel(
            models.tokens,
            models.pieces,
            models.ladders,
            models.sampling,
            models.then,
            models.word,
        )
        coming = NextPanel(models.next)
        coming.wanted.connect(self._on_next_wanted)
        self.window = MainWindow(
            Sidebar(models.chats), self.pages, panel, token, coming, models.appearance
        )
        self.dialogs = Dialogs(
            self.window, models.chat, models.engine, models.appearance, models.preferences
        )
        self.trace_dialogs = TraceDialogs(self.window, models.chat, models.traces)
        self.picker: ModelPicker | None = None  # made when it is first wanted
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
                LIBRARY,
                translate("Tools", "Library"),
                translate("Tools", "Models on this computer, and more of them to download"),
                self._library,
                "Ctrl+Shift+L",
            ),
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
                "tokenizer",
                translate("Tools", "Tokenizer"),
                translate("Tools", "How is a text cut into tokens?"),
                self._tokenizer_page,
            ),
            Tool(
                "context",
                translate("Tools", "Context"),
                translate("Tools", "What fills the context window?"),
                self._context_page,
            ),
        )

    def _score_page(self) -> ScorePage:
        from desktop.views.score_page import ScorePage  # not needed at the start

        return ScorePage(self._models.scoring)

    def _compare_page(self) -> ComparePage:
        from desktop.views.compare_page import ComparePage  # not needed at the start

        return ComparePage(self._models.comparing)

    def _library(self) -> LibraryPage:
        from desktop.views.library.page import LibraryPage  # not needed at the start

        models = self._models
        page = LibraryPage(models.shelf, models.downloads, models.finder, models.preferences)
        page.computer.details_wanted.connect(self._on_details)
        page.open_wanted.connect(self._on_library_chosen)
        return page

    def _tokenizer_page(self) -> TokenizerPage:
        from desktop.views.tokenizer_page import TokenizerPage  # not needed at the start

        return TokenizerPage(self._models.tokenizing)

    def _context_page(self) -> ContextPage:
        from desktop.views.context_page import ContextPage  # not needed at the start

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
        self._models.whatif.impact_changed.connect(self._on_impact)
        self._models.next.changed.connect(self._on_next)
        self._models.tokens.chosen_changed.connect(self._on_next)
        self._models.ladders.arrived.connect(self._on_next)
        self.page.composer.draft_changed.connect(self._models.next.set_draft)
        models, remarks = self._models, self.page.remarks
        models.appearance.changed.connect(self._on_appearance)
        models.chats.selected.connect(self._on_chat_selected)
        models.chats.hit_selected.connect(self._on_hit)
        models.chats.store_failed.connect(remarks.say)
        models.replies.started.connect(remarks.tell_missing_model)
        models.replies.added_nothing.connect(remarks.tell_nothing_added)
        models.backlog.failed.connect(remarks.say)
        models.preferences.failed.connect(remarks.say)
        models.presets.failed.connect(remarks.say)
        models.traces.failed.connect(remarks.say)
        models.traces.saved.connect(self._on_trace_saved)
        models.presets.imported.connect(self._on_preset_imported)

    def _follow_views(self) -> None:
        models, remarks = self._models, self.page.remarks
        self.dialogs.model_chosen.connect(self.model_chosen)
        self.dialogs.failed.connect(remarks.say)
        self.page.open_wanted.connect(self.dialogs.open_model)
        self.page.model_bar.models_wanted.connect(self._on_models_wanted)
        self.page.context_bar.pressed.connect(self._on_message_wanted)
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
        self.window.restore_places(value.places)
        self.window.show_sidebar(value.sidebar_shown)
        self.window.show_panel(value.panel_shown)
        self._commands.refresh()

    @Slot()
    def _on_impact(self) -> None:
        self._panel.show_impact(self._models.whatif.impact)

    @Slot()
    def _on_next(self) -> None:
        """The pictures are of the token that is looked at, else of what would come next."""
        tokens, table = self._models.tokens, self._models.next.table
        chosen = None
        if tokens.shown and tokens.chosen and self._panel.isVisible():
            node_id, token = tokens.chosen
            found = tokens.tokens_of(node_id)
            number = -1 if isinstance(found, str) else found.record(token)
            chosen = self._models.ladders.ladder(node_id, number)
        self._panel.show_ladder(chosen or (table.ladder if table else None))

    @Slot(int)
    def _on_next_wanted(self, token: int) -> None:
        place = self._models.next.place
        if place is not None and place.keep is not None:
            self._models.chat.swap(place.chat.messages[-1].id, place.keep, token)

    @Slot(bool)
    def _on_panel_seen(self, seen: bool) -> None:
        self._models.next.watch("sampling", seen)

    @Slot()
    def _on_appearance(self) -> None:
        palette = DARK if self._models.appearance.dark else LIGHT
        self.window.setStyleSheet(style_sheet(palette))

    @Slot(str)
    def _on_chat_selected(self, _chat_id: str) -> None:
        self.pages.open(CHAT)

    @Slot(str, str)
    def _on_hit(self, _chat_id: str, node_id: str) -> None:
        self.pages.open(CHAT)
        self._models.chat.show_node(node_id)
        self.page.transcript.scroll_to(node_id)

    @Slot()
    def _on_models_wanted(self) -> None:
        if self.picker is None:
            from desktop.views.library.picker import ModelPicker  # not needed at the start

            models = self._models
            self.picker = ModelPicker(models.shelf, models.preferences, self.window)
            self.picker.chosen.connect(self._on_recent_chosen)
            self.picker.file_wanted.connect(self.dialogs.open_model)
            self.picker.library_wanted.connect(self._on_library_wanted)
        self.picker.open_at(self.page.model_bar.list_place)

    @Slot(str, str)
    def _on_details(self, path: str, name: str) -> None:
        from desktop.views.library.details import DetailsDialog  # not needed at the start

        self._models.detail.show(path)
        dialog = DetailsDialog(self._models.detail, name, self.window)
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def _on_library_wanted(self) -> None:
        self.pages.open(LIBRARY)

    @Slot(str)
    def _on_recent_chosen(self, path: str) -> None:
        """Open a model of the list; one that is not there any more leaves it, with a sentence."""
        preferences = self._models.preferences
        if not Path(path).exists():
            preferences.replace(preferences.value.without_recent(path))
        self.model_chosen.emit(path)

    @Slot(str)
    def _on_library_chosen(self, path: str) -> None:
        self.pages.open(CHAT)
        self.page.composer.setFocus()
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
