"""Check: what is not in order in the vault, and what of it can be mended without losing a word."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.domain.brokenlinks import Lookup, broken_links
from vaultsync.domain.checking import FIXED, in_note, in_text, ordered, placed, short
from vaultsync.domain.devices.copiedfolders import CopiedFolder
from vaultsync.domain.devices.copies import missing_from
from vaultsync.domain.schedule.spans import nonsense_in
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.obsidian import IGNORED
from vaultsync.edges.settings.checking import line_of
from vaultsync.markdown import note
from vaultsync.models.check import CheckReport, Finding, Kind
from vaultsync.models.structs import replace
from vaultsync.usecases.links.moved import moved_notes, moves
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.generated import SUMMARY, SUMMARY_DATA
from vaultsync.usecases.opened.reading import OWN, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.movedblocks import single_blocks
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import all_deleted, deleted_notes
from vaultsync.usecases.recording.journaling import journal_of
from vaultsync.usecases.recording.study import last_pulled
from vaultsync.usecases.recording.summing import line_of_duration, stated_durations
from vaultsync.usecases.repairs import (
    beyond_marks,
    beyond_settings,
    copies_by_name,
    copies_of_own_notes,
    is_noise,
    repair,
)
from vaultsync.usecases.unfinished import finish

_TOLD = 3
_BY_HAND = "Keep the lines that hold and delete the markers"


def check(context: Context, *, fix: bool = False, dry_run: bool = False) -> CheckReport:
    """Find everything that is not in order; with `fix` mend what can be mended, and commit that.

    Raises VaultsyncError.
    """
    if not fix or dry_run:
        workspace = Workspace.open(context, writes=False)
        workspace.load()
        report = CheckReport(survey(workspace), dry_run=dry_run)
        if fix:
            report.fixed = [one.told for one in repair(workspace, dry_run=True)]
        return report
    workspace = Workspace.open(context, writes=True)
    with workspace.lock() as lock:
        workspace.recover(lock)
        workspace.load()
        finish(workspace)
        made = repair(workspace)
        report = CheckReport(fixed=[one.told for one in made])
        if made and workspace.repo is not None and workspace.settings.git.commit:
            from vaultsync.domain.commits.writing import check_message

            message = check_message(report.fixed)
            commit = workspace.repo.commit(message, [path for one in made for path in one.paths()])
            report.commit, report.subject = (commit or "")[:9], message.partition("\n")[0] if commit else ""
        workspace = Workspace.open(context, writes=False)
        workspace.load()
        report.findings = survey(workspace)
        return report


def survey(workspace: Workspace) -> list[Finding]:
    """Everything that is not in order in a loaded vault, as findings."""
    files = list(vault.files(workspace.root))
    found = [*_notes(workspace), *_copies(workspace), *_links(workspace, files), *_places(workspace)]
    found += [*_state(workspace), *_other_files(workspace), *_settings(workspace), *_git(workspace)]
    found += [*_journal(workspace), *_durations(workspace)]
    told = {(one.path, one.line) for one in found}
    for warning in workspace.warnings:  # notes and folders that could not be read at all
        one = placed(warning, Kind.UNREADABLE, "")
        if (one.path, one.line) not in told and _unread(workspace, one.path):
            what, _, remedy = one.what.partition(". ")
            found.append(replace(one, what=what, remedy=f"{remedy or 'Mend it'}; until then it is left alone"))
    return ordered(found)


def _unread(workspace: Workspace, path: str) -> bool:
    """Whether a path is one that was listed and could not be taken for a note."""
    return path.casefold() in workspace.files and all(path != found.path for found in workspace.notes.values())


def _notes(workspace: Workspace) -> Iterator[Finding]:
    today = workspace.context.today()
    apart = {path for folder in workspace.copied_folders() for path in folder.notes}
    copies = [copy for found in workspace.copies.values() for copy in found if copy.path not in apart]
    for found in [*workspace.notes.values(), *copies]:
        text = vault.decode(found.data, found.path)
        yield from in_note(found.path, text, note.scan(found.path, text), today=today)
    for path, data in workspace.marked.items():
        yield from in_text(path, data.decode("utf-8", "replace"))


def _copies(workspace: Workspace) -> Iterator[Finding]:
    told: set[str] = set()
    for folder in workspace.copied_folders():
        told.update(folder.notes)
        yield _copied(workspace, folder)
    for id_, copies in workspace.copies.items():
        kept = workspace.notes[id_].path
        for copy in copies:
            if copy.path in told:
                continue
            told.add(copy.path)
            yield Finding(copy.path, 0, Kind.COPY, f"has the same id as {kept} ({id_})", FIXED)
    for path, original in copies_by_name(workspace).items():
        if path not in told:
            yield _copy_of(workspace, path, original)
    for path, original in copies_of_own_notes(workspace).items():
        if path not in told:
            yield _copy_of_own(workspace, path, original)


def _copied(workspace: Workspace, folder: CopiedFolder) -> Finding:
    """A whole folder that somebody copied, and how many of its notes say what their originals do not."""
    pairs = [(workspace.notes[id_], copy) for id_, copies in workspace.copies.items() for copy in copies]
    more = sum(bool(missing_from(kept.text, copy.text)) for kept, copy in pairs if copy.path in folder.notes)
    what = f"{folder.told}; {more} of them {'says' if more == 1 else 'say'} more" if more else folder.told
    remedy = "To keep it beside the other, take the property `vaultsync` out of its notes. "
    if workspace.repo is None or not workspace.settings.git.commit:
        remedy += f"Else delete it{', with what only it says in the notes' if more else ''}"
    else:
        first = "puts what only it says into the notes, and takes it away" if more else "takes it away"
        remedy += f'Else "vaultsync check --fix" {first}; git has it then'
    return Finding(folder.path, 0, Kind.COPY, what, remedy)


def _copy_of(workspace: Workspace, path: str, original: str) -> Finding:
    """A file that a sync tool made of another one; of settings it is told what only the copy says."""
    what = f"a sync tool's copy of {original}"
    if items := beyond_marks(workspace, path, original):
        more = f" and {len(items) - _TOLD} more" if len(items) > _TOLD else ""
        told = f"{what}; done only there: {', '.join(items[:_TOLD])}{more}"
        return Finding(path, 0, Kind.COPY, told, "Tick in its note what you did of that, then delete the copy")
    says = beyond_settings(workspace, path) if original == SETTINGS_FILE else []
    if not says:
        return Finding(path, 0, Kind.COPY, what, FIXED)
    lines = vault.read_text(workspace.root, path).split("\n")
    first = says[0].partition(" = ")[0].rsplit(".", 1)[-1]
    line = next((n for n, line in enumerate(lines, 1) if line.strip().startswith(first)), 0)
    more = f" and {len(says) - _TOLD} more" if len(says) > _TOLD else ""
    told = f"{what}; only there: {', '.join(says[:_TOLD])}{more}"
    return Finding(path, line, Kind.COPY, told, f"Put what you want of it into {original}, then delete the copy")


def _copy_of_own(workspace: Workspace, path: str, original: str) -> Finding:
    """A copy of a note of the learner's own, into which vaultsync does not write: what only the copy says."""
    what = f"a sync tool's copy of {original}"
    texts = [(vault.read(workspace.root, one) or b"").decode("utf-8", "replace") for one in (original, path)]
    says = missing_from(*texts)
    if not says:
        return Finding(path, 0, Kind.COPY, f"{what}, which says all that it does", "Delete the copy")
    more = f" and {len(says) - _TOLD} more" if len(says) > _TOLD else ""
    told = f"{what}; only there: {', '.join(f'“{short(words)}”' for words in says[:_TOLD])}{more}"
    return Finding(path, 0, Kind.COPY, told, f"Put what you want of it into {original}, then delete the copy")


