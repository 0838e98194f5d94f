"""File names that every system and wikilink can bear, and ids."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultsync.markdown.links import wikilink, wikilinks
from vaultsync.markdown.names import file_stem, plain, slug, unique_id, unique_stem, without_number


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("1.1 Mathematics Fundamentals", "1.1 Mathematics Fundamentals"),
        ("Phase 1: X", "Phase 1 - X"),
        ("Phase 1:", "Phase 1"),
        ("CI/CD", "CI-CD"),
        ("A / B", "A - B"),
        ("A | B", "A - B"),
        ("At 12:30", "At 12-30"),
        ("What? *Why* \"so\" <b>x</b> a>b", "What Why so x ab"),
        ("C# and F#", "C sharp and F sharp"),
        ("#1 issue", "1 issue"),
        ("a|b[[c]]", "a-bc"),
        ("a [b] c", "a (b) c"),
        ("2^10", "2-10"),
        ("100% done", "100 done"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Users\\x", "C-Users-x"),
        ("CON", "CON_"),
        ("con.txt", "con_.txt"),
        ("COM¹", "COM¹_"),
        ("Console", "Console"),
        ("CON - x", "CON - x"),
        (".gitignore", "gitignore"),
        ("README.md", "README md"),
        ("Node.js.", "Node.js"),
        ("  a \t b\r\nc  ", "a b c"),
        ("a\u00a0b\u2028c", "a b c"),
        ("a\x00b\u202ec\ufeffd", "abcd"),
        ("🎉 Party 🎉", "Party"),
        ("🚀🔥", "🚀🔥"),
        ("Rock 🎸 Music", "Rock 🎸 Music"),
        ("1️⃣ Step", "1 Step"),
        ("**Bold** and `code` and ~~old~~", "Bold and code and old"),
        ("_a_ snake_case __b__", "a snake_case b"),
        ("[Course](https://example.org/a_(b)) now", "Course now"),
        ("[[Path/Note|Alias]]", "Alias"),
        ("snake\\_case", "snake_case"),
        ("Cafe\u0301", "Café"),
        ("שלום עולם", "שלום עולם"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("機械学習：入門", "機械学習：入門"),
        ("می‌خواهم", "می‌خواهم"),
        ("", "07"),
        ("???", "07"),
        ("...", "07"),
        ("\u200d", "07"),
    ],
)  # fmt: skip
def test_file_stem(title, stem):
    assert file_stem(title, fallback="07") == stem


def test_a_fallback_is_made_safe_too():
    assert file_stem("?", fallback="a/b") == "a-b"
    assert file_stem("?", fallback="?") == "Note"


def test_long_titles_are_cut_at_a_word():
    stem = file_stem("word " * 60, fallback="x")
    assert stem == ("word " * 20).strip()
    assert file_stem("x" * 300, fallback="x") == "x" * 100
    assert len(file_stem("漢" * 300, fallback="x").encode()) <= 200
    assert file_stem("a" * 99 + "e\u0301\u0302\u0323" * 50, fallback="x")[:99] == "a" * 99


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1.1.1 Linear Algebra", "linear-algebra"),
        ("1.1.1.1 Vectors and matrices", "vectors-and-matrices"),
        ("1.1 Mathematics Fundamentals", "mathematics-fundamentals"),
        ("StatQuest ML Fundamentals", "statquest-ml"),
        ("2) Second", "second"),
        ("3. Third", "third"),
        ("100 days of code", "100-days-of-code"),
        ("1.1", "1-1"),
        ("Don't stop — it’s fine", "dont-stop-its-fine"),
        ("Größe der Straße", "grosse-der-strasse"),
        ("Œuvre naïve, Łódź", "oeuvre-naive-lodz"),
        ("🎉 **Party** `time`", "party-time"),
        ("[Course](https://example.org)", "course"),
        ("機械学習 basics", "basics"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosis", "pneumonoultramicroscopic"),
        ("ﬁne ½", "fine-1-2"),
    ],
)
def test_slug(text, name):
    assert slug(text, parent="p") == name


def test_slug_of_other_scripts():
    name = slug("機械学習", parent="p")
    assert re.fullmatch("t-[a-z2-7]{6}", name)
    assert slug("機械学習", parent="p") == name
    assert slug("1.2 機械学習", parent="p") == name
    assert slug("機械学習", parent="q") != name
    assert slug("機械学", parent="p") != name
    assert slug("ML 機械学習", parent="p").startswith("t-")
    assert slug("🎉", parent="p").startswith("t-")
    assert slug("", parent="p").startswith("t-")


def test_an_id_is_kept_for_ever():
    # Changing these would give every task of such a script a new id.
    assert slug("機械学習", parent="roadmap/x") == "t-ibrhbx"
    assert slug("Линейная алгебра", parent="") == "t-e7ulhr"


def test_unique():
    assert unique_stem("A", {"B"}) == "A"
    assert unique_stem("Note", {"note"}) == "Note 2"
    assert unique_stem("Note", {"NOTE", "note 2"}) == "Note 3"
    assert unique_stem("Cafe\u0301", {"CAFÉ"}) == "Cafe\u0301 2"
    assert unique_stem("x" * 100, {"x" * 100}) == "x" * 98 + " 2"
    assert unique_id("a", set()) == "a"
    assert unique_id("a", ["a", "A-2"]) == "a-3"


def test_without_number():
    assert without_number("1.1.1 A") == "A"
    assert without_number("1.1: A") == "A"
    assert without_number("1.1 - A") == "A"
    assert without_number("12. A") == "A"
    assert without_number("12 A") == "12 A"
    assert without_number("1.1 ") == "1.1 "
    assert without_number("Week 1.1 A") == "Week 1.1 A"


def test_plain():
    assert plain("a * b * c 2*3*4") == "a * b * c 2*3*4".replace("2*3*4", "234")
    assert plain("![x](y.png) ***z*** ==m==") == "x z m"
    assert plain("a <!-- b --> c") == "a  c"


TITLES = st.one_of(
    st.text(max_size=140),
    st.lists(
        st.sampled_from(
            ["../", "CON", ".", " ", "a|b[[c]]", "🎉", "👨\u200d👩\u200d👧", "1.1 ", "**", "_", "`", "~~", "==",
             "[x](y)", "word", "é", "e\u0301", "שלום", "\u202e", "\u200d", "\ufe0f", "漢字", "C#", "%", "^", "\\",
             "-", ".md", "nul", ":", "/", "<"]
        ),
        max_size=40,
    ).map("".join),
)  # fmt: skip
DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    name + digit for name in ("COM", "LPT") for digit in "0123456789¹²³"
}


@given(TITLES)
@example("../../etc/passwd")
@example("CON")
@example("a|b[[c]]")
@example("x" * 300)
@example("א" * 300)
def test_a_stem_is_safe(title):
    stem = file_stem(title, fallback="07")
    assert stem
    assert not re.search(r"[\\/:*?\"<>|#^\[\]%\x00-\x1f\x7f-\x9f`]", stem)
    assert stem[0] not in ". "
    assert stem[-1] not in ". "
    assert stem.split(".")[0].rstrip().upper() not in DEVICES
    assert unicodedata.normalize("NFC", stem) == stem
    assert len(stem) <= 100
    assert len(stem.encode("utf-8")) <= 200 + 2
    assert file_stem(stem, fallback="07") == stem
    assert [found.target for found in wikilinks(wikilink(f"A/{stem}.md", title))] == [f"A/{stem}"]


@given(TITLES, TITLES)
def test_a_slug_is_an_id(text, parent):
    name = slug(text, parent=parent)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 24
    assert slug(text, parent=parent) == name


@given(st.lists(TITLES, max_size=8))
def test_names_are_given_once(titles):
    stems: set[str] = set()
    ids: set[str] = set()
    for title in titles:
        stem = unique_stem(file_stem(title, fallback="x"), stems)
        assert len(stem) <= 100
        stems.add(stem)
        ids.add(unique_id(slug(title, parent=""), ids))
    assert len({stem.casefold() for stem in stems}) == len(titles)
    assert len(ids) == len(titles)
