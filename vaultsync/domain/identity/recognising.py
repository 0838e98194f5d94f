"""Which known task a task of the outline is: the rungs of `domain.identity.knowntasks`, one after the other.

The ladder: the document's own `^id`; the same text and link, unique on both sides, or in one note; what stands under a
step that moved on; the same text under the same parents; the same text anywhere, unique on both sides; the same link,
unique on both sides; the same but for a slip of the pen; what is vouched for by what stands around it; a close
rewording under the same parent; the words that a task got its id from, again in its place; two of one mark that became
one; what is the same but for words that several got at once. What left earlier is looked at last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from vaultsync.domain.identity.comparing import unchanged
from vaultsync.domain.identity.knowntasks import Matcher
from vaultsync.domain.identity.wording import bare
from vaultsync.models.matching import NewTask, OldTask


def match_tasks(
    old: Sequence[OldTask],
    new: Sequence[NewTask],
    gone: Sequence[OldTask] = (),
    made: Iterable[str] = (),
    aside: Iterable[tuple[str, str]] = (),
    over: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> tuple[dict[int, OldTask], list[tuple[OldTask, int]]]:
    """Which known task each new one is (by position), those that are not in it being new; and the doubtful pairs.

    Both lists are in the order of the document. `gone` are tasks that left the roadmap earlier: what is none of the
    `old` may be one of these come back. `made` are the words of headings that a note has by itself, `aside` those of
    what is no task in a note, with the note's node id. `over` has by note the one right above it, in either version.
    """
    if unchanged(old, new):
        return dict(enumerate(old)), []
    matcher = Matcher(old, new, frozenset(made), frozenset((node, bare(words)) for node, words in aside), over)
    exact, plain = matcher.exact, matcher.plain
    matcher.own_ids()
    # The same words and link.
    for keys in (exact, plain):
        matcher.unique(keys.linked)
        matcher.unique(keys.linked_in_note)
    matcher.moved_on()
    # The same words under the same parents: under all of them, then under the nearest two, or one.
    for keys in (exact, plain):
        for chain in (keys.chain, keys.own_chain, keys.bare_chain):
            matcher.same(keys, matcher.in_note(chain))
    for keys in (plain, exact):
        for chain in (keys.own_chain, keys.bare_chain):
            for parents in (2, 1):
                nearest = matcher.in_note(partial(keys.nearest, chain, parents))
                matcher.unique(partial(keys.under, nearest))
    # The same words anywhere, the same link anywhere; then twins, by what stands beside them.
    matcher.reserve(gone)
    matcher.unique(plain.said)
    matcher.unique(lambda task: task.url)
    for keys in (exact, plain):
        matcher.same_beside(keys, matcher.in_note(keys.own_chain))
        matcher.same(keys, keys.place)
        matcher.same_beside(keys, keys.place)
    matcher.unique(exact.said)
    # Other words: slips of the pen, two that became one, what several got at once.
    matcher.respelled()
    matcher.joined()
    matcher.all_got(matcher.place, 1)
    matcher.all_got(lambda task: "", 2)
    # What is known by now vouches for what stands around it, again and again.
    while not matcher.is_settled and (
        matcher.vouched() or matcher.below_known() or matcher.reworded() or matcher.called_again() or matcher.gathered()
    ):
        pass
    if not matcher.is_settled:
        matcher.only_left()
    matcher.returned(gone)
    return {n: matcher.old[i] for n, i in matcher.found.items()}, matcher.doubts()