def _links(workspace: Workspace, files: list[str]) -> Iterator[Finding]:
    """Links that lead nowhere; in notes of the learner's own conflict markers, too: these are all read here."""
    deleted = [found.note for found in deleted_notes(workspace, last_pulled(workspace))]
    here = {found.path: vault.decode(found.data, found.path) for found in workspace.notes.values()}

    def read(path: str) -> str | None:
        data = vault.read(workspace.root, path) if path not in here else None
        return here.get(path) if data is None else data.decode("utf-8", "replace")

    # That the summary is not there is told once, and not of every link to it.
    archive = workspace.settings.folders.archive
    linked, moved = moves(workspace)
    lookup = Lookup({*files, SUMMARY}, deleted, linked | moved, read, archive=archive, blocks=single_blocks(workspace))
    for id_, found in workspace.notes.items():
        yield from broken_links(found.path, here[found.path], lookup, base=workspace.base_of(id_))
    folders = workspace.settings.folders
    others = [path for path in files if path.lower().endswith(".md") and path not in here and path != SUMMARY]
    own = [path for path in others if not path.startswith(f"{folders.archive}/")]
    for path, data in vault.read_all(workspace.root, own):
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
        if "[" in text:
            yield from broken_links(path, text, lookup, within=[folders.roadmaps, folders.resources])
        if "<<<<<<<" in text and path not in workspace.marked:
            yield from (replace(one, remedy=_BY_HAND) for one in in_text(path, text))


def _places(workspace: Workspace) -> Iterator[Finding]:
    """Notes that were moved, emptied or deleted."""
    roadmaps = last_pulled(workspace)
    for deleted in all_deleted(workspace, roadmaps, decide(workspace, roadmaps)):
        if deleted.block:
            what = f"the line of “{short(deleted.title)}” was deleted{', and it still counts' if deleted.tasks else ''}"
            yield Finding(deleted.note, 0, Kind.MISSING, what, f'Bring it back: vaultsync restore "{deleted.title}"')
            continue
        how = "was emptied" if deleted.emptied else "was deleted"
        what = f"“{deleted.title}” {how}, and its tasks still count" if deleted.tasks else f"the note {how}"
        yield Finding(deleted.note, 0, Kind.MISSING, what, f'Bring it back: vaultsync restore "{deleted.note}"')
    for old, new in moved_notes(workspace).items():
        remedy = 'Fine as it is: the next "vaultsync push" notes it down'
        yield Finding(new, 0, Kind.MOVED, f"was moved here from {old}", remedy)


