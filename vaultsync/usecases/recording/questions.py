"""Questions that wait for the learner, until they are answered by `settle` or in a note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from vaultsync.domain.questions import MINE, OTHER, ROADMAP, of_lines, of_marks, still_open, texts_of, with_new
from vaultsync.models.agreement import Review
from vaultsync.models.question import About, Question
from vaultsync.models.roadmap import Roadmap, item_id
from vaultsync.models.structs import Frozen
from vaultsync.usecases.opened.reading import node_id, split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import Agreed

if TYPE_CHECKING:
    from vaultsync.markdown.merging.callouts import Callout

_LONGEST = 200


class Waiting(Frozen):
    """A waiting question: one that is remembered (`question`), or a `callout` in a note. `review` is how it is told."""

    roadmap: str
    review: Review
    question: Question | None = None
    callout: Callout | None = None


def keep_questions(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    agreed: Agreed,
    asked: Mapping[str, Iterable[Question]] | None = None,
    reviews: Sequence[Review] = (),
) -> list[Review]:
    """Remember the new questions and the earlier ones that are still open. The caller saves the states.

    `asked` are new questions by roadmap, `reviews` such about notes of any roadmap. Returns the questions about lines
    that are asked for the first time.
    """
    first: list[Review] = []
    owners = {found.path: split_id(id_)[0] for id_, found in workspace.notes.items()} if reviews else {}
    for name, roadmap in roadmaps.items():
        agreement, state = agreed.agreements[name], workspace.states[name]
        mine = [review for review in reviews if owners.get(review.note) == name]
        new = [*of_marks([*agreement.review, *mine]), *(asked or {}).get(name, ())]
        items = texts_of(roadmap) if state.questions or new or agreement.doubts else {}
        questions = with_new(state.questions, [*new, *of_lines(agreement.doubts, items)])
        before = state.questions
        state.questions = {key: one for key, one in questions.items() if still_open(one, items, agreement, state.gone)}
        fresh = (one for key, one in state.questions.items() if one.about is About.LINE and key not in before)
        first += [review_of(workspace, name, one) for one in fresh]
    return first


def still_asked(workspace: Workspace, reviews: Iterable[Review]) -> list[Review]:
    """Those of what was asked that nobody has answered since, in a note: what is remembered tells."""
    owners = {found.path: split_id(id_)[0] for id_, found in workspace.notes.items()}
    found = []
    for review in reviews:
        name, (question, *_) = owners.get(review.note, ""), (*of_marks([review]), None)
        if question is None or name not in workspace.states or question.key in workspace.states[name].questions:
            found.append(review)
    return found


def waiting(workspace: Workspace, roadmaps: Mapping[str, Roadmap], agreed: Agreed) -> list[Waiting]:
    """All waiting questions: those of each roadmap in its order, remembered or of this agreement; then callouts."""
    found: list[Waiting] = []
    for name, roadmap in roadmaps.items():
        agreement = agreed.agreements[name]
        known = workspace.states[name].questions
        items = texts_of(roadmap) if known or agreement.review or agreement.doubts else {}
        questions = with_new(known, [*of_marks(agreement.review), *of_lines(agreement.doubts, items)])
        order = {item: n for n, item in enumerate(items)}
        for question in sorted(questions.values(), key=lambda one: (order.get(one.item, -1), one.key)):
            if question.choices and still_open(question, items, agreement, workspace.states[name].gone):
                review = Review(_path(workspace, name, question.item), question.item, question.why, question.choices)
                found.append(Waiting(name, review, question))
    for id_, note in sorted(workspace.notes.items(), key=lambda pair: pair[1].path):
        name, node = split_id(id_)
        if name in roadmaps and note.may_ask:
            from vaultsync.markdown.merging.callouts import find_callouts

            for callout in find_callouts(note.text):
                found.append(Waiting(name, _of_callout(note.path, node, callout), callout=callout))
    return found


def review_of(workspace: Workspace, name: str, question: Question, new: Roadmap | None = None) -> Review:
    """A question as it is told; a note that is not there yet is to be where the `new` roadmap has it."""
    path = _path(workspace, name, question.item)
    if new is not None and not path.endswith(".md"):
        node = question.item.partition("#^")[0]
        path = next((one.path for one in new.root.walk() if one.id == node), path)
    return Review(path, question.item, question.why, question.choices)


def _of_callout(path: str, node: str, callout: Callout) -> Review:
    words = " ".join(" ".join(callout.words).split())
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    who = "another device said" if callout.devices else "the roadmap now says"
    item = item_id(node, callout.block) if callout.block else node
    return Review(path, item, f"{who}: “{words}”", (MINE, OTHER if callout.devices else ROADMAP))


def _path(workspace: Workspace, name: str, item: str) -> str:
    node = item.partition("#^")[0]
    found = workspace.notes.get(node_id(name, node))
    return found.path if found is not None else workspace.states[name].paths.get(node, node)
