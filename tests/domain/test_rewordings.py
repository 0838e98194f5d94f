"""Which other words are a rewording, in which a tick is kept, and which may be another thing: then it is asked."""

from __future__ import annotations

import pytest
from test_identity import changed, followed, where

ANOTHER = [
    ("Introduction to TCP", "Introduction to UDP"),
    ("Introduction to C++", "Introduction to C#"),
    ("Learn SQL", "Learn SSL"),
    ("Practice the G major scale", "Practice the D major scale"),
    ("Practice the major scale", "Practice the minor scale"),
    ("Encrypt a file with GPG", "Decrypt a file with GPG"),
    ("Read about HTTP", "Read about HTTPS"),
    ("Verbs ending in -ar", "Verbs ending in -er"),
    ("Set up GitHub Actions", "Set up GitLab Actions"),
    ("Solve easy problems", "Solve hard problems"),
    ("Install Node with nvm", "Install Node with fnm"),
    ("Watch the lecture on linear regression models", "Watch the lecture on logistic regression models"),
    ("Write a blog post about pointers", "Write a blog post about iterators"),
    ("Play the C major scale with both hands", "Play the D major scale with both hands"),
    ("Build a chat app with websockets", "Build a todo app with websockets"),
    ("Escribe una app de notas con Room", "Escribe una app de recetas con Room"),
    ("Cooking for two (Chapters 1-3)", "Cooking for two (Chapters 4-6)"),
    ("Bread – white", "Bread – rye"),
    ("[Video] Onion soup with leek", "[Book] Onion soup with leek"),
    ("Layers", "Layers and caching"),
    ("G1 one", "G1 one, reworded"),
    ("Learn SQL", "Learn SQL basics and joins"),
    ("Teach knots to sailors", "Teacher knots to sailors"),
    ("Rope (free)", "Rope (paid)"),
    (
        "Practice broken chords across three octaves in G major",
        "Practice broken chords across three octaves in D major",
    ),
    ("Dependent lines in rigging", "Independent lines in rigging"),
    ("Splicing definite lengths", "Splicing indefinite lengths"),
    ("Intermolecular forces in fibres", "Intramolecular forces in fibres"),
    ("Regular splices", "Irregular splices"),
    ("Symmetric knots", "Asymmetric knots"),
    ("Macroscopic view of fibres", "Microscopic view of fibres"),
    (
        "Practice several bowline variations without looking at ropes",
        "Practice several bowline variations without looking at wires",
    ),
    (
        "Practice several bowline variations without looking in Norway (2h)",
        "Practice several bowline variations without looking in Greece (2h)",
    ),
    ("Tie the bowline with your hand slowly", "Tie the bowline with your left hand slowly"),
    ("Leave knotted ropes in the sun", "Never leave knotted ropes in the sun"),
    ("Advanced marlinspike seamanship course", "Marlinspike seamanship course"),
    (
        "Video: complete introduction course about splicing ropes",
        "Book: complete introduction course about splicing ropes",
    ),
    ("Vitamin A exercise sheet solutions", "Vitamin B exercise sheet solutions"),
    ("Knots review (part 1)", "Knots review"),
    ("Knots review", "Knots review – lesson 2"),
    ("Knots course: 2", "Knots course"),
    ("Tie knots: lesson 2", "Tie knots"),
    (
        "Practise several bowline variations without looking (easy)",
        "Practise several bowline variations without looking (hard)",
    ),
    (
        "Practise several bowline variations without looking – rope",
        "Practise several bowline variations without looking – wire",
    ),
]
THE_SAME = [
    ("Lern the basics of git", "Learn the basics of git"),
    ("Read the book", "Read the books"),
    ("Clove hitch", "Clove hitches"),
    ("Practice two pointers daily", "Practise two pointers daily"),
    ("Colour theory for beginners", "Color theory for beginners"),
    ("Tie the bowline", "Tie a bowline"),
    ("Onion soup (2h)", "Onion soup (3h)"),
    ("Onion soup with leek", "[Deprecated] Onion soup with leek"),
    ("Onion soup – with leek", "Onion soup (new) – with leek"),
    ("Onion soup – 30 min", "Onion soup – 1 hour"),
    ("Onion soup – Practice – Hours: 2", "Onion soup – Practice – Hours: 3"),
    ("Onion soup – Practice – Hours: 2", "Onion soup – Hours: 2"),
    ("Le Café français", "Le Cafe francais"),
    ("Learn back end basics", "Learn backend basics"),
    ("Learn the Type Script way", "Learn the TypeScript way"),
    ("Set up a front-end", "Set up a frontend"),
    ("Stocks vs. broths", "Stocks versus broths"),
    ("Salt & pepper", "Salt and pepper"),
    ("Onion soup – 05/13–06/09", "Onion soup – 05/12–06/08"),
    ("2027-05-13: Onion soup", "2027-05-14: Onion soup"),
    ("Mon Jun 22: Onion soup", "Mon Jun 29: Onion soup"),
    ("Onion soup until 3 May", "Onion soup until 10 May"),
    ("Bread w/ rye", "Bread with rye"),
    (
        "Write a summary of the main points of the second chapter",
        "Write a summary of the key points of the second chapter",
    ),
    ("輪（bowline、honda）と索（hemp）", "輪 (bowline、honda)と索 (hemp)"),
    ('The "honda" knot', "The honda (knot)"),
    ("学习Bowline结", "学习 Bowline 结"),
    ("索具", "索具（重点）"),
    ("Splice or knot (free)", "Splice or knot. ⭐"),
    ("Whipping and drying", "Whipping & drying"),
    ("Handling wet rope", "Handle wet rope"),
    ("Storing ropes", "Store ropes"),
    ("Coil a rope with care", "Coil (or flake) a rope with care"),
    ("Personal flotation device (PFD)", "PFD (personal flotation device)"),
    ("PFD", "Personal flotation device"),
    ("Thick rope: learning bends, loops, and stopper knots", "Thick rope: bends, loops, stopper knots"),
    ("Knots for climbing: figure eight and bowline", "Knots for climbing"),
    (
        "Bowline, sheet bend, clove hitch, rolling hitch, and whipping",
        "Bowline, sheet bend, clove hitch, rolling hitch, and whipping with waxed twine",
    ),
]


