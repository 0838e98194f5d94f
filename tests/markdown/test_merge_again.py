"""A merge that was interrupted after the note was written is done again: nothing comes twice."""

from __future__ import annotations

import pytest

from vaultsync.markdown.merging.merge import CALLOUT, merge

HEAD = "---\ntitle: T\nvaultsync: t/t\n---\n# T\n\n"
BASE = HEAD + "Tie it.\n\n## Topics\n- [ ] Bowline ^bowline\n- [ ] Clove ^clove\n\n## Notes\n"


@pytest.mark.parametrize(
    "vault",
    [
        BASE,
        BASE.replace("Tie it.", "Tie it, MYSELF."),
        BASE.replace("Bowline", "Bowline, MYSELF"),
        BASE.replace("- [ ] Clove ^clove\n", "- [x] Clove ^clove\n  - MINE\n"),
        BASE.replace("## Notes\n", "## Notes\n\nMINE\n"),
        BASE.replace("Tie it.\n", ""),
        BASE.replace("\n", "\r\n"),
    ],
)
@pytest.mark.parametrize(
    "wanted",
    [
        BASE,
        BASE.replace("Tie it.", "Tie it well."),
        BASE.replace("Tie it.", "Tie it.\n\nWet it before."),
        BASE.replace("Bowline", "Double bowline"),
        BASE.replace("- [ ] Clove ^clove\n", ""),
        BASE.replace("- [ ] Clove", "  - [ ] Yosemite ^yosemite\n- [ ] Clove"),
        BASE.replace("## Notes", "## Exercises\nBy hand:\n- [ ] Tie ten ^tie-ten\n\n## Notes"),
    ],
)
def test_a_merge_done_again_changes_nothing(vault: str, wanted: str) -> None:
    once = merge(BASE, vault, wanted)
    again = merge(BASE, once.text, wanted)
    assert again.text == once.text
    assert once.text.count(CALLOUT) == len(once.asked)
