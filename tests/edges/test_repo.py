"""git, the real one: safe states, commits of the vault's folder and nothing else, history."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaultsync.edges import inmemory
from vaultsync.edges.repo import Repo
from vaultsync.errors import GitError, UnsafeRepositoryError

WHEN = "2026-11-21T10:00:00+01:00"


def git(folder: Path, *args: str, fails: bool = False, **env: str) -> str:
    run = subprocess.run(
        ["git", "-C", str(folder), *args], capture_output=True, text=True, env={**os.environ, **env}, check=False
    )
    assert fails or run.returncode == 0, run.stderr
    return run.stdout


def put(folder: Path, **files: str | bytes) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def tracked(folder: Path, rev: str = "HEAD") -> list[str]:
    return [name for name in git(folder, "ls-tree", "-rz", "--name-only", rev).split("\0") if name]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A vault that is a whole repository, with one commit."""
    vault = tmp_path / "vault"
    vault.mkdir()
    git(vault, "init", "-q")
    put(vault, note_md="one\n")
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "first")
    return vault


@pytest.fixture
def inner(tmp_path: Path) -> Path:
    """A vault that is a folder of a larger repository."""
    top = tmp_path / "big"
    vault = top / "my notes" / "[v]ault"
    vault.mkdir(parents=True)
    git(top, "init", "-q")
    put(top, code="code\n", staged="staged\n", gone="gone\n")
    put(vault, note_md="one\n")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    return vault


# Opening


def test_open(vault, inner):
    repo = Repo.open(vault)
    assert (repo.top, repo.git_dir, repo.prefix) == (vault, vault / ".git", "")
    assert repo.git_path("vaultsync") == vault / ".git" / "vaultsync"
    repo = Repo.open(inner)
    assert (repo.top, repo.prefix) == (inner.parents[1], "my notes/[v]ault/")


def test_no_repository(tmp_path):
    assert Repo.discover(tmp_path) is None
    with pytest.raises(GitError, match="not in a git repository") as caught:
        Repo.open(tmp_path)
    assert "git init" in caught.value.next_step


def test_init(tmp_path, inner):
    vault = tmp_path / "new"
    vault.mkdir()
    repo = Repo.init(vault)
    assert repo.status().branch == "main"
    assert Repo.init(vault).git_dir == repo.git_dir
    assert Repo.init(inner).top == inner.parents[1]


