"""What surrounds the notes: Obsidian's settings, `.gitignore`, `.gitattributes`. Only missing things are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.domain.journal.entries import routines
from vaultsync.domain.roadmaps.notes import HOME_ID
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import Write
from vaultsync.edges.obsidian import git_changes, obsidian_changes
from vaultsync.edges.templates import Renderer
from vaultsync.markdown.links import escape_inline
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.opened.dailynotes import daily_notes_of
from vaultsync.usecases.opened.reading import OWN
from vaultsync.usecases.opened.workspace import Workspace


def add_missing(
    workspace: Workspace, roadmaps: Sequence[str], before: Sequence[Roadmap] = (), after: Sequence[Roadmap] = ()
) -> list[str]:
    """Stage what is missing for roadmaps in these folders (vault paths). Returns the files that get it.

    `before` and `after` are the vault's roadmaps. The habits of new ones are added to the daily template, unless
    somebody else has written in it.
    """
    folders = workspace.settings.folders.by_use()
    home = workspace.paths(OWN).get(HOME_ID, "Home.md")
    settings, first = obsidian_changes(
        workspace.root, folders=folders, links=workspace.settings.links, roadmaps=roadmaps, home=home
    )
    git, second = git_changes(workspace.root, folders=folders)
    workspace.warnings += first + second
    writes = [*settings, *git, *_daily_template(workspace, routines(before), routines(after))]
    workspace.stage(writes)
    return [write.path for write in writes]


def _daily_template(
    workspace: Workspace, before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> list[Write]:
    """The template of daily notes, where Obsidian is told of it and the learner has none of that name."""
    path = f"{workspace.settings.folders.templates}/Journal.md"
    renderer = Renderer(workspace.root, filters={"inline": escape_inline})

    def made(of: Mapping[str, Sequence[str]]) -> str:
        habits = [habit for routine in of.values() for habit in routine]
        heading = workspace.settings.journal.heading
        return renderer.render("journal.md.j2", heading=heading, habits=habits, routines=of)

    if path.casefold() not in workspace.files:
        if daily_notes_of(workspace).template.removesuffix(".md") != path.removesuffix(".md"):
            return []  # nobody would use it
        return [Write(path, made(after), None)]
    there = vault.read(workspace.root, path) if before != after else None
    flat = {"": [habit for routine in before.values() for habit in routine]}  # as before routines had names
    ours = there is not None and there in (made(before).encode("utf-8"), made(flat).encode("utf-8"))
    return [Write(path, made(after), there)] if ours else []
