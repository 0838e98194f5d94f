"""Which note or task a learner means by a few words: found for sure, or not at all.

Steps, each sure where exactly one is found: its id or path, its number, its very words, its first words (`week 1`),
its words in part (`eigen`), its words with those of the task above, its note and roadmap (`loops bowline`), words that
are nearly these (typing errors).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from vaultsync.domain.identity.likeness import likeness
from vaultsync.domain.marks.lostlines import comparable
from vaultsync.domain.progress.items import Role, item_tree
from vaultsync.markdown.names import without_number
from vaultsync.markdown.patterns import regex
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.structs import Frozen

SHOWN = 8  # candidates
_TYPED = 80.0  # how alike a mistyped word is
_NEAR = 60.0  # how alike what is offered is where nothing was found
_SHORTEST = 3  # letters of a word that may be the beginning of another
_NUMBER = regex(r"\d+(?:\.\d+)*")
_WORDS = regex(r"[^\W_]+(?:[.+#][^\W_]*)*")


def candidates_of(
    roadmap: Roadmap, marks: Mapping[str, KnownMark], paths: Mapping[str, str], *, only_marked: bool
) -> list[Candidate]:
    """The notes and tasks of a roadmap, in document order.

    `marks` are by item id, `paths` by note id, where a note stands elsewhere than the roadmap has it. With
    `only_marked` those that can have no mark (the roadmap itself, reference notes) are left out.
    """
    found = []
    entries = item_tree(roadmap).entries
    for entry in entries:
        if entry.role is Role.TWIN or (only_marked and not entry.has_mark):
            continue
        node = entry.node
        path = paths.get(roadmap.note_id(node), node.path)
        unit = roadmap.title if entry.task is None else node.title
        mark = marks[entry.id].mark if entry.id in marks else Mark.TODO
        above = entries[entry.parent].task if entry.task is not None else None
        under = above.text if above is not None else ""
        found.append(Candidate(roadmap.name, entry.id, entry.text, unit, path, entry.task is None, mark, under))
    return found


def find(
    query: str,
    candidates: Sequence[Candidate],
    titles: Mapping[str, str],
    rather: Callable[[Candidate], bool] = lambda _: True,
) -> Candidate | Unsure:
    """What `query` means, or what it may mean. `titles` are the roadmaps' by name.

    Among several of one step those that the command can do something with (`rather`) are meant, where it is only one.
    """
    wanted = _plain(query)
    asked = _Asked(query.strip(), wanted, _words(wanted), titles)
    for step in _STEPS:
        found = [candidate for candidate in candidates if step(candidate, asked)]
        if not found:
            continue
        useful = [candidate for candidate in found if rather(candidate)]
        if len(found) == 1 or len(useful) == 1:
            return (useful or found)[0]
        ranked = _ranked(useful or found, wanted)
        return Unsure(query, tuple(ranked[:SHOWN]), len(ranked))
    near = [candidate for candidate in candidates if likeness(_plain(candidate.text), wanted) >= _NEAR]
    return Unsure(query, tuple(_ranked(near, wanted)[:SHOWN]), len(near), near=True)


class _Asked(Frozen):
    """A query as it was typed, its plain words as one text and one by one, and the roadmaps' titles by name."""

    query: str
    text: str
    words: tuple[str, ...]
    titles: Mapping[str, str]


def _ranked(found: Iterable[Candidate], wanted: str) -> list[Candidate]:
    return sorted(found, key=lambda candidate: -round(likeness(_plain(candidate.text), wanted)))


def _by_id(candidate: Candidate, asked: _Asked) -> bool:
    note, _, block = candidate.item.partition("#^")
    whole = f"{candidate.roadmap}/{note}" if note else candidate.roadmap
    if asked.query.startswith("^"):
        return block.casefold() == asked.query[1:].casefold() != ""
    if candidate.is_note:
        stem = candidate.path.removesuffix(".md")
        return asked.query.removesuffix(".md").strip("/").casefold() in (whole.casefold(), stem.casefold())
    return asked.query.casefold() in (f"{whole}#^{block}".casefold(), f"{note}#^{block}".casefold())


def _by_number(candidate: Candidate, asked: _Asked) -> bool:
    if not _NUMBER.fullmatch(asked.query.rstrip(".")):
        return False
    match = _NUMBER.match(candidate.text)
    return match is not None and match[0] == asked.query.rstrip(".")


def _by_words(candidate: Candidate, asked: _Asked) -> bool:
    whole = (_words(_plain(candidate.text)), _words(_plain(without_number(candidate.text))))
    return bool(asked.words) and asked.words in whole


def _by_beginning(candidate: Candidate, asked: _Asked) -> bool:
    texts = (candidate.text, without_number(candidate.text))
    return len(asked.words) > 1 and any(_words(_plain(text))[: len(asked.words)] == asked.words for text in texts)


def _by_parts(candidate: Candidate, asked: _Asked) -> bool:
    text = _plain(candidate.text)
    return bool(asked.words) and all(_holds(text, word) for word in asked.words)


def _by_surroundings(candidate: Candidate, asked: _Asked) -> bool:
    text = _plain(candidate.text)
    title = asked.titles.get(candidate.roadmap, "")
    around = " ".join([text, *map(_plain, (candidate.under, candidate.unit, title)), candidate.roadmap])
    return (
        bool(asked.words)
        and any(_holds(text, word) for word in asked.words)
        and all(_holds(around, word) for word in asked.words)
    )


def _by_likeness(candidate: Candidate, asked: _Asked) -> bool:
    there = _words(_plain(candidate.text))
    return bool(asked.words) and all(
        any(other.startswith(word) or likeness(word, other) >= _TYPED for other in there) for word in asked.words
    )


_STEPS = (_by_id, _by_number, _by_words, _by_beginning, _by_parts, _by_surroundings, _by_likeness)


def _holds(text: str, word: str) -> bool:
    """Whether a word of the text begins with `word`, or is it, if it is a number or so short that much begins with it.

    Without blanks, whether it is there.
    """
    if not word.isascii():
        return word in text
    if word.isdigit() or len(word) < _SHORTEST:  # `phase 1` is not `Phase 10`, nor `mi` milestones
        return any(other.rstrip(".") == word for other in _words(text))
    return any(other.startswith(word) for other in _words(text))


@lru_cache(maxsize=1 << 15)
def _plain(text: str) -> str:
    """The words of a text to compare: no markup, no case, no accents."""
    letters = unicodedata.normalize("NFKD", comparable(text))
    return "".join(char for char in letters if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 15)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(text))
