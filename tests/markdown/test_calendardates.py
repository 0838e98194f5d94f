"""Spans that are stated as dates, and blocks that state a span."""

from __future__ import annotations

from datetime import date

import pytest

from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.markdown.words.calendardates import dates_in, stated_span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("January–March 2027", "2027-01-01", "2027-03-31"),
        ("Jan 2027 - Mar 2027", "2027-01-01", "2027-03-31"),
        ("from Jan-Mar 2027", "2027-01-01", "2027-03-31"),
        ("November – February 2027", "2026-11-01", "2027-02-28"),
        ("March 2028", "2028-03-01", "2028-03-31"),
        ("Q4 2026 to Q1 2027", "2026-10-01", "2027-03-31"),
        ("2027-01 – 2027-03", "2027-01-01", "2027-03-31"),
        ("2027-01-04 to 2027-03-20", "2027-01-04", "2027-03-20"),
        ("4 January to 20 March 2027", "2027-01-04", "2027-03-20"),
        ("January 4 – March 20, 2027", "2027-01-04", "2027-03-20"),
        ("Januar bis März 2027", "2027-01-01", "2027-03-31"),
        ("enero a marzo de 2027", "2027-01-01", "2027-03-31"),
        ("январь – март 2027", "2027-01-01", "2027-03-31"),
    ],
)
def test_dates(text: str, first: str, last: str) -> None:
    assert dates_in(text) == (date.fromisoformat(first), date.fromisoformat(last))
    span = stated_span(text)
    assert span is not None
    assert span.text == text
    assert span.weeks is not None
    assert span.weeks[0] == round(((date.fromisoformat(last) - date.fromisoformat(first)).days + 1) / 7, 2)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2027", "January–March", "May 2027 paper", "15 Jan 2027", "31 February – 3 March 2027", "2027-2028"),
        *("March 2027 – January 2027", "2-3 weeks", "2027-13 – 2027-14", "a – b – 2027", "May 5 6 2027 – June 2027"),
    ],
)
def test_no_dates(text: str) -> None:
    assert dates_in(text) is None


@pytest.mark.parametrize(
    ("block", "stated"),
    [
        ("**Timeline:** January–March 2027\n", "January–March 2027"),
        ("- **Timeline:** January–March 2027\n", "January–March 2027"),
        ("### Timeline: January–March 2027\n", "January–March 2027"),
        ("### Timeline\n\nMonths 1-3\n", "Months 1-3"),
        ("**Timeline**\n\n- Months 4-5\n", "Months 4-5"),
        ("**Timeline:**\n- January 2027\n- March 2027\n", "January 2027 – March 2027"),
        ("**Timeline:**\n- 2 weeks\n- 3 weeks\n", None),
        ("**Reading:**\n- March 2027\n", None),
    ],
)
def test_a_block_that_states_a_span(block: str, stated: str | None) -> None:
    text = f"# Plan\n\n## Phase 1: Basics\n\n{block}\n### Topics\n\n- [ ] One\n\n## Phase 2: More\n\n- [ ] Two\n"
    phase = parse_outline(text, "plan").sections[0]
    assert (phase.duration.text if phase.duration else None) == stated