def document(words: str) -> str:
    return f"## Part\n- [ ] Begin here\n- [ ] {words}\n- [ ] End there\n"


@pytest.mark.parametrize(("old", "new"), ANOTHER)
def test_another_word_may_be_another_thing(old: str, new: str) -> None:
    before, after = changed(document(old), document(new))
    (left,) = [item for item, said in where(before).items() if said == f"Part: {old}"]
    assert left not in where(after)
    assert where(after)[after.unsure[left]] == f"Part: {new}"


@pytest.mark.parametrize(("old", "new"), THE_SAME)
def test_a_word_in_another_spelling_or_among_many_is_a_rewording(old: str, new: str) -> None:
    assert followed(document(old), document(new))[f"Part: {old}"] == f"Part: {new}"


def test_the_plain_candidate_is_asked_about_and_not_the_one_that_looks_like_it() -> None:
    old = "## Part\n- [ ] Learn SQL\n- [ ] End there\n"
    before, after = changed(old, "## Part\n- [ ] Learn SSL\n- [ ] Learn SQL basics and joins\n- [ ] End there\n")
    (left,) = [item for item, said in where(before).items() if said == "Part: Learn SQL"]
    assert where(after)[after.unsure[left]] == "Part: Learn SQL basics and joins"


def test_where_that_word_tells_the_items_of_a_list_apart_many_words_make_no_rewording() -> None:
    """A list made after one pattern: what differs from its other items no less is one more of them."""
    line = "- [ ] Practice the {} major scale in two octaves with a metronome every day\n"
    old, new = ("## Scales\n" + "".join(map(line.format, keys)) for keys in ("CGA", "CDA"))
    before, after = changed(old, new)
    (left,) = [item for item, said in where(before).items() if " G " in said]
    assert left not in where(after)
    assert " D " in where(after)[after.unsure[left]]


