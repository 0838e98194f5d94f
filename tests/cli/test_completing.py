"""Completion of a note's name in a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaultsync.edges.questions import format_questions
from vaultsync.models.question import About, Question

NAMES = ("1.1 Loops and eyes", "1.2 Hitches", "2 Löten: heiß & kalt", "Loose ends")


SETTINGS = """\
folders.roadmaps = "Plans"

[[roadmaps]]
name = "knots"
source = "knots.md"

[[roadmaps]]
name = "night-sky"
source = "sky.md"
"""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "vaultsync.toml").write_text(SETTINGS, "utf-8")
    for name in NAMES:
        note = tmp_path / "Plans" / "Knots" / f"{name}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text("", "utf-8")
    (tmp_path / "Lone note.md").write_text("", "utf-8")
    return tmp_path


def complete(folder: Path, shell: str, *words: str, vault: Path | None = None) -> list[str]:
    """What a shell is offered for the last of these words."""
    line = " ".join(["vaultsync", *(["-C", str(vault)] if vault else []), *words])
    env = {
        **os.environ,
        "_VAULTSYNC_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) + (2 if vault else 0)),
        "PYTHONIOENCODING": "utf-8",
    }
    if shell == "fish":
        env["COMP_CWORD"] = words[-1]
    script = "from vaultsync.cli.main import main; import sys; sys.argv[0] = 'vaultsync'; main()"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=env, capture_output=True, check=False)
    assert not done.stderr
    return [line for line in done.stdout.decode("utf-8").splitlines() if line]


def test_with_its_number_and_without(vault):
    assert complete(vault, "bash", "done", "loo") == ["plain,Loops\\ and\\ eyes", "plain,Loose\\ ends"]
    assert complete(vault, "bash", "skip", "1.2") == ["plain,1.2\\ Hitches"]
    assert complete(vault, "bash", "start", "nothing") == []


def test_what_is_begun_has_blanks_and_letters_of_all_kinds(vault):
    assert complete(vault, "bash", "done", "loops\\ and") == ["plain,Loops\\ and\\ eyes"]
    assert complete(vault, "bash", "done", "LÖ") == ["plain,Löten:\\ heiß\\ \\&\\ kalt"]
    assert complete(vault, "zsh", "done", "Lö") == ["plain", "Löten: heiß & kalt", "_"]


def test_the_vault_that_is_named_and_none_at_all(vault, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert complete(elsewhere, "bash", "done", "hit", vault=vault) == ["plain,Hitches"]
    assert complete(elsewhere, "bash", "done", "hit") == []


def test_roadmaps(vault):
    assert complete(vault, "bash", "status", "--roadmap", "k") == ["plain,knots"]
    assert complete(vault, "fish", "pull", "--roadmap", "") != []
    assert complete(vault, "bash", "remove", "") == ["plain,knots", "plain,night-sky"]
    assert complete(vault, "bash", "done", "--roadmap", "x") == []
    (vault / "vaultsync.toml").write_text("roadmaps = 1\n")
    assert complete(vault, "bash", "remove", "") == []
    (vault / "vaultsync.toml").write_text("[[roadmaps")
    assert complete(vault, "bash", "remove", "") == []


def test_deleted_notes_and_answers(vault):
    listed = vault / ".vaultsync/paths/knots.tsv"
    listed.parent.mkdir(parents=True)
    listed.write_text("loops\tPlans/Knots/1.1 Loops and eyes.md\nbends\tPlans/Knots/1.3 Bends.md\n")
    assert complete(vault, "bash", "restore", "") == ["plain,1.3\\ Bends"]
    assert complete(vault, "bash", "settle", "1", "s") == ["plain,same", "plain,skipped"]
    (vault / "vaultsync.toml").write_text('roadmaps = [{ name = "../../../x" }, { name = "a\\u0000" }]\n')
    assert complete(vault, "bash", "restore", "") == []


@pytest.mark.parametrize("words", [("done", "l"), ("remove", "k"), ("restore", "x"), ("settle", "1", "s")])
def test_nothing_slow_is_imported(vault, words):
    line = {"_VAULTSYNC_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(["vaultsync", *words])}
    env = {**os.environ, **line, "COMP_CWORD": str(len(words)), "PLAY": "modules"}
    playing = Path(__file__).with_name("playing.py")
    done = subprocess.run([sys.executable, playing], cwd=vault, env=env, capture_output=True, text=True, check=False)
    modules = done.stderr.split()
    assert "vaultsync.cli.commands" in modules
    assert {"pydantic", "git", "jinja2", "mistune", "rich", "tomlkit", "yaml"}.isdisjoint(modules)


def test_only_the_answers_of_the_question_that_is_named(vault):
    review = vault / ".vaultsync" / "review" / "knots.tsv"
    review.parent.mkdir(parents=True)
    questions = [
        Question(About.MARKS, "hitches#^clove", "done", ("done", "doing"), "“Clove” was marked done and doing"),
        Question(About.SAME, "loops#^eye", "loops#^old-eye", ("other", "same"), "“Old eye” left, and “Eye” came"),
    ]
    review.write_text(format_questions({question.key: question for question in questions}), "utf-8")
    assert complete(vault, "bash", "settle", "1", '""') == ["plain,done", "plain,doing"]
    assert complete(vault, "bash", "settle", "2", "s") == ["plain,same"]
    assert complete(vault, "bash", "settle", "eye", "o") == ["plain,other"]
    assert complete(vault, "bash", "settle", "3", "m") == ["plain,mine"]
