"""Where things live: what the platform says, or all of it below TESSERA_HOME."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from platformdirs import PlatformDirs

HOME = "TESSERA_HOME"


class Paths(Struct, frozen=True):
    """Four folders, perhaps not made yet. `data` is what a person must not lose."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @property
    def database(self) -> Path:
        """All chats."""
        return self.data / "chats.db"

    @property
    def preferences(self) -> Path:
        """The preferences."""
        return self.config / "preferences.json"

    @property
    def presets(self) -> Path:
        """The folder of the person's own presets."""
        return self.config / "presets"

    @property
    def models(self) -> Path:
        """The folder that downloaded models go to."""
        return self.data / "models"

    @property
    def headers(self) -> Path:
        """What was read of model files, for the next time."""
        return self.cache / "headers"


def find_paths(environment: Mapping[str, str] = os.environ) -> Paths:
    """The folders of this person; nothing is made."""
    home = environment.get(HOME, "")
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root / "data", root / "config", root / "cache", root / "logs")
    places = PlatformDirs("tessera", appauthor=False)
    return Paths(
        places.user_data_path,
        places.user_config_path,
        places.user_cache_path,
        places.user_log_path,
    )
