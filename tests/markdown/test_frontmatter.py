"""The property block: read under the core schema, spliced key by key, written as Obsidian would."""

from __future__ import annotations

import datetime
import math

import frontmatter as outside
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from vaultsync.markdown.properties.flat import read_flat
from vaultsync.markdown.properties.frontmatter import ORDER, dump, read, splice, split, value_of
from vaultsync.markdown.properties.scalars import as_key, is_plain, render, resolve, same
from vaultsync.markdown.properties.yamlblock import read_yaml

NOTE = """\
---
title: 1.1 Mathematics Fundamentals  # mine
tags: [math, "roadmap/x"]
# a comment
up: "[[Phase 1|Phase 1]]"
done: false # tick me
aliases:
    - Maths
    - 'Math''s'
text: |
  two
  lines

vaultsync: x/maths
---
# Body
done: no property
"""

# Where a block stands.


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("---\na: 1\n---\nbody", "a: 1\n"),
        ("---\r\na: 1\r\n---\r\nbody", "a: 1\r\n"),
        ("\ufeff---\na: 1\n---\n", "a: 1\n"),
        ("---  \na: 1\n---\t\n", "a: 1\n"),
        ("---\na: 1\n...\nbody\n---\n", "a: 1\n"),
        ("---\na: 1\n---", "a: 1\n"),
        ("---\n---\n", ""),
        ("---\na: 1\n----\nb: 2\n---\n", "a: 1\n----\nb: 2\n"),
        ("\n---\na: 1\n---\n", None),
        (" ---\na: 1\n---\n", None),
        ("---\na: 1\n", None),
        ("# Heading\n", None),
        ("", None),
        ("---", None),
        ("---\n# why\n\n{}\n---\n", "# why\n\n{}\n"),
        ("---\nprose, or 12:30\n---\n", None),
        ("---\n- [ ] a: b\n---\n", None),
        ("---\n# a: b\nprose\n---\n", None),
    ],
)
def test_split(text, block):
    found = split(text)
    assert (found and text[found.opened : found.closed]) == block


def test_split_ends_where_the_body_begins():
    text = "\ufeff---\r\na: 1\r\n---\r\nbody"
    block = split(text)
    assert block
    assert text[block.end :] == "body"
    assert text[: block.start] == "\ufeff"
    assert block.newline == "\r\n"


