"""What the library refuses or fails at, each one a sentence a person can act on.

Why a file cannot be chatted with is told in the engine's own words (`engine.errors`).

LibraryError
+-- NoRequest                a line that is no request, or one that makes no sense now
+-- FolderUnreadable         a folder cannot be looked into
+-- NotOurs                  a file of another program is not ours to remove
+-- NotRemoved               the system did not let go of a file
+-- KeyringUnusable          there is no place to keep the token in
+-- HubFailed                the hub did not answer as hoped
|   +-- Offline              the switch says that nothing is to be fetched
|   +-- NoNetwork            nobody answers at the address
|   +-- TooSlow              it stopped answering
|   +-- NeedsToken           it wants to know who asks
|   +-- Gated                its licence has to be accepted there first
|   +-- NotThere             no such repository or file
|   +-- TooOften             it asks to be left alone for a while
|   +-- HubBroken            it failed, or answered what cannot be read
|   +-- RedirectLoop         it sends round in circles
+-- DownloadFailed           a download ended before its file was there
    +-- NameRefused          the file's name would lead out of its folder
    +-- AlreadyThere         another file stands in its place
    +-- AlreadyFetching      the same file is being fetched already
    +-- DiskFull             it does not fit on the disk
    +-- WrongLength          the server has another file than announced
    +-- WrongHash            what came is not what the hub published
    +-- NotWritable          the folder cannot be written to
"""

from __future__ import annotations

from engine.errors import Told


class LibraryError(Told):
    """Base of everything the library refuses or fails at."""

    template = "The library could not do this."


class NoRequest(LibraryError):
    """A line that is no request, or a request that makes no sense now."""

    template = "The library did not understand a request: {problem}."


class FolderUnreadable(LibraryError):
    """A watched folder that is not there or may not be read."""

    template = "The folder {name} cannot be read: {reason}."


class NotOurs(LibraryError):
    """A file outside the folders that are the person's own."""

    template = "{name} belongs to {owner}. Remove it there."


class NotRemoved(LibraryError):
    """The file is still there."""

    template = "{name} could not be removed: {reason}."


class KeyringUnusable(LibraryError):
    """The system has no keyring, or it is locked."""

    template = (
        "The token cannot be kept: {reason}. "
        "Unlock or install the system's keyring; nothing was written anywhere else."
    )


class HubFailed(LibraryError):
    """The hub did not answer as hoped."""

    template = "{host} could not be asked: {reason}."


class Offline(HubFailed):
    """Nothing is fetched while offline."""

    template = "Tessera is offline, so nothing was fetched. Switch offline off to go on."


class NoNetwork(HubFailed):
    """No connection could be made."""

    template = "{host} cannot be reached: {reason}. Check the network, then try again."


class TooSlow(HubFailed):
    """No byte came for too long."""

    template = "{host} stopped answering. Try again later; what has come is kept."


class NeedsToken(HubFailed):
    """The hub refuses the one who asks, or does not know them."""

    template = (
        "{host} does not let {name} be fetched without a valid access token. "
        "Make one in your account there and enter it in Tessera."
    )


class Gated(HubFailed):
    """The licence has to be accepted on the hub."""

    template = (
        "{name} is only given to people who have accepted its terms. "
        "Accept them at {address}, then try again."
    )


class NotThere(HubFailed):
    """No such repository, revision or file; or it is private."""

    template = "{host} has no {name}. It may have been renamed, removed or made private."


class TooOften(HubFailed):
    """Too many requests (429)."""

    template = "{host} asks to wait because it was asked too often. Try again in some minutes."


class HubBroken(HubFailed):
    """An error of the server (5xx), or an answer that cannot be read."""

    template = "{host} has a problem of its own ({reason}). Try again later."


class RedirectLoop(HubFailed):
    """Redirects that never end."""

    template = "{host} sends from one address to the next without end. Try another source."


class DownloadFailed(LibraryError):
    """A download ended before its file was there."""

    template = "{name} could not be downloaded: {reason}."


class NameRefused(DownloadFailed):
    """A file name that would be written outside of its folder, or that no system allows."""

    template = 'The file name "{name}" is not safe, so it was not downloaded.'


class AlreadyThere(DownloadFailed):
    """A file of this name stands in the folder."""

    template = "{name} is there already, and it is another file. Move or remove it first."


class AlreadyFetching(DownloadFailed):
    """Another request is at work on the same file."""

    template = "{name} is being downloaded already."


class DiskFull(DownloadFailed):
    """The free space does not suffice."""

    template = (
        "There is not enough room for {name}: it needs {needed_bytes} more bytes and {free_bytes} "
        "are free. Make room, then resume; what has come is kept."
    )


class WrongLength(DownloadFailed):
    """The server's file is longer or shorter than the hub said."""

    template = (
        "The server has another file than announced under the name {name}: "
        "{got_bytes} instead of {expected_bytes} bytes. Look at the repository again."
    )


class WrongHash(DownloadFailed):
    """The file is complete and is not what was published."""

    template = (
        "{name} was damaged or replaced on the way: its SHA-256 is {got}, published is {expected}. "
        "It was set aside as {aside}. Download it again."
    )


class NotWritable(DownloadFailed):
    """The folder or file cannot be written."""

    template = "{name} cannot be written: {reason}."
