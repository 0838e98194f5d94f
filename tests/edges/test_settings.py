"""vaultsync.toml: what is read, how errors are told, and what editing leaves alone."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.edges.settings import load
from vaultsync.edges.settings.checking import parse
from vaultsync.edges.settings.editing import add_roadmap, initial, remove_roadmap, source_for
from vaultsync.edges.settings.model import roadmap_name
from vaultsync.errors import SettingsError
from vaultsync.models.settings import Watch

ONE = '[[roadmaps]]\nname = "a"\nsource = "a.md"\n'


def test_nothing_said_means_the_defaults():
    settings = parse("")
    assert settings.roadmaps == ()
    assert (settings.links, settings.stamp) == ("wiki", "tasks")
    assert settings.folders.journal == "Journal"
    assert settings.journal.heading == "Study"
    assert settings.git.commit


def test_all_that_can_be_said():
    settings = parse(
        'links = "markdown"\nstamp = "none"\n[folders]\nroadmaps = "Lernen/Pläne"\n[journal]\nheading = "学习"\n'
        "in_commits = false\n[git]\ncommit = false\nremote = 'origin'\nbranch = 'main'\n"
        '[[roadmaps]]\nname = "a"\nsource = "https://example.invalid/a.md"\ntitle = "A: \\"b\\""\n'
        'start = 2026-11-21\nhours_per_week = 7\ntasks = "bullets"\nticks = "mine"\n'
        '[[roadmaps]]\nname = "b-2"\nsource = "../b.md"\nstart = "2026-11-22"\n'
    )
    first, second = settings.roadmaps
    assert first.start == datetime.date(2026, 11, 21)
    assert second.start == datetime.date(2026, 11, 22)
    assert first.hours_per_week == 7
    assert first.title == 'A: "b"'
    assert settings.folders.roadmaps == "Lernen/Pläne"


def test_whose_ticks():
    text = "\n".join(
        f'[[roadmaps]]\nname = "{name}"\nsource = "{source}"\n{ticks}'
        for name, source, ticks in [
            ("a", "a.md", ""),
            ("b", "https://x.invalid/b.md", ""),
            ("c", "c.md", 'ticks = "ignore"'),
            ("d", "https://x.invalid/d.md", 'ticks = "mine"'),
        ]
    )
    assert [roadmap.keeps_ticks for roadmap in parse(text).roadmaps] == [True, False, False, True]


def test_where_a_document_is(tmp_path, isolated):
    def location(source: str) -> object:
        return parse(f"[[roadmaps]]\nname = 'a'\nsource = '{source}'\n").roadmaps[0].location(tmp_path)

    assert location("docs/a.md") == tmp_path / "docs" / "a.md"
    assert location("/abs/a.md") == Path("/abs/a.md")
    assert location("~/a.md") == isolated / "a.md"
    assert location("https://x.invalid/a.md") == "https://x.invalid/a.md"


def test_how_a_document_is_named(tmp_path):
    vault = tmp_path / "vault"
    assert source_for(vault / "docs" / "a.md", vault) == "docs/a.md"
    assert source_for(tmp_path / "a.md", vault) == str(tmp_path / "a.md")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'links = "wikki"',
            'vaultsync.toml:1: links = "wikki" is not allowed. Did you mean "wiki"? Allowed: "wiki", "markdown"',
        ),
        (
            '\n# c\nlink = "wiki"',
            'vaultsync.toml:3: unknown key "link". Did you mean "links"? Allowed: roadmaps, links, stamp, f',
        ),
        (
            "[[roadmaps]]\nname = 'a'\n",
            'vaultsync.toml:1: "source" is missing in [[roadmaps]]. Add source = "…": the document',
        ),
        (
            ONE + "\n" + ONE.replace('"a"', '"b"') + "taks = 1",
            'vaultsync.toml:8: unknown key "taks" in [[roadmaps]]. Did you mean "tasks"?',
        ),
        (
            ONE + "hours_per_week = 0",
            "vaultsync.toml:4: hours_per_week = 0 is not allowed in [[roadmaps]]. Wanted: a number of hours above 0",
        ),
        (ONE + "hours_per_week = '10'", 'vaultsync.toml:4: hours_per_week = "10" is not allowed'),
        (ONE + "hours_per_week = inf", "vaultsync.toml:4: hours_per_week"),
        (
            ONE + "start = 20261121",
            "vaultsync.toml:4: start = 20261121 is not allowed in [[roadmaps]]. Wanted: a date such as",
        ),
        (ONE + "start = 2026-11-21T10:00:00", "vaultsync.toml:4: start"),
        (
            ONE + 'tasks = "checkbox"',
            'vaultsync.toml:4: tasks = "checkbox" is not allowed in [[roadmaps]]. Did you mean "checkboxes"?',
        ),
        (
            ONE + 'ticks = "min"',
            'vaultsync.toml:4: ticks = "min" is not allowed in [[roadmaps]]. Did you mean "mine"? Allowed',
        ),
        (ONE + ONE, 'vaultsync.toml:5: two roadmaps are named "a"'),
        ("[[roadmaps]]\nname = '../x'\nsource = 'a'", "vaultsync.toml:2: name"),
        ("[[roadmaps]]\nname = 'nul'\nsource = 'a'", "vaultsync.toml:2: name"),
        ("[[roadmaps]]\nname = 'a'\nsource = ''", "vaultsync.toml:3: source"),
        (
            "[folders]\njournal = '../Diary'",
            'vaultsync.toml:2: journal = "../Diary" is not allowed in [folders]. Wanted: a folder',
        ),
        ("[folders]\njournal = '/Diary'", "vaultsync.toml:2: journal"),
        ("[folders]\njournal = '.obsidian'", "vaultsync.toml:2: journal"),
        ("[folders]\njournal = 'A|B'", "vaultsync.toml:2: journal"),
        ("[folders]\narchive = 'ROADMAPS'", "vaultsync.toml:2: the folders roadmaps and archive are not apart"),
        ("[folders]\narchive = 'Roadmaps/Old'", "vaultsync.toml:2: the folders archive and roadmaps are not apart"),
        (
            "[journal]\nin_commits = 'yes'",
            'vaultsync.toml:2: in_commits = "yes" is not allowed in [journal]. Wanted: true or false',
        ),
        ("folders = 3", "vaultsync.toml:1: folders = 3 is not allowed. Wanted: a [folders] table"),
        ("roadmaps = [1]", "vaultsync.toml:1: roadmaps = 1 is not allowed. Wanted: [[roadmaps]] tables"),
        (
            "roadmaps = [\n  {name = 'a', source = 'x'},\n  {name = 'A', source = 'y'},\n]",
            'vaultsync.toml:1: name = "A"',
        ),
        ("links =", "vaultsync.toml:1: this is not TOML: invalid value"),
        ("\nlinks = 'wiki'\nlinks = 'wiki'", "vaultsync.toml:3: this is not TOML: cannot overwrite a value"),
        ("a = '''\n\n\n", "vaultsync.toml:1: this is not TOML: "),
        ("x = " + "{a=" * 3000, "vaultsync.toml:1: this is not TOML: too deeply nested"),
        ("x = " + "[" * 3000, "vaultsync.toml:1: this is not TOML: too deeply nested"),
    ],
)
def test_what_is_wrong_is_told_on_one_line(text, told):
    with pytest.raises(SettingsError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith(told)
    assert "\n" not in message
    assert caught.value.next_step


def test_the_first_of_several_errors_is_told():
    with pytest.raises(SettingsError, match=":2:"):
        parse('stamp = "tasks"\nlinks = "x"\n[journal]\nhead = 1\n[git]\nx = 1\n')


def test_load(tmp_path):
    with pytest.raises(SettingsError, match="there is no such file"):
        load(tmp_path)
    file = tmp_path / "vaultsync.toml"
    file.write_bytes(b'\xef\xbb\xbflinks = "markdown"\r\n')
    assert load(tmp_path).links == "markdown"
    file.write_bytes(b"# caf\xe9\n")
    with pytest.raises(SettingsError, match=r"vaultsync\.toml:1: it is not valid UTF-8"):
        load(tmp_path)
    file.unlink()
    file.mkdir()
    with pytest.raises(SettingsError, match="it is a folder"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("complete-roadmap", "complete-roadmap"),
        ("Complete Roadmap (2026)", "complete-roadmap-2026"),
        ("Café_Plan", "cafe-plan"),
        ("CON", "roadmap-con"),
        ("../../etc/passwd", "etc-passwd"),
        ("a-long-name-of-many-words-that-goes-on-and-on", "a-long-name-of-many-words-that-goes-on"),
    ],
)
def test_roadmap_name(stem, name):
    assert roadmap_name(stem) == name


@given(st.text(max_size=80))
def test_every_stem_gives_a_safe_name(stem):
    name = roadmap_name(stem)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name)
    assert parse(f"[[roadmaps]]\nname = '{name}'\nsource = 'x'").roadmaps[0].name == name
    assert roadmap_name(name) == name


def test_names_in_other_scripts_differ():
    assert roadmap_name("学習計画") != roadmap_name("学習予定")
    assert roadmap_name("学習計画").startswith("roadmap-")


def test_the_initial_settings_say_the_defaults():
    assert parse(initial()) == parse("")
    settings = parse(initial(links="markdown", stamp="none", folders={"journal": 'Diary "x'.replace('"', "'")}))
    assert (settings.links, settings.stamp, settings.folders.journal) == ("markdown", "none", "Diary 'x")
    with pytest.raises(SettingsError):
        initial(folders={"journal": "../x"})


def test_add_to_the_initial_settings():
    text = add_roadmap(initial(), "a", "docs/a.md", hours_per_week=10.0, start=datetime.date(2026, 11, 21))
    assert text == (
        initial() + '\n[[roadmaps]]\nname = "a"\nsource = "docs/a.md"\nstart = 2026-11-21\nhours_per_week = 10\n'
    )
    text = add_roadmap(text, "b", 'C:\\plan "b".md', title="B\tb", tasks="bullets", ticks="ignore")
    first, second = parse(text).roadmaps
    assert first.hours_per_week == 10
    assert (second.source, second.title, second.tasks, second.ticks) == (
        'C:\\plan "b".md', "B\tb", "bullets", "ignore",
    )  # fmt: skip
    assert remove_roadmap(remove_roadmap(text, "a"), "b") == initial()


HAND_MADE = """\
# mine
links = "wiki"   # as usual

