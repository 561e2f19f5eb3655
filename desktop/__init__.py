"""The window: PySide6 over the engine's protocol. Never imports llama_cpp."""

VERSION = "0.1.0"