def _state(workspace: Workspace) -> Iterator[Finding]:
    for name, state in workspace.states.items():
        for problem in state.problems:
            yield placed(problem, Kind.STATE, FIXED)
        for path, known in state.known.items():
            text = known.decode("utf-8", "replace") if isinstance(known, bytes) else known
            if path == states.document_path(name):
                for one in in_text(path, text):
                    yield Finding(path, one.line, one.kind, one.what, 'The next "vaultsync pull" reads it anew')
            else:
                yield from in_text(path, text, fences=path.endswith(".md"))
        if name == OWN:
            continue
        if state.document is None:
            if any(split_id(id_)[0] == name for id_ in workspace.notes):
                what = "what is known of this roadmap is lost, though its notes are there"
                path = states.document_path(name)
                remedy = f'Get it back: {_way_back(workspace, path)}. Or run "vaultsync pull": it is made anew'
                yield Finding(path, 0, Kind.STATE, what, remedy)
            continue
        for id_, found in workspace.notes.items():
            owner, node = split_id(id_)
            if owner == name and node not in state.bases:
                what = f"the base text of {found.path} is lost"
                yield Finding(
                    states.base_path(name, node), 0, Kind.STATE, what, 'Run "vaultsync pull": it is made anew'
                )


def _way_back(workspace: Workspace, path: str) -> str:
    """The command that brings back a file of vaultsync's own, also where that it is gone was committed."""
    repo = workspace.repo
    if repo is not None and repo.show("HEAD", path) is None:
        last = next((one.commit for one in reversed(repo.versions(path)) if one.blob), "")
        if last and repo.show(last, path) is not None:
            return f'git restore --source={last[:9]} "{path}"'
    return f"git restore {states.FOLDER}"


def _other_files(workspace: Workspace) -> Iterator[Finding]:
    """Conflict markers in the summary, the settings, and what Obsidian and git are told; a summary that is gone."""
    obsidian = [path for path in vault.files(workspace.root, folder=".obsidian") if path.count("/") == 1]
    for path in (SUMMARY, SUMMARY_DATA, SETTINGS_FILE, *obsidian, ".gitignore", ".gitattributes"):
        data = vault.read(workspace.root, path)
        if data is None and path in (SUMMARY, SUMMARY_DATA) and last_pulled(workspace):
            yield Finding(path, 0, Kind.MISSING, "is not there", 'The next "vaultsync push" makes it anew')
        for one in in_text(path, (data or b"").decode("utf-8", "replace"), fences=False):
            remedy = one.remedy if not path.startswith(".") else _BY_HAND
            yield Finding(path, one.line, one.kind, one.what, remedy)


def _settings(workspace: Workspace) -> Iterator[Finding]:
    text = vault.read_text(workspace.root, SETTINGS_FILE)
    for number, given in enumerate(workspace.settings.roadmaps):
        place = given.location(workspace.root)
        if not isinstance(place, str) and not place.is_file():
            line = line_of(text, ("roadmaps", number, "source"))
            remedy = (
                "Put it back, or into the vault for all devices, and let `source` name it; until then nothing is lost"
            )
            yield Finding(
                SETTINGS_FILE, line, Kind.SOURCE, f"the document of {given.name} is not there: {place}", remedy
            )


def _git(workspace: Workspace) -> Iterator[Finding]:
    if workspace.repo is None:
        return
    if (stopped := workspace.stopped()) is not None:
        yield Finding(".git", 0, Kind.STOPPED, f"{stopped.what}: push and pull are refused", stopped.next_step)
    for path in workspace.repo.tracked_though_ignored(IGNORED):
        remedy = FIXED if is_noise(path) else f'Take it out of git, it stays on disk: git rm --cached "{path}"'
        yield Finding(path, 0, Kind.TRACKED, "is in git, and should be ignored", remedy)


def _journal(workspace: Workspace) -> Iterator[Finding]:
    today = workspace.context.today()
    for day in journal_of(workspace).days:
        for entry in day.entries if day.date > today else ():
            what = f"an entry of the journal is in the future: {day.date}"
            yield Finding(
                entry.source, entry.line + 1, Kind.DATE, what, "Correct the day; until then it counts nowhere"
            )


def _durations(workspace: Workspace) -> Iterator[Finding]:
    """Durations that somebody wrote into a note, and that the plan cannot use."""
    for id_, duration in stated_durations(workspace, last_pulled(workspace)).items():
        if why := nonsense_in(duration):
            path = workspace.notes[id_].path
            what = f"the duration “{duration.text}” is not used: {why}"
            yield Finding(
                path, line_of_duration(workspace, path), Kind.DURATION, what, "Write one such as 2 weeks, or none"
            )
