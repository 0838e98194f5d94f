"""When a watch looks, passes and commits, by a clock that is turned by hand."""

from __future__ import annotations

from vaultsync.domain.rhythm import Intervals, Rhythm, Step

PACE = Intervals(quiet=5, rest=600, look=300, patience=300, exchange=600)


def settled(**more: object) -> Rhythm:
    """A rhythm after its first pass, at 0."""
    rhythm = Rhythm(PACE, 0.0, **more)  # type: ignore[arg-type]
    assert rhythm.next() == (Step.LOOK, 0.0)
    assert rhythm.looked(0.0, None)
    rhythm.passed(0.0, unsaved=False, committed=False)
    return rhythm


def test_idle_it_only_looks_now_and_then():
    rhythm = settled()
    at = 0.0
    for turn in range(1, 13):
        step, at = rhythm.next()
        assert (step, at) == (Step.LOOK, 300.0 * turn)
        assert not rhythm.looked(at, None)


def test_a_pass_waits_until_it_is_quiet():
    rhythm = settled()
    for second in range(10, 20):
        rhythm.stirred(float(second))
        assert rhythm.next() == (Step.LOOK, second + 5.0)
    assert rhythm.looked(24.0, 5.0)
    rhythm.passed(24.5, unsaved=True, committed=False)
    assert rhythm.next() == (Step.LOOK, 324.0)


def test_a_pass_begins_within_a_second_after_the_quiet_time_however_late_the_hints_are():
    for late in (0.0, 0.3, 0.9):
        rhythm = settled()
        saves = [10.0, 10.7, 14.9, 18.0]
        for saved in saves:
            rhythm.stirred(saved + late)
        step, at = rhythm.next()
        while not rhythm.looked(at, at - saves[-1]):
            step, at = rhythm.next()
        assert step is Step.LOOK
        assert PACE.quiet <= at - saves[-1] <= PACE.quiet + 1.0


def test_a_hint_without_a_change_is_no_cause():
    rhythm = settled()
    rhythm.stirred(10.0)
    assert not rhythm.looked(15.0, None)
    assert rhythm.next() == (Step.LOOK, 315.0)


def test_what_a_look_finds_without_a_hint_is_left_to_settle():
    rhythm = settled()
    assert not rhythm.looked(300.0, 1.0)
    assert rhythm.next() == (Step.LOOK, 304.0)
    assert rhythm.looked(304.0, 5.0)


def test_files_that_still_change_after_a_lost_hint_are_left_to_settle():
    rhythm = settled()
    rhythm.stirred(10.0)
    assert not rhythm.looked(15.0, 0.5)
    assert rhythm.next() == (Step.LOOK, 19.5)


def test_a_vault_that_is_never_quiet_gets_its_pass_all_the_same():
    rhythm = settled()
    at = 0.0
    while at < 1000:
        rhythm.stirred(at)
        _, due = rhythm.next()
        at += 1.0
        if due <= at:
            break
    assert 299 <= at <= 301
    assert rhythm.looked(at, 0.5)


def test_a_session_is_committed_once_when_it_rests():
    rhythm = settled()
    commits = []
    at = 0.0
    for saved in (10.0, 200.0, 700.0):
        rhythm.stirred(saved)
        at = saved + 5.0
        assert rhythm.looked(at, 5.0)
        rhythm.passed(at, unsaved=True, committed=False)
    while at < 3600:
        step, at = rhythm.next()
        if step is Step.LOOK:
            assert not rhythm.looked(at, None)
        else:
            commits.append(at)
            rhythm.passed(at, unsaved=False, committed=True)
    assert commits == [1300.0]


def test_a_vault_that_is_never_at_rest_is_committed_all_the_same():
    """A recording is written every second: a commit an hour (six times the rest), and the remote has it."""
    rhythm = settled(remote=True)
    rhythm.exchanged(0.0)
    commits, exchanges, at = [], [], 0.0
    while at < 3 * 3600:
        rhythm.stirred(at)
        step, due = rhythm.next()
        if due > at:
            at += 1.0
            continue
        if step is Step.EXCHANGE:
            exchanges.append(at)
            rhythm.exchanged(at)
        elif rhythm.looked(at, 0.5) or rhythm.overdue(at):
            overdue = rhythm.overdue(at)
            commits += [at] if overdue else []
            rhythm.stirred(at)
            rhythm.passed(at, unsaved=not overdue, committed=overdue)
    assert len(commits) == len(exchanges) == 2
    assert 3600 <= commits[0] <= 3600 + 301
    assert 3600 <= commits[1] - commits[0] <= 3600 + 301
    assert all(0 <= one - other <= 1 for one, other in zip(exchanges, commits, strict=True))


