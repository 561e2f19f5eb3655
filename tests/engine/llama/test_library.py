from __future__ import annotations

import subprocess
import sys

import pytest

from engine.errors import LibraryUnusable
from engine.llama import library
from engine.llama.library import Log

INFO, WARN, ERROR, CONTINUED = 2, 3, 4, 5


def test_only_the_low_level_module_is_imported() -> None:
    program = (
        "import sys\nimport engine.llama.model\n"
        "high = {'llama_cpp.llama', 'jinja2', 'diskcache'} & set(sys.modules)\n"
        "sys.exit(str(high) if high else 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_another_layout_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    shifted = library.api.llama_context_default_params()
    shifted.n_ctx, shifted.n_batch = shifted.n_batch, shifted.n_ctx
    monkeypatch.setattr(library.api, "llama_context_default_params", lambda: shifted)
    library.start.cache_clear()
    with pytest.raises(LibraryUnusable, match="the default of n_ctx is 2048, not 512"):
        library.start()


def test_this_layout_fits_and_has_a_version() -> None:
    library.start()
    assert library.version()[0].isdigit()


def test_pieces_of_a_line_are_joined_and_the_ring_is_bounded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = Log(room=2)
    for level, text in [(INFO, b"one\ntw"), (CONTINUED, b"o\n"), (WARN, b"three\n"), (INFO, b"f")]:
        log.callback(level, text, None)
    assert log.lines() == ("two", "three", "f")
    assert capsys.readouterr().err == "three\n"


def test_an_abort_on_purpose_leaves_nothing_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log()
    log.callback(ERROR, b"llama_decode: failed to decode, ret = 2\n", None)
    log.callback(ERROR, b"llama_decode: failed to decode, ret = -3\n", None)
    assert capsys.readouterr().err == "llama_decode: failed to decode, ret = -3\n"


def test_text_that_is_no_utf8_does_no_harm() -> None:
    log = Log()
    log.callback(INFO, b"tensor '\xff'\n", None)
    assert log.lines() == ("tensor '\ufffd'",)


def test_a_new_load_begins_with_an_empty_log() -> None:
    log = Log()
    log.callback(INFO, b"old\nold", None)
    log.clear()
    assert log.lines() == ()
