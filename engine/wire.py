"""A child's end of the wire: its standard input and output, line by line."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress

PIPE_BYTES = 1 << 18


def descriptor_writer(descriptor: int) -> Callable[[bytes], None]:
    """A `write` for `serve`: what it is given goes out whole and at once."""

    def write(lines: bytes) -> None:
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    return write


def claim_stdout() -> int:
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


def reads_a_file() -> bool:
    """Whether standard input is a file, whose every request is to be answered, and no pipe."""
    return stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
