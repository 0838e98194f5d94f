"""The vocabulary: what a heading or label says about what stands under it, in several languages.

Structure comes first (levels, numbers, what recurs among siblings); these words only name what the structure
cannot tell: that a block holds exercises or books, that a heading is a week, that a section is no study. A
document in a language that is not listed here still becomes a vault, with its labels as plain groups.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import vocabulary


def _by_word(kinds: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, words in kinds.items() for word in words.split()}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_STEP_OF = _by_word(vocabulary.STEPS)
_ORDINAL_STEP_OF = _by_word(vocabulary.ORDINAL_STEPS)
_STEP = regex(
    rf"^(?:the\s+)?(?P<word>{_any_of(_STEP_OF)})\s*[#.:]?\s*"
    r"(?P<number>\d+(?:\s*(?:-|–|—|to|bis|à|al?|até|do|до|&|and|und|y|et|e|и|,)\s*\d+)*|[ivx]{1,4}|(?-i:[A-H])(?!\w)|[一二三四五六七八九十]+|"
    r"one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?P<after>$|[^\w]|(?<=[\d一二三四五六七八九十])[^\W\d])",
    re.IGNORECASE,
)
_CJK_STEP = regex(
    r"^第\s*(?P<number>[\d一二三四五六七八九十]+)\s*(?P<word>周|週|月|章|阶段|階段|单元|課|课|天|日|回|部)"
)
_ORDINAL_STEP = regex(
    rf"^(?P<number>\d+)(?:\s*(?:\.|st|nd|rd|th|er|ère|e|º|ª|°|-?(?:ая|ый|я|й))\s*|(?=\s*[^\W\d_a-z])\s*)"
    rf"(?P<word>{_any_of(_ORDINAL_STEP_OF)})(?!\w)",
    re.IGNORECASE,
)
_QUARTER = regex(
    r"^(?:(?P<number>q[1-4])\s*[-–/']?\s*(?:20)?\d\d\b|20\d\d\s*[-–/]?\s*(?P<later>q[1-4])\b)", re.IGNORECASE
)

_TO = regex(r"(?P<first>\d+) ?(?:bis|à|al?|até|do|до|(?P<and>and|und|y|et|e|и|&)) ?(?P<last>\d+)")
_KIND_OF = {" ".join(word.split()): kind for kind, words in vocabulary.LABELS.items() for word in words.split("|")}
_ENDINGS = [(regex(rf"(?:^|\s|の){pattern}$"), kind) for pattern, kind in vocabulary.ENDINGS]
_LIST = regex(r"\s*(?:/| & |, )\s*")
_HEAD = regex(r"\s*[:：]\s+|\s+(?:for|of|to|by|from|in|on|after|before|per|para|pour|für|with)\s+|の")
_OF = regex(r"\s(?:for|of|to|by|from|in|on|para|pour|für|with)\s")
_AND = regex(r"\s+(?:and|und|et|y|e)\s+")
LONGEST = 200  # characters of a label; what is longer is a sentence
STUDY_LABELS = frozenset({"topic", "exercise", "objective", "activity", "project", "deliverable"})


_TYPE_OF = {word: kind for kind, words in reversed(vocabulary.TYPES.items()) for word in words.split()}

_DECORATION = regex(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u2300-\u23ff\u25a0-\u25ff\ufe0e\ufe0f\u200d\u20e3\u2022*_`~]+"
)
_KEYCAP = regex(r"(?<=[0-9])\ufe0f?\u20e3")
NUMBER = regex(r"^(?:(?:step|no\.?)\s+)?(\d+(?:\.\d+)+\.?|\d+[.)])\s+(?=\S)", re.IGNORECASE)


def _bare(text: str) -> str:
    """A text with blanks for emoji, arrows and emphasis marks; digits on keycaps (`1️⃣`) are digits."""
    if "\u20e3" in text or "🔟" in text:
        text = _KEYCAP.sub("", text).replace("🔟", "10")
    return _DECORATION.sub(" ", text)


@lru_cache(maxsize=10_000)
def normal(label: str) -> str:
    """A label without decoration, number, final colon and parentheses, lower case, `and` as `&`."""
    text = _bare(label).strip()
    text = NUMBER.sub("", text)
    text = re.sub(r"\s*[(（\[][^()（）\]]*[)）\]]\s*", " ", text)
    text = text.strip(" \t:：.,;!?—–-|").casefold()
    return " ".join(_AND.sub(" & ", text).split())


def undecorated(text: str) -> str:
    """A text without emoji, arrows and emphasis marks."""
    return " ".join(_bare(text).split())


@lru_cache(maxsize=10_000)
def step(title: str) -> tuple[str, str, str] | None:
    """The kind, word and number of a plan's step (`Weeks 3-4: …` → week, week, 3-4), or None."""
    title = title[:LONGEST]
    text = _bare(title).strip().strip("[(").lstrip()
    match = _ORDINAL_STEP.match(text)
    if match:
        word = match["word"].lower()
        return _ORDINAL_STEP_OF[word], word, match["number"]
    text = NUMBER.sub("", text)
    match = _STEP.match(text)
    if match:
        word = match["word"].lower()
        return _STEP_OF[word], vocabulary.SINGULARS.get(word, word), _range(match["number"])
    match = _CJK_STEP.match(text)
    if match:
        return _STEP_OF.get(match["word"], "part"), match["word"], match["number"]
    match = _QUARTER.match(text)
    if match:
        return "phase", "quarter", (match["number"] or match["later"]).lower()
    return None


