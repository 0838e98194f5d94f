"""Entries of daily notes and study notes, and the study time they add up to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vaultsync.domain.journal.entries import new_entries, read_journal, study_time, word_count
from vaultsync.domain.journal.linkednotes import LinkedNotes
from vaultsync.models.journal import Day, Entry, JournalNote

KNOWN = {"knots/loops": "Roadmaps/Knots/Loops.md", "knots/hitches": "Roadmaps/Knots/Hitches.md", "ropes": "Ropes.md"}


def diary(text: str, *prompts: str, heading: str = "Study", day: str = "2026-11-21") -> list[Entry]:
    note = JournalNote(f"Journal/{day}.md", text, day=day)
    journal = read_journal([note], heading=heading, prompts=prompts, linked=LinkedNotes(KNOWN))
    return [entry for found in journal.days for entry in found.entries]


def told(entries: list[Entry]) -> list[tuple[str, int | None]]:
    return [(entry.text, entry.minutes) for entry in entries]


def study(text: str) -> list[Entry]:
    journal = read_journal([JournalNote("Roadmaps/Knots/Loops.md", text, id="knots/loops")])
    return [entry for found in journal.days for entry in found.entries]


def test_items_and_paragraphs_under_the_heading() -> None:
    text = "# Saturday\n- milk\n\n## Study\n- 14:05 45m: bowline\n* more\n\nA paragraph\nof two lines, 1h.\n\n## Else\n- no\n"
    entries = diary(text)
    assert told(entries) == [("bowline", 45), ("more", None), ("A paragraph of two lines.", 60)]
    assert [entry.time for entry in entries] == ["14:05", "", ""]
    assert [entry.line for entry in entries] == [4, 5, 7]
    assert {entry.source for entry in entries} == {"Journal/2026-11-21.md"}


def test_headings_are_known_whatever_they_wear() -> None:
    for title in ("# STUDY", "## 📚 Study:", "### **Study** ###", "Study\n-----", "## [[Study]]"):
        assert told(diary(f"{title}\n- 5m x\n")) == [("x", 5)], title
    assert told(diary("## 勉強\n- 5分 x\n", heading="勉強")) == [("x", 5)]
    assert diary("## Study hall\n- 5m x\n") == []


def test_items_elsewhere_count_where_they_link_a_study_note() -> None:
    text = "- [[Loops]] 20m\n- [[Shopping]] 20m\n- see [hitches](../Roadmaps/Knots/Hitches.md)\n\n[[Loops]] in prose\n"
    entries = diary(text)
    assert told(entries) == [("[[Loops]]", 20), ("see [hitches](../Roadmaps/Knots/Hitches.md)", None)]
    assert [entry.notes for entry in entries] == [("knots/loops",), ("knots/hitches",)]


def test_links_name_notes_as_in_obsidian() -> None:
    text = (
        "## Study\n- [[roadmaps/knots/LOOPS|x]], [[Knots/Hitches#^clove]] and [[Ropes]], [[Loops]] again, [[Nothing]]\n"
    )
    assert diary(text)[0].notes == ("knots/loops", "knots/hitches", "ropes")


def test_what_is_left_alone() -> None:
    text = """## Study
> - 45m quoted
> [!note] - 45m callout

| 45m | table |
|-----|-------|
| 45m | [[Loops]] |

a | b
--|--
1h | x

```
- 45m code
```

%%
- 45m hidden
%%
<!--
- 45m hidden
-->
<div>
- 45m html
</div>

    - 45m indented code

---
![[picture.png]]
- [ ] 45m planned
- [-] 45m given up
-
- **Focus:**
- Time::
- {{title}}
- 14:05
"""
    assert diary(text) == []


def test_done_tasks_are_entries_and_lose_their_stamps() -> None:
    text = "## Study\n- [x] bowline 45m ✅ 2026-11-21 ^abc\n- [/] begun\n- plain 5m ^def\n"
    assert told(diary(text)) == [("bowline", 45), ("begun", None), ("plain", 5)]


def test_prompts_of_the_template_are_no_entries_while_unchanged() -> None:
    text = "## Study\n- What did I learn?\n- How long?\n  - 45m in all\n- Mood on 2026-11-21 so far\n"
    prompts = ("What did I learn?", "How long?", "Mood on {{date}} so far")
    assert told(diary(text, *prompts)) == [("in all", 45)]
    assert told(diary("## Study\n- What did I learn? Knots.\n", *prompts)) == [("What did I learn? Knots.", None)]


def test_what_stands_below_an_item_is_part_of_it_or_its_parts() -> None:
    whole = diary("## Study\n- 45m morning\n  - 10m [[Loops]]\n  - and [[Hitches]]\n")
    assert told(whole) == [("morning", 45)]
    assert whole[0].notes == ("knots/loops", "knots/hitches")
    parts = diary("## Study\n- Morning with [[Loops]]\n  - 10m tying\n  - 20m [[Hitches]]\n  - tea\n")
    assert told(parts) == [("Morning with [[Loops]]", None), ("tying", 10), ("[[Hitches]]", 20)]
    assert [entry.notes for entry in parts] == [("knots/loops",), ("knots/loops",), ("knots/hitches",)]
    assert told(diary("## Study\n- [ ] plan\n  - [x] 45m part of it\n")) == [("part of it", 45)]


def test_further_paragraphs_of_an_item_are_part_of_it() -> None:
    text = (
        "## Study\n- 10m: bowline\n\n  Why it holds:\n  the loop grips.\n\n  And 20m of doubt\n- 5m: more\n\nApart.\n"
    )
    assert told(diary(text)) == [("bowline", 10), ("more", 5), ("Apart.", None)]


def test_an_entry_written_down_late_counts_on_its_own_day() -> None:
    text = "## Study\n- 2026-11-19: 45m forgotten\n- 2026-12-24 comes soon\n"
    assert [(entry.day, entry.text, entry.minutes) for entry in diary(text)] == [
        ("2026-11-19", "forgotten", 45),
        ("2026-11-21", "2026-12-24 comes soon", None),
    ]


def test_entries_of_a_study_note_begin_with_a_day() -> None:
    text = """# Loops
