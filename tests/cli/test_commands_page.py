"""docs/commands.md says what the commands say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_commands_is_up_to_date():
    spec = importlib.util.spec_from_file_location("make_commands", DOCS / "make_commands.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "commands.md").read_text("utf-8") == module.page(), "run: python docs/make_commands.py"
