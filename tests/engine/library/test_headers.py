"""The bounded reader: real files, broken files, hostile files, and thousands of damaged ones."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import gguf as reference
import pytest

from engine.errors import FileBroken, FileEndsEarly, FileIsNoModel, FormatUnknown, ModelUnusable
from engine.library import gguf
from engine.library.gguf import Array, peek_header, read_header
from engine.library.headers import Facts, one_line, printed, read_file
from engine.library.tensor_types import FILE_TYPES, TYPES
from resources import POCKET
from tests.models import tiny_chat_model

SHARED = Path(__file__).parents[4] / "shared"
MALFORMED = sorted((SHARED / "malformed").glob("*.gguf"))
VOCABULARIES = sorted((SHARED / "vocab").glob("*.gguf"))

# What a header cannot show: weights, vocabularies and templates are looked at by the engine.
READABLE = {
    "data-truncated-1-byte",
    "hparam-ctx-0",
    "meta-name-html",
    "split-2-of-3-alone",
    "template-empty",
    "template-invalid-utf8",
    "tensor-missing",
    "tensor-renamed",
    "vocab-duplicate-token",
    "vocab-eos-out-of-range",
    "vocab-invalid-utf8-token",
    "vocab-more-tokens",
    "vocab-unknown-pre",
    "weights-zero",
}


def read(data: bytes) -> gguf.Header:
    return read_header(io.BytesIO(data), len(data), "x.gguf")


def peek(data: bytes) -> gguf.Header:
    return peek_header(io.BytesIO(data), len(data), "x.gguf")


def refusal(make: Callable[[], Facts], name: str) -> str:
    """Why a file cannot be used, in a sentence that names it; empty if it can."""
    try:
        facts = make()
        facts.refuse(name)
        facts.geometry()
    except ModelUnusable as problem:
        return str(problem) if name in str(problem) else f"unnamed: {problem!r}"
    return ""


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def header(*entries: bytes, tensors: int = 0, keys: int | None = None, version: int = 3) -> bytes:
    count = len(entries) if keys is None else keys
    return b"GGUF" + struct.pack("<IQQ", version, tensors, count) + b"".join(entries)


def number(key: str, value: int) -> bytes:
    return text(key) + struct.pack("<II", 4, value)


@pytest.mark.parametrize("kind", ["llama", "gpt2", "gemma2", "mamba", "jamba", "bert"])
def test_a_header_says_what_the_reference_reader_says(kind: str) -> None:
    path = tiny_chat_model(architecture=kind)
    ours, theirs = read_file(path), reference.GGUFReader(path)
    assert [(t.name, t.shape, t.kind, t.size) for t in ours.tensors] == [
        (t.name, tuple(map(int, t.shape)), int(t.tensor_type), int(t.n_bytes))
        for t in theirs.tensors
    ]
    assert {ours.data_start + t.offset for t in ours.tensors} == {
        int(t.data_offset) for t in theirs.tensors
    }
    for key, value in ours.metadata.items():
        told = theirs.fields[key].contents()
        if isinstance(value, Array):
            assert value.count == len(told)
            assert value.values is None or list(value.values) == told
        else:
            assert value == told, key


def test_types_and_their_sizes_are_those_of_the_reference() -> None:
    for kind, (block, size) in reference.GGML_QUANT_SIZES.items():
        if kind.name != "Q8_1":  # never stored; the reference rounds its size
            assert TYPES[int(kind)] == (kind.name, block, size)
    for kind in reference.LlamaFileType:
        if kind.name != "GUESSED":
            name = kind.name.removeprefix("MOSTLY_").removeprefix("ALL_")
            assert FILE_TYPES[int(kind)] == name


def test_the_model_in_the_box_is_described() -> None:
    facts = Facts(read_file(POCKET))
    assert (facts.name, facts.architecture, facts.quantisation) == (
        "Tessera Pocket",
        "llama",
        "Q8_0",
    )
    assert facts.parameters == 3_803_392
    assert facts.has_template
    assert facts.templates[""] == facts.text("tokenizer.chat_template")


def test_the_shape_of_a_plain_model() -> None:
    shape = Facts(read_file(tiny_chat_model(layers=3))).geometry()
    assert (shape.layers, shape.heads, shape.kv_heads) == (3, 2, (1, 1, 1))
    assert (shape.embedding, shape.feed_forward) == (128, 256)
    assert (shape.key_length, shape.value_length) == (64, 64)
    assert (shape.context_trained, shape.vocabulary, shape.window) == (2048, 667, 0)
    assert len(set(shape.layer_bytes)) == 1
    assert shape.weights_bytes == Facts(read_file(tiny_chat_model(layers=3))).tensor_bytes


def test_the_shape_of_sliding_recurrent_and_hybrid_models() -> None:
    sliding = Facts(read_file(tiny_chat_model(architecture="gemma2"))).geometry()
    assert sliding.window == 64
    recurrent = Facts(read_file(tiny_chat_model(architecture="mamba"))).geometry()
    assert recurrent.kv_heads == (0, 0)
    assert recurrent.state_bytes == 4 * (3 * 256 + 256 * 16)
    hybrid = Facts(read_file(tiny_chat_model(architecture="jamba", layers=4))).geometry()
    assert hybrid.kv_heads == (0, 1, 0, 1)


@pytest.mark.skipif(not MALFORMED, reason="broken files are in ../shared/malformed")
@pytest.mark.parametrize("path", MALFORMED, ids=lambda path: path.stem)
def test_every_shared_file_is_read_or_called_what_it_is(path: Path) -> None:
    reason = refusal(lambda: Facts(read_file(path)), path.name)
    assert (reason == "") == (path.stem in READABLE), reason


@pytest.mark.skipif(not VOCABULARIES, reason="vocabularies are in ../shared/vocab")
@pytest.mark.parametrize("path", VOCABULARIES, ids=lambda path: path.stem)
def test_large_vocabularies_are_walked_over_and_counted(path: Path) -> None:
    facts = Facts(read_file(path))
    assert facts.geometry().vocabulary > 30_000
    with pytest.raises(ModelUnusable, match="it holds a vocabulary without weights"):
        facts.refuse(path.name)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", FileIsNoModel, "it is empty"),
        (b"GGU", FileIsNoModel, "does not begin like one"),
        (b"GGUF", FileEndsEarly, "ends early"),
        (header(version=1), FormatUnknown, "version 1"),
        (header(version=77), FormatUnknown, "version 77"),
        (header(version=3 << 24), FileBroken, "never was"),
        (header(keys=2**63), FileBroken, "entries"),
        (header(tensors=2**40), FileBroken, "tensors"),
        (header(text("k") + struct.pack("<IQ", 8, 2**62)), FileBroken, "impossible length"),
        (header(text("k") + struct.pack("<IQ", 8, 1000)), FileEndsEarly, "ends early"),
        (header(text("k") + struct.pack("<IIQ", 9, 8, 2**60)), FileBroken, "elements"),
        (header(text("k") + struct.pack("<IIQ", 9, 0, 10_000_000)), FileEndsEarly, "ends early"),
        (header(text("k") + struct.pack("<IIQ", 9, 8, 10_000_000)), FileEndsEarly, "ends early"),
        (header(text("k") + struct.pack("<IIQ", 9, 9, 1)), FileBroken, "type that is none"),
        (header(text("k") + struct.pack("<I", 99)), FileBroken, "type that is none"),
        (header(struct.pack("<Q", 0)), FileBroken, "a name of 0 bytes"),
        (header(struct.pack("<Q", 2**50)), FileBroken, "bytes"),
        (header(number("general.alignment", 48)), FileBroken, "alignment is 48"),
        (header(number("a", 1), number("a", 2)), FileBroken, "stands twice"),
    ],
)
def test_what_a_hostile_header_claims_is_told(
    data: bytes, kind: type[ModelUnusable], words: str
) -> None:
    with pytest.raises(kind, match=words):
        read(data)


def tensor(name: str, shape: tuple[int, ...], kind: int, offset: int) -> bytes:
    sizes = b"".join(struct.pack("<Q", size) for size in shape)
    return text(name) + struct.pack("<I", len(shape)) + sizes + struct.pack("<IQ", kind, offset)


@pytest.mark.parametrize(
    ("tensors", "kind"),
    [
        ([tensor("a", (2**40, 2**40), 0, 0)], FileBroken),
        ([tensor("a", (32, 0), 0, 0)], FileBroken),
        ([tensor("a", (33,), 8, 0)], FileBroken),  # no whole block of Q8_0
        ([tensor("a", (1,) * 5, 0, 0)], FileBroken),
        ([tensor("a", (32,), 0, 64)], FileBroken),  # a gap
        ([tensor("a", (32,), 60, 0)], FormatUnknown),
        ([tensor("a", (32,), 9999, 0)], FileBroken),
        ([tensor("a", (8,), 0, 0), tensor("a", (8,), 0, 32)], FileBroken),
        ([tensor("a", (8,), 0, 0), tensor("b", (8,), 0, 0)], FileBroken),  # one over the other
        ([tensor("a", (10**9,), 0, 0)], FileEndsEarly),
        ([tensor("", (8,), 0, 0)], FileBroken),
    ],
)
def test_tensors_that_cannot_be_are_told(tensors: list[bytes], kind: type[ModelUnusable]) -> None:
    with pytest.raises(kind):
        read(header(tensors=len(tensors), keys=0) + b"".join(tensors) + bytes(4096))


def test_long_texts_are_cut_and_all_together_limited() -> None:
    long = "é" * gguf.LONGEST_TEXT
    entries = [text(f"k{n}") + struct.pack("<I", 8) + text(long) for n in range(8)]
    found = read(header(*entries, number("last", 5)))
    assert found.metadata["last"] == 5
    kept = [value for value in found.metadata.values() if isinstance(value, str)]
    assert len(kept) == 8
    assert sum(len(value.encode()) for value in kept) <= gguf.MOST_KEPT_BYTES + 16
    assert len(kept[0]) == gguf.LONGEST_TEXT // 2


def test_texts_longer_than_the_buffer_are_walked_over() -> None:
    texts = ["a" * size for size in (0, 5, gguf.CHUNK - 3, 1, 3 * gguf.CHUNK, 7)]
    texts += ["bc"] * 5000 + texts
    body = b"".join(map(text, texts))
    entry = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, len(texts)) + body
    found = read(header(entry, number("last", 5)))
    assert found.metadata["tokenizer.ggml.tokens"] == Array(5012, None)
    assert found.metadata["last"] == 5


def test_a_peek_tells_what_stands_in_the_beginning() -> None:
    data = tiny_chat_model().read_bytes()
    for length in (100, 300, 3000, 15_000):
        found = peek(data[:length])
        assert not found.whole
        assert not found.tensors
    shape = Facts(found).geometry()
    assert (shape.layers, shape.kv_heads, shape.vocabulary) == (2, (1, 1), 667)


def test_a_peek_at_a_hostile_file_stays_small() -> None:
    claims = header(
        text("general.architecture") + struct.pack("<I", 8) + text("llama"),
        text("llama.block_count") + struct.pack("<IQ", 10, 2**39),
    )
    shape = Facts(peek(claims)).geometry()
    assert len(shape.kv_heads) <= 4096


def test_names_become_one_printable_line() -> None:
    assert one_line("a\x00b\n\x1b[31m<b>  c") == "a b [31m<b> c"
    assert len(one_line("x" * 10**6)) == 120
    assert printed(Array(3, (1, 2, 3))) == "1, 2, 3"
    assert printed(Array(70_000, None)) == "[70000]"


def test_a_folder_or_pipe_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="it is no file"):
        read_file(tmp_path)
    with pytest.raises(ModelUnusable, match="cannot be read"):
        read_file(tmp_path / "missing.gguf")


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The header with some bytes changed, a stretch doubled, moved or left out, or the end cut."""
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        at = dice.randrange(len(damaged))
        match dice.randrange(6):
            case 0:
                damaged[at] = dice.randrange(256)
            case 1:
                damaged[at : at + 8] = struct.pack("<Q", dice.getrandbits(dice.choice((16, 64))))
            case 2:
                del damaged[at : at + dice.randrange(64)]
            case 3:
                damaged[at:at] = damaged[at : at + dice.randrange(64)]
            case 4:
                damaged[at : at + 4] = struct.pack("<I", dice.randrange(14))
            case 5 if len(damaged) > 200:
                del damaged[at:]
        damaged = damaged or bytearray(b"G")
    return bytes(damaged)


