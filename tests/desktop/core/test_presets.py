"""Presets of three kinds of file, some of them hostile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import PresetUnreadable, PresetUnwritable
from desktop.core.presets import (
    LARGEST_FILE,
    Preset,
    file_for,
    moved,
    presets_in,
    read_preset,
    write_preset,
)
from engine.stage_settings import MOVABLE, StageName

FULL = Preset("Mine", {"temperature": 1.25, "top_k": 0, "banned_words": ("never",)})


def file(tmp_path: Path, name: str, content: str | dict[str, Any]) -> Path:
    path = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def test_our_own_come_back_as_they_were(tmp_path: Path) -> None:
    path = file_for(tmp_path / "presets", "Mine")
    write_preset(path, FULL)
    assert read_preset(path) == FULL


def test_an_order_is_part_of_a_preset(tmp_path: Path) -> None:
    order = (StageName.TEMPERATURE, StageName.TOP_K)
    write_preset(tmp_path / "a.json", Preset("a", {"order": order}))
    assert read_preset(tmp_path / "a.json").settings.order == order


def test_a_textgen_preset_sets_what_differs(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "Big O.yaml",
        "temperature: 0.87\ntop_p: 0.99\ntop_k: 85\ntypical_p: 0.68\nrepetition_penalty: 1.01\n"
        "repetition_penalty_range: 512\nguidance_scale: 1.5\n",
    )
    preset = read_preset(path)
    assert (preset.name, preset.left_out) == ("Big O", ())
    assert preset.values == {
        "temperature": 0.87,
        "top_p": 0.99,
        "top_k": 85,
        "typical_p": 0.68,
        "repeat_penalty": 1.01,
        "repeat_last_n": 512,
    }


def test_a_range_of_temperatures_is_a_dynamic_one(tmp_path: Path) -> None:
    text = "dynamic_temperature: true\ndynatemp_low: 0.5\ndynatemp_high: 1.5\n"
    assert read_preset(file(tmp_path, "d.yaml", text)).values == {
        "temperature": 1.0,
        "dynamic_temperature": 0.5,
    }


def test_breakers_written_as_text_are_a_list(tmp_path: Path) -> None:
    text = 'dry_multiplier: 0.8\ndry_sequence_breakers: \'"\\n", "?"\'\n'
    values = read_preset(file(tmp_path, "d.yaml", text)).values
    assert values == {"dry_multiplier": 0.8, "dry_breakers": ("\n", "?")}


def test_a_sillytavern_preset_is_read(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "Universal.json",
        {
            "temp": 1.3,
            "top_k": 60,
            "min_p": 0.1,
            "rep_pen": 1.1,
            "rep_pen_range": 1024.0,
            "freq_pen": 0.2,
            "presence_pen": 0,
            "nsigma": 1.5,
            "xtc_probability": 0.5,
            "dry_multiplier": 0.8,
            "sampler_order": [6, 5, 0, 1, 3, 4, 2],
            "genamt": 350,
        },
    )
    preset = read_preset(path)
    order = preset.values.pop("order")
    assert preset.values == {
        "temperature": 1.3,
        "top_k": 60,
        "min_p": 0.1,
        "repeat_penalty": 1.1,
        "repeat_last_n": 1024,
        "frequency_penalty": 0.2,
        "top_n_sigma": 1.5,
        "xtc_probability": 0.5,
        "dry_multiplier": 0.8,
    }
    wanted = [StageName.PENALTIES, StageName.TEMPERATURE, StageName.TOP_K, StageName.TYPICAL]
    assert [stage for stage in order if stage in wanted] == wanted
    assert set(order) == set(MOVABLE)


def test_what_is_out_of_range_is_left_out_and_told(tmp_path: Path) -> None:
    path = file(tmp_path, "wild.json", {"temp": 0.7, "rep_pen": 3.0, "top_k": "many"})
    preset = read_preset(path)
    assert preset.values == {"temperature": 0.7}
    assert preset.left_out == ("rep_pen: 3.0", "top_k: 'many'")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", "[1, 2]", "no list of settings"),
        ("a.json", '{"temp": ', "truncated"),
        ("a.yaml", "just words", "no list of settings"),
        ("a.yaml", "a: [", "while parsing"),
        ("a.yaml", "!!python/object/apply:os.system ['true']", "constructor"),
        ("a.json", "{}", "nothing that Tessera knows"),
        ("a.json", '{"tessera_preset": 99}', "newer Tessera"),
        ("a.json", '{"tessera_preset": "x"}', "int"),
        ("a.json", "[" * 100_000, "recursion"),
        ("a.yaml", "x" * (LARGEST_FILE + 1), "too large"),
    ],
)
def test_what_is_no_preset_is_told(tmp_path: Path, name: str, content: str, reason: str) -> None:
    with pytest.raises(PresetUnreadable, match=f"(?i){reason}"):
        read_preset(file(tmp_path, name, content))


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"GGUF\x03\xff\xfe")
    with pytest.raises(PresetUnreadable, match="no text"):
        read_preset(tmp_path / "a.json")
    with pytest.raises(PresetUnreadable, match="No such file"):
        read_preset(tmp_path / "missing.json")


def test_a_grammar_is_not_taken_from_a_preset(tmp_path: Path) -> None:
    own = {"tessera_preset": 1, "values": {"temperature": 0.5, "grammar": 'root ::= "x"'}}
    assert read_preset(file(tmp_path, "a.json", own)).values == {"temperature": 0.5}


def test_a_folder_is_read_past_what_is_broken(tmp_path: Path) -> None:
    for name in ("b", "A"):
        write_preset(file_for(tmp_path, name), Preset(name, {"top_k": 1}))
    file(tmp_path, "broken.json", "{")
    assert [preset.name for preset in presets_in(tmp_path)] == ["A", "b"]
    assert presets_in(tmp_path / "nowhere") == ()


def test_a_name_cannot_leave_its_folder(tmp_path: Path) -> None:
    assert file_for(tmp_path, "../../etc/passwd").parent == tmp_path
    assert file_for(tmp_path, "..").parent == tmp_path
    assert file_for(tmp_path, "我的/设置").name == "我的-设置.json"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(PresetUnwritable):
        write_preset(tmp_path / "a file" / "x.json", FULL)


@given(st.lists(st.sampled_from(MOVABLE)), st.permutations(MOVABLE))
def test_moving_keeps_every_stage(wanted: list[StageName], order: list[StageName]) -> None:
    result = moved(order, wanted)
    assert sorted(result) == sorted(order)
    asked = list(dict.fromkeys(wanted))
    assert [stage for stage in result if stage in asked] == asked
    assert [s for s in result if s not in asked] == [s for s in order if s not in asked]
