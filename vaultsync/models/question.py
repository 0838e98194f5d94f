"""Questions that wait for the learner."""

from __future__ import annotations

from enum import StrEnum

from vaultsync.models.structs import Frozen


class About(StrEnum):
    """What a question is about.

    Marks that differed, a task that may be one that left, words that two hands changed, or a line that may be a task's.
    """

    MARKS = "marks"
    SAME = "same"
    WORDS = "words"
    LINE = "line"


class Question(Frozen):
    """A question as it is remembered.

    `item` is the item it is about; `other` the mark that was taken, the item that left, or the words of the line. `why`
    is a sentence, `choices` the possible answers, of which the first holds until it is answered. A question answered
    for good has no choices left, and is remembered so that it is not asked again.
    """

    about: About
    item: str
    other: str
    choices: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        """What distinguishes it from all other questions of its roadmap."""
        return f"{self.about} {self.item}"
