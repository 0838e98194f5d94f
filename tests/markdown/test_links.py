"""Links, and text that can break none of them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vaultsync.markdown.links import (
    escape_inline,
    markdown_link,
    plain_wikilink,
    relative,
    resolve,
    wikilink,
    wikilinks,
    with_short_links,
)


@pytest.mark.parametrize(
    ("path", "alias", "link"),
    [
        ("Roadmaps/A/B.md", "B", "[[Roadmaps/A/B|B]]"),
        ("Roadmaps/A/B", "", "[[Roadmaps/A/B]]"),
        ("B.md", "B", "[[B]]"),
        ("A.md", "x | y", "[[A|x - y]]"),
        ("A.md", "[Video] a]] [[b", "[[A|(Video) a)) ((b]]"),
        ("A.md", "two\n lines ", "[[A|two lines]]"),
        ("A.md", "50%% `x` <!-- \\", "[[A|50% 'x' <--]]"),
        ("A.md", "$$x$$ $5", "[[A|$x$ $5]]"),
        ("A.md", "1.1 Größe (x) & <y> *z*", "[[A|1.1 Größe (x) & <y> *z*]]"),
    ],
)
def test_wikilink(path, alias, link):
    assert wikilink(path, alias) == link


def test_wikilink_in_a_table():
    link = wikilink("A/B.md", "c|d", in_table=True)
    assert link == "[[A/B\\|c-d]]"
    assert wikilinks(link) == [("A/B", "c-d", 0, len(link))]


def test_wikilinks():
    text = "a [[B]] ![[C#H|c]] [[D|d [e] f]] \\[[no [[x\ny]] [[E^i\\|e]] [[]] [[|x]] [[[F]]]"
    found = wikilinks(text)
    assert [(link.target, link.alias) for link in found] == [
        ("B", ""),
        ("C#H", "c"),
        ("D", "d [e] f"),
        ("E^i", "e"),
        ("F", ""),
    ]
    assert all(text[link.start : link.start + 2] == "[[" for link in found)
    assert text[found[0].start : found[0].end] == "[[B]]"


def test_plain_wikilink():
    assert plain_wikilink("[[A|B]]")
    assert plain_wikilink(" [[A]] ")
    for text in ("", "A", "[[A]] x", "![[A]]", "[[A]][[B]]", "[A](B)", "[[]]"):
        assert not plain_wikilink(text)
    assert plain_wikilink("[[A/B|C]]") == "A/B"


@pytest.mark.parametrize(
    ("start", "end", "href"),
    [
        ("A/B.md", "A/C.md", "C.md"),
        ("B.md", "A/C d.md", "A/C%20d.md"),
        ("PROGRESS.md", "Roadmaps/X/1.1 A (b).md", "Roadmaps/X/1.1%20A%20%28b%29.md"),
        ("A/B/C.md", "D.md", "../../D.md"),
        ("A/B.md", "A/B.md", "B.md"),
        ("A.md", "a&b #1 50% <x>.md", "a%26b%20%231%2050%25%20%3Cx%3E.md"),
        ("A.md", "Größe 数.md", "Größe%20数.md"),
        ("A.md", "x\u00a0y\u2028z.md", "x%C2%A0y%E2%80%A8z.md"),
        ("A.md", "a:b.md", "a%3Ab.md"),
    ],
)
def test_relative(start, end, href):
    assert relative(start, end) == href
    assert resolve(href, start) == end.removesuffix(".md")


def test_resolve():
    assert resolve("http://x.org/a.md", "B.md") == ""
    assert resolve("mailto:a@b.md", "B.md") == ""
    assert resolve("../a.md", "B.md") == ""
    assert resolve("#h", "B.md") == ""
    assert resolve("a%20b.md#^i", "X/B.md") == "X/a b"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain words, 6-8 weeks (x) & y: 2 > 1 = 3!", "plain words, 6-8 weeks (x) & y: 2 > 1 = 3!"),
        ("snake_case _em_", "snake_case \\_em\\_"),
        ("a | b", "a \\| b"),
        ("# heading #tag C#", "\\# heading \\#tag C#"),
        ("- item", "\\- item"),
        ("-5 degrees", "-5 degrees"),
        ("1. one", "1\\. one"),
        ("1.5 hours", "1.5 hours"),
        ("> quote", "\\> quote"),
        ("<script>&lt;", "&lt;script>&amp;lt;"),
        ("![[Note]] [x](y)", "!\\[\\[Note\\]\\] \\[x\\](y)"),
        ("%%hidden%%", "%\\%hidden%\\%"),
        ("==mark==", "\\=\\=mark=\\="),
        ("two\n\n lines\t\x00x", "two lines x"),
        ("x ^id", "x \\^id"),
        ("$x$ `y` \\z", "\\$x\\$ \\`y\\` \\\\z"),
    ],
)
def test_escape_inline(text, safe):
    assert escape_inline(text) == safe


def test_markdown_link():
    assert markdown_link("a [b]", "c.md") == "[a \\[b\\]](c.md)"
    assert markdown_link("https://x.org", "c d(.md") == "[https\\://x.org](<c d(.md>)"


PIECES = st.sampled_from(
    ["|", "`", "``", "[", "]", "[[", "]]", "(", ")", "<b>", "-->", "<!--", "*", "**", "_", "#", "##", "- ", "1. ",
     "+", "=", "===", "---", "%%", "![[", "\\", "\n", "\r\n", " ", "  ", "a", "word", "&amp;", "&#35;", "~~", ">", "$",
     "https://x.org", "www.x.org", "^id", "é", "🎉", "\u2028", "\t", "[x](y)", "[ ] ", "^", ":", "!", "x@y.org"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=20))
MD = MarkdownIt("gfm-like", {"linkify": False, "html": True})


def shown(inline: Token) -> str:
    """What a reader sees of an inline token; anything but text, or a link, is a failure."""
    assert inline.children is not None
    assert {child.type for child in inline.children} <= {"text", "text_special", "link_open", "link_close"}
    return "".join(child.content for child in inline.children)


def flat(text: str) -> str:
    """What the text says when it stands on one line."""
    kept = (char for char in text if char.isspace() or (char >= " " and char not in "\x7f\ufeff"))
    return " ".join("".join(kept).split())


@given(TEXTS)
def test_escaped_text_is_shown_as_it_is(text):
    safe, wanted = escape_inline(text), flat(text)
    assert "\n" not in safe
    for before, after, opening in [
        ("# ", "", "heading_open"),
        ("- ", "", "bullet_list_open"),
        ("1. ", "", "ordered_list_open"),
        ("", "", "paragraph_open"),
        ("> ", "", "blockquote_open"),
        ("text\n", "", "paragraph_open"),
    ]:
        if not wanted:
            continue
        tokens = MD.parse(before + safe + after)
        assert tokens[0].type == opening
        inline = [token for token in tokens if token.type == "inline"]
        assert len(inline) == 1
        if before == "text\n":
            assert [child.type for child in inline[0].children or []][:2] == ["text", "softbreak"]
        else:
            assert shown(inline[0]) == wanted


@given(TEXTS, TEXTS)
def test_escaped_text_stays_in_its_cell(one, other):
    table = f"| a | b |\n| --- | --- |\n| {escape_inline(one)} | {escape_inline(other)} |\n"
    tokens = MD.parse(table)
    cells = [tokens[i + 1] for i, token in enumerate(tokens) if token.type == "td_open"]
    assert [shown(cell) for cell in cells] == [flat(one), flat(other)]


@given(TEXTS, st.sampled_from(["a.md", "A%20b/c.md", "x y(.md"]))
def test_any_text_makes_a_link(text, href):
    tokens = MD.parse("see " + markdown_link(text, href) + " there")
    inline = tokens[1]
    assert shown(inline) == f"see {flat(text)} there"
    assert [child.type for child in inline.children or [] if "link" in child.type] == ["link_open", "link_close"]


@given(TEXTS)
def test_any_alias_makes_a_wikilink(alias):
    link = wikilink("A/B.md", alias)
    assert [(found.target, found.start, found.end) for found in wikilinks(f"x {link} y")] == [("A/B", 2, 2 + len(link))]
    assert plain_wikilink(link)
    assert "\n" not in link


PATHS = st.lists(
    st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=6).filter(
        lambda part: part not in {".", ".."}
    ),
    min_size=1,
    max_size=3,
).map("/".join)


@given(PATHS, PATHS)
def test_an_address_leads_there(start, end):
    href = relative(start, end + ".md")
    assert unquote(href).endswith(end.rsplit("/", 1)[-1] + ".md")
    assert resolve(href, start) == end
    inline = MD.parse(f"[x]({href})")[1]
    assert [child.type for child in inline.children or []] == ["link_open", "text", "link_close"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- [ ] [[A/B/C|see]] ^c", "- [ ] [[C|see]] ^c"),
        ("[[A/C.md#Part|see]]", "[[C#Part|see]]"),
        ("[see](../B/C%20d.md)", "[see](<A/C d.md>)"),
        ("[[A/B|x]] and [y](A/C.md)", "[[B|x]] and [y](C.md)"),
    ],
)
def test_links_written_in_two_ways_are_the_same(one, other):
    assert with_short_links(one) == with_short_links(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[[A/B|see]]", "[[A/C|see]]"),
        ("[[A/B|see]]", "[[A/B|look]]"),
        ("[[A#One]]", "[[A#Two]]"),
        ("[a](https://example.org/one/x.md)", "[a](https://example.org/two/x.md)"),
        ("[[A]]", "A"),
    ],
)
def test_links_to_other_places_are_others(one, other):
    assert with_short_links(one) != with_short_links(other)
