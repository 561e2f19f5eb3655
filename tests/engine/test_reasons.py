from __future__ import annotations

import signal as signals

import pytest

from engine import reasons
from engine.errors import (
    ArchitectureUnknown,
    FileBroken,
    FileEndsEarly,
    FileMissing,
    FormatUnknown,
    ModelUnusable,
    NoTextGenerated,
    OutOfMemory,
    PartOfModel,
)

FAILED = "llama_model_load_from_file_impl: failed to load model"


def _error(message: str) -> list[str]:
    return [f"llama_model_load: error loading model: {message}", FAILED]


@pytest.mark.parametrize(
    ("lines", "kind", "words"),
    [
        (
            _error("unknown model architecture: 'mamba9'"),
            ArchitectureUnknown,
            'the architecture "mamba9"',
        ),
        (
            _error("unknown model architecture: ''"),
            FileBroken,
            "does not name its architecture",
        ),
        (
            _error("tensor 'output.weight' data is not within the file bounds, model is corrupted"),
            FileEndsEarly,
            "ends early",
        ),
        (
            ["gguf_init_from_reader: failed to read key-value pairs", *_error("x")],
            FileEndsEarly,
            "ends early",
        ),
        (
            [
                "read: string length 1152921504606846976 exceeds maximum 1073741824",
                "gguf_init_from_reader: failed to read key-value pairs",
            ],
            FileBroken,
            "a text in its header claims an impossible length",
        ),
        (
            _error("illegal split file idx: 1 (file: a.gguf), model must be loaded with the first"),
            PartOfModel,
            "open the first",
        ),
        (
            [
                "gguf_init_from_reader: this GGUF file is version 4 but this software only "
                "supports up to version 3"
            ],
            FormatUnknown,
            "of version 4 of GGUF, and 3 is the newest",
        ),
        (
            ["tensor 'a' has invalid ggml type 45. should be in [0, 43)"],
            FormatUnknown,
            "stored in a newer way (45)",
        ),
        (
            ["tensor 'a' has invalid ggml type -7. should be in [0, 43)"],
            FileBroken,
            'its tensor "a" is of type -7, which is none',
        ),
        (
            _error("error loading model vocabulary: unknown pre-tokenizer type: 'next'"),
            FormatUnknown,
            '"next", unknown here',
        ),
        (
            _error("CLIP cannot be used as main model, use it with --mmproj instead"),
            NoTextGenerated,
            "it is a projector",
        ),
        (
            [
                "llama_model_loader: loaded meta data with 26 key-value pairs and 0 tensors from a",
                *_error("missing tensor 'token_embd.weight'"),
            ],
            NoTextGenerated,
            "a vocabulary without weights",
        ),
        (
            [
                "llama_model_loader: - kv   1:          general.type str              = adapter",
                *_error("missing tensor 'token_embd.weight'"),
            ],
            NoTextGenerated,
            "it is an adapter",
        ),
        (
            [
                "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 9.00 MiB on device 0: "
                "cudaMalloc failed: out of memory",
                *_error("unable to allocate CUDA0 buffer"),
            ],
            OutOfMemory,
            "does not fit into memory",
        ),
        (
            ["alloc_tensor_range: failed to allocate CPU buffer of size 99999999"],
            OutOfMemory,
            "does not fit into memory",
        ),
        (
            ["gguf_init_from_file: failed to open GGUF file 'a' (Permission denied)"],
            FileMissing,
            "cannot be read: Permission denied",
        ),
        (_error("mmap failed: No such device"), FileMissing, "cannot be read: No such device"),
        (
            _error("check_tensor_dims: tensor 'blk.4.ffn_up.weight' not found"),
            FileBroken,
            '"blk.4.ffn_up.weight" is missing',
        ),
        (_error("something unheard of"), FileBroken, "llama.cpp says: something unheard of"),
        (
            ["llama_init_from_model: failed to initialize the context: no such attention"],
            ModelUnusable,
            "no such attention",
        ),
        ([], FileBroken, "did not say why"),
    ],
)
def test_a_failed_load_is_told_by_its_cause(
    lines: list[str], kind: type[ModelUnusable], words: str
) -> None:
    error = reasons.load_failure(lines, "my.gguf")
    assert type(error) is kind
    assert words in str(error)
    if kind is not ModelUnusable:
        assert "my.gguf" in str(error)


def test_what_a_file_says_of_itself_is_cut_to_a_line_that_can_be_shown() -> None:
    error = reasons.load_failure(_error(f"unknown model architecture: '{'x' * 5000}'"), "my.gguf")
    assert len(str(error)) < 500


