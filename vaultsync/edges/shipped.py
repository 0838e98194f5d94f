"""Where the files that ship with vaultsync are: the templates and the bundled roadmaps."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(package: Path = _PACKAGE) -> Path:
    """The templates folder: inside the `package` of an installed wheel, at the top level of a checkout.

    Raises FileNotFoundError where neither is there, which only a broken installation can bring about.
    """
    for folder in (package / "templates", package.parent / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the templates are missing beside {package}: install vaultsync again")


def bundled_roadmaps() -> list[Path]:
    """The roadmaps that `init --sample` uses, by name."""
    return sorted((shipped() / "roadmaps").glob("*.md"))
