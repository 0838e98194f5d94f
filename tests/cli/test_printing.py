"""What reports look like."""

from __future__ import annotations

import json
import re

import made_pages as made
import made_reports as reports
import pytest
from rich.cells import cell_len

from vaultsync.cli.cells import printable
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.parts import print_changes
from vaultsync.cli.printing.pull import print_pull
from vaultsync.cli.printing.push import print_push
from vaultsync.models.agreement import ChangeKind
from vaultsync.models.marks import Mark
from vaultsync.models.reports import NoteChange, PullReport, PushReport

PAGES = {name: (printer, report, options) for name, printer, report, options in made.pages()}
ESCAPES = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("name", PAGES)
def test_a_page(name):
    """`python tests/cli/made_pages.py` writes what is expected anew: look at the difference."""
    expected = (made.FOLDER / f"{name}.txt").read_text("utf-8")
    assert made.printed(*PAGES[name]) == expected


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("columns", [40, 57, 80, 100])
def test_pages_fit_the_terminal(name, columns):
    text = made.printed(*PAGES[name], columns=columns)
    commands = ("vaultsync -C '/home/learner/my vault' push", "  systemctl --user")  # which are to be copied
    lines = [line for line in text.splitlines() if not any(command in line for command in commands)]
    assert max(map(cell_len, lines)) <= columns


@pytest.mark.parametrize("name", PAGES)
def test_colours_change_no_text(name):
    text = made.printed(*PAGES[name], colours=True)
    assert ESCAPES.sub("", text) == made.printed(*PAGES[name])
    assert "\x1b" in text or name in (
        "log-nothing",
        "push-nothing",
        "pull-nothing",
        "push-no-commit",
        "next-nothing",
        "status-empty",
        "plan-empty",
        "check-in-order",
        "service",
        "service-status",
        "service-still",
        "service-removed",
        "service-none",
    )


def test_nothing_is_cut_in_a_pipe(vaultsync, use_cases):
    told = vaultsync("outline", "sky.md").stdout
    assert "could ever hold all of it" in told
    assert "…" not in told
    assert "\x1b" not in told
    assert "can ever stop seeing it again" in vaultsync("push").stdout


def test_a_task_with_others_below_it_is_told_with_its_note_and_a_note_by_itself():
    changes = [
        reports.change("lenses#^a", "Ethernet", Mark.DOING),
        reports.change("lenses#^q", "Quoting", Mark.DONE, kind=ChangeKind.WHOLE, tasks=2, of=2),
        reports.change("stars", "Stars", Mark.DONE, note=reports.STARS, kind=ChangeKind.WHOLE, tasks=3, of=3),
        reports.change("lenses#^a", "Ethernet", Mark.DONE),
    ]
    page = Page(80)
    print_changes(page, "Counted", changes)
    unit = changes[0].unit
    assert page.text().splitlines()[1:] == [
        f"  {unit}", "    [/] Ethernet", "    [x] Quoting  2 tasks",
        "  [x] Stars  3 tasks", f"  {unit}", "    [x] Ethernet",
    ]  # fmt: skip


def test_a_push_names_the_notes_that_were_deleted():
    page = Page(80)
    print_push(page, PushReport(deleted=["1.1 Loops", "Mine"], written=["PROGRESS.md"], commit="abc"))
    assert "\nDeleted by you: 2 notes\n  1.1 Loops\n  Mine" in page.text()
    page = Page(80)
    print_push(page, PushReport(deleted=["Mine"], deleted_lines=["Noose"], written=["PROGRESS.md"], commit="abc"))
    assert "\nDeleted by you: 1 note and 1 task  vaultsync restore\n  Mine\n  Noose" in page.text()


def test_links_that_followed_are_nothing_that_another_tool_left():
    page = Page(80)
    print_push(page, PushReport(healed=["Mine.md: links to moved notes", "A.md: conflict markers"], commit="abc"))
    lines = [line for line in page.text().splitlines() if ": 1 file" in line]
    assert lines == [
        "Mended: 1 file  what another tool had left there",
        "Links followed: 1 file  notes that were moved or renamed",
    ]


