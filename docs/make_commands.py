"""Writes docs/commands.md from the help texts of the commands: `python docs/make_commands.py`."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from vaultsync.cli.commands import PURPOSES, commands
from vaultsync.models.check import CheckReport
from vaultsync.models.deeds import JournalReport, MarkReport, NextReport
from vaultsync.models.reports import (
    InitReport,
    PullReport,
    PushReport,
    RestoreReport,
    SettingsReport,
    SettleReport,
    UndoReport,
)
from vaultsync.models.structs import names
from vaultsync.models.watching import ServiceReport

PAGE = Path(__file__).with_name("commands.md")

HEAD = """\
# Commands

<!-- Written by docs/make_commands.py from the help texts: change those, then run it. -->

{purpose}

```
{usage}
```

{options}

{commands}

## What holds for all of them

**The vault** is the folder after `-C`; else the nearest one from the current folder upward that holds a
`vaultsync.toml`; else the one that the environment variable `VAULTSYNC_VAULT` names.

**Options of a command stand after it**: `vaultsync -C ~/study pull --dry-run`. Every command that writes knows
`--dry-run` and `--yes`, every command that reports knows `--json`.

**Nothing is asked without need**, and only on a terminal. Where a command would rather not go on by itself, it stops,
says why, and names the option that lets it; where words could mean several notes or tasks, it asks which on a terminal,
elsewhere it lists them, does nothing, and exits with 1.

**JSON** is all that stands on standard output when it was asked for. A command that fails prints
`{{"error": {{"what": …, "where": …, "next_step": …, "exit_code": …}}}}` there, besides the line on standard error;
where words could mean several things, beside what these are.

**Errors** are one line on standard error: `vaultsync: error: <where>: <what>. <next step>`.

| exit code | meaning |
| --- | --- |
| 0 | done, warnings and questions included |
| 1 | the command could not do its work, or `check` found something |
| 2 | it was called in a way that has no meaning |
| 3 | the repository is in a state in which nothing must be written |
| 4 | another `watch` has this vault already |
| 130 | it was interrupted; every file is whole, and the next run finishes the work |

**Colours and bars** appear only on a terminal; `NO_COLOR=1` turns colours off. Lines are shortened to the width of the
terminal, in a pipe they are whole.
"""

JSON = {
    "init": InitReport,
    "add": SettingsReport,
    "remove": SettingsReport,
    "next": NextReport,
    "done": MarkReport,
    "start": MarkReport,
    "skip": MarkReport,
    "reopen": MarkReport,
    "journal": JournalReport,
    "pull": PullReport,
    "push": PushReport,
    "settle": SettleReport,
    "undo": UndoReport,
    "restore": RestoreReport,
    "check": CheckReport,
    "service": ServiceReport,
}
JSON_TEXTS = {
    "outline": "`title`, `name`, `text`, `sections` (nested, with their `items`), `dropped`, `warnings` and `counts`.",
    "watch": "a line for each event, with `event` (`watching`, `pass`, `commit`, `pull`, `trouble`, `waiting`, `over`, "
    "`gone` or `stopped`), `at` (local time), and `report` (that of `push` or `pull`), `error` and `text` where there "
    "are such. With `--once`: `vault`, `passes`, `commits`, `pulls`, the lists `pull` and `push` of such reports, and "
    "`warnings`: roadmaps whose pull was refused (the exit code is then 1).",
    "review": "`note`, `deed` (`created`, `updated`, `unchanged`, or `kept` where you have written in it), `back` "
    "(`period`, `figures`, `before`, `roadmaps`, `journal`, `next_up` and `questions`), `text`, `warnings` and "
    "`dry_run`.",
    "log": "`by`, `older` (the day to read on from with `--until`, empty at the end), and `days`, the newest first, "
    "each with `day`, `done`, `minutes`, `roadmaps` (their `notes` and `items`), `entries`, `wrote`, `news` and "
    "`commits`. With `--by roadmap` there are `roadmaps` in the place of `days`. With `--import`: "
    "`dated` (for each roadmap `document`, `versions`, `items`, `known` and `undated`), `study`, `commit`, `subject`, "
    "`warnings` and `dry_run`.",
    "status": "`roadmaps` (each with `name`, `title`, `done`, `total`, `doing`, `skipped`, `percent`, `coverage` "
    "(of all, the skipped ones included), `resources` and its `sections`, which hold the same), "
    "`done`, `total`, `percent`, `coverage`, `changed` (each with `note`, `item`, `from`, "
    "`to`), `warnings`, `git` (`branch`, `ahead`, `behind`, `clean`, `stopped`), `review`, `plan` (by roadmap: "
    "`start`, `finish`, `days_ahead`, negative for behind, and `forecast`; null where there is none) "
    "and `deleted` (each with `id`, `note`, `title`, `tasks`, `done`).",
    "plan": "`vault`, `day`, `roadmaps` (each with `name`, `title`, `tally`, `outlook` and `milestones`), `warnings`, "
    "`calendar`, `events` and `dry_run`. An outlook has `schedule` with its nested `sections`, `pace`, `forecast`, "
    "`standing`, each null where there is none, `pauses`, and `too_early` where there is not enough for a forecast.",
}


def page() -> str:
    """The text of docs/commands.md."""
    ctx = click.Context(commands, info_name="vaultsync", **commands.context_settings)
    parts = [
        HEAD.format(
            purpose=_paragraphs(commands),
            usage=_usage(commands, ctx),
            options=_options(commands, ctx),
            commands="\n".join(f"- [`{name}`](#vaultsync-{name}): {PURPOSES[name]}" for name in PURPOSES),
        )
    ]
    for name in PURPOSES:
        command = commands.get_command(ctx, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=ctx)
        parts.append(
            f"## vaultsync {name}\n\n{_paragraphs(command)}\n\n```\n{_usage(command, inner)}\n```\n\n"
            f"{_options(command, inner)}\n\nJSON: {_json(name)}\n"
        )
    return "\n".join(parts)


def _paragraphs(command: click.Command) -> str:
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _usage(command: click.Command, ctx: click.Context) -> str:
    return " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])


def _options(command: click.Command, ctx: click.Context) -> str:
    options = [param for param in command.get_params(ctx) if isinstance(param, click.Option)]
    records = [record for option in options if (record := option.get_help_record(ctx))]
    return "\n".join(f"- `{names}`: {' '.join(text.split())}" for names, text in records)


def _json(name: str) -> str:
    if name in JSON_TEXTS:
        return JSON_TEXTS[name]
    keys = [f"`{field}`" for field in names(JSON[name])]
    return f"{', '.join(keys[:-1])} and {keys[-1]}."


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
