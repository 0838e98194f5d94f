"""Options → one call of a use case."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from importlib import import_module
from inspect import signature
from pathlib import Path

import click
import made_watch
import pytest
from made_use_cases import SHORTEST, USE_CASES

from vaultsync import __version__
from vaultsync.cli.commands import PURPOSES, commands
from vaultsync.models.structs import replace

WRITES = [
    "init",
    "add",
    "remove",
    "pull",
    "journal",
    "done",
    "start",
    "skip",
    "reopen",
    "push",
    "watch",
    "service",
    "plan",
    "settle",
    "undo",
    "restore",
    "review",
    "log",
    "check",
]


def context_of(call):
    args, given = call
    return given.get("context") or args[0]


def test_version(vaultsync):
    assert vaultsync("--version").stdout == f"vaultsync {__version__}\n"


def test_help_names_the_commands_that_are_there(vaultsync):
    told = vaultsync("--help")
    assert told.exit_code == 0
    assert all(f"  {name} " in told.stdout for name in PURPOSES)
    assert set(PURPOSES) == set(SHORTEST) == set(USE_CASES)
    assert vaultsync("-h").stdout == told.stdout


@pytest.mark.parametrize("name", PURPOSES)
def test_help_of_a_command_begins_with_its_purpose(name, vaultsync):
    told = vaultsync(name, "--help")
    assert told.exit_code == 0
    assert f"\n\n  {PURPOSES[name]}\n" in told.stdout
    assert all(len(line) <= 80 for line in told.stdout.splitlines())


def test_no_command(vaultsync):
    told = vaultsync()
    assert told.exit_code == 2
    assert told.stdout == ""
    assert told.stderr.startswith("Usage: vaultsync")


@pytest.mark.parametrize("name", PURPOSES)
def test_json_where_it_reports_and_dry_run_where_it_writes(name):
    command = commands.get_command(click.Context(commands), name)
    flags = {flag for param in command.params for flag in param.opts}
    assert "--json" in flags
    assert (name in WRITES) == ({"--dry-run", "--yes"} <= flags)


@pytest.mark.parametrize("name", PURPOSES)
def test_standard_output_is_only_json(name, vaultsync, use_cases):
    for words in (SHORTEST[name], *([[*SHORTEST[name], "--dry-run", "--yes"]] if name in WRITES else [])):
        told = vaultsync(*words, "--json")
        assert (told.exit_code, told.stderr) == (0, "")
        assert isinstance(json.loads(told.stdout), dict)


@pytest.mark.parametrize("name", PURPOSES)
def test_the_real_use_case_takes_the_call(name, vaultsync, use_cases, monkeypatch):
    more = ["--dry-run", "--yes"] if name in WRITES else []
    assert vaultsync(*SHORTEST[name], *more).exit_code == 0
    args, given = use_cases.last
    module, function, _ = USE_CASES[name]
    monkeypatch.undo()  # the stand-ins go
    real = getattr(import_module(f"vaultsync.usecases.{module}"), function)
    signature(real).bind(*args, **given)


def test_surroundings(vaultsync, use_cases, tmp_path):
    assert vaultsync("status").exit_code == 0
    context = context_of(use_cases.last)
    assert context.start == tmp_path
    assert context.vault is None
    assert context.env is os.environ
    assert context.now().tzinfo is not None
    assert context.progress is None


@pytest.mark.parametrize("option", ["-C", "--vault"])
@pytest.mark.parametrize("name", [name for name in PURPOSES if name not in ("init", "outline")])
def test_the_vault_stands_before_the_command(name, option, vaultsync, use_cases):
    assert vaultsync(option, "some/vault", *SHORTEST[name]).exit_code == 0
    assert context_of(use_cases.last).vault == Path("some/vault")


def test_the_vault_after_the_command(vaultsync, use_cases):
    told = vaultsync("pull", "-C", "some/vault")
    assert told.exit_code == 2
    assert 'It stands before the command: "vaultsync -C DIR pull"' in told.stderr


def test_init(vaultsync, use_cases):
    roadmaps = ["--roadmap", "a.md", "--roadmap", "https://example.org/b.md"]
    told = vaultsync(
        "init", "vault", *roadmaps, "--name", "sky", "--sample", "--links", "markdown", "--dry-run", "--yes"
    )
    assert told.exit_code == 0
    args, given = use_cases.last
    del given["context"]
    assert args == (Path("vault"),)
    assert given == {
        "roadmaps": [Path("a.md"), "https://example.org/b.md"],
        "names": ("sky",),
        "sample": True,
        "links": "markdown",
        "dry_run": True,
    }


def test_init_without_a_folder(vaultsync, use_cases):
    told = vaultsync("init", "", "--sample")
    assert told.exit_code == 2
    assert "init is told no folder" in told.stderr


def test_init_with_the_vault_before(vaultsync, use_cases):
    told = vaultsync("-C", "vault", "init", "vault")
    assert told.exit_code == 2
    assert use_cases.calls == []


def test_add(vaultsync, use_cases):
    options = ["--name", "sky", "--start", "2026-11-21", "--hours-per-week", "7.5"]
    choices = ["--tasks", "bullets", "--ticks", "ignore", "--dry-run"]
    assert vaultsync("add", "night sky.md", *options, *choices).exit_code == 0
    args, given = use_cases.last
    assert args[1:] == (Path("night sky.md"),)
    assert given == {
        "name": "sky",
        "start": date(2026, 11, 21),
        "hours_per_week": 7.5,
        "tasks": "bullets",
        "ticks": "ignore",
        "dry_run": True,
    }


def test_add_with_nothing_said(vaultsync, use_cases):
    assert vaultsync("add", "https://example.org/sky.md").exit_code == 0
    args, given = use_cases.last
    assert args[1:] == ("https://example.org/sky.md",)
    assert given == {
        "name": "",
        "start": None,
        "hours_per_week": None,
        "tasks": "auto",
        "ticks": None,
        "dry_run": False,
    }


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--start", "21.11.2026"], '"21.11.2026" is not a day such as 2026-11-21'),
        (["--hours-per-week", "0"], "0.0 is not in the range"),
        (["--tasks", "some"], "'some' is not one of"),
    ],
)
def test_add_with_values_that_have_no_meaning(words, what, vaultsync, use_cases):
    told = vaultsync("add", "sky.md", *words)
    assert told.exit_code == 2
    assert what in told.stderr
    assert use_cases.calls == []


def test_remove(vaultsync, use_cases):
    assert vaultsync("remove", "sky", "--yes").exit_code == 0
    args, given = use_cases.last
    assert (args[1:], given) == (("sky",), {"dry_run": False, "yes": True})


def test_outline(vaultsync, use_cases):
    assert vaultsync("outline", "sky.md", "--tasks", "checkboxes").exit_code == 0
    assert use_cases.last == ((Path("sky.md"),), {"tasks_from": "checkboxes"})


def test_pull(vaultsync, use_cases):
    assert vaultsync("pull", "--roadmap", "sky", "--roadmap", "sea", "--dry-run", "--yes").exit_code == 0
    assert use_cases.last[1] == {
        "roadmaps": ("sky", "sea"),
        "dry_run": True,
        "yes": True,
        "offline": False,
        "again": False,
        "rename": False,
    }


def test_push(vaultsync, use_cases):
    assert vaultsync("push", "--yes", "--offline").exit_code == 0
    assert use_cases.last[1] == {"dry_run": False, "yes": True, "offline": True}


def test_watch(vaultsync, use_cases):
    assert vaultsync("watch", "--once", "--remote", "--yes").exit_code == 0
    assert use_cases.last[1] == {"remote": True, "dry_run": False, "yes": True}


def test_watch_with_a_refused_roadmap(vaultsync, use_cases):
    use_cases.answer("watch", replace(made_watch.once(), warnings=["knots: most of it would go"]))
    told = vaultsync("watch", "--once")
    assert told.exit_code == 1
    assert "Committed" in told.stdout
    assert "! knots: most of it would go" in told.stdout


def test_service(vaultsync, use_cases):
    assert vaultsync("service", "install", "--remote").exit_code == 0
    args, given = use_cases.last
    assert args[1:] == ("install",)
    assert (given["remote"], given["dry_run"], given["platform"]) == (True, False, sys.platform)
    assert given["program"] == [sys.executable, "-P", "-m", "vaultsync"]
    assert vaultsync("service", "begin").exit_code == 2


def test_status(vaultsync, use_cases):
    assert vaultsync("status", "--roadmap", "sky").exit_code == 0
    assert use_cases.last[1] == {"roadmaps": ("sky",)}


def test_plan(vaultsync, use_cases):
    assert vaultsync("plan", "--why", "--ics", "my plan.ics", "--roadmap", "sky", "--yes").exit_code == 0
    _, given = use_cases.last
    assert given == {"roadmaps": ("sky",), "calendar": Path("my plan.ics"), "dry_run": False, "yes": True}
