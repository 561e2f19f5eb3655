"""Transfers from a hub that misbehaves in every way that was thought of."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.library import transfer
from engine.library.downloads import Downloads
from engine.library.errors import (
    DiskFull,
    HubBroken,
    HubFailed,
    NeedsToken,
    NoNetwork,
    NotThere,
    RedirectLoop,
    TooOften,
    TooSlow,
    WrongHash,
    WrongLength,
)
from engine.library.parts import parts_in
from engine.library.protocol import Download
from engine.library.records import Access, DownloadState
from tests.engine.library.fetching import DATA, failure, fetch, place
from tests.engine.library.tasks import FILE, HASTY, NAME, Asked, publish, wanted
from tests.fakes.hub import FakeHub, Misdeed


def test_an_interrupted_download_goes_on_where_it_was(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    hub.misdeeds.extend(Misdeed(drop=at) for at in (100_000, 1, 250_000))
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA
    assert sum(each.sent for each in hub.fetched) == len(DATA)


def test_drops_at_random_bytes_never_spoil_it(hub: FakeHub, tmp_path: Path) -> None:
    dice = random.Random(7)
    file = publish(hub, DATA)
    hub.misdeeds.extend(Misdeed(drop=dice.randrange(60_000)) for _ in range(12))
    ended, _ = fetch(hub, tmp_path, file)
    assert ended.complete
    assert place(tmp_path).read_bytes() == DATA


def test_cancel_ends_a_read_that_waits(hub: FakeHub, tmp_path: Path) -> None:
    """Long before the server's silence would be taken for an end."""
    file = publish(hub, DATA)
    hub.misdeeds.append(Misdeed(stall=0))
    asked = Asked()
    hub.on_stall = asked.cancel
    patient = transfer.Habits(timeout_s=600)
    assert not Downloads(patient).fetch(wanted(hub, tmp_path, file), asked.task).complete


def test_a_server_that_ignores_ranges_is_fetched_from_anew(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    hub.misdeeds.extend([Misdeed(drop=400_000), Misdeed(deaf=True)])
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA


@pytest.mark.parametrize("deaf", [False, True])
def test_a_file_that_changed_meanwhile_is_fetched_from_anew(
    hub: FakeHub, tmp_path: Path, deaf: bool
) -> None:
    """The server honours If-Range with the new file whole, or does not know it."""
    file = publish(hub, DATA)
    old = random.Random(2).randbytes(len(DATA))
    hub.misdeeds.append(Misdeed(other=old, drop=300_000))
    hub.if_range = not deaf
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA


def test_a_range_from_elsewhere_is_not_appended(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    hub.misdeeds.extend([Misdeed(drop=300_000), Misdeed(shift=5)])
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA


def test_wrong_bytes_are_set_aside_and_both_hashes_told(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    wrong = b"x" * len(DATA)
    hub.misdeeds.append(Misdeed(other=wrong, same_etag=True))
    error = failure(hub, tmp_path, file)
    assert isinstance(error, WrongHash)
    assert file.sha256 in str(error)
    assert str(error.facts["got"]) in str(error)
    assert not place(tmp_path).exists()
    assert place(tmp_path, str(error.facts["aside"])).read_bytes() == wrong
    (part,) = parts_in([tmp_path])
    assert part.done_bytes == 0
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA
    assert [each.name for each in place(tmp_path).parent.iterdir()] == [FILE]


@pytest.mark.parametrize("length", [len(DATA) - 1, len(DATA) + 1, 10**15])
def test_another_length_than_announced_is_refused_at_once(
    hub: FakeHub, tmp_path: Path, length: int
) -> None:
    hub.misdeeds.append(Misdeed(length=length))
    error = failure(hub, tmp_path, publish(hub, DATA))
    assert isinstance(error, WrongLength)
    assert str(length) in str(error)
    assert len(hub.fetched) == 1


def test_a_body_without_end_ends(hub: FakeHub, tmp_path: Path) -> None:
    hub.misdeeds.append(Misdeed(endless=True))
    assert isinstance(failure(hub, tmp_path, publish(hub, DATA)), WrongLength)
    assert sum(each.stat().st_size for each in place(tmp_path).parent.iterdir()) < 2000


def test_a_silent_server_is_given_up_after_some_attempts(hub: FakeHub, tmp_path: Path) -> None:
    hub.always = Misdeed(stall=0)
    file = publish(hub, DATA)
    asked = Asked()
    with pytest.raises(TooSlow):
        Downloads(HASTY).fetch(wanted(hub, tmp_path, file), asked.task)
    assert len(hub.fetched) == HASTY.attempts
    assert asked.pauses == [1.0, 2.0]


def test_a_redirect_loop_is_seen(hub: FakeHub, tmp_path: Path) -> None:
    hub.always = Misdeed(loop=True)
    assert isinstance(failure(hub, tmp_path, publish(hub, DATA)), RedirectLoop)
    assert len(hub.asked) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_waited_out(hub: FakeHub, tmp_path: Path, status: int) -> None:
    file = publish(hub, DATA)
    hub.misdeeds.append(Misdeed(status=status, headers=(("Retry-After", "7"),)))
    _, asked = fetch(hub, tmp_path, file)
    assert asked.pauses == [7.0]
    assert DownloadState.RETRYING in asked.states
    assert place(tmp_path).read_bytes() == DATA


@pytest.mark.parametrize(
    ("status", "kind", "attempts"),
    [
        (401, NeedsToken, 1),
        (403, NeedsToken, 1),
        (404, NotThere, 1),
        (418, HubBroken, 1),
        (429, TooOften, 3),
        (500, HubBroken, 3),
        (503, HubBroken, 3),
    ],
)
def test_every_refusal_is_a_sentence(
    hub: FakeHub, tmp_path: Path, status: int, kind: type[HubFailed], attempts: int
) -> None:
    hub.always = Misdeed(status=status)
    error = failure(hub, tmp_path, publish(hub, DATA))
    assert type(error) is kind
    assert "127.0.0.1" in str(error)
    assert len(hub.fetched) == attempts


def test_a_part_longer_than_the_server_s_file_begins_anew(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    hub.misdeeds.extend([Misdeed(drop=300_000), Misdeed(status=416)])
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA


def test_no_network_is_said_with_the_host(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    request = Download(1, NAME, "main", (file,), str(tmp_path), Access("http://127.0.0.1:9"))
    with pytest.raises(NoNetwork, match=r"127\.0\.0\.1:9 cannot be reached: .*refused"):
        Downloads(HASTY).fetch(request, Asked().task)


def test_a_proxy_is_used(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = publish(hub, DATA)
    monkeypatch.setenv("http_proxy", hub.endpoint)
    request = Download(1, NAME, "main", (file,), str(tmp_path), Access("http://hub.invalid"))
    assert Downloads(HASTY).fetch(request, Asked().task).complete
    assert {each.headers["Host"] for each in hub.asked} == {"hub.invalid"}


def test_a_disk_that_fills_up_keeps_what_has_come(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = publish(hub, DATA)
    rooms = iter([10**9, 1000])
    monkeypatch.setattr(transfer, "free_bytes", lambda folder: next(rooms))
    assert isinstance(failure(hub, tmp_path, file), DiskFull)
    (part,) = parts_in([tmp_path])
    assert part.done_bytes >= HASTY.sync_bytes
    monkeypatch.undo()
    fetch(hub, tmp_path, file)
    assert place(tmp_path).read_bytes() == DATA
    assert sum(each.sent for each in hub.fetched) < len(DATA) + (1 << 20)
