"""The outline of a document: parsed once, then remembered until the document or the parser changes."""

from __future__ import annotations

import json
from contextlib import suppress

from vaultsync.edges.cache import Cache, code, digest
from vaultsync.edges.repo import Repo
from vaultsync.markdown.outlinerows import from_rows, to_rows
from vaultsync.models.outline import Outline
from vaultsync.models.settings import Settings


def outline_of(repo: Repo | None, settings: Settings, name: str, document: str) -> Outline:
    """The outline of the roadmap `name`, whose document this is, as the settings want it read.

    It is remembered in the git directory of `repo`.
    """
    given = next((roadmap for roadmap in settings.roadmaps if roadmap.name == name), None)
    tasks = given.tasks if given else "auto"
    if repo is None:
        outline = _parse(document, name, tasks)
    else:
        cache = Cache(repo.git_path("vaultsync") / "outlines")
        key = digest((document, name, tasks, code()))
        outline = _known(cache.get(key)) or _parse_and_keep(cache, key, document, name, tasks)
    if given and given.title:
        outline.title = given.title
    return outline


def _known(data: bytes | None) -> Outline | None:
    """The outline that was kept; None where there is none, or it is not what was put there."""
    with suppress(ValueError, TypeError, IndexError):
        return None if data is None else from_rows(json.loads(data))
    return None


def _parse_and_keep(cache: Cache, key: str, document: str, name: str, tasks: str) -> Outline:
    outline = _parse(document, name, tasks)
    rows = json.dumps(to_rows(outline), ensure_ascii=False, separators=(",", ":"))
    cache.put(key, rows.encode("utf-8", "surrogatepass"))
    return outline


def _parse(document: str, name: str, tasks: str) -> Outline:
    from vaultsync.markdown.outline import parse_outline  # it brings mistune and ftfy along

    return parse_outline(document, name, tasks_from=tasks)
