"""`vaultsync.toml`: its model, reading it, checking it, and editing its text.

`checking`, `editing` and `model` cost an import of pydantic: use cases import from them where they need it.
"""

from vaultsync.edges.settings.reading import load, mended

__all__ = ["load", "mended"]
