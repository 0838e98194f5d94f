"""Which item of a new version is which of the old: pure, on small documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from vaultsync.domain.identity.known import complete, read_known
from vaultsync.domain.pull.leaving import remember_gone
from vaultsync.domain.roadmaps.notes import NoteStyle, want_notes
from vaultsync.domain.roadmaps.roadmap import build_roadmap
from vaultsync.edges.templates import Renderer
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.roadmap import Gone, KnownRoadmap, Node, Roadmap, item_id

RENDER = Renderer(Path("/nowhere")).render


def changed(
    old: str, new: str, done: Iterable[str] = (), gone: Mapping[str, Gone] | None = None
) -> tuple[Roadmap, Roadmap]:
    """The roadmap of a document, and that of its next version as it is recognised.

    `done` are ids of ticked items, `gone` is what left earlier.
    """
    before = build_roadmap(parse_outline(f"# Knots\n\n{old}", "knots"), KnownRoadmap(), folder="Knots")
    notes = list(want_notes([before], RENDER, NoteStyle(), {}))
    mine = [note for note in notes if note.id.partition("/")[0] == "knots"]
    bases = {note.id.partition("/")[2]: note.text for note in mine}
    known = read_known(bases, {note.id.partition("/")[2]: note.path for note in mine})
    complete(known, {item: KnownMark(Mark.DONE) for item in done}, gone or {}, {}, bases)
    return before, build_roadmap(parse_outline(f"# Knots\n\n{new}", "knots"), known, folder="Knots")


def where(roadmap: Roadmap) -> dict[str, str]:
    """Item id → the section and the words of every task, with the words of the task above it."""
    found = {}

    def look(node: Node) -> None:
        for task in node.tasks():
            found[item_id(node.id, task.id)] = f"{node.title}: {task.text}"
            for child in task.tasks:
                found[item_id(node.id, child.id)] = f"{node.title}: {task.text}: {child.text}"

    for node in roadmap.root.walk():
        look(node)
        for task in node.tasks():
            for child in task.tasks:
                found[item_id(node.id, child.id)] = f"{node.title}: {task.text}: {child.text}"
    return found


def followed(old: str, new: str) -> dict[str, str]:
    """What every task of the old version is in the new one, empty where it left."""
    before, after = changed(old, new)
    there = where(after)
    return {said: there.get(after.moved.get(item, item), "") for item, said in where(before).items()}


def test_twins_stay_under_a_heading_that_says_something_else() -> None:
    old = "## Loops\n- [ ] Intro\n- [ ] Bowline\n- [ ] Noose\n\n## Bends\n- [ ] Intro\n- [ ] Sheet bend\n- [ ] Reef knot\n"
    new = "## Joining\n- [ ] Intro\n- [ ] Sheet bend\n- [ ] Reef knot\n\n## Eyes\n- [ ] Intro\n- [ ] Bowline\n- [ ] Noose\n"
    now = followed(old, new)
    assert now["Loops: Intro"] == "Eyes: Intro"
    assert now["Bends: Intro"] == "Joining: Intro"


def test_children_vouch_for_a_parent_in_other_words() -> None:
    old = "## Loops\n- [ ] First steps\n  - [ ] Quiz\n  - [ ] Bowline\n- [ ] Going on\n  - [ ] Quiz\n  - [ ] Noose\n"
    new = (
        "## Loops\n- [ ] More of it\n  - [ ] Quiz\n  - [ ] Noose\n- [ ] Where to begin\n  - [ ] Quiz\n  - [ ] Bowline\n"
    )
    now = followed(old, new)
    assert now["Loops: First steps: Quiz"] == "Loops: Where to begin: Quiz"
    assert now["Loops: Going on: Quiz"] == "Loops: More of it: Quiz"


def test_twins_with_a_link_are_told_by_it_when_one_of_them_moves() -> None:
    old = "## Loops\n- [ ] [Video](https://e.org/1)\n- [ ] Video\n- [ ] Bowline\n\n## Bends\n- [ ] Reef\n"
    new = "## Loops\n- [ ] Video\n- [ ] Bowline\n\n## Bends\n- [ ] Reef\n- [ ] [Video](https://e.org/1)\n"
    before, after = changed(old, new)
    (linked,) = [item for item, said in where(before).items() if said == "Loops: Video"][:1]
    assert where(after)[after.moved[linked]] == "Bends: Video"


def test_a_section_that_becomes_a_heading_of_its_parent_keeps_its_items() -> None:
    old = "## 1. Loops\n- [ ] Noose\n\n### 1.1 Eyes\n- [ ] Bowline\n\n### 1.2 Resources\n- [ ] Bowline\n- [ ] Book\n"
    new = "## Loops\n- [ ] Noose\n\n### Eyes\n- [ ] Bowline\n\n### Resources\n- [ ] Bowline\n- [ ] Book\n"
    assert "" not in followed(old, new).values()


def test_equal_words_below_bullets_are_told_by_these() -> None:
    old = "## Loops\n- Left hand\n  - [ ] Tie\n- Right hand\n  - [ ] Tie\n- [ ] Bowline\n- [ ] Noose\n- [ ] Reef\n- [ ] Bend\n"
    new = "## Loops\n- Right hand\n  - [ ] Tie\n- Left hand\n  - [ ] Tie\n- [ ] Bowline\n- [ ] Noose\n- [ ] Reef\n- [ ] Bend\n"
    before, after = changed(old, new)
    lines = [item for item, said in where(before).items() if said.endswith("Tie")]
    assert [item for item in where(after) if item in lines] == [lines[1], lines[0]]


def test_a_twin_between_the_same_neighbours_is_the_same_wherever_it_is_now() -> None:
    old = "## Loops\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n\n## Bends\n- [ ] Quiz\n- [ ] Reef\n- [ ] Sheet bend\n- [ ] Carrick\n"
    new = "## Bends\n- [ ] Reef\n- [ ] Quiz\n- [ ] Sheet bend\n- [ ] Bowline\n- [ ] Quiz\n- [ ] Noose\n- [ ] Carrick\n"
    before, after = changed(old, new)
    (quiz,) = [item for item, said in where(before).items() if said == "Loops: Quiz"]
    order = list(where(after))
    assert order.index(after.moved[quiz]) == list(where(after).values()).index("Bends: Bowline") + 1


@pytest.mark.parametrize("remark", ["(optional)", "[free]", "(2026)", "- a short video"])
def test_a_remark_makes_no_other_task(remark: str) -> None:
    old, new = "## Loops\n- [ ] Bowline\n- [ ] Noose\n", f"## Loops\n- [ ] Bowline {remark}\n- [ ] Noose\n"
    assert followed(old, new)["Loops: Bowline"] == f"Loops: Bowline {remark}"


def test_sections_vouch_for_the_one_above_them() -> None:
    def part(title: str) -> str:
        return f"## {title}\n\n### Eyes\n- [ ] Bowline\n- [ ] Noose\n\n### Bends\n- [ ] Reef\n- [ ] Carrick\n\n"

    rest = "## Care\n- [ ] Whipping\n"
    before, after = changed(part("Tying") + rest, part("Основы") + rest)
    assert [node.id for node in before.root.walk()] == [node.id for node in after.root.walk()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Learn the basics of the bowline", "Bowline basics"),
        ("Tie a bowline", "Tie a bowline and a noose"),
        ("Bowline with one hand", "Bowline with both hands"),
    ],
)
def test_what_may_be_the_same_is_a_doubt_and_no_match(old: str, new: str) -> None:
    before, after = changed(f"## Loops\n- [ ] {old}\n- [ ] Noose\n", f"## Loops\n- [ ] Noose\n- [ ] {new}\n")
    (left,) = [item for item, said in where(before).items() if said == f"Loops: {old}"]
    assert left not in where(after)
    assert where(after)[after.unsure[left]] == f"Loops: {new}"


def test_what_is_plainly_another_is_no_doubt() -> None:
    _, after = changed("## Loops\n- [ ] Bowline\n- [ ] Noose\n", "## Loops\n- [ ] Rope care\n- [ ] Noose\n")
    assert after.unsure == {}


def ids(roadmap: Roadmap, words: str) -> list[str]:
    """The item ids of all tasks of these words, in the order of the document."""
    return [item_id(node.id, task.id) for node in roadmap.root.walk() for task in node.tasks() if task.text == words]


def now_at(before: Roadmap, after: Roadmap, words: str) -> list[int]:
    """For every task of these words its place among them in the new version, or -1."""
    there = ids(after, words)
    return [there.index(now) if (now := after.moved.get(item, item)) in there else -1 for item in ids(before, words)]


def test_a_link_tells_more_than_a_section_of_the_same_name() -> None:
    one, two = "- [ ] [Video](https://e.org/1)\n", "- [ ] [Video](https://e.org/2)\n"
    old = f"## Loops\n{one}- [ ] Bowline\n- [ ] Honda\n\n## Bends\n{two}- [ ] Reef\n- [ ] Carrick\n"
    new = f"## Bends\n{one}- [ ] Bowline\n- [ ] Honda\n\n## Hitches\n{two}- [ ] Reef\n- [ ] Carrick\n"
    assert now_at(*changed(old, new), "Video") == [0, 1]


def test_tasks_that_every_section_has_tell_none_of_them() -> None:
    common = "- [ ] Quiz\n- [ ] Summary\n- [ ] Exercises\n"
    old = f"## Loops\n{common}- [ ] Bowline\n\n## Bends\n{common}- [ ] Reef\n\n## Care\n- [ ] Whipping\n- [ ] Washing\n"
    new = f"## Splices\n{common}- [ ] Eye\n\n## Bends\n{common}- [ ] Reef\n\n## Care\n- [ ] Whipping\n- [ ] Washing\n"
    before, after = changed(old, new)
    assert now_at(before, after, "Quiz") == [-1, 1]
    assert {node.id for node in before.root.walk()} - {node.id for node in after.root.walk()} == {"loops"}


def test_twins_in_sections_of_one_name_go_where_their_section_went() -> None:
    def part(*names: str) -> str:
        return "## Practice\n- [ ] Quiz\n" + "".join(f"- [ ] {name}\n" for name in names) + "\n"

    loops, bends = part("Bowline", "Honda"), part("Reef", "Carrick")
    assert now_at(*changed(loops + bends, bends + loops), "Quiz") == [1, 0]


def test_one_task_that_moved_takes_no_twin_along() -> None:
    old = "## Loops\n- [ ] Bowline\n- [ ] Quiz\n\n## Bends\n- [ ] Quiz\n- [ ] Reef\n"
    new = "## Hitches\n- [ ] Clove\n- [ ] Bowline\n- [ ] Timber\n- [ ] Quiz\n\n## Bends\n- [ ] Quiz\n- [ ] Reef\n"
    before, after = changed(old, new)
    assert now_at(before, after, "Quiz") == [-1, 1]
    assert now_at(before, after, "Bowline") == [0]


def test_an_address_behind_the_words_is_a_link_like_any_other() -> None:
    old = "## Loops\n- [ ] [Bowline](https://e.org/1)\n- [ ] [Honda](https://e.org/2)\n- [ ] Noose: https://e.org/3\n"
    new = "## Eyes\n- [ ] Bowline: https://e.org/9\n- [ ] Honda\n- [ ] [Noose](https://e.org/4)\n"
    assert [*followed(old, new).values()] == [
        "Eyes: Bowline: https://e.org/9",
        "Eyes: Honda",
        "Eyes: Noose",
    ]


def test_a_link_tells_in_a_note_what_other_notes_have_too() -> None:
    part, video = "## Bends\n- [ ] [Video](https://e.org/1)\n- [ ] Reef\n", "[Video](https://e.org/1)"
    old, new = items("Bowline", "Honda", video), items("Bowline", f"  {video}", "Honda")
    assert followed(f"## Loops\n{old}{part}", f"## Loops\n{new}{part}")["Loops: Video"] == "Loops: Bowline: Video"


def test_the_same_words_tell_more_than_a_link_with_close_words() -> None:
    old = f"## Loops\n{items('[Bowline](https://e.org/1)', 'Noose')}\n## Bends\n{items('Reef')}"
    new = f"## Loops\n{items('Bowline', 'Noose')}\n## Bends\n{items('Reef', '[Bowlinee](https://e.org/1)')}"
    assert followed(old, new)["Loops: Bowline"] == "Loops: Bowline"


def test_a_link_that_one_got_is_none_of_a_twin_that_came_beside() -> None:
    old = f"## Loops\n{items('Intro', 'Bowline', 'Noose')}\n## Bends\n{items('Reef', 'Intro', 'Carrick', 'Zeppelin')}"
    new = f"## Loops\n{items('[Intro](https://e.org/1)', 'Bowline', 'Noose', 'Reef', 'Intro', 'Carrick', 'Zeppelin')}"
    assert now_at(*changed(old, new), "Intro") == [0, 1]


def test_twins_without_a_link_are_not_mixed_up_with_linked_ones() -> None:
    old = "## Loops\n- [ ] [Video](https://e.org/1)\n- [ ] Bowline\n- [ ] Video\n"
    new = "## Loops\n- [ ] Video\n- [ ] Bowline\n- [ ] [Video](https://e.org/9)\n"
    assert now_at(*changed(old, new), "Video") == [1, 0]


def test_twins_that_are_all_ticked_leave_their_tick_to_the_one_that_stays() -> None:
    old = "## Loops\n- [ ] Bowline\n- [ ] Quiz\n\n## Bends\n- [ ] Quiz\n- [ ] Reef\n"
    new = "## Exams\n- [ ] Quiz\n- [ ] Essay\n\n## Knots\n- [ ] Reef\n- [ ] Carrick\n- [ ] Bowline\n"
    quizzes = ids(changed(old, new)[0], "Quiz")
    assert [now_at(*changed(old, new, done), "Quiz") for done in (quizzes, quizzes[:1], ())] == [
        [0, -1],
        [-1, -1],
        [-1, -1],
    ]


def test_a_name_that_both_say_is_no_doubt_elsewhere() -> None:
    old = "## Loops\n- [ ] Clove hitch 101\n- [ ] Noose\n\n## Bends\n- [ ] Reef\n"
    new = "## Loops\n- [ ] Noose\n\n## Bends\n- [ ] Reef\n- [ ] Tie the clove hitch before breakfast\n"
    assert changed(old, new)[1].unsure == {}


def test_what_moved_and_got_a_remark_is_the_same_where_nothing_else_says_so() -> None:
    old = "## Loops\n- [ ] Clove hitch\n- [ ] Noose\n\n## Bends\n- [ ] Reef\n"
    new = "## Loops\n- [ ] Noose\n\n## Bends\n- [ ] Reef\n- [ ] Clove hitch (on any post, however thick)\n"
    assert followed(old, new)["Loops: Clove hitch"] == "Bends: Clove hitch (on any post, however thick)"
    twice = f"{new}\n## Care\n- [ ] Clove hitch (wet)\n"
    assert followed(old, twice)["Loops: Clove hitch"] == ""


def test_the_last_of_several_is_told_by_where_the_others_went() -> None:
    old = "## Loops\n- [ ] [Quiz](https://e.org/1)\n- [ ] Noose\n\n## Bends\n- [ ] Quiz\n- [ ] Reef\n"
    new = "## Loops\n- [ ] [Exam](https://e.org/1)\n- [ ] Noose\n- [ ] Reef\n\n## Care\n- [ ] Whipping\n- [ ] Quiz\n"
    before, after = changed(old, new)
    quizzes = ids(before, "Quiz")
    assert [where(after)[after.moved.get(item, item)] for item in quizzes] == ["Loops: Exam", "Care: Quiz"]


def items(*words: str) -> str:
    """A list: an item for every word, two spaces in front of what stands below another."""
    return "".join(f"{word[: len(word) - len(word.lstrip())]}- [ ] {word.lstrip()}\n" for word in words)


def reversed_items(*words: str) -> str:
    return items(*reversed(words))


@pytest.mark.parametrize(
    ("words", "now"),
    [
        (("Bowline", "Quiz", "Honda", "Noose", "Quiz", "Lark"), [1, 0]),
        (("Bowline", "Quiz", "Honda", "Quiz"), [1, 0]),
        (("Quiz", "Bowline", "Honda", "Quiz"), [1, 0]),
        (("Quiz", "Quiz", "Bowline", "Honda"), [1, 0]),
        (("Bowline", "Quiz", "Quiz", "Quiz", "Honda", "Noose"), [2, 1, 0]),
    ],
)
def test_twins_turn_round_with_their_list(words: tuple[str, ...], now: list[int]) -> None:
    assert now_at(*changed(f"## Loops\n{items(*words)}", f"## Loops\n{reversed_items(*words)}"), "Quiz") == now


def test_twins_between_which_all_is_the_same_turn_round_with_the_lists_beside() -> None:
    loops, bends = ("Quiz", "Bowline", "Quiz"), ("Reef", "Carrick", "Sheet bend", "Zeppelin")
    old = f"## Loops\n{items(*loops)}\n## Bends\n{items(*bends)}"
    new = f"## Loops\n{reversed_items(*loops)}\n## Bends\n{reversed_items(*bends)}"
    assert now_at(*changed(old, new), "Quiz") == [1, 0]
    assert now_at(*changed(old, old.replace("Carrick", "Carrick bend")), "Quiz") == [0, 1]


def test_twins_that_change_places_are_told_by_what_stands_round_them() -> None:
    old = "## Loops\n" + items("Bowline", "Quiz", "Honda", "Noose", "Lark", "Quiz", "Reef")
    new = "## Loops\n" + items("Lark", "Quiz", "Reef", "Bowline", "Quiz", "Honda", "Noose")
    assert now_at(*changed(old, new), "Quiz") == [1, 0]


def test_twins_are_told_by_what_stands_under_them() -> None:
    one, two = ("Quiz", "  Bowline", "  Honda"), ("Quiz", "  Reef", "  Carrick")
    assert now_at(*changed(f"## Knots\n{items(*one, *two)}", f"## Knots\n{items(*two, *one)}"), "Quiz") == [1, 0]


def test_a_child_that_says_what_its_parent_says_is_told_by_what_stands_beside_it() -> None:
    old = f"## Loops\n{items('Bowline', 'Exercises', 'Exercises', '  Exercises', '  Eye', '  Loop', 'Honda')}"
    new = f"## Loops\n{items('Bowline', 'Exercises', 'Honda')}\n### Exercises\n{items('Exercises', 'Eye', 'Loop')}"
    before, after = changed(old, new, ["loops#^exercises-3"])
    assert now_at(before, after, "Exercises") == [0, -1, 1]


def test_twins_stay_in_order_where_a_list_is_sorted() -> None:
    words = ("Bowline", "Quiz", "Zeppelin", "Ashley", "Quiz", "Honda")
    assert now_at(*changed(f"## Loops\n{items(*words)}", f"## Loops\n{items(*sorted(words))}"), "Quiz") == [0, 1]


def test_sections_of_resources_are_told_by_them() -> None:
    def part(title: str, *names: str) -> str:
        return f"## {title}\n\n" + "".join(f"- {name}\n" for name in names) + "\n"

    one, two = part("Resources", "Ashley's book", "Video", "Grog"), part("Resources", "Budworth", "Video", "Warner")
    parts = [part("Loops", "Bowline", "Honda"), one, part("Bends", "Reef", "Carrick"), two]
    before, after = changed("".join(parts), "".join(reversed(parts)))
    assert now_at(before, after, "Video") == [1, 0]
    ashley = {node.id for roadmap in (before, after) for node in roadmap.root.walk() if "Ashley's book" in titles(node)}
    assert len(ashley) == 1


def titles(node: Node) -> list[str]:
    return [task.text for task in node.tasks()]


def test_in_a_document_that_was_shuffled_neighbours_are_so_by_chance() -> None:
    parts = ("Bowline", "Quiz", "Honda"), ("Reef", "Quiz", "Carrick"), ("Whipping", "Washing")
    shuffled = ("Reef", "Bowline", "Quiz", "Whipping"), ("Carrick", "Honda", "Quiz", "Washing")
    old = "\n".join(f"## Part {n}\n{items(*part)}" for n, part in enumerate(parts))
    new = "\n".join(f"## {title}\n{items(*part)}" for title, part in zip(("Eyes", "Ends"), shuffled, strict=True))
    assert now_at(*changed(old, new), "Quiz") == [-1, -1]


def test_one_neighbour_is_enough_where_a_section_goes_into_another() -> None:
    loops, bends = items("Bowline", "Honda", "Quiz"), items("Reef", "Carrick", "Quiz")
    joined = changed(f"## Loops\n{loops}\n## Bends\n{bends}", f"## Bends\n{bends}{loops}")
    assert now_at(*joined, "Quiz") == [1, 0]


@pytest.mark.parametrize(
    "joint", ["Tie a bowline and the sheet bend", "Tie a bowline, the sheet bend", "Tie a bowline & the sheet bend"]
)
def test_two_of_one_mark_that_become_one_go_on_in_it(joint: str) -> None:
    old = "## Loops\n" + items("Noose", "Tie a bowline", "The sheet bend", "Honda")
    new = "## Loops\n" + items("Noose", joint, "Honda")
    first, second = "loops#^tie-a-bowline", "loops#^the-sheet-bend"
    for done in ((), (first, second)):
        _, after = changed(old, new, done)
        assert where(after).get(first) == f"Loops: {joint}"
        assert after.unsure == {}
    for done in ((first,), (second,)):
        _, after = changed(old, new, done)
        assert not {first, second} & set(where(after))
        assert after.unsure == {}, "half of it is open: so is all of it"


@pytest.mark.parametrize("done", [(), ("loops#^bowline-and-honda",)])
def test_one_that_becomes_two_goes_on_in_the_first(done: tuple[str, ...]) -> None:
    old, new = items("Noose", "Bowline and honda", "Lark"), items("Noose", "Bowline", "Honda", "Lark")
    _, after = changed(f"## Loops\n{old}", f"## Loops\n{new}", done)
    assert where(after)["loops#^bowline-and-honda"] == "Loops: Bowline"
    assert after.unsure == {}


@pytest.mark.parametrize(
    ("words", "slip"), [("Quiz", "Qiuz"), ("Quiz", "Quizz"), ("Project", "rPoject"), ("Book", "Boko")]
)
def test_a_slip_of_the_pen_in_its_place_makes_no_other_task(words: str, slip: str) -> None:
    old, new = items("Bowline", words, "Honda"), items("Noose", "Bowline", "Honda", slip)
    rest = f"\n## Bends\n{items(words, 'Reef')}"
    item = f"loops#^{words.lower()}"
    for one, other in ((old, new), (new.replace(slip, words), old.replace(words, slip))):
        assert where(changed(f"## Loops\n{one}{rest}", f"## Loops\n{other}{rest}")[1])[item] == f"Loops: {slip}"


def test_a_half_that_was_done_before_two_became_one_is_done_again() -> None:
    old, new = items("Reef", "Tie a bowline and tie a honda"), items("Reef", "Tie a bowline", "Tie a honda")
    gone = {"loops#^first": Gone("Tie a bowline")}
    after = changed(f"## Loops\n{old}", f"## Loops\n{new}", ["loops#^first"], gone)[1]
    assert where(after)[after.moved.get("loops#^first", "loops#^first")] == "Loops: Tie a bowline"


def test_of_two_in_one_place_nobody_knows_which_one_has_the_slip() -> None:
    old, new = items("Noose", "Quiz", "Quiz", "Quiz"), items("Qiuz", "Noose", "Quiz", "Quiz")
    _, after = changed(f"## Loops\n{old}", f"## Loops\n{new}", ["loops#^quiz"])
    assert "Loops: Qiuz" not in [where(after).get(item) for item in ("loops#^quiz", "loops#^quiz-2", "loops#^quiz-3")]


@pytest.mark.parametrize("slip", ["the seea anchor", "tthe sea anchor", "the sea ancohr"])
def test_a_slip_of_the_pen_in_many_words_makes_no_other_task_anywhere(slip: str) -> None:
    old, new = "Practise the sea anchor at dawn", f"Practise {slip} at dawn"
    there = f"\n## Bends\n{items('Reef')}"
    now = followed(f"## Loops\n{items(old, 'Noose')}{there}", f"## Loops\n{items('Noose')}{there}{items(new)}")
    assert now[f"Loops: {old}"] == f"Bends: {new}"
    now = followed(f"## Loops\n{items('Quiz', 'Noose')}{there}", f"## Loops\n{items('Noose')}{there}{items('Qiuz')}")
    assert now["Loops: Quiz"] == ""


@pytest.mark.parametrize(("old", "new"), [("101", "1011"), ("I", "II"), ("II", "III"), ("VI", "IV"), ("VI", "VIII")])
def test_other_numbers_are_no_slip(old: str, new: str) -> None:
    for said in ("Sundial {}", "Read the sundial book by Carrick {}"):
        now = followed(f"## Loops\n{items(said.format(old), 'Reef')}", f"## Loops\n{items('Reef', said.format(new))}")
        assert now[f"Loops: {said.format(old)}"] == ""


def test_what_stands_in_its_note_as_a_bullet_is_none_that_came_with_a_label() -> None:
    plain = "Tie a reef knot at dawn"
    rest = "".join(f"\n### Exercises\n{items(f'Knot {name}')}" for name in "abc")
    old = f"## Loops\n{items('Noose', plain)}{rest}"
    bullet = f"- Noose\n- {plain}\n"
    new = f"## Loops\n{bullet}{rest}\n## Bends\n{items(f'Step 1: {plain}')}"
    assert followed(old, new)[f"Loops: {plain}"] == ""


@pytest.mark.parametrize("label", ["Step 1: {}", "Week 12 - {}"])
def test_the_number_of_a_step_in_front_makes_no_other_task(label: str) -> None:
    plain = "Tie a reef knot"
    there = f"\n## Bends\n{items('Noose')}"
    for old, new in ((plain, label.format(plain)), (label.format(plain), plain)):
        now = followed(f"## Loops\n{items(old, 'Reef')}{there}", f"## Loops\n{items('Reef')}{there}{items(new)}")
        assert now[f"Loops: {old}"] == f"Bends: {new}"
    other = label.format(plain).replace("1", "2")
    now = followed(f"## Loops\n{items(label.format(plain), 'Reef')}", f"## Loops\n{items('Reef', other)}")
    assert now[f"Loops: {label.format(plain)}"] == ""


@pytest.mark.parametrize("row", ["- [ ] Week {}: {}", "| {} | {} |"])
def test_rows_of_a_plan_keep_their_ticks_where_a_week_is_put_in_or_goes(row: str) -> None:
    def plan(*names: str) -> str:
        head = "| Week | Subject |\n| --- | --- |\n" if row.startswith("|") else ""
        return f"## Plan\n\n{head}" + "".join(f"{row.format(n, name)}\n" for n, name in enumerate(names, 1))

    few, many = ("Knots", "Tides", "Charts", "Rest at sea"), ("Knots", "First aid", "Tides", "Charts", "Rest at sea")
    now = followed(plan(*few), plan(*many))
    assert [now[f"Plan: Week {n}: {name}"] for n, name in enumerate(few[1:], 2)] == [
        f"Plan: Week {n}: {name}" for n, name in enumerate(few[1:], 3)
    ]
    now = followed(plan(*many), plan(*few))
    assert (now["Plan: Week 2: First aid"], now["Plan: Week 3: Tides"]) == ("", "Plan: Week 2: Tides")
    twins = followed(plan("Knots", "Rest", "Rest"), plan("Knots", "Tides", "Bends", "Rest"))
    assert twins["Plan: Week 2: Rest"] == twins["Plan: Week 3: Rest"] == ""


def test_a_twin_goes_along_with_its_list_into_another_and_out_of_it() -> None:
    loops, bends = ("Bowline", "Quiz", "Noose", "Honda"), ("Reef", "Carrick", "Zeppelin", "Hunter", "Surgeon")
    apart = f"## Loops\n{items(*loops)}\n## Bends\n{items(*bends)}\n## Care\n{items('Quiz', 'Whipping')}"
    mixed = items("Reef", "Bowline", "Carrick", "Honda", "Hunter", "Quiz", "Surgeon", "Noose", "Zeppelin")
    joined = f"## Knots\n{mixed}\n## Care\n{items('Whipping', 'Splice', 'Quiz')}"
    assert now_at(*changed(apart, joined), "Quiz") == [0, 1]
    assert now_at(*changed(joined, apart), "Quiz") == [0, 1]


def test_an_id_that_tells_but_the_first_words_of_a_task_is_nothing_that_it_was_called() -> None:
    both = [f"Splices in thick rope ({kind})" for kind in ("natural fibre", "wire and cable")]
    one = "Splices in thick rope"
    assert set(followed(f"## Loops\n{items(*both, 'Noose')}", f"## Loops\n{items(one, 'Noose')}").values()) == {
        "",
        "Loops: Noose",
    }
    old = f"## Loops\n{items(*both, 'Noose')}"
    assert followed(old, f"## Loops\n{items(both[0], f'{one} 2', 'Noose')}")[f"Loops: {both[1]}"] == ""


def test_what_is_called_again_what_it_was_called_at_first_is_the_same() -> None:
    known = KnownRoadmap()
    for above, *below in (
        ("Sumary", "Noose", "Bowline", "Honda"),
        ("Sumary", "Noose", "Bowline and honda"),
        ("Summary", "Noose", "Bowline"),
    ):
        words = [above, *(f"  {word}" for word in below)]
        after = build_roadmap(parse_outline(f"# Knots\n\n## Loops\n{items(*words)}", "knots"), known, folder="Knots")
        notes = [note for note in want_notes([after], RENDER, NoteStyle(), {}) if note.id.startswith("knots")]
        bases = {note.id.partition("/")[2]: note.text for note in notes}
        known = read_known(bases, {note.id.partition("/")[2]: note.path for note in notes})
        assert where(after)["loops#^bowline"] == f"Loops: {above}: {below[1]}"


def test_of_long_words_an_id_tells_too_little() -> None:
    old = "## Loops\n" + items("Tie the bowline behind the back")
    new = "## Loops\n" + items("Tie the bowline behind a moving ship")
    assert "loops#^tie-the-bowline-behind" not in where(changed(old, new)[1])


def test_a_half_with_most_of_what_stood_under_it_is_not_the_whole() -> None:
    old = items("Bowline", "  Quiz", "  Sheet bend", "    Reef", "    Carrick", "    Zeppelin")
    new = items("Bowline", "  Quiz and sheet bend", "    Reef", "    Carrick", "    Zeppelin")
    _, after = changed(f"## Loops\n{old}", f"## Loops\n{new}", ["loops#^sheet-bend"])
    assert "loops#^sheet-bend" not in where(after)


def recalled(new: str, *gone: str, done: Iterable[int] | None = None) -> dict[str, str]:
    """What of `gone` is in a document again: its item id then → where, and its line.

    Each is `note: words`, or `note: words | what it stood under | what behind`; all are ticked, or those that are `done`.
    """
    known = KnownRoadmap()
    for text in gone:
        note, _, said = text.partition(": ")
        words, under, behind = [*said.split(" | "), "", ""][:3]
        known.gone[item_id(note, f"b{len(known.gone)}")] = Gone(words, under, behind)
    known.marks = {item: "done" for n, item in enumerate(known.gone) if done is None or n in done}
    after = build_roadmap(parse_outline(f"# Knots\n\n{new}", "knots"), known, folder="Knots")
    there = where(after)
    now = {item: after.moved.get(item, item) for item in known.gone}
    return {old: f"{there[new]} {list(there).index(new) + 1}" for old, new in now.items() if new in there}


def test_twins_come_back_to_their_places() -> None:
    quizzes = items("Bowline", "  Quiz", "Reef", "Quiz", "Noose", "Quiz")
    left = ("loops: Quiz | bowline", "loops: Quiz |  | reef", "loops: Quiz |  | noose")
    parts = f"\n## Care\n{items('Quiz')}"
    for done in (range(3), [0], [1], [2]):
        assert recalled(f"## Loops\n{quizzes}{parts}", "loops: Bowline", *left, done=[0, *(n + 1 for n in done)]) == {
            "loops#^b0": "Loops: Bowline 1",
            "loops#^b1": "Loops: Bowline: Quiz 2",
            "loops#^b2": "Loops: Quiz 4",
            "loops#^b3": "Loops: Quiz 6",
        }


def test_a_twin_in_another_place_of_its_note_is_none_that_left() -> None:
    new = f"## Loops\n{items('Bowline', '  Quiz')}\n## Care\n{items('Quiz')}"
    assert recalled(new, "loops: Quiz |  | reef") == {}
    assert recalled(new, "loops: Quiz | bowline") == {"loops#^b0": "Loops: Bowline: Quiz 2"}


def test_several_of_one_place_come_back_where_all_were_ticked() -> None:
    new = f"## Loops\n{items('Quiz', 'Quiz')}\n## Care\n{items('Quiz')}"
    left = ("loops: Quiz |  | reef", "loops: Quiz |  | noose")
    assert set(recalled(new, *left).values()) == {"Loops: Quiz 1", "Loops: Quiz 2"}
    assert recalled(new, *left, done=[1]) == {}


def test_one_that_was_never_ticked_is_not_taken_for_a_twin_that_was() -> None:
    new = f"## Care\n{items('Quiz')}"
    assert recalled(new, "loops: Quiz", "eyes: Quiz", done=[0]) == {}
    assert recalled(new, "loops: Quiz", "care: Quiz", done=[0]) == {"care#^b1": "Care: Quiz 1"}


def test_a_mere_label_comes_back_to_its_place_only() -> None:
    new = f"## Care\n{items('Quiz', 'Whipping twine')}"
    assert recalled(new, "loops: Quiz") == {}
    assert recalled(new, "care: Quiz") == {"care#^b0": "Care: Quiz 1"}
    assert recalled(new, "loops: Whipping twine") == {"loops#^b0": "Care: Whipping twine 2"}
    assert recalled(new, "loops: Whipping twine", "eyes: Whipping twine") == {}


def test_what_comes_back_in_other_words_is_told_by_its_link() -> None:
    new = f"## Loops\n{items('[The bowline](https://e.org/1)', 'Quiz')}"
    assert recalled(new, "loops: [Intro](https://e.org/1)") == {"loops#^b0": "Loops: The bowline 1"}
    assert recalled(new, "loops: [Intro](https://e.org/2)") == {}


def test_what_comes_back_with_its_link_is_none_that_only_says_the_same() -> None:
    video = "[Quiz](https://e.org/1)"
    old = f"## Loops\n{items('Quiz', 'Bowline', 'Honda')}\n## Bends\n{items('Reef', 'Carrick')}"
    new = f"## Loops\n{items('Bowline', 'Honda')}\n## Bends\n{items('Reef', video, 'Carrick')}"
    after = changed(old, new, ["care#^quiz"], {"care#^quiz": Gone(video)})[1]
    assert (after.moved["care#^quiz"], after.moved.get("loops#^quiz")) == ("bends#^quiz", None)


def test_a_slip_of_the_pen_makes_no_other_of_what_comes_back() -> None:
    old = ("Practise the bowline at dawn", "Chapter 8: Tie the honda", "Quiz")
    new = ("Practise the bowline at dwan", "Chapter :8 Tie the honda", "Qiuz")
    back = recalled(f"## Bends\n{items(*new)}", *(f"loops: {words}" for words in old))
    assert [*back.values()] == [f"Bends: {new[0]} 1", f"Bends: {new[1]} 2"]


def test_twins_come_back_by_their_links() -> None:
    one, two = "[Video](https://e.org/1)", "[Video](https://e.org/2)"
    back = recalled(f"## Bends\n- [ ] {two}\n- [ ] {one}\n", f"loops: {one}", f"eyes: {two}")
    assert back == {"loops#^b0": "Bends: Video 2", "eyes#^b1": "Bends: Video 1"}


def test_twins_come_back_with_what_left_a_note_with_them() -> None:
    new = "## Ends\n" + items("Bowline", "Quiz", "Honda") + "\n## Care\n" + items("Quiz", "Whipping")
    back = recalled(new, "loops: Bowline", "loops: Quiz", "loops: Honda")
    assert back["loops#^b1"] == "Ends: Quiz 2"
    assert "loops#^b1" not in recalled(new, "loops: Bowline", "loops: Quiz", "loops: Whipping")


def test_what_stood_under_a_task_is_back_under_it_elsewhere() -> None:
    new = f"## Loops\n{items('Noose', '  Left')}\n## Bends\n{items('Tie a reef', '  Left', '  Right')}"
    old = f"## Loops\n{items('Noose', '  Left')}\n## Bends\n{items('Carrick')}"
    gone = {
        "eyes#^a": Gone("Tie a reef"),
        "eyes#^b": Gone("Left", "tie a reef"),
        "eyes#^c": Gone("Right", "tie a reef", "left"),
    }
    after = changed(old, new, ["eyes#^b"], gone)[1]
    assert where(after)[after.moved["eyes#^b"]] == "Bends: Tie a reef: Left"
    assert "loops#^noose" in where(after)


def test_a_section_is_told_by_all_below_it_whatever_its_parts_are_called() -> None:
    parts = (["Intro"], ["Bowline", "Honda", "Angler"], ["Noose", "Slip"], ["Reef", "Sheet bend"], ["Intro", "Clove"])
    old = ("## Loops", "### Eyes", "### Videos", "## Bends", "### Hitches")
    new = ("## Part 1", "### Basics 2", "### More 3", "## Part 4", "### Basics 5")
    before, after = (
        "".join(f"{name}\n{items(*part)}\n" for name, part in zip(on, parts, strict=True)) for on in (old, new)
    )
    now = followed(before, after)
    assert (now["Loops: Intro"], now["Hitches: Intro"]) == ("Part 1: Intro", "Basics 5: Intro")


def test_twins_come_back_to_the_section_that_all_else_of_theirs_is_below() -> None:
    left = ("loops: Quiz", "loops: Honda | eyes", "loops: Angler | eyes", "loops: Quiz | eyes | angler", "bends: Quiz")
    new = f"## Part 1\n{items('Quiz')}\n### Part 2\n{items('Honda', 'Angler', 'Quiz')}\n## Part 3\n{items('Quiz')}"
    back = recalled(new, *left, done=[0, 1, 2, 4])
    assert back["loops#^b0"] == "Part 1: Quiz 1"
    assert back["loops#^b3"] == "Part 2: Quiz 4"
    assert "bends#^b4" not in back


def test_what_left_a_note_with_what_was_ticked_is_remembered_too() -> None:
    old = f"## Loops\n{items('Quiz', 'Honda')}\n## Bends\n{items('Reef')}\n## Care\n{items('Whipping')}"
    before, after = changed(old, f"## Care\n{items('Whipping')}")
    gone = remember_gone({}, before, after, {"loops#^quiz": KnownMark(Mark.DONE)})
    assert {item: one.kept for item, one in gone.items()} == {"loops": True, "loops#^quiz": True, "loops#^honda": False}


@pytest.mark.parametrize("addition", ["{} for free", "Watch the film: {}", "{} (updated, 3 hours)"])
def test_what_several_tasks_got_at_once_makes_no_other_of_them(addition: str) -> None:
    names = ("The bowline knot", "The honda knot", "The noose knot")
    old, new = f"## Loops\n{items(*names, 'Reef')}", f"## Eyes\n{items('Carrick', *map(addition.format, names))}"
    for one, other in ((old, new), (new, old)):
        before, after = changed(one, other)
        assert [item in where(after) or item in after.moved for item in ids_like(before, "knot")] == [True] * 3
    two = new.replace(addition.format(names[2]), names[2])
    before, after = changed(old, two)
    one = addition.endswith(")")  # a remark makes no other of one, either
    assert [item in after.moved for item in ids_like(before, "knot")] == [one, one, True]


def test_what_several_lost_in_their_places_another_lost_that_moved() -> None:
    names = ("Bowline", "Noose", "Honda")
    old = f"## Loops\n{items(*(f'{name} [must know]' for name in names))}\n## Fancy\n{items('Turk head [must know]')}"
    new = f"## Loops\n{items(*names)}\n## For show\n{items('Turk head', 'Lark head', 'Pipa')}"
    for one, other in ((old, new), (new, old)):
        before, after = changed(one, other)
        assert [item in where(after) or item in after.moved for item in ids_like(before, "Turk")] == [True]


def ids_like(roadmap: Roadmap, word: str) -> list[str]:
    return [item for item, said in where(roadmap).items() if word in said]


def test_steps_that_all_got_numbers_stay_the_same() -> None:
    names = ("The bowline knot", "The honda knot", "The noose knot")
    new = items(*(f"Step {n}: {name}" for n, name in enumerate(names, 1)))
    assert "" not in followed(f"## Loops\n{items(*names)}", f"## Eyes\n{new}").values()


def test_short_words_in_one_section_get_a_label_or_a_remark_all_at_once() -> None:
    def parts(said: str) -> str:
        return "\n".join(f"## {name}\n{items(said.format('Quiz'), said.format('Film'), name)}" for name in "ABC")

    for said in ("{} new", "Day 1 - {}"):
        before, after = changed(parts("{}"), parts(said))
        assert [where(after).get(item) for item in ids_like(before, "Quiz")] == [
            f"{name}: {said.format('Quiz')}" for name in "ABC"
        ]


@pytest.mark.parametrize("heading", ["Week {}", "Phase {}: study"])
def test_where_a_week_is_put_in_or_goes_twins_stay_with_their_week(heading: str) -> None:
    weeks = [items("Read", f"Learn {one}", f"Tie {two}", "Quiz") for one, two in ("ab", "cd", "ef", "gh")]
    short, longer = [weeks[0], *weeks[2:]], [*weeks[:2], items("Read", "Learn x", "Tie y", "Quiz"), *weeks[2:]]

    def document(parts: list[str]) -> str:
        return "\n".join(f"## {heading.format(n)}\n{part}" for n, part in enumerate(parts, 1))

    assert now_at(*changed(document(weeks), document(longer)), "Quiz") == [0, 1, 3, 4]
    assert now_at(*changed(document(weeks), document(short)), "Quiz") == [0, -1, 1, 2]


def test_links_of_twins_that_go_to_https_tell_them_still() -> None:
    videos = ("[Video](http://e.org/1)", "[Video](http://www.e.org/2/)", "[Video](http://e.org/3)")
    new = items(*reversed(videos)).replace("http://www.", "https://").replace("http:", "https:").replace("/)", ")")
    assert now_at(*changed(f"## Loops\n{items(*videos)}", f"## Loops\n{new}"), "Video") == [2, 1, 0]


@pytest.mark.parametrize("became", ["### Videos\n- Film\n- Book\n", "- Videos:\n  - [ ] Film\n"])
def test_a_task_that_became_a_heading_or_a_bullet_is_none_elsewhere(became: str) -> None:
    rest = "\n## Bends\n" + items("Reef", "Carrick", "Zeppelin")
    old = "## Loops\n" + items("Bowline", "Videos:", "Honda") + rest
    new = "## Loops\n" + items("Bowline", "Honda") + became + rest + items("Videos:")
    assert followed(old, new)["Loops: Videos:"] == ""
    assert followed(old, new.replace(became, ""))["Loops: Videos:"] == "Bends: Videos:"


def test_twins_stay_under_a_heading_that_becomes_a_note_of_its_own() -> None:
    def document(loops: str, videos: str, bends: str, *heard: str) -> str:
        others = items("Film", "Reef", "Sheet", "Carrick")
        return f"## {loops}\n{items('Bowline')}\n### {videos}\n{items(*heard)}\n## {bends}\n{others}"

    plain = document("Loops", "Videos", "Bends", "Talk", "Film, continued", "Film")
    numbered = document("1. Loops", "1.1 Videos", "2. Bends", "Film", "Talk")
    assert followed(plain, numbered)["Loops: Film"] == "1.1 Videos: Film"
    plain, numbered = (
        plain.replace(items("Film, continued"), ""),
        numbered.replace(items("Talk"), items("Talk", "Song")),
    )
    assert followed(numbered, plain)["1.1 Videos: Film"] == "Loops: Film"


def test_signs_at_either_end_of_a_title_are_not_in_a_new_name_and_given_names_stay() -> None:
    text = "# Knots\n\n## 🔹 Phase 1: Loops\n- [ ] Bowline\n\n## Phase 2: Bends 🫀\n- [ ] Reef knot\n\n## 🚀\n- [ ] Noose\n"
    before = build_roadmap(parse_outline(text, "knots"), KnownRoadmap(), folder="Knots")
    assert [node.path.rpartition("/")[2] for node in before.root.children] == [
        "01 Phase 1 - Loops.md",
        "02 Phase 2 - Bends.md",
        "03.md",
    ]
    notes = {
        note.id.partition("/")[2]: note for note in want_notes([before], RENDER, NoteStyle(), {}) if "/" in note.id
    }
    paths = {id_: note.path.replace("01 Phase", "01 🔹 Phase") for id_, note in notes.items()}
    known = read_known({id_: note.text for id_, note in notes.items()}, paths)
    again = build_roadmap(parse_outline(text, "knots"), known, folder="Knots")
    assert again.root.children[0].path.endswith("/01 🔹 Phase 1 - Loops.md")


def asked(old: str, new: str) -> dict[str, str]:
    """What every task that a question is asked about may be in the new version."""
    before, after = changed(old, new)
    then, now = where(before), where(after)
    return {then[left]: now[came] for left, came in after.unsure.items()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{} [general advice]", "{} (recommended)"),
        ("Kn: {}", "Knots & bends: {}"),
        ("Rope: {}", "Wire: {}"),
        ("Learn the {} (rope)", "Learn the {} (wire)"),
        ("Tie {} by hand", "Tie {} by the left hand"),
    ],
)
def test_a_label_that_is_another_for_all_that_had_it_or_words_that_all_got_within_are_asked_about(
    before: str, after: str
) -> None:
    """`Rope: Noose` may be called `Wire: Noose` now, and it may be what comes instead of it."""
    names = ("Honda", "Noose", "Reef")
    old, new = (f"## Loops\n{items(*map(form.format, names), 'Lark')}" for form in (before, after))
    assert followed(old, new) == dict.fromkeys((f"Loops: {before.format(name)}" for name in names), "") | {
        "Loops: Lark": "Loops: Lark"
    }
    assert asked(old, new) == {f"Loops: {before.format(name)}": f"Loops: {after.format(name)}" for name in names}


def test_a_name_that_several_have_before_an_explanation_is_the_same_without_it() -> None:
    names = ("Honda", "Noose", "Reef")
    old = items(*(f"{name}: tie the {name} well, and then once more in a thick rope" for name in names), "Lark")
    now = followed(f"## Loops\n{old}", f"## Loops\n{items(*names, 'Lark')}")
    assert list(now.values()) == ["Loops: Honda", "Loops: Noose", "Loops: Reef", "Loops: Lark"]


def test_labels_of_which_some_stay_tell_tasks_apart() -> None:
    old = items(*(f"{name} (easy)" for name in ("Honda", "Noose", "Reef", "Lark")))
    new = items(*(f"{name} (hard)" for name in ("Honda", "Noose", "Reef")), "Lark (easy)")
    assert list(followed(f"## Loops\n{old}", f"## Loops\n{new}").values()) == ["", "", "", "Loops: Lark (easy)"]
    numbered = items(*(f"{name} (part 2)" for name in ("Honda", "Noose", "Reef", "Lark")))
    assert not any(followed(f"## Loops\n{numbered.replace('2', '1')}", f"## Loops\n{numbered}").values())


def test_twins_that_are_all_called_otherwise_are_asked_about() -> None:
    def weeks(words: str) -> str:
        return "\n".join(f"## Week {n}\n{items(f'Tie {name}', words, 'Quiz')}" for n, name in enumerate("abc", 1))

    assert asked(weeks("Watch the film"), weeks("Watch the short film")) == {
        f"Week {n}: Watch the film": f"Week {n}: Watch the short film" for n in (1, 2, 3)
    }
    assert not any(
        text for said, text in followed(weeks("Tie it loosely"), weeks("Tie it tightly")).items() if "loosely" in said
    )


def test_a_remark_that_came_or_went_makes_no_other_of_what_moves_or_comes_back() -> None:
    old = f"## Loops\n{items('The honda knot (new)', 'Noose')}\n## Bends\n{items('Reef', 'Sheet')}"
    new = f"## Loops\n{items('Noose')}\n## Bends\n{items('Reef', 'The honda knot', 'Sheet')}"
    assert followed(old, new)["Loops: The honda knot (new)"] == "Bends: The honda knot"
    assert followed(new, old)["Bends: The honda knot"] == "Loops: The honda knot (new)"
    two = new.replace("Noose", "The honda knot (long)")
    assert followed(old, two)["Loops: The honda knot (new)"] == ""
    back = f"## Loops\n{items('Noose', 'The honda knot (new)')}"
    assert recalled(back, "bends: The honda knot") == {"bends#^b0": "Loops: The honda knot (new) 2"}
    assert recalled(back.replace("new", "part 2"), "bends: The honda knot") == {}


def test_twins_below_headings_that_become_notes_stay_in_their_section() -> None:
    def weeks(level: str) -> str:
        return "".join(
            f"## Week {n}\n" + "".join(f"{level}Day {day}{end}\n\n{items(*words)}\n" for day, *words in days)
            for n, days in (
                (1, ((1, "Honda", "Noose"), (7, "Recap", "Practice"))),
                (2, ((1, "Reef", "Sheet"), (7, "Recap", "Practice"))),
            )
            for end in ["**" if level == "**" else ""]
        )

    before, after = changed(weeks("**"), weeks("### "))
    there, wrong = where(after), []
    for item, said in where(before).items():
        now = after.moved.get(item, item)
        wrong += [said] if now not in there or there[now].split(": ")[1] != said.split(": ")[1] else []
    assert not wrong


def test_a_rewording_is_known_in_a_list_whose_heading_became_a_note() -> None:
    old = f"## Loops\n{items('Noose')}\n**Eyes**\n\n{items('Honda', 'Angler', 'Storing thick ropes')}\n**More**\n\n{items('Lark')}"
    new = f"## Loops\n{items('Noose')}\n### Eyes\n{items('Honda', 'Angler', 'Store thick ropes')}\n### More\n{items('Lark')}"
    assert "Eyes: Store thick ropes" in followed(old, new).values()


def test_a_step_is_the_same_behind_a_roman_number_or_under_another_title_with_what_tells_it() -> None:
    old = f"## Stage 4: Rope care\n{items('Wash', 'Dry')}\n## Stage 5: Bends\n{items('Reef', 'Sheet')}"
    new = f"## Part IV: Rope care\n{items('Soak', 'Dry it well')}\n## Part V: Bends\n{items('Reef', 'Sheet')}"
    before, after = changed(old, new)
    assert [node.id for node in after.root.walk()] == [node.id for node in before.root.walk()]
    weeks = ["Eyes", "Bends", "Hitches"]
    old = "".join(
        f"## Week {n}: {name}\n{items(f'Read chapter {n}', 'Film', 'Exercises', 'Quiz')}\n"
        for n, name in enumerate(weeks, 1)
    )
    new = old.replace("Week 2: Bends", "Week 9: Joining two ropes").replace("Film", "Short film")
    before, after = changed(old, new)
    assert [node.id for node in after.root.walk()] == [node.id for node in before.root.walk()]


LESSONS = ("Eyes", "Loops", "Bends", "Hitches", "Splices")


def lessons(names: Iterable[str], *, title: str = "Week {}", lesson: str = "Lesson: {}", film: str = "Film") -> str:
    return "\n".join(
        f"## {title.format(n)}\n{items(lesson.format(name), film, 'Exercises', 'Quiz')}"
        for n, name in enumerate(names, 1)
    )


@pytest.mark.parametrize(
    "now",
    [
        [*LESSONS[:2], "Whipping", *LESSONS[2:]],
        LESSONS[:2] + LESSONS[3:],
        (*LESSONS[:1], "Bends", "Loops", *LESSONS[3:]),
    ],
)
@pytest.mark.parametrize("film", ["Film", "Short film"])
def test_weeks_of_which_one_task_each_tells_what_they_are_move_on_with_their_twins(now: list[str], film: str) -> None:
    before, after = changed(lessons(LESSONS), lessons(now, film=film))
    was = {node.id: node.tasks() for node in before.root.walk()}
    for node in after.root.walk():
        if node.id in was and (tasks := list(node.tasks())):
            assert tasks[0].text == next(iter(was[node.id])).text
    assert not after.moved


def test_weeks_that_come_out_of_their_months_as_one_goes_are_told_by_their_tasks() -> None:
    months = "".join(
        f"## Month {n}\n"
        + lessons(names, title="Week {}")
        .replace("## ", "### ")
        .replace("Week 1", f"Week {2 * n - 1}")
        .replace("Week 2", f"Week {2 * n}")
        + "\n"
        for n, names in ((1, LESSONS[:2]), (2, LESSONS[2:4]))
    )
    before, after = changed(months, lessons((LESSONS[0], *LESSONS[2:4]), film="Short film"))
    first = {node.id: next(iter(node.tasks())).text for node in before.root.walk() if list(node.tasks())}
    kept = [(first[node.id], next(iter(node.tasks())).text) for node in after.root.walk() if node.id in first]
    assert len(kept) == 3
    assert all(one == other for one, other in kept)


def test_a_week_that_loses_its_number_keeps_its_name() -> None:
    old = f"## Week 1: Rope care\n{items('Wash', 'Dry', 'Quiz')}\n## Week 2: Bends\n{items('Reef', 'Quiz')}"
    new = f"## Rope care\n{items('Soak', 'Hang up', 'Quiz')}\n## Bends\n{items('Sheet', 'Quiz')}"
    for one, other in ((old, new), (new, old)):
        before, after = changed(one, other)
        assert [node.id for node in after.root.walk()] == [node.id for node in before.root.walk()]


def test_a_week_whose_title_says_more_is_the_same_where_most_of_its_tasks_are() -> None:
    new = lessons(LESSONS, title="Week {} of 5", lesson="A lesson about {}")
    before, after = changed(lessons(LESSONS), new)
    assert [node.id for node in after.root.walk()] == [node.id for node in before.root.walk()]


def test_a_week_about_another_thing_with_tasks_that_any_week_has_is_another_week() -> None:
    def weeks(*names: str) -> str:
        return "\n".join(
            f"## Week {n}: {name}\n{items('Film', 'Exercises', 'Quiz')}" for n, name in enumerate(names, 1)
        )

    for now in (("Splices", "Bends"), ("Splices", "Whipping")):
        after = followed(weeks("Loops", "Bends"), weeks(*now))
        assert [after[f"Week 1: Loops: {task}"] for task in ("Film", "Exercises", "Quiz")] == ["", "", ""]


@pytest.mark.parametrize("part", ["{} part 2", "{}: part 2", "{} – lesson 3"])
def test_the_next_part_of_several_is_another_thing(part: str) -> None:
    names = ("Honda knot", "Noose knot", "Reef knot")
    old, new = (f"## Loops\n{items(*map(form.format, names), 'Lark')}" for form in ("{}", part))
    assert list(followed(old, new).values()) == ["", "", "", "Loops: Lark"]
    assert asked(old, new) == {f"Loops: {name}": f"Loops: {part.format(name)}" for name in names}


def test_films_that_all_become_books_are_other_things() -> None:
    names = ("Honda", "Noose", "Reef")
    old, new = (items(*(f"{kind}: {name}" for name in names), "Lark") for kind in ("Video", "Book"))
    assert list(followed(f"## Loops\n{old}", f"## Loops\n{new}").values()) == ["", "", "", "Loops: Lark"]


@pytest.mark.parametrize(
    ("step", "later"),
    [
        ("- [ ] Week {}\n", ""),
        ("**Week {}**\n\n", ""),
        ("### Week {}\n### Day 1\n", ""),
        ("### Week {}\n**Day 1**\n\n", ""),
        ("### Week {}\n", "- [ ] Week {}\n"),
    ],
)
def test_steps_that_move_on_take_their_twins_along_however_they_are_written(step: str, later: str) -> None:
    def weeks(names: Iterable[str], step: str = step) -> str:
        deep = "  " if step.startswith("- ") else ""
        return "## Plan\n" + "\n".join(
            step.format(n) + items(*(deep + words for words in (f"Lesson: {name}", "Film", "Quiz")))
            for n, name in enumerate(names, 1)
        )

    def lesson_of_each(roadmap: Roadmap) -> dict[str, str]:
        """The lesson that stands above each task, by the item id."""
        found, last = {}, ""
        for node in roadmap.root.walk():
            for task in (inner for one in node.tasks() for inner in (one, *one.tasks)):
                last = task.text if task.text.startswith("Lesson") else last
                found[item_id(node.id, task.id)] = last if task.text[:4] != "Week" else ""
        return found

    for now in ((*LESSONS[:2], "Whipping", *LESSONS[2:]), LESSONS[:1] + LESSONS[2:]):
        before, after = changed(weeks(LESSONS), weeks(now, later or step))
        there = lesson_of_each(after)
        for item, lesson in lesson_of_each(before).items():
            if (moved := after.moved.get(item, item)) in there:
                assert there[moved] == lesson
            else:
                assert lesson in ("", "Lesson: Loops")


@pytest.mark.parametrize("words", ["Clove hitch", "Loops", "Bends"])
def test_a_task_that_only_links_a_file_is_no_note_whatever_its_id(words: str) -> None:
    document = f"## Loops\n- [ ] [{words}](docs/page.md)\n- [ ] Noose\n\n## Bends\n- [ ] Reef\n"
    before, _ = changed(document, document)
    (task,) = [item for item, said in where(before).items() if said == f"Loops: {words}"]
    before, after = changed(document, document, done=[task])
    assert where(after) == where(before)
    assert not after.unsure
    again = changed(document, document.replace("Noose", "Sling"), done=[task])[1]
    assert where(again)[task] == f"Loops: {words}"


def test_a_task_got_the_id_of_a_note_before_that_was_there() -> None:
    old = "## Loops\n- [ ] [Bends](docs/page.md)\n- [ ] Noose\n"
    before, after = changed(old, f"{old}\n## Bends\n- [ ] Reef\n", done=["loops#^bends"])
    assert where(before)["loops#^bends"] == where(after)["loops#^bends"] == "Loops: Bends"
    assert [node.id for node in after.root.walk()] == ["", "loops", "bends"]
