"""Words that are the same but for a slip of the pen, other signs, a remark, or the number of a step in front."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from vaultsync.domain.identity.rewording import tokens, unremarked
from vaultsync.domain.identity.wording import bare, core
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words.labels import step

_WORDS = 3  # that have to be the same, at least, where the place is not
_MANY = 5  # words among which a doubled letter in a short one is a slip: `iin the dark`
_DOUBLED = regex(r"([^\W\d_])\1+")
_LONG = 4  # letters of a word in which a slip is told from another word: `on` is not `no`
_SIGNS = regex(r"[\s,.;:!?…()\[\]{}\"'“”„‘’«»/|–—、。・「」『』【】~〜]+")  # part words, and say nothing
_SCRIPTS = regex(r"(?<=[぀-ヿ一-鿿])(?=[a-z0-9])|(?<=[a-z0-9])(?=[぀-ヿ一-鿿])")
_ROMAN = regex(r"[ivxlcdm]+")


def spelt(words: str, *, single: bool = True) -> str:
    """Words by their letters in any order, not doubled if `single`: `qiuz`, `quizz` and `quiz` are one.

    Not so numbers (`101`, `1011`) and, but for doubled letters among many words, short words. Brackets and other signs
    tell nothing, nor do their width and blanks between two scripts.
    """
    plain = bare(words)
    said = _SIGNS.sub(" ", unicodedata.normalize("NFKC", plain).replace(" & ", " and "))
    parts = (said if said.isascii() else _SCRIPTS.sub(" ", said)).split() or [plain]
    many = len(parts) >= _MANY
    return " ".join(_by_letters(word, single, many) for word in parts)


def _by_letters(word: str, single: bool, many: bool) -> str:
    """A word by its letters, where it is long enough and no Roman number."""
    letters = _DOUBLED.sub(r"\1", word) if single else word
    if _ROMAN.fullmatch(word):
        return word
    if len(word) < _LONG:
        return letters if many else word
    return "".join(sorted(letters)) if len(letters) >= _LONG else letters


def telling(words: str, *, single: bool = True) -> str:
    """The same where there are enough of them to tell a task anywhere, else empty."""
    return spelt(words, single=single) if words.count(" ") + 1 >= _WORDS else ""


def labelled(old: Sequence[str], new: Sequence[str], left: Sequence[int], come: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of what `left` and what is to `come` (positions) of which one is the other behind the number of a step.

    Neither says what another says, whatever number that has in front.
    """
    pairs = _with_and_without(_behind, old, new, left, come)
    return [(i, n) for i, n in pairs if _behind(new[n])[0].count(" ") + 1 >= _WORDS]


def renumbered(
    old: Sequence[str], new: Sequence[str], left: Sequence[int], come: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of what `left` and what is to `come` (positions) that say the same behind other numbers of a step.

    `Week 5: Tides` is `Week 6: Tides` where there was a sixth week before or is a fifth now, as where a week was put in
    or taken out; and where nothing else says the same, whatever its number.
    """
    before, after = [_behind(words) for words in old], [_behind(words) for words in new]
    counts_old, counts_new = Counter(said for said, _ in before), Counter(said for said, _ in after)
    steps_old, steps_new = {step(words) for words in old}, {step(words) for words in new}
    by_words = {said: i for i in left for said, has_label in (before[i],) if has_label}
    pairs = []
    for n in come:
        said, has_label = after[n]
        i = by_words.get(said) if has_label and counts_old[said] == 1 == counts_new[said] else None
        if i is not None and (step(new[n]) in steps_old or step(old[i]) in steps_new):
            pairs.append((i, n))
    return pairs


def remarked(old: Sequence[str], new: Sequence[str], left: Sequence[int], come: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of what `left` and what is to `come` (positions) of which one is the other with a remark, anywhere.

    Nothing else says it, with a remark or without.
    """
    return _with_and_without(_beside, old, new, left, come)


def _with_and_without(
    parted: Callable[[str], tuple[str, bool]],
    old: Sequence[str],
    new: Sequence[str],
    left: Sequence[int],
    come: Sequence[int],
) -> list[tuple[int, int]]:
    """Pairs of which just one has more than what both say, as `parted` tells it; none of them is said twice."""
    before, after = [parted(words) for words in old], [parted(words) for words in new]
    counts_old, counts_new = Counter(said for said, _ in before), Counter(said for said, _ in after)
    by_words = {before[i]: i for i in left}
    pairs = []
    for n in come:
        said, has_more = after[n]
        i = by_words.get((said, not has_more))
        if i is not None and counts_old[said] == 1 == counts_new[said]:
            pairs.append((i, n))
    return pairs


def _beside(words: str) -> tuple[str, bool]:
    """What is said beside a remark, and whether there is one."""
    said = bare(words)
    rest = unremarked(said)
    return rest or " ".join(tokens(said)), bool(rest)


def _behind(words: str) -> tuple[str, bool]:
    """What is said behind the number of a step, and whether there is one."""
    rest = core(words)
    return bare(rest or words), bool(rest)
