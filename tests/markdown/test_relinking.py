"""Links after renaming: each means what it meant, and nothing else of a text changes."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.linking.relinking import Renames, relink, relink_json
from vaultsync.markdown.links import relative

PATHS = ["A/1.1 Loops.md", "A/A.md", "Mine/x.md", "img/p.png", "B/It's.md", "A/Deep/Deep.md", "B/Loops.md"]
MOVED = {"A/1.1 Loops.md": "C/1.2 Big (loops).md", "A/A.md": "C/C.md", "B/It's.md": "B/O'er.md"}


def renames(moved: dict[str, str] | None = None, paths: list[str] | None = None) -> Renames:
    moved, paths = MOVED if moved is None else moved, paths or PATHS
    return Renames(Files(paths), Files([moved.get(path, path) for path in paths]), moved, {"A": "C"})


@pytest.mark.parametrize(
    ("source", "text", "wanted"),
    [
        ("Mine/x.md", "[[1.1 Loops]] [[A/1.1 loops#H|a]]", "[[1.2 Big (loops)]] [[C/1.2 Big (loops)#H|a]]"),
        ("Mine/x.md", "![[A/1.1 Loops.md#^b]] | [[A/A\\|t]]", "![[C/1.2 Big (loops).md#^b]] | [[C/C\\|t]]"),
        ("Mine/x.md", "[[/A/A]] [[ A/A |t]]", "[[/C/C]] [[ C/C |t]]"),
        ("Mine/x.md", "[a](../A/A.md#h) [a](<../A/1.1 Loops.md>)", "[a](../C/C.md#h) [a](<../C/1.2 Big (loops).md>)"),
        ("Mine/x.md", '[a](../A/A "t") [a](A/A.md)', '[a](../C/C "t") [a](C/C.md)'),
        ("Mine/x.md", "[r]: ../A/A.md 'x'\n> [r]: ../A/A.md\r\n", "[r]: ../C/C.md 'x'\n> [r]: ../C/C.md\r\n"),
        ("A/A.md", "![](../img/p.png) [d](Deep/Deep.md) [[Deep]]", "![](../img/p.png) [d](../A/Deep/Deep.md) [[Deep]]"),
        ("A/A.md", "[me](A.md) [me](./A.md#x) [[./1.1 Loops]]", "[me](C.md) [me](./C.md#x) [[./1.2 Big (loops)]]"),
        ("A/Deep/Deep.md", "[[../A]] [up](../A.md)", "[[../../C/C]] [up](../../C/C.md)"),
        ("Mine/x.md", "---\na: '[[B/It''s]]'\nb: \"[[It's]]\"\n---\n", "---\na: '[[B/O''er]]'\nb: \"[[O'er]]\"\n---\n"),
        ("Mine/x.md", "---\nl: ['[[A/A]]', \"it's\", '[[It''s]]']\n---\n", "---\nl: ['[[C/C]]', \"it's\", '[[O''er]]']\n---\n"),
    ],
)  # fmt: skip
def test_links_of_every_form(source: str, text: str, wanted: str) -> None:
    assert relink(text, source, renames()) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "`[[A/A]]` ``[x](../A/A.md)``",
        "```\n[[A/A]]\n```",
        "~~~\n[x](../A/A.md)\n~~~\n",
        "[[#here]] [[^b]] [[Nowhere/A]] [[B/Loops]] [[Loops]] [w](https://a.invalid/A/A.md) [m](mailto:A/A.md)",
        "A/A.md and [A/A] and [[A/A",
        "[^1]: ../A/A.md",
    ],
)
def test_what_is_no_link_to_a_renamed_file_stays(text: str) -> None:
    assert relink(text, "Mine/x.md", renames()) == text


def test_a_short_link_that_would_mean_another_file_becomes_longer() -> None:
    paths = ["A/Loops.md", "Mine/x.md", "Mine/Intro.md"]
    made = renames({"A/Loops.md": "A/Intro.md"}, paths)
    assert relink("[[Loops]] [[Intro]]", "Mine/x.md", made) == "[[A/Intro]] [[Intro]]"
    assert relink("[[Intro]]", "x.md", renames({"A/Loops.md": "Intro.md"}, paths)) == "[[Mine/Intro]]"


def test_canvas_bookmarks_and_colours() -> None:
    text = (
        '{ "nodes":[{"file":"A/1.1 Loops.md","subpath":"#x"},\r\n {"text":"\\u00e9 \\/ \\n[[A/A|t]] \\"q\\" 😀[[A]]"}],'
        ' "i": {"query":"path:\\"A\\" tag:x", "path":"A", "title":"A/A.md"}}'
    )
    wanted = (
        text.replace("A/1.1 Loops.md", "C/1.2 Big (loops).md")
        .replace("[[A/A|", "[[C/C|")
        .replace("[[A]]", "[[C]]")
        .replace('path:\\"A\\"', 'path:\\"C\\"')
        .replace('"path":"A"', '"path":"C"')
    )
    assert relink_json(text, "c.canvas", renames()) == wanted
    json.loads(wanted)
    assert relink_json("{broken [[A/A]]", "c.canvas", renames()) == "{broken [[A/A]]"


_NAME = st.text("aB é'()-.1", min_size=1, max_size=4).map(str.strip).filter(lambda name: name.strip("."))
_NAME = _NAME.filter(lambda name: not name.endswith(".") and not name.startswith("."))
_PATH = st.lists(_NAME, min_size=1, max_size=3).map(lambda names: "/".join(names) + ".md")
_WORDS = st.text("ab []()|#\n`\t-", max_size=8).map(lambda text: text.replace("[[", "[ ").replace("](", "] ("))


@st.composite
def vaults(draw: st.DrawFn) -> tuple[list[str], dict[str, str]]:
    unique = {path.casefold(): path for path in draw(st.lists(_PATH, min_size=2, max_size=7))}
    paths = sorted(unique.values())
    fresh = {path.casefold(): path for path in draw(st.lists(_PATH, max_size=4))}
    free = [path for key, path in sorted(fresh.items()) if key not in unique]
    return paths, dict(zip(draw(st.permutations(paths)), free, strict=False))


@given(vaults(), st.data())
def test_every_link_means_what_it_meant(vault: tuple[list[str], dict[str, str]], data: st.DataObject) -> None:
    paths, moved = vault
    made = renames(moved, paths)
    source = data.draw(st.sampled_from(paths))
    pieces: list[str] = []
    meant: list[str] = []
    for _ in range(data.draw(st.integers(1, 4))):
        target = data.draw(st.sampled_from(paths))
        short = target.split("/")[-1].removesuffix(".md")
        forms = [f"[[{target[:-3]}|x]]", f"![[{target}#h]]", f"[[{short}]]", f"[t]({relative(source, target)}#h)"]
        pieces += ["\n\nwords ", data.draw(st.sampled_from(forms))]
    text = "".join([*pieces, " end"])
    new = relink(text, source, made)
    link = re.compile(r"\[\[([^\]|#]+)|\]\(([^#)]*(?:\([^)]*\)[^#)]*)*)")
    split = re.compile(r"\[\[[^\]|#]+|\]\((?:[^#])*")
    assert split.sub("@", new) == split.sub("@", text)
    meant = [_file(made.before, found, source) for found in link.finditer(text)]
    assert [made.of(path) if path else "" for path in meant] == [
        _file(made.after, found, made.of(source)) for found in link.finditer(new)
    ]
    back = Renames(made.after, made.before, {new: old for old, new in moved.items()}, {})
    assert [_file(made.before, found, source) for found in link.finditer(relink(new, made.of(source), back))] == meant


def _file(files: Files, found: re.Match[str], source: str) -> str:
    from urllib.parse import unquote

    if found[1]:
        return files.meant(found[1], source)
    return files.beside(unquote(found[2]), source)


@given(_WORDS, vaults())
def test_text_without_links_stays(words: str, vault: tuple[list[str], dict[str, str]]) -> None:
    paths, moved = vault
    assert relink(words, paths[0], renames(moved, paths)) == words
