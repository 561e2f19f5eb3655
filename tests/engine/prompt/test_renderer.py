"""A template of a stranger can say what is wrong with it, and nothing worse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import pytest

from engine.errors import TemplateBroken, TemplateEndless, TemplateTooLong
from engine.prompt.renderer import OUTPUT_CHARACTERS, Renderer

GREETING = "Hello {{ name }}!"


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with closing(Renderer()) as renderer:
        renderer.start()
        yield renderer


@pytest.fixture
def own() -> Iterator[Renderer]:
    """One that may lose its helper."""
    with closing(Renderer()) as renderer:
        yield renderer


@pytest.fixture
def hasty() -> Iterator[Renderer]:
    with closing(Renderer(seconds=0.2)) as renderer:
        yield renderer


def test_it_renders_what_it_is_given(renderer: Renderer) -> None:
    assert renderer.render(GREETING, {"name": "Zoë 🙂 \ue000"}) == "Hello Zoë 🙂 \ue000!"


def test_blocks_leave_no_line_breaks_and_no_indent(renderer: Renderer) -> None:
    template = "{% for x in xs %}\n    {% if x %}\n{{ x }},\n    {% endif %}\n{% endfor %}\nend"
    assert renderer.render(template, {"xs": [1, 0, 2]}) == "1,\n2,\nend"


def test_loops_can_break_and_continue(renderer: Renderer) -> None:
    template = (
        "{% for x in xs %}{% if x == 2 %}{% continue %}{% endif %}"
        "{% if x == 4 %}{% break %}{% endif %}{{ x }}{% endfor %}"
    )
    assert renderer.render(template, {"xs": [1, 2, 3, 4, 5]}) == "13"


def test_json_keeps_letters_and_html_signs(renderer: Renderer) -> None:
    assert renderer.render("{{ x | tojson }}", {"x": {"ß": "<é>"}}) == '{"ß": "<é>"}'
    assert renderer.render("{{ x | tojson(indent=1) }}", {"x": [1]}) == "[\n 1\n]"


def test_the_training_tag_passes_its_body_on(renderer: Renderer) -> None:
    template = "a{% generation %}{% set b = 'b' %}{{ b }}{% endgeneration %}c"
    assert renderer.render(template, {}) == "abc"


def test_the_date_is_today(renderer: Renderer) -> None:
    before = datetime.now().strftime("%d %b %Y")
    shown = renderer.render("{{ strftime_now('%d %b %Y') }}", {})
    assert shown in (before, datetime.now().strftime("%d %b %Y"))


def test_a_template_may_refuse_with_its_own_words(renderer: Renderer) -> None:
    template = "{{ raise_exception('Roles must alternate\n {braces}, user first!') }}"
    with pytest.raises(TemplateBroken) as caught:
        renderer.render(template, {})
    assert "does not work: Roles must alternate {braces}, user first." in str(caught.value)
    assert caught.value.fault.sentence == str(caught.value)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("a\n{% for %}", "line 2: "),
        ("{{ missing.name }}", "'missing' is undefined"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'a' + 1 }}", "TypeError"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ messages.append(1) }}", "unsafe"),
        ("{% include 'x' %}", "no loader"),
        ("{{ 'x' | nonsense }}", "nonsense"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself"),
        ("{% set x = 'a' * 10 ** 10 %}{{ x | length }}", "memory"),
        ("{% set x = 'a'.center(10 ** 10) %}{{ x | length }}", "memory"),
        ("{% set x = '%9999999999d' % 1 %}{{ x | length }}", "memory|OverflowError|ValueError"),
        ("{{ range(10 ** 9) | list | length }}", "Range too big"),
        ("{{ raise_exception('w' * 5000) }}", "w…"),
    ],
)
def test_what_goes_wrong_is_said(own: Renderer, template: str, reason: str) -> None:
    with pytest.raises(TemplateBroken, match=reason) as caught:
        own.render(template, {"messages": []})
    assert len(str(caught.value)) < 400
    assert own.render(GREETING, {"name": "you"}) == "Hello you!"


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 9 ** (9 ** 9) % 7 }}",
    ],
)
def test_a_template_without_end_is_ended(hasty: Renderer, template: str) -> None:
    with pytest.raises(TemplateEndless, match=r"within 0\.2 seconds"):
        hasty.render(template, {})
    assert hasty.render(GREETING, {"name": "you"}) == "Hello you!"


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{{ 'abcdefghijklmnop' * 9 }}{% endfor %}",
        "{{ 'a'.center(2000000) }}",
    ],
)
def test_a_flood_is_cut_off(own: Renderer, template: str) -> None:
    with pytest.raises(TemplateTooLong, match="more than 1 MB"):
        own.render(template, {})
    assert own.render(GREETING, {"name": "you"}) == "Hello you!"


def test_a_long_message_is_no_flood(renderer: Renderer) -> None:
    text = "0123456789" * (OUTPUT_CHARACTERS // 10 + 7)
    assert renderer.render("<{{ text }}>", {"text": text}) == f"<{text}>"


def test_deep_nesting_ends_at_most_the_helper(own: Renderer) -> None:
    for template in ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "{% if 1 %}" * 3000):
        with pytest.raises(TemplateBroken):
            own.render(template, {})
    assert own.render(GREETING, {"name": "you"}) == "Hello you!"


def test_a_helper_that_was_killed_is_replaced(own: Renderer) -> None:
    own.render(GREETING, {"name": "you"})
    process = own._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert own.render(GREETING, {"name": "again"}) == "Hello again!"


def test_a_helper_that_stands_still_is_replaced(hasty: Renderer) -> None:
    hasty.render(GREETING, {"name": "you"})
    process = hasty._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(TemplateEndless):
        hasty.render(GREETING, {"name": "x" * 1_000_000})
    assert process.returncode == -signal.SIGKILL
    assert hasty.render(GREETING, {"name": "again"}) == "Hello again!"


def test_a_helper_that_cannot_start_is_a_sentence(
    own: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(TemplateBroken, match="its process cannot start"):
        own.render(GREETING, {"name": "you"})


def test_it_can_be_started_early_closed_twice_and_used_again(own: Renderer) -> None:
    own.start()
    early = own._process
    own.start()
    assert own._process is early
    assert own.render(GREETING, {"name": "you"}) == "Hello you!"
    own.close()
    own.close()
    assert early is not None
    assert early.returncode == 0
    assert own.render(GREETING, {"name": "you"}) == "Hello you!"


def test_the_engine_itself_never_loads_jinja() -> None:
    """What strangers' templates need stays in the helper."""
    code = (
        "import sys; from engine.prompt import renderer, template; print('jinja2' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
