"""Downloads: where they go, what they are called, and how a model comes as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.library.downloads import Downloads
from engine.library.errors import (
    AlreadyFetching,
    AlreadyThere,
    DiskFull,
    Gated,
    NameRefused,
    NotWritable,
    Offline,
)
from engine.library.parts import discard, parts_in
from engine.library.protocol import Download, Downloading, Event
from engine.library.records import Access, Downloaded, DownloadState, HubFile
from tests.engine.library.conftest import MemoryKeyring
from tests.engine.library.fetching import DATA, failure, fetch, place
from tests.engine.library.tasks import FILE, HASTY, NAME, Asked, publish, wanted
from tests.fakes.hub import FakeHub, Misdeed


def test_a_file_comes_whole_verified_and_under_its_own_name(hub: FakeHub, tmp_path: Path) -> None:
    ended, asked = fetch(hub, tmp_path, publish(hub, DATA))
    assert ended == Downloaded((str(place(tmp_path)),), complete=True, verified=True)
    assert place(tmp_path).read_bytes() == DATA
    assert [each.name for each in place(tmp_path).parent.iterdir()] == [FILE]
    assert asked.of(Downloading)[-1].done_bytes == len(DATA)


def test_every_address_is_told_before_it_is_fetched(hub: FakeHub, tmp_path: Path) -> None:
    _, asked = fetch(hub, tmp_path, publish(hub, DATA))
    assert [hub.endpoint + each.path for each in hub.asked] == asked.addresses
    assert len(asked.addresses) == 2  # the hub's, and where it redirects to


def test_cancelled_it_keeps_what_has_come_and_goes_on_later(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    hub.misdeeds.append(Misdeed(stall=300_000))

    def half_way(event: Event) -> bool:
        return isinstance(event, Downloading) and event.state is DownloadState.FETCHING

    asked = Asked(half_way)
    ended = Downloads(HASTY).fetch(wanted(hub, tmp_path, file), asked.task)
    assert not ended.complete
    (part,) = parts_in([tmp_path])
    assert 0 < part.done_bytes < len(DATA)
    assert (part.repository, part.files, part.total_bytes) == (NAME, (file,), len(DATA))
    again = Asked()
    request = Download(
        2, part.repository, part.revision, part.files, part.folder, Access(hub.endpoint)
    )
    assert Downloads(HASTY).fetch(request, again.task).complete
    assert hub.fetched[-1].headers["Range"] == f"bytes={part.done_bytes}-"
    assert DownloadState.CHECKING in again.states
    assert place(tmp_path).read_bytes() == DATA
    assert parts_in([tmp_path]) == ()


def test_a_gated_model_needs_its_token_which_goes_nowhere_else(
    hub: FakeHub, tmp_path: Path, ring: MemoryKeyring
) -> None:
    file = publish(hub, DATA)
    hub.repositories[NAME].gated, hub.repositories[NAME].token = True, "hf_secret"
    assert isinstance(failure(hub, tmp_path, file), Gated)
    ring.set_password("tessera", hub.endpoint.removeprefix("http://"), "hf_secret")
    with FakeHub(hub.repositories) as other:
        hub.cdn = other.endpoint
        _, asked = fetch(hub, tmp_path, file)
        assert place(tmp_path).read_bytes() == DATA
        assert all("Authorization" not in each.headers for each in other.asked)
    assert "hf_secret" not in repr(asked.events)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(b"hf_secret" not in path.read_bytes() for path in kept)


@pytest.mark.parametrize(
    "name",
    ["../../x", "/etc/x", "a/../../x", "..", "", "~/x", "a\\b", "C:x", "a\0b", "x\n.gguf", "nul"],
)
def test_a_name_that_leads_elsewhere_is_refused(hub: FakeHub, tmp_path: Path, name: str) -> None:
    error = failure(hub, tmp_path / "models", HubFile(name, 5, ""))
    assert isinstance(error, NameRefused)
    assert not list(tmp_path.rglob("x*"))
    assert not hub.asked


@pytest.mark.parametrize("repository", ["../../me", "/me/x", "a/b/c", "", "a/.."])
def test_a_repository_that_leads_elsewhere_is_refused(
    hub: FakeHub, tmp_path: Path, repository: str
) -> None:
    request = Download(1, repository, "main", (HubFile("x.gguf", 5),), str(tmp_path / "models"))
    with pytest.raises(NameRefused):
        Downloads(HASTY).fetch(request, Asked().task)
    assert not hub.asked


def test_a_link_out_of_the_folder_is_not_followed(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "models/me").mkdir(parents=True)
    (tmp_path / "models" / NAME).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    assert isinstance(failure(hub, tmp_path / "models", publish(hub, DATA)), NameRefused)


def test_offline_nothing_is_asked(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = publish(hub, DATA)
    request = Download(1, NAME, "main", (file,), str(tmp_path), Access(hub.endpoint, offline=True))
    with pytest.raises(Offline):
        Downloads(HASTY).fetch(request, Asked().task)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert isinstance(failure(hub, tmp_path, file), Offline)
    assert not hub.asked


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    hub: FakeHub, tmp_path: Path
) -> None:
    file = publish(hub, DATA)
    huge = HubFile(file.name, 10**18, file.sha256)
    error = failure(hub, tmp_path, huge)
    assert isinstance(error, DiskFull)
    assert not hub.asked


def test_a_folder_that_cannot_be_written_is_told(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in its place")
    error = failure(hub, tmp_path / "models", publish(hub, DATA))
    assert isinstance(error, NotWritable)


def test_a_file_that_is_there_is_not_fetched_again(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    fetch(hub, tmp_path, file)
    asked = len(hub.asked)
    ended, _ = fetch(hub, tmp_path, file)
    assert ended.complete
    assert len(hub.asked) == asked


def test_another_file_of_the_same_name_is_left_alone(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    place(tmp_path).parent.mkdir(parents=True)
    place(tmp_path).write_bytes(b"mine")
    assert isinstance(failure(hub, tmp_path, file), AlreadyThere)
    assert place(tmp_path).read_bytes() == b"mine"


def test_two_requests_never_write_the_same_file(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    downloads, refused = Downloads(HASTY), []

    def again(event: Event) -> bool:
        if not refused:
            with pytest.raises(AlreadyFetching) as caught:
                downloads.fetch(wanted(hub, tmp_path, file), Asked().task)
            refused.append(caught.value)
        return False

    assert downloads.fetch(wanted(hub, tmp_path, file), Asked(again).task).complete
    assert refused
    assert downloads.fetch(wanted(hub, tmp_path, file), Asked().task).complete


def test_the_parts_of_a_model_come_as_one_download(hub: FakeHub, tmp_path: Path) -> None:
    names = [f"big-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
    files = [publish(hub, DATA[number:], name) for number, name in enumerate(names)]
    hub.repositories[NAME].files = {name: DATA[number:] for number, name in enumerate(names)}
    hub.misdeeds.extend([Misdeed(), Misdeed(drop=99_999)])
    ended, asked = fetch(hub, tmp_path, *files)
    assert ended.paths == tuple(str(place(tmp_path, name)) for name in names)
    for number, name in enumerate(names):
        assert place(tmp_path, name).read_bytes() == DATA[number:]
    done = [event.done_bytes for event in asked.of(Downloading)]
    assert done == sorted(done)
    assert {event.total_bytes for event in asked.of(Downloading)} == {3 * len(DATA) - 3}
    assert done[-1] == 3 * len(DATA) - 3


def test_a_split_model_is_one_part_and_goes_as_a_whole(hub: FakeHub, tmp_path: Path) -> None:
    names = [f"big-0000{number}-of-00002.gguf" for number in (1, 2)]
    files = [publish(hub, DATA, name) for name in names]
    hub.repositories[NAME].files = dict.fromkeys(names, DATA)

    def second(event: Event) -> bool:
        return isinstance(event, Downloading) and event.file == names[1] and event.done_bytes > 0

    asked = Asked(second)
    assert not Downloads(HASTY).fetch(wanted(hub, tmp_path, *files), asked.task).complete
    (part,) = parts_in([tmp_path])
    assert len(DATA) <= part.done_bytes < 2 * len(DATA)
    discard(Path(part.path))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_without_a_published_hash_it_is_told_as_unverified(hub: FakeHub, tmp_path: Path) -> None:
    file = publish(hub, DATA)
    ended, _ = fetch(hub, tmp_path, HubFile(file.name, file.size_bytes))
    assert ended.complete
    assert not ended.verified


@pytest.mark.parametrize("size", [0, -1])
def test_a_file_of_unknown_size_is_not_begun(hub: FakeHub, tmp_path: Path, size: int) -> None:
    error = failure(hub, tmp_path, HubFile(FILE, size))
    assert "does not say how large it is" in str(error)
    assert not hub.asked
    assert not list(tmp_path.iterdir())
