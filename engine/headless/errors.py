"""What the commands refuse by themselves; everything else is the child's to tell.

CommandError
+-- TextUnreadable   a file that should be text is none
+-- TextTooLong      a text is longer than the engine takes
+-- FileUnwritable   a file cannot be written
"""

from __future__ import annotations

from engine.errors import Told


class CommandError(Told):
    """Base of every error of a command's own."""


class TextUnreadable(CommandError):
    """Bytes that are no UTF-8."""

    template = "{name} is not a text in UTF-8: it cannot be read from byte {place} on."


class TextTooLong(CommandError):
    """More characters than a request may have."""

    template = "{name} is too long: of its {characters} characters {most} can be taken at once."


class FileUnwritable(CommandError):
    """The file could not be written; one that was there is as it was."""

    template = "{name} could not be written: {reason}."