# the big one
[[roadmaps]]
name = "big"            # short
source = "big.md"
# start later
# hours_per_week = 3

[[roadmaps]] # second
source = '''small.md'''
name = 'small'
# about the folders
[folders]
journal = "Diary"
"""


def test_add_keeps_what_is_there():
    text = add_roadmap(HAND_MADE, "third", "t.md")
    new = '\n[[roadmaps]]\nname = "third"\nsource = "t.md"\n'
    assert text == HAND_MADE.replace("name = 'small'\n", "name = 'small'\n" + new)


def test_remove_keeps_what_is_there():
    assert remove_roadmap(HAND_MADE, "small") == HAND_MADE.replace(
        "[[roadmaps]] # second\nsource = '''small.md'''\nname = 'small'\n", ""
    )
    text = remove_roadmap(HAND_MADE, "big")
    assert "# the big one" in text
    assert "start later" not in text
    assert [roadmap.name for roadmap in parse(text).roadmaps] == ["small"]


def test_roadmaps_in_an_array():
    text = "links = 'wiki'  # c\nroadmaps = [\n  {name = 'a', source = 'x'}, # first\n]\n[git]\ncommit = true # d\n"
    more = add_roadmap(text, "b", "y")
    assert [roadmap.name for roadmap in parse(more).roadmaps] == ["a", "b"]
    for comment in ("# c", "# first", "# d"):
        assert comment in more
    assert [roadmap.name for roadmap in parse(remove_roadmap(more, "a")).roadmaps] == ["b"]
    assert parse(add_roadmap("roadmaps = []\n", "b", "y")).roadmaps[0].source == "y"


def test_line_endings_and_mark_stay():
    text = "\ufeff" + HAND_MADE.replace("\n", "\r\n")
    for edited in (add_roadmap(text, "c", "c.md"), remove_roadmap(text, "big")):
        assert edited.startswith("\ufeff")
        assert edited.count("\r\n") == edited.count("\n")
    assert said(remove_roadmap(add_roadmap(text, "c", "c.md"), "c")) == said(text)


def said(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in text.splitlines() if line.strip()]


def test_a_text_without_final_newline():
    assert parse(add_roadmap("links = 'wiki'", "a", "a.md")).roadmaps[0].name == "a"
    assert parse(add_roadmap(ONE.rstrip(), "b", "b.md")).roadmaps[1].name == "b"


def test_what_cannot_be_added_or_removed():
    with pytest.raises(SettingsError, match='named "big" is there already'):
        add_roadmap(HAND_MADE, "big", "x.md")
    with pytest.raises(SettingsError, match="is not allowed"):
        add_roadmap(HAND_MADE, "../x", "x.md")
    with pytest.raises(SettingsError, match="is not allowed"):
        add_roadmap(HAND_MADE, "x", "x.md", hours_per_week=-1)
    with pytest.raises(SettingsError, match='no roadmap named "bog"') as caught:
        remove_roadmap(HAND_MADE, "bog")
    assert caught.value.next_step == 'Did you mean "big"? There are: big, small'
    with pytest.raises(SettingsError, match="not TOML"):
        add_roadmap("links =", "a", "a.md")


NAMES = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n"), min_size=1, max_size=20).filter(
    lambda text: text.strip()
)


@given(st.sampled_from(["", initial(), HAND_MADE, "roadmaps = []\n"]), st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_any_sequence_of_edits(text, edits):
    before = text
    comments = [line for line in text.splitlines() if line.startswith("#") and "later" not in line]
    here = {roadmap.name: roadmap.source for roadmap in parse(text).roadmaps}
    for name, source in edits:
        if name in here:
            text = remove_roadmap(text, name)
            del here[name]
        else:
            text = add_roadmap(text, name, source)
            here[name] = source
        assert {roadmap.name: roadmap.source for roadmap in parse(text).roadmaps} == here
    assert [comment for comment in comments if comment not in text.splitlines()] == []
    for name in [name for name in here if name in "abcd"]:
        text = remove_roadmap(text, name)
    assert said(text) == said(before)


def test_how_to_watch():
    assert parse("").watch == Watch(commit="session", quiet=5, rest=10, remote=False)
    settings = parse('[watch]\ncommit = "each"\nquiet = 3\nrest = 2.5\nremote = true\n')
    assert settings.watch == Watch(commit="each", quiet=3, rest=2.5, remote=True)


@pytest.mark.parametrize(
    ("line", "what", "next_step"),
    [
        ('commit = "always"', 'commit = "always" is not allowed in [watch]', 'Allowed: "session", "each", "never"'),
        ("quiet = 0", "quiet = 0 is not allowed in [watch]", "Wanted: a number of seconds from 0.5 to 600"),
        ("rest = 0", "rest = 0 is not allowed in [watch]", "Wanted: a number of minutes above 0, at most 1440"),
        ("pause = 3", 'unknown key "pause" in [watch]', "Allowed: commit, quiet, rest, remote"),
    ],
)
def test_what_cannot_be_said_of_watching(line, what, next_step):
    with pytest.raises(SettingsError) as told:
        parse(f"[watch]\n{line}\n")
    assert (told.value.what, told.value.where) == (what, "vaultsync.toml:2")
    assert told.value.next_step.endswith(next_step)
