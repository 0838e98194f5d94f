"""Two looks at a vault: what changed between them, and for how long it has been unchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from vaultsync.models.watching import FileState, Look

_NOTHING: Mapping[str, FileState] = {}
_LOOKING = 2.0  # seconds; a file may be saved while the look is under way


def changed(known: Look | None, now: Look) -> list[str]:
    """The vault paths and locations of documents that differ from what was known, deleted ones included."""
    files, sources = (known.files, known.sources) if known is not None else (_NOTHING, _NOTHING)
    return [*_differing(files, now.files), *_differing(sources, now.sources)]


def age_of(paths: Collection[str], now: Look) -> float | None:
    """For how many seconds all of these have been unchanged; None if there are none.

    What is deleted, or has a time in the future, has no age of its own: it counts as old.
    """
    if not paths:
        return None
    stamps = (now.files.get(path) or now.sources.get(path) for path in paths)
    times = (stamp[3] / 1e9 for stamp in stamps if stamp is not None)
    newest = max((at for at in times if at < now.at + _LOOKING), default=0.0)
    return max(now.at - newest, 0.0)


def too_young(now: Look, seconds: float) -> list[str]:
    """The vault paths of the notes that were changed less than `seconds` before the look.

    A time further in the future than that says nothing. Only notes count: in other files nobody types, and nothing is
    written to them.
    """
    since, until = (int((now.at + span) * 1e9) for span in (-seconds, seconds))
    return [path for path, stamp in now.files.items() if since < stamp[3] < until and path.lower().endswith(".md")]


def known_after(
    before: Look,
    after: Look,
    written: Collection[tuple[int, int, int]],
    deleted: Collection[str],
    young: Collection[str] = (),
) -> tuple[Look, list[str]]:
    """What is known of the vault after a pass was made between two looks.

    `written` are the file states that the pass left, `deleted` the paths that it deleted. What others changed meanwhile
    stays as it was known before, so that the next look finds it; what was too `young` is not known at all.
    """
    others = [
        path
        for path in _differing(before.files, after.files)
        if not (path in deleted if path not in after.files else after.files[path][:3] in written)
    ]
    files = dict(after.files)
    for path in others:
        if path in before.files:
            files[path] = before.files[path]
        else:
            del files[path]
    for path in young:
        files.pop(path, None)
    return Look(files, before.sources, after.folders, after.at), others


def _differing(before: Mapping[str, FileState], after: Mapping[str, FileState]) -> Iterator[str]:
    for path, stamp in after.items():
        old = before.get(path)
        if old is None or old[:3] != stamp[:3]:
            yield path
    for path in before:
        if path not in after:
            yield path
