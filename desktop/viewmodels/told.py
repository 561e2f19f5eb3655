"""Errors as sentences in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.errors import Fault, Told


def told(problem: Fault | Told) -> str:
    """The sentence of an error: its template translated, then filled with its facts."""
    fault = problem.fault if isinstance(problem, Told) else problem
    return QCoreApplication.translate("Fault", fault.template).format(**fault.facts)
