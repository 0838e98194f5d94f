"""A vault with a long history, made with git fast-import: years of study, a commit for every day or two."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

TASKS = 500
_EVERY = timedelta(hours=9)


def make(vault: Path, commits: int) -> None:
    """A vault at `vault` in which a task is ticked, and later another one unticked, `commits` times."""
    vault.mkdir(parents=True)
    (vault / "vaultsync.toml").write_text('[[roadmaps]]\nname = "long"\nsource = "long.md"\n', "utf-8")
    subprocess.run(["git", "init", "-q", "-b", "main", str(vault)], check=True)
    importer = subprocess.Popen(["git", "-C", str(vault), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importer.stdin is not None
    marks: dict[int, str] = {}
    when = datetime(2016, 1, 1, 12, tzinfo=UTC)
    for n in range(commits):
        when += _EVERY
        task = (n * 7) % TASKS
        if n % 3 == 2 and task in marks:
            del marks[task]
            word, subject = "Reopened", "1 reopened"
        else:
            marks[task] = when.date().isoformat()
            word, subject = "Done", "1 done"
        message = (
            f"Study: {subject} in Unit {task // 10} (Long {len(marks)}/{TASKS})\n\n{word}\n- Task {task}\n\n"
            f"Journal\n- {when.date().isoformat()}: Thought {n} of many. (25m)\n\n"
            f"Vaultsync-Progress: long {len(marks)}/{TASKS}\n"
        )
        stamp = f"Bench <bench@example.invalid> {int(when.timestamp())} +0000"
        importer.stdin.write(f"commit refs/heads/main\nauthor {stamp}\ncommitter {stamp}\n".encode())
        _data(importer.stdin, message)
        for path, text in ((".vaultsync/marks/long.tsv", _marks(marks)), ("progress.json", _summary(marks))):
            importer.stdin.write(f"M 100644 inline {path}\n".encode())
            _data(importer.stdin, text)
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(vault), "reset", "-q"], check=True)


def _data(pipe, text: str) -> None:
    data = text.encode()
    pipe.write(b"data %d\n%b\n" % (len(data), data))


def _marks(marks: dict[int, str]) -> str:
    return "".join(f"unit-{task // 10}#^task-{task}\tdone\t{date}\n" for task, date in sorted(marks.items()))


def _summary(marks: dict[int, str]) -> str:
    items = ",\n".join(
        json.dumps(
            {
                "id": f"unit-{task // 10}#^task-{task}",
                "text": f"Task {task}",
                "note": f"Roadmaps/Long/Unit {task // 10}.md",
                "mark": "done",
                "date": date,
                "counted": True,
            }
        )
        for task, date in sorted(marks.items())
    )
    sections = ",\n".join(
        json.dumps({"id": f"unit-{n}", "title": f"Unit {n}", "note": f"Roadmaps/Long/Unit {n}.md", "sections": []})
        for n in range(TASKS // 10)
    )
    return (
        f'{{"version": 1, "roadmaps": [{{"name": "long", "title": "Long", "note": "Roadmaps/Long/Long.md",\n'
        f'"sections": [\n{sections}\n],\n"items": [\n{items}\n]}}]}}\n'
    )