def test_braces_from_a_file_do_no_harm() -> None:
    error = reasons.load_failure(_error("tensor '{0.x}{name}' not found"), "{odd}.gguf")
    assert 'its tensor "{0.x}{name}" is missing' in str(error)
    assert str(error) == error.fault.sentence


ASSERT = "/build/vendor/llama.cpp/src/{0}: GGML_ASSERT({1}) failed"


@pytest.mark.parametrize(
    ("exit_code", "signal", "lines", "kind", "words"),
    [
        (9, signals.SIGKILL, [], "DiedOfMemory", "ran out of memory (SIGKILL)"),
        (
            6,
            signals.SIGABRT,
            ["terminate called after throwing an instance of 'std::bad_alloc'"],
            "DiedOfMemory",
            "ran out of memory",
        ),
        (1, None, ["Traceback (most recent call last):", "MemoryError"], "DiedOfMemory", "exit"),
        (
            6,
            signals.SIGABRT,
            ["CUDA error: out of memory", "  current device: 0"],
            "DiedOfMemory",
            "ran out of memory",
        ),
        (4, signals.SIGILL, [], "CpuFeatureMissing", "this processor does not have (SIGILL)"),
        (-1073741795, None, [], "CpuFeatureMissing", "(illegal instruction)"),
        (0xC0000017, None, [], "DiedOfMemory", "(no memory)"),
        (7, signals.SIGBUS, [], "DiedOnFile", "my.gguf is damaged: it could not be read"),
        (
            6,
            signals.SIGABRT,
            ["CUDA error: an illegal memory access was encountered"],
            "DriverFailed",
            "update the driver",
        ),
        (
            6,
            signals.SIGABRT,
            ["terminate called", "  what():  vk::Queue::submit: ErrorDeviceLost"],
            "DriverFailed",
            "vk::Queue::submit: ErrorDeviceLost",
        ),
        (
            6,
            signals.SIGABRT,
            [ASSERT.format("llama-vocab.cpp:2544", "id_to_token.size() == token_to_id.size()")],
            "DiedOnFile",
            "a token stands twice in its vocabulary",
        ),
        (
            6,
            signals.SIGABRT,
            [ASSERT.format("llama-model.cpp:1", "n > 0")],
            "DiedOnFile",
            "a number in its header is impossible",
        ),
        (
            6,
            signals.SIGABRT,
            [ASSERT.format("llama-context.cpp:1785", "n_tokens_all <= n_batch")],
            "EngineAborted",
            "llama-context.cpp:1785: GGML_ASSERT(n_tokens_all <= n_batch) failed",
        ),
        (11, signals.SIGSEGV, [], "EngineDied", "(SIGSEGV): it left no message"),
        (3, None, ["ImportError: no msgspec"], "EngineDied", "(exit code 3): ImportError: no"),
        (0, None, [], "EngineDied", "(exit code 0)"),
        (77, 77, [], "EngineDied", "(signal 77)"),
    ],
)
def test_a_dead_engine_is_told_by_what_it_left(
    exit_code: int, signal: int | None, lines: list[str], kind: str, words: str
) -> None:
    fault = reasons.death(exit_code, signal, lines, "my.gguf")
    assert fault.kind == kind
    assert words in fault.sentence
    assert "/build" not in fault.sentence


def test_a_crash_while_reading_a_file_is_the_files() -> None:
    fault = reasons.death(11, signals.SIGSEGV, [], "my.gguf", loading=True)
    assert fault.kind == "DiedOnFile"
    assert "my.gguf is damaged: llama.cpp crashed while reading it" in fault.sentence
    assert reasons.death(9, signals.SIGKILL, [], "my.gguf", loading=True).kind == "DiedOfMemory"


def test_a_failed_check_while_reading_a_file_is_the_files() -> None:
    check = "/build/ggml.c:3758: GGML_ASSERT(ggml_nelements(a) == ne0*ne1*ne2) failed"
    fault = reasons.death(6, signals.SIGABRT, [check], "my.gguf", loading=True)
    assert fault.kind == "DiedOnFile"
    assert "my.gguf is damaged: it fails one of llama.cpp's own checks" in fault.sentence
    assert "ggml.c:3758" in fault.sentence
    assert reasons.death(6, signals.SIGABRT, [check], "my.gguf").kind == "EngineAborted"


def test_the_last_line_is_the_last_that_says_something() -> None:
    lines = [
        "llama_decode: failed to decode, ret = -3",
        "Fatal Python error: Segmentation fault",
        "",
        "Current thread 0x00007f (most recent call first):",
        '  File "engine/llama/context.py", line 1 in evaluate',
        "Extension modules: numpy (total: 1)",
    ]
    fault = reasons.death(11, signals.SIGSEGV, lines)
    assert "Fatal Python error: Segmentation fault" in fault.sentence
