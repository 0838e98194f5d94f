"""The outline of a document: parsed once, then remembered until the document or the parser changes."""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

from vaultsync.edges import beside
from vaultsync.edges import state as states
from vaultsync.edges.cache import Cache, code, key_of
from vaultsync.models.outline import Outline
from vaultsync.usecases.opened.opening import Opened

_LONG = 200_000  # characters; a document of that length takes a good part of a second
VERY_LONG = 1_000_000  # characters; from that length on a second process is worth its start

under_way: dict[str, Popen[bytes]] = {}  # by key of the outline: the second process that makes it


def outline_of(opened: Opened, name: str, document: str) -> Outline:
    """The outline of the roadmap `name`, read from `document` as the vault's settings ask.

    It is cached in the git directory.
    """
    given = next((roadmap for roadmap in opened.settings.roadmaps if roadmap.name == name), None)
    tasks = given.tasks if given else "auto"
    cache = _kept(opened)
    key = _key(name, document, tasks) if cache is not None else ""
    if (process := under_way.pop(key, None)) is not None:
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
    """Start a second process that parses a very long document, for which `outline_of` will be asked soon."""
    given = next((roadmap for roadmap in opened.settings.roadmaps if roadmap.name == name), None)
    cache = _kept(opened)
    if given is None or cache is None or len(document) < VERY_LONG:
        return
    key = _key(name, document, given.tasks)
    for begun in [begun for begun, process in under_way.items() if begun != key and process.poll() is not None]:
        beside.wait(under_way.pop(begun))  # which nobody asked for
    if key not in under_way and not (cache.folder / key).exists():
        function = f"{__name__}.{understand.__name__}"
        process = beside.start(function, str(opened.root), name, given.tasks, str(cache.folder))
        if process is not None:
            under_way[key] = process


def understand(root: str, name: str, tasks: str, folder: str) -> None:
    """Parse the last pulled document of a roadmap and put its outline into the cache in `folder`."""
    document = states.load(Path(root), name, bases=False).document
    if document is None:
        return
    outline = _parse(document, name, tasks)
    if Path(folder).parent.is_dir():  # the vault may have been deleted meanwhile
        Cache(Path(folder)).put_value(_key(name, document, tasks), outline)


def _kept(opened: Opened) -> Cache | None:
    return Cache(opened.repo.git_path("vaultsync") / "outlines") if opened.repo is not None else None


def _key(name: str, document: str, tasks: str) -> str:
    return key_of((document, name, tasks, code()))


def _parse(document: str, name: str, tasks: str) -> Outline:
    from vaultsync.markdown.outline.parsing import parse_outline  # it brings mistune and ftfy along

    return parse_outline(document, name, tasks_from=tasks)
