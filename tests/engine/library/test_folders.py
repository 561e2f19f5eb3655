"""Models in a person's folders and in those of other programs: found in place, never changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import ModelUnusable
from engine.library import header_cache
from engine.library.errors import FolderUnreadable, NotOurs, NotRemoved
from engine.library.folders import Candidate, candidates
from engine.library.header_cache import HeaderCache
from engine.library.models import read_geometry, read_model, read_page
from engine.library.places import Place, places
from engine.library.protocol import Found, Scan
from engine.library.records import ModelFile, ScanSummary, Source
from engine.library.removal import remove
from engine.library.service import Library
from tests.engine.library.tasks import Asked
from tests.models import tiny_chat_model

DIGEST = "sha256:" + "ab" * 32


def no_faults(error: FolderUnreadable) -> None:
    raise AssertionError(str(error))


def found(folder: Path, source: Source = Source.FOLDER) -> list[Candidate]:
    return list(candidates(Place(source, folder), no_faults))


def put(path: Path, model: Path | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(model or tiny_chat_model(), path)
    return path


def scan(tmp_path: Path, request: Scan) -> tuple[list[ModelFile], ScanSummary]:
    asked = Asked()
    summary = Library().perform(request, asked.task)
    assert isinstance(summary, ScanSummary)
    return [model for event in asked.of(Found) for model in event.models], summary


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home folder, empty."""
    folder = tmp_path / "someone"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return folder


def split(folder: Path, count: int) -> list[Path]:
    """A model in parts: the tiny one, its tensors shared out."""
    import gguf

    reader = gguf.GGUFReader(tiny_chat_model())
    paths = [folder / f"big-{n + 1:05d}-of-{count:05d}.gguf" for n in range(count)]
    folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(paths):
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_uint16("split.no", number)
        writer.add_uint16("split.count", count)
        if number == 0:
            for key in ("block_count", "context_length", "embedding_length"):
                writer.add_uint32(f"llama.{key}", 2)
            writer.add_uint32("llama.attention.head_count", 1)
        for tensor in reader.tensors[number::count]:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    return paths


def test_a_file_is_described_with_where_it_comes_from(tmp_path: Path) -> None:
    path = put(tmp_path / "me/tiny-GGUF/tiny.gguf")
    (candidate,) = found(tmp_path)
    model = read_model(candidate)
    assert (model.path, model.label, model.name) == (str(path), "me/tiny-GGUF", "Tiny Test Model")
    assert (model.architecture, model.quantisation, model.parameters) == ("llama", "Q8_0", 466_304)
    assert (model.size_bytes, model.context_trained) == (path.stat().st_size, 2048)
    assert model.has_template
    assert model.fault is None


def test_projectors_and_unfinished_files_are_not_offered(tmp_path: Path) -> None:
    for name in ("mmproj-tiny.gguf", "tiny.gguf.part", "readme.txt", "model-mmproj-f16.GGUF"):
        put(tmp_path / name)
    put(tmp_path / "Upper.GGUF")
    assert [candidate.name for candidate in found(tmp_path)] == ["Upper"]


def test_a_broken_file_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"PK and so on")
    (candidate,) = found(tmp_path)
    model = read_model(candidate)
    assert model.fault is not None
    assert "broken.gguf is not a GGUF model file: it is a ZIP" in model.fault.sentence
    assert model.size_bytes == 12


def test_parts_are_one_model(tmp_path: Path) -> None:
    paths = split(tmp_path, 3)
    (candidate,) = found(tmp_path)
    model = read_model(candidate)
    assert model.fault is None
    assert model.path == str(paths[0])
    assert model.files == tuple(map(str, paths))
    assert model.parameters == 466_304
    assert model.size_bytes == sum(path.stat().st_size for path in paths)
    assert read_geometry(paths[1]) == model.geometry
    assert model.geometry is not None
    assert model.geometry.weights_bytes > 490_000


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_missing_part_is_told(tmp_path: Path, missing: int) -> None:
    split(tmp_path, 3)[missing].unlink()
    (candidate,) = found(tmp_path)
    fault = read_model(candidate).fault
    assert fault is not None
    assert "one part of a model in several files" in fault.sentence


def test_parts_of_another_model_do_not_pass(tmp_path: Path) -> None:
    """Two files that are called parts and are none."""
    for number in (1, 2):
        put(tmp_path / f"x-0000{number}-of-00002.gguf")
    (candidate,) = found(tmp_path)
    assert read_model(candidate).fault is not None