def _range(number: str) -> str:
    """The number of a step in one way: `3-5` for `3 à 5`, `3-4` for `3 and 4`."""
    number = " ".join(number.split()).lower()
    match = _TO.fullmatch(number)
    if match is None or (match["and"] and int(match["last"]) != int(match["first"]) + 1):
        return number
    return f"{match['first']}-{match['last']}"


def is_ordinal_step(title: str) -> bool:
    """Whether the number in front is that of a step: `1. Hafta`, `3주차`."""
    return bool(_ORDINAL_STEP.match(_bare(title).strip()))


@lru_cache(maxsize=10_000)
def item_kind(label: str) -> str:
    """What kind of items a heading or label announces; empty when it says nothing of the kind."""
    if len(label) > LONGEST:
        return ""
    text = normal(label)
    if text in _KIND_OF:
        return _KIND_OF[text]
    for part in _LIST.split(text):
        if part in _KIND_OF and part not in vocabulary.AMBIGUOUS:
            return _KIND_OF[part]
    head = _HEAD.split(text, maxsplit=1)[0]
    if head != text and head in _KIND_OF and head not in vocabulary.AMBIGUOUS:
        return _KIND_OF[head]
    if vocabulary.OTHER_RESOURCES.search(text):
        return ""
    ends = [head] if _OF.search(text) else [head, text]  # `Access to resources` ends in what it is about
    for pattern, kind in _ENDINGS:
        if any(pattern.search(end) for end in ends):
            return kind
    return "resource" if names_resources(text) else ""


def is_within(title: str) -> bool:
    """Whether a title says something of what it stands in alone: `Requirements` are a project's, or a topic."""
    return normal(title) in vocabulary.WITHIN


def names_resources(label: str) -> bool:
    """Whether a label says that resources follow, and cannot say anything else."""
    words = normal(label).split()
    return bool(words) and len(words) <= 3 and not vocabulary.RESOURCE_WORDS.isdisjoint((words[0], words[-1]))


def is_reference(title: str) -> bool:
    """Whether a section of this title is kept but never studied (introduction, glossary, tips, schedule…)."""
    if len(title) > LONGEST:
        return False
    text = normal(title)
    return text in vocabulary.REFERENCE or bool(vocabulary.REFERENCE_PATTERN.search(text))


def is_prerequisites(title: str) -> bool:
    """Whether this heads what one has to know before."""
    return bool(vocabulary.PREREQUISITES.search(normal(title)))


def is_opening(title: str) -> bool:
    """Whether this may head the first unit of a course as well as words about it."""
    return normal(title) in vocabulary.OPENINGS


def is_contents(title: str) -> bool:
    """Whether this heads a table of contents."""
    return bool(vocabulary.CONTENTS.match(normal(title)))


def is_subject_too(title: str) -> bool:
    """Whether what may head a table of contents is a subject as well: `Navigation`."""
    return normal(title) in vocabulary.SUBJECTS_TOO


def is_checklist(title: str) -> bool:
    """Whether this heads a checklist."""
    return bool(vocabulary.CHECKLIST.search(title))


def is_template(title: str) -> bool:
    """Whether this heads a form to copy rather than something to do."""
    return bool(vocabulary.TRACKER.search(title))


def is_duration_label(label: str) -> bool:
    """Whether the label says that a span of time follows."""
    return len(label) <= LONGEST and bool(vocabulary.DURATION_LABEL.match(normal(label)))


def is_fact_label(label: str) -> bool:
    """Whether the label introduces a remark about its unit (concept, goal, focus) rather than items."""
    return len(label) <= LONGEST and bool(vocabulary.FACT_LABEL.match(normal(label)))


def resource_type(source: str) -> str:
    """What a resource's own label or emoji says it is: video, reading, book, paper, tool…; else empty."""
    text = source.strip()
    match = re.match(r"^[^\w\"“\[*]*\*{0,2}([^\W\d_][\w/ -]{1,24}?)\s*:\s*\*{0,2}", text) or re.match(
        r"^[^\w\"“\[*]*\*\*([^*]{2,24})\*\*\s*:?", text
    )
    if match:
        for word in match.group(1).casefold().split():
            if word in _TYPE_OF:
                return _TYPE_OF[word]
    return next((vocabulary.EMOJI_TYPES[char] for char in text[:4] if char in vocabulary.EMOJI_TYPES), "")
