"""The history with what each commit changed, and every version of one file: whatever names, words and settings."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from vaultsync.edges.repo import Repo

ODD = ["plain.md", "ümläut 潮.md", 'quo"te.md', "tab\tand\nline.md", "\x02start.md", ":100644 colon.md", "-dash.md"]


def git(folder: Path, *arguments: str, stdin: str | None = None) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(folder: Path, message: str, **files: str) -> str:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--cleanup=verbatim", "-F", "-", stdin=message)
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def folder(tmp_path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_odd_names_and_words(folder):
    for name in ODD:
        (folder / name).write_text(name, "utf-8")
    message = "\x02 :100644\n\n:100644 100644 a b M\n\nKey: value\n"
    first = commit(folder, message)
    second = commit(folder, "second\n", plain="new")
    repo = Repo.open(folder)
    newest, oldest = repo.differences()
    assert (newest.commit.id, newest.commit.parents, oldest.commit.id) == (second, (first,), first)
    assert oldest.commit.message == message.rstrip("\n")
    assert oldest.commit.trailers == {"Key": ["value"]}
    assert sorted(file.path for file in oldest.files) == sorted(ODD)
    assert all(file.before == (None,) for file in oldest.files)
    contents = repo.contents().blobs([file.after for file in oldest.files if file.after])
    assert {contents[file.after].decode() for file in oldest.files if file.after} == set(ODD)
    (change,) = newest.files
    assert (change.path, repo.contents().blobs([change.before[0], change.after])[change.after]) == ("plain.md", b"new")


def test_a_merge_has_what_differs_from_both(folder):
    base = commit(folder, "base", a="1", b="1")
    git(folder, "switch", "-q", "-c", "side")
    commit(folder, "side", a="2")
    git(folder, "switch", "-q", "main")
    commit(folder, "main", b="3")
    git(folder, "merge", "-q", "--no-commit", "side")
    merged = commit(folder, "merge", a="4")
    found = {difference.commit.id: difference for difference in Repo.open(folder).differences()}
    assert [(file.path, len(file.before)) for file in found[merged].files] == [("a.md", 2)]
    assert found[base].commit.parents == ()


def test_a_file_that_went_and_a_link(folder):
    commit(folder, "base", a="1")
    (folder / "a.md").unlink()
    if sys.platform != "win32":
        (folder / "l.md").symlink_to("nowhere")
    commit(folder, "gone", b="1")
    newest = next(iter(Repo.open(folder).differences()))
    changes = {file.path: (file.before[0] is None, file.after is None) for file in newest.files}
    assert changes["a.md"] == (False, True)
    assert changes["b.md"] == (True, False)
    assert changes.get("l.md", (True, True)) == (True, True)  # a link is no text


def test_settings_change_nothing(folder):
    commit(folder, "base", a="1\n" * 50)
    (folder / "a.md").rename(folder / "c.md")
    commit(folder, "moved")
    plain = list(Repo.open(folder).differences())
    for key, value in (
        *(("log.showRoot", "false"), ("log.follow", "true"), ("diff.renames", "copies"), ("color.ui", "always")),
        *(
            ("log.showSignature", "true"),
            ("format.pretty", "oneline"),
            ("log.decorate", "full"),
            ("log.diffMerges", "m"),
        ),
    ):
        git(folder, "config", key, value)
    assert list(Repo.open(folder).differences()) == plain
    assert sorted(file.path for file in plain[0].files) == ["a.md", "c.md"]


def test_a_vault_in_a_folder_sees_its_own(folder):
    commit(folder, "base", a="1")
    vault = folder / "the vault"
    vault.mkdir()
    (vault / "n.md").write_text("1")
    commit(folder, "both", a="2")
    commit(folder, "outside", a="3")
    (difference,) = Repo.open(vault).differences()
    assert [file.path for file in difference.files] == ["n.md"]


def test_nothing_yet_and_no_more_than_asked(folder):
    repo = Repo.open(folder)
    assert list(repo.differences()) == []
    assert repo.versions("a.md") == []
    for n in range(5):
        commit(folder, f"commit {n}", a=str(n))
    stream = repo.differences()
    assert [difference.commit.subject for difference in islice(stream, 2)] == ["commit 4", "commit 3"]
    stream.close()


def test_versions_follow_renames_and_branches(folder):
    text = "".join(f"- [ ] line {n}\n" for n in range(30))
    first = commit(folder, "1", a=text)
    (folder / "docs").mkdir()
    git(folder, "mv", "a.md", "docs/b.md")
    moved = commit(folder, "2")
    git(folder, "switch", "-q", "-c", "side")
    (folder / "docs/b.md").write_text(text.replace("[ ] line 1\n", "[x] line 1\n"))
    side = commit(folder, "side")
    git(folder, "switch", "-q", "main")
    commit(folder, "elsewhere", other="x")
    git(folder, "merge", "-q", "--no-ff", "--no-edit", "side")
    found = Repo.open(folder).versions("docs/b.md")
    commits = [version.commit for version in found]
    assert commits[:3] == [first, moved, side]
    assert all(version.blob for version in found)
    by_commit = {version.commit: version for version in found}
    assert by_commit[side].parents == (moved,)
    assert all(parent in by_commit for version in found for parent in version.parents)
    texts = {blob: data for part in Repo.open(folder).texts(found) for blob, data in part.items()}
    assert texts[found[-1].blob].count(b"[x]") == 1
