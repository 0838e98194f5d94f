"""The parser against documents nobody would write, made at random."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from outline_words import lost_words
from outside_reader import checkbox_lines, words

from vaultsync.markdown.outline import tasks
from vaultsync.markdown.outline.asjson import outline_to_json
from vaultsync.markdown.outline.clean import clean
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.outline import SECTION_KINDS

MANY = max(200, settings().max_examples)

WORDS = st.sampled_from(
    """flour|water|salt|Week|Phase|1|2|3|Topics:|Resources|Exercises:|Duration:|2-3 weeks|**bold**|*it*|`code`|[a](b)
    |[x]|<b>|&amp;|::|🚀|ðŸš€|第1週|[1][2]|___|^id|[ref]|![i](j)|https://a.example/b?c=d&e=f|\\_|%%|<!--|-->|```|~~~|$|#|>|-
    |[[wiki]]|(6 hours)|ongoing|Introduction|Glossary""".replace("\n    ", "").split("|")
)
PHRASE = st.lists(WORDS, min_size=0, max_size=6).map(" ".join)
INDENT = st.sampled_from(["", " ", "  ", "   ", "    ", "      ", "\t", "\t\t", " \t"])
MARKER = st.sampled_from(["- ", "* ", "+ ", "1. ", "2) ", "10. ", "• ", "☐ ", "a) ", "- - ", "-", "1."])
BOX = st.sampled_from(["", "", "[ ] ", "[x] ", "[X] ", "[/] ", "[] ", "[ ]"])
TAG = st.sampled_from(["details", "/details", "summary", "table", "tr", "td", "li", "div", "p"])
MARKUP = set(words("sh b details summary table tr td li div p amp ref x 1 2 10 a"))
LINE = st.one_of(
    st.just(""),
    PHRASE,
    st.builds("{}{}{}{}".format, INDENT, MARKER, BOX, PHRASE),
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "####", "######", "> #", "- ##"]), PHRASE),
    st.builds("> {}".format, PHRASE),
    st.builds("> - {}{}".format, BOX, PHRASE),
    st.builds("| {} | {} |".format, PHRASE, PHRASE),
    st.sampled_from(["| --- | --- |", "---", "===", "***", "```", "~~~", "``` sh", "---\n", "%%", "<!--", "-->"]),
    st.builds("**{}**".format, PHRASE),
    st.builds("**{}:** {}".format, PHRASE, PHRASE),
    st.builds("[{}]: {}".format, st.sampled_from(["ref", "^1", "x"]), PHRASE),
    st.builds("<{}>{}".format, TAG, PHRASE),
)
DOCUMENT = st.builds(
    lambda lines, end: end.join(lines), st.lists(LINE, max_size=25), st.sampled_from(["\n", "\n", "\n", "\r\n"])
)

# What a careful author writes: every reader of Markdown agrees on it.
CLEAN_WORDS = st.lists(st.sampled_from(("flour", "water", "salt", "yeast", "oven", "heat")), min_size=1, max_size=4)
CLEAN_PHRASE = CLEAN_WORDS.map(" ".join)

ITEM_KINDS = (
    "topic",
    "exercise",
    "objective",
    "activity",
    "project",
    "deliverable",
    "milestone",
    "habit",
    "certification",
    "resource",
    "paper",
    "reference",
)


@st.composite
def tidy_documents(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for _ in range(draw(st.integers(0, 8))):
        lines += [f"{'#' * draw(st.integers(1, 6))} {draw(CLEAN_PHRASE)}", ""]
        if draw(st.booleans()):
            lines += [draw(CLEAN_PHRASE), ""]
        depth = 0
        for _ in range(draw(st.integers(0, 6))):
            depth = draw(st.integers(0, min(depth + 1, 5)))
            lines.append(f"{'  ' * depth}- {draw(st.sampled_from(['', '[ ] ', '[x] ']))}{draw(CLEAN_PHRASE)}")
            if not lines[-2].lstrip().startswith("-"):
                depth = 0
                lines[-1] = lines[-1].lstrip()
        lines.append("")
    return "\n".join(lines)


@given(st.one_of(DOCUMENT, st.text(max_size=200)))
@settings(max_examples=MANY)
def test_any_text_gives_an_outline(text: str) -> None:
    outline = parse_outline(text, "plan")
    made = outline_to_json(outline)
    assert json.loads(json.dumps(made)) == made
    assert made == outline_to_json(parse_outline(text, "plan"))
    assert outline.title
    for section in tasks.walk(outline.sections):
        assert section.kind in SECTION_KINDS
        assert section.line >= 1
    items = list(tasks.all_items(outline))
    for item in items:
        assert item.kind in ITEM_KINDS
        assert item.checked is None or item.task
    counted = tasks.counts(outline)
    assert counted["tasks"] == sum(item.task for item in items)
    assert counted["leaves"] <= max(counted["tasks"], counted["units"])
    assert all(value >= 0 for value in counted.values())


@given(DOCUMENT)
@settings(max_examples=MANY)
def test_no_word_of_a_sloppy_document_is_lost(text: str) -> None:
    made = json.dumps(outline_to_json(parse_outline(text, "plan")), ensure_ascii=False)
    kept = set(words(made.replace("\\n", " ").replace('\\"', " ")))
    prose = {word for line in clean(text).lines for word in words(line)}
    assert prose - kept <= MARKUP


@given(tidy_documents())
@settings(max_examples=MANY)
def test_a_tidy_document_is_read_as_others_read_it(text: str) -> None:
    outline = parse_outline(text, "plan")
    boxes = sorted(item.line for item in tasks.all_items(outline) if item.checked is not None)
    assert boxes == checkbox_lines(text)
    assert not lost_words(text)


@given(tidy_documents(), st.sampled_from(["checkboxes", "bullets", "auto"]))
def test_tasks_from(text: str, tasks_from: str) -> None:
    outline = parse_outline(text, "plan", tasks_from=tasks_from)
    items = list(tasks.all_items(outline))
    assert all(item.task for item in items if item.checked is not None)
    if tasks_from == "checkboxes":
        assert all(item.checked is not None for item in items if item.task)
