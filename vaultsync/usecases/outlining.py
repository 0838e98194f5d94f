"""The outline of a document: parsed once, then remembered until the document or the parser changes."""

from __future__ import annotations

import json
from contextlib import suppress

from vaultsync.edges.cache import Cache, code, digest
from vaultsync.markdown.outlinerows import from_rows, to_rows
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
    outline = _known(cache.get(key)) if cache is not None else None
    if outline is None:
        if len(document) > _LONG:
            opened.context.tell(f"Understanding {name}", 0, -1)
        outline = _parse(document, name, tasks)
        if cache is not None:
            _keep(cache, key, outline)
    if given and given.title:
        outline.title = given.title
    return outline


def _known(data: bytes | None) -> Outline | None:
    """The outline that was kept; None where there is none, or it is not what was put there."""
    with suppress(ValueError, TypeError, IndexError):
        return None if data is None else from_rows(json.loads(data))
    return None


def _keep(cache: Cache, key: str, outline: Outline) -> None:
    rows = json.dumps(to_rows(outline), ensure_ascii=False, separators=(",", ":"))
    cache.put(key, rows.encode("utf-8", "surrogatepass"))


def _parse(document: str, name: str, tasks: str) -> Outline:
    from vaultsync.markdown.outline import parse_outline  # it brings mistune and ftfy along

    return parse_outline(document, name, tasks_from=tasks)