def test_a_commit_that_fails_while_something_stirs_is_tried_again_later_each_time():
    rhythm = settled()
    rhythm.passed(0.0, unsaved=True, committed=False)
    assert not rhythm.looked(3500.0, None)
    rhythm.stirred(3599.0)
    assert rhythm.next() == (Step.COMMIT, 3600.0)
    rhythm.looked(3600.0, 0.5)
    rhythm.failed(Step.COMMIT, 3600.0)
    rhythm.stirred(3601.0)
    assert rhythm.next() == (Step.COMMIT, 3605.0)


def test_no_commit_while_something_stirs_or_where_none_is_wanted():
    rhythm = settled()
    rhythm.passed(0.0, unsaved=True, committed=False)
    assert not rhythm.looked(590.0, None)
    rhythm.stirred(599.0)
    assert rhythm.next() == (Step.LOOK, 604.0)
    never = settled(commit="never")
    never.passed(0.0, unsaved=True, committed=False)
    assert never.next() == (Step.LOOK, 300.0)


def test_what_was_left_from_before_is_committed_when_it_has_rested():
    rhythm = Rhythm(PACE, 1000.0)
    assert rhythm.looked(1000.0, 400.0)  # the newest note was saved 400 seconds ago
    rhythm.passed(1000.0, unsaved=True, committed=False)
    assert rhythm.next() == (Step.COMMIT, 1200.0)


def test_failed_passes_are_tried_again_later_each_time():
    rhythm = settled()
    rhythm.stirred(10.0)
    at, waits = 15.0, []
    assert rhythm.looked(at, 5.0)
    for _ in range(9):
        rhythm.failed(Step.LOOK, at)
        step, due = rhythm.next()
        assert step is Step.LOOK
        waits.append(due - at)
        at = due
        assert rhythm.looked(at, 100.0)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    rhythm.passed(at, unsaved=True, committed=False)
    rhythm.failed(Step.LOOK, at)
    assert rhythm.next() == (Step.LOOK, at + 5)  # counted from the beginning


def test_after_a_failure_a_new_save_is_tried_at_once():
    rhythm = settled()
    assert rhythm.looked(10.0, 100.0)
    for _ in range(6):
        rhythm.failed(Step.LOOK, 10.0)
    rhythm.stirred(20.0)
    assert rhythm.next() == (Step.LOOK, 25.0)
    assert rhythm.looked(25.0, None)


def test_waiting_for_another_program_does_not_become_longer_than_a_minute():
    rhythm = settled()
    for _ in range(12):
        rhythm.failed(Step.LOOK, 100.0, waiting=True)
    assert rhythm.next() == (Step.LOOK, 160.0)


def test_a_refused_commit_does_not_stop_passes_and_is_not_hurried_by_them():
    rhythm = settled()
    rhythm.passed(0.0, unsaved=True, committed=False)
    for _ in range(3):
        rhythm.failed(Step.COMMIT, 600.0)
    rhythm.stirred(601.0)
    assert rhythm.looked(606.0, 5.0)
    rhythm.passed(606.0, unsaved=True, committed=False)
    rhythm.changed = 0.0
    assert rhythm.next() == (Step.COMMIT, 620.0)


def test_the_remote_is_met_at_the_start_after_commits_and_every_now_and_then():
    rhythm = settled(remote=True)
    assert rhythm.next() == (Step.EXCHANGE, 0.0)
    rhythm.exchanged(1.0)
    assert rhythm.next() == (Step.LOOK, 300.0)
    rhythm.passed(100.0, unsaved=True, committed=False)
    assert rhythm.next()[0] is not Step.EXCHANGE
    rhythm.passed(700.0, unsaved=False, committed=True)
    assert rhythm.next() == (Step.LOOK, 300.0)
    assert not rhythm.looked(700.0, None)
    assert rhythm.next() == (Step.EXCHANGE, 700.0)
    rhythm.exchanged(701.0)
    rhythm.look_at(2000.0)
    assert not rhythm.looked(1250.0, None)
    assert rhythm.next() == (Step.EXCHANGE, 1301.0)


def test_a_computer_that_slept_looks_at_once():
    rhythm = settled()
    rhythm.look_at(50.0)
    assert rhythm.next() == (Step.LOOK, 50.0)
