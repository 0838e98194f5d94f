"""What surrounds the notes: Obsidian's settings, `.gitignore`, `.gitattributes`. Only what is missing is added."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.domain.notes import HOME_ID
from vaultsync.edges.obsidian import git_changes, obsidian_changes
from vaultsync.edges.templates import Renderer
from vaultsync.edges.writes import Write, write_all
from vaultsync.usecases.workspace import OWN, Workspace


def add_missing(workspace: Workspace, roadmaps: Sequence[str]) -> list[str]:
    """Add what is missing for roadmaps in these folders (vault paths); the files written."""
    folders = workspace.settings.folders.model_dump()
    home = workspace.paths(OWN).get(HOME_ID, "Home.md")
    settings, first = obsidian_changes(
        workspace.root, folders=folders, links=workspace.settings.links, roadmaps=roadmaps, home=home
    )
    git, second = git_changes(workspace.root, folders=folders)
    workspace.warnings += first + second
    writes = [*settings, *git, *_daily_template(workspace)]
    left = set(write_all(workspace.root, writes)) if writes else set()
    return [write.path for write in writes if write.path not in left]


def _daily_template(workspace: Workspace) -> list[Write]:
    """The template of daily notes that Obsidian is told of, where the learner has none of that name."""
    path = f"{workspace.settings.folders.templates}/Journal.md"
    if path.casefold() in workspace.files:
        return []
    text = Renderer(workspace.root).render("journal.md.j2", heading=workspace.settings.journal.heading)
    return [Write(path, text, None)]
