"""A vault with a long history, made with git fast-import: years of study, a commit for every day or two."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

TASKS = 500
_EVERY = timedelta(hours=9)
_BEGIN = datetime(2016, 1, 1, 12, tzinfo=UTC)
_OFTEN = timedelta(minutes=20)
KINDS = ("own", "summary", "backups", "often", "large", "summaries")


def make(vault: Path, commits: int, kind: str = "own") -> None:
    """A vault at `vault` in which a task is ticked, and later another one unticked, `commits` times.

    Kinds: `own`, every commit is a push; `summary`, the same where vaultsync's state is not tracked; `backups`, another
    tool commits notes and a diary, and every fiftieth commit is a push; `often`, the same every twenty minutes;
    `large`, such backups of thirty notes and files each; `summaries`, backups by another tool of what vaultsync wrote,
    summary and all, without a word in the message.
    """
    vault.mkdir(parents=True)
    (vault / "vaultsync.toml").write_text('[[roadmaps]]\nname = "long"\nsource = "long.md"\n', "utf-8")
    subprocess.run(["git", "init", "-q", "-b", "main", str(vault)], check=True)
    importer = subprocess.Popen(["git", "-C", str(vault), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importer.stdin is not None
    marks: dict[int, str] = {}
    for n in range(commits):
        when = _BEGIN + (_OFTEN if kind == "often" else _EVERY) * (n + 1)
        day = when.date().isoformat()
        task = (n * 7) % TASKS
        if n % 3 == 2 and task in marks:
            del marks[task]
            word, subject = "Reopened", "1 reopened"
        else:
            marks[task] = day
            word, subject = "Done", "1 done"
        message = f"vault backup: {when:%Y-%m-%d %H:%M:%S}\n"
        files: dict[str, str] = {}
        pushed = kind in ("own", "summary") or (kind != "summaries" and n % 50 == 49)
        if pushed:
            message = (
                f"Study: {subject} in Unit {task // 10} (Long {len(marks)}/{TASKS})\n\n{word}\n- Task {task}\n\n"
                f"Journal\n- {day}: Thought {n} of many. (25m)\n\n"
                f"Vaultsync-Progress: long {len(marks)}/{TASKS}\n"
            )
        if (pushed and kind != "summary") or kind == "summaries":
            files[".vaultsync/marks/long.tsv"] = _marks(marks)
        if pushed or kind == "summaries":
            files["progress.json"] = _summary(marks)
        if kind not in ("own", "summary"):
            units = range(30) if kind == "large" else (task // 10,)
            files |= {f"Roadmaps/Long/Unit {unit}.md": _note(unit, marks, n) for unit in units}
            files[f"Journal/{day}.md"] = f"# {day}\n\n## Study\n\n- 25m: Thought {n} of many.\n"
        if kind == "large":
            files |= {f"Attachments/{name}.txt": f"{n}\n" for name in range(30)}
            files[".obsidian/workspace.json"] = f'{{"n": {n}}}\n'
        stamp = f"Bench <bench@example.invalid> {int(when.timestamp())} +0000"
        importer.stdin.write(f"commit refs/heads/main\nauthor {stamp}\ncommitter {stamp}\n".encode())
        _data(importer.stdin, message)
        for path, text in files.items():
            importer.stdin.write(f"M 100644 inline {path}\n".encode())
            _data(importer.stdin, text)
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(vault), "reset", "-q"], check=True)


def _note(unit: int, marks: dict[int, str], n: int) -> str:
    """A study note with its ten tasks, and words that grow."""
    tasks = "".join(
        f"- [x] Task {task} ✅ {marks[task]} ^task-{task}\n" if task in marks else f"- [ ] Task {task} ^task-{task}\n"
        for task in range(unit * 10, unit * 10 + 10)
    )
    return (
        f"---\ntitle: Unit {unit}\ndone: false\nvaultsync: long/unit-{unit}\n---\n# Unit {unit}\n\n"
        f"## Topics\n{tasks}\n## Notes\n\n{f'Words of a learner, {n}. ' * 20}\n\n## Journal\n"
    )


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
