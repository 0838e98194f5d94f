"""Completion of a word on the command line, from file names alone so that it is quick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from vaultsync.domain.questions import MINE, OTHER, ROADMAP, SAME
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.files import vault
from vaultsync.edges.glance import glance
from vaultsync.edges.questions import parse_questions
from vaultsync.errors import VaultError
from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import Mark
from vaultsync.models.question import Question

MOST = 200
_NUMBER = regex(r"^[0-9]+(?:\.[0-9]+)*\.?[ \t]+(?:-[ \t]+)?")


def note_names(start: Path, given: Path | None, env: Mapping[str, str], begun: str) -> list[str]:
    """The names of study notes that begin with `begun` (in any case), at most `MOST`, in the order of the vault.

    A note is found by its name with its number and without it. `start` is the current folder, `given` the vault that
    the user named. Empty where there is no vault.
    """
    root = _vault(start, given, env)
    wanted, found = begun.casefold(), dict[str, None]()
    for name in _names(root) if root is not None else ():
        bare = _NUMBER.sub("", name)
        for one in (bare, name):
            if one.casefold().startswith(wanted):
                found[one] = None
                break
        if len(found) == MOST:
            break
    return list(found)


def roadmap_names(start: Path, given: Path | None, env: Mapping[str, str], begun: str) -> list[str]:
    """The names of the vault's roadmaps that begin with `begun`, in the order of the settings."""
    root = _vault(start, given, env)
    names = glance(root).names if root is not None else ()
    return [name for name in names if name.startswith(begun.casefold())]


def deleted_names(start: Path, given: Path | None, env: Mapping[str, str], begun: str) -> list[str]:
    """The names of missing notes that begin with `begun`, at most `MOST`."""
    root = _vault(start, given, env)
    found: list[str] = []
    for name in glance(root).names if root is not None else ():
        assert root is not None
        listed = states.paths_path(name)
        try:
            text = (vault.read(root, listed) or b"").decode("utf-8", "replace")
        except VaultError:  # the name is none, or the list is no file: nothing is known
            continue
        paths, _ = statelists.parse_paths(text, listed)
        gone = (path for path in paths.values() if not (root / path).exists())
        found += [stem for path in gone if (stem := _stem(path)).casefold().startswith(begun.casefold())]
    return found[:MOST]


def answers(start: Path, given: Path | None, env: Mapping[str, str], query: str, begun: str) -> list[str]:
    """The answers to the question that `query` names, its number or words of it, that begin so.

    Questions are known as they were told last; where none of them is meant, all answers that there are.
    """
    root = _vault(start, given, env)
    told: list[Question] = []
    for name in glance(root).names if root is not None else ():
        assert root is not None
        listed = states.review_path(name)
        try:
            text = (vault.read(root, listed) or b"").decode("utf-8", "replace")
        except VaultError:
            continue
        found = parse_questions(text)
        told += [question for _, question in sorted(found.items()) if question.choices]
    words = " ".join(query.split()).casefold()
    if words.isdecimal():
        meant = told[int(words) - 1 : int(words)] if int(words) else []
    else:
        meant = [one for one in told if words in f"{one.item} {one.why}".casefold()]
    choices = dict.fromkeys(choice for one in meant for choice in one.choices) or (SAME, OTHER, MINE, ROADMAP, *Mark)
    return [str(choice) for choice in choices if choice.startswith(begun)]


def _vault(start: Path, given: Path | None, env: Mapping[str, str]) -> Path | None:
    try:
        return vault.find(given, {}) if given is not None else vault.find(start, env)
    except VaultError:
        return None


def _names(root: Path) -> Iterator[str]:
    for path in vault.notes(root, folder=glance(root).roadmaps):
        yield _stem(path)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")
