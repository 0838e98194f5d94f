"""Merge the files of two devices of one vault, file by file, by what each changed since they last agreed.

Files are vault path → content. A note of vaultsync is known by its id, wherever it stands; any other file by its path,
or by its content if it was renamed. Texts are merged by `markdown.merging.reconcile`, canvases and Obsidian's settings
as JSON; of files that are no text both versions are kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from vaultsync.domain.devices.movedwords import put_elsewhere, without_moved
from vaultsync.domain.devices.threeway import merge_json
from vaultsync.domain.devices.tomltables import merge_toml
from vaultsync.domain.pull.plan import same_values
from vaultsync.markdown import note, tasklines
from vaultsync.markdown.merging.comments import comments
from vaultsync.markdown.merging.reconcile import MergeDoubt, reconcile
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen, Struct, field

Files = Mapping[str, bytes]


class MergedFiles(Struct):
    """The result of a merge.

    `files`: vault path → what shall stand there (None: nothing). `told`: sentences for the learner. `doubts`: by vault
    path.
    """

    files: dict[str, bytes | None] = field(default_factory=dict)
    doubts: dict[str, list[MergeDoubt]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


class _Version(Frozen):
    """A file as one side has it."""

    path: str
    data: bytes


def merge_files(
    old: Files,
    ours: Files,
    theirs: Files,
    bases: Mapping[str, str] | None = None,
    by_name: Collection[str] = (),
) -> MergedFiles:
    """Merge two sets of files that come from `old`.

    `bases` are the base texts in use now, by note id. Give every path that differs anywhere, in all three that have a
    file there. In the folders `by_name` a file is known by its name alone, as daily notes are.
    """
    merged = MergedFiles(dict.fromkeys({**old, **ours, **theirs}))
    known = _by_identity((old, ours, theirs))
    _follow_renames(known, tuple(f"{folder}/" for folder in by_name))
    put: dict[int, Counter[str]] = {}
    results: list[tuple[str, bytes]] = []
    for key in sorted({*known[1], *known[2]}):
        was, mine, other = (side.get(key) for side in known)
        base = (bases or {}).get(key.removeprefix("id "))
        found = _one(was, mine, other, base.encode("utf-8") if base is not None else None, merged)
        if was is not None and found and (mine is None or other is None):
            blank = known[1 if mine is None else 2].get(f"at {was.path}")
            if blank is not None and _is_blank(blank.data):  # emptied there, which is as good as deleted
                results = [one for one in results if one != (blank.path, blank.data)]
        if was is not None and base is not None and found and (mine is None or other is None):
            deleted = 1 if mine is None else 2
            if deleted not in put:
                put[deleted] = _put_elsewhere(known[0], known[deleted])
            found = [(path, _without_moved(data, was.data, base, put[deleted])) for path, data in found]
        results += found
    taken: dict[str, bytes] = {}
    for path, data in results:
        free = path
        if path.casefold() in taken and taken[path.casefold()] != data:
            free = _beside(path, taken, merged.files)
            merged.told.append(f"{path}: two files came to stand here; one is now {free}")
        taken[free.casefold()] = data
        merged.files[free] = data
    return merged


def _by_identity(sides: Sequence[Files]) -> list[dict[str, _Version]]:
    """The files of each side by note id, else by path.

    Of two with one id the note is the one that stands where most sides have it, else the one of the shorter path: the
    other is a copy, and known by its path.
    """
    ids = [{path: _id_of(path, data) for path, data in files.items()} for files in sides]
    times = Counter(one for of_side in ids for one in of_side.items())
    found: list[dict[str, _Version]] = []
    for files, of_side in zip(sides, ids, strict=True):
        mine: dict[str, _Version] = {}
        for path, data in sorted(files.items(), key=lambda one: (-times[one[0], of_side[one[0]]], len(one[0]), one[0])):
            key = f"id {of_side[path]}"
            if not of_side[path] or key in mine:
                key = f"at {path}"
            mine[key] = _Version(path, data)
        found.append(mine)
    return found


def _follow_renames(sides: Sequence[dict[str, _Version]], by_name: tuple[str, ...]) -> None:
    """Let a file that one side gave another name, and left as it was, be known by the name it had."""
    old = sides[0]
    own = [
        {key for key, at in side.items() if key == f"at {at.path}" and not at.path.startswith((".", *by_name))}
        for side in sides
    ]
    for side, mine, other in ((sides[1], own[1], own[2]), (sides[2], own[2], own[1])):
        gone = {key: old[key] for key in (own[0] & other) - mine}
        new = {key: side[key] for key in mine - own[0] - other}
        for data, (was, now) in _alike(gone, new).items():
            if data.strip():
                side[was] = side.pop(now)


def _alike(gone: Mapping[str, _Version], new: Mapping[str, _Version]) -> dict[bytes, tuple[str, str]]:
    """Content → the one key of either that has it."""
    found: list[dict[bytes, list[str]]] = [{}, {}]
    for by_content, files in zip(found, (gone, new), strict=True):
        for key, version in files.items():
            by_content.setdefault(version.data, []).append(key)
    both = found[0].keys() & found[1].keys()
    pairs = {data: (found[0][data], found[1][data]) for data in both}
    return {data: (was[0], now[0]) for data, (was, now) in pairs.items() if len(was) == len(now) == 1}


def _put_elsewhere(old: Mapping[str, _Version], side: Mapping[str, _Version]) -> Counter[str]:
    """What one side wrote into its notes, line by line."""
    notes = [(old.get(key), now) for key, now in side.items() if now.path.lower().endswith(".md")]
    return put_elsewhere(((_text(was.data) if was else "") or "", _text(now.data) or "") for was, now in notes)


def _without_moved(data: bytes, was: bytes, base: str, put: Counter[str]) -> bytes:
    texts = _text(data), _text(was)
    if not put or texts[0] is None or texts[1] is None:
        return data
    return without_moved(texts[0], texts[1], base, put).encode("utf-8")


def ids_of(files: Files) -> Iterator[tuple[str, str]]:
    """Note id and path of every note of vaultsync among these files, base texts left out.

    Of two with one id the one with the shorter path comes last: the other is a copy.
    """
    for path, data in sorted(files.items(), key=lambda one: (-len(one[0]), one[0])):
        if not path.startswith(".") and (id_ := _id_of(path, data)):
            yield id_, path


def _id_of(path: str, data: bytes) -> str:
    if not path.lower().endswith(".md") or b"vaultsync:" not in data:
        return ""
    text = _text(data)
    value = frontmatter.value_of(text, "vaultsync") if text is not None else None
    return str(value).strip() if value is not None else ""


def _one(
    was: _Version | None, mine: _Version | None, other: _Version | None, base: bytes | None, merged: MergedFiles
) -> list[tuple[str, bytes]]:
    """What comes of one note or file; two where both versions are kept."""
    if mine is None or other is None:
        left = mine or other
        assert left is not None
        if was is None:
            return [(left.path, left.data)]
        if left.path == was.path and says_same(left.data, was.data):
            return []  # deleted on one side, untouched on the other
        if says_same(left.data, was.data):
            return []  # deleted on one side, only moved on the other
        if base is not None and _only_pulled(was.data, left.data, base):
            return []  # deleted on one side; on the other only the roadmap brought something
        merged.told.append(f"{left.path}: it was deleted on one device and edited on the other; it is kept")
        return [(left.path, left.data)]
    path = mine.path if was is None or mine.path != was.path else other.path
    if was is not None and len({was.path, mine.path, other.path}) == 3:
        merged.told.append(f"{path}: it got another name on either device; the other name was {other.path}")
    return _contents(path, was.data if was else base, mine.data, other.data, merged)


def _only_pulled(was: bytes, now: bytes, base: bytes) -> bool:
    """Whether all that is new in a note came from its roadmap: its words are the base text's, no mark is new.

    Comments among the properties and words in the place of a date are the learner's, though no base text has any.
    """
    texts = [_text(data) for data in (was, now, base)]
    if texts[0] is None or texts[1] is None or texts[2] is None or not same_values(texts[1], texts[2]):
        return False
    before, after = (note.scan("", text) for text in (texts[0], texts[1]))
    if {*comments(texts[1])} - {*comments(texts[0])} or note.NO_DATE in {*after.problems} - {*before.problems}:
        return False
    known = {(task.block_id, task.mark) for task in before.tasks}
    new = [task for task in after.tasks if task.mark is not Mark.TODO and (task.block_id, task.mark) not in known]
    return not new and after.done == before.done


def _is_blank(data: bytes) -> bool:
    return not data.removeprefix(b"\xef\xbb\xbf").strip()


def says_same(one: bytes | None, other: bytes | None) -> bool:
    """Whether two versions of a file differ in their line endings at most; None is no file."""
    if one is None or other is None:
        return one is other
    return one == other or one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _contents(path: str, was: bytes | None, mine: bytes, other: bytes, merged: MergedFiles) -> list[tuple[str, bytes]]:
    if mine == was:
        return [(path, other)]
    if other == was or says_same(mine, other) or says_same(other, was):
        return [(path, mine)]
    if says_same(mine, was):
        return [(path, other)]
    texts = [_text(data) if data is not None else None for data in (was, mine, other)]
    if texts[1] is None or texts[2] is None:
        return _both(path, mine, other, merged)
    if path.lower().endswith((".json", ".canvas")):
        text = _json(texts[0], texts[1], texts[2])
        return [(path, text.encode("utf-8"))] if text is not None else _both(path, mine, other, merged)
    if path.lower().endswith(".toml"):
        toml = merge_toml(texts[0], texts[1], texts[2])
        return [(path, toml.encode("utf-8"))] if toml is not None else _both(path, mine, other, merged)
    reconciled = reconcile(texts[0], texts[1], texts[2])
    if reconciled.doubts:
        merged.doubts.setdefault(path, []).extend(reconciled.doubts)
    if path.lower().endswith(".md"):
        for words in _brought_back(texts[0] or "", (texts[1], texts[2]), reconciled.text):
            told = f"the line of “{words}” was deleted on one device and marked or edited on the other; it is kept"
            merged.told.append(f"{path}: {told}")
    return [(path, reconciled.text.encode("utf-8"))]


def _brought_back(was: str, sides: Sequence[str], made: str) -> list[str]:
    """The words of the tasks whose lines one side deleted, and that stand in what was made of both all the same."""
    ids = [{task.block_id for task in note.scan("", text).tasks} for text in (was, *sides)]
    if ids[0] <= ids[1] & ids[2]:
        return []
    deleted = ids[0] & (ids[1] ^ ids[2])
    return [tasklines.words(task.text) for task in note.scan("", made).tasks if task.block_id in deleted - {""}]


def _both(path: str, mine: bytes, other: bytes, merged: MergedFiles) -> list[tuple[str, bytes]]:
    """Two versions that cannot be merged, side by side."""
    beside = _beside(path, {}, merged.files)
    merged.told.append(f"{path}: it was changed on two devices and cannot be merged; the other version is {beside}")
    return [(path, mine), (beside, other)]


def _beside(path: str, taken: Mapping[str, object], files: Mapping[str, object]) -> str:
    """A free place beside `path`."""
    folder, slash, name = path.rpartition("/")
    stem, dot, end = name.rpartition(".")
    stem, end = (stem, dot + end) if stem else (name, "")
    there = {known.casefold() for known in files} | set(taken)
    n = 1
    while (free := f"{folder}{slash}{stem} (other device{f' {n}' if n > 1 else ''}){end}").casefold() in there:
        n += 1
    return free


def _text(data: bytes) -> str | None:
    try:
        return None if b"\0" in data else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _json(was: str | None, mine: str, other: str) -> str | None:
    """The JSON text of both, in the style of ours; None where one is no JSON."""
    try:
        values = [json.loads(text) if text is not None and text.strip() else None for text in (was, mine, other)]
    except ValueError:
        return None
    second = mine.split("\n", 2)[1] if "\n" in mine.strip() else ""
    indent = second[: len(second) - len(second.lstrip())] or None
    end = "\n" if mine.endswith("\n") else ""
    return json.dumps(merge_json(values[0], values[1], values[2]), ensure_ascii=False, indent=indent) + end
