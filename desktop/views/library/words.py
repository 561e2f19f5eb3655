"""Numbers and names of models as a person reads them."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop.core.shelf import Column
from engine.library.records import Fit, Share, Source, Verdict, WhyRecommended

translate = QCoreApplication.translate

DAY_S = 86_400


def size(count: int) -> str:
    """Bytes in units of a thousand; empty for none."""
    if count <= 0:
        return ""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 1000 or unit == "TB":
            digits = 0 if count >= 100 or unit in ("B", "kB") else 1
            return f"{QLocale().toString(float(count), 'f', digits)} {unit}"
        count = count / 1000  # type: ignore[assignment]
    raise AssertionError("a unit was returned")


def weights(count: int) -> str:
    """How many parameters: 360M, 1.2B; empty where it is not known."""
    if count <= 0:
        return ""
    for divisor, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if count >= divisor * 0.9995:
            value = count / divisor
            return f"{value:.1f}{unit}" if value < 10 else f"{value:.0f}{unit}"
    return str(count)


def tokens(count: int) -> str:
    """A context length; empty where it is not known."""
    return QLocale().toString(count) if count > 0 else ""


def when(moment_s: float, now_s: float | None = None) -> str:
    """A day in the past as one remembers it; empty for never."""
    if moment_s <= 0:
        return ""
    then = QDateTime.fromSecsSinceEpoch(int(moment_s)).date()
    today = QDateTime.fromSecsSinceEpoch(int(time.time() if now_s is None else now_s)).date()
    days = then.daysTo(today)
    if days <= 0:
        return translate("Library", "today")
    if days == 1:
        return translate("Library", "yesterday")
    return QLocale().toString(then, QLocale.FormatType.ShortFormat)


def duration(seconds: float) -> str:
    """How long something will take; empty where that is not known."""
    if seconds <= 0:
        return ""
    if seconds < 90:
        return translate("Library", "{n} s left").format(n=round(seconds) or 1)
    if seconds < 5400:
        return translate("Library", "{n} min left").format(n=round(seconds / 60))
    return translate("Library", "{n} h left").format(n=round(seconds / 3600))


def fit(found: Fit) -> str:
    """Whether a model fits, and the arithmetic behind that."""
    verdict = {
        Verdict.FITS: translate("Library", "Fits"),
        Verdict.TIGHT: translate("Library", "Fits barely"),
        Verdict.TOO_LARGE: translate("Library", "More than is free"),
    }[found.verdict]
    parts = [_share(share, found) for share in found.shares if share.needed_bytes]
    return f"{verdict}: " + "; ".join(parts)


def _share(share: Share, found: Fit) -> str:
    sentence = translate(
        "Library",
        "weights {weights} + context of {tokens} tokens {cache} + computing {compute} = {needed} "
        "of {free} free{place}",
    )
    return sentence.format(
        weights=size(share.weights_bytes) or "0",
        tokens=tokens(found.context),
        cache=size(share.cache_bytes) or "0",
        compute=size(share.compute_bytes) or "0",
        needed=size(share.needed_bytes),
        free=size(share.free_bytes) or "0",
        place=f" ({share.place})" if share.place else "",
    )


def why(reason: WhyRecommended | None) -> str:
    """Why a file is the recommended one."""
    if reason is None:
        return ""
    return {
        WhyRecommended.WHOLE_ON_CARD: translate(
            "Library", "the best quality that fits the graphics card whole"
        ),
        WhyRecommended.BEST_THAT_FITS: translate(
            "Library", "small enough that its best quality is quick"
        ),
        WhyRecommended.BALANCED: translate("Library", "quick on a processor, at little loss"),
        WhyRecommended.SMALLEST: translate("Library", "none fits with ease; this comes nearest"),
    }[reason]


def plain_tip(text: str) -> str:
    """A tooltip that shows a stranger's text as it is, in lines of a readable length."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<qt>{escaped}</qt>" if text else ""


def source_name(source: Source) -> str:
    """Whose folder a model lies in."""
    return {
        Source.FOLDER: translate("Library", "Your folders"),
        Source.LM_STUDIO: "LM Studio",
        Source.HUGGING_FACE: translate("Library", "Hugging Face cache"),
        Source.OLLAMA: "Ollama",
        Source.JAN: "Jan",
    }[source]


def column_name(column: Column) -> str:
    """The heading of a column."""
    return {
        Column.NAME: translate("Library", "Name"),
        Column.ARCHITECTURE: translate("Library", "Architecture"),
        Column.PARAMETERS: translate("Library", "Parameters"),
        Column.QUANTISATION: translate("Library", "Quantisation"),
        Column.CONTEXT: translate("Library", "Context"),
        Column.SIZE: translate("Library", "Size"),
        Column.LICENCE: translate("Library", "Licence"),
        Column.SOURCE: translate("Library", "Where from"),
        Column.USED: translate("Library", "Last used"),
        Column.STATE: translate("Library", "State"),
    }[column]
