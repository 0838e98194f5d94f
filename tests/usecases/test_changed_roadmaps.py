"""A roadmap changes as popular checklists do: what is still there keeps its tick, and nothing else gets one."""

from __future__ import annotations

from pathlib import Path

from study import DOCUMENT, Study, begin


def ticked(study: Study) -> list[str]:
    """The ticked lines of all study notes, with the note's name in front."""
    found = []
    for note in sorted((study.vault / "Roadmaps").rglob("*.md")):
        for line in note.read_text("utf-8").split("\n"):
            if line.lstrip().startswith("- [x] ") and "[[" not in line:
                found.append(f"{note.stem}: {line.split('] ', 1)[1].split(' ✅')[0]}")
    return found


def update(study: Study, text: str) -> None:
    """Pull a new version; a second pull finds nothing to do."""
    study.push()
    study.document.write_text(text, "utf-8")
    study.pull(yes=True)
    assert not study.pull(yes=True).changed
    assert study.push().commit == ""


def test_a_twin_that_left_with_a_tick_does_not_disturb_those_that_stay(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops\n- [ ] Quiz\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n")
    study.mark("Loops", "Quiz")
    update(study, "# Knots\n\n## Loops\n- [ ] Bowline\n- [ ] Noose\n")
    update(study, "# Knots\n\n## Loops\n- [ ] Quiz\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n")
    before = study.line("Loops", "Quiz")
    update(study, "# Knots\n\n## Loops\n- [ ] Quiz\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n- [ ] Honda\n")
    assert study.line("Loops", "Quiz") == before


def test_a_twin_that_comes_leaves_the_tick_of_the_one_with_the_same_neighbour(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n- [ ] Reef\n")
    study.mark("Loops", "Quiz")
    update(study, "# Knots\n\n## Loops\n- [ ] Quiz\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n- [ ] Reef\n")
    lines = [line for line in study.read(study.note("Loops")).split("\n") if "Quiz" in line]
    assert [line[:6] for line in lines] == ["- [ ] ", "- [x] "]


def test_twins_are_told_by_their_links(tmp_path: Path) -> None:
    one, two = "- [ ] [Video](https://example.org/1)", "- [ ] [Video](https://example.org/2)"
    study = begin(tmp_path, f"# Knots\n\n## Loops\n{one}\n{two}\n- [ ] Noose\n")
    study.mark("Loops", "example.org/1")
    update(study, f"# Knots\n\n## Loops\n{two}\n{one}\n- [ ] Noose\n")
    assert ticked(study) == ["01 Loops: [Video](https://example.org/1)"]


def test_what_recurs_below_a_section_moves_with_it(tmp_path: Path) -> None:
    def week(number: int, name: str) -> str:
        return (
            f"## Week {number}: {name}\n\n### Basics\n- [ ] Intro\n- [ ] {name} quiz\n\n"
            f"### Advanced\n- [ ] Intro\n- [ ] {name} essay\n- [ ] {name} talk\n\n"
        )

    study = begin(tmp_path, f"# Knots\n\n{week(1, 'Loops')}{week(2, 'Bends')}{week(3, 'Splices')}")
    for note in sorted((study.vault / "Roadmaps").rglob("*.md")):
        if "Loops" in str(note):
            note.write_text(note.read_text("utf-8").replace("- [ ] Intro", "- [x] Intro"), "utf-8")
    assert len(ticked(study)) == 2
    moved = f"# Knots\n\n## Part one\n\n#{week(2, 'Bends').replace(chr(10) + '#', chr(10) + '##')}"
    moved += f"#{week(1, 'Loops').replace(chr(10) + '#', chr(10) + '##')}{week(3, 'Splices')}"
    update(study, moved)
    assert len(ticked(study)) == 2
    assert all("Intro" in line for line in ticked(study))


def test_twins_under_reworded_tasks_stay_with_them(tmp_path: Path) -> None:
    study = begin(
        tmp_path,
        "# Knots\n\n## Loops\n- [ ] Chapter on the bowline\n  - [ ] Read\n- [ ] Chapter on the honda knot\n  - [ ] Read\n",
    )
    study.mark("Loops", "  - [ ] Read")
    update(
        study,
        "# Knots\n\n## Loops\n- [ ] The chapter on the honda knots\n  - [ ] Read\n"
        "- [ ] The chapter on the bowlines\n  - [ ] Read\n",
    )
    lines = study.read(study.note("Loops")).split("\n")
    at = next(n for n, line in enumerate(lines) if "bowlines" in line)
    assert "- [x] Read" in lines[at + 1]
    assert sum("- [x] Read" in line for line in lines) == 1


def test_words_beside_a_task_stand_beside_its_new_words(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops\n- [ ] [Bowline](http://example.org/b)\n- [ ] Noose\n")
    study.edit("Loops", "(http://example.org/b)", "(http://example.org/b), in the shed")
    study.mark("Loops", "Bowline")
    study.push()
    study.document.write_text("# Knots\n\n## Loops\n- [ ] [The bowline](https://example.com/b)\n- [ ] Noose\n", "utf-8")
    report = study.pull()
    assert not report.review
    assert study.line("Loops", "owline") == (
        "- [x] [The bowline](https://example.com/b), in the shed ✅ 2026-11-21 ^bowline"
    )


def test_words_beside_a_task_stand_beside_what_is_left_of_its_words(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops\n- [ ] Bowline and honda\n- [ ] Noose\n")
    study.edit("Loops", "Bowline and honda", "Bowline and honda (in the shed)")
    study.mark("Loops", "Bowline")
    study.push()
    study.document.write_text("# Knots\n\n## Loops\n- [ ] Bowline\n- [ ] Honda\n- [ ] Noose\n", "utf-8")
    assert not study.pull().review
    assert study.line("Loops", "Bowline") == "- [x] Bowline (in the shed) ✅ 2026-11-21 ^bowline-and-honda"


def test_a_part_of_a_word_is_not_taken_for_the_roadmaps_words(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops\n- [ ] [Tie](https://example.org/t)\n- [ ] Loop ^loop\n")
    study.edit("Loops", "Loop ^loop", "Loophole ^loop")
    study.push()
    study.document.write_text("# Knots\n\n## Loops\n- [ ] [Tie](https://example.org/t)\n- [ ] Loops ^loop\n", "utf-8")
    assert len(study.pull().review) == 1
    assert study.line("Loops", "^loop").startswith("- [ ] Loophole")


def test_twin_sections_keep_their_notes(tmp_path: Path) -> None:
    text = "# Knots\n\n## Loops\n- [ ] Bowline\n\n## Extra\n- [ ] One\n- [ ] Two\n\n## Extra\n- [ ] Three\n- [ ] Four\n"
    study = begin(tmp_path, text)
    study.edit("02 Extra", "- [ ] One", "- [x] One")
    update(study, text.replace("Bowline", "The bowline"))
    assert ticked(study) == ["02 Extra: One"]
    update(study, text.replace("## Extra\n- [ ] One\n- [ ] Two\n\n", ""))
    assert [note.stem for note in sorted((study.vault / "Roadmaps" / "Knots").glob("0*.md"))] == [
        "01 Loops",
        "03 Extra",
    ]


def test_an_emoji_and_a_full_stop_are_no_other_words(tmp_path: Path) -> None:
    text = "# Knots\n\n## Loops\n- [ ] Videos\n- [ ] Bowline\n\n## Bends\n- [ ] Videos\n- [ ] Sheet bend\n"
    study = begin(tmp_path, text)
    study.mark("Bends", "Videos")
    update(study, text.replace("- [ ] Videos\n- [ ] Sheet", "- [ ] 📺 Videos.\n- [ ] Sheet"))
    assert ticked(study) == ["02 Bends: 📺 Videos."]


def test_what_stands_below_two_notes_of_one_folder_has_files_of_its_own(tmp_path: Path) -> None:
    flat = "# Knots\n\n## Week 1: Loops\n- [ ] Bowline\n\n## Week 2: Bends\n- [ ] Sheet bend\n"
    study = begin(tmp_path, flat)
    update(
        study,
        "# Knots\n\n## Week 1: Loops\n\n### Easy ones\n- [ ] Bowline\n\n### Hard ones\n- [ ] Honda\n\n"
        "## Week 2: Bends\n\n### Easy ones\n- [ ] Sheet bend\n\n### Odd ones\n- [ ] Carrick bend\n",
    )
    text = "\n".join(path.read_text("utf-8") for path in (study.vault / "Roadmaps").rglob("*.md"))
    assert [text.count(f"- [ ] {name} ^") for name in ("Bowline", "Honda", "Sheet bend", "Carrick bend")] == [1] * 4


def test_a_new_section_takes_no_tick_from_a_task_of_its_name(tmp_path: Path) -> None:
    study = begin(tmp_path, "# Knots\n\n## Loops\n- [ ] Exercises\n- [ ] Bowline\n\n## Bends\n- [ ] Sheet bend\n")
    study.mark("Loops", "Exercises")
    update(
        study,
        "# Knots\n\n## Loops\n- [ ] Bowline\n\n### 1.1 Exercises\n- [ ] Tie ten\n\n### 1.2 Honda knots\n- [ ] Coil\n\n"
        "## Bends\n- [ ] Sheet bend\n",
    )
    assert ticked(study) == []


def test_a_section_that_comes_back_with_other_tasks_brings_no_ticks(tmp_path: Path) -> None:
    text = "# Knots\n\n## Loops\n- [ ] Bowline\n\n## Project\n- [ ] Ladder\n- [ ] Net\n\n## Bends\n- [ ] Sheet bend\n"
    study = begin(tmp_path, text)
    study.edit("Project", "done: false", "done: true")
    left = text.replace("## Project\n- [ ] Ladder\n- [ ] Net\n\n", "")
    update(study, left)
    update(study, left + "\n## Project\n- [ ] Hammock\n- [ ] Swing\n")
    assert ticked(study) == []
    update(study, left)
    update(study, text)
    assert [line.split(": ")[1] for line in ticked(study)] == ["Ladder", "Net"]


def test_a_copy_elsewhere_does_not_take_the_tick_of_a_task_that_got_an_emoji(tmp_path: Path) -> None:
    text = "# Knots\n\n## Loops\n- [ ] Tie the bowline\n- [ ] Noose\n\n## Bends\n- [ ] Sheet bend\n- [ ] Reef\n"
    study = begin(tmp_path, text)
    study.mark("Loops", "Tie the bowline")
    update(study, text.replace("Tie the", "🔥 Tie the").replace("- [ ] Reef", "- [ ] Reef\n- [ ] Tie the bowline"))
    assert ticked(study) == ["01 Loops: 🔥 Tie the bowline"]


def test_a_tick_stays_where_it_is_when_boxes_become_bullets(tmp_path: Path) -> None:
    def part(name: str) -> str:
        links = "".join(f"- [ ] [Watch the recording](https://example.org/{name}/{n})\n" for n in (1, 2))
        return f"## {name}\n\n- [ ] Tie one {name}\n- [ ] Draw one {name}\n\n### Videos\n\n{links}- [ ] Exercises\n\n"

    boxes = "# Knots\n\n" + part("bowline") + part("noose")
    study = begin(tmp_path, boxes)
    study.mark("noose", "https://example.org/noose/1")
    study.mark("noose", "Exercises")
    mine = ["02 noose: [Watch the recording](https://example.org/noose/1)", "02 noose: Exercises"]
    update(study, boxes.replace("[ ] ", ""))
    assert ticked(study) == mine


def test_a_new_task_called_as_a_unit_below_it_has_an_id_of_its_own(tmp_path: Path) -> None:
    study = begin(tmp_path)
    for words in ("Clove", "Rolling"):
        study.mark("1.2", words)
    study.push()
    study.document.write_text(DOCUMENT.replace("## 1. Basics\n", "## 1. Basics\n\n- [ ] Hitches\n"), "utf-8")
    study.pull()
    lines = [line for line in study.read(study.note("1 Basics")).split("\n") if "Hitches" in line and "[ ]" in line]
    assert lines == ["- [ ] Hitches ^hitches-2"]
    assert study.status().figures["done"] == 2
    files = study.files()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files


def test_a_unit_that_moves_below_a_task_of_its_name_takes_no_tick_of_it(tmp_path: Path) -> None:
    unit = "### Hitches\n\n- [ ] Clove\n- [ ] Rolling\n\n"
    basics = "# Knots\n\n## Basics\n\n- [ ] Hitches\n- [ ] Bends\n\n### Loops\n\n- [ ] Bowline\n\n"
    more = "## More\n\n### Lashings\n\n- [ ] Square\n\n"
    study = begin(tmp_path, f"{basics}{more}{unit}")
    study.mark("Basics", "Hitches")
    update(study, f"{basics}{unit}{more}")
    assert ticked(study) == ["01 Basics: Hitches"]
    assert study.status().figures["done"] == 1


def test_a_task_that_was_skipped_stays_skipped_when_others_come_below_it(tmp_path: Path) -> None:
    text = "# Words\n\n## A\n- [ ] Group Anagrams\n    - [ ] draw it\n- [ ] Two Sum\n    - [ ] time it\n"
    study = begin(tmp_path, text)
    study.mark("A", "Group", "-")
    study.mark("A", "time it", "-")
    study.push()
    study.document.write_text(text.replace("draw it\n", "draw it\n    - [ ] code it\n"), "utf-8")
    report = study.pull()
    assert (report.skipped, report.reopened) == (1, [])
    assert [study.line("A", words)[:5] for words in ("Group", "draw", "code")] == ["- [-]"] * 3
    study.document.write_text(text.replace("draw it", "sketch the buckets").replace("time it", "count it"), "utf-8")
    study.pull(yes=True)
    assert [study.line("A", words)[:5] for words in ("Group", "buckets")] == ["- [-]"] * 2
    assert not study.pull().changed
    assert study.push().commit == ""
    study.mark("A", "Group", " ")
    study.push()
    assert [study.line("A", words)[:5] for words in ("Group", "buckets")] == ["- [ ]"] * 2


GUITAR = """\
# Guitar

## Month 1: open chords
- [ ] E minor
- [ ] A minor

## Month 2: barre
- [ ] F barre (hurts, patience)
- [ ] B minor
- [ ] Change C to F
- [ ] Song of the month

## Month 3: rhythm
- [ ] Rumba
- [ ] Song of the month
"""


def test_a_section_that_changes_with_its_title_stays_where_a_task_of_its_own_stays(tmp_path: Path) -> None:
    study = begin(tmp_path, GUITAR, "guitar")
    for words in ("F barre", "B minor"):
        study.mark("Month 2", words)
    path = study.edit("Month 2", "## Notes\n", "## Notes\nMY WORDS\n")
    study.push()
    text = GUITAR.replace("2: barre", "2: barre chords").replace("F barre (hurts, patience)", "Full F barre (patience)")
    study.document.write_text(text.replace("] B minor", "] B minor and F sharp minor"), "utf-8")
    questions = [review.why for review in study.pull().review]
    assert "MY WORDS" in study.read(path)
    assert not (study.vault / "Archive").exists() or "MY WORDS" not in "".join(
        file.read_text("utf-8") for file in (study.vault / "Archive").rglob("*.md")
    )
    assert any("F barre" in why for why in questions), questions


def test_another_section_in_the_place_of_one_is_another(tmp_path: Path) -> None:
    study = begin(tmp_path, GUITAR, "guitar")
    path = study.edit("Month 2", "## Notes\n", "## Notes\nMY WORDS\n")
    study.push()
    begun, rest = GUITAR.split("## Month 2: barre\n")
    end = rest[rest.index("## Month 3") :]
    study.document.write_text(f"{begun}## Month 2: theory\n- [ ] Intervals\n- [ ] Song of the month\n\n{end}", "utf-8")
    study.pull(yes=True)
    assert not (study.vault / path).exists()
    assert "MY WORDS" in "".join(file.read_text("utf-8") for file in (study.vault / "Archive").rglob("*.md"))
