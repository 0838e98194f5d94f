"""Which questions still wait for the learner, and what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from vaultsync.markdown import note, tasklines
from vaultsync.markdown.patterns import regex
from vaultsync.models.agreement import Agreement, Doubt, Review
from vaultsync.models.marks import PRECEDENCE, KnownMark, Mark, NoteScan, TaskLine
from vaultsync.models.question import About, Question
from vaultsync.models.roadmap import Roadmap, item_id

SAME, OTHER = "same", "other"
MINE, ROADMAP = "mine", "roadmap"
_TODO = KnownMark(Mark.TODO)
_WITH_WORDS, _LEFT = ", with words of yours,", " left the roadmap, and “"
_HOW = regex(rf"”(?: \(\w+\)|{_WITH_WORDS}){_LEFT}")


def texts_of(roadmap: Roadmap) -> dict[str, str]:
    """The words of every item of a roadmap, by its id."""
    texts = {}
    for node in roadmap.root.walk():
        texts[node.id] = node.title
        texts |= {item_id(node.id, task.id): task.text for task in node.tasks()}
    return texts


def of_marks(reviews: Iterable[Review]) -> Iterable[Question]:
    """The questions about marks that differed; the first choice is what was taken."""
    for review in reviews:
        if review.item and len(review.choices) > 1:
            choices = tuple(str(choice) for choice in review.choices)
            yield Question(About.MARKS, review.item, choices[0], choices, review.why)


def marked_twice(path: str, text: str, healed: NoteScan) -> Iterable[Review]:
    """The tasks that stand twice in a note as other tools merged it, once done and once skipped, say: one was taken.

    `healed` is the note without what those left in it.
    """
    once = Counter(task.block_id for task in healed.tasks)
    scan = note.scan(path, text)
    said: dict[str, list[TaskLine]] = {}
    for task in scan.tasks:
        if task.block_id and task.mark not in (None, Mark.TODO):
            said.setdefault(task.block_id, []).append(task)
    for block, tasks in said.items():
        tasks.sort(key=lambda task: PRECEDENCE[task.mark])
        first, last = tasks[0], tasks[-1]
        if first.mark is not last.mark and once[block] == 1:
            marks = f"[{first.char}] and [{last.char}] on two devices; [{first.char}] was taken"
            choices = tuple(str(mark) for mark in dict.fromkeys(task.mark for task in tasks))
            item = item_id(scan.id.partition("/")[2], block)
            yield Review(path, item, f"“{tasklines.words(first.text)}” was marked {marks}", choices)


def of_lines(doubts: Iterable[Doubt], items: Mapping[str, str]) -> Iterable[Question]:
    """The questions about lines that may be tasks whose own lines are missing."""
    for doubt in doubts:
        text = items.get(doubt.item, doubt.item)
        why = f"“{text}” is gone from its note, and “{doubt.text}” stands there: is it the same?"
        yield Question(About.LINE, doubt.item, doubt.text, (OTHER, SAME), why)


def of_doubts(
    before: Roadmap, after: Roadmap, marks: Mapping[str, KnownMark], archived: Container[str] = ()
) -> Iterable[Question]:
    """The questions whether a task that left is one that came in similar words.

    Only tasks that were marked, or that hold the learner's words and are `archived`, are asked about.
    """
    left, came = texts_of(before), texts_of(after)
    for old, new in after.unsure.items():
        if (old in marks or old in archived) and old in left and new in came:
            mark = f" ({marks[old].mark})" if old in marks else _WITH_WORDS
            why = f"“{left[old]}”{mark}{_LEFT}{came[new]}” came: is it the same?"
            yield Question(About.SAME, new, old, (OTHER, SAME), why)


def asked(review: Review) -> tuple[str, tuple[str, ...]]:
    """What a question asks, whatever its mark was: others that ask the same can be settled along with it."""
    return _HOW.sub(f"”{_LEFT}", review.why), review.choices


def with_new(known: Mapping[str, Question], new: Iterable[Question]) -> dict[str, Question]:
    """The known questions and the new ones, by key. What was answered for good stays answered."""
    merged = dict(known)
    for question in new:
        before = known.get(question.key)
        if before is None or before.choices or before.other != question.other:
            merged[question.key] = question
    return merged


def still_open(question: Question, items: Mapping[str, str], agreement: Agreement, gone: Container[str] = ()) -> bool:
    """Whether a question still matters: its item exists, and the learner has not answered it by what they did since.

    `items` are those of the roadmap, `gone` those that left it with a mark or words of the learner's.
    """
    if question.item not in items:
        return False
    if question.about is About.LINE:
        return any((doubt.item, doubt.text) == (question.item, question.other) for doubt in agreement.doubts)
    marks = agreement.marks
    mark = marks.get(question.item, _TODO).mark
    if question.about is About.SAME:
        kept = question.other in marks or question.other in gone
        return mark is Mark.TODO and kept and question.other not in items
    return str(mark) == question.other
