"""Reading `vaultsync.toml`. What was checked once is remembered, so that most commands need no pydantic."""

from __future__ import annotations

from pathlib import Path

from vaultsync.edges.cache import Cache, code, key_of
from vaultsync.edges.files.vault import SETTINGS_FILE, read_text
from vaultsync.edges.state import names
from vaultsync.errors import SettingsError, VaultError
from vaultsync.models.settings import Settings


def load(vault: Path, kept: Cache | None = None) -> Settings:
    """The settings of the vault at `vault`. Raises SettingsError naming file, line and allowed values.

    `kept` is a cache of texts that were found valid.
    """
    try:
        text = read_text(vault, SETTINGS_FILE)
    except VaultError as error:
        raise SettingsError(error.what, where=error.where, next_step=error.next_step) from error
    if not text.strip() and names(vault):  # an editor may be saving it: that takes no roadmap out of the vault
        raise SettingsError(
            "it is empty, though this vault has roadmaps",
            where=SETTINGS_FILE,
            next_step=f"Save it again, or get it back: git restore {SETTINGS_FILE}",
        )
    key = f"settings-{key_of((text, code()))}"
    known = kept.get_value(key, Settings) if kept else None
    if known is None:
        from vaultsync.edges.settings.checking import parse

        known = parse(mended(text))
        if kept:
            kept.put_value(key, known)
    return known


def mended(text: str) -> str:
    """The text without conflict markers: with the tables of both sides, or one side and the other's lines as comments.

    Raises SettingsError where neither says what settings may say.
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return text
    from vaultsync.edges.settings.checking import error_at, parse
    from vaultsync.markdown import conflicts

    sides = conflicts.sides(text, fences=False)
    if sides is None:
        return text
    for made in (conflicts.lines_of_both(text, twice=True), _with_comments(*sides[1:]), _with_comments(*sides[:0:-1])):
        try:
            parse(made)
        except SettingsError:
            continue
        return made
    line = conflicts.markers(text, fences=False)[0] + 1
    raise error_at("conflict markers of git stand here", line, "Keep the lines that hold and delete the markers")


def _with_comments(text: str, other: str) -> str:
    """One side's text, and at its end as comments the lines that only the other has."""
    there = {line.strip() for line in text.splitlines()}
    more = [line.strip() for line in other.splitlines() if line.strip() not in there]
    end = "\r\n" if "\r\n" in text else "\n"
    lead = "" if not text or text.endswith("\n") else end
    return text + lead + "".join(f"# {line}{end}" for line in ["From another device:", *more]) if more else text
