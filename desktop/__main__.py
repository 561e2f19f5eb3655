"""`tessera [FILE.gguf]`: reads the command line, then opens the window, unless it is a command."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop import VERSION
from engine.headless import COMMANDS

_COMMANDS = """without a window:
  tessera ask PROMPT     write a reply to standard output
  tessera score FILE     weigh every token of a text, and tell its perplexity
  tessera next PROMPT    the candidates for the next token
  tessera tokens TEXT    a text in tokens
  each with --help for its options

TESSERA_HOME names a folder that takes all data in place of the usual ones."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in COMMANDS:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to cancel
        from engine.headless.__main__ import main as run_command  # which does without a window

        return run_command(arguments)
    options = _parser().parse_args(arguments)
    if _lacks_display():
        print(
            "Tessera needs a display to open its window, and there is none: neither DISPLAY nor "
            "WAYLAND_DISPLAY is set. Start it from a desktop session, or through ssh -X.",
            file=sys.stderr,
        )
        return 1
    gc.disable()  # what the start makes stays; `run` turns it on again
    from desktop.app import run  # Qt is heavy; --help and --version do without

    return run(str(Path(options.file).resolve()) if options.file else "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tessera",
        description="Chat offline with any GGUF model, and see its tokens.",
        epilog=_COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE.gguf", help="a model to open")
    parser.add_argument("--version", action="version", version=f"Tessera {VERSION}")
    return parser


def _lacks_display() -> bool:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
