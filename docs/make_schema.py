"""Writes `progress.schema.json`, the JSON Schema of progress.json, from its model: `python docs/make_schema.py`."""

from __future__ import annotations

import json
from pathlib import Path

from vaultsync.domain.summary.model import schema

FILE = Path(__file__).with_name("progress.schema.json")


def text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8", newline="\n")
