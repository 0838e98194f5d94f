"""Documents that are broken, huge or empty: an outline, never an error, in time linear in their size."""

from __future__ import annotations

import pytest

from vaultsync.markdown.outline import tasks
from vaultsync.markdown.outline.asjson import outline_to_json
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.outline import Outline


def parse(text: str) -> Outline:
    outline = parse_outline(text, "plan")
    outline_to_json(outline)
    return outline


def test_a_nest_of_ten_thousand_levels() -> None:
    outline = parse("\n".join(f"{'  ' * level}- [ ] level {level}" for level in range(10_000)))
    assert tasks.counts(outline)["tasks"] == 10_000
    assert "deeper than 100 levels" in outline.warnings[0].text


def test_ten_thousand_quotes_in_one_another() -> None:
    outline = parse(">" * 10_000 + " - [ ] deep\n" + "> " * 10_000 + "deeper")
    assert tasks.counts(outline)["tasks"] == 1


def test_headings_and_folds_without_end() -> None:
    outline = parse("\n".join(f"<details><summary>Fold {n}</summary>\n\n- [ ] a\n" for n in range(2_000)))
    assert tasks.counts(outline)["tasks"] == 2_000
    assert tasks.counts(parse("# a\n" * 5_000))["tasks"] == 0


@pytest.mark.parametrize(
    "line",
    [
        "flour " * 300_000,
        "- [ ] " + "flour " * 300_000,
        "# " + "flour " * 300_000,
        "- [ ] " + "[a](b) " * 100_000,
        "[" * 50_000,
        "- [ ] " + "*a_" * 20_000,
        "`" * 100_000,
        "<" * 200_000,
        "<div " * 100_000,
        "| " * 100_000,
        "&amp;" * 100_000,
        "(" * 100_000,
        "**" * 50_000 + ":",
        "1" * 100_000 + " weeks",
        "[1]" * 100_000,
        "\u200b" * 500_000,
        "- " * 50_000,
        "https://a.example/" * 20_000,
    ],
    ids=lambda line: repr(line[:12]),
)
def test_one_long_line(line: str) -> None:
    parse(line)
    parse(f"# Bread\n\n{line}\n\n- [ ] Flour")


@pytest.mark.parametrize("count", [10_000, 30_000])
def test_many_tasks(count: int) -> None:
    lines = [f"- [ ] flour {n}" if n % 50 else f"\n## Section {n}\n" for n in range(count)]
    assert tasks.counts(parse("\n".join(lines)))["tasks"] == count - count // 50


def test_many_of_everything() -> None:
    lines = []
    for n in range(4_000):
        lines += [
            f"## {n}. Heading {n}",
            "",
            f"[r{n}]: https://a.example/{n}",
            "",
            f"[^{n}]: note",
            "",
            f"> quote {n}",
            "",
        ]
        lines += [f"- [ ] see [r{n}][] and [^{n}]", "  - plain", "", "| a | b |", "| - | - |", f"| {n} | c |", ""]
    assert tasks.counts(parse("\n".join(lines)))["tasks"] == 4_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "\ufeff",
        "---\ntitle: Bread\n---\n",
        "---\ntitle: [\n---\n- [ ] Flour",
        "---\n",
        "```",
        "```\n- [ ] Flour",
        "````md\n```\n- [ ] Flour\n```\n",
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "| Week | Topic |\n| - | - |",
        "```python\nprint()\n```",
        "<!-- -->",
        "<!--",
        "%%",
        "> ",
        "- ",
        "- [ ]",
        "1.",
        "#",
        "***",
        "[a]: b",
        "[^a]: b",
        "\\",
        "\x00\x01\x02",
        "\r",
        "<details>",
        "</details></ul></table>",
        "<![CDATA[ x ]]>",
        "<![if x]>",
    ],
)
def test_hardly_a_document(text: str) -> None:
    outline = parse(text)
    assert outline.title
    assert tasks.counts(outline)["tasks"] <= 1


def test_an_unclosed_fence_in_an_item_ends_with_it() -> None:
    outline = parse("- ```\n  - [ ] code\n- [ ] Flour\n\n```\n- [ ] code to the end\n")
    assert [item.text for item in tasks.all_items(outline) if item.task] == ["Flour"]