def test_links_to_folders_and_names_of_odd_bytes_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.gguf").symlink_to(tmp_path / "nowhere.gguf")
    put(tmp_path / "汉字 😀 <b>.gguf")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.gguf"))).write_bytes(b"x")
    models, summary = scan(tmp_path, Scan(1, (str(tmp_path),)))
    assert {model.name for model in models} == {"gone", "Tiny Test Model"}
    assert [fault.kind for fault in summary.faults] == ["FolderUnreadable"]
    assert "not UTF-8" in summary.faults[0].sentence


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    models, summary = scan(tmp_path, Scan(1, (str(tmp_path / "away"),)))
    assert models == []
    assert "away cannot be read: no such file or directory" in summary.faults[0].sentence


def test_lm_studio_is_found_where_it_was_moved_to(home: Path) -> None:
    put(home / ".lmstudio/models/pub/repo/a.gguf")
    put(home / "far/pub/repo/b.gguf")
    (home / ".lmstudio/settings.json").write_text(json.dumps({"downloadsFolder": f"{home}/far"}))
    there = places((Source.LM_STUDIO,), {}, home)
    names = [c.name for place in there for c in candidates(place, no_faults)]
    assert sorted(names) == ["a", "b"]


def test_the_cache_of_hugging_face_tells_each_blob_once(home: Path) -> None:
    root = home / ".cache/huggingface/hub/models--me--tiny-GGUF"
    blob = put(root / "blobs" / ("ab" * 32))
    for revision in ("one", "two"):
        (root / "snapshots" / revision).mkdir(parents=True)
        (root / "snapshots" / revision / "tiny.gguf").symlink_to(blob)
    (place,) = places((Source.HUGGING_FACE,), {}, home)
    (candidate,) = candidates(place, no_faults)
    assert candidate.label == "me/tiny-GGUF"
    assert read_model(candidate).fault is None
    (other,) = places((Source.HUGGING_FACE,), {"HF_HUB_CACHE": str(root)}, home)
    assert other.folder == root


