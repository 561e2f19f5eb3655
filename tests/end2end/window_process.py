"""A window process for tests that kill it: opens on TESSERA_HOME, sends a message, says how far
the reply is. The platform is offscreen, everything else is the program as it runs.

    python -m tests.end2end.window_process MODEL.gguf

Prints one line: the process id of the engine. Then one for each stretch of text shown: how many
tokens the window has received by then."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import App, compose
from desktop.core.paths import find_paths


def main() -> None:
    application = QApplication(sys.argv[:1])
    app = compose(find_paths())
    app.start(sys.argv[1])
    app.engine.ready.connect(lambda _facts: QTimer.singleShot(0, lambda: begin(app)))
    application.exec()


def begin(app: App) -> None:
    """Send a message in a new chat and follow its reply."""
    say(app.engine.process_id)
    app.chats.new()
    app.replies.text_added.connect(lambda _node, _text: tell(app))
    app.page.composer.sent.emit("Tell me everything.")


def tell(app: App) -> None:
    reply = app.chat.reply
    say(reply.generated if reply is not None else -1)


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