- 2026-01-01 45m no entry
## Journal
- 2026-11-20 45m: bowline at last.
- no day
- 2026-11-19
  - 20m left-handed
  - right-handed
### 2026-11-18
- 10m first try
## Notes
- 2026-01-01 45m no entry
"""
    entries = study(text)
    assert [(entry.day, entry.text, entry.minutes) for entry in entries] == [
        ("2026-11-18", "first try", 10),
        ("2026-11-19", "left-handed", 20),
        ("2026-11-19", "right-handed", None),
        ("2026-11-20", "bowline at last.", 45),
    ]
    assert {entry.notes for entry in entries} == {("knots/loops",)}


def test_line_ends_and_marks_of_the_file_do_not_matter() -> None:
    text = "\ufeff---\nx: 1\n---\n## Study\n- 45m bowline\n- more"
    assert told(diary(text.replace("\n", "\r\n"))) == told(diary(text)) == [("bowline", 45), ("more", None)]


def test_properties_replace_the_sum_of_a_day() -> None:
    for given_, minutes in (
        ("minutes: 90", 90),
        ("hours: 1.5", 90),
        ("minutes: 1h", 60),
        ("minutes: 0", 0),
        ("hours:", 5),
    ):
        note = JournalNote("Journal/2026-11-21.md", f"---\n{given_}\n---\n## Study\n- 5m x\n", day="2026-11-21")
        assert [day.minutes for day in read_journal([note]).days] == [minutes], given_
    bad = JournalNote("Journal/2026-11-21.md", "---\nminutes: many\n---\n## Study\n- 5m x\n", day="2026-11-21")
    journal = read_journal([bad])
    assert journal.days[0].minutes == 5
    assert "minutes" in journal.problems["Journal/2026-11-21.md"]


def test_a_day_is_in_the_order_of_its_times() -> None:
    entries = diary("## Study\n- 20:00 late\n- after that\n- 9:00 early\n")
    assert [entry.text for entry in entries] == ["early", "late", "after that"]


def test_time_is_shared_and_adds_up() -> None:
    entries = (
        Entry("2026-11-21", "both", 45, notes=("a/x", "b/y")),
        Entry("2026-11-21", "one", 30, notes=("a/x",)),
        Entry("2026-11-21", "none", 10),
    )
    found = study_time([Day("2026-11-21", None, entries)], ["a", "b"])
    assert found.total == 85
    assert found.by_note == {"a/x": 53, "b/y": 22, "": 10}
    assert found.by_roadmap == {"a": {"2026-11-21": 53}, "b": {"2026-11-21": 22}, "": {"2026-11-21": 10}}
    alone = study_time([Day("2026-11-21", None, entries[2:])], ["a"])
    assert alone.by_note == {"a": 10}


def test_a_day_with_minutes_of_its_own_is_shared_in_proportion() -> None:
    entries = (Entry("2026-11-21", "x", 10, notes=("a/x",)), Entry("2026-11-21", "y", 30, notes=("a/y",)))
    assert study_time([Day("2026-11-21", 120, entries)], ["a"]).by_note == {"a/x": 30, "a/y": 90}
    untimed = (Entry("2026-11-21", "x", notes=("a/x",)), Entry("2026-11-21", "y", notes=("a/y",)))
    assert study_time([Day("2026-11-21", 61, untimed)], ["a"]).by_note == {"a/x": 31, "a/y": 30}
    assert study_time([Day("2026-11-21", 60)], ["a", "b"]).by_roadmap == {"": {"2026-11-21": 60}}


IDS = st.lists(st.sampled_from(["a/x", "a/y", "b/z", "b"]), max_size=3, unique=True).map(tuple)
ENTRIES = st.builds(Entry, st.just("2026-11-21"), st.just("x"), st.none() | st.integers(1, 600), notes=IDS)


@given(st.lists(ENTRIES, max_size=8), st.none() | st.integers(0, 1440), st.sampled_from([(), ("a",), ("a", "b")]))
def test_every_sum_of_parts_is_the_whole(entries: list[Entry], override: int | None, roadmaps: tuple[str, ...]) -> None:
    day = Day("2026-11-21", override, tuple(entries))
    found = study_time([day], roadmaps)
    assert found.total == day.minutes == sum(found.by_day.values()) == sum(found.by_note.values())
    assert found.total == sum(sum(days.values()) for days in found.by_roadmap.values())


def test_new_entries_are_those_not_said_before() -> None:
    old = [Entry("2026-11-20", "a", 5, source="x.md", line=3), Entry("2026-11-20", "a", 5)]
    now = [
        Entry("2026-11-20", "a", 5, source="y.md", line=9),
        Entry("2026-11-20", "b"),
        *[Entry("2026-11-20", "a", 5)] * 2,
    ]
    assert [entry.text for entry in new_entries(old, now)] == ["b", "a"]


def test_words_are_counted_in_any_script() -> None:
    assert word_count(Entry("2026-11-21", "SVD finally makes sense – at last.")) == 6
    assert word_count(Entry("2026-11-21", "線形代数")) == 4
