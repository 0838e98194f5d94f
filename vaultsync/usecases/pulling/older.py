"""Documents of which the vault holds another version by now, pulled elsewhere: they are no news until they change."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.edges import state as states
from vaultsync.edges.cache import Cache
from vaultsync.edges.repo import Repo
from vaultsync.edges.state import State


def is_older(repo: Repo | None, state: State, text: str) -> bool:
    """Whether a document says what was pulled once, and was not changed on this device since its last pull.

    Then another device has pulled another version upon it, or somebody took that pull back with git. `text` is not
    what the vault holds now. Where it is not known what this device had, the history alone decides.
    """
    if repo is None or state.document is None:
        return False
    version, seen = states.version_of(text), _seen(repo).get(state.name)
    if seen is not None and seen.decode("ascii", "replace") != version:
        return False
    past = repo.versions(states.document_path(state.name))
    return any(
        states.version_of(data.decode("utf-8", "replace")) == version
        for found in repo.texts(past)
        for data in found.values()
    )


def remember(repo: Repo | None, documents: Mapping[str, str]) -> None:
    """Remember the documents (roadmap → text) that this device had at a pull."""
    if repo is None:
        return
    seen = _seen(repo)
    for name, text in documents.items():
        version = states.version_of(text).encode("ascii")
        if seen.get(name) != version:
            seen.put(name, version)


def _seen(repo: Repo) -> Cache:
    return Cache(repo.git_path("vaultsync/documents"))
