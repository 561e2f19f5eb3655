"""Further conversations from other people's text; used only when asked for, none is kept here.

Known layouts: `tinytalks/train.txt` ("Q: ..." and "A: ..." lines, CC BY 4.0) and
`tinystories/tinystories_1000.json` (a list of stories, CDLA-Sharing-1.0). A model card must name
what was used.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from pocket.chat import Conversation, Exchange, talk


def breadth(folder: Path) -> list[Conversation]:
    """All conversations found in the known layouts under the folder."""
    return [
        *_talks(folder / "tinytalks" / "train.txt"),
        *_stories(folder / "tinystories" / "tinystories_1000.json"),
    ]


def _talks(path: Path) -> list[Conversation]:
    if not path.exists():
        return []
    lines = [line.split(":", 1) for line in path.read_text("utf-8").splitlines() if ":" in line]
    said = [(who.strip().casefold(), text.strip()) for who, text in lines]
    return [
        talk([Exchange(asked, reply, "breadth")])
        for (who, asked), (other, reply) in pairwise(said)
        if (who, other) == ("q", "a")
    ]


def _stories(path: Path) -> list[Conversation]:
    if not path.exists():
        return []
    entries = json.loads(path.read_text("utf-8"))
    texts = [entry if isinstance(entry, str) else entry["text"] for entry in entries]
    return [talk([Exchange("Tell me a longer story.", text.strip(), "breadth")]) for text in texts]
