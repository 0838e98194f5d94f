"""The subject lines of commits: what was studied or pulled, within 72 characters.

Names that are too long are shortened or left out; the body then has them whole. Numbers are never cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from vaultsync.domain.progress.figures import count
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.links import with_names
from vaultsync.markdown.patterns import regex
from vaultsync.models.progress import Handwork, RoadmapProgress

LONGEST = 72
_WHOLE = 1000
# Fewer letters of a name than the last of these tell nothing.
_LENGTHS = (_WHOLE, 32, 24, 16)
_TITLE = 40
_DECORATION = regex("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]+")
_GENERIC = regex(r"\s+(?:learning\s+|study\s+)?(?:roadmap|path|curriculum|plan)$", re.IGNORECASE)
_NUMBER = regex(r"^(?:\d+(?:\.\d+)+\.?|\d+[.)])\s+(?=\S)")
_FIGURES = regex(r" \([^()]*\d+/\d+[^()]*\)$")
_CUT_NUMBER = regex(r"\d[\d.,:/-]*\Z")


def studied(what: str, units: Sequence[str], roadmaps: Sequence[RoadmapProgress]) -> tuple[str, bool]:
    """`Study: 3 done in Mathematics Fundamentals (Complete AI Engineer 41/478)`; whether it names the units whole.

    `what` is what was done, `units` are the titles of the notes it was done in, each once.
    """
    shown = [unit_title(title) for title in units]
    several = f"{len(shown)} notes"
    wheres = [" and ".join(shown)] if 0 < len(shown) <= 2 else []
    wheres += [several] if len(shown) > 1 else [clip(title, longest) for title in shown for longest in _LENGTHS[1:]]
    for title in (_WHOLE, *_LENGTHS[2:]):
        for where in wheres:
            subject = f"Study: {what} in {where}{figures(roadmaps, title)}"
            if len(subject) <= LONGEST:
                return subject, where == " and ".join(shown)
    tails = [figures(roadmaps, longest) for longest in _LENGTHS]
    tails += [f" ({_figure(roadmaps[0])})"] if len(roadmaps) == 1 else [f" in {len(roadmaps)} roadmaps"]
    return _first_that_fits([f"Study: {what}{tail}" for tail in (*tails, "")]), False


def written_in(notes: Sequence[str], *, foreign: int = 0) -> tuple[str, bool]:
    """`Study: notes in Python and SQL`; whether it names the notes (their titles) whole. `foreign` are no units."""
    titles = list(dict.fromkeys(unit_title(title) for title in notes))
    named = f"Study: notes in {' and '.join(titles)}"
    if len(titles) <= 2 and len(named) <= LONGEST:
        return named, True
    many = f"wrote in {len(titles)} notes" if foreign else f"notes in {len(titles)} units"
    return (f"Study: {many}" if len(titles) > 1 else clip(named)), False


def handled(notes: Handwork) -> tuple[str, str]:
    """`Study: deleted Python and SQL`, if nobody wrote in a note; and the heading of the complete list in the body."""
    for word, titles in (("deleted", notes.deleted), ("moved", notes.moved)):
        names = list(dict.fromkeys(unit_title(title) for title in titles))
        named = f"Study: {word} {' and '.join(names)}"
        if names and len(names) <= 2 and len(named) <= LONGEST:
            return named, word.capitalize()
        if names:
            return f"Study: {word} {count(len(names), 'note')}", ""
    if len(notes.reviews) == 1:
        return f"Study: made the review {notes.reviews[0]}", ""
    if notes.reviews:
        return f"Study: made {len(notes.reviews)} reviews", ""
    if not notes.others and (notes.settled or notes.mended):
        return "Study: " + ("settled a question" if notes.settled else f"mended {count(notes.mended, 'file')}"), ""
    named = f"Study: changed {' and '.join(one_line(name) for name in notes.others)}"
    if 0 < len(notes.others) <= 2 and len(named) <= LONGEST:
        return named, ""
    if notes.others:
        return f"Study: changed {count(len(notes.others), 'file')}", ""
    if notes.own:
        return f"Study: changed {count(len(notes.own), 'file')} in .vaultsync", ""
    return "Study: summary", ""


def pulled(news: Sequence[tuple[str, str]], together: str) -> str:
    """`Pull: Knots: 2 new, 3 changed; Ropes: 1 new`: titles of roadmaps with what was done to their notes.

    `together` is what was done to those of all: where the titles have no room.
    """
    return _fitted(
        lambda longest: f"Pull: {'; '.join(f'{clip(title, longest)}: {counts}' for title, counts in news)}",
        f"Pull: {together}{f' in {len(news)} roadmaps' if len(news) > 1 else ''}",
    )


def pulled_first(titles: Sequence[str], notes: int) -> str:
    """`Pull: Knots and Ropes (12 notes)`: roadmaps that were pulled for the first time."""
    tail = f" ({count(notes, 'note')})"
    return _fitted(
        lambda longest: f"Pull: {_and([clip(title, longest) for title in titles])}{tail}",
        f"Pull: {count(len(titles), 'roadmap')}{tail}",
    )


def merged(notes: Sequence[str], remote: str, roadmaps: Sequence[RoadmapProgress]) -> str:
    """`Merge: Python and SQL from origin (Complete AI Engineer 41/478)`."""
    names = list(dict.fromkeys(unit_title(title) for title in notes))
    origin = f" from {one_line(remote)}" if names else ""
    whats = [" and ".join(names)] if 0 < len(names) <= 2 else []
    whats += [f"{count(len(notes), 'note')}"] if names else ["what both devices did"]
    return _first_that_fits(
        [
            *(f"Merge: {what}{origin}{figures(roadmaps, title)}" for title in _LENGTHS for what in whats),
            *(f"Merge: {what}{origin}" for what in whats),
            clip(f"Merge: {whats[-1]}{origin}"),
        ]
    )


def dated(ticks: Sequence[tuple[str, int]]) -> str:
    """`Dates: 12 ticks of Knots from their history`: titles of roadmaps, and how many ticks of each."""
    return _fitted(
        lambda longest: (
            "Dates: "
            + ", ".join(f"{count(number, 'tick')} of {clip(short_title(title), longest)}" for title, number in ticks)
            + " from their history"
        ),
        f"Dates: {count(sum(number for _, number in ticks), 'tick')} of {len(ticks)} roadmaps from their history",
    )


def undone(subject: str, *, redo: bool) -> tuple[str, bool]:
    """`Undo: Study: 3 done in Python (…)` for the subject of a commit; whether it has that whole."""
    what = one_line(subject)
    if redo:
        what = what.removeprefix("Undo: ")
    head = f"{'Redo' if redo else 'Undo'}: {what}"
    if len(head) <= LONGEST:
        return head, True
    return clip(_FIGURES.sub("", head)), False


def figures(roadmaps: Sequence[RoadmapProgress], longest: int = _WHOLE) -> str:
    """` (Complete AI Engineer 41/478)`, titles in so many letters at most; two roadmaps of one title go by name."""
    if not roadmaps:
        return ""
    short = [short_title(roadmap.title) for roadmap in roadmaps]
    told = [
        f"{clip(title if short.count(title) == 1 else visible_words(roadmap.name), longest)} {_figure(roadmap)}"
        for title, roadmap in zip(short[:2], roadmaps, strict=False)
    ]
    more = f" and {len(roadmaps) - 2} more" if len(roadmaps) > 2 else ""
    return f" ({', '.join(told)}{more})"


def short_title(title: str) -> str:
    """A roadmap's title for a subject line: without emoji and words that every roadmap has."""
    whole = visible_words(title)
    bare = " ".join(_DECORATION.sub(" ", whole).split())
    bare = bare.split(": ")[0] if len(bare) > _TITLE else bare
    short = _GENERIC.sub("", bare)
    return clip(short or bare or whole, _TITLE)


