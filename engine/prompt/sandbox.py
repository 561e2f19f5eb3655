"""The helper process in which chat templates run: Jinja in a sandbox, under hard limits.

A program of its own that knows nothing of the engine. It says `{}` when it is ready, then answers
each line `{"template", "variables", "room"}` by `{"text"}`, `{"broken": reason}` or
`{"too_long": true}`, and leaves at end of input. A template that takes too long ends the process
by SIGALRM, whose default action needs no interpreter; one that takes too much memory meets
RLIMIT_AS. Environment, filters and globals are those of Hugging Face transformers
(`utils/chat_template_utils.py`), for which the templates were written."""

from __future__ import annotations

import functools
import json
import signal
import sys
from datetime import datetime
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

MEMORY_BYTES = 1 << 30

# What a template can make Python raise; anything else ends this process, and the parent says so.
TEMPLATE_ERRORS = (
    jinja2.TemplateError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


class GenerationTag(Extension):
    """`{% generation %}` marks what is trained on; here it only passes its body on."""

    tags = {"generation"}  # noqa: RUF012  the base class declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The statements between the tag and its end."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def environment() -> jinja2.Environment:
    """The sandbox that templates are compiled in."""
    sandbox = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[GenerationTag, loopcontrols]
    )
    sandbox.filters["tojson"] = _to_json
    sandbox.globals["raise_exception"] = _raise
    sandbox.globals["strftime_now"] = _now
    return sandbox


def answer(compiled: Any, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request; `compiled` turns a source into a jinja2.Template."""
    try:
        text = _rendered(compiled(request["template"]), request["variables"], request["room"])
    except MemoryError:
        problem = "it needs too much memory"
    except RecursionError:
        problem = "it calls itself without end"
    except jinja2.TemplateSyntaxError as error:
        problem = f"line {error.lineno}: {error.message}"
    except jinja2.TemplateError as error:
        problem = error.message or type(error).__name__
    except TEMPLATE_ERRORS as error:
        problem = f"{type(error).__name__}: {error}"
    else:
        return {"too_long": True} if text is None else {"text": text}
    return {"broken": problem[:1000]}


def _rendered(template: jinja2.Template, variables: dict[str, Any], room: int) -> str | None:
    """The text, or None where it grows beyond `room` characters."""
    chunks: list[str] = []
    for chunk in template.generate(variables):
        room -= len(chunk)
        if room < 0:
            return None
        chunks.append(chunk)
    return "".join(chunks)


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )


def _raise(message: object) -> NoReturn:
    raise jinja2.TemplateError(str(message))


def _now(layout: str) -> str:
    return datetime.now().strftime(layout)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource  # exists only on POSIX

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    except (ValueError, OSError):
        return  # macOS refuses; the time limit remains


def _alarm(seconds: float) -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """Answer requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    seconds = float(sys.argv[1])
    compiled = functools.lru_cache(maxsize=4)(environment().from_string)
    _say({})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _alarm(seconds)
        reply = answer(compiled, request)
        _alarm(0)
        _say(reply)


def _say(reply: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(reply).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
