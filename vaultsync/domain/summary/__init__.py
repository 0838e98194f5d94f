"""The summary: rolled up, as PROGRESS.md and as progress.json."""
