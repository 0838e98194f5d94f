"""The judge of a replay is judged: every kind of loss is counted, and what is right is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from bench.following import follow  # noqa: E402
from bench.judging import COLUMNS, Judge  # noqa: E402
from bench.reading import holders, studied  # noqa: E402

OLD = """# Knots

## Loops

- [ ] Bowline
- [ ] Quiz
- [ ] Honda

## Bends

- [ ] Reef
  - [ ] Left over right
  - [ ] Right over left
- [ ] Quiz
- [ ] [Video](https://e.org/1)
- [ ] [Video](https://e.org/2)
"""
TICKS = ("Bowline", "Left over right", "[Video](https://e.org/1)")


def ticked(text: str, *said: str) -> str:
    for words in said:
        assert f"[ ] {words}\n" in text
        text = text.replace(f"[ ] {words}\n", f"[x] {words}\n", 1)
    return text


def judged(
    new: str, vault: str, *, old: str = OLD, ticks: tuple[str, ...] = TICKS, kept: str | None = None, written: str = ""
) -> dict[str, int]:
    """The columns that are not 0 after an update from `old` to `new` that left `vault`; `kept` is its archive, if any."""
    judge, items, after = Judge("vault"), studied(old), studied(new)
    places = [n for n, item in enumerate(items) if item.raw in ticks]
    judge.studied(items, studied(ticked(old, *ticks)), places)
    judge.compare(items, after, follow(items, after), studied(vault), new, vault, kept)
    if written:
        judge.words([written], vault + (kept or ""))
    return {column: count for column in COLUMNS if (count := getattr(judge, column))}


def test_a_slip_in_one_of_several_that_said_the_same_is_no_wrong_tick() -> None:
    new = OLD.replace("- [ ] Quiz\n- [ ] Honda", "- [ ] Qiuz\n- [ ] Honda")
    assert judged(new, ticked(new, "Qiuz"), ticks=("Quiz",)) == {}


def test_nothing_is_counted_where_all_is_right() -> None:
    assert judged(OLD, ticked(OLD, *TICKS)) == {}
    renamed = OLD.replace("# Knots", "# All about knots").replace("## Bends", "## Joining").replace("Honda", "Hondaa")
    assert judged(renamed, ticked(renamed, *TICKS)) == {}


@pytest.mark.parametrize("lost", TICKS)
def test_a_tick_that_is_gone_is_lost(lost: str) -> None:
    assert judged(OLD, ticked(OLD, *(words for words in TICKS if words != lost))) == {"lost_ticks": 1}


def test_a_tick_on_another_item_is_lost_here_and_wrong_there() -> None:
    assert judged(OLD, ticked(OLD, *TICKS[1:], "Honda")) == {"lost_ticks": 1, "wrong_ticks": 1}
    assert judged(OLD, ticked(OLD, *TICKS[:2], "[Video](https://e.org/2)")) == {"lost_ticks": 1, "wrong_ticks": 1}


def test_a_tick_on_a_twin_elsewhere_is_wrong() -> None:
    first, second = OLD.split("## Bends")
    mine = f"{ticked(first, 'Quiz')}## Bends{second}"
    other = f"{first}## Bends{ticked(second, 'Quiz')}"
    renamed = other.replace("# Knots", "# All about knots")
    judge, items, after = Judge("vault"), studied(OLD), studied(OLD.replace("# Knots", "# All about knots"))
    judge.studied(items, studied(mine), [n for n, item in enumerate(items) if item.raw == "Quiz"])
    judge.compare(
        items, after, follow(items, after), studied(renamed), OLD.replace("# Knots", "# All about knots"), renamed
    )
    assert (judge.lost_ticks, judge.wrong_ticks) == (1, 1)


def test_a_tick_that_spreads_is_wrong() -> None:
    assert judged(OLD, ticked(OLD, *TICKS, "[Video](https://e.org/2)")) == {"wrong_ticks": 1}


def test_a_resource_that_is_named_again_is_ticked_there_too() -> None:
    book, video = "- The Ashley Book\n", "- [Watch the recording](https://e.org/{})\n"
    old = f"# Knots\n\n## Loops\n\n{book}{video.format(1)}\n## Bends\n\n{book}{video.format(2)}"
    boxes = old.replace("- ", "- [ ] ")
    all_books = boxes.replace("[ ] The", "[x] The")
    assert judged(old, all_books, old=boxes, ticks=("The Ashley Book",)) == {}
    judge, items = Judge("vault"), studied(old)
    judge.ticks = {1}
    both = boxes.replace("[ ] [Watch", "[x] [Watch")
    judge.compare(items, items, follow(items, items), studied(both), old, both)
    assert judge.wrong_ticks == 1


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        (
            'James Afful. ["A Benchmark for Models"](https://e.org/1), 2025.',
            'Afful, "A Benchmark for Models" (2025)',
            0,
        ),
        ("The Ashley book (updated)", "The Ashley book", 0),
        ("The Ashley book of knots", "[The Ashley book of knots](https://e.org/1)", 0),
        ("[The Ashley book of knots](https://e.org/2)", "[The Ashley book of knots](https://e.org/1)", 1),
        ("The Ashley book (chapters 1-3)", "The Ashley book (chapters 4-6)", 1),
        ("[Ashley](https://e.org/2)", "Ashley", 1),
    ],
)
def test_one_resource_may_be_named_in_other_ways(one: str, other: str, wrong: int) -> None:
    text = f"# Knots\n\n## Books\n\n- {one}\n- Reef\n\n## More books\n\n- {other}\n"
    items, there = studied(text), text.replace("- ", "- [x] ").replace("[x] Reef", "[ ] Reef")
    judge = Judge("vault", ticks={0})
    judge.compare(items, items, follow(items, items), studied(there), text, there)
    assert judge.wrong_ticks == wrong


def test_what_several_items_got_at_once_may_be_the_same() -> None:
    names = ("The bowline", "The noose", "The honda")
    old = "# Knots\n\n## Loops\n\n" + "".join(f"- [ ] {name}\n" for name in (*names, "Reef"))
    new = "# Knots\n\n## Eyes\n\n- [ ] Reef\n" + "".join(f"- [ ] {name} knot for sailors\n" for name in names)
    there = ticked(new, "The noose knot for sailors")
    assert judged(new, there, old=old, ticks=("The noose",)) == {}
    assert judged(new, there, old=old, ticks=("The honda",)) == {"wrong_ticks": 1}
    two = new.replace("The honda knot for sailors", "The honda")
    assert judged(two, ticked(two, "The noose knot for sailors"), old=old, ticks=("The noose",)) == {"wrong_ticks": 1}


QUIZZES = ("Bowline", "Quiz", "Noose", "Honda", "Quiz", "Lark")
TURNED = tuple(reversed(QUIZZES))


def quizzes(names: tuple[str, ...], *done: int) -> str:
    """A list; of its quizzes those of these numbers are ticked."""
    lines, seen = ["# Knots", "", "## Loops", ""], 0
    for name in names:
        seen += name == "Quiz"
        lines.append(f"- [{'x' if name == 'Quiz' and seen in done else ' '}] {name}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("there", [QUIZZES, TURNED])
@pytest.mark.parametrize("ticked_one", [1, 2])
def test_twins_turn_round_with_their_list_wherever_the_learner_has_them(
    there: tuple[str, ...], ticked_one: int
) -> None:
    before, after = studied(quizzes(QUIZZES)), studied(quizzes(TURNED))
    right = ticked_one if there == QUIZZES else 3 - ticked_one
    for number, lost in ((right, 0), (3 - right, 1)):
        mine = quizzes(there, number)
        judge = Judge("vault", ticks={1 if ticked_one == 1 else 4})
        judge.compare(before, after, follow(before, after), studied(mine), quizzes(TURNED), mine)
        assert (judge.lost_ticks, judge.wrong_ticks) == (lost, lost)


def test_twins_turn_round_with_one_of_several_lists_of_one_name() -> None:
    other = "\n## Loops\n\n- [ ] Quiz\n- [ ] Reef\n- [ ] Carrick\n"
    before, after = studied(quizzes(QUIZZES) + other), studied(quizzes(TURNED) + other)
    fates = follow(before, after)
    assert [fates[n].sure for n in (1, 4, 6)] == [4, 1, 6]


def test_of_twins_in_a_list_that_was_shuffled_nobody_can_say() -> None:
    new = ("Lark", "Bowline", "Quiz", "Honda", "Noose", "Quiz")
    fates = follow(studied(quizzes(QUIZZES)), studied(quizzes(new)))
    assert [fates[n].sure for n in (1, 4)] == [-1, -1]
    assert set(fates[1].perhaps) == {2, 5}


def test_a_list_that_holds_the_same_is_the_same_whatever_it_is_called() -> None:
    loops, bends = "- [ ] Quiz\n- [ ] Bowline\n", "- [ ] Quiz\n- [ ] Reef\n- [ ] Quiz\n"
    old = f"# Knots\n\n## Loops\n\n{loops}\n## Bends\n\n{bends}"
    new = f"# Knots\n\n## Part 1\n\n{bends}\n## Part 2\n\n{loops}"
    assert follow(studied(old), studied(new))[0].sure == 3
    assert follow(studied(old), studied(f"{new}- [ ] Honda\n"))[0].sure < 0


def test_what_stands_under_another_that_says_the_same_is_another() -> None:
    """Of an item whose twin has nothing below it, and which is there still, nothing went under the twin."""
    old = "# Knots\n\n## Loops\n\n- [ ] Read\n  - [ ] Quiz\n  - [ ] Bowline\n\n## Bends\n\n- [ ] Reef\n- [ ] Quiz\n- [ ] Read\n"
    new = old.replace("  - [ ] Quiz\n", "") + "  - [ ] Quiz\n"
    assert follow(studied(old), studied(new))[1].sure < 0


def test_a_link_leads_where_the_document_says_at_another_place() -> None:
    old = "# Knots\n\n- [ ] [Bowline](https://e.org/1)\n- [ ] [Noose](https://e.org/2)\n"
    new = "# Knots\n\n- [ ] [Two eyes][2]\n- [ ] [A loop][1]\n\n[1]: https://e.org/1\n[2]: <https://e.org/2>\n"
    assert [fate.sure for fate in follow(studied(old), studied(new))] == [1, 0]
    bare = "# Knots\n\n- [ ] Noose: https://e.org/3\n- [ ] Bowline - <https://e.org/1>\n"
    assert [fate.sure for fate in follow(studied(old), studied(bare))] == [1, 0]


def test_where_a_week_is_put_in_twins_stay_with_their_week() -> None:
    def weeks(*names: str) -> str:
        parts = (f"## Week {n}\n\n- [ ] Quiz\n- [ ] Tie {name}\n- [ ] Draw {name}\n" for n, name in enumerate(names, 1))
        return "# Knots\n\n" + "\n".join(parts)

    old, new = studied(weeks("a", "b", "c")), studied(weeks("a", "x", "b", "c"))
    for right, mine in ((0, weeks("a", "x", "b!", "c")), (1, weeks("a", "x!", "b", "c"))):
        there = mine.replace("- [ ] Quiz\n- [ ] Tie b!", "- [x] Quiz\n- [ ] Tie b")
        there = there.replace("- [ ] Quiz\n- [ ] Tie x!", "- [x] Quiz\n- [ ] Tie x").replace("!", "")
        judge = Judge("vault", ticks={3})
        judge.compare(old, new, follow(old, new), studied(there), weeks("a", "x", "b", "c"), there)
        assert (judge.lost_ticks, judge.wrong_ticks) == (right, right)


def test_few_words_name_a_resource_among_resources_only() -> None:
    for first, second, wrong in (("Resources", "Videos", 0), ("Resources", "Bends", 1), ("Loops", "Bends", 1)):
        text = f"# Knots\n\n## {first}\n\n- Grog\n- Ashley\n\n## {second}\n\n- Grog\n- Reef\n"
        judge, items = Judge("vault"), studied(text)
        judge.ticks = {0}
        there = text.replace("- ", "- [ ] ").replace("[ ] Grog", "[x] Grog")
        judge.compare(items, items, follow(items, items), studied(there), text, there)
        assert judge.wrong_ticks == wrong


def test_two_ticked_items_that_became_one_are_ticked_there() -> None:
    new = OLD.replace("- [ ] Bowline\n- [ ] Quiz\n- [ ] Honda\n", "- [ ] Quiz\n- [ ] Bowline and honda\n")
    there = ticked(new, "Bowline and honda")
    assert judged(new, there, ticks=("Bowline", "Honda")) == {}
    assert judged(new, there, ticks=("Bowline",)) == {"wrong_ticks": 1}
    assert judged(new, there, ticks=("Bowline", "Left over right")) == {"lost_ticks": 1, "wrong_ticks": 1}


def test_the_halves_of_a_ticked_item_may_be_ticked() -> None:
    old, new = (
        OLD.replace("- [ ] Bowline\n", said) for said in ("- [ ] Bowline and noose\n", "- [ ] Bowline\n- [ ] Noose\n")
    )
    there = ticked(new, "Bowline")
    assert judged(new, there, old=old, ticks=("Bowline and noose",)) == {}
    assert judged(new, ticked(new, "Honda"), old=old, ticks=("Bowline and noose",)) == {"wrong_ticks": 1}
    assert judged(OLD, ticked(OLD, "Bowline"), old=old, ticks=("Bowline and noose",)) == {"wrong_ticks": 1}


def test_a_parent_ticked_over_open_tasks_is_wrong() -> None:
    assert judged(OLD, ticked(OLD, *TICKS, "Reef")) == {"wrong_ticks": 1}


def test_a_ticked_parent_that_opens_is_lost() -> None:
    both = ("Left over right", "Right over left")
    judge, items, whole = Judge("vault"), studied(OLD), ticked(OLD, *both, "Reef")
    judge.studied(items, studied(ticked(OLD, *both)), [n for n, item in enumerate(items) if item.raw in both])
    for vault, lost in ((whole, 0), (whole, 0), (ticked(OLD, *both), 1)):
        judge.compare(items, items, follow(items, items), studied(vault), OLD, vault)
        assert (judge.lost_ticks, judge.wrong_ticks) == (lost, 0)


def test_a_ticked_task_that_gets_steps_stays_ticked() -> None:
    new = OLD.replace("- [ ] Bowline\n", "- [ ] Bowline\n  - [ ] With one hand\n")
    assert judged(new, ticked(new, "Left over right", "[Video](https://e.org/1)")) == {"lost_ticks": 1}


def test_a_finished_parent_in_other_words_stays_ticked_when_it_gets_more() -> None:
    both = ("Left over right", "Right over left")
    new = OLD.replace("- [ ] Reef\n", "- [ ] All square knots\n  - [ ] Thief knot\n")
    assert judged(new, ticked(new, *both, "All square knots"), ticks=both) == {}
    assert judged(new, ticked(new, *both, "Thief knot"), ticks=both) == {"wrong_ticks": 1}


def test_a_number_behind_an_emoji_is_a_number() -> None:
    there = ticked(OLD, *TICKS)
    assert judged(OLD.replace("Bowline", "3.1 Bowline"), there.replace("Bowline", "📖 3.1 Bowline")) == {}
    assert judged(OLD, there.replace("Bowline", "📖 Bowline 2")) == {"lost_ticks": 1, "missing": 1, "came_back": 1}


def test_what_stands_twice_is_doubled() -> None:
    assert judged(OLD, ticked(OLD, *TICKS) + "- [ ] Honda\n") == {"doubled": 1}


def test_what_is_not_there_is_missing() -> None:
    assert judged(OLD, ticked(OLD, *TICKS).replace("- [ ] Honda\n", "")) == {"missing": 1}


def test_bullets_without_boxes_are_missed_too() -> None:
    bullets = OLD.replace("[ ] ", "")
    there = ticked(OLD, *TICKS)
    assert judged(bullets, there) == {}
    assert judged(bullets, there.replace("- [ ] Honda\n", "")) == {"missing": 1}
    assert judged(bullets, there.replace("- [ ] Honda\n", "Honda\n")) == {}


def test_a_tick_on_what_can_be_ticked_no_more_is_kept_in_the_archive() -> None:
    bullets = OLD.replace("[ ] ", "")
    there = ticked(OLD, *TICKS).replace("- [x] Bowline", "- Bowline")
    assert judged(bullets, there, kept="- [x] Bowline ✅ 2026-01-01 ^bowline\n") == {}
    assert judged(bullets, there, kept="- [ ] Bowline\n") == {"lost_ticks": 1}
    assert judged(bullets, there) == {"lost_ticks": 1}


def test_a_tick_in_the_archive_is_that_of_its_link_in_other_words() -> None:
    video, film = "[Video](https://e.org/1)", "[Film](https://e.org/1)"
    bullets = OLD.replace("[ ] ", "").replace(video, film)
    there = ticked(OLD, *TICKS[:2]).replace(f"- [ ] {video}", f"- {film}")
    assert judged(bullets, there, kept=f"- [x] {video}\n") == {}
    assert judged(bullets, there, kept="- [x] [Video](https://e.org/2)\n") == {"lost_ticks": 1}


def test_a_tick_in_the_archive_is_there_when_the_item_can_be_ticked_again() -> None:
    bullets = OLD.replace("[ ] ", "")
    for last, losses in ((ticked(OLD, "Bowline"), (0, 0)), (OLD, (1, 0))):
        judge, items, after = Judge("vault"), studied(OLD), studied(bullets)
        judge.studied(items, studied(ticked(OLD, "Bowline")), [0])
        there = OLD.replace("- [ ] Bowline", "- Bowline")
        judge.compare(items, after, follow(items, after), studied(there), bullets, there, "- [x] Bowline\n")
        judge.compare(after, items, follow(after, items), studied(last), OLD, last)
        assert (judge.lost_ticks, judge.wrong_ticks) == losses


def test_a_tick_on_what_left_is_kept_in_the_archive() -> None:
    new = OLD.replace("- [ ] Bowline\n", "")
    there = ticked(new, *TICKS[1:])
    assert judged(new, there, kept="- [x] Bowline ✅ 2026-01-01 ^bowline\n") == {}
    assert judged(new, there, kept="- [ ] Bowline\n- [x] Quiz\n") == {"lost_ticks": 1}
    assert judged(new, there) == {}  # where nothing is put away


def test_a_tick_on_what_left_in_other_words_is_kept_with_its_link() -> None:
    there = OLD.replace("- [ ] [Video](https://e.org/1)\n", "")
    done = ticked(there, *TICKS[:2])
    assert judged(there, done, kept="- [x] [Film](https://e.org/1)\n") == {}
    assert judged(there, done, kept="- [x] [Film](https://e.org/2)\n") == {"lost_ticks": 1}


def test_one_tick_in_the_archive_is_that_of_one_item() -> None:
    bullets = OLD.replace("[ ] ", "")
    there = OLD.replace("- [ ] Quiz", "- Quiz")
    for done, lost in ((1, 1), (2, 0)):
        items, after = studied(OLD), studied(bullets)
        judge = Judge("vault", ticks={n for n, item in enumerate(items) if item.words == "quiz"})
        judge.compare(items, after, follow(items, after), studied(there), bullets, there, "- [x] Quiz\n" * done)
        assert judge.lost_ticks == lost


def test_what_is_called_as_an_unfinished_section_is_no_part_of_it() -> None:
    new = OLD.replace("## Loops\n\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Honda\n", "- [ ] Loops\n")
    all_ = ("Bowline", "Honda", "Quiz")
    assert judged(new, ticked(new, "Loops"), ticks=all_[:2], kept="- [x] Bowline\n- [x] Honda\n") == {"wrong_ticks": 1}
    assert judged(new, ticked(new, "Loops"), ticks=all_, kept="- [x] Bowline\n- [x] Honda\n- [x] Quiz\n") == {}


def test_what_left_the_roadmap_and_stands_there_came_back() -> None:
    new = OLD.replace("- [ ] Honda\n", "")
    assert judged(new, ticked(OLD, *TICKS)) == {"came_back": 1}


@pytest.mark.parametrize(
    "there", ["- Tie a knot for\n  the harbour\n", "| Tie | For |\n| --- | --- |\n| a knot | the harbour |\n"]
)
def test_what_stands_in_several_lines_or_cells_never_left(there: str) -> None:
    mine = ticked(f"{OLD}- [ ] Tie: a knot – For: the harbour\n", *TICKS)
    assert judged(f"{OLD}\n{there}", mine).get("came_back", 0) == 0


def test_a_tick_on_what_left_and_returns_comes_back_with_it() -> None:
    judge, versions = Judge("vault"), [OLD, OLD.replace("- [ ] Bowline\n", ""), OLD]
    mine = ticked(OLD, "Bowline")
    judge.studied(studied(OLD), studied(mine), [0])
    for old, new, vault in zip(versions, versions[1:], [versions[1], OLD], strict=False):
        items, after = studied(old), studied(new)
        judge.compare(items, after, follow(items, after), studied(vault), new, vault)
    assert judge.lost_ticks == 1


def test_a_mere_label_that_comes_elsewhere_may_be_another() -> None:
    without = OLD.replace("- [ ] Quiz\n", "")
    versions = [
        OLD.replace("- [ ] Quiz\n- [ ] [", "- [ ] ["),
        without,
        without.replace("## Bends\n\n", "## Bends\n\n- [ ] Quiz\n"),
    ]
    assert over_versions(versions, [ticked(versions[0], "Quiz"), *versions[1:]]) == (0, 0)
    there = [OLD, OLD.replace("- [ ] Bowline\n", ""), OLD]
    assert over_versions(there, [ticked(OLD, "Bowline"), there[1], OLD]) == (1, 0)


def test_a_finished_parent_that_left_and_is_back_without_its_steps_is_ticked() -> None:
    steps = "  - [ ] Left over right\n  - [ ] Right over left\n"
    without = OLD.replace(f"- [ ] Reef\n{steps}", "")
    back = OLD.replace(steps, "")
    both = ("Left over right", "Right over left")
    for ticks, wrong in ((both, 0), (both[:1], 1)):
        judge = Judge("vault")
        mine = studied(ticked(OLD, *ticks, "Reef"))
        judge.studied(studied(OLD), mine, [n for n, item in enumerate(mine) if item.ticked and item.leaf])
        for old, new, vault in ((OLD, without, without), (without, back, ticked(back, "Reef"))):
            items, after = studied(old), studied(new)
            judge.compare(items, after, follow(items, after), studied(vault), new, vault)
        assert (judge.lost_ticks, judge.wrong_ticks) == (0, wrong)


def test_of_twins_the_one_that_left_a_place_may_be_back_there_and_no_other() -> None:
    first = "# Knots\n\n## Loops\n\n- [ ] Bowline\n  - [ ] Quiz\n\n## Bends\n\n- [ ] Reef\n- [ ] Quiz\n"
    second = first.replace("  - [ ] Quiz\n", "")
    for place, wrong in (("- [ ] Bowline\n", 0), ("## Hitches\n\n- [ ] Clove\n", 1)):
        third = f"{second}\n## Hitches\n\n- [ ] Clove\n".replace(place, f"{place}- [ ] Quiz\n")
        third = third.replace("## Loops", "## Loops (updated)")
        mine = third.replace(f"{place}- [ ] Quiz", f"{place}- [x] Quiz")
        judge = Judge("vault")
        judge.studied(studied(first), studied(ticked(first, "Quiz")), [1])
        for old, new, vault in ((first, second, second), (second, third, mine)):
            items, after = studied(old), studied(new)
            judge.compare(items, after, follow(items, after), studied(vault), new, vault)
        assert (judge.lost_ticks, judge.wrong_ticks) == (0, wrong)


def over_versions(versions: list[str], vaults: list[str]) -> tuple[int, int]:
    """Lost and wrong ticks over versions; the first vault is how the learner has it, the others what updates left."""
    judge = Judge("vault")
    mine = studied(vaults[0])
    judge.studied(studied(versions[0]), mine, [n for n, item in enumerate(mine) if item.ticked])
    for old, new, vault in zip(versions, versions[1:], vaults[1:], strict=False):
        items, after = studied(old), studied(new)
        judge.compare(items, after, follow(items, after), studied(vault), new, vault, "- [x] Quiz\n- [x] Bowline\n")
    return judge.lost_ticks, judge.wrong_ticks


def test_twins_are_back_as_they_were_when_a_document_was_cut_off() -> None:
    whole = OLD.replace("- [ ] Reef\n", "- [ ] Quiz\n- [ ] Reef\n")
    first, last = (
        ticked(whole, "Quiz"),
        whole[: whole.rindex("Quiz")] + whole[whole.rindex("Quiz") :].replace("Quiz", "Quiz!", 1),
    )
    last = last.replace("[ ] Quiz!", "[x] Quiz")
    assert over_versions([whole, "# Knots\n", whole], [first, "# Knots\n", first]) == (0, 0)
    assert over_versions([whole, "# Knots\n", whole], [first, "# Knots\n", whole]) == (1, 0)
    assert over_versions([whole, "# Knots\n", whole], [first, "# Knots\n", last]) == (1, 1)


def test_a_twin_that_is_back_in_another_place_of_its_section_is_another() -> None:
    without = OLD.replace("- [ ] Quiz\n- [ ] Honda\n", "- [ ] Honda\n")
    other = without.replace("- [ ] Honda\n", "- [ ] Honda\n\n### Practice\n\n- [ ] Noose\n  - [ ] Quiz\n")
    assert other.count("Quiz") == 2
    assert over_versions([OLD, without, other], [ticked(OLD, "Quiz"), without, ticked(other, "Quiz")]) == (0, 1)
    assert over_versions([OLD, without, other], [ticked(OLD, "Quiz"), without, other]) == (0, 0)


def test_a_twin_that_was_never_ticked_is_back_open() -> None:
    none, back = OLD.replace("- [ ] Quiz\n", ""), OLD.replace("- [ ] Quiz\n", "", 1)
    for last, wrong in ((back, 0), (ticked(back, "Quiz"), 1)):
        assert over_versions([OLD, none, back], [ticked(OLD, "Quiz"), none, last]) == (0, wrong)


def test_a_tick_comes_back_elsewhere_with_the_link_of_its_item() -> None:
    video, other = "- [ ] [Video](https://e.org/1)\n", "- [ ] [Video](https://e.org/2)\n"
    for came, wrong in ((video, 0), (video.replace("/1", "/3"), 1)):
        versions = [
            OLD,
            OLD.replace(video, ""),
            OLD.replace(video, "").replace("- [ ] Honda\n", f"- [ ] Honda\n{came}"),
        ]
        mine = [
            ticked(OLD, "[Video](https://e.org/1)"),
            versions[1],
            versions[2].replace(came, came.replace("[ ]", "[x]")),
        ]
        assert other in versions[2]
        judge = Judge("vault")
        judge.studied(
            studied(OLD), studied(mine[0]), [n for n, item in enumerate(studied(OLD)) if item.address[-2:] == "/1"]
        )
        for old, new, vault in zip(versions, versions[1:], mine[1:], strict=False):
            items, after = studied(old), studied(new)
            judge.compare(items, after, follow(items, after), studied(vault), new, vault)
        assert (judge.lost_ticks, judge.wrong_ticks) == (0, wrong)


def test_one_tick_explains_no_two() -> None:
    old = "# Knots\n\n## Loops\n\n- [ ] Quiz\n- [ ] Bowline\n\n## Bends\n\n- [ ] Quiz\n- [ ] Reef\n"
    new = "# Knots\n\n## Exams\n\n- [ ] Essay\n- [ ] Quiz\n- [ ] Talk\n- [ ] Quiz\n- [ ] Speech\n\n## Knots\n\n- [ ] Reef\n- [ ] Bowline\n"
    one = ticked(new, "Quiz")
    both = ticked(one, "Quiz")
    items, after = studied(old), studied(new)
    for vault, wrong in ((one, 0), (both, 1)):
        judge = Judge("vault")
        judge.studied(items, studied(ticked(old, "Quiz")), [0])
        judge.compare(items, after, follow(items, after), studied(vault), new, vault)
        assert judge.wrong_ticks == wrong


def test_what_left_explains_its_own_tick_and_no_other() -> None:
    """The `Quiz` of a link is back, while nobody can say which of the others a ticked one is now."""
    linked = "- [ ] [Quiz](https://e.org/9)\n"
    first = f"# Knots\n\n## Loops\n\n- [ ] Bowline\n- [ ] Quiz\n{linked}\n## Bends\n\n- [ ] Quiz\n- [ ] Reef\n"
    second = first.replace(linked, "")
    third = f"# Knots\n\n## Exams\n\n{linked}- [ ] Essay\n- [ ] Quiz\n- [ ] Talk\n- [ ] Quiz\n- [ ] Speech\n- [ ] Quiz\n\n## Knots\n\n- [ ] Reef\n- [ ] Bowline\n"
    back = ticked(third, "[Quiz](https://e.org/9)")
    one = ticked(back, "Quiz")
    for vault, losses in (
        (one, (0, 0)),
        (ticked(one, "Quiz"), (0, 1)),
        (ticked(third, "Quiz", "Quiz", "Quiz"), (0, 2)),
    ):
        judge = Judge("vault")
        mine = studied(ticked(first, "Quiz", "[Quiz](https://e.org/9)"))
        judge.studied(studied(first), mine, [n for n, item in enumerate(mine) if item.ticked])
        for old, new, there in ((first, second, ticked(second, "Quiz")), (second, third, vault)):
            items, after = studied(old), studied(new)
            judge.compare(items, after, follow(items, after), studied(there), new, there)
        assert (judge.lost_ticks, judge.wrong_ticks) == losses


def test_words_of_the_learner_that_are_gone_or_doubled() -> None:
    there = ticked(OLD, *TICKS)
    assert judged(OLD, there + "  - my words.\n", written="my words.") == {}
    assert judged(OLD, there, written="my words.") == {"lost_words": 1}
    assert judged(OLD, there + "  - my words.\n", kept="- my words.\n", written="my words.") == {"doubled": 1}
    assert judged(OLD, there, kept="- my words.\n", written="my words.") == {}


def test_words_stand_right_under_an_item() -> None:
    text = "- [ ] A\n  - [ ] B\n    - under B\n\n  - under A\n- under none\n- [ ] C\n  - bullet\n    - under C\n"
    said = {f"under {name}" for name in ("A", "B", "C", "none")}
    lines = {item.line for item in studied(text) if item.box}
    assert holders(text, said, lines) == {"under B": 1, "under A": 0, "under C": 6}


def test_words_that_stand_under_another_item_are_lost_there() -> None:
    new = OLD.replace("## Loops", "## Eyes")
    items, after = studied(OLD), studied(new)
    places = {item.words: n for n, item in enumerate(after)}
    for there, lost in (({"my words": places["honda"]}, 0), ({"my words": places["bowline"]}, 1), ({}, 1)):
        judge = Judge("vault")
        judge.wrote({2: "my old words"}, {})
        judge.wrote({}, {"my old words": "my words"})
        for _ in range(2):
            judge.apart(follow(items, after), after, after, there)
        assert judge.lost_words == lost
    judge = Judge("vault")
    judge.wrote({2: "my words"}, {})
    without = studied(OLD.replace("- [ ] Honda\n", ""))
    judge.apart(follow(items, without), without, without, {})
    assert judge.lost_words == 0, "what left is put away with its words"


def test_words_under_a_twin_that_looks_the_same_are_where_they_were() -> None:
    twins = "# Knots\n\n## Loops\n\n- [ ] Quiz\n- [ ] Quiz\n- [ ] Reef\n"
    items = studied(twins)
    for mine, lost in ((twins, 0), (ticked(twins, "Quiz"), 1)):
        judge = Judge("vault")
        judge.wrote({0: "my words"}, {})
        judge.apart(follow(items, items), items, studied(mine), {"my words": 1})
        assert judge.lost_words == lost


def test_rows_of_a_table_have_boxes_too() -> None:
    rows = "| Done | Knot | Time |\n| --- | --- | --- |\n| [ ] | Bowline | 2h |\n| [ ] | Honda | 1h |\n"
    new = OLD.replace("- [ ] Bowline\n- [ ] Quiz\n- [ ] Honda\n", f"- [ ] Quiz\n\n{rows}")
    lines = "- [ ] Quiz\n- [x] Bowline (2h)\n- [ ] Honda (1h)\n"
    mine = ticked(OLD.replace("- [ ] Bowline\n- [ ] Quiz\n- [ ] Honda\n", lines), *TICKS[1:])
    assert judged(new, mine) == {}
    assert judged(new, mine.replace("[x] Bowline", "[ ] Bowline")) == {"lost_ticks": 1}
    assert judged(new, mine.replace("[ ] Honda", "[x] Honda")) == {"wrong_ticks": 1}


def test_a_tick_may_go_to_the_row_of_a_table_without_boxes() -> None:
    row = "| Knot | Time |\n| --- | --- |\n| Bowline | 2h |\n"
    new = OLD.replace("- [ ] Bowline\n- [ ] Quiz\n", f"- [ ] Quiz\n\n{row}")
    mine = OLD.replace("- [ ] Bowline\n", "- [x] Bowline (2h)\n")
    assert judged(new, mine, ticks=("Bowline",), kept="") == {}
    assert judged(new, mine.replace("[x]", "[ ]"), ticks=("Bowline",), kept="") == {"lost_ticks": 1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" - a classic", " (7h)"),
        (": https://e.org/1 (7h)", " (7h)"),
        (" [must know]", " (tie it on any post) [must know]"),
    ],
)
def test_another_remark_may_be_on_the_same_item(one: str, other: str) -> None:
    old, new = (OLD.replace("- [ ] Bowline\n", f"- [ ] Bowline{tail}\n") for tail in (one, other))
    mine = new.replace("[ ] Bowline", "[x] Bowline")
    assert judged(new, mine, old=old, ticks=(f"Bowline{one}",), kept="") == {}
    wrong = new.replace("[ ] Honda", "[x] Honda")
    assert judged(new, wrong, old=old, ticks=(f"Bowline{one}",), kept="")["wrong_ticks"] == 1


def test_a_label_may_stand_above_what_it_is_in_front_of() -> None:
    old, new = (OLD.replace("[ ] Bowline", f"[ ] **{label}**: Tie a bowline") for label in ("Toppics", "Topics"))
    mine = new.replace("[ ] **Topics**: Tie", "[x] Tie")
    assert judged(new, mine, old=old, ticks=("**Toppics**: Tie a bowline",)) == {}
    assert judged(new, mine.replace("[x] Tie", "[ ] Tie"), old=old, ticks=("**Toppics**: Tie a bowline",)) == {
        "lost_ticks": 1
    }


def test_a_remark_may_come_to_what_moves_where_nothing_else_says_it() -> None:
    new = OLD.replace("- [ ] Honda\n", "").replace("- [ ] Reef\n", "- [ ] Reef\n  - [ ] Honda (of the lariat)\n")
    mine = new.replace("[ ] Honda", "[x] Honda")
    assert judged(new, mine, ticks=("Honda",), kept="") == {}
    twice = f"{new}- [ ] Honda (wet)\n"
    assert judged(twice, twice.replace("[ ] Honda", "[x] Honda", 1), ticks=("Honda",), kept="")["wrong_ticks"] == 1
