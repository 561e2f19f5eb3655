"""A program that writes a reply into a store as the window does, until it is killed.

`python -m tests.end2end.store_writer PATH` tells the number of stored tokens after each chunk."""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.core.store import Store
from tests.desktop.core.chats import chat_of, records, reply

CHUNK = ("every ", "token ", "counts ")
IDLE_EVERY = 300  # tokens, then a checkpoint


def write(path: Path) -> None:
    """Stream a reply without end."""
    store = Store(path)
    chat_id = chat_of(store, ["Tell me everything."], "Everything")
    node = reply(store.load(chat_id).tip or "")
    store.add_node(chat_id, node)
    stored = 0
    while True:
        store.append_tokens(node.id, records(*CHUNK))
        stored += len(CHUNK)
        sys.stdout.write(f"{stored}\n")
        sys.stdout.flush()
        if stored % IDLE_EVERY == 0:
            store.checkpoint()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
