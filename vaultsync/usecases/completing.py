"""What a word begun on the command line may become: read from file names alone, since somebody waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from vaultsync.edges import vault
from vaultsync.edges.glance import glance
from vaultsync.errors import VaultError
from vaultsync.markdown.patterns import regex

MOST = 200
_NUMBER = regex(r"^[0-9]+(?:\.[0-9]+)*\.?[ \t]+(?:-[ \t]+)?")


def note_names(start: Path, given: Path | None, env: Mapping[str, str], begun: str) -> list[str]:
    """The names of study notes that begin so, whatever the case; at most `MOST`, in the order of the vault.

    A note answers to its name with its number and without. `start` is the current folder, `given` what was named as
    the vault. Empty where there is no vault.
    """
    try:
        root = vault.find(given, {}) if given is not None else vault.find(start, env)
    except VaultError:
        return []
    wanted, found = begun.casefold(), dict[str, None]()
    for name in _names(root):
        bare = _NUMBER.sub("", name)
        for one in (bare, name):
            if one.casefold().startswith(wanted):
                found[one] = None
                break
        if len(found) == MOST:
            break
    return list(found)


def _names(root: Path) -> Iterator[str]:
    for path in vault.notes(root, folder=glance(root).roadmaps):
        yield path.rsplit("/", 1)[-1][: -len(".md")]