def unit_title(title: str) -> str:
    """A note's title for a subject line: without its number."""
    return _NUMBER.sub("", visible_words(title))


def visible_words(text: str) -> str:
    """The visible words of a line, on one line; a link without words of its own is the name of its note."""
    return one_line(read_inline(with_names(one_line(text)))[0]) or one_line(text)


def one_line(text: str) -> str:
    """The text without line ends, and without control characters: git takes no NUL, a terminal obeys others."""
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    return " ".join(text.split())


def clip(text: str, longest: int = LONGEST) -> str:
    """The text, cut after a word where it is longer, never within a number."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1].rstrip()
    word = cut.rpartition(" ")[0]
    if len(word) > longest // 2:
        cut = word
    elif text[len(cut)].isdigit():
        cut = _CUT_NUMBER.sub("", cut)
    return cut.rstrip(" ,;:-(") + "…"


def _figure(roadmap: RoadmapProgress) -> str:
    return f"{roadmap.tally.done}/{roadmap.tally.total}"


def _fitted(make: Callable[[int], str], without: str) -> str:
    """A subject with names as long as they may be; `without` is the one that names none."""
    return _first_that_fits([*(make(longest) for longest in _LENGTHS), without])


def _first_that_fits(subjects: Iterable[str]) -> str:
    """The first subject that is short enough, else the last."""
    last = ""
    for last in subjects:
        if len(last) <= LONGEST:
            return last
    return last


def _and(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more roadmaps"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
