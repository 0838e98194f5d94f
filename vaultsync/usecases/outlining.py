"""The outline of a document: parsed once, then remembered until the document or the parser changes."""

from __future__ import annotations

from vaultsync.edges.cache import Cache, code, digest
from vaultsync.models.outline import Outline
from vaultsync.usecases.opening import Opened

_LONG = 200_000  # characters; a document of that length takes a second


def outline_of(opened: Opened, name: str, document: str) -> Outline:
    """The outline of the roadmap `name`, whose document this is, as the settings of the vault want it read.

    It is remembered in the git directory.
    """
    given = next((roadmap for roadmap in opened.settings.roadmaps if roadmap.name == name), None)
    tasks = given.tasks if given else "auto"
    cache = Cache(opened.repo.git_path("vaultsync") / "outlines") if opened.repo is not None else None
    key = digest((document, name, tasks, code())) if cache is not None else ""
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


def _parse(document: str, name: str, tasks: str) -> Outline:
    from vaultsync.markdown.outline import parse_outline  # it brings mistune and ftfy along

    return parse_outline(document, name, tasks_from=tasks)
