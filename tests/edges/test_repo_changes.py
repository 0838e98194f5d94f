"""The history read line by line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from vaultsync.edges.repo import Repo
from vaultsync.models.dating import LineChange


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def commit(vault: Path, day: str, **files: bytes | None) -> str:
    for name, data in files.items():
        path = vault / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)
    subprocess.run(["git", "-C", str(vault), "add", "--all"], check=True)
    made = Repo.open(vault).commit(f"on {day}", when=f"{day}T23:30:00-08:00")
    return made or ""


def told(changes: list[LineChange]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], bool]]:
    return [(one.day, one.path, one.removed, one.added, one.born) for one in changes]


def test_every_line_that_came_and_went(vault: Path) -> None:
    commit(vault, "2026-11-01", a_md=b"one\ntwo\n", b_md=b"x")
    commit(vault, "2026-11-02", a_md=b"one\n-- two\n++ three\n")
    commit(vault, "2026-11-03", a_md=b"+++ b/other\r\n-- two\n++ three", b_md=b"x\ny")
    commit(vault, "2026-11-04", a_md=None)
    changes = list(Repo.open(vault).line_changes(("HEAD",), ["a.md", "b.md", "never.md"]))
    assert told(changes) == [
        ("2026-11-04", "a.md", ("+++ b/other", "-- two", "++ three"), (), False),
        ("2026-11-03", "a.md", ("one", "++ three"), ("+++ b/other", "-- two", "++ three")[::2], False),
        ("2026-11-03", "b.md", ("x",), ("x", "y"), False),
        ("2026-11-02", "a.md", ("two",), ("-- two", "++ three"), False),
        ("2026-11-01", "a.md", (), ("one", "two"), True),
        ("2026-11-01", "b.md", (), ("x",), True),
    ]
    assert told(list(Repo.open(vault).line_changes(("HEAD",), ["b.md"]))) == [
        ("2026-11-03", "b.md", ("x",), ("x", "y"), False),
        ("2026-11-01", "b.md", (), ("x",), True),
    ]


@pytest.mark.parametrize(
    "name", ["a b.md", "é ü.md", 'say "so".md', "back\\slash.md", "tab\there.md", "*.md", "日本.md"]
)
def test_paths_of_all_kinds_and_what_they_were_called_before(vault: Path, name: str) -> None:
    (vault / "inner").mkdir()
    first = commit(vault, "2026-11-01", inner__old_md=b"a\nb\nc\nd\n", inner__aaa_md=b"other\n")
    (vault / "inner" / "old.md").rename(vault / "inner" / name)
    second = commit(vault, "2026-11-02", inner__aaa_md=b"others\n")
    repo = Repo.open(vault / "inner")
    assert told(list(repo.line_changes(("HEAD",), [name]))) == [("2026-11-02", name, (), ("a", "b", "c", "d"), True)]
    assert repo.renames([first, second]) == {first: {}, second: {name: "old.md"}}


def test_a_merge_tells_only_what_none_of_its_parents_has(vault: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(vault), *arguments], check=True, capture_output=True)

    commit(vault, "2026-11-01", a_md=b"1\n2\n3\n4\n5\n6\n7\n8\n9\n")
    git("checkout", "-qb", "phone")
    commit(vault, "2026-11-02", a_md=b"one\n2\n3\n4\n5\n6\n7\n8\n9\n")
    git("checkout", "-q", "-")
    commit(vault, "2026-11-03", a_md=b"1\n2\n3\n4\n5\n6\n7\n8\nnine\n")
    git("merge", "-q", "--no-commit", "phone")
    (vault / "a.md").write_bytes(b"one\n2\n3\n4\n++ five\n6\n7\n8\nnine\n")
    git("add", "a.md")
    git("commit", "-qm", "merge", "--date=2026-11-04T12:00:00+01:00")
    found = told(list(Repo.open(vault).line_changes(("HEAD",), ["a.md"])))
    assert found[0] == ("2026-11-04", "a.md", ("5",), ("++ five",), False)
    assert sorted(found[1:]) == [
        ("2026-11-01", "a.md", (), tuple("123456789"), True),
        ("2026-11-02", "a.md", ("1",), ("one",), False),
        ("2026-11-03", "a.md", ("9",), ("nine",), False),
    ]


def test_many_files_are_read_in_few_pieces(vault: Path) -> None:
    for number in range(450):
        (vault / f"{number}.md").write_text(f"{number}\n")
    commit(vault, "2026-11-01", last_md=b"")
    changes = list(Repo.open(vault).line_changes(("HEAD",), [f"{number}.md" for number in range(450)]))
    assert {change.path: change.added for change in changes} == {f"{n}.md": (str(n),) for n in range(450)}
    assert {change.day for change in changes} == {"2026-11-01"}
