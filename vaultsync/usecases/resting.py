"""A vault at rest: changes in files that do not concern vaultsync need a commit, and nothing else.

Most notes of most vaults are such files. A push that had nothing else to do notes that down, and so does a status; as
long as it is valid, the next ones need not read the roadmaps.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from typing import TypeVar

from vaultsync.edges.daily import DailyNotes
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.repo import Repo, Status
from vaultsync.errors import GitError, VaultError
from vaultsync.models.progress import Progress, Tally
from vaultsync.models.reports import PushReport
from vaultsync.models.structs import Struct, replace
from vaultsync.usecases.opened.answers import Answers
from vaultsync.usecases.opened.dailynotes import daily_notes_of, day_of_path
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.memory import may_have_changed
from vaultsync.usecases.opened.opening import Opened
from vaultsync.usecases.opened.reading import MARKER
from vaultsync.usecases.opened.workspace import Workspace

_PUSH = "push"
_LARGEST = 4_000_000  # bytes of a note that is looked into


_Answer = TypeVar("_Answer")


class _Rest(Struct):
    """What is said of a vault at rest, and the commit as of which it is so."""

    head: str
    answer: object


def at_rest(opened: Opened, kind: type[_Answer], *question: str) -> _Answer | None:
    """The answer of this kind that was noted down, if nothing that concerns vaultsync has changed since; else None."""
    repo, status = opened.repo, opened.status
    if repo is None or status is None:
        return None
    rest = _answers(opened, status, *question).get(_Rest)
    if rest is None or not _still_rests(opened, repo, status, rest.head):
        return None
    return rest.answer if isinstance(rest.answer, kind) else None


def keep_at_rest(workspace: Workspace, head: str, answer: object, *question: str) -> None:
    """Note down an answer about the vault as of the commit `head`, if it stays valid while only other files change."""
    status, notes = workspace.status, workspace.read_from()
    if status is None or not head or not _concerns_nobody(workspace, status, status.changed):
        return
    if any(may_have_changed(workspace.root, path, status) for path in notes):
        return  # one may have been saved while it was read
    _answers(workspace, status, *question).vouch(_Rest(head, answer), notes)


def pushed_at_rest(opened: Opened) -> PushReport | None:
    """Commit the changes if they do not concern vaultsync and the vault is known to be at rest; else return None.

    The lock is held, the vault recovered, and there is no remote to push to. Raises GitError.
    """
    repo, status = opened.repo, opened.status
    if repo is None or status is None or not opened.settings.git.commit:
        return None
    known = at_rest(opened, PushReport, _PUSH)
    if known is None:
        return None
    report = replace(known)
    if status.changed:
        from vaultsync.domain.commits.writing import study_message
        from vaultsync.usecases.recording.written import handwork

        message = study_message([], Progress("", Tally()), notes=handwork(Workspace.of(opened), ()))
        opened.context.tell("Committing")
        made = repo.commit(message, status=status)
        if made:
            report.commit, report.subject = made[:9], message.partition("\n")[0]
            if repo.parent == status.head:
                _answers(opened, status, _PUSH).renew(_Rest(made, known))
    return report


def rests(workspace: Workspace, report: PushReport) -> None:
    """Note down that the push with this report only had to commit files that do not concern vaultsync."""
    repo, status = workspace.repo, workspace.status
    if repo is None or status is None or not workspace.settings.git.commit or report.sync is not None:
        return
    if report.changes or report.written or report.healed or report.review or report.waiting or report.warnings:
        return
    if report.commit and repo.parent != status.head:
        return  # somebody else's commit came between
    head = repo.head() or "" if report.commit else status.head
    keep_at_rest(workspace, head, PushReport(roadmaps=report.roadmaps), _PUSH)


def _answers(opened: Opened, status: Status, *question: str) -> Answers:
    """What is known of the vault as it is but for what was committed since, and waits for a commit."""
    as_if = replace(status, changed=(), head="", ahead=None, behind=None)
    return Answers.as_of(opened, as_if, "at rest", *question)


def _still_rests(opened: Opened, repo: Repo, status: Status, head: str) -> bool:
    """Whether nothing that concerns vaultsync was committed since the commit `head`, or waits for one."""
    if head != status.head:
        try:
            came = repo.changed_between(head, status.head)
        except GitError:
            return False  # a commit that is no longer there
        if not _concerns_nobody(opened, status, came) or repo.merged_since(head, status.head):
            return False
    return _concerns_nobody(opened, status, status.changed)


def _concerns_nobody(opened: Opened, status: Status, paths: Collection[str]) -> bool:
    """Whether these changed files are none that vaultsync has a part in."""
    if status.dropped or status.unmerged or not status.head:
        return False
    daily = daily_notes_of(opened) if paths else DailyNotes("")
    return all(_is_foreign(opened, path, daily) for path in paths)


def _is_foreign(opened: Opened, path: str, daily: DailyNotes) -> bool:
    """Whether a file is there, and is no note, daily note, template or setting: none that vaultsync reads."""
    folded, template = path.casefold(), daily.template.removesuffix(".md").casefold()
    folders = [f"{folder}/".casefold() for folder in opened.settings.folders.by_use().values()]
    if folded.startswith((".", *folders)) or "/." in path or folded == SETTINGS_FILE or is_generated(opened, path):
        return False
    try:
        found = os.lstat(opened.root / path)
        if not stat.S_ISREG(found.st_mode) or not folded.endswith(".md"):
            return stat.S_ISREG(found.st_mode)
        if folded.removesuffix(".md") == template or found.st_size > _LARGEST or day_of_path(path, daily, opened):
            return False
        data = vault.read(opened.root, path)
    except (OSError, VaultError):
        return False
    return data is not None and MARKER not in data
