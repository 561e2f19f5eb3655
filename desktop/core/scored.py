"""A weighed text as tokens that can be shown, and as files that others can read."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

import msgspec

from desktop.core.tokens import Tokens
from engine.findings import ScoreTable

COLUMNS = (
    "index", "id", "piece", "bytes", "logprob", "probability", "rank", "entropy_bits",
    "best_id", "best_piece", "best_logprob", "kind", "message", "seen",
)  # fmt: skip


def tokens_of(name: str, table: ScoreTable) -> Tokens:
    """The tokens of a weighed text under a name of their own."""
    tokens = Tokens(name)
    for number, (id, piece) in enumerate(zip(table.ids, table.pieces, strict=True)):
        numbers = (
            _known(table.logprobs[number]),
            _known(table.best_logprobs[number]),
            _known(table.entropies_nats[number]),
        )
        tokens.add_weighed(id, piece, numbers, table.ranks[number] or 0)
    tokens.finish()
    return tokens


def bits_per_token(table: ScoreTable) -> float | None:
    """The mean surprise in bits; None where no token has one."""
    return math.log2(table.perplexity) if table.perplexity else None


def to_csv(table: ScoreTable) -> str:
    """One line a token under `COLUMNS`; empty where nothing is known. Pieces are what they spell,
    broken characters as `\\xNN`; `bytes` are hexadecimal."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(row.values() for row in _rows(table))
    return file.getvalue()


def to_json(table: ScoreTable, model: str) -> str:
    """The same as objects, with the model and the perplexity of the whole."""
    whole = {"model": model, "perplexity": table.perplexity, "tokens": list(_rows(table))}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode()


def _rows(table: ScoreTable) -> Iterator[dict[str, object]]:
    for n, id in enumerate(table.ids):
        logprob, entropy = table.logprobs[n], table.entropies_nats[n]
        best = table.best[n]
        values = (
            n, id, _spelt(table.pieces[n]), table.pieces[n].hex(),
            logprob, None if logprob is None else math.exp(logprob), table.ranks[n],
            None if entropy is None else entropy / math.log(2),
            best, None if best is None else _spelt(table.best_pieces[n]), table.best_logprobs[n],
            table.kinds[n].value if table.kinds else "",
            table.messages[n] if table.messages else "",
            table.seen[n],
        )  # fmt: skip
        yield dict(zip(COLUMNS, values, strict=True))


def _spelt(piece: bytes) -> str:
    return piece.decode("utf-8", "backslashreplace")


def _known(value: float | None) -> float:
    return math.nan if value is None else value
