"""File systems that take names otherwise: without regard to case, or in decomposed letters (NFD). Simulated.

The calls that Python's own library makes are answered as such a file system would: names are looked up by what they
are equal to there, and listed as they were given, or decomposed. git, a process of its own, sees them as they were
given, as it composes them itself where they are decomposed (`core.precomposeUnicode`).
"""

from __future__ import annotations

import builtins
import io
import os
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vaultsync.edges import disk

# Calls by which of their arguments are paths.
_ONE = ("stat", "lstat", "open", "unlink", "remove", "mkdir", "rmdir", "chmod", "utime", "access", "readlink")
_ONE += ("truncate",)
_TWO = ("rename", "replace", "link")


class OddNames:
    """A folder in which names are equal without regard to `case`, or are told decomposed (`nfd`)."""

    def __init__(self, root: Path, *, case: bool, nfd: bool) -> None:
        self.root = str(root)
        self.case = case
        self.nfd = nfd
        self._listdir = os.listdir

    def holds(self, place: object) -> bool:
        """Whether a folder is this file system's: its root or below."""
        return isinstance(place, (str, os.PathLike)) and f"{os.fspath(place)}{os.sep}".startswith(self.root + os.sep)

    def equal(self, name: str) -> str:
        """What two names that mean the same file have in common."""
        name = unicodedata.normalize("NFD", name)
        return name.casefold() if self.case else name

    def place(self, path: object) -> object:
        """Where the file system keeps what is called `path`; anything that is no path in the folder stays as it is."""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return path
        given = os.fspath(path)
        text = os.path.abspath(os.fsdecode(given))
        if not text.startswith(self.root + os.sep) or f"{os.sep}.git{os.sep}" in text + os.sep:
            return path
        place = self.root
        for part in text[len(self.root) + 1 :].split(os.sep):
            place = os.path.join(place, self._kept(place, part))
        return os.fsencode(place) if isinstance(given, bytes) else place

    def _kept(self, folder: str, name: str) -> str:
        try:
            there = self._listdir(folder)
        except OSError:
            there = []
        if name in there:
            return name
        wanted = self.equal(name)
        for kept in there:
            if self.equal(kept) == wanted:
                return kept
        return name

    def listed(self, name: str) -> str:
        """A name as the file system tells it."""
        return unicodedata.normalize("NFD", name) if self.nfd else name

    def target(self, path: object, source: object) -> object:
        """Where a file gets the name `path`: a name that means the file itself is spelled anew."""
        place = self.place(path)
        if place == self.place(source) and isinstance(place, str):
            name = os.path.basename(os.fsdecode(os.fspath(path)))  # type: ignore[call-overload]
            return os.path.join(os.path.dirname(place), name)
        return place


@contextmanager
def odd_names(root: Path, *, case: bool = False, nfd: bool = False) -> Iterator[None]:
    """Within it this process sees such a file system in the folder `root`."""
    names = OddNames(root, case=case, nfd=nfd)
    with pytest.MonkeyPatch.context() as patch:
        for name in _ONE:
            patch.setattr(os, name, _one(getattr(os, name), names))
        for name in _TWO:
            patch.setattr(os, name, _two(getattr(os, name), names, respell=name != "link"))
        patch.setattr(os, "listdir", _listdir(os.listdir, names))
        patch.setattr(os, "scandir", _scandir(os.scandir, names))
        for module in (builtins, io):
            patch.setattr(module, "open", _one(io.open, names))
        real = disk.Disk.exchange

        def exchange(self: disk.Disk, source: str, target: str) -> None:
            real(self, str(names.place(source)), str(names.place(target)))

        patch.setattr(disk.Disk, "exchange", exchange)
        yield


def _one(call: Callable[..., object], names: OddNames) -> Callable[..., object]:
    def odd(path: object = ".", *args: object, **more: object) -> object:
        return call(names.place(path), *args, **more)

    return odd


def _two(call: Callable[..., object], names: OddNames, *, respell: bool) -> Callable[..., object]:
    def odd(source: object, target: object, *args: object, **more: object) -> object:
        place = names.target(target, source) if respell else names.place(target)
        return call(names.place(source), place, *args, **more)

    return odd


def _listdir(call: Callable[..., list[str]], names: OddNames) -> Callable[..., list[str]]:
    def odd(path: object = ".") -> list[str]:
        place = names.place(path)
        return [names.listed(name) for name in call(place)] if names.holds(place) else call(place)

    return odd


class Entry:
    """An entry of a folder, with its name as the file system tells it."""

    def __init__(self, entry: os.DirEntry[str], name: str) -> None:
        self.entry = entry
        self.name = name
        self.path = os.path.join(os.path.dirname(entry.path), name)

    def __fspath__(self) -> str:
        return self.path

    def __getattr__(self, name: str) -> object:
        return getattr(self.entry, name)


class Entries:
    """The entries of a folder, to be gone through once, as `os.scandir` gives them."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self.entries = entries

    def __enter__(self) -> Iterator[Entry]:
        return self.entries

    def __exit__(self, *error: object) -> None:
        pass

    def __iter__(self) -> Iterator[Entry]:
        return self.entries


def _scandir(call: Callable[..., Iterator[os.DirEntry[str]]], names: OddNames) -> Callable[..., object]:
    def odd(path: object = ".") -> object:
        place = names.place(path)
        if not names.holds(place):
            return call(place)
        return Entries(iter([Entry(entry, names.listed(entry.name)) for entry in call(place)]))

    return odd