def test_a_renaming_tells_what_is_another_and_not_that_nothing_is_new():
    moves = {"Old/1 A.md": "New/1 A.md", "Old/2 B.md": "Old/2 C.md"}
    renaming = PullReport(notes=[NoteChange("rename", old, new) for old, new in moves.items()], commit="abc")
    page = Page(80)
    print_pull(page, PullReport(renaming=renaming))
    told = page.text()
    assert "1 A  → New" in told
    assert "2 B  → 2 C" in told
    assert "Nothing new" not in told


def test_columns(vaultsync, use_cases):
    told = vaultsync("outline", "sky.md", COLUMNS="60").stdout
    assert max(map(cell_len, told.splitlines())) <= 60


@pytest.mark.parametrize(
    ("env", "colours"), [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]
)
def test_colours(env, colours, vaultsync, use_cases):
    assert ("\x1b[" in vaultsync("status", **env).stdout) == colours
    assert ("\x1b[" in vaultsync("frobnicate", **env).stderr) == colours


def test_status_in_json(vaultsync, use_cases):
    values = json.loads(vaultsync("status", "--json").stdout)
    assert list(values) == [
        "roadmaps",
        "done",
        "total",
        "percent",
        "coverage",
        "changed",
        "warnings",
        "git",
        "review",
        "plan",
        "deleted",
    ]
    assert values["roadmaps"] == reports.status().figures["roadmaps"]
    assert (values["done"], values["total"], values["percent"]) == (53, 490, 10.8)
    assert len(values["changed"]) == len(reports.CHANGES)
    assert values["changed"][2] == {
        "note": reports.LENSES,
        "item": "lenses#^mirrors",
        "from": "doing",
        "to": "skipped",
    }
    assert values["warnings"] == reports.WARNINGS
    assert values["plan"]["sky"] == {
        "start": "2026-09-01",
        "finish": "2027-08-09",
        "days_ahead": -43,
        "forecast": "2028-02-18",
    }
    assert set(values["plan"]["optics"].values()) == {None}
    assert values["git"] == {"branch": "main", "ahead": 2, "behind": 1, "clean": False, "stopped": ""}
    assert values["review"][0]["choices"] == ["done", "skipped"]


def test_outline_in_json(vaultsync, use_cases):
    values = json.loads(vaultsync("outline", "sky.md", "--json").stdout)
    assert (values["title"], values["name"]) == ("The Night Sky", "sky")
    assert values["counts"]["leaves"] == 3


def test_pull_in_json(vaultsync, use_cases):
    values = json.loads(vaultsync("pull", "--json").stdout)
    assert values["study"]["commit"] == "2f3a1c9d0"
    assert values["reopened"][0]["from"] == "done"
    assert values["notes"][0]["deed"] == "create"


def test_text_is_shown_and_not_obeyed():
    assert printable("a\x1b[2Jb\r\nc\u202ed\x9b") == "a\ufffd[2Jb c\ufffdd\ufffd"
    assert printable("👩‍🚀 नमस्ते") == "👩‍🚀 नमस्ते"


@pytest.mark.parametrize("text", ["", "abc", "潮汐潮汐", "👩‍🚀👩‍🚀👩‍🚀", "a潮b汐", "x" * 300])
@pytest.mark.parametrize("room", range(1, 12))
def test_cut_and_padded(text, room):
    page = Page()
    assert cell_len(page.cut(text, room)) <= room
    assert cell_len(page.padded(text, room)) == room


@pytest.mark.parametrize(
    ("done", "total", "bar"),
    [(0, 0, "░░░░"), (0, 9, "░░░░"), (1, 900, "█░░░"), (899, 900, "███░"), (9, 9, "████"), (1, 2, "██░░")],
)
def test_bars_are_honest(done, total, bar):
    assert Page().bar(done, total, 4) == bar


def test_a_plan_in_json(vaultsync, use_cases):
    values = json.loads(vaultsync("plan", "--json").stdout)
    (sky, optics, maps) = values["roadmaps"]
    assert sky["outlook"]["schedule"]["sections"][0]["sections"][1]["finish"] == "2026-10-12"
    assert sky["outlook"]["standing"]["lead"] == -43
    assert sky["outlook"]["forecast"] == {"early": "2027-10-15", "likely": "2028-02-18", "late": ""}
    assert optics["outlook"]["forecast"] is None
    assert maps["outlook"]["schedule"] is None
    assert "stretches" not in json.dumps(values)
