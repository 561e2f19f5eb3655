"""`python -m engine`: one model, answering requests line by line."""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import sys

from engine.local import LocalEngine
from engine.wire import claim_stdout, descriptor_writer, reads_a_file
from engine.worker import serve

_ABOUT = """\
Answers requests, one JSON object a line on standard input, with events, one a line on standard
output; docs/protocol.md describes them. The end of a file is waited for: everything in it is
answered. The end of a pipe or a terminal ends everything at once.

    python -m engine < requests.jsonl
"""


def main() -> None:
    """Serve standard input until it ends, then leave at once."""
    _parser().parse_args()
    wire = claim_stdout()
    faulthandler.enable(all_threads=False)  # the last lines of stderr are what a window keeps
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    serve(sys.stdin.buffer, descriptor_writer(wire), LocalEngine(), drain=reads_a_file())
    sys.stderr.flush()
    # The reading thread may still wait for a line; an orderly exit of Python would wait with it.
    os._exit(0)


def _parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog="python -m engine",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


if __name__ == "__main__":
    main()
