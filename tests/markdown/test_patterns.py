"""Patterns are compiled late, so that one which is none is found here, not by a learner."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import vaultsync
from vaultsync.markdown.patterns import regex

LATE = type(regex(""))  # what stands for a pattern until it is asked for anything


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, LATE):
        yield value
    elif isinstance(value, dict):
        yield from (found for inner in value.values() for found in _patterns(inner))
    elif isinstance(value, (list, tuple)):
        yield from (found for inner in value for found in _patterns(inner))


def test_every_pattern_of_the_program_is_one() -> None:
    count = 0
    for module in pkgutil.walk_packages(vaultsync.__path__, "vaultsync."):
        if not module.name.endswith("__main__"):
            for value in vars(import_module(module.name)).values():
                for found in _patterns(value):
                    assert re.compile(found.pattern, found.flags & ~re.UNICODE)
                    count += 1
    assert count > 200


def test_a_late_pattern_does_what_a_compiled_one_does() -> None:
    late, compiled = regex(r"(?P<a>x+)y", re.IGNORECASE), re.compile(r"(?P<a>x+)y", re.IGNORECASE)
    assert late.pattern == compiled.pattern
    assert late.flags == compiled.flags
    assert late.groupindex == compiled.groupindex
    assert late.sub("z", "aXXyb") == compiled.sub("z", "aXXyb") == "azb"
    assert [match["a"] for match in late.finditer("xy Xy")] == ["x", "X"]
    assert regex(rb"x").search(b"ax")
    with pytest.raises(re.error):
        regex("(").match("")
