"""What a learner's words mean in an open vault. Where that is not sure, somebody is asked, or nothing is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from vaultsync.domain.finding import candidates_of, find
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.marks import KnownMark
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.opened.reading import node_id
from vaultsync.usecases.opened.workspace import Workspace

Choose = Callable[[Unsure], Candidate | None]


def candidates(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    marks: Mapping[str, Mapping[str, KnownMark]],
    *,
    only_marked: bool,
) -> list[Candidate]:
    """The notes and tasks of these roadmaps, with the marks they have now."""
    found = []
    for name, roadmap in roadmaps.items():
        paths = {node_id(name, node): path for node, path in workspace.paths(name).items()}
        found += candidates_of(roadmap, marks.get(name, {}), paths, only_marked=only_marked)
    return found


def find_all(
    queries: Iterable[str],
    among: Sequence[Candidate],
    roadmaps: Mapping[str, Roadmap],
    choose: Choose | None,
    rather: Callable[[Candidate], bool] = lambda _: True,
) -> tuple[list[Candidate], list[Unsure]]:
    """The candidates that the queries mean, in their order and without repeats, and the queries that are not sure.

    `choose` is called where a query may mean several things; None where nobody can be asked.
    """
    titles = {name: roadmap.title for name, roadmap in roadmaps.items()}
    found: dict[tuple[str, str], Candidate] = {}
    unsure = []
    for query in queries:
        answer = find(query, among, titles, rather)
        if isinstance(answer, Unsure):
            chosen = choose(answer) if choose is not None and answer.candidates else None
            if chosen is None:
                unsure.append(answer)
                continue
            answer = chosen
        found[answer.roadmap, answer.item] = answer
    return list(found.values()), unsure