def test_a_section_about_another_thing_is_another_section() -> None:
    def section(key: str, tasks: str) -> str:
        return f"## Chords in {key} major\n{tasks}\n## Rests\n- [ ] Breathe\n"

    before, after = changed(section("G", "- [ ] Em\n- [ ] Bm\n"), section("D", "- [ ] F sharp\n- [ ] A seven\n"))
    ids = {node.title: node.id for node in before.root.walk()}
    assert ids["Chords in G major"] not in {node.id for node in after.root.walk()}
    before, after = changed(section("G", "- [ ] Em\n- [ ] Bm\n"), section("D", "- [ ] Em\n- [ ] Bm\n"))
    assert [node.id for node in before.root.walk()] == [node.id for node in after.root.walk()]


MONTHS = """\
## Month 1: Basics

### Week 1 – Knife
- [ ] hold
- [ ] dice

### Week 2 – Heat
- [ ] sear
- [ ] braise

## Month 2: Bread

### Week 3 – Yeast
- [ ] loaf
- [ ] focaccia

### Week 4 – Sourdough
- [ ] starter
- [ ] country loaf
"""


def test_what_differs_in_its_date_alone_is_told_by_it() -> None:
    days = "## Part\n- [ ] Jun {}: Review\n- [ ] Jun {}: Review\n- [ ] Jun {}: Review\n"
    now = followed(days.format(1, 2, 3), days.format(2, 3, 4))
    assert list(now.values()) == ["", "Part: Jun 2: Review", "Part: Jun 3: Review"]


def test_weeks_that_moved_on_in_a_month_of_another_name_are_the_same() -> None:
    new = MONTHS.replace("Bread", "Bread & Baking").replace("Week 4", "Week 5").replace("Week 3", "Week 4")
    for text in (new, new.replace("## Month 2", "### Week 3 – Salads\n- [ ] wash\n- [ ] dress\n\n## Month 2")):
        before, after = changed(MONTHS, text)
        now = {node.id: node.title for node in after.root.walk()}
        for node in before.root.walk():
            assert node.id in now, node.title
            assert now[node.id].partition(" – ")[2] == node.title.partition(" – ")[2]
        assert not after.moved


@pytest.mark.parametrize(
    "remark", ["(free, by the harbour master)", "- a classic of the harbour master", "- 2 hours/week (2 weeks)"]
)
def test_a_remark_that_both_have_makes_no_doubt(remark: str) -> None:
    for other in (remark, remark.replace("2 hours", "3 hours")):
        _, after = changed(document(f"Sort lists {remark}"), document(f"Read maps {other}"))
        assert not after.unsure
    _, after = changed(document(f"Learn SQL {remark}"), document(f"Learn SQL basics and joins {remark}"))
    assert after.unsure


@pytest.mark.parametrize("tail", ["", " - a classic", " (2h)"])
def test_an_address_that_leads_elsewhere_or_nowhere_makes_no_other_task(tail: str) -> None:
    old = f"Read about maps: https://e.org/1{tail}"
    for new in (f"Read about maps: https://e.org/2{tail}", f"Read about maps{tail}"):
        assert followed(document(old), document(new))[f"Part: {old}"] == f"Part: {new}"


@pytest.mark.parametrize("time", [" (2h)", " (3 weeks)", " (30 min)"])
def test_a_task_that_moves_is_the_same_whatever_time_it_takes(time: str) -> None:
    old = f"## Part\n- [ ] Sort lists{time}\n- [ ] Read maps\n\n## Next\n- [ ] Play chess\n"
    new = "## Part\n- [ ] Read maps\n\n## Next\n- [ ] Play chess\n- [ ] Sort lists{}\n"
    for now in ("", " (5h)"):
        assert followed(old, new.format(now))[f"Part: Sort lists{time}"] == f"Next: Sort lists{now}"
    old, new = (words.replace(time, " (Chapters 1-3)") for words in (old, new.format(" (Chapters 4-6)")))
    assert followed(old, new)["Part: Sort lists (Chapters 1-3)"] == ""
