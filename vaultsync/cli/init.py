"""`vaultsync init`: a vault and its first roadmaps."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show
from vaultsync.errors import UsageError


@click.command("init")
@click.argument("directory", metavar="DIR", type=click.Path())
@click.option(
    "--roadmap",
    "roadmaps",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="A roadmap document to begin with. May be given several times.",
)
@click.option(
    "--name",
    "names",
    metavar="NAME",
    multiple=True,
    help="The short name of the first roadmap, of the second…; otherwise made from the name of its file or folder.",
)
@click.option("--sample", is_flag=True, help="Begin with the roadmaps that come with vaultsync.")
@click.option(
    "--links",
    type=click.Choice(["wiki", "markdown"]),
    default="wiki",
    help="How notes link to each other: [[wiki links]], or relative Markdown links for editors other than Obsidian.",
)
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(
    vault: str | None,
    directory: str,
    roadmaps: tuple[str, ...],
    names: tuple[str, ...],
    sample: bool,
    links: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make a vault, and bring in its first roadmaps.

    DIR gets settings, a git repository, what Obsidian's settings lack, and a note for each unit of study. A
    folder that has notes or a repository already is adopted: nothing of yours in it is touched.
    """
    from pathlib import Path

    from vaultsync.usecases.init import init

    if vault is not None:
        raise UsageError("init is told its folder as DIR, not by -C", next_step='Call "vaultsync init DIR"')
    if not directory.strip():
        raise UsageError("init is told no folder", next_step='Call "vaultsync init DIR"')
    with options.surroundings(None) as context:
        report = init(
            Path(directory),
            roadmaps=[roadmap if "://" in roadmap else Path(roadmap) for roadmap in roadmaps],
            names=names,
            sample=sample,
            links=links,
            context=context,
            dry_run=dry_run,
        )
    show(report, as_json=as_json)
