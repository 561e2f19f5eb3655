"""`python -m engine`: one model, answering requests line by line."""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import stat
import sys
from contextlib import suppress

from engine.local import LocalEngine
from engine.outgoing import descriptor_writer
from engine.worker import serve

PIPE_BYTES = 1 << 18

_ABOUT = """\
Answers requests, one JSON object a line on standard input, with events, one a line on standard
output; docs/protocol.md describes them. The end of a file is waited for: everything in it is
answered. The end of a pipe or a terminal ends everything at once.

    python -m engine < requests.jsonl
"""


def main() -> None:
    """Serve standard input until it ends, then leave at once."""
    _parser().parse_args()
    wire = _claim_stdout()
    faulthandler.enable(all_threads=False)  # the last lines of stderr are what a window keeps
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    drain = stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
    serve(sys.stdin.buffer, descriptor_writer(wire), LocalEngine(), drain=drain)
    sys.stderr.flush()
    # The reading thread may still wait for a line; an orderly exit of Python would wait with it.
    os._exit(0)


def _parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog="python -m engine",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _claim_stdout() -> int:
    """Keep standard output for events: whatever else is printed goes to standard error."""
    wire = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _widen(wire)
    return wire


def _widen(wire: int) -> None:
    """Room for a hundred tokens: a window that paints for a moment does not hold up the engine."""
    if sys.platform.startswith("linux"):
        import fcntl  # not on every platform

        with suppress(OSError):  # no pipe, or more than this system allows
            fcntl.fcntl(wire, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


if __name__ == "__main__":
    main()
