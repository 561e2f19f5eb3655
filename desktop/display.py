"""The display that the window is to stand on: a sentence where Qt cannot open it.

Qt ends the process there, with guesses about plugins and libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler


@contextmanager
def opening() -> Iterator[None]:
    """Around the making of the application object. Where it fails the process ends with code 1
    and a sentence; otherwise what Qt said is passed on."""
    said: list[str] = []

    def hear(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
        said.append(message.strip())
        if kind == QtMsgType.QtFatalMsg:
            sys.stderr.write(why(said, os.environ.get("DISPLAY", "")) + "\n")
            sys.stderr.flush()
            os._exit(1)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        for line in said:
            sys.stderr.write(line + "\n")


def why(said: Sequence[str], display: str) -> str:
    """The sentence for what Qt said before it gave up."""
    if any("could not connect to display" in line for line in said):
        return (
            f"Tessera cannot use the display {display}: nothing answers there, or it is somebody "
            "else's. Start it from a desktop session, or through ssh -X."
        )
    return "Qt cannot open a window here; make run names what is missing. Qt says:\n" + "\n".join(
        said
    )
