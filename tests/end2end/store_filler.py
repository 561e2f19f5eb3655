"""A program on a full disk: no file may grow beyond a limit. Not for Windows.

`python -m tests.end2end.store_filler PATH LIMIT` adds chats until that fails, and tells as JSON:
the sentence, how many chats were added and are listed, whether all can be read, and what a chat
says that was added when there was room again."""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path

from desktop.core.errors import StoreError
from desktop.core.store import Store
from tests.desktop.core.chats import chat_of

WORDS = "A rather long message to fill the disk with. " * 40


def fill(store: Store) -> tuple[list[str], str]:
    """Add chats until it fails; their ids, and the sentence."""
    written: list[str] = []
    try:
        while True:
            written.append(chat_of(store, [WORDS]))
    except StoreError as error:
        return written, str(error)


def main(path: Path, limit: int) -> None:
    """Fill the disk, look at what is there, free the disk, go on."""
    store = Store(path)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    written, sentence = fill(store)
    told = {
        "sentence": sentence,
        "written": len(written),
        "listed": len(store.chats()),
        "whole": all(store.load(chat_id).path()[0].text == WORDS for chat_id in written),
    }
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    again = chat_of(store, ["There is room again."])
    told["again"] = store.load(again).path()[0].text
    store.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
