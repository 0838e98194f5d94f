"""The places within a note that links lead to."""

from __future__ import annotations

import pytest

from vaultsync.markdown.linking.anchors import anchors

NOTE = """\
---
title: Heading
# a comment
---
# Knots: **all** of them!

## 1.1 Loops: easy ##
- [ ] Bowline ^bowline
  - words ^Deeper
> quoted ^in-quote

| a | b |
| - | - |

^table

Setext
======

> ## In a quote
- # In a list
```
# Not this one
- text ^nor-this
```
### Notes [[with a link|alias]] ^id-of-heading
## 1.2 Hitches
### Notes
#hashtag
"""


@pytest.mark.parametrize(
    "fragment",
    [
        "Knots: **all** of them!",
        "knots all of THEM",
        "Knots all of them#1.1 Loops easy",
        "1.1 Loops easy#Notes with a link alias",
        "1.2 Hitches#Notes",
        "Notes",
        "Setext",
        "In a quote",
        "In a list",
        "Notes with a link alias",
        "^bowline",
        "^BOWLINE",
        "^deeper",
        "^in-quote",
        "^table",
        "^id-of-heading",
        "1.2 Hitches#^bowline",
        "",
    ],
)
def test_places_that_are_there(fragment: str) -> None:
    found = anchors(NOTE)
    assert found.has(fragment)
    assert anchors(NOTE.replace("\n", "\r\n")) == found


@pytest.mark.parametrize(
    "fragment",
    [
        "Loops",
        "Knot",
        "a comment",
        "Not this one",
        "hashtag",
        "1.2 Hitches#1.1 Loops",
        "1.2 Hitches#Knots all of them",
        "^nor-this",
        "^bowl",
        "knots-all-of-them",
    ],
)
def test_places_that_are_not(fragment: str) -> None:
    assert not anchors(NOTE).has(fragment)


def test_places_as_git_hosts_name_them() -> None:
    found = anchors(NOTE)
    assert found.has_slug("knots-all-of-them")
    assert found.has_slug("notes-1")
    assert not found.has_slug("notes-on")
