"""What this machine computes with: llama.cpp's devices, and how many threads are good for it."""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Iterable
from pathlib import Path

import psutil

from engine.llama.library import ggml, start
from engine.protocol import Device

_KINDS = {0: "cpu", 1: "gpu", 2: "igpu", 3: "accel", 4: "meta"}
_SMALL_MODEL_BYTES = 50_000_000


def devices() -> tuple[Device, ...]:
    """Every device that this build of llama.cpp sees."""
    start()
    count = ggml("ggml_backend_dev_count", ctypes.c_size_t)()
    get = ggml("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t)
    return tuple(_device(get(index)) for index in range(count))


def _device(handle: int) -> Device:
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    size = ctypes.POINTER(ctypes.c_size_t)
    memory = ggml("ggml_backend_dev_memory", None, ctypes.c_void_p, size, size)
    memory(handle, ctypes.byref(free), ctypes.byref(total))
    kind = ggml("ggml_backend_dev_type", ctypes.c_int, ctypes.c_void_p)(handle)
    return Device(
        name=_words("ggml_backend_dev_name", handle),
        description=_words("ggml_backend_dev_description", handle),
        kind=_KINDS.get(kind, "other"),
        memory_free=free.value,
        memory_total=total.value,
    )


def _words(function: str, handle: int) -> str:
    raw = ggml(function, ctypes.c_char_p, ctypes.c_void_p)(handle)
    return (raw or b"").decode("utf-8", "replace")


def default_threads(model_bytes: int) -> int:
    """How many threads decode fastest without starving the window.

    Counts physical cores that this process may use, within its cgroup's quota: more threads than
    cores wait for each other in busy loops."""
    return threads_for(model_bytes, min(_cores(), _quota()))


def threads_for(model_bytes: int, cores: int) -> int:
    """Of two to four cores one is left to the window; a model so small that threads cost more
    than they bring gets one."""
    if model_bytes < _SMALL_MODEL_BYTES:
        return 1
    return cores - 1 if 2 <= cores <= 4 else max(1, cores)


def _cores() -> int:
    """Physical cores among the processors this process may run on."""
    if not hasattr(os, "sched_getaffinity"):
        return psutil.cpu_count(logical=False) or os.cpu_count() or 1
    return count_cores(os.sched_getaffinity(0), Path("/sys/devices/system/cpu"))


def count_cores(processors: Iterable[int], system: Path) -> int:
    """Distinct cores of some logical processors, by sysfs's lists of siblings."""
    return len({_siblings(processor, system) for processor in processors})


def _siblings(processor: int, system: Path) -> str:
    try:
        return (system / f"cpu{processor}/topology/thread_siblings_list").read_text().strip()
    except OSError:
        return str(processor)


def _quota() -> int:
    """Whole processors that the control group grants; a large number where it sets no limit."""
    try:
        groups = Path("/proc/self/cgroup").read_text()
    except OSError:
        return 1 << 16
    return count_quota(groups, Path("/sys/fs/cgroup"))


def count_quota(groups: str, system: Path) -> int:
    """Whole processors by the tightest limit from this group up to the root (cgroup 2 and 1).

    `groups` is the text of /proc/self/cgroup."""
    limits = [1 << 16]
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        root = system / "cpu" if controllers else system
        inner = root / path.lstrip("/")
        for folder in (inner, *inner.parents):
            if folder.is_relative_to(root):
                limits += _limit(folder)
    return min(limits)


def _limit(folder: Path) -> list[int]:
    for names in (("cpu.max",), ("cpu.cfs_quota_us", "cpu.cfs_period_us")):
        try:
            text = " ".join((folder / name).read_text() for name in names)
        except OSError:
            continue
        if match := re.match(r"(\d+)\s+(\d+)", text):
            return [max(1, int(match[1]) // int(match[2]))]
    return []
