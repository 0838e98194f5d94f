"""Notes that an editor saved from a text older than the last pull, which takes back what the pull wrote.

They are treated like work of a device that had not pulled yet: what was done in the older text is carried over to what
the roadmap says now, ticks and words to wherever their tasks are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from vaultsync.domain.pull.oldsaves import is_torn, saved_from, tasks_by_id, with_marks_of
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.files.unfinished import write_together
from vaultsync.edges.files.vault import decode, writable
from vaultsync.edges.files.writes import Write
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import commit_aside, files_of
from vaultsync.errors import VaultError
from vaultsync.models.agreement import MergeOutcome
from vaultsync.models.structs import Frozen
from vaultsync.usecases.opened.found import Found
from vaultsync.usecases.opened.reading import OWN, split_id
from vaultsync.usecases.opened.workspace import Workspace

if TYPE_CHECKING:
    from vaultsync.usecases.merge.joined import Joined

_LOOKED_AT = 20  # versions of a note that are tried: nobody keeps an editor open for longer


class _Old(Frozen):
    """A note that was made from an older text, and the commit that has this; `now` is what the last one has."""

    name: str
    node: str
    found: Found
    commit: str
    before: str
    now: str


def bring_up(workspace: Workspace, merged: MergeOutcome | None = None) -> tuple[list[str], MergeOutcome]:
    """Carry over what was done in older texts, each note with all that follows from it, all or nothing.

    Returns a sentence for each note, and what these merges leave, together with what was `merged` before.
    """
    done, outcome = [], MergeOutcome()
    if merged is not None:
        outcome.add(merged.review, merged.unseen)
    for old in list(_old_saves(workspace)):
        joined = _carry_over(workspace, old)
        if joined is not None:
            done.append(_told(old))
            outcome.add(joined.review, joined.unseen)
            workspace.reload()
    return done, outcome


def to_be_brought_up(workspace: Workspace) -> list[str]:
    """What `bring_up` would do, a sentence for each note."""
    return [_told(old) for old in _old_saves(workspace)]


def _told(old: _Old) -> str:
    """What is told of it."""
    return f"{old.found.path}: it was saved from a text older than the last pull; what you did there was carried over"


def _old_saves(workspace: Workspace) -> Iterator[_Old]:
    repo, status = workspace.repo, workspace.status
    if repo is None or status is None or not status.head or not workspace.settings.git.commit:
        return
    changed = set(status.changed)
    for id_, found in workspace.notes.items() if changed else ():
        name, node = split_id(id_)
        state = workspace.states.get(name)
        if found.path not in changed or name == OWN or state is None or state.document is None:
            continue
        base = state.bases.get(node, "")
        if {task.block_id for task in found.scan.tasks if task.block_id} == tasks_by_id(base).keys():
            continue
        now = _text(repo, status.head, found.path)
        if (now is None) != (node not in state.bases):
            continue  # the file got there in another way
        elsewhere = (
            words for other, text in state.bases.items() if other != node for words in tasks_by_id(text).values()
        )
        if is_torn(found.text, now or "", elsewhere):
            old = _older(repo, name, node, found, base, now or "")
            if old is not None:
                yield old


def _older(repo: Repo, name: str, node: str, found: Found, base: str, now: str) -> _Old | None:
    """The version from before the last pull of a note that its text was made from; None where there is none."""
    commits, texts = [], []
    for commit in repo.log(limit=_LOOKED_AT, paths=[found.path]):
        kept = files_of(repo, commit.id, [found.path, states.base_path(name, node)])
        was = kept.get(states.base_path(name, node))
        if was is not None and found.path in kept and was.decode("utf-8", "replace") != base:
            commits.append(commit.id)
            texts.append(kept[found.path].decode("utf-8", "replace"))
    at = saved_from(found.text, now, texts)
    return None if at is None else _Old(name, node, found, commits[at], texts[at], now)


def _carry_over(workspace: Workspace, old: _Old) -> Joined | None:
    """Write the note and all that follows from it; what it came to, None where it could not be done."""
    from vaultsync.usecases.merge.commits import join
    from vaultsync.usecases.merge.laying import lay

    repo, head = workspace.repo, workspace.status.head if workspace.status else ""
    place = workspace.root / old.found.path
    if repo is None or not writable(workspace.root, old.found.path) or workspace.context.is_in_use(place):
        return None
    path = states.marks_path(old.name)
    marks = statelists.parse_marks((_text(repo, old.commit, path) or ""), path)[0]
    day = datetime.fromtimestamp(place.stat().st_mtime, workspace.context.now().tzinfo).date().isoformat()
    marks = with_marks_of(marks, old.node, (old.before, old.found.text, old.now), min(day, workspace.context.today()))
    aside = {old.found.path: old.found.data, path: statelists.format_marks(marks).encode("utf-8")}
    joined = join(workspace, old.commit, head, commit_aside(repo, old.commit, aside, "A note as it was saved\n"))
    mine = joined.files.pop(old.found.path, None)
    writes = [*lay(workspace, head, joined), Write(old.found.path, mine, old.found.data)]
    writes.sort(key=lambda write: write.path.startswith(f"{states.FOLDER}/"))
    last = [Write(one.path, one.text, one.expected, one.path.startswith(f"{states.FOLDER}/")) for one in writes]
    if write_together(workspace.root, last, workspace.unfinished):
        return None
    workspace.warnings += [one for one in joined.told if one not in workspace.warnings]
    return joined


def _text(repo: Repo, rev: str, path: str) -> str | None:
    data = repo.show(rev, path)
    try:
        return None if data is None else decode(data, path)
    except VaultError:
        return None
