"""Why a stage dropped a candidate, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.views.sampling.words import stage_title
from engine.findings import Cut, Yardstick

translate = QCoreApplication.translate


def cut_words(cut: Cut) -> str:
    """Which stage, what it measured, and its limit: "Top-p: cumulative 0.953, limit 0.95"."""
    if cut.measure is Yardstick.FORBIDDEN:
        return translate("Cut", "{stage}: not allowed here").format(stage=stage_title(cut.stage))
    sentence = translate("Cut", "{stage}: {measure} {value}, limit {limit}")
    return sentence.format(
        stage=stage_title(cut.stage),
        measure=_measures()[cut.measure],
        value=f"{cut.value:.4g}",
        limit=f"{cut.limit:.4g}",
    )


def _measures() -> dict[Yardstick, str]:
    return {
        Yardstick.PLACE: translate("Cut", "place"),
        Yardstick.CUMULATIVE: translate("Cut", "cumulative"),
        Yardstick.SHARE: translate("Cut", "share of the likeliest"),
        Yardstick.LOGIT: translate("Cut", "logit"),
        Yardstick.PROBABILITY: translate("Cut", "probability"),
        Yardstick.SURPRISE_BITS: translate("Cut", "surprise in bits"),
        Yardstick.REPETITION: translate("Cut", "repeated tokens"),
    }
