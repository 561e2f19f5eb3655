"""The command line of the commands, without running them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.headless import COMMANDS
from engine.headless.options import TOP, chosen, parse
from engine.strategy_settings import Strategy
from resources import POCKET


def usage_error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        parse(arguments)
    assert left.value.code == 2
    return capsys.readouterr().err


def test_everything_that_ask_takes() -> None:
    options = parse(
        [
            *("ask", "--model", "m.gguf", "--system", "Be brief.", "--seed", "7"),
            *("--set", "temperature=0.5", "--set", "top_k=3", "--set", "top_k=4"),
            *(
                "--max-tokens",
                "9",
                "--strategy",
                "greedy",
                "--template",
                "t.jinja",
                "--threads",
                "2",
            ),
            *("--context", "512", "--trace", "t.json", "hello"),
        ]
    )
    assert (options.model, options.template, options.trace) == (
        Path("m.gguf"),
        Path("t.jinja"),
        Path("t.json"),
    )
    assert (options.system, options.threads, options.context) == ("Be brief.", 2, 512)
    assert options.prompt == "hello"
    assert chosen(options) == {
        "temperature": 0.5,
        "top_k": 4,
        "seed": 7,
        "max_tokens": 9,
        "strategy": Strategy.GREEDY,
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_model_it_is_the_one_in_the_box(command: str) -> None:
    assert parse([command, "x"]).model == POCKET


def test_the_others_have_their_own_options() -> None:
    assert parse(["score", "--json", "-"]).json
    assert parse(["next", "x"]).top == TOP
    assert parse(["next", "--raw", "--top", "5", "x"]).top == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask",), "PROMPT"),
        (("dance", "x"), "dance"),
        (("ask", "--set", "temperature=9", "x"), "between 0 and 5"),
        (("ask", "--seed", "x", "x"), "whole number"),
        (("ask", "--strategy", "x", "x"), "one of sample, greedy, beam, contrastive"),
        (("ask", "--threads", "1000", "x"), "between 0 and 256"),
        (("ask", "--raw", "--system", "s", "x"), "--raw"),
        (("ask", "--raw", "--template", "t", "x"), "--raw"),
        (("ask", "--trace", "no/such/folder/t.json", "x"), "no folder"),
        (("ask", "--set", 'order=["top_k","top_k"]', "x"), "top_k comes twice"),
        (("ask", "\udcff"), "no text"),
        (("next", "--top", "0", "x"), "at least 1"),
        (("next", "--top", "1001", "x"), "between 0 and 1,000"),
        (("tokens",), "TEXT"),
    ],
)
def test_what_is_not_understood_is_said(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in usage_error(capsys, *arguments)


def test_help_tells_of_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        parse(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {command} " in said for command in COMMANDS)
