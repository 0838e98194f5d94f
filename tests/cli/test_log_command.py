"""The command `log`: its options, and its journal as text, Markdown and JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import made_log as journal

from vaultsync.cli.printing.log import log_markdown
from vaultsync.models.diary import Diary, DiaryDay, DiaryEntry, LogReport
from vaultsync.models.importing import ImportReport


def test_options(vaultsync, use_cases):
    options = ["--by", "roadmap", "--since", "2026-01-02", "--until", "2026-03-04", "--grep", "svd", "-n", "3"]
    assert vaultsync("log", *options, "--roadmap", "sky").exit_code == 0
    assert use_cases.last[1] == {
        "by": "roadmap",
        "since": date(2026, 1, 2),
        "until": date(2026, 3, 4),
        "grep": "svd",
        "roadmaps": ("sky",),
        "limit": 3,
    }


def test_it_is_printed_in_one_way(vaultsync, use_cases):
    told = vaultsync("log", "--json", "--markdown")
    assert told.exit_code == 2
    assert "exclude each other" in told.stderr


def test_how_to_read_on_keeps_what_was_asked(vaultsync, use_cases):
    use_cases.answer("log", journal.log())
    told = vaultsync("log", "--roadmap", "sky", "--grep", "two words", "-n", "3")
    assert "Older: vaultsync log --roadmap sky --grep 'two words' -n 3 --until 2026-11-13" in told.stdout


def test_import(vaultsync, use_cases, monkeypatch):
    calls = []

    def date_ticks(*args, **given):
        calls.append((args[1:], given))
        return ImportReport([journal.DATED], commit="2f3a1c9d0", subject="Dates: 3 ticks")

    monkeypatch.setattr("vaultsync.usecases.importing.date_ticks", date_ticks)
    told = vaultsync("log", "--import", "fork/README.md", "--roadmap", "sky", "--dry-run", "--yes")
    assert told.exit_code == 0
    assert calls == [((Path("fork/README.md"),), {"roadmaps": ("sky",), "dry_run": True})]
    assert json.loads(vaultsync("log", "--json", "--import").stdout)["dated"][0]["known"] == 1
    assert calls[1] == ((None,), {"roadmaps": (), "dry_run": False})


def test_json(vaultsync, use_cases):
    values = json.loads(vaultsync("log", "--json").stdout)
    assert list(values) == ["by", "older", "days"]
    assert values["older"] == "2026-11-13"
    day = values["days"][0]
    assert (day["day"], day["done"], day["minutes"]) == ("2026-11-21", 28, 75)
    assert day["roadmaps"][0]["notes"][0]["items"][2]["mark"] == "skipped"
    use_cases.answer("log", journal.log("roadmap"))
    use_cases.calls.clear()
    values = json.loads(vaultsync("log", "--by", "roadmap", "--json").stdout)
    assert list(values) == ["by", "older", "roadmaps"]


def test_markdown(vaultsync, use_cases):
    text = log_markdown(journal.log())
    assert vaultsync("log", "--markdown").stdout == text
    assert "## Saturday 21 November 2026 (28 done, 1h 15m)" in text
    assert "\n### The Night Sky (41 of 478)\n\n**1.2 Lenses" in text
    assert "- ✓ 2.1 Stars (26 tasks)\n" in text
    entry = DiaryEntry("| <b>*no*</b>\n# [[x]] `y", 5)
    told = log_markdown(LogReport("/vault", "day", Diary([DiaryDay("2026-11-21", entries=[entry])])))
    assert told.splitlines()[-1] == "- \\| &lt;b>\\*no\\*&lt;/b> \\# \\[\\[x\\]\\] \\`y (5m)"


def test_a_pipe_gets_all_of_it(vaultsync, use_cases):
    told = vaultsync("log").stdout
    assert "Map 39, drawn by hand" in told
    assert "…" not in told
