"""The engine without a window: commands for a terminal, each with one engine child.

Knows the protocol, no model: what a strange file does, it does to the child."""

# The first word of a command line that is no window's.
COMMANDS = ("ask", "score", "next", "tokens")
