"""A command that is killed is finished by whichever comes next, and the history tells of it as if it had not been."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scenes import SCENES, VAULT, Scene, undisturbed, victims
from soaking import soak_seconds as soak
from soaking import tried
from study import Study

NEXT = ("push", "pull", *(["done Drying"] if soak else []))


def scene_of(name: str) -> Scene:
    return next(scene for scene in SCENES if scene.name == name)


def messages(folder: Path) -> list[str]:
    """The messages of all commits, the oldest first."""
    told = Study(folder / "vault", folder / "knots.md").git("log", "--reverse", "--format=%B%x00")
    return [message.strip() for message in told.split("\0") if message.strip()]


def last_steps(scene: Scene, which: int = 1) -> Iterator[int]:
    """A step of a pull as its first note stands (`which` 0) or before its commit; in a long search all in between."""
    steps = undisturbed(scene).steps
    commits = [at for at, step in enumerate(steps) if step.startswith("git -c i18n")]
    study, last = commits
    notes = [at for at, step in enumerate(steps) if step.startswith(("link Roadmaps", "exchange Roadmaps"))]
    first = next(at for at in notes if at > study)
    return tried(range(first + 1, last + 1) if soak else [(first + 1, last)[which]], "faults")


@pytest.mark.soak
@pytest.mark.parametrize("then", NEXT)
def test_a_killed_pull_is_a_pull_whatever_comes_next(then: str, staged: Callable[[Scene], Path]) -> None:
    scene = scene_of("pull")
    folder = staged(scene)
    assert victims().run(folder, scene.words).code == 0
    wanted = messages(folder)
    assert wanted[-1].startswith("Pull: ")
    for at in last_steps(scene, NEXT.index(then) % 2):
        folder = staged(scene)
        assert victims().run(folder, scene.words, {"kind": "kill", "at": at}).code == -9, at
        told = victims().run(folder, (*VAULT, *then.split()))
        assert told.code == 0, told.err
        assert "a pull was interrupted, and is finished now: “Pull: Knots: " in told.out + told.err
        assert messages(folder)[: len(wanted)] == wanted, at
        assert victims().run(folder, (*VAULT, "undo", "pull")).code == 0


@pytest.mark.soak
def test_what_was_done_since_is_told_for_itself_and_stays(staged: Callable[[Scene], Path]) -> None:
    scene = scene_of("pull")
    written = max(
        at
        for at, step in enumerate(undisturbed(scene).steps)
        if step.endswith("exchange Roadmaps/Knots/2 Rope care.md")
    )
    for at in [written + 1, *last_steps(scene)]:
        folder = staged(scene)
        assert victims().run(folder, scene.words, {"kind": "kill", "at": at}).code == -9, at
        study = Study(folder / "vault", folder / "knots.md")
        if "2.3 Clove hitch" not in study.read(study.note("2 Rope")):
            continue  # it is not written yet: there is nothing to be done in it
        study.edit("2 Rope", "- [ ] 2.2 Drying", "- [x] 2.2 Drying")
        study.edit("2 Rope", "## Notes\n", "## Notes\n\nWORDS SINCE\n")
        assert victims().run(folder, (*VAULT, "push")).code == 0
        pull, since = messages(folder)[-2:]
        assert pull.startswith("Pull: Knots: ")
        assert "Done\n- 2.2 Drying" in since
        assert "WORDS SINCE" not in study.git("show", "HEAD^")
        assert victims().run(folder, (*VAULT, "undo", "pull")).code == 0
        kept = study.read(study.note("2 Rope"))
        assert "WORDS SINCE" in kept
        assert "- [x] 2.2 Drying" in kept
        assert study.git("status", "--porcelain") == ""


@pytest.mark.soak
@pytest.mark.parametrize(("name", "subject"), [("rename", "Pull: Ropework: 5 renamed"), ("restore", "Pull: Knots: 3")])
def test_a_killed_renaming_or_restoring_is_told_as_one(
    name: str, subject: str, staged: Callable[[Scene], Path]
) -> None:
    scene = scene_of(name)
    steps = undisturbed(scene).steps
    notes = [at for at, step in enumerate(steps) if step.startswith(("link Roadmaps", "exchange Roadmaps"))]
    for at in tried(notes[1:] if soak else notes[1:2], "faults"):
        folder = staged(scene)
        assert victims().run(folder, scene.words, {"kind": "kill", "at": at}).code == -9, at
        study = Study(folder / "vault", folder / "knots.md")
        study.write("Diary/since.md", "WORDS SINCE\n")
        assert victims().run(folder, (*VAULT, "push")).code == 0
        told, since = messages(folder)[-2:]
        assert told.startswith(subject)
        assert since == "Study: notes in since"
        assert "WORDS SINCE" not in study.git("show", "HEAD^")
        assert study.git("status", "--porcelain") == ""


@pytest.mark.soak
def test_words_in_a_note_that_was_half_renamed_stay(staged: Callable[[Scene], Path]) -> None:
    scene = scene_of("rename")
    new = "Roadmaps/Ropework/2 rope care.md"
    steps = undisturbed(scene).steps
    last = max(at for at, step in enumerate(steps) if step.startswith("link Roadmaps"))
    folder = staged(scene)
    assert victims().run(folder, scene.words, {"kind": "kill", "at": last + 1}).code == -9
    study = Study(folder / "vault", folder / "knots.md")
    assert study.read("Roadmaps/Knots/2 Rope care.md") != study.read(new)
    study.write(new, study.read(new).replace("## Notes\n", "## Notes\n\nWORDS SINCE\n"))
    assert victims().run(folder, (*VAULT, "push")).code == 0
    assert messages(folder)[-1] == "Study: notes in rope care"
    assert not (study.vault / "Roadmaps/Knots").exists()
    assert "WORDS SINCE" in study.read(new)
    assert victims().run(folder, (*VAULT, "undo", "pull")).code == 0
    assert "WORDS SINCE" in study.read("Roadmaps/Knots/2 Rope care.md")
    assert study.git("status", "--porcelain") == ""


@pytest.mark.soak
@pytest.mark.parametrize(
    "name",
    ["merge", "settle", *(["push", "push-behind", "forward", "redo-merge", "undo-pull", "undo-push"] if soak else [])],
)
def test_whatever_was_killed_is_told_as_if_it_had_not_been(name: str, staged: Callable[[Scene], Path]) -> None:
    scene = scene_of(name)
    folder = staged(scene)
    before = len(messages(folder))
    assert victims().run(folder, scene.words).code == 0
    wanted = messages(folder)
    steps = undisturbed(scene).steps
    last = max((at for at, step in enumerate(steps) if step.startswith("git") and " commit" in step), default=0)
    for at in tried(range(len(steps)) if soak else [last], "faults"):
        folder = staged(scene)
        victims().run(folder, scene.words, {"kind": "kill", "at": at})
        assert victims().run(folder, (*VAULT, "push")).code == 0
        told = messages(folder)
        assert len(told) >= before
        assert told[: len(wanted)] == wanted[: len(told)], at


@pytest.mark.soak
def test_words_written_after_a_killed_answer_are_no_part_of_it(staged: Callable[[Scene], Path]) -> None:
    scene = scene_of("settle")
    steps = undisturbed(scene).steps
    last = max(at for at, step in enumerate(steps) if step.startswith("git") and " commit" in step)
    folder = staged(scene)
    assert victims().run(folder, scene.words, {"kind": "kill", "at": last}).code == -9
    study = Study(folder / "vault", folder / "knots.md")
    study.edit("2 Rope", "## Notes\n", "## Notes\n\nWORDS SINCE\n")
    assert victims().run(folder, (*VAULT, "push")).code == 0
    assert "Vaultsync-Settled" not in messages(folder)[-1]
    assert victims().run(folder, (*VAULT, "undo")).code == 0
    assert "WORDS SINCE" in study.read(study.note("2 Rope"))


@pytest.mark.soak
@pytest.mark.parametrize("name", ["add", "remove"])
def test_a_roadmap_comes_and_goes_whole_or_not_at_all(name: str, staged: Callable[[Scene], Path]) -> None:
    scene = scene_of(name)
    steps = undisturbed(scene).steps
    folder = staged(scene)
    before = messages(folder)
    assert victims().run(folder, scene.words).code == 0
    wanted = messages(folder)
    settings = next(at for at, step in enumerate(steps) if step.endswith(" vaultsync.toml"))
    for at in tried(range(len(steps)) if soak else [settings, settings + 1], "faults"):
        folder = staged(scene)
        assert victims().run(folder, scene.words, {"kind": "kill", "at": at}).code == -9, at
        assert victims().run(folder, (*VAULT, "push")).code == 0
        told = messages(folder)
        assert told in (wanted[: len(told)], wanted), at
        if len(told) < len(wanted):
            assert len(told) >= len(before), at
            assert victims().run(folder, scene.words).code == 0, at
            assert messages(folder) == wanted, at
