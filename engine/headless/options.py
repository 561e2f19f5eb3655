"""The command line of the commands without a window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from engine.errors import InvalidSetting
from engine.headless import COMMANDS
from engine.headless.given import assignment, reader
from engine.settings import LoadSettings, SamplingSettings
from engine.strategy_settings import Strategy
from resources import POCKET

TOP = 20
_SETTINGS = (
    "name=value; the names are those of docs/protocol.md, SamplingSettings; lists are JSON: "
    "--set temperature=0.2 --set 'stop=[\"END\"]'"
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, `command` among them; leaves with exit code 2 and a sentence where they are
    no command."""
    parser = argparse.ArgumentParser(
        prog="tessera",
        description="Ask a GGUF model from a terminal, without a window.",
        epilog="Exit codes: 0 done, 1 it could not be done, 2 not understood, 130 interrupted.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    fillers = {"ask": _ask, "score": _score, "next": _next, "tokens": _tokens}
    parsers = {name: fillers[name](commands) for name in COMMANDS}
    options = parser.parse_args(arguments)
    _check(options, parsers[options.command])
    return options


def _ask(commands: Any) -> argparse.ArgumentParser:
    parser = _command(commands, "ask", "write a reply; it streams to standard output")
    _about_chat(parser)
    parser.add_argument("--system", metavar="TEXT", default="", help="a system prompt")
    parser.add_argument(
        "--set", metavar="NAME=VALUE", type=assignment, action="append", default=[], help=_SETTINGS
    )
    for name, words in (
        ("seed", "of the dice; without it one is drawn"),
        ("max_tokens", "end the reply after this many tokens"),
    ):
        parser.add_argument(
            "--" + name.replace("_", "-"),
            metavar="N",
            type=reader(SamplingSettings, name),
            help=words,
        )
    parser.add_argument(
        "--strategy",
        metavar="NAME",
        type=reader(SamplingSettings, "strategy"),
        help="how a reply is found: " + ", ".join(Strategy),
    )
    parser.add_argument(
        "--template",
        metavar="FILE.jinja",
        type=Path,
        help="a chat template in place of the model's own",
    )
    for name, words in (
        ("threads", "processor cores that compute"),
        ("context", "tokens that the model sees at once"),
    ):
        parser.add_argument(
            f"--{name}", metavar="N", type=reader(LoadSettings, name), default=0, help=words
        )
    parser.add_argument(
        "--trace", metavar="FILE.json", type=Path, help="write how each token was chosen"
    )
    return parser


def _score(commands: Any) -> argparse.ArgumentParser:
    parser = _command(commands, "score", "weigh every token of a text, and tell its perplexity")
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object")
    parser.add_argument("file", metavar="FILE", help="a text in UTF-8; - is standard input")
    return parser


def _next(commands: Any) -> argparse.ArgumentParser:
    parser = _command(commands, "next", "the candidates for the next token")
    _about_chat(parser)
    parser.add_argument("--top", metavar="N", type=_top, default=TOP, help="how many (%(default)s)")
    return parser


def _tokens(commands: Any) -> argparse.ArgumentParser:
    parser = _command(commands, "tokens", "a text in tokens")
    parser.add_argument("text", metavar="TEXT", help="- is standard input")
    return parser


def _command(commands: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=words[0].upper() + words[1:] + "."
    )
    parser.add_argument(
        "--model", metavar="FILE", type=Path, default=POCKET, help="without it, the one in the box"
    )
    return parser


def _about_chat(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--raw", action="store_true", help="continue the text as it is, without a chat template"
    )
    parser.add_argument(
        "prompt",
        metavar="PROMPT",
        help="what is said; - is standard input, without the line break at its end",
    )


def _top(text: str) -> int:
    value = reader(SamplingSettings, "candidates")(text)
    if not value:
        raise argparse.ArgumentTypeError("it must be at least 1")
    assert isinstance(value, int)
    return value


def _check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """What argparse cannot see: options that exclude each other, texts that are none."""
    for value in vars(options).values():
        if isinstance(value, str) and not isinstance(value, Enum):
            _require_text(value, parser)
    if options.command != "ask":
        return
    if options.raw and (options.system or options.template):
        parser.error("with --raw there is neither a --template nor a --system prompt")
    if options.trace and not options.trace.absolute().parent.is_dir():
        parser.error(f"there is no folder for --trace {options.trace}")
    try:
        SamplingSettings(**chosen(options))
    except InvalidSetting as error:
        parser.error(str(error))


def chosen(options: argparse.Namespace) -> dict[str, Any]:
    """The sampling settings that were given, the last of each name."""
    given = dict(options.set)
    given |= {
        name: getattr(options, name)
        for name in ("seed", "max_tokens", "strategy")
        if getattr(options, name, None) is not None
    }
    return given


def _require_text(value: str, parser: argparse.ArgumentParser) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        parser.error("an argument is no text in the encoding of this terminal")
