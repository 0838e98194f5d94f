"""Whoever of two devices merges: the same bytes come of it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hands import BOX, KINDS, on_line_of, read, under_heading, with_comment, write
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from soaking import count
from study import Study
from test_devices import NEWER, pair

_NEWEST = NEWER.replace("Alpine butterfly", "Butterfly").replace("## 2. Rope care", "## 2. Care of ropes")
_NAMES = ["Left-handed", "Right-handed", "Figure eight", "Clove hitch", "Rolling hitch", "Whipping", "Drying"]

names = st.sampled_from(_NAMES)
places = st.integers(0, 9)
edits = st.one_of(
    st.tuples(st.just("mark"), names, st.sampled_from("x/- ")),
    st.tuples(st.just("beside"), names, places),
    st.tuples(st.just("under"), names, places),
    st.tuples(st.sampled_from(["note", "journal", "comment", "mood", "move", "delete", "settings"]), places, places),
    st.tuples(st.just("style"), places, st.sampled_from(sorted(KINDS))),
    st.tuples(st.just("pull"), st.sampled_from([NEWER, _NEWEST]), places),
)


def carry_out(study: Study, edit: tuple, who: str) -> None:
    """One edit of a learner's, or one pull."""
    deed, what, how = edit
    notes = sorted([*(study.vault / "Roadmaps").rglob("*.md"), *(study.vault / "Mine").rglob("*.md")])
    if deed == "pull":
        study.document.write_text(what, "utf-8")
        study.pull(offline=True, yes=True)
    elif deed in ("mark", "beside", "under"):
        for path in notes:
            text = on_line_of(read(path), what, lambda line: changed(line, deed, how, who))
            if text is not None:
                write(path, text)
                return
    elif deed == "journal":
        path = study.vault / f"Journal/2026-11-{20 + what % 2}.md"
        path.parent.mkdir(exist_ok=True)
        write(path, (read(path) if path.exists() else "## Study\n") + f"- {how} of {who}\n")
    elif deed == "settings":
        study.write("vaultsync.toml", study.read("vaultsync.toml") + f"# {how} of {who}\n")
    else:
        units = [path for path in notes if "## Notes" in read(path)]
        path = units[what % len(units)] if units else None
        if path is not None:
            on_note(path, deed, how, who, study)


def changed(line: str, deed: str, how: str, who: str) -> list[str]:
    match = BOX.match(line)
    assert match
    if deed == "mark":
        return [f"{match[1]}- [{how}] {match[3]}{match[4]}"]
    if deed == "under":
        return [line, f"{match[1]}  - {how} of {who}"]
    return [f"{line[: match.end(3)]} ({how} of {who}){match[4]}"]


def on_note(path: Path, deed: str, how: object, who: str, study: Study) -> None:
    text = read(path)
    if deed == "note":
        write(path, under_heading(text, "## Notes", f"{how} of {who}"))
    elif deed == "comment":
        write(path, with_comment(text, f"{how} of {who}"))
    elif deed == "mood":
        write(path, text.replace("done: ", f"mood: {how}\ndone: ", 1) if "\r" not in text else text)
    elif deed == "style":
        write(path, KINDS[str(how)](text))
    elif deed == "move":
        target = study.vault / "Mine" / f"{path.stem} {how}.md"
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
    else:
        path.unlink()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clones that have met, in a folder that can be copied."""
    folder = tmp_path_factory.mktemp("begun")
    for study in pair(folder):
        study.git("remote", "set-url", "origin", "../../remote.git")
    return folder


@pytest.mark.soak(share=8)
@settings(max_examples=3)
@given(first=st.lists(edits, min_size=1, max_size=5), second=st.lists(edits, min_size=1, max_size=5))
def test_who_merges_does_not_matter(begun: Path, first: list, second: list) -> None:
    count("examples")
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(begun, Path(name) / "a")
        for who, done in (("one", first), ("two", second)):
            study = study_of(Path(name) / "a", who)
            study.write(f"{who}.md", "With nothing to push, the remote would not be asked.\n")
            for edit in done:
                carry_out(study, edit, who)
            study.push(offline=True)
            # Who has nothing to push does not ask what the other has.
            assume(study.git("rev-parse", "HEAD") != study.git("rev-parse", "refs/remotes/origin/main"))
        shutil.copytree(Path(name) / "a", Path(name) / "b")
        made = []
        for folder, order in (("a", ("one", "two")), ("b", ("two", "one"))):
            for who in order:
                study_of(Path(name) / folder, who).push()
            made.append(study_of(Path(name) / folder, order[1]).files())
        assert sorted(made[0]) == sorted(made[1])
        for path, data in made[0].items():
            assert data == made[1][path], path


def study_of(folder: Path, who: str) -> Study:
    return Study(folder / who / "vault", folder / who / "knots.md")
