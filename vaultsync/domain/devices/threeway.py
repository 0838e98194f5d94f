"""Three-way merges of values: what each of two sides made of a common one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from vaultsync.models.marks import KnownMark, Mark, united

Key = TypeVar("Key")
Value = TypeVar("Value")

_TODO = KnownMark(Mark.TODO)


def merge_maps(
    old: Mapping[Key, Value],
    ours: Mapping[Key, Value],
    theirs: Mapping[Key, Value],
    both: Callable[[Value, Value], Value],
) -> dict[Key, Value]:
    """Merge mappings key by key: a change of one side is taken; `both` decides where both changed it differently.

    What one side deleted and the other changed stays.
    """
    merged: dict[Key, Value] = {}
    for key in dict.fromkeys([*ours, *theirs]):
        was, mine, other = old.get(key), ours.get(key), theirs.get(key)
        if mine == other or other == was:
            value = mine
        elif mine == was or mine is None:
            value = other
        else:
            value = mine if other is None else both(mine, other)
        if value is not None:
            merged[key] = value
    return merged


def merge_marks(
    old: Mapping[str, KnownMark], ours: Mapping[str, KnownMark], theirs: Mapping[str, KnownMark]
) -> dict[str, KnownMark]:
    """Merge the known marks of two devices: a change of one is taken; of two changes done, then doing, then skipped."""
    merged: dict[str, KnownMark] = {}
    for item in {**ours, **theirs}:
        was, mine, other = (marks.get(item, _TODO) for marks in (old, ours, theirs))
        mark = mine if other in (was, mine) else other if mine == was else united(mine, other)
        if mark.mark is not Mark.TODO:
            merged[item] = mark
    return merged


def merge_rows(old: str, ours: str, theirs: str) -> str:
    """Merge sorted tables of lines `key, tab, …` row by row; of two changes the lesser one is taken."""
    rows = [_rows(text) for text in (old, ours, theirs)]
    merged = merge_maps(rows[0], rows[1], rows[2], min)
    return "".join(f"{key}{rest}\n" for key, rest in sorted(merged.items()))


def _rows(text: str) -> dict[str, str]:
    found = {}
    for line in text.split("\n"):
        key, tab, rest = line.partition("\t")
        if line.strip():
            found[key] = tab + rest
    return found


def merge_json(old: object, ours: object, theirs: object) -> object:
    """Merge JSON values: objects by key, lists of objects with an `id` by that, other lists as ordered sets.

    Where both changed a value differently, ours is taken.
    """
    if ours == theirs or theirs == old:
        return ours
    if ours == old:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        was = old if isinstance(old, dict) else {}
        merged = {}
        for key in dict.fromkeys([*ours, *theirs]):
            if _stays(key, was, ours, theirs):
                here, there = ours.get(key, was.get(key)), theirs.get(key, was.get(key))
                merged[key] = merge_json(was.get(key), here, there)
        return merged
    if isinstance(ours, list) and isinstance(theirs, list):
        known = old if isinstance(old, list) else []
        maps = [_by_id(values) for values in (known, ours, theirs)]
        return list(_merged_lists(*maps))
    return ours


def _stays(key: object, old: Mapping[str, object], ours: Mapping[str, object], theirs: Mapping[str, object]) -> bool:
    """Whether a key is kept: it is on both sides, or new on one, or changed where it was not taken away."""
    if key in ours and key in theirs:
        return True
    there = ours if key in ours else theirs
    return key not in old or there[key] != old[key]  # type: ignore[index]


def _by_id(values: list[object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for value in values:
        own = value.get("id") if isinstance(value, dict) else None
        key = f"id {own}" if own is not None else f"is {value!r}"
        while key in found:
            key += "'"
        found[key] = value
    return found


def _merged_lists(old: Mapping[str, object], ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[object]:
    return [
        merge_json(old.get(key), ours.get(key, old.get(key)), theirs.get(key, old.get(key)))
        for key in dict.fromkeys([*ours, *theirs])
        if _stays(key, old, ours, theirs)
    ]
