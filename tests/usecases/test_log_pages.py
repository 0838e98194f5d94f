"""The journal of long random histories: pages add up to the whole, and every item's story makes sense."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from vaultsync.models.diary import Diary
from vaultsync.models.marks import Mark
from vaultsync.usecases.log import log
from vaultsync.usecases.opened.context import Context

ROOT = Path(__file__).resolve().parents[2]
ITEMS = [f"unit-{n % 5}#^task-{n}" for n in range(25)]


def history(vault: Path, seed: int, commits: int = 180) -> dict[str, str]:
    """Ticks and unticks over a year, some pushed days late, by clocks that differ; the days of what is ticked at the end."""
    chance = random.Random(seed)
    vault.mkdir()
    (vault / "vaultsync.toml").write_text('[[roadmaps]]\nname = "x"\nsource = "x.md"\n', "utf-8")
    subprocess.run(["git", "init", "-q", "-b", "main", str(vault)], check=True)
    stream: list[str] = []
    marks: dict[str, str] = {}
    when = datetime(2026, 1, 1, 8, tzinfo=UTC)
    for _ in range(commits):
        when += timedelta(hours=chance.choice([1, 5, 20, 60]))
        clock = when - timedelta(hours=chance.choice([0, 0, 0, 30]))
        for item in chance.sample(ITEMS, chance.randint(0, 3)):
            if item in marks and chance.random() < 0.5:
                del marks[item]
            elif item not in marks:
                marks[item] = (clock.date() - timedelta(days=chance.choice([0, 0, 0, 2, 9]))).isoformat()
        stamp = f"L <l@example.invalid> {int(clock.timestamp())} +0000"
        texts = {
            ".vaultsync/marks/x.tsv": "".join(f"{item}\tdone\t{day}\n" for item, day in sorted(marks.items())),
            "progress.json": summary(marks),
        }
        stream.append(f"commit refs/heads/main\nauthor {stamp}\ncommitter {stamp}\ndata 6\nStudy\n\n")
        stream += [f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in texts.items()]
    subprocess.run(["git", "-C", str(vault), "fast-import", "--quiet"], input="".join(stream), text=True, check=True)
    subprocess.run(["git", "-C", str(vault), "reset", "-q"], check=True)
    return marks


def summary(marks: dict[str, str]) -> str:
    items = ",\n".join(
        json.dumps({"id": item, "text": item, "note": f"{item[:6]}.md", "mark": "done", "date": day})
        for item, day in sorted(marks.items())
    )
    sections = [{"id": f"unit-{n}", "title": f"Unit {n}", "note": f"unit-{n}.md", "sections": []} for n in range(5)]
    return (
        f'{{"roadmaps": [{{"name": "x", "title": "X", "sections": {json.dumps(sections)}, "items": [\n{items}\n]}}]}}\n'
    )


def story(diary: Diary) -> dict[str, list[tuple[str, Mark]]]:
    """Item → days and marks, the oldest first."""
    told: dict[str, list[tuple[str, Mark]]] = {}
    for page in reversed(diary.days):
        for roadmap in page.roadmaps:
            for note in roadmap.notes:
                for item in note.items:
                    told.setdefault(item.item, []).append((page.day, item.mark))
    return told


@pytest.mark.parametrize("seed", range(3))
def test_a_random_year(tmp_path, seed):
    vault = tmp_path / "vault"
    marks = history(vault, seed)
    context = Context(vault, vault, {}, lambda: datetime(2027, 1, 1, tzinfo=UTC))
    whole = log(context, limit=0).diary
    assert len(whole.days) > 40

    for item, told in story(whole).items():
        if item in marks:
            assert (marks[item], Mark.DONE) in told, item
        counts = [mark for _, mark in told]
        assert counts.count(Mark.DONE) - counts.count(Mark.TODO) in (-1, 0, 1), (item, told)

    pages, until = [], None
    while True:
        page = log(context, limit=7, until=until).diary
        pages += page.days
        if not page.older:
            break
        until = date.fromisoformat(page.older)
    assert pages == whole.days

    since, until = date(2026, 3, 1), date(2026, 6, 30)
    part = log(context, since=since, until=until).diary.days
    assert part == [page for page in whole.days if since.isoformat() <= page.day <= until.isoformat()]
    found = log(context, grep="task-7", limit=0).diary
    assert story(found) == {item: told for item, told in story(whole).items() if "task-7" in item}


def test_the_first_page_takes_three_git_processes_and_no_costly_library(tmp_path: Path) -> None:
    vault, trace = tmp_path / "vault", tmp_path / "trace"
    history(vault, 1)
    script = (
        "import sys\nfrom datetime import datetime\nfrom pathlib import Path\n"
        "from vaultsync.usecases.opened.context import Context\nfrom vaultsync.usecases.log import log\n"
        "vault = Path(sys.argv[1])\nassert log(Context(vault, vault, {}, datetime.now)).diary.days\n"
        "print(sorted({'git', 'pydantic', 'mistune', 'jinja2', 'frontmatter'} & sys.modules.keys()))\n"
    )
    environment = {**os.environ, "GIT_TRACE2_EVENT": str(trace), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(vault)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    started = [json.loads(line) for line in trace.read_text("utf-8").splitlines() if '"event":"start"' in line]
    called = ["log" if "log" in event["argv"] else event["argv"][3] for event in started]
    assert called == ["rev-parse", "cat-file", "log"]
