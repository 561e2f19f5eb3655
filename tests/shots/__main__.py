"""`make shots`: renders each state of the window, in both themes, to docs/screenshots."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import App, compose
from desktop.core.landmarks import Landmark
from desktop.core.layers import Layer
from desktop.core.paths import find_paths
from desktop.viewmodels.appearance import Theme
from engine.errors import FileEndsEarly
from resources import POCKET

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
PATIENCE_MS = 60_000

ANSWER = """Sampling takes **one** token from a distribution. Each stage narrows or bends it:

| Stage | Default | What it does |
|---|---:|---|
| top-k | 40 | keeps the 40 likeliest tokens |
| top-p | 0.95 | keeps the nucleus |
| temperature | 0.8 | divides the logits |

```python
def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    z = logits / temperature
    e = np.exp(z - z.max())
    return e / e.sum()
```

1. The logits come from the model.
2. The stages act in order; see `llama_sampler_chain_get`.

> 温度越高,分布越平。 الاحتمال رقم بين صفر وواحد.
"""


class Camera:
    """One window on empty data, and the pictures taken of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._home = tempfile.TemporaryDirectory()
        os.environ["TESSERA_HOME"] = self._home.name
        self.app: App = compose(find_paths())
        self.app.window.resize(1440, 900)

    def take(self, name: str, prepare: Callable[[], object] = lambda: None) -> None:
        """The window as it is, in the light and in the dark theme; `prepare` does what a change
        of theme takes back."""
        for theme in (Theme.LIGHT, Theme.DARK):
            self.app.appearance.choose_theme(theme)
            self.settle()
            prepare()
            self.settle()
            path = self._folder / f"{name}-{theme.value}.png"
            self.app.window.grab().save(str(path))
            print(path.relative_to(self._folder.parents[1]))

    def settle(self, milliseconds: int = 300) -> None:
        """Let counts, debounced saves and paints happen."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until `condition` holds; a message and the end where it never does."""
        for _ in range(PATIENCE_MS // 20):
            if condition():
                return
            self.settle(20)
        sys.exit("The window did not come to the state that was to be shown.")

    def say(self, text: str) -> None:
        """Send a message and wait for the whole reply."""
        self.app.chat.send(text)
        self.wait(lambda: self.app.replies.idle)

    def close(self) -> None:
        """End the window and its children."""
        self.app.close()
        self._home.cleanup()


def no_model(camera: Camera) -> None:
    """The empty state without any model."""
    camera.app.window.show()
    camera.app.page.composer.setFocus()
    camera.take("no-model")


def first_start(camera: Camera) -> None:
    """The model in the box, before the first message."""
    camera.app.open_model(str(POCKET))
    camera.wait(lambda: camera.app.engine.facts is not None)
    camera.take("first-start")


def chat(camera: Camera) -> None:
    """A few turns with the model in the box, with versions and a draft."""
    app = camera.app
    camera.say("What does temperature do?")
    camera.say("你好,什么是词元?")
    camera.say("Tell me a story about a dragon who is afraid of the dark")
    app.chat.regenerate_last()
    camera.wait(lambda: app.replies.idle)
    app.page.composer.set_text("And what is top-p?")
    camera.take("chat")


def tokens(camera: Camera) -> None:
    """The chat as tokens, one of them looked into; its card; what is open; where all came from."""
    app = camera.app
    narrowing = {"top_k": 20, "top_p": 0.9, "min_p": 0.1}
    for name, value in narrowing.items():
        app.sampling.choose(name, value)
    app.chat.regenerate_last()
    camera.wait(lambda: app.replies.idle)
    app.tokens.show(True)
    app.tokens.choose(app.chat.entries()[-1].node_id, 0)
    app.tokens.seek(Landmark.SURPRISE)
    app.tokens.seek(Landmark.SURPRISE)
    app.window.open_token()
    camera.wait(lambda: "#" not in app.window.token.ladder.accessibleDescription())
    camera.take("tokens")
    chosen = app.tokens.chosen
    assert chosen is not None
    camera.take("card", lambda: app.page.hover.show_card(chosen))
    app.page.hover.hide()
    for layer in (Layer.ENTROPY, Layer.BOUNDARIES, Layer.ORIGIN):
        app.tokens.show_layer(layer)
        camera.take(f"layer-{layer.value}")
    app.tokens.show_layer(Layer.PROBABILITY)
    app.tokens.show(False)
    for name in narrowing:
        app.sampling.reset(name)
    app.window.side.open(0)


def what_if(camera: Camera) -> None:
    """What another temperature would have made of the story, with the same dice."""
    app = camera.app
    app.tokens.show(True)
    app.sampling.choose("temperature", 1.0)
    camera.wait(lambda: app.whatif.verdict is not None and app.whatif.impact is not None)
    camera.take("what-if")
    app.sampling.reset_all()
    app.tokens.show(False)


def next_token(camera: Camera) -> None:
    """What a reply to the draft would begin with."""
    camera.app.window.open_coming()
    camera.wait(lambda: camera.app.next.table is not None)
    camera.take("next")
    camera.app.window.side.open(0)


def library(camera: Camera) -> None:
    """The models on this computer."""
    pages = camera.app.shell.pages
    pages.open("library")
    camera.settle(1500)
    camera.take("library")
    pages.open("chat")


def markdown(camera: Camera) -> None:
    """Tables, code, lists, other scripts; a reply that a person edited."""
    app = camera.app
    app.chats.new()
    camera.say("How is a token chosen?")
    app.chat.edit(app.chat.entries()[-1].node_id, ANSWER)
    app.page.composer.set_text("")
    camera.take("markdown")


def tools(camera: Camera) -> None:
    """The pages beside the chat, each with an example; the whole prompt as tokens."""
    pages, app = camera.app.shell.pages, camera.app
    pages.open("context")
    camera.take("context")
    app.scoring.score("A journey of a thousand miles begins with a single step.")
    pages.open("score")
    camera.wait(lambda: app.scoring.table is not None)
    camera.take("score")
    app.comparing.compare("The sky is", (" blue", " green"), True)
    pages.open("compare")
    camera.wait(lambda: app.comparing.table is not None)
    camera.take("compare")
    app.tokenizing.set_text("Strawberry. 千里之行，始于足下。")
    pages.open("tokenizer")
    camera.wait(lambda: app.tokenizing.listed is not None)
    camera.take("tokenizer")
    pages.go_back()
    whole = app.tokens.whole
    assert whole is not None
    app.tokens.show(True)
    whole.show(True)
    camera.take("whole")
    whole.show(False)
    app.tokens.show(False)


def notice(camera: Camera) -> None:
    """A file that cannot be opened."""
    camera.app.page.remarks.say(FileEndsEarly(name="Qwen3-0.6B-Q8_0.gguf").fault.sentence)
    camera.take("notice")
    camera.app.page.notice.clear()


def search(camera: Camera) -> None:
    """Search over all chats, and in the shown one."""
    camera.app.chats.search("temperature")
    camera.app.page.find_bar.open()
    camera.take("search")
    camera.app.chats.search("")
    camera.app.page.find_bar.hide()


def narrow(camera: Camera) -> None:
    """1,024 by 640: the sampling panel folds."""
    camera.app.window.resize(1024, 640)
    camera.take("narrow")


def large(camera: Camera) -> None:
    """Text at 150 %."""
    camera.app.window.resize(1440, 900)
    camera.app.appearance.choose_zoom(1.5)
    camera.take("zoom")


STATES = (
    no_model,
    first_start,
    chat,
    tokens,
    what_if,
    next_token,
    library,
    tools,
    markdown,
    notice,
    search,
    narrow,
    large,
)


def main() -> None:
    application = QApplication([])
    application.setStyle("Fusion")
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera(FOLDER)
    for state in STATES:
        state(camera)
    camera.close()


if __name__ == "__main__":
    main()