# Reading.


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("n", "n"),
        ("~", None),
        ("", None),
        ("null", None),
        ("12:30", "12:30"),
        ("1.10", 1.1),
        ("12", 12),
        ("-3", -3),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-.inf", -math.inf),
        ("2026-11-21", "2026-11-21"),
        ("2026-11-21T10:30:00", "2026-11-21T10:30:00"),
        ('"true"', "true"),
        ("'it''s'", "it's"),
        ('"a\\tb"', "a\tb"),
        ("a  b", "a  b"),
        ("a#b", "a#b"),
        ("a # b", "a"),
        ("a:b", "a:b"),
        ("-x", "-x"),
        ("=", "="),
        ("[a, 1, true]", ["a", 1, True]),
        ("[]", []),
        ("[[Note]]", [["Note"]]),
        ('"[[Note]]"', "[[Note]]"),
        ("{a: 1}", {"a": 1}),
        ("!!str 12", "12"),
        ("!thing x", "x"),
        ("&anchor x", "x"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_value(written, value):
    text = f"---\nkey: {written}\n---\n"
    found = read(text)
    assert found.problem is None
    assert same(found.values["key"], value)
    assert same(value_of(text, "key"), value)


def test_a_note():
    found = read(NOTE)
    assert found.problem is None
    assert found.values == {
        "title": "1.1 Mathematics Fundamentals",
        "tags": ["math", "roadmap/x"],
        "up": "[[Phase 1|Phase 1]]",
        "done": False,
        "aliases": ["Maths", "Math's"],
        "text": "two\nlines\n",
        "vaultsync": "x/maths",
    }
    assert read("\ufeff" + NOTE.replace("\n", "\r\n")).values == found.values


def test_no_block():
    assert read("# Body\n").values == {}
    assert read("---\n---\n").values == {}
    assert read("---\n# only this\n---\n").problem is None
    assert value_of("# Body\n", "done") is None


@pytest.mark.parametrize(
    ("block", "values", "line"),
    [
        ("title: Week 1: Python\ndone: true\n", {"title": "Week 1: Python", "done": True}, 1),
        ("a: 1\ntags:\n\t- x\n\t- y\n", {"a": 1, "tags": ["x", "y"]}, 3),
        ("a: @me\nb: `x`\n", {"a": "@me", "b": "`x`"}, 1),
        ('a: "open\nb: 2\n', {"a": '"open', "b": 2}, None),
        ("a: [1, 2\nb: [3, 4]\n", {"a": "[1, 2", "b": [3, 4]}, 2),
        ("a: *there\n", {"a": "*there"}, 1),
        ("a: &x [1]\nb: *x\n", {"a": [1], "b": "*x"}, 2),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x: y\n", {"a": 2}, None),
        ("a: 1\n--- b\nc: 2\n", {"a": 1, "c": 2}, None),
        ("a: \x01\nb: 2\n", {"b": 2, "a": "\x01"}, 1),
        ("a: x\ud800\nb: 2\n", {"b": 2, "a": "x\ud800"}, None),
        ("- a: 1\n- b\nc: 2\n", {"c": 2}, 1),
        ("a: " + "[" * 100_000 + "\nb: 2\n", {"a": "[" * 100_000, "b": 2}, 1),
        ("- " * 100_000 + "\na: 1\n", {"a": 1}, 1),
        ("x" * 5000 + ": 1\nb: 2\n", {"x" * 5000: 1, "b": 2}, None),
    ],
)
def test_what_is_no_yaml_is_read_none_the_less(block, values, line):
    found = read(f"---\n{block}---\n")
    assert found.problem
    assert found.values == values
    if line is not None:
        assert found.problem_line == line


def test_doubled_keys_are_told():
    found = read("---\ndone: true\na: 1\ndone: false\n---\n")
    assert found.problem == "the key `done` stands there twice"
    assert found.problem_line == 3
    assert found.doubled == {"done": [True, False]}
    assert found.values == {"done": False, "a": 1}
    assert read("---\na: {b: 1, b: 2}\n---\n").problem


def test_keys_are_text():
    assert list(read("---\ntrue: 1\n12: 2\n~: 3\n'q': 4\n? [a]\n: 5\n---\n").values) == [
        "true",
        "12",
        "~",
        "q",
        "[a]",
    ]


# Splicing.


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only one of the two has; the others must be the same in the same order."""
    old, new = before.split("\n"), after.split("\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


@pytest.mark.parametrize(
    ("changes", "gone", "come"),
    [
        ({"done": True}, ["done: false # tick me"], ["done: true # tick me"]),
        ({"title": "New: it"}, [NOTE.split("\n")[1]], ['title: "New: it"  # mine']),
        ({"completed": "2026-11-21"}, [], ["completed: 2026-11-21"]),
        ({"up": None}, ['up: "[[Phase 1|Phase 1]]"'], []),
        ({"text": "one"}, ["text: |", "  two", "  lines"], ["text: one"]),
        ({"text": None}, ["text: |", "  two", "  lines"], []),
        ({"tags": ["math", "x y"]}, ['tags: [math, "roadmap/x"]'], ["tags: [math, x y]"]),
        ({"tags": []}, ['tags: [math, "roadmap/x"]'], ["tags: []"]),
        ({"aliases": ["Math's"]}, ["    - Maths"], []),
        ({"aliases": ["Maths", "M", "Math's"]}, [], ["    - M"]),
        ({"aliases": "M"}, ["aliases:", "    - Maths", "    - 'Math''s'"], ["aliases: M"]),
        ({"done": ["a"]}, ["done: false # tick me"], ["done: # tick me", "  - a"]),
        ({"done": False, "aliases": ["Maths", "Math's"], "no": None}, [], []),
        ({"zzz": "[[A]]"}, [], ['zzz: "[[A]]"']),
    ],
)
def test_splice(changes, gone, come):
    after = splice(NOTE, changes, ORDER)
    assert changed_lines(NOTE, after) == (gone, come)
    assert splice(after, changes, ORDER) == after
    windows = "\ufeff" + NOTE.replace("\n", "\r\n")
    assert splice(windows, changes, ORDER) == "\ufeff" + after.replace("\n", "\r\n")


def test_where_an_added_key_goes():
    text = "---\n# top\ntitle: A\nmine: 1\ndone: false\n# end\n---\n"
    after = splice(text, {"completed": "2026-11-21", "up": "U", "other": 2, "prev": "P"}, ORDER)
    assert after == (
        "---\n# top\ntitle: A\nup: U\nprev: P\nmine: 1\ndone: false\ncompleted: 2026-11-21\n# end\nother: 2\n---\n"
    )
    assert splice("---\nmine: 1\nvaultsync: x\n---\n", {"done": False, "title": "A"}, ORDER) == (
        "---\nmine: 1\ntitle: A\ndone: false\nvaultsync: x\n---\n"
    )
    assert splice("---\na: 1\n---\n", {"done": True}) == "---\na: 1\ndone: true\n---\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "---\ndone: true\n---\n"),
        ("# A", "---\ndone: true\n---\n# A"),
        ("# A\r\nb", "---\r\ndone: true\r\n---\r\n# A\r\nb"),
        ("\ufeff# A\n", "\ufeff---\ndone: true\n---\n# A\n"),
        ("---\nprose between rules\n---\n", "---\ndone: true\n---\n---\nprose between rules\n---\n"),
        ("---\nunclosed: 1\n", "---\ndone: true\n---\n---\nunclosed: 1\n"),
        ("---\n---\nx", "---\ndone: true\n---\nx"),
        ("---\n# why\n---\nx", "---\n# why\ndone: true\n---\nx"),
    ],
)
def test_a_block_is_made(text, after):
    assert splice(text, {"done": True, "gone": None}) == after
    assert splice(text, {"gone": None}) == text


def test_broken_blocks_are_spliced_by_line():
    text = "---\ntitle: Week 1: Python\ndone: false\n\t- junk\nother: @x\n---\nbody"
    assert splice(text, {"other": "z"}) == text.replace("@x", "z")
    assert splice(text, {"title": "Week: 2"}) == text.replace("Week 1: Python", '"Week: 2"')
    assert read(splice(text, {"done": True})).values["done"] is True


def test_doubled_keys_become_one():
    text = "---\ndone: true\na: 1\ndone: false\n---\n"
    assert splice(text, {"done": True}) == "---\ndone: true\na: 1\n---\n"
    assert splice(text, {"done": None}) == "---\na: 1\n---\n"


@pytest.mark.parametrize(
    "block",
    [
        "{a: 1, done: false}\n",
        "? a\n: 1\n? done\n: false\n",
        "  a: 1\n  done: false\n",
        '"a": 1\n"done":    false\n',
        "a: 1\ndone:\n  false\n",
        "a: 1\ndone: !!bool false\n",
        "a: >-\n  b: c\n\n  done: true\ndone: false\n",
        'a: "x\ndone: true"\ndone: false\n',
    ],
)
def test_contorted_yaml(block):
    before = read(f"---\n{block}---\n").values
    found = read(splice(f"---\n{block}---\n# Body\n", {"done": True, "new": "x"}))
    assert found.problem is None
    assert found.values == {**before, "done": True, "new": "x"}


# Writing.


def test_dump():
    values = {
        "vaultsync": "x/maths",
        "mine": None,
        "title": "Week 1: Python",
        "tags": ["roadmap/x", "123", "a, b"],
        "up": "[[A|B]]",
        "hours": 6.0,
        "order": 20,
        "done": False,
        "completed": datetime.date(2026, 11, 21),
        "empty": [],
        "quote": '"hi" she said',
        "nested": {"a: b": [1, "x, y"]},
    }
    assert dump(values) == (
        "---\n"
        'title: "Week 1: Python"\n'
        'tags:\n  - roadmap/x\n  - "123"\n  - a, b\n'
        'up: "[[A|B]]"\n'
        "order: 20\n"
        "hours: 6\n"
        "done: false\n"
        "completed: 2026-11-21\n"
        "vaultsync: x/maths\n"
        "mine:\n"
        "empty: []\n"
        "quote: '\"hi\" she said'\n"
        'nested: {"a: b": [1, "x, y"]}\n'
        "---\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "plain", "two words", "6-8 weeks", "1.1 Maths", "a:b", "a#b", "it's", "C#", "[x", "-x", "x-y", "x-", "50%", ".",
        "Études", "数学", "🎉", "2026-11-21", "2026-11-21T10:30:00", "a, b", "a [b]", "a\\b",
    ],
)  # fmt: skip
def test_what_needs_no_quotes(text):
    assert is_plain(text) is not text.startswith("[")


@pytest.mark.parametrize(
    "text",
    [
        "", " x", "x ", "x:", "a: b", "a #b", "- x", "-", "? y", "#x", "@x", "`x`", "%x", "*x", "&x", "!x",
        "|", ">", "'x", '"x', "{x", "true", "Yes", "off", "y", "null", "~", "12", "1.5", "1e3", "0o7", "0x1F",
        "12:30", "1:30:00", "1_000", "0b1", ".inf", ".NaN", "=", "<<", "2026-13-45", "2026-1-5", "a\nb", "a\tb",
        "\u2028", "\x85", "\ufeff", "2026-11-21 10:30:00", "12e03", "+1", ".5",
    ],
)  # fmt: skip
def test_what_needs_quotes(text):
    assert not is_plain(text)
    assert yaml.safe_load(f"key: {render(text)}\n") == {"key": text}


@pytest.mark.parametrize("text", ["?a", "a?", "why? so", ":a", ":-", "a,b", "[x]", "{x}", "https://x.example/a"])
def test_what_needs_quotes_in_a_list_on_one_line(text):
    assert yaml.safe_load(f"key: {render([text])}\n") == {"key": [text]}


def test_numbers_without_names():
    assert render(math.nan) == ".nan"
    assert render(math.inf) == ".inf"
    assert render(-math.inf) == "-.inf"
    assert render(1e22) == "1.0e+22"
    assert same(math.nan, float("nan"))
    assert not same(True, 1)
    assert same([1, 2.0], (1.0, 2))
    assert same(datetime.date(2026, 11, 21), "2026-11-21")
    assert as_key({"a": [1]}) == as_key({"a": (1.0,)})
    with pytest.raises(TypeError):
        render(object())


# Searches.

SIGNS = st.sampled_from(
    [*"abc09 :#-'\"[]{},&*!|>%@`?=~.\\\t/_+", "\n", "\r\n", ": ", " #", "- ", "\x85", "\u2028", "é", "🎉"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["true", "no", "null", "12:30", "1.10", "2026-11-21", "0o7", "0x1", "1e3", "[[A|B]]", "key", "done", "x y"]
)
TEXTS = st.one_of(st.lists(SIGNS, max_size=8).map("".join), WORDS, st.text(max_size=12))
SCALARS = st.one_of(TEXTS, st.booleans(), st.integers(-(2**53), 2**53), st.floats(-(2.0**53), 2.0**53))
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
KEYS = st.one_of(
    st.sampled_from([*ORDER, "mine", "date created"]), st.lists(SIGNS, min_size=1, max_size=4).map("".join)
)
PROPERTIES = st.dictionaries(KEYS, VALUES, max_size=6)
LINES = st.one_of(
    st.builds("{}: {}".format, st.sampled_from(["a", "b", "done", "x y", "z-1", "é"]), TEXTS),
    st.builds("  - {}".format, TEXTS),
    st.builds("- {}".format, TEXTS),
    st.builds("{}:".format, st.sampled_from(["a", "b", "tags"])),
    st.builds("# {}".format, TEXTS),
    st.builds("{}: [{}]".format, st.sampled_from(["a", "c"]), TEXTS),
    st.builds("{}: {}  # {}".format, st.sampled_from(["a", "d"]), TEXTS, TEXTS),
    TEXTS,
)
NEWLINES = st.sampled_from(["\n", "\n", "\r\n"])
BLOCKS = st.builds(
    lambda lines, newline: "".join(line + newline for line in lines), st.lists(LINES, max_size=6), NEWLINES
)
NOTES = st.builds(
    lambda mark, block, newline, body: f"{mark}---{newline}{block}---{newline}{body}",
    st.sampled_from(["", "\ufeff"]),
    BLOCKS,
    NEWLINES,
    st.sampled_from(["", "# Body\n", "done: true\n---\n", "x"]),
)


@given(BLOCKS)
@example("a: b#c\n")
@example("a: x\u3000#y\n")
def test_flat_means_the_same_as_yaml(block):
    flat = read_flat(block, 0, len(block))
    if flat is not None:
        full = read_yaml(block, 0, len(block))
        assert full.problem is None
        assert [entry[:1] + entry[2:4] for entry in flat.entries] == [entry[:1] + entry[2:4] for entry in full.entries]
        assert as_key({entry.key: entry.value for entry in flat.entries}) == as_key(
            {entry.key: entry.value for entry in full.entries}
        )


@given(NOTES, st.sampled_from(["a", "b", "done", "tags"]))
def test_reading_never_fails_and_the_short_way_agrees(text, key):
    assert same(value_of(text, key), read(text).values.get(key))


@given(PROPERTIES)
def test_what_is_dumped_is_read(values):
    text = dump(values)
    found = read(text)
    assert found.problem is None
    assert same(found.values, values)
    assert splice(text, values) == text


def as_1_1(value: object) -> object:
    if isinstance(value, list):
        return [as_1_1(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


@given(PROPERTIES)
def test_what_is_dumped_means_the_same_to_pyyaml_and_python_frontmatter(values):
    text = dump(values)
    loaded = yaml.safe_load(text.removesuffix("---\n")) or {}
    assert same({str(key): as_1_1(value) for key, value in loaded.items()}, values)
    post = outside.loads(text + "body\n")
    assert same({str(key): as_1_1(value) for key, value in post.metadata.items()}, values)


@given(NOTES, st.dictionaries(st.sampled_from(["a", "b", "done", "up", "new"]), st.one_of(st.none(), VALUES)))
def test_splice_says_what_was_asked_and_nothing_else(text, changes):
    before = read(text)
    after = splice(text, changes, ORDER)
    found = read(after)
    wanted = {**before.values, **changes}
    wanted = {key: value for key, value in wanted.items() if key not in changes or value is not None}
    if before.problem is None:
        assert found.problem is None
        assert same(found.values, wanted)
    else:
        assert all(same(found.values.get(key), value) for key, value in changes.items())
    assert splice(after, changes, ORDER) == after
    block = split(text)
    assert after.endswith(text[block.closed :] if block else text.removeprefix("\ufeff"))


FLAT_LINES = st.one_of(
    st.sampled_from(["# note", "", "mine: 'x'  # why", "list:\n  - a\n  - b", "flow: [a, b]", "e:", "w: a # b"]),
)


@given(
    st.lists(FLAT_LINES, max_size=5, unique=True),
    st.sampled_from(["done: false", "done: false  # tick", "done:", "", "done: True"]),
    NEWLINES,
    st.booleans(),
)
def test_splice_changes_one_line(others, done, newline, value):
    lines = [*"\n".join(others).split("\n"), *([done] if done else [])]
    text = newline.join(["---", *lines, "---", "# Body", "done: false"])
    after = splice(text, {"done": value}, ORDER)
    gone, come = changed_lines(text, after)
    assert len(gone) <= 1
    assert len(come) <= 1
    assert after.count("\n") - text.count("\n") == (0 if done else 1)
    if come:
        assert come[0].startswith(f"done: {str(value).lower()}")
        assert come[0].endswith(("  # tick" if "#" in done else str(value).lower()) + newline[:-1])


# The library Obsidian reads and writes properties with.


def test_obsidian_reads_what_is_dumped(npm_yaml):
    batch: list[dict[str, object]] = []

    @given(st.lists(PROPERTIES, min_size=1, max_size=20))
    def collect(found):
        batch.extend(found)

    collect()
    texts = [dump(values).removeprefix("---\n").removesuffix("---\n") for values in batch]
    for values, text, row in zip(batch, texts, npm_yaml(texts), strict=True):
        assert "error" not in row, (text, row)
        assert same(row["value"] or {}, values), text


def test_obsidian_reads_what_is_spliced(npm_yaml):
    texts: list[str] = []
    wanted: list[dict[str, object]] = []

    @given(NOTES, st.dictionaries(st.sampled_from(["a", "done", "up"]), SCALARS))
    def collect(text, changes):
        if split(text) and read_flat(text, *split(text)[1:3]):
            after = splice(text, changes, ORDER)
            block = split(after)
            texts.append(after[block.opened : block.closed])
            wanted.append(read(after).values)

    collect()
    for values, text, row in zip(wanted, texts, npm_yaml(texts), strict=True):
        assert "error" not in row, (text, row)
        assert same(row["value"] or {}, values), text


@given(TEXTS)
def test_a_plain_scalar_is_text_to_the_core_schema(text):
    if is_plain(text):
        assert resolve(text) == text
