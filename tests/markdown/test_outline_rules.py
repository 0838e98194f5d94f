"""What becomes of a document: fixtures of title, document and tree for every rule of the parser."""

from __future__ import annotations

import pytest
from outline_tree import cases, show

from vaultsync.markdown.outline.parsing import parse_outline


@pytest.mark.parametrize(
    ("text", "tree"), [pytest.param(text, tree, id=f"{file}: {title}") for file, title, text, tree in cases()]
)
def test_rule(text: str, tree: str) -> None:
    assert show(parse_outline(text, "plan")) == tree


def test_every_fixture_is_read() -> None:
    titles = [title for _, title, _, _ in cases()]
    assert len(titles) == len(set(titles)) > 60
