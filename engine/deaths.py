"""Why an engine process ended without being asked, each way a sentence a person can act on.

The engine itself never raises these: who started it makes them of what the process left.

EngineDied
+-- DiedOfMemory       killed by the kernel, or an allocation failed
+-- DiedOnFile         the model file broke it, or could not be read any further
+-- CpuFeatureMissing  built for another processor
+-- DriverFailed       the graphics driver gave up
+-- EngineAborted      llama.cpp's own inner check failed
"""

from __future__ import annotations

from engine.errors import EngineError


class EngineDied(EngineError):
    """The engine process ended without being asked, for a reason nobody knows."""

    template = "The engine stopped unexpectedly ({how}): {last}. Start it again."


class DiedOfMemory(EngineDied):
    """Killed by the kernel, or an allocation failed."""

    template = (
        "The engine probably ran out of memory ({how}). Choose a smaller model or quantisation, "
        "a shorter context, or close other programs; then start it again."
    )


class DiedOnFile(EngineDied):
    """The model file broke it, or could not be read any further."""

    template = (
        "{name} is damaged: {reason}. The engine stopped over it ({how}). "
        "Download it again or choose another file."
    )


class CpuFeatureMissing(EngineDied):
    """Built for another processor."""

    template = (
        "The engine uses an instruction that this processor does not have ({how}): it was built "
        "for another one. Install Tessera anew on this machine."
    )


class DriverFailed(EngineDied):
    """The graphics driver gave up."""

    template = (
        "The graphics driver failed ({how}): {last}. Start the engine again; if it happens again, "
        "update the driver or set GPU layers to 0."
    )


class EngineAborted(EngineDied):
    """llama.cpp's own inner check failed."""

    template = (
        "llama.cpp stopped at one of its own checks ({how}): {check}. Start it again; if it "
        "happens again with this model, its file may be damaged."
    )
