"""What the learner did to notes since the last commit, beside marks: written in, moved, deleted."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping

from vaultsync.domain.pull.moves import KEPT
from vaultsync.edges.files import vault
from vaultsync.edges.state import FOLDER
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.progress import Handwork
from vaultsync.usecases.opened.emptied import emptied
from vaultsync.usecases.opened.generated import is_generated, may_be_note
from vaultsync.usecases.opened.reading import OWN, split_id
from vaultsync.usecases.opened.workspace import Workspace


def handwork(workspace: Workspace, told: Collection[str]) -> Handwork:
    """What changed since the last commit: notes by title, else file name, without those at the paths `told`.

    A note that stands somewhere else now is moved, not deleted. A review that says only what vaultsync put into it
    counts as made, not as written in.
    """
    changed = sorted(workspace.status.changed) if workspace.status else []
    paths = [path for path in changed if may_be_note(path) and path not in told]
    standing = {found.path for found in workspace.notes.values()}
    units = {found.path for id_, found in workspace.notes.items() if split_id(id_)[0] != OWN}
    gone = [path for path in paths if path not in standing and not os.path.lexists(workspace.root / path)]
    blank = [path for path in emptied(workspace).values() if path in changed]
    gone += blank
    texts = workspace.repo.show_all("HEAD", gone) if gone and workspace.repo is not None else {}
    before = {path: data.decode("utf-8", "replace") for path, data in texts.items()}
    here = _texts(workspace, [path for path in paths if path not in gone], all_of_them=bool(before))
    moved = _moved(here, before)
    hands = Handwork(
        others=[path.rsplit("/", 1)[-1] for path in changed if _is_other(workspace, path)],
        own=[path for path in changed if path.startswith(f"{FOLDER}/")],
    )
    for path in paths:
        if path in before:
            if KEPT in before[path] and path.startswith(f"{workspace.settings.folders.archive}/"):
                hands.others.append(path.rsplit("/", 1)[-1])  # its tasks may have returned to their notes
            elif path not in moved.values() and _is_missed(workspace, path, before[path]):
                hands.deleted.append(_title(path, before[path]))
        elif path in moved and note.values(here[path]) == note.values(before[moved[path]]):
            hands.moved.append(_title(path, here[path]))
        elif path in here and _is_bare_review(workspace, path, here[path]):
            hands.reviews.append(_stem(path))
        elif path in here:
            hands.written.append(_title(path, here[path]))
            hands.foreign += path not in units
    return hands


def _is_other(workspace: Workspace, path: str) -> bool:
    """Whether a file is the learner's and no note."""
    return not (may_be_note(path) or path.startswith(f"{FOLDER}/") or is_generated(workspace, path))


def _read(workspace: Workspace, path: str) -> str:
    try:
        return (vault.read(workspace.root, path) or b"").decode("utf-8", "replace")
    except VaultError:
        return ""


def _texts(workspace: Workspace, paths: list[str], *, all_of_them: bool) -> dict[str, str]:
    """The texts of notes, by path; those of other notes than vaultsync's are read where they are asked for."""
    known = {found.path: found for found in workspace.notes.values()}
    texts = {}
    for path in paths:
        if path in known:
            texts[path] = known[path].text
        else:
            texts[path] = _read(workspace, path) if all_of_them or _is_review(workspace, path) else ""
    return texts


def _moved(here: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Where notes were before that stand at these paths now: known by their ids, those without by all their words."""
    was: dict[str, str] = {}
    for path, text in before.items():
        was.setdefault(note.scan(path, text).id or text, path)
    found = {path: was.get(note.scan(path, text).id or text) for path, text in here.items()} if was else {}
    return {path: old for path, old in found.items() if old is not None}


def _is_missed(workspace: Workspace, path: str, text: str) -> bool:
    """Whether a note that is gone was the learner's to delete, and is not one that left the roadmaps."""
    id_ = note.scan(path, text).id
    if not id_:
        return True
    name, node = split_id(id_)
    return id_ not in workspace.notes and name in workspace.states and node in workspace.states[name].bases


def _is_review(workspace: Workspace, path: str) -> bool:
    return path.rpartition("/")[0] == workspace.settings.folders.reviews


def _is_bare_review(workspace: Workspace, path: str, text: str) -> bool:
    """Whether a note is a review in which nobody has written."""
    made = _read(workspace, f"{FOLDER}/reviews/{_stem(path)}.md") if _is_review(workspace, path) else ""
    return bool(made) and note.values(made) == note.values(text)


def _title(path: str, text: str) -> str:
    return str(frontmatter.value_of(text, "title") or "") or _stem(path)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")
