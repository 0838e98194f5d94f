"""Words and links of inline Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.inline import bare_urls, read_inline
from vaultsync.markdown.outline.prose import resolve_references
from vaultsync.models.links import Link


@pytest.mark.parametrize(
    ("source", "words", "links"),
    [
        ("a  **b** _c_ `d*` ~~e~~", "a b c d* e", []),
        ("snake_case 2 * 3", "snake_case 2 * 3", []),
        ("[a *b*](c)", "a b", [("a b", "c")]),
        ("![a](b.png)", "a", [("a", "b.png")]),
        ("[![a](b.png)](c)", "a", [("a", "c")]),
        ("a ![b](https://img.shields.io/b)", "a", [("b", "https://img.shields.io/b")]),
        ("a: [![b](https://img.shields.io/b)](c)", "a", [("b", "c")]),
        ("a [![b](https://img.shields.io/b)](c) [![d](d.png)](e)", "a d", [("b", "c"), ("d", "e")]),
        ("[![b](https://img.shields.io/b)](c)", "b", [("b", "c")]),
        ("[](c)", "c", [("c", "c")]),
        ("[a](https://a.example/中文?q=%20b)", "a", [("a", "https://a.example/中文?q=%20b")]),
        ("<https://a.example>", "https://a.example", [("https://a.example", "https://a.example")]),
        ("see https://a.example/b_(c).", "see https://a.example/b_(c).", [("https://a.example/b_(c)",) * 2]),
        ("[a][b] [c] [d]", "a c [d]", [("a", "u"), ("c", "v")]),
        ("a &amp; b<br>c", "a & b c", []),
        ('<a href="u">a</a>', "a", [("u", "u")]),
        ("[[Note|words]] ![[pic.png]]", "words pic.png", []),
        ("a \\* b", "a * b", []),
        ("x" * 6000 + " [a](b) **c**", "x" * 6000 + " a c", [("a", "b")]),
    ],
)
def test_inline(source: str, words: str, links: list[tuple[str, str]]) -> None:
    definitions = {"b": ("u", ""), "c": ("v", "")}
    found, made = read_inline(source, definitions)
    assert found == words
    assert made == [Link(*link) for link in links]


def test_addresses_end_where_the_sentence_does() -> None:
    assert bare_urls("(https://a.example/x), https://b.example/y?z=1&w=(2)!") == [
        "https://a.example/x",
        "https://b.example/y?z=1&w=(2)",
    ]


@given(st.text(max_size=200))
def test_any_text_is_read(source: str) -> None:
    words, links = read_inline(source)
    assert words == " ".join(words.split())
    assert all(link.url for link in links)


def test_the_words_of_a_reference_link_may_hold_brackets() -> None:
    links = {"1": ("https://e.org/1", ""), "2023": ("https://e.org/2", "")}
    said = "[Bends [2023]][1], [Loops][1] and [Eyes [2023]]"
    assert resolve_references(said, links) == (
        "[Bends [2023]](https://e.org/1), [Loops](https://e.org/1) and [Eyes [2023](https://e.org/2)]"
    )
