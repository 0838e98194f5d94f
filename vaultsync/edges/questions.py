"""`.vaultsync/review/`: the questions that wait for the learner, a sorted line for each."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.models.question import About, Question


def format_questions(questions: Mapping[str, Question]) -> str:
    """Questions as text: a line `key, other, choices, why` for each, sorted."""
    rows = []
    for key, question in sorted(questions.items()):
        fields = (key, question.other, " ".join(question.choices), " ".join(question.why.split()))
        rows.append("\t".join(fields) + "\n")
    return "".join(rows)


def parse_questions(text: str) -> dict[str, Question]:
    """The questions in `text`. A line that is none is left out: what it asked also stands in the notes.

    Of two lines about one item (a merge by another tool leaves such) the lesser one is kept, so that order does not
    matter.
    """
    found: dict[str, Question] = {}
    for line in sorted(text.split("\n"), reverse=True):
        fields = line.rstrip("\r").split("\t")
        about, _, item = fields[0].partition(" ")
        if len(fields) == 4 and item and about in About.__members__.values():
            question = Question(About(about), item, fields[1], tuple(fields[2].split()), fields[3])
            found[question.key] = question
    return found