def test_init_without_a_configured_branch(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert Repo.init(tmp_path).status().branch == "main"


def test_init_keeps_the_configured_branch(tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.write_text("[init]\n\tdefaultBranch = trunk\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    (tmp_path / "v").mkdir()
    assert Repo.init(tmp_path / "v").status().branch == "trunk"


def test_init_in_a_repository_that_ignores_the_vault(inner):
    top = inner.parents[1]
    put(top, **{".gitignore": "/my notes/\n"})
    other = top / "my notes" / "other"
    other.mkdir()
    assert Repo.init(other).top == other


def test_a_worktree_has_its_own_place(vault, tmp_path):
    git(vault, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    repo = Repo.open(tmp_path / "tree")
    assert repo.git_path("vaultsync") == vault / ".git" / "worktrees" / "tree" / "vaultsync"
    put(tmp_path / "tree", new_md="x")
    assert repo.check_safe().branch == "side"
    assert repo.commit("in a tree")
    assert tracked(vault, "side") == ["new.md", "note.md"]


def test_a_submodule(vault, tmp_path):
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "--quiet", "add", str(vault), "sub")
    git(outer, "commit", "-qm", "sub")
    repo = Repo.open(outer / "sub")
    assert repo.top == outer / "sub"
    put(outer / "sub", new_md="x")
    assert repo.check_safe().branch == "main"
    assert repo.commit("in a submodule")
    assert Repo.open(outer).status().changed == ("sub",)
    put(outer / "sub", newer_md="x")
    assert Repo.open(outer).commit("takes the submodule's commit")
    assert Repo.open(outer).status().clean
    assert Repo.open(outer).commit("nothing more") is None


def test_what_a_hook_knows_of_another_repository_is_forgotten(vault, inner, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(inner.parents[1] / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    put(vault, note_md="two\n")
    assert Repo.open(vault).commit("here")
    assert Repo.open(vault).log()[0].subject == "here"


def test_a_vault_behind_a_link(inner, tmp_path):
    (tmp_path / "link").symlink_to(inner)
    repo = Repo.open(tmp_path / "link")
    put(inner, new_md="x")
    assert repo.status().changed == ("new.md",)
    assert repo.commit("through the link")


# Status


ODD = ["a b.md", "é.md", "-x.md", "[1].md", 'q"uote.md', "new\nline.md", "tab\t.md", "back\\slash.md", "*.md"]


@pytest.mark.parametrize("place", ["vault", "inner"])
def test_status(place, request):
    folder = request.getfixturevalue(place)
    repo = Repo.open(folder)
    status = repo.status()
    assert (status.branch, status.ahead, status.behind, status.clean) == ("main", None, None, True)
    assert status.head == repo.head()
    put(folder, **{".gitignore": "ignored.md\n", "ignored_md": "x", "note_md": "two\n", "sub__new_md": "x"})
    assert repo.status().changed == (".gitignore", "note.md", "sub/new.md")
    (folder / "note.md").unlink()
    assert not repo.status().clean


def test_status_sees_the_vault_only(inner):
    put(inner.parents[1], code="changed\n", other="new\n")
    assert Repo.open(inner).status().clean


def test_ahead_and_behind(vault, tmp_path):
    git(tmp_path, "clone", "-q", str(vault), "copy")
    git(vault, "commit", "-q", "--allow-empty", "-m", "there")
    copy = tmp_path / "copy"
    for number in range(2):
        git(copy, "commit", "-q", "--allow-empty", "-m", f"here {number}")
    git(copy, "fetch", "-q")
    status = Repo.open(copy).status()
    assert (status.ahead, status.behind) == (2, 1)


def test_status_before_the_first_commit(tmp_path):
    repo = Repo.init(tmp_path)
    put(tmp_path, a_md="x")
    status = repo.check_safe()
    assert (status.branch, status.head, status.changed) == ("main", "", ("a.md",))
    assert repo.head() is None
    assert repo.log() == []
    assert repo.show("HEAD", "a.md") is None


# States in which nothing is written


def conflict(vault: Path) -> None:
    git(vault, "switch", "-qc", "side")
    put(vault, note_md="side\n")
    git(vault, "commit", "-qam", "side")
    git(vault, "switch", "-q", "main")
    put(vault, note_md="main\n")
    git(vault, "commit", "-qam", "main")


def cherry_pick_two(vault: Path) -> None:
    put(vault, other_md="x")
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "other")
    git(vault, "cherry-pick", "side", "side~1", fails=True)
    git(vault, "commit", "-qam", "settled by hand")


def patch(vault: Path) -> None:
    git(vault, "format-patch", "-q", "-1", "side", "-o", "patches")
    git(vault, "am", *map(str, (vault / "patches").iterdir()), fails=True)


def rebase_that_cannot_begin(vault: Path) -> None:
    """Git of today still leaves this behind with `--apply`, and then can neither go on nor abort."""
    git(vault, "switch", "-q", "side")
    put(vault, only_here="of the branch\n")
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "only here")
    git(vault, "switch", "-q", "main")
    put(vault, note_md="not committed\n", only_here="not in git\n")
    git(vault, "rebase", "--apply", "--autostash", "side", fails=True)


STATES = {
    "a merge is under way": lambda vault: git(vault, "merge", "side", fails=True),
    "a rebase is under way": lambda vault: git(vault, "rebase", "side", fails=True),
    "a rebase is under way ": lambda vault: git(vault, "rebase", "--apply", "side", fails=True),
    "a rebase did not come to its beginning": rebase_that_cannot_begin,
    "patches are being applied": patch,
    "a cherry-pick is under way": lambda vault: git(vault, "cherry-pick", "side", fails=True),
    "a series of cherry-picks": cherry_pick_two,
    "a revert is under way": lambda vault: git(vault, "revert", "--no-edit", "main~1", fails=True),
    "a bisect is under way": lambda vault: git(vault, "bisect", "start"),
    "HEAD is detached": lambda vault: git(vault, "switch", "-q", "--detach"),
    "files are unmerged: note.md": lambda vault: (
        put(vault, note_md="stash\n"),
        git(vault, "stash", "-q"),
        put(vault, note_md="else\n"),
        git(vault, "commit", "-qam", "else"),
        git(vault, "stash", "pop", "-q", fails=True),
    ),
    "the git index is locked": lambda vault: put(vault, **{".git__index.lock": ""}),
}


@pytest.mark.parametrize("what", STATES)
def test_unsafe_states_are_refused_by_name(vault, what):
    conflict(vault)
    repo = Repo.open(vault)
    repo.check_safe()
    STATES[what](vault)
    with pytest.raises(UnsafeRepositoryError) as caught:
        repo.check_safe()
    assert caught.value.what.startswith(what.strip())
    assert caught.value.next_step
    assert caught.value.exit_code == 3


def test_a_conflict_elsewhere_in_the_repository_is_unsafe_too(inner):
    top = inner.parents[1]
    put(top, code="mine\n")
    git(top, "stash", "-q")
    put(top, code="theirs\n")
    git(top, "commit", "-qam", "theirs")
    git(top, "stash", "pop", "-q", fails=True)
    with pytest.raises(UnsafeRepositoryError, match="files are unmerged: code"):
        Repo.open(inner).check_safe()


def test_a_bare_repository(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "bare")
    with pytest.raises(UnsafeRepositoryError, match="bare"):
        Repo.open(tmp_path / "bare")


def test_a_repository_of_somebody_else(vault, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match="does not trust this folder") as caught:
        Repo.open(vault)
    assert caught.value.next_step == f"Run: git config --global --add safe.directory {vault}"


def test_nobody_known(vault, monkeypatch):
    repo = Repo.open(vault)
    repo.check_identity()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with pytest.raises(GitError, match="does not know who you are") as caught:
        repo.check_identity()
    assert "git config --global user.name" in caught.value.next_step
    assert "git config --global user.email" in caught.value.next_step
    git(vault, "config", "user.name", "Only Name")
    with pytest.raises(GitError, match="does not know who you are"):
        repo.check_identity()
    git(vault, "config", "user.email", "e@example.invalid")
    repo.check_identity()


@pytest.mark.parametrize(("key", "value"), [("user.name", " ,"), ("committer.name", ".;")])
def test_an_identity_that_says_nothing(vault, key, value):
    git(vault, "config", key, value)
    with pytest.raises(GitError, match="does not know who you are"):
        Repo.open(vault).check_identity()


def test_an_empty_name_in_the_environment(vault, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_NAME", "")
    with pytest.raises(GitError, match="does not know who you are"):
        Repo.open(vault).check_identity()


def test_an_identity_from_the_environment(vault, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "N")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "n@example.invalid")
    Repo.open(vault).check_identity()


OPEN = "import sys; from pathlib import Path; from vaultsync.edges.repo import Repo; Repo.open(Path(sys.argv[1]))"


def test_no_git(vault, tmp_path, monkeypatch):
    repo = Repo.open(vault)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git was not found"):
        repo.status()
    run = subprocess.run(
        [sys.executable, "-c", OPEN, str(vault)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert "GitError: git was not found. Install git" in run.stderr


# Commits


@pytest.mark.parametrize("place", ["vault", "inner"])
def test_commit_takes_all_that_changed(place, request):
    folder = request.getfixturevalue(place)
    repo = Repo.open(folder)
    before = tracked(repo.top)
    for name in ODD:
        (folder / name).write_text("x")
    put(folder, sub__deep__new_md="x", **{".gitignore": "ignored.md\n", "ignored_md": "x"})
    (folder / "note.md").unlink()
    sha = repo.commit("Study: all\n")
    assert sha == repo.head() == git(repo.top, "rev-parse", "HEAD").strip()
    assert repo.status().clean
    here = {repo.prefix + name for name in [*ODD, "sub/deep/new.md", ".gitignore"]}
    assert set(tracked(repo.top)) == set(before) - {repo.prefix + "note.md"} | here
    assert repo.commit("again") is None
    assert repo.head() == sha


def test_the_first_commit(tmp_path):
    repo = Repo.init(tmp_path)
    put(tmp_path, a_md="x", b_md="y")
    assert repo.commit("first", ["a.md"])
    assert tracked(tmp_path) == ["a.md"]
    assert repo.status().changed == ("b.md",)


def test_nothing_to_commit_before_the_first(tmp_path):
    assert Repo.init(tmp_path).commit("nothing") is None


def test_the_first_commit_of_a_larger_repository(tmp_path):
    top = tmp_path
    vault = top / "v"
    git(top, "init", "-q")
    put(top, staged="x", untracked="x")
    put(vault, a_md="x")
    git(top, "add", "staged")
    assert Repo.open(vault).commit("first")
    assert tracked(top) == ["v/a.md"]
    assert git(top, "status", "--porcelain") == "A  staged\n?? untracked\n"


def test_nothing_outside_the_vault_is_committed(inner):
    top = inner.parents[1]
    put(top, code="changed\n", staged="staged change\n", added="added\n", untracked="x\n")
    git(top, "add", "staged", "added")
    git(top, "rm", "-q", "gone")
    put(inner, note_md="two\n", new_md="x\n")
    before = git(top, "status", "--porcelain", "--", "code", "staged", "added", "untracked", "gone")
    assert before == " M code\nM  staged\nA  added\n?? untracked\nD  gone\n" or len(before.splitlines()) == 5
    assert Repo.open(inner).commit("vault only")
    assert git(top, "show", "--name-only", "--format=", "HEAD").splitlines() == [
        "my notes/[v]ault/new.md",
        "my notes/[v]ault/note.md",
    ]
    assert git(top, "status", "--porcelain") == before
    assert git(top, "diff", "--cached", "--name-only").splitlines() == ["added", "gone", "staged"]
    assert not list((top / ".git").glob("vaultsync-index*"))


def test_given_paths_only(vault):
    repo = Repo.open(vault)
    put(vault, note_md="learner\n", a_md="pull\n", b_md="learner\n", **{"*.md": "learner\n"})
    git(vault, "add", "b.md")
    assert repo.commit("Pull: a", ["a.md", "never-there.md"])
    assert git(vault, "show", "--name-only", "--format=", "HEAD").split() == ["a.md"]
    assert repo.status().changed == ("*.md", "b.md", "note.md")
    assert git(vault, "status", "--porcelain").splitlines() == [" M note.md", "A  b.md", "?? *.md"] or git(
        vault, "diff", "--cached", "--name-only"
    ).split() == ["b.md"]
    assert repo.commit("Pull: none", ["gone.md"]) is None


def test_given_paths_that_were_deleted(vault):
    repo = Repo.open(vault)
    put(vault, a__x_md="x", b_md="x")
    repo.commit("more")
    (vault / "a" / "x.md").unlink()
    (vault / "a").rmdir()
    put(vault, a="a file where a folder was", b_md="changed")
    assert repo.commit("Pull", ["a/x.md", "a"])
    assert tracked(vault) == ["a", "b.md", "note.md"]
    assert repo.status().changed == ("b.md",)


def test_touched_is_not_changed(vault):
    git(vault, "config", "core.autocrlf", "input")
    repo = Repo.open(vault)
    put(vault, note_md=b"one\r\n")
    head = repo.head()
    assert repo.commit("line endings only") is None
    assert repo.head() == head


def test_another_repository_in_the_vault_stays_its_own(vault):
    put(vault, project__code="x", new_md="x")
    git(vault / "project", "init", "-q")
    git(vault / "project", "add", "-A")
    git(vault / "project", "commit", "-qm", "x")
    repo = Repo.open(vault)
    assert repo.status().changed == ("new.md",)
    assert repo.commit("mine")
    assert tracked(vault) == ["new.md", "note.md"]
    assert repo.status().clean


def test_the_message_stays_as_it_is(vault):
    message = (
        "Study: ✅ 3 done\n\nDone\n- #tag and # heading\n# not a comment\n\nVaultsync-Progress: a 1/2\n"
        + "- x\n" * 60000
    )
    git(vault, "config", "commit.cleanup", "strip")
    git(vault, "config", "i18n.commitEncoding", "latin1")
    put(vault, note_md="two\n")
    repo = Repo.open(vault)
    repo.commit(message)
    assert git(vault, "log", "-1", "--format=%B", "--encoding=UTF-8").rstrip("\n") == message.rstrip("\n")


def test_the_clock_is_an_argument(vault):
    put(vault, note_md="two\n")
    repo = Repo.open(vault)
    repo.commit("then", when=WHEN)
    assert git(vault, "log", "-1", "--format=%aI %cI").split() == [WHEN, WHEN]
    assert (repo.log()[0].when, repo.log()[0].day) == (WHEN, "2026-11-21")


def hook(vault: Path, name: str, body: str) -> None:
    path = vault / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_a_hook_may_refuse(vault):
    hook(vault, "pre-commit", "echo 'spelling: recieve'; echo 'line two' >&2; exit 1")
    put(vault, note_md="two\n")
    repo = Repo.open(vault)
    head = repo.head()
    with pytest.raises(GitError) as caught:
        repo.commit("refused")
    assert caught.value.what.startswith("a hook (pre-commit) refused the commit: ")
    assert "spelling: recieve" in caught.value.what
    assert "line two" in caught.value.what
    assert "\n" not in str(caught.value)
    assert repo.head() == head
    (vault / ".git/hooks/pre-commit").unlink()
    assert repo.commit("accepted")
    assert repo.status().clean


def test_hooks_see_what_is_committed(inner):
    top = inner.parents[1]
    hook(top, "pre-commit", "git diff --cached --name-only > seen")
    hook(top, "commit-msg", 'echo "Signed-by-hook: yes" >> "$1"')
    put(top, staged="other\n")
    git(top, "add", "staged")
    put(inner, new_md="x")
    repo = Repo.open(inner)
    repo.commit("with hooks\n\nA: b\n")
    assert (top / "seen").read_text() == "my notes/[v]ault/new.md\n"
    assert repo.log()[0].trailers == {"A": ["b"], "Signed-by-hook": ["yes"]}


def test_signing_that_fails_is_told(vault):
    git(vault, "config", "commit.gpgSign", "true")
    git(vault, "config", "gpg.program", "false")
    put(vault, note_md="two\n")
    with pytest.raises(GitError, match=r"git refused the commit: .*sign"):
        Repo.open(vault).commit("signed")


def test_a_lock_that_appears_is_named(vault):
    repo = Repo.open(vault)
    put(vault, note_md="two\n", **{".git__index.lock": ""})
    with pytest.raises(UnsafeRepositoryError, match="index is locked"):
        repo.commit("locked")


def test_ignores(vault):
    put(vault, **{".gitignore": "*.tmp\nBuild/\n"})
    repo = Repo.open(vault)
    assert repo.ignores("a.tmp")
    assert repo.ignores("Build/x.md")
    assert not repo.ignores("note.md")


# History


@pytest.mark.parametrize("place", ["vault", "inner"])
def test_history(place, request):
    folder = request.getfixturevalue(place)
    repo = Repo.open(folder)
    put(folder, note_md="two\n", other_md="x\n", **{"é b.md": "y\n"})
    repo.commit("second\n\nWhat: it does\n\nVaultsync-Progress: a 1/2\nVaultsync-Progress: b\n  2/3\n", when=WHEN)
    git(repo.top, "commit", "-q", "--allow-empty", "-m", "elsewhere")
    put(folder, other_md="xx\n")
    repo.commit("third", when="2026-11-22T23:30:00-08:00")

    log = repo.log()
    assert [commit.subject for commit in log if commit.subject != "elsewhere"] == ["third", "second", "first"]
    second = next(commit for commit in log if commit.subject == "second")
    assert second.trailers == {"Vaultsync-Progress": ["a 1/2", "b 2/3"]}
    assert second.message.startswith("second\n\nWhat: it does\n\n")
    assert len(repo.log(limit=1)) == 1
    assert [commit.subject for commit in repo.log(paths=["note.md"])] == ["second", "first"]
    assert log[0].parents

    assert repo.show("HEAD", "note.md") == b"two\n"
    assert repo.show(log[-1].id, "note.md") == b"one\n"
    assert repo.show("HEAD", "never.md") is None
    assert repo.show("nowhere", "note.md") is None
    assert repo.show_all("HEAD", ["é b.md", "never.md", "other.md"]) == {"é b.md": b"y\n", "other.md": b"xx\n"}


def test_a_folder_is_no_file(vault):
    put(vault, a__b_md="x")
    repo = Repo.open(vault)
    repo.commit("x")
    assert repo.show("HEAD", "a") is None
    assert repo.show_all("HEAD", ["a", "a/b.md"]) == {"a/b.md": b"x"}


def test_a_git_directory_that_is_none_any_more(tmp_path: Path) -> None:
    """Half removed, it is no repository: git then finds the one above, and so do we, whatever was known before."""
    for folder in (tmp_path, tmp_path / "vault"):
        subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    with inmemory.holding():
        assert Repo.open(tmp_path / "vault").prefix == ""
        assert Repo.open(tmp_path / "vault").prefix == ""
        (tmp_path / "vault" / ".git" / "HEAD").unlink()
        assert Repo.open(tmp_path / "vault").prefix == "vault/"


def test_what_a_commit_held_is_not_asked_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    repo = Repo.open(tmp_path)
    (tmp_path / "a.md").write_text("one\n", "utf-8")
    head = repo.commit("one\n")
    assert head is not None
    assert repo.show_all(head, ["a.md", "b.md"]) == {"a.md": b"one\n"}
    (tmp_path / "a.md").write_text("two\n", "utf-8")
    assert repo.commit("two\n") == repo.head()
    assert repo.parent == head
    assert repo.show_all("HEAD", ["a.md"]) == {"a.md": b"two\n"}
    assert repo.show_all(head, ["a.md"]) == {"a.md": b"one\n"}
    monkeypatch.setattr(Repo, "contents", None)
    assert repo.show_all(head, ["a.md", "b.md"]) == {"a.md": b"one\n"}
