"""Questions that wait for the learner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a question is about: marks that differed, a task that may be one that left, words that two hands changed."""

    MARKS = "marks"
    SAME = "same"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is remembered.

    `item` is the item it is about, `other` the mark that was taken, or the item that left the roadmap; `why` is a
    sentence, `choices` what can be answered, the first of them what holds until then.
    """

    about: About
    item: str
    other: str
    choices: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        """What tells it from all other questions of its roadmap."""
        return f"{self.about} {self.item}"
