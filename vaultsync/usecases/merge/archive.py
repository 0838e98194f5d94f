"""Notes that left the roadmap on one device or both: what each side wrote in them meets in one note of the archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vaultsync.domain.devices.files import ids_of
from vaultsync.domain.pull.returning import archived_note
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.markdown.properties import frontmatter
from vaultsync.usecases.merge.joined import OLD, OURS, THEIRS
from vaultsync.usecases.opened.reading import split_id
from vaultsync.usecases.opened.workspace import Workspace

_NEIGHBOURS = ("up", "prev", "next")


def meet_in_the_archive(sides: list[dict[str, bytes]], folder: str) -> None:
    """Give a note that both sides have archived the same path in all three versions.

    `sides` are vault path → content of the common ancestor and of both sides; `folder` is the archive.
    """
    there = [{id_ for id_, _ in ids_of(side)} for side in sides]
    new = [_texts(sides[side], folder, sides[OLD]) for side in (OURS, THEIRS)]
    if not all(new):
        return
    for id_, path in list(ids_of(sides[OLD])):
        if id_ in there[OURS] or id_ in there[THEIRS]:
            continue
        text = _text(sides[OLD][path])
        found = [_of_note(texts, id_, path, text) for texts in new] if text is not None else [""]
        if text is None or not all(found):
            continue
        renamed = found[0].rsplit("/", 1)[-1] == path.rsplit("/", 1)[-1]  # on the other side, if the names differ
        keeps, goes = (THEIRS, OURS) if renamed else (OURS, THEIRS)
        place, other = found[keeps - OURS], found[goes - OURS]
        if place != other and place in sides[goes]:
            continue  # another note stands there
        sides[OLD][place] = as_archived(text, new[keeps - OURS][place]).encode("utf-8")
        if place != other:
            sides[goes][place] = sides[goes].pop(other)


def late_for_the_archive(workspace: Workspace, path: str, versions: Iterable[bytes | None]) -> str:
    """The archive's path of the note that stood at `path` before it left the roadmap; empty where it did not leave.

    `versions` are contents that it had. A note that the learner deleted did not leave: its base text still exists.
    """
    for text in (_text(data) for data in versions if data is not None):
        id_ = str(frontmatter.value_of(text or "", "vaultsync") or "").strip()
        name, node = split_id(id_)
        if not id_ or text is None or vault.read(workspace.root, states.base_path(name, node)) is not None:
            continue
        folder = f"{workspace.settings.folders.archive}/"
        paths = [one for one in vault.notes(workspace.root, lambda _: None) if one.startswith(folder)]
        files = {one: data for one in paths if (data := vault.read(workspace.root, one)) is not None}
        return _of_note(_texts(files, folder.removesuffix("/")), id_, path, text)
    return ""


def as_archived(text: str, archived: str) -> str:
    """A note as it would stand in the archive: without its id, and with the neighbours that `archived` has."""
    changes: dict[str, frontmatter.Value | None] = {"vaultsync": None}
    there = frontmatter.read(archived).values
    return frontmatter.splice(text, changes | {key: there.get(key) for key in _NEIGHBOURS})  # type: ignore[arg-type]


def _of_note(texts: Mapping[str, str], id_: str, path: str, text: str) -> str:
    """Where among the `texts` of the archive this note is; empty where that is not sure."""
    name = split_id(id_)[0]
    title = str(frontmatter.value_of(text, "title") or "")
    return archived_note(texts, name, title, path.rsplit("/", 1)[-1])


def _texts(files: Mapping[str, bytes], folder: str, old: Mapping[str, bytes] | None = None) -> dict[str, str]:
    """The texts of those notes of the archive that are not in `old`."""
    found = {
        path: _text(data)
        for path, data in files.items()
        if path.startswith(f"{folder}/") and path.endswith(".md") and path not in (old or {})
    }
    return {path: text for path, text in found.items() if text is not None}


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
