"""What the menus do: each command bound to the model or view that carries it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QMenu, QMessageBox

from desktop.core.layers import Layer
from desktop.viewmodels.appearance import AppearanceModel, Theme
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.tokens import TokensModel
from desktop.views.chat_page import ChatPage
from desktop.views.dialogs import Dialogs
from desktop.views.main_window import MainWindow
from desktop.views.menus import SEPARATOR, Command, Menus
from desktop.views.pages import LIBRARY
from desktop.views.tokens.legend import layer_name
from desktop.views.tools import Tool
from desktop.views.trace_dialogs import TraceDialogs
from engine.chat import Overflow

translate = QCoreApplication.translate


class Commands(QObject):
    """Builds the menu bar and keeps it true: enabled where it can act, ticked where on."""

    def __init__(
        self,
        window: MainWindow,
        page: ChatPage,
        chat: ChatModel,
        engine: EngineModel,
        appearance: AppearanceModel,
        dialogs: Dialogs,
        tokens: TokensModel,
        traces: TraceDialogs,
        new_chat: Callable[[], object],
        new_notebook: Callable[[], object],
        tools: Sequence[Tool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self._chat = chat
        self._engine = engine
        self._appearance = appearance
        self._dialogs = dialogs
        self._tokens = tokens
        self._traces = traces
        self._new_chat = new_chat
        self._new_notebook = new_notebook
        self._tools = tools
        self._menus = Menus(window)
        self._file()
        self._edit()
        self._chat_menu()
        self._view()
        self._tools_menu()
        self._model()
        self._help()
        chat.changed.connect(self.refresh)
        engine.changed.connect(self.refresh)
        appearance.changed.connect(self.refresh)
        tokens.shown_changed.connect(self.refresh)
        tokens.layer_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable what can be done now."""
        menus, conversation = self._menus, self._chat.conversation
        running = self._chat.reply is not None
        tip = conversation.nodes[conversation.tip] if conversation and conversation.tip else None
        menus["stop"].setEnabled(running)
        for name in ("regenerate", "continue"):
            menus[name].setEnabled(tip is not None and not running)
        menus["save_trace"].setEnabled(self._traces.can_save)
        menus["followers"].setVisible(bool(conversation and conversation.followers()))
        if conversation is not None:
            menus[_name(conversation.overflow)].setChecked(True)
        menus[_name(self._appearance.theme)].setChecked(True)
        again = (EngineState.DIED, EngineState.FAILED)
        menus["start_again"].setEnabled(self._engine.state in again)
        menus["sidebar"].setChecked(not self._window.sidebar.isHidden())
        menus["panel"].setChecked(self._window.panel_shown)
        menus["tokens"].setChecked(self._tokens.shown)
        menus[_name(self._tokens.layer)].setChecked(True)

    def _file(self) -> None:
        run, traces = self._dialogs, self._traces
        self._menus.add(
            translate("Menu", "&File"),
            Command("new", translate("Menu", "New chat"), self._new_chat, "Ctrl+N"),
            Command(
                "notebook", translate("Menu", "New notebook"), self._new_notebook, "Ctrl+Shift+N"
            ),
            Command("open", translate("Menu", "Open a model file…"), run.open_model, "Ctrl+O"),
            SEPARATOR,
            Command("export", translate("Menu", "Export this chat…"), run.export, "Ctrl+E"),
            SEPARATOR,
            Command(
                "save_trace", translate("Menu", "Save the trace of the last reply…"), traces.save
            ),
            Command("open_trace", translate("Menu", "Open a trace…"), traces.open),
            SEPARATOR,
            Command("preferences", translate("Menu", "Preferences…"), run.preferences, "Ctrl+,"),
            Command("quit", translate("Menu", "Quit"), self._window.close, "Ctrl+Q"),
        )

    def _edit(self) -> None:
        page = self._page
        self._menus.add(
            translate("Menu", "&Edit"),
            Command("find", translate("Menu", "Find in this chat"), page.find_bar.open, "Ctrl+F"),
            Command("search", translate("Menu", "Search chats"), self._search, "Ctrl+K"),
            SEPARATOR,
            Command("system", translate("Menu", "Edit the system prompt"), page.edit_prompt),
        )

    def _chat_menu(self) -> None:
        chat = self._chat
        menu = self._menus.add(
            translate("Menu", "&Chat"),
            Command("stop", translate("Menu", "Stop the reply"), chat.stop, "Esc"),
            Command(
                "regenerate", translate("Menu", "Regenerate"), chat.regenerate_last, "Ctrl+Return"
            ),
            Command("continue", translate("Menu", "Continue"), chat.try_again, "Alt+Return"),
            Command("followers", translate("Menu", "Show what followed here"), chat.show_followers),
            SEPARATOR,
        )
        self._menus.add_choice(
            menu,
            translate("Menu", "When the context is full"),
            self._overflow(Overflow.ROLL, translate("Menu", "The oldest turns leave")),
            self._overflow(Overflow.STOP, translate("Menu", "Stop and ask")),
        )

    def _overflow(self, overflow: Overflow, text: str) -> Command:
        return Command(_name(overflow), text, lambda: self._chat.set_overflow(overflow))

    def _view(self) -> None:
        zoom = self._appearance.zoom_by
        menu = self._menus.add(
            translate("Menu", "&View"),
            Command("sidebar", translate("Menu", "Chats"), self._toggle_sidebar, "Ctrl+B", True),
            Command("panel", translate("Menu", "Sampling"), self._toggle_panel, "Ctrl+J", True),
            SEPARATOR,
            Command("tokens", translate("Menu", "Tokens"), self._tokens.toggle, "Ctrl+T", True),
        )
        self._layers(menu)
        self._menus.extend(
            menu,
            Command("token_panel", translate("Menu", "Token panel"), self._window.open_token),
            Command(
                "next", translate("Menu", "Next token"), self._window.open_coming, "Ctrl+Shift+T"
            ),
        )
        self._menus.extend(
            menu,
            SEPARATOR,
            Command("larger", translate("Menu", "Larger text"), lambda: zoom(1), "Ctrl++; Ctrl+="),
            Command("smaller", translate("Menu", "Smaller text"), lambda: zoom(-1), "Ctrl+-"),
            Command("normal", translate("Menu", "Normal text"), lambda: zoom(0), "Ctrl+0"),
            SEPARATOR,
        )
        menu.aboutToShow.connect(self.refresh)
        self._themes(menu)

    def _layers(self, menu: QMenu) -> None:
        self._menus.add_choice(
            menu, translate("Menu", "Layer"), *(self._layer(layer) for layer in Layer)
        )

    def _layer(self, layer: Layer) -> Command:
        return Command(_name(layer), layer_name(layer), lambda: self._show_layer(layer))

    def _show_layer(self, layer: Layer) -> None:
        self._tokens.show(True)
        self._tokens.show_layer(layer)

    def _themes(self, menu: QMenu) -> None:
        names = {
            Theme.SYSTEM: translate("Menu", "As the system"),
            Theme.LIGHT: translate("Menu", "Light"),
            Theme.DARK: translate("Menu", "Dark"),
        }
        self._menus.add_choice(
            menu,
            translate("Menu", "Theme"),
            *(self._theme(theme, text) for theme, text in names.items()),
        )

    def _theme(self, theme: Theme, text: str) -> Command:
        return Command(_name(theme), text, lambda: self._appearance.choose_theme(theme))

    def _tools_menu(self) -> None:
        if self._tools:
            entries = (self._tool(tool) for tool in self._tools)
            self._menus.add(translate("Menu", "&Tools"), *entries)

    def _tool(self, tool: Tool) -> Command:
        def opens() -> None:
            self._window.pages.open(tool.name)

        return Command(f"tool.{tool.name}", tool.title, opens, tool.keys)

    def _model(self) -> None:
        bar = self._page.model_bar
        wanted = bar.models_wanted.emit
        self._menus.add(
            translate("Menu", "&Model"),
            Command("models", translate("Menu", "Choose a model"), wanted, "Ctrl+L"),
            Command("library", translate("Menu", "Library"), self._library),
            Command("start_again", translate("Menu", "Start again"), self._engine.start_again),
        )

    def _help(self) -> None:
        self._menus.add(
            translate("Menu", "&Help"),
            Command("shortcuts", translate("Menu", "Keyboard shortcuts"), self._shortcuts, "F1"),
            Command("tour", translate("Menu", "Guided tour"), self._tour),
            Command("glossary", translate("Menu", "Glossary"), self._glossary),
            Command("about", translate("Menu", "About Tessera"), self._dialogs.about),
        )

    def _tour(self) -> None:
        from desktop.views.sampling.panel import SamplingPanel
        from desktop.views.tour import Tour  # not needed at the start

        panel = self._window.findChild(SamplingPanel)
        if panel is not None and self._window.findChild(Tour) is None:
            self._window.pages.go_back()
            Tour(self._window, self._tokens, panel)

    def _glossary(self) -> None:
        from desktop.views.glossary_page import GlossaryPage  # not needed at the start

        self._window.pages.offer("glossary", GlossaryPage)
        self._window.pages.open("glossary")

    def _library(self) -> None:
        self._window.pages.open(LIBRARY)

    def _search(self) -> None:
        self._window.show_sidebar(True)
        self._window.sidebar.focus_search()
        self.refresh()

    def _toggle_sidebar(self) -> None:
        self._window.show_sidebar(self._window.sidebar.isHidden())
        self.refresh()

    def _toggle_panel(self) -> None:
        self._window.show_panel(not self._window.panel_shown)
        self.refresh()

    def _shortcuts(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(translate("Menu", "Keyboard shortcuts"))
        listed = [
            *self._menus.shortcuts(),
            (translate("Menu", "Send"), "Enter"),
            (translate("Menu", "New line"), "Shift+Enter"),
            (translate("Menu", "Previous and next version, in the chat"), "← →"),
            (translate("Menu", "Previous and next message, in the chat"), "↑ ↓"),
            *_token_keys(),
        ]
        box.setText("\n".join(f"{keys}\t{name}" for name, keys in listed))
        box.exec()


def _token_keys() -> list[tuple[str, str]]:
    """What keys do in the token view; `desktop.views.transcript.keys` binds them."""
    return [
        (translate("Menu", "Previous and next token, in the token view"), "← →"),
        (translate("Menu", "Likelier and less likely candidate"), "↑ ↓"),
        (translate("Menu", "Go on with this candidate instead"), "Enter"),
        (translate("Menu", "Next layer"), "L"),
        (translate("Menu", "Everything about the token"), "I"),
        (translate("Menu", "Next and previous surprise"), "N P"),
        (translate("Menu", "Next open question"), "U"),
        (translate("Menu", "Previous and next message"), "Ctrl+↑ Ctrl+↓"),
    ]


def _name(choice: Overflow | Theme | Layer) -> str:
    """What the entry of a choice is called among all commands."""
    return f"{type(choice).__name__}.{choice.value}"
