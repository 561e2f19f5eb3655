"""The commands as a person runs them: processes, pipes, exit codes. Real engine, real models."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from engine import tracefile
from engine.chat import Chat, Message, Role
from engine.headless.child import Child
from engine.protocol import Event, Generate, Token
from engine.records import StopReason
from engine.settings import SamplingSettings
from tests.models import tiny_chat_model

LIMIT_S = 120.0
COMMAND = (sys.executable, "-m", "desktop")
WITHOUT_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


def run(*arguments: str, said: str | bytes = b"", **options: Any) -> Any:
    """A finished command: its exit code, standard output and standard error as text."""
    stdin = said.encode() if isinstance(said, str) else said
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        timeout=LIMIT_S,
        check=False,
        env={**os.environ, **WITHOUT_DISPLAY},
        **options,
    )
    out = (done.stdout or b"").decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, done.stderr.decode())


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]]:
    """A command, its standard output and its standard error."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env={**os.environ, **WITHOUT_DISPLAY},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        yield process, process.stdout, process.stderr
        process.kill()


@pytest.fixture(scope="module")
def model() -> str:
    return str(tiny_chat_model())


@pytest.fixture(scope="module")
def endless() -> str:
    return str(tiny_chat_model(endless=True, context=32768))


def engine_says(model: str, sampling: SamplingSettings, *messages: Message) -> str:
    """What the engine itself replies, asked over its protocol."""
    pieces: list[bytes] = []

    def take(event: Event) -> None:
        if isinstance(event, Token):
            pieces.append(event.record.piece)

    with Child() as child:
        child.load(Path(model))
        child.ask(Generate(1, Chat(messages), sampling), take)
    return b"".join(pieces).decode("utf-8", "backslashreplace")


def test_a_reply_is_that_of_the_engine(model: str) -> None:
    options = ("--seed", "5", "--max-tokens", "12", "--set", "temperature=1.2", "--set", "top_k=0")
    done = run("ask", "--model", model, "--system", "Be brief.", *options, "hello")
    messages = (Message("s", Role.SYSTEM, "Be brief."), Message("q", Role.USER, "hello"))
    sampling = SamplingSettings(seed=5, max_tokens=12, temperature=1.2, top_k=0)
    expected = engine_says(model, sampling, *messages)
    assert done.stdout == expected + ("" if expected.endswith("\n") else "\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_model_in_the_box_needs_no_option_and_nothing_of_qt() -> None:
    code = (
        "import sys; from desktop.__main__ import main\n"
        "assert main(['ask', '--seed', '1', 'Hello']) == 0\n"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'numpy'))]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_the_same_seed_writes_the_same_and_standard_input_is_a_prompt_too(model: str) -> None:
    options = ("ask", "--model", model, "--seed", "5", "--max-tokens", "8")
    first = run(*options, "hello there")
    again = run(*options, "-", said="hello there\n")
    other = run(*options, "hello  there")
    assert first.stdout == again.stdout != other.stdout


