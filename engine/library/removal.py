"""Removing what is the person's own, into the system's trash; nothing of other programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from send2trash import send2trash

from engine.library.errors import NotOurs, NotRemoved


def remove(paths: Iterable[Path], folders: Iterable[Path]) -> None:
    """Move files into the trash. NotOurs unless all lie in `folders`, NotRemoved where one stays.

    Never deletes for good: where there is no trash, the files stay."""
    own = [folder.resolve() for folder in folders]
    files = list(paths)
    for path in files:
        inside = path.parent.resolve() / path.name
        if not any(inside.is_relative_to(folder) for folder in own):
            raise NotOurs(name=path.name, owner="another program or folder")
    for path in files:
        try:
            send2trash(str(path))
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise NotRemoved(name=path.name, reason=reason) from problem
