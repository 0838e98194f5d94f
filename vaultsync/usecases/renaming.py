"""Rename notes, and with them every link in the vault. If this is interrupted, the next run finishes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from vaultsync.domain.roadmaps.renaming import moved_folders, next_moves, wanted_places
from vaultsync.edges import state as states
from vaultsync.edges.files import vault
from vaultsync.edges.files.intent import Intent
from vaultsync.edges.files.recasing import recase
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.edges.repo import Repo
from vaultsync.markdown import note
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.linking.relinking import Renames, relink
from vaultsync.models.progress import PullNews
from vaultsync.models.reports import NoteChange
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.links.rewriting import linking, relinked_file
from vaultsync.usecases.opened.generated import is_generated
from vaultsync.usecases.opened.reading import node_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.summing import summarise, write_summary

_TRIES = 3


def planned(workspace: Workspace, roadmaps: Mapping[str, Roadmap]) -> dict[str, str]:
    """The notes that do not have the name they should have: old path → new path."""
    moves: dict[str, str] = {}
    for name, wanted in wanted_now(workspace, roadmaps).items():
        for node, path in wanted.items():
            found = workspace.notes.get(node_id(name, node))
            if found is not None and found.path != path:
                moves[found.path] = path
    return moves


def wanted_now(workspace: Workspace, roadmaps: Mapping[str, Roadmap]) -> dict[str, dict[str, str]]:
    """The path that each note should have, by roadmap and node. Notes that the learner moved keep theirs."""
    places: dict[str, dict[str, str]] = {}
    folders = {name: roadmap.root.path.split("/")[-2] for name, roadmap in roadmaps.items() if "/" in roadmap.root.path}
    for name, roadmap in roadmaps.items():
        state, here = workspace.states[name], workspace.paths(name)
        moved = {node: path for node, path in here.items() if node in state.moved}
        wanted = wanted_places(
            roadmap,
            workspace.settings.folders.roadmaps,
            moved,
            workspace.foreign(),
            {folder for other, folder in folders.items() if other != name},
        )
        if "" not in moved:
            folders[name] = wanted[""].split("/")[-2]
        places[name] = wanted
    return places


def rename_notes(workspace: Workspace, names: Collection[str]) -> list[NoteChange]:
    """Rename the notes of these roadmaps, in as many rounds as it takes. Returns which note got which path."""
    renamed: dict[str, str] = {}
    for _ in range(len(workspace.notes) + _TRIES):
        roadmaps = {name: roadmap for name, roadmap in workspace.pulled().items() if name in names}
        moves = next_moves(planned(workspace, roadmaps), {path.casefold() for path in vault.files(workspace.root)})
        if not moves:
            break
        carry_out(workspace, moves, renamed)
        renamed = _both(renamed, moves)
    return [NoteChange("rename", old, new) for old, new in renamed.items() if old != new]


def _both(earlier: Mapping[str, str], moves: Mapping[str, str]) -> dict[str, str]:
    """Where files are from the beginning that were moved twice."""
    now = {first: moves.get(last, last) for first, last in earlier.items()}
    return {**{old: new for old, new in moves.items() if old not in earlier.values()}, **now}


def carry_out(
    workspace: Workspace, moves: Mapping[str, str], earlier: Mapping[str, str] | None = None, *, resumed: bool = False
) -> None:
    """Move files (old path → free new path) and rewrite all links to them and in them.

    `earlier` were moved in this run before; `resumed`: some may be half moved. The intent stays noted until the
    renaming is committed.
    """
    intent = Intent(workspace.lock().folder)
    intent.note({"rename": dict(moves), "earlier": dict(earlier or {})})
    written: dict[str, bytes] = {}
    for _ in range(_TRIES):
        stale = _move(workspace, moves, written, resumed=resumed)
        if not stale:
            break
    else:
        workspace.warn("some notes kept changing while vaultsync worked; their links may lead to old names")
    workspace.read_notes()
    _note_down(workspace, moves)


def finish_renaming(workspace: Workspace) -> None:
    """Finish and commit an interrupted renaming. What was done to the files since waits for the next commit."""
    noted = Intent(workspace.lock().folder).read()
    moves, earlier = noted.get("rename"), noted.get("earlier")
    if not isinstance(moves, dict):
        return
    workspace.warnings.clear()  # of notes that stood in two places; the rest is told again when all is read anew
    carry_out(workspace, moves, earlier if isinstance(earlier, dict) else {}, resumed=True)
    workspace.reload()
    if workspace.repo is not None and workspace.settings.git.commit:
        _commit(workspace, workspace.repo, _both(earlier, moves) if isinstance(earlier, dict) else moves)
    Intent(workspace.lock().folder).clear()
    workspace.reload()


def _commit(workspace: Workspace, repo: Repo, moves: Mapping[str, str]) -> None:
    """Commit a renaming: every file as the last commit has it, where it is now and with the links in it rewritten."""
    from vaultsync.domain.commits.writing import pull_message

    roadmaps = workspace.pulled()
    marks = {name: state.marks for name, state in workspace.states.items()}
    gone = absent(workspace, roadmaps, decide(workspace, roadmaps))
    summary = summarise(workspace, roadmaps, marks, absent=gone)
    write_summary(workspace, summary)
    back, status = {new: old for old, new in moves.items()}, repo.status()
    renames = _between(workspace, {back.get(path, path) for path in vault.files(workspace.root)}, moves)
    changed = [path for path in status.changed if not path.startswith(f"{states.FOLDER}/")]
    changed = [path for path in changed if not is_generated(workspace, path)]
    was = repo.show_all(status.head, {back.get(path, path) for path in changed})
    texts: dict[str, bytes | None] = dict.fromkeys(path for path in changed if path in moves and path not in back)
    for path in changed:
        data = was.get(back.get(path, path)) if path not in texts else None
        if data is not None:
            texts[path] = relinked_file(data, back.get(path, path), renames)
    here = {path: text for path, text in texts.items() if vault.read(workspace.root, path) != text}
    own = [path for path in status.changed if path not in changed]
    titles: dict[str, list[str]] = {}
    for name, roadmap in roadmaps.items():
        paths = workspace.paths(name)
        titles[name] = [node.title for node in roadmap.root.walk() if paths.get(node.id) in back]
    news = [PullNews(name, renamed=tuple(found)) for name, found in titles.items()]
    message = pull_message(news, summary.progress)
    if repo.commit(message, [*texts, *own], status=status, texts=here):
        workspace.warn(f"a renaming was interrupted, and is finished now: “{message.partition(chr(10))[0]}”")


def _between(workspace: Workspace, before: Iterable[str], moves: Mapping[str, str]) -> Renames:
    """The files of the vault before and after these moves (old path → new one)."""
    paths, archive = list(before), workspace.settings.folders.archive
    after = (moves.get(path, path) for path in paths)
    return Renames(Files(paths, last=archive), Files(after, last=archive), moves, moved_folders(moves))


def _renames(workspace: Workspace, listed: list[str], moves: Mapping[str, str]) -> tuple[Renames, dict[str, str]]:
    """Files before and after all moves, and new path → old one of the files that were moved already."""
    there = set(listed)
    done = {new: old for old, new in moves.items() if new in there}
    return _between(workspace, {done.get(path, path) for path in there}, moves), done


def _move(workspace: Workspace, moves: Mapping[str, str], written: dict[str, bytes], *, resumed: bool) -> list[str]:
    """One attempt; the paths that changed meanwhile. `written` is what earlier attempts wrote into moved notes."""
    root = workspace.root
    listed = list(vault.files(root))
    renames, done = _renames(workspace, listed, moves)
    writes: list[Write] = []
    recased: list[tuple[str, str]] = []
    there = {path: data for path, data in vault.read_all(root, linking(listed)) if isinstance(data, bytes)}
    for path, data in there.items():
        new = moves.get(path, path)
        if path in done:
            continue  # its links were rewritten as it was moved
        text = relinked_file(data, path, renames)
        if new == path:
            writes += [Write(path, text, data)] if text != data else []
        elif new.casefold() == path.casefold() and _same(workspace, path, new):
            writes += [Write(path, text, data)] if text != data else []
            recased.append((path, new))
        else:
            here = there.get(new)
            if here is not None and resumed and _is_left_behind(workspace, path, data, here):
                writes.append(Write(path, None, data))  # somebody wrote into the new one meanwhile
                continue
            if here is not None and here not in (text, written.get(new)):
                workspace.warn(f"{new}: a file stands there, so that {path} was not renamed")
                continue
            writes += [Write(new, text, here)] if here != text else []
            writes.append(Write(path, None, data))
            written[new] = text
    stale = write_all(root, writes)
    for old, new in recased:
        recase(root, old, new)
    return stale


def _is_left_behind(workspace: Workspace, path: str, data: bytes, here: bytes) -> bool:
    """Whether a note is as the last commit has it, and `here` is what was made of it in its new place."""
    ids = {note.scan("", text.decode("utf-8", "replace")).id for text in (data, here)}
    return len(ids) == 1 and ids != {""} and workspace.repo is not None and workspace.repo.show("HEAD", path) == data


def _same(workspace: Workspace, old: str, new: str) -> bool:
    """Whether the file system takes both for one file."""
    one, other = workspace.root / old, workspace.root / new
    return other.exists() and one.samefile(other)


def _note_down(workspace: Workspace, moves: Mapping[str, str]) -> None:
    """Bring base texts and paths in line with what was moved."""
    back = {new: old for old, new in moves.items()}
    there = set(vault.files(workspace.root))
    renames = _between(workspace, {back.get(path, path) for path in there}, moves)
    for name, state in workspace.states.items():
        for node, base in state.bases.items():
            found = workspace.notes.get(node_id(name, node))
            here = found.path if found is not None else state.paths.get(node, "")
            state.bases[node] = relink(base, back.get(here, here), renames)
            if here in back:
                state.moved.discard(node)
    workspace.save()
