"""Lines that only begin in bold, with the step of a plan: `**Week 2** – Seams (3 hours)`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline.blocks import Block, Heading, ListItem, Paragraph, Table
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import goes_on, split_duration
from vaultsync.models.outline import Duration

_LED = regex(r"^(?P<head>[^\w*]*(?P<mark>\*\*|__)(?P<label>[^*]+?)(?P=mark))(?P<rest>.*)$")
_SET_APART = regex(r"^(?P<head>.*\S)\s+(?P<mark>\*{1,3}|_{1,3}|`)(?P<rest>[^*_`]+)(?P=mark)\s*$")
_SENTENCE = regex(r"[.!?](?=\s+[^\W\d_a-z]).*\w|[.!?。:：]$")
_LONGEST = 120  # characters of a line that is a title
_LONGEST_LABEL = 40
_NEAR = 8  # blocks below a title


def is_led(line: str) -> bool:
    """Whether a line begins in bold."""
    return bool(_LED.match(line))


def is_led_by_step(line: str) -> bool:
    """Whether a line begins in bold with the step of a plan."""
    led = _LED.match(line)
    return led is not None and labels.step(led["label"]) is not None


def is_title(line: str) -> bool:
    """Whether a line is short and no sentence."""
    return len(line) <= _LONGEST and not _SENTENCE.search(line)


def steps_lead(blocks: Sequence[Block]) -> bool:
    """Whether most paragraphs that begin with a step in bold have lists or tables below them.

    Prose may stand between. Else they are the lines of a plan that says no more.
    """
    led = [n for n, block in enumerate(blocks) if _begins_step(block)]
    return 2 * sum(_holds(blocks[n + 1 : n + _NEAR]) for n in led) > len(led)


def _begins_step(block: Block) -> bool:
    return isinstance(block, Paragraph) and is_led_by_step(block.lines[0].strip())


def _holds(below: Sequence[Block]) -> bool:
    """Whether a list or a table comes before anything else that heads it."""
    for block in below:
        if isinstance(block, ListItem | Table):
            return True
        if isinstance(block, Heading) or _begins_step(block):
            return False
    return False


def recurring(blocks: Sequence[Block]) -> frozenset[str]:
    """The short lines with a colon that stand above lists three times or more: `Knowledge of:`, in normal form."""
    times = Counter(
        labels.normal(block.lines[0].strip())
        for block, below in pairwise(blocks)
        if isinstance(block, Paragraph) and isinstance(below, ListItem) and len(block.lines) == 1 and _is_label(block)
    )
    return frozenset(words for words, count in times.items() if count > 2 and words)


def _is_label(block: Paragraph) -> bool:
    line = block.lines[0].strip().strip("*_")
    return line.endswith((":", "：")) and len(line) <= _LONGEST_LABEL


def split_span(source: str, text: str, definitions: Mapping[str, tuple[str, str]]) -> tuple[str, Duration | None]:
    """A heading's words without its span, which emphasis alone may set apart: `**Week 2: Seams** *4 hours*`.

    `source` is its Markdown, `text` its visible words.
    """
    found = split_duration(text)
    for pattern in (_SET_APART, _LED) if found[1] is None and source[-1:] != ":" else ():
        match = pattern.match(source)
        head = read_inline(match["head"], definitions)[0].strip() if match else ""
        if match and head and not goes_on(head):
            apart = split_duration(f"{head} ({labels.undecorated(read_inline(match['rest'])[0])})")
            if apart[1] and apart[0] == head:
                return apart
    return found
