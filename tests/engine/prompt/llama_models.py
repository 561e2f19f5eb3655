"""llama.cpp's own chat templates and vocabularies, where `packaging/fetch_llama_models.py` left
them; tests that need them are skipped, and say so, where it has not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.llama.library import api, start
from engine.llama.vocabulary import Vocabulary
from engine.records import MemoryKind, ModelFacts, TemplateFacts

FOLDER = Path(__file__).resolve().parents[3] / "build" / "llama.cpp-models"
TEMPLATES = sorted((FOLDER / "templates").glob("*.jinja"))
VOCABULARIES = sorted(FOLDER.glob("ggml-vocab-*.gguf"))

needs_templates = pytest.mark.skipif(
    not TEMPLATES, reason="no build/llama.cpp-models: packaging/fetch_llama_models.py makes it"
)
needs_vocabularies = pytest.mark.skipif(
    not VOCABULARIES, reason="no build/llama.cpp-models: packaging/fetch_llama_models.py makes it"
)


class VocabularyFile(Vocabulary):
    """A vocabulary with the facts that a whole model would have."""

    def __init__(self, path: Path) -> None:
        start()
        self.name = path.name
        params = api.llama_model_default_params()
        params.vocab_only = True
        self._model = api.llama_model_load_from_file(str(path).encode(), params)
        super().__init__(api.llama_model_get_vocab(self._model), path.name)
        self.facts = facts(self.fingerprint(), self.size)

    def close(self) -> None:
        """Free it."""
        api.llama_model_free(self._model)


def facts(vocabulary: str, size: int) -> ModelFacts:
    """Facts of a model of which nothing matters but its vocabulary."""
    return ModelFacts(
        name="",
        path="",
        architecture="",
        quantisation="",
        parameters=0,
        size_bytes=0,
        vocabulary=vocabulary,
        vocabulary_size=size,
        context_trained=0,
        context=0,
        threads=1,
        device="",
        memory=MemoryKind.PLAIN,
        template=TemplateFacts(present=False),
    )
