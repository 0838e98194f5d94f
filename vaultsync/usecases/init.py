"""Init: a new vault, or an existing folder adopted, and the first pull."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from vaultsync.edges.files.leftovers import sweep
from vaultsync.edges.files.lock import Lock
from vaultsync.edges.files.vault import SETTINGS_FILE, shown, trouble
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.edges.obsidian import daily_notes_folder
from vaultsync.edges.repo import Repo
from vaultsync.edges.settings.checking import parse
from vaultsync.edges.settings.editing import add_roadmap, initial, source_for
from vaultsync.edges.settings.model import roadmap_name
from vaultsync.edges.shipped import bundled_roadmaps
from vaultsync.edges.sources import Source, read_source
from vaultsync.errors import UsageError, VaultError
from vaultsync.models.reports import InitReport
from vaultsync.models.structs import replace
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.generated import SUMMARY, SUMMARY_DATA
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.bringing import Way, bring_in
from vaultsync.usecases.roadmaps import check_name

DOCUMENTS = "Documents"  # where the bundled roadmaps are copied to


def init(
    directory: Path,
    *,
    roadmaps: Sequence[Path | str] = (),
    names: Sequence[str] = (),
    sample: bool = False,
    links: str = "wiki",
    context: Context,
    dry_run: bool = False,
) -> InitReport:
    """Make `directory` a vault of these roadmaps (and of the bundled ones, with `sample`), and pull for the first time.

    `names` are the short names of the first roadmaps; the others get one from the name of their file. Existing files
    stay as they are, and are committed before anything is written. Raises VaultsyncError, with nothing written, where a
    document cannot be read or git is in an unsafe state.
    """
    root = Path(directory).expanduser().absolute()
    _check_place(root)
    if dry_run:
        return _foresee(
            root, partial(init, roadmaps=roadmaps, names=names, sample=sample, links=links, context=context)
        )
    _check_names(names, len(roadmaps))
    given = [(path, read_source(path)) for path in roadmaps]
    bundled = [(path, read_source(path)) for path in (bundled_roadmaps() if sample else [])]
    if not given and not bundled:
        raise UsageError(
            "there is no roadmap to begin with",
            next_step='Name a document: "vaultsync init DIR --roadmap FILE", or try "--sample"',
        )
    fresh = not root.exists() or not any(root.iterdir())
    with _repository(root) as (repo, made), ExitStack() as stack, Lock(repo.git_path("vaultsync")) as lock:
        repo.clear_own_lock()
        if lock.interrupted and lock.alone:
            repo.clear_locks(lock.since)
        if lock.interrupted:
            sweep(root)
        if lock.alone:
            lock.looked_after()
        adopted = any(entry.name != ".git" for entry in root.iterdir())
        stack.callback(_take_back, root, fresh)
        if adopted and repo.status().changed:
            repo.commit("Notes as they were before vaultsync")
        text = initial(links=links, folders=_folders(root))
        taken = set(names)
        writes = []
        for number, (path, source) in enumerate([*given, *bundled]):
            name = names[number] if number < len(names) else _free_name(source, taken)
            where = source_for(Path(path).absolute(), root) if "://" not in str(path) else str(path)
            if (path, source) in bundled:
                where = f"{DOCUMENTS}/{Path(path).name}"
                if not (root / where).exists():
                    writes.append(Write(where, source.text, None))
            text = add_roadmap(text, name, where)
        write_all(root, writes)
        workspace = Workspace(replace(context, vault=root), root, parse(text), repo, repo.status())
        workspace.unfinished.unlink(missing_ok=True)  # of a run that was killed before anything had its name
        workspace.load()
        pulled = bring_in(workspace, workspace.settings.roadmaps, Way(settings=Write(SETTINGS_FILE, text, None)))
        stack.pop_all()
    return InitReport(str(root), pulled, adopted, made, [write.path for write in writes])


def _check_names(names: Sequence[str], roadmaps: int) -> None:
    for name in names:
        check_name(name)
    if len(names) > roadmaps or len(names) > len(set(names)):
        raise UsageError(
            "each name is for a roadmap of its own",
            where="--name",
            next_step="Give as many --roadmap, in the same order",
        )


def _foresee(root: Path, made: Callable[[Path], InitReport]) -> InitReport:
    """What would be made of `root`: it is made of a copy, in which files that are no notes or settings are empty."""
    found = Repo.discover(root) if root.is_dir() else None
    if found is not None:
        found.check_safe()
        found.check_identity()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / root.name
        if root.exists():
            shutil.copytree(root, copy, symlinks=True, ignore=_not_copied, copy_function=_copy)
        if found is not None:
            copied = Repo.init(copy)
            copied.configure({key: value for key, value in found.config.items() if key.startswith("user.")})
        report = made(copy)
    report.vault, report.pull.dry_run = str(root), True
    report.pull.commit = report.pull.subject = ""
    report.created_repository = found is None
    return report


def _not_copied(folder: str, names: list[str]) -> list[str]:
    """The repository, and what is no file, folder or link."""
    return [name for name in names if name == ".git" or not _is_usual(Path(folder, name))]


def _is_usual(place: Path) -> bool:
    mode = place.lstat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)


def _copy(source: str, target: str) -> None:
    if os.path.islink(source) or source.endswith((".md", ".json", ".toml", ".gitignore", ".gitattributes")):
        shutil.copy2(source, target, follow_symlinks=False)
    else:
        Path(target).touch()


def _folders(root: Path) -> dict[str, str]:
    """Where an adopted vault has its own way: the folder of its daily notes, and one for charts that is nobody's."""
    journal = daily_notes_folder(root)
    folders = {"journal": journal} if journal else {}
    return folders | ({"charts": "Study charts"} if (root / "Charts").exists() else {})


def _take_back(root: Path, fresh: bool) -> None:
    """After a failure: all goes where nothing was before, else the settings, so that `init` can be called again."""
    if not fresh:
        (root / SETTINGS_FILE).unlink(missing_ok=True)
        return
    for entry in root.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    with suppress(OSError):
        root.rmdir()


def _check_place(root: Path) -> None:
    if (root / SETTINGS_FILE).exists():
        raise VaultError(
            "this is a vault already",
            where=shown(root),
            next_step='Bring in what is new with "vaultsync pull", or add a roadmap with "vaultsync add FILE"',
        )
    for name in (SUMMARY, SUMMARY_DATA):
        if (root / name).exists() and not (root / ".vaultsync").exists():
            raise VaultError(
                "a file of yours has the name of vaultsync's summary, which would take its place",
                where=shown(root / name),
                next_step="Rename it, then try again",
            )
    if root.exists() and not root.is_dir():
        raise VaultError("it is a file", where=shown(root), next_step="Name a folder for the vault")


@contextmanager
def _repository(root: Path) -> Iterator[tuple[Repo, bool]]:
    """The repository that holds the vault; what was made for it goes again where git is not ready."""
    made_folders = []
    folder = root
    while not folder.exists():
        made_folders.append(folder)
        folder = folder.parent
    made = False
    try:
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise trouble(error, root, "written") from error
        found = Repo.discover(root)
        repo = Repo.init(root)
        made = found is None or found.top != repo.top
        repo.check_safe()
        repo.check_identity()
    except BaseException:
        if made:
            shutil.rmtree(root / ".git", ignore_errors=True)
        for folder in made_folders:
            with suppress(OSError):
                folder.rmdir()
        raise
    yield repo, made


def _free_name(source: Source, names: set[str]) -> str:
    base = roadmap_name(source.stem)
    name, n = base, 1
    while name in names:
        n += 1
        name = f"{base}-{n}"
    names.add(name)
    return name