def test_a_trace_holds_the_prompt_and_every_token_of_the_reply(model: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    done = run(
        "ask", "--model", model, "--seed", "5", "--max-tokens", "6", "--trace", str(file), "你好"
    )
    trace = tracefile.read(file.read_bytes(), "trace.json")
    text = "".join(token.text for token in trace.tokens)
    assert done.stdout.rstrip("\n") == text.rstrip("\n")
    assert len(trace.tokens) == 6
    assert trace.reason is StopReason.LENGTH
    assert trace.settings.max_tokens == 6
    assert trace.seed == 5
    assert trace.model.file == Path(model).name
    assert trace.prompt is not None
    assert trace.prompt.text == "<|im_start|>user\n你好<|im_end|>\n<|im_start|>assistant\n"
    data = trace.prompt.text.encode()
    question = [s for s in trace.prompt.spans if s.message == "prompt"]
    assert data[question[0].start : question[-1].end].decode() == "你好"
    for token in trace.tokens:
        assert len(token.candidates) == 64
        assert all(candidate.text is not None for candidate in token.candidates)
        assert token.distribution is not None
        finals = sum(c.final or 0 for c in token.candidates) + token.distribution.rest_mass
        assert math.isclose(finals, 1, rel_tol=1e-4)


@pytest.mark.parametrize("strategy", ["greedy", "beam", "contrastive"])
def test_each_strategy_writes_a_reply_and_its_trace(
    strategy: str, model: str, tmp_path: Path
) -> None:
    file = tmp_path / "trace.json"
    options = ("--strategy", strategy, "--trace", str(file), "--max-tokens", "6")
    done = run("ask", "--model", model, *options, "hello")
    trace = tracefile.read(file.read_bytes(), "trace.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip("\n") == "".join(t.text for t in trace.tokens).rstrip("\n")
    assert {token.how for token in trace.tokens} == {strategy}
    assert trace.settings.strategy == strategy


def test_half_a_character_among_the_candidates_is_shown_as_bytes(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    done = run(
        *("ask", "--seed", "3", "--trace", str(file)), "用中文回答：你好吗？🙂"
    )  # the model in the box writes Chinese, rare signs byte by byte
    content = json.loads(file.read_text(encoding="utf-8"))
    assert done.stdout.rstrip("\n") == "".join(t["text"] for t in content["tokens"]).rstrip("\n")
    assert any("一" <= sign <= "龥" for sign in done.stdout)
    shown = {c["text"] for token in content["tokens"] for c in token["candidates"]}
    assert any("\\x" in text for text in shown)
    assert not any("\ufffd" in text for text in shown)


def test_a_template_of_the_persons_takes_the_place_of_the_models(
    model: str, tmp_path: Path
) -> None:
    template, file = tmp_path / "t.jinja", tmp_path / "trace.json"
    template.write_text("Q: {{ messages[-1].content }} A:", encoding="utf-8")
    options = ("--template", str(template), "--trace", str(file), "--max-tokens", "2")
    assert run("ask", "--model", model, *options, "hello").returncode == 0
    trace = tracefile.read(file.read_bytes(), "trace.json")
    assert trace.prompt is not None
    assert trace.prompt.text == "Q: hello A:"


def test_a_broken_template_is_told(model: str, tmp_path: Path) -> None:
    template = tmp_path / "t.jinja"
    template.write_text("{% if %}", encoding="utf-8")
    done = run("ask", "--model", model, "--template", str(template), "hello")
    assert done.returncode == 1
    assert "chat template" in done.stderr


def test_raw_text_is_continued_without_a_template(model: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    options = ("--raw", "--trace", str(file), "--max-tokens", "2")
    assert run("ask", "--model", model, *options, "the people").returncode == 0
    trace = tracefile.read(file.read_bytes(), "trace.json")
    assert trace.prompt is not None
    assert trace.prompt.text == "the people"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_ctrl_c_ends_a_reply_politely_and_keeps_its_trace(endless: str, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    options = ("--model", endless, "--trace", str(file))
    with running("ask", *options, "hello") as (process, out, err):
        first = out.read(1)
        process.send_signal(signal.SIGINT)
        text = first + out.read()
        assert process.wait(LIMIT_S) == 130
        assert err.read() == b""
    trace = tracefile.read(file.read_bytes(), "trace.json")
    assert trace.reason is StopReason.CANCELLED
    assert "".join(t.text for t in trace.tokens).rstrip("\n") == text.decode().rstrip("\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_has_enough_is_left_without_a_word(endless: str) -> None:
    with running("ask", "--model", endless, "hello") as (process, out, err):
        out.read(1)
        out.close()
        assert process.wait(LIMIT_S) == 128 + signal.SIGPIPE
        assert err.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are others there")
def test_on_a_terminal_the_reply_is_what_stays(model: str) -> None:
    ours, theirs = os.openpty()
    options = ("--model", model, "--seed", "5", "--max-tokens", "4", "hello")
    with subprocess.Popen([*COMMAND, "ask", *options], stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = b"".join(iter(lambda: _read(ours), b""))
        assert process.wait(LIMIT_S) == 0
    os.close(ours)
    shown = said.decode().replace("\r\n", "\n")
    assert "Loading the model: 100%\r\x1b[K" in shown
    reply = run("ask", *options).stdout
    assert shown.endswith("\r\x1b[K" + reply)


def _read(terminal: int) -> bytes:
    """What is there; nothing once nobody writes any more, which Linux tells as an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_told(model: str) -> None:
    with open("/dev/full", "wb") as full:
        done = run("ask", "--model", model, "--max-tokens", "4", "hello", stdout=full)
    assert done.returncode == 1
    assert done.stderr == "tessera: Standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("ask", "--model", "no.gguf", "hello"), "no.gguf cannot be read"),
        (("tokens", "--model", __file__, "hello"), "is not a GGUF model file"),
        (("score", "no.txt"), "no.txt cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(command: tuple[str, ...], said: str) -> None:
    done = run(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.startswith("tessera: ")
    assert done.stderr.count("\n") == 1


def test_a_damaged_model_is_told_from_the_engines_own_words() -> None:
    done = run("next", "--model", str(tiny_chat_model(nan=True)), "hello")
    assert done.returncode == 1
    assert "The model computes NaN" in done.stderr


def test_what_is_not_understood_is_a_mistake_of_usage(model: str) -> None:
    done = run("ask", "--model", model, "--set", "temprature=1", "hello")
    assert done.returncode == 2
    assert "did you mean 'temperature'?" in done.stderr


def test_a_file_that_is_no_text_is_told(model: str, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(b"abc\xff")
    done = run("score", "--model", model, str(file))
    assert done.returncode == 1
    assert "x.txt is not a text in UTF-8: it cannot be read from byte 3 on" in done.stderr


def test_a_text_that_is_too_long_is_told(model: str, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("x" * 1_000_001)
    done = run("score", "--model", model, str(file))
    assert done.returncode == 1
    assert "x.txt is too long: of its 1,000,001 characters 1,000,000" in done.stderr


def test_the_next_tokens_fall_from_the_likeliest(model: str) -> None:
    done = run("next", "--model", model, "--top", "7", "hello")
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["id", "probability", "after", "the", "chain", "piece"]
    shares = [float(line.split()[1]) for line in lines]
    assert len(lines) == 7
    assert shares == sorted(shares, reverse=True)


def test_tokens_are_told_with_their_bytes(model: str) -> None:
    text = "the water 🙂\n<|im_end|>"
    done = run("tokens", "--model", model, text)
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["id", "piece", "bytes"]
    cells = [line.split(maxsplit=2) for line in lines]
    assert b"".join(bytes.fromhex(cell[2]) for cell in cells).decode() == text
    assert "·water" in {cell[1] for cell in cells}
    assert run("tokens", "--model", model, "-", said=text).stdout == done.stdout


def test_a_score_tells_every_token_and_the_perplexity(model: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("the people find water", encoding="utf-8")
    table = run("score", "--model", model, str(file)).stdout.splitlines()
    whole = json.loads(run("score", "--model", model, "--json", "-", said=file.read_bytes()).stdout)
    logprobs = [each for each in whole["logprobs"] if each is not None]
    perplexity = math.exp(-sum(logprobs) / len(logprobs))
    assert math.isclose(whole["perplexity"], perplexity, rel_tol=1e-6)
    assert table[-1] == f"perplexity {perplexity:.4f}"
    assert len(table) == len(whole["ids"]) + 2
    assert "".join(whole["pieces"]) == "the people find water"
