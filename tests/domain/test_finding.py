"""Which note or task a few words mean: for sure, or not at all."""

from __future__ import annotations

import pytest

from vaultsync.domain.finding import find
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.marks import Mark

TITLES = {"maths": "Mathematics for Everyone", "cafe": "Coffee"}


def task(
    item: str, text: str, unit: str = "1.1 Linear Algebra", mark: Mark = Mark.TODO, roadmap: str = "maths"
) -> Candidate:
    return Candidate(roadmap, item, text, unit, f"Roadmaps/M/{unit}.md", False, mark)


THERE = [
    Candidate("maths", "", "Mathematics for Everyone", "Mathematics for Everyone", "Roadmaps/M/M.md", True),
    Candidate("maths", "algebra", "1.1 Linear Algebra", TITLES["maths"], "Roadmaps/M/1.1 Linear Algebra.md", True),
    task("algebra#^vectors", "1.1.1 Vectors"),
    task("algebra#^vector-spaces", "1.1.2 Vector spaces"),
    task("algebra#^eigen", "1.1.3 **Eigenvalues** and [eigenvectors](https://x.example)"),
    task("algebra#^svd", "1.1.11 SVD", mark=Mark.DONE),
    task("proofs#^svd", "SVD", "1.2 Proofs"),
    task("proofs#^ind", "Induction", "1.2 Proofs"),
    task("beans#^cafe", "Café crème", "Beans", roadmap="cafe"),
    task("beans#^han", "珈琲豆を選ぶ", "Beans", roadmap="cafe"),
    task("beans#^cpp", "C++ for baristas", "Beans", roadmap="cafe"),
]


def items(query: str, **more: object) -> list[str]:
    found = find(query, THERE, TITLES, **more)  # type: ignore[arg-type]
    return [candidate.item for candidate in found.candidates] if isinstance(found, Unsure) else [found.item]


def sure(query: str, **more: object) -> bool:
    return isinstance(find(query, THERE, TITLES, **more), Candidate)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "item"),
    [
        ("maths", ""),
        ("maths/algebra", "algebra"),
        ("Roadmaps/M/1.1 Linear Algebra", "algebra"),
        ("roadmaps/m/1.1 linear algebra.md", "algebra"),
        ("^vectors", "algebra#^vectors"),
        ("algebra#^svd", "algebra#^svd"),
        ("1.1.1", "algebra#^vectors"),
        ("1.1.11", "algebra#^svd"),
        ("linear algebra", "algebra"),
        ("VECTORS", "algebra#^vectors"),
        ("vector spaces", "algebra#^vector-spaces"),
        ("spaces vector", "algebra#^vector-spaces"),
        ("eigenvect", "algebra#^eigen"),
        ("proofs svd", "proofs#^svd"),
        ("cafe creme", "beans#^cafe"),
        ("coffee café", "beans#^cafe"),
        ("珈琲", "beans#^han"),
        ("c++", "beans#^cpp"),
        ("vector-spaces", "algebra#^vector-spaces"),
        ("eigenvaleus", "algebra#^eigen"),
        ("indcution", "proofs#^ind"),
    ],
)
def test_found(query: str, item: str) -> None:
    assert (items(query), sure(query)) == ([item], True)


@pytest.mark.parametrize(
    ("query", "candidates"),
    [
        ("vector", ["algebra#^vectors", "algebra#^vector-spaces"]),
        ("svd", ["algebra#^svd", "proofs#^svd"]),
        ("^svd", ["algebra#^svd", "proofs#^svd"]),
    ],
)
def test_several_are_never_guessed_among(query: str, candidates: list[str]) -> None:
    assert not sure(query)
    assert sorted(items(query)) == sorted(candidates)


def test_what_a_command_can_do_something_with_is_meant() -> None:
    assert items("svd", rather=lambda candidate: candidate.mark is not Mark.DONE) == ["proofs#^svd"]
    assert items("svd", rather=lambda candidate: candidate.mark is Mark.DONE) == ["algebra#^svd"]
    assert not sure("svd", rather=lambda _: False)


def test_what_is_merely_alike_is_offered_never_taken() -> None:
    found = find("inductive proof", THERE, TITLES)
    assert isinstance(found, Unsure)
    assert found.near
    assert [candidate.item for candidate in found.candidates] == ["proofs#^ind"]
    nothing = find("thermodynamics of black holes", THERE, TITLES)
    assert isinstance(nothing, Unsure)
    assert nothing.candidates == ()


@pytest.mark.parametrize("query", ["", " ", "^", "*", "...", "#^", "/"])
def test_no_words_mean_nothing(query: str) -> None:
    assert not sure(query)
    assert items(query) == []


def test_a_number_among_words_is_that_number() -> None:
    there = [task(f"x#^{n}", f"{n}. Phase {n}: Building", "Phases") for n in (1, 10, 11)]
    found = find("phase 1", there, TITLES)
    assert isinstance(found, Candidate)
    assert found.item == "x#^1"


def test_first_words_are_meant_before_others_and_very_short_ones_whole() -> None:
    there = [
        Candidate("nclex", "week-1", "Week 1 – Cardiovascular I", "Plan", "Roadmaps/P/Week 1.md", True),
        task("week-1#^mi", "Myocardial infarction (MI): MONA"),
        task("goals#^score", "Self-assessment 1 (end of Week 3)"),
        Candidate("nclex", "milestones", "Milestones", "Plan", "Roadmaps/P/Milestones.md", True),
        task("week-1#^heart", "Heart Blood Flow (free, ~20 min)"),
    ]
    for query, item in (("week 1", "week-1"), ("MI", "week-1#^mi"), ("mile", "milestones")):
        found = find(query, there, {"nclex": "Plan", "maths": "M"})
        assert isinstance(found, Candidate), query
        assert found.item == item
