"""The models of this computer: found by the library, kept in the order a person wants."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.shelf import Column, Grouping, Shelf, Wanted, arranged
from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.told import told
from engine.library.protocol import Done, Event, Found, Remove, Scan
from engine.library.records import ModelFile, ScanSummary, Source
from engine.protocol import Failed
from engine.records import ModelFacts

OTHERS = (Source.LM_STUDIO, Source.HUGGING_FACE, Source.OLLAMA, Source.JAN)


class ShelfModel(QObject):
    """Nothing is looked for before `scan`. `folder` takes downloads; `boxed` came with the
    program and is never removed."""

    changed = Signal()
    failed = Signal(str)  # a sentence

    def __init__(
        self,
        library: LibraryModel,
        preferences: PreferencesModel,
        folder: Path,
        cache: Path,
        boxed: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._preferences = preferences
        self.folder = folder
        self._cache = cache
        self.boxed = boxed
        self._models: dict[str, ModelFile] = {}
        self._coming: dict[str, ModelFile] = {}
        self._scan = 0
        self.complaints: tuple[str, ...] = ()  # folders that could not be read
        self.wanted = Wanted()
        self.shelves: tuple[Shelf, ...] = ()

    @property
    def scanning(self) -> bool:
        return bool(self._scan)

    @property
    def models(self) -> tuple[ModelFile, ...]:
        """All that were found, also hidden ones; while the first scan runs, those so far."""
        return tuple((self._models or self._coming).values())

    @property
    def used(self) -> dict[str, float]:
        """When each model was opened last, in seconds since 1970, by path."""
        return self._preferences.value.used_models

    @property
    def hidden(self) -> tuple[str, ...]:
        """Paths of the models that were hidden."""
        return self._preferences.value.hidden_models

    @property
    def folders(self) -> tuple[str, ...]:
        """The watched folders that the person added."""
        return self._preferences.value.model_folders

    @Slot()
    def scan(self) -> None:
        """Look for models anew; a look that is under way is given up."""
        if self._scan:
            self._library.forget(self._scan)
        self._coming = {}
        self._scan = self._library.ask(
            Scan(1, self._places(), OTHERS, str(self._cache)), self._on_scan
        )
        self.changed.emit()

    def model(self, path: str) -> ModelFile | None:
        """One that was found; None where there is none of this path."""
        return (self._models or self._coming).get(path)

    def search(self, text: str) -> None:
        self._want(text=text)

    def sort(self, column: Column, descending: bool) -> None:
        self._want(column=column, descending=descending)

    def group(self, grouping: Grouping) -> None:
        self._want(grouping=grouping)

    def show_hidden(self, shown: bool) -> None:
        self._want(hidden=shown)

    def hide(self, path: str, hidden: bool = True) -> None:
        """Leave a model out of the lists, or take it in again."""
        others = tuple(each for each in self.hidden if each != path)
        self._preferences.change(hidden_models=(*others, path) if hidden else others)
        self._arrange()

    def can_remove(self, model: ModelFile) -> bool:
        """Whether it is the person's own: not of another program, and not the one in the box."""
        return model.source is Source.FOLDER and model.path != str(self.boxed)

    def remove(self, model: ModelFile) -> None:
        """Move its files into the trash."""
        if self.can_remove(model):
            request = Remove(1, model.files or (model.path,), self._own())
            self._library.ask(request, self._on_removed)

    def add_folder(self, folder: str) -> None:
        """Watch another folder."""
        if folder not in self.folders:
            self._preferences.change(model_folders=(*self.folders, folder))
            self.scan()

    def drop_folder(self, folder: str) -> None:
        """Watch a folder no longer; its files stay."""
        left = tuple(each for each in self.folders if each != folder)
        self._preferences.change(model_folders=left)
        self.scan()

    @Slot(object)
    def note_use(self, facts: ModelFacts) -> None:
        """A model was opened just now."""
        self._preferences.change(used_models={**self.used, facts.path: time.time()})
        self._arrange()

    def _own(self) -> tuple[str, ...]:
        own = (str(self.folder),) if self.folder.is_dir() else ()
        return (*own, *self.folders)

    def _places(self) -> tuple[str, ...]:
        boxed = (str(self.boxed.parent),) if self.boxed.is_file() else ()
        return (*self._own(), *boxed)

    def _want(self, **fields: object) -> None:
        self.wanted = msgspec.structs.replace(self.wanted, **fields)
        self._arrange()

    def _arrange(self) -> None:
        self.shelves = arranged(self.models, self.wanted, self.used, self.hidden)
        self.changed.emit()

    def _on_scan(self, event: Event) -> None:
        match event:
            case Found():
                self._coming.update((model.path, model) for model in event.models)
                if self._models:
                    return  # the list of the last time stands until this one is whole
            case Done(result=ScanSummary() as summary):
                self._scan, self._models, self._coming = 0, self._coming, {}
                self.complaints = tuple(map(told, summary.faults))
            case Failed():
                self._scan = 0
                self.failed.emit(told(event.fault))
            case _:
                return
        self._arrange()

    def _on_removed(self, event: Event) -> None:
        if isinstance(event, Failed):
            self.failed.emit(told(event.fault))
        self.scan()
