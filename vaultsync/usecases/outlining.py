"""The outline of a document: parsed once, then remembered until the document or the parser changes."""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

from vaultsync.edges import beside
from vaultsync.edges import state as states
from vaultsync.edges.cache import Cache, code, digest
from vaultsync.models.outline import Outline
from vaultsync.usecases.opening import Opened

_LONG = 200_000  # characters; a document of that length takes a good part of a second
_VERY_LONG = 1_000_000  # with which a second process has time to get going

_begun: dict[str, Popen[bytes]] = {}  # by key: what a second process is at


def outline_of(opened: Opened, name: str, document: str) -> Outline:
    """The outline of the roadmap `name`, whose document this is, as the settings of the vault want it read.

    It is remembered in the git directory.
    """
    given = next((roadmap for roadmap in opened.settings.roadmaps if roadmap.name == name), None)
    tasks = given.tasks if given else "auto"
    cache = _kept(opened)
    key = _key(name, document, tasks) if cache is not None else ""
    if (process := _begun.pop(key, None)) is not None:
        opened.context.tell(f"Understanding {name}", 0, -1)
        beside.wait(process)
    outline = cache.get_value(key, Outline) if cache is not None else None
    if outline is None:
        if len(document) > _LONG:
            opened.context.tell(f"Understanding {name}", 0, -1)
        outline = _parse(document, name, tasks)
        if cache is not None:
            cache.put_value(key, outline)
    if given and given.title:
        outline.title = given.title
    return outline


def begin(opened: Opened, name: str, document: str) -> None:
    """Let a second process understand the long document of a roadmap, which `outline_of` will be asked for."""
    given = next((roadmap for roadmap in opened.settings.roadmaps if roadmap.name == name), None)
    cache = _kept(opened)
    if given is None or cache is None or len(document) < _VERY_LONG:
        return
    key = _key(name, document, given.tasks)
    for begun in [begun for begun, process in _begun.items() if begun != key and process.poll() is not None]:
        beside.wait(_begun.pop(begun))  # which nobody asked for
    if key not in _begun and not (cache.folder / key).exists():
        function = f"{__name__}.{understand.__name__}"
        process = beside.start(function, str(opened.root), name, given.tasks, str(cache.folder))
        if process is not None:
            _begun[key] = process


def understand(root: str, name: str, tasks: str, folder: str) -> None:
    """Parse the document of a roadmap as it was pulled last, and put its outline into the cache in `folder`."""
    document = states.load(Path(root), name, bases=False).document
    if document is None:
        return
    outline = _parse(document, name, tasks)
    if Path(folder).parent.is_dir():  # the vault may have been deleted meanwhile
        Cache(Path(folder)).put_value(_key(name, document, tasks), outline)


def _kept(opened: Opened) -> Cache | None:
    return Cache(opened.repo.git_path("vaultsync") / "outlines") if opened.repo is not None else None


def _key(name: str, document: str, tasks: str) -> str:
    return digest((document, name, tasks, code()))


def _parse(document: str, name: str, tasks: str) -> Outline:
    from vaultsync.markdown.outline import parse_outline  # it brings mistune and ftfy along

    return parse_outline(document, name, tasks_from=tasks)
