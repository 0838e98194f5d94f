"""Whole histories of made-up roadmaps replayed: nothing is lost, nothing is doubled, and little is asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_histories import SHAPES, history, write
from soaking import count

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from bench.replay import STYLES, Outcome, replay  # noqa: E402


def assert_nothing_lost(outcome: Outcome) -> None:
    ours = outcome.judges[0]
    assert ours.losses == 0, ours.examples
    assert not outcome.unsettled
    assert ours.questions <= max(2, outcome.changed * 0.04)


@pytest.mark.parametrize(
    ("seed", "shape", "style"),
    [(1, "twins", "every"), (2, "plain", "top-down"), (3, "deep", "every"), (4, "reworked", "every")],
)
def test_nothing_is_lost_over_a_history(seed: int, shape: str, style: str, tmp_path: Path) -> None:
    versions = write(tmp_path / "versions", history(seed, 4, 40, shape))
    outcome = replay(versions, style, beside_git=False)
    assert outcome.ticks > 5
    assert_nothing_lost(outcome)


def test_plain_git_loses_what_vaultsync_keeps(tmp_path: Path) -> None:
    versions = write(tmp_path / "versions", history(7, 4, 40, "links"))
    ours, *merges = replay(versions, "every", every=2).judges
    assert ours.losses == 0, ours.examples
    assert all(merge.losses for merge in merges)


def test_the_same_seed_makes_the_same_history() -> None:
    assert history(5, 6, 30, "nested") == history(5, 6, 30, "nested")
    assert history(5, 6, 30, "nested") != history(6, 6, 30, "nested")


@pytest.mark.soak(share=4)
@settings(max_examples=1)
@given(seed=st.integers(0, 10**6), shape=st.sampled_from(SHAPES[:-1]), style=st.sampled_from(STYLES))
def test_nothing_is_lost_over_long_histories(
    seed: int, shape: str, style: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    count("examples")
    versions = write(tmp_path_factory.mktemp("history"), history(seed, 10, 60, shape))
    assert_nothing_lost(replay(versions, style, beside_git=False))
