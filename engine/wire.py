"""A child's end of the wire: its standard input and output, line by line."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable


def descriptor_writer(descriptor: int) -> Callable[[bytes], None]:
    """A `write` for `serve`: each line goes out whole and at once."""

    def write(line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    return write


def claim_stdout() -> int:
    """Keep standard output for events: whatever else is printed goes to standard error."""
    wire = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return wire


def reads_a_file() -> bool:
    """Whether standard input is a file, whose every request is to be answered, and no pipe."""
    return stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
