"""Words of declarations and stages in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.stage_settings import StageName

translate = QCoreApplication.translate


def translated(text: str) -> str:
    """Words of a declaration."""
    return translate("Setting", text)


def stage_title(stage: StageName) -> str:
    """What a person calls a stage."""
    titles = {
        StageName.LOGIT_BIAS: translate("Stage", "Logit bias"),
        StageName.PENALTIES: translate("Stage", "Penalties"),
        StageName.DRY: translate("Stage", "DRY"),
        StageName.NO_REPEAT_NGRAM: translate("Stage", "No repeated n-gram"),
        StageName.TOP_N_SIGMA: translate("Stage", "Top-n-sigma"),
        StageName.TOP_K: translate("Stage", "Top-k"),
        StageName.TYPICAL: translate("Stage", "Typical"),
        StageName.TOP_P: translate("Stage", "Top-p"),
        StageName.MIN_P: translate("Stage", "Min-p"),
        StageName.XTC: translate("Stage", "XTC"),
        StageName.TEMPERATURE: translate("Stage", "Temperature"),
        StageName.GRAMMAR: translate("Stage", "Grammar"),
        StageName.MIROSTAT: translate("Stage", "Mirostat"),
        StageName.ADAPTIVE_P: translate("Stage", "Adaptive-p"),
        StageName.BANNED_WORDS: translate("Stage", "Banned words"),
    }
    return titles[stage]


def stage_help(stage: StageName) -> str:
    """What a stage does, in one line."""
    helps = {
        StageName.LOGIT_BIAS: translate("Stage", "Adds to the logits of single tokens."),
        StageName.PENALTIES: translate("Stage", "Makes tokens that came recently less likely."),
        StageName.DRY: translate("Stage", "Works against repeating whole passages."),
        StageName.NO_REPEAT_NGRAM: translate("Stage", "Lets no sequence of tokens come twice."),
        StageName.TOP_N_SIGMA: translate("Stage", "Keeps logits near the highest."),
        StageName.TOP_K: translate("Stage", "Keeps the k likeliest tokens."),
        StageName.TYPICAL: translate("Stage", "Keeps tokens of usual surprise."),
        StageName.TOP_P: translate("Stage", "Keeps the nucleus: the likeliest up to a sum."),
        StageName.MIN_P: translate("Stage", "Drops what is far less likely than the likeliest."),
        StageName.XTC: translate("Stage", "Now and then excludes the likeliest choices."),
        StageName.TEMPERATURE: translate("Stage", "Sharpens or flattens the distribution."),
        StageName.GRAMMAR: translate("Stage", "Allows only what follows a grammar."),
        StageName.MIROSTAT: translate("Stage", "Holds the surprise near a target."),
        StageName.ADAPTIVE_P: translate("Stage", "Prefers tokens of a certain probability."),
        StageName.BANNED_WORDS: translate("Stage", "Never writes these texts."),
    }
    return helps[stage]
