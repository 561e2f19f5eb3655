from __future__ import annotations

from pathlib import Path

import pytest

from engine.llama.devices import count_cores, count_quota, default_threads, devices, threads_for


def _sysfs(folder: Path, siblings: dict[int, str]) -> Path:
    for processor, names in siblings.items():
        file = folder / f"cpu{processor}/topology/thread_siblings_list"
        file.parent.mkdir(parents=True)
        file.write_text(f"{names}\n")
    return folder


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_two_threads_of_one_core_count_once(tmp_path: Path) -> None:
    system = _sysfs(tmp_path, {0: "0,4", 1: "1,5", 4: "0,4", 5: "1,5"})
    assert count_cores({0, 1, 4, 5}, system) == 2
    assert count_cores({0, 4}, system) == 1
    assert count_cores({4, 5}, system) == 2


def test_without_topology_each_processor_counts(tmp_path: Path) -> None:
    assert count_cores({0, 1, 2}, tmp_path) == 3


def test_the_tightest_quota_up_to_the_root_holds(tmp_path: Path) -> None:
    _write(tmp_path / "cpu.max", "max 100000\n")
    _write(tmp_path / "outer/cpu.max", "300000 100000\n")
    _write(tmp_path / "outer/inner/cpu.max", "800000 100000\n")
    assert count_quota("0::/outer/inner\n", tmp_path) == 3


def test_a_quota_of_the_first_cgroup_version_holds(tmp_path: Path) -> None:
    _write(tmp_path / "cpu/job/cpu.cfs_quota_us", "250000\n")
    _write(tmp_path / "cpu/job/cpu.cfs_period_us", "100000\n")
    groups = "5:memory:/other\n4:cpu,cpuacct:/job\n0::/\n"
    assert count_quota(groups, tmp_path) == 2


def test_less_than_one_processor_is_still_one(tmp_path: Path) -> None:
    _write(tmp_path / "cpu.max", "50000 100000\n")
    assert count_quota("0::/\n", tmp_path) == 1


def test_no_quota_is_no_limit(tmp_path: Path) -> None:
    _write(tmp_path / "cpu.cfs_quota_us", "-1\n")
    assert count_quota("0::/\n", tmp_path) > 1024
    assert count_quota("", tmp_path) > 1024


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 5), (16, 16)])
def test_of_few_cores_one_is_left_to_the_window(cores: int, threads: int) -> None:
    assert threads_for(10**9, cores) == threads


def test_a_tiny_model_gets_one_thread() -> None:
    assert threads_for(49_999_999, 16) == 1
    assert default_threads(1_000_000) == 1


def test_this_machine_has_a_processor_with_memory() -> None:
    processor = next(device for device in devices() if device.kind == "cpu")
    assert processor.description
    assert 0 < processor.memory_free <= processor.memory_total
