"""`python -m engine.library`: finds, fetches and fits models, answering requests line by line."""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import sys
from contextlib import suppress

import psutil

from engine.library.service import Library
from engine.library.worker import serve
from engine.wire import claim_stdout, descriptor_writer, reads_a_file

_ABOUT = """\
Answers requests, one JSON object a line on standard input, with events, one a line on standard
output; docs/library-protocol.md describes them. The end of a file is waited for: everything in it
is answered. The end of a pipe or a terminal ends everything at once.

    python -m engine.library < requests.jsonl
"""


def main() -> None:
    """Serve standard input until it ends, then leave at once."""
    _parser().parse_args()
    wire = claim_stdout()
    faulthandler.enable(all_threads=False)  # the last lines of stderr are what a window keeps
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _step_back()
    serve(sys.stdin.buffer, descriptor_writer(wire), Library(), drain=reads_a_file())
    sys.stderr.flush()
    os._exit(0)  # a lane may still wait for a server


def _parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog="python -m engine.library",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _step_back() -> None:
    """Least priority: a busy process beside a running reply costs it two thirds of its speed."""
    with suppress(OSError, psutil.Error):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS)
        else:
            os.nice(19)


if __name__ == "__main__":
    main()