def ollama(root: Path, name: str, digest: str, layers: object = None) -> None:
    manifest = root / "manifests" / name
    manifest.parent.mkdir(parents=True, exist_ok=True)
    usual = [
        {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:00"},
        {"mediaType": "application/vnd.ollama.image.model", "digest": digest},
    ]
    manifest.write_text(json.dumps({"layers": usual if layers is None else layers}))


def test_the_models_of_ollama_are_called_as_there(home: Path) -> None:
    root = home / ".ollama/models"
    put(root / "blobs" / DIGEST.replace(":", "-"))
    ollama(root, "registry.ollama.ai/library/tiny/0.5b", DIGEST)
    ollama(root, "registry.ollama.ai/someone/tiny/latest", DIGEST)
    ollama(root, "hf.co/me/tiny-GGUF/Q8_0", DIGEST)
    (place,) = places((Source.OLLAMA,), {}, home)
    labels = {candidate.label for candidate in candidates(place, no_faults)}
    assert labels == {"tiny:0.5b", "someone/tiny:latest", "me/tiny-GGUF:Q8_0"}
    first = next(candidates(place, no_faults))
    assert read_model(first).fault is None


@pytest.mark.parametrize(
    ("digest", "layers"),
    [
        ("sha256:../../../etc/passwd", None),
        ("sha256:" + "cd" * 32, None),  # no such blob
        (DIGEST, "none"),
        (DIGEST, [1, None, {"mediaType": 5}]),
    ],
)
def test_odd_manifests_lead_nowhere(home: Path, digest: str, layers: object) -> None:
    root = home / ".ollama/models"
    put(root / "blobs" / DIGEST.replace(":", "-"))
    ollama(root, "registry.ollama.ai/library/odd/latest", digest, layers)
    (root / "manifests/registry.ollama.ai/library/odd/nested").write_text("[" * 100_000)
    assert found(root, Source.OLLAMA) == []


def test_jan_is_found(home: Path) -> None:
    put(home / ".local/share/Jan/data/llamacpp/models/tiny/model.gguf")
    (place,) = places((Source.JAN,), {}, home)
    (candidate,) = candidates(place, no_faults)
    assert (candidate.source, candidate.label) == (Source.JAN, "tiny")


def test_a_scan_tells_own_folders_first_and_each_file_once(home: Path, tmp_path: Path) -> None:
    put(home / ".lmstudio/models/pub/repo/a.gguf")
    put(tmp_path / "mine/pub/repo/b.gguf")
    folders = (str(tmp_path / "mine"), str(home / ".lmstudio/models"))
    models, summary = scan(tmp_path, Scan(1, folders, tuple(Source)))
    assert [(model.source, model.path.rpartition("/")[2]) for model in models] == [
        (Source.FOLDER, "b.gguf"),
        (Source.FOLDER, "a.gguf"),
    ]
    assert summary == ScanSummary(2)


def test_a_scan_that_is_cancelled_says_so(tmp_path: Path) -> None:
    for number in range(5):
        put(tmp_path / f"{number}.gguf")
    asked = Asked(lambda event: isinstance(event, Found))
    summary = Library().perform(Scan(1, (str(tmp_path),)), asked.task)
    assert summary == ScanSummary(1, complete=False)


def test_what_was_read_is_kept_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [put(tmp_path / f"models/{name}.gguf") for name in "ab"]
    request = Scan(1, (str(tmp_path / "models"),), cache=str(tmp_path / "data/headers.json"))
    read: list[str] = []

    def noted(candidate: Candidate) -> ModelFile:
        read.append(candidate.name)
        return read_model(candidate)

    monkeypatch.setattr(header_cache, "read_model", noted)
    first, _ = scan(tmp_path, request)
    assert read == ["a", "b"]
    again, _ = scan(tmp_path, request)
    assert again == first
    assert read == ["a", "b"]
    os.utime(paths[0], ns=(5, 5))
    scan(tmp_path, request)
    assert read == ["a", "b", "a"]
    paths[1].unlink()
    assert len(scan(tmp_path, request)[0]) == 1


@pytest.mark.parametrize("content", [b"", b"nonsense", b'{"version":99,"models":{}}', b"[" * 9999])
def test_a_cache_that_cannot_be_read_is_made_anew(tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "headers.json"
    cache.write_bytes(content)
    put(tmp_path / "models/a.gguf")
    request = Scan(1, (str(tmp_path / "models"),), cache=str(cache))
    assert len(scan(tmp_path, request)[0]) == 1
    assert HeaderCache(cache)._kept


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    put(tmp_path / "models/a.gguf")
    (tmp_path / "file").write_text("in the way")
    request = Scan(1, (str(tmp_path / "models"),), cache=str(tmp_path / "file/headers.json"))
    assert scan(tmp_path, request)[1] == ScanSummary(1)


def test_a_page_tells_all_of_a_header(tmp_path: Path) -> None:
    page = read_page(tiny_chat_model())
    told = {entry.key: entry.value for entry in page.entries}
    assert told["llama.context_length"] == "2048"
    assert told["tokenizer.ggml.tokens"] == "[667]"
    assert page.templates[""] == told["tokenizer.chat_template"]
    assert page.model.parameters == 466_304


def test_weighing_a_broken_file_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"")
    with pytest.raises(ModelUnusable, match=r"x\.gguf is not a GGUF model file: it is empty"):
        read_geometry(tmp_path / "x.gguf")


def test_only_what_is_the_person_s_own_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    mine, theirs = put(tmp_path / "mine/a.gguf"), put(tmp_path / "theirs/b.gguf")
    (tmp_path / "mine/link").symlink_to(tmp_path / "theirs")
    for path in (theirs, tmp_path / "mine/../theirs/b.gguf", tmp_path / "mine/link/b.gguf"):
        with pytest.raises(NotOurs):
            remove([mine, path], [tmp_path / "mine"])
    assert mine.exists()
    assert theirs.exists()


def test_what_cannot_go_into_the_trash_stays(tmp_path: Path) -> None:
    mine = put(tmp_path / "mine/a.gguf")
    with pytest.raises(NotRemoved, match=r"gone\.gguf could not be removed"):
        remove([tmp_path / "mine/gone.gguf"], [tmp_path / "mine"])
    assert mine.exists()


def test_what_is_removed_can_be_found_in_the_trash(tmp_path: Path) -> None:
    """In a process of its own: where the trash is, is decided at its start."""
    paths = [put(tmp_path / f"mine/{name}.gguf") for name in "ab"]
    program = (
        "import sys\nfrom pathlib import Path\nfrom engine.library.removal import remove\n"
        "remove(map(Path, sys.argv[2:]), [Path(sys.argv[1])])"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "mine"), *map(str, paths)],
        env=dict(os.environ, XDG_DATA_HOME=str(tmp_path / "share"), HOME=str(tmp_path)),
        check=True,
        timeout=60,
    )
    assert not any(path.exists() for path in paths)
    kept = [path.name for path in tmp_path.rglob("*.gguf") if "rash" in str(path)]
    assert sorted(kept) == ["a.gguf", "b.gguf"]