def survive(cases: int, seed: int) -> None:
    dice = random.Random(seed)
    models = [tiny_chat_model(), tiny_chat_model(architecture="jamba", layers=4)]
    heads = []
    for path in models:
        data = path.read_bytes()
        start = read_header(io.BytesIO(data), len(data), "x").data_start
        heads.append((data[:start], data[start:]))
    tracemalloc.start()
    for case in range(cases):
        head, rest = heads[case % len(heads)]
        file = mutated(head, dice) + rest
        start = file[: dice.randrange(len(file))]
        told = [
            refusal(lambda data=file: Facts(read(data)), "x.gguf"),
            refusal(lambda data=start: Facts(peek(data)), "x.gguf"),
        ]
        assert not any(reason.startswith("unnamed") for reason in told), told
    assert tracemalloc.get_traced_memory()[1] < 60 << 20
    tracemalloc.stop()


def test_damaged_headers_are_survived() -> None:
    survive(300, seed=1)


@pytest.mark.soak
def test_ten_thousand_damaged_headers_are_survived() -> None:
    survive(10_000, seed=2)


def test_a_file_that_claims_much_takes_little_memory(tmp_path: Path) -> None:
    """All limits at once, in a process that may have 300 MB more than Python itself."""
    path = tmp_path / "greedy.gguf"
    entry = text("k") + struct.pack("<IIQ", 9, 8, 15_000_000)
    with path.open("wb") as file:
        file.write(header(entry))
        file.truncate(600 << 20)  # zeros: fifteen million empty texts
    program = (
        "import sys, resource\n"
        "from pathlib import Path\n"
        "from engine.library.headers import read_file\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "read_file(Path(sys.argv[1]))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=120
    )
    assert int(ran.stdout) < 100_000, ran.stderr
