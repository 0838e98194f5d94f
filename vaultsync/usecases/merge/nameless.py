"""Notes that lost their id on one device, recognised by their path, so that a merge knows them."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.domain.devices.files import ids_of
from vaultsync.edges import state as states
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import below, files_of
from vaultsync.markdown.properties import frontmatter
from vaultsync.usecases.opened.reading import node_id


def put_ids_back(repo: Repo, commits: Sequence[str], sides: Sequence[dict[str, bytes]]) -> None:
    """Put the id back into notes that have none (or an unknown one) but stand where a note is known to be.

    `sides` are vault path → content of all that differs, one for each of `commits`. Only paths at which another side
    has a note with its id are looked at. If the id stands elsewhere, the note was moved, and the file here is another.
    """
    ids = [{path: id_ for id_, path in ids_of(side)} for side in sides]
    for side, commit, mine in zip(sides, commits, ids, strict=True):
        odd = {
            path: {other[path] for other in ids if path in other}
            for path, data in side.items()
            if data.strip() and any(path in other and other[path] != mine.get(path) for other in ids)
        }
        if not odd:
            continue
        listed = _listed(repo, commit)
        for path, there in odd.items():
            id_ = listed.get(path, "")
            if id_ not in there or id_ in mine.values() or mine.get(path) in listed.values():
                continue
            try:
                text = side[path].decode("utf-8")
            except UnicodeDecodeError:
                continue
            read = frontmatter.read(text)
            if read.problem is None or read.values:  # lines can be read, though they are no proper YAML
                side[path] = frontmatter.splice(text, {"vaultsync": id_}, frontmatter.ORDER).encode("utf-8")


def _listed(repo: Repo, commit: str) -> dict[str, str]:
    """Vault path → id of the notes that a commit says it knows there."""
    lists = files_of(repo, commit, below(repo, commit, f"{states.FOLDER}/paths"))
    return {
        path: node_id(name, node)
        for name in {states.owner(one) for one in lists}
        for node, path in states.from_files(name, lists).paths.items()
    }
