"""The loop of a watch with a clock that is turned by hand, over real vaults and real git."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from study import DOCUMENT, Study, begin
from watched import settings

from vaultsync.edges.files.writes import ChangedMeanwhileError
from vaultsync.edges.watcher import Watcher
from vaultsync.errors import UnsafeRepositoryError, VaultError
from vaultsync.models.structs import replace
from vaultsync.models.watching import WatchEvent, WatchReport
from vaultsync.usecases.watch import once, watch
from vaultsync.usecases.watching import passes

Deed = Callable[["TurnedBell"], object]


class TurnedBell:
    """A bell whose clock runs when it is waited for, and at which things happen at given seconds."""

    def __init__(self, study: Study, until: float, deeds: dict[float, Deed]) -> None:
        self.study, self.until, self.deeds = study, until, dict(deeds)
        self.begun = study.now
        self.time = self.slept = 0.0
        self.waits = 0
        self.stopped = False
        self._rung = 0.0

    def now(self) -> float:
        return self.time

    def ring(self) -> None:
        self._rung = self.time or 0.001

    def heard(self) -> float | None:
        rung, self._rung = self._rung, 0.0
        return rung or None

    def wait(self, seconds: float, *, light: bool) -> None:
        self.waits += 1
        due = min([*self.deeds, self.time + seconds])
        self.time = min(self.time + seconds, due, self.until)
        self.turn()
        for at in [at for at in self.deeds if at <= self.time]:
            self.deeds.pop(at)(self)
        self.stopped = self.stopped or self.time >= self.until

    def pause(self, seconds: float) -> None:
        self.time += seconds
        self.turn()

    def turn(self) -> None:
        self.study.now = self.begun + timedelta(seconds=self.time + self.slept)

    def sleep(self, seconds: float) -> None:
        """The computer sleeps: only the wall clock goes on."""
        self.slept += seconds
        self.turn()


class Silent(Watcher):
    """The system tells of nothing."""

    def start(self) -> None:
        pass

    def check(self) -> None:
        pass


class Full(Silent):
    """The system's limit is reached."""

    def start(self) -> None:
        raise VaultError("the system's limit is reached")


@pytest.fixture
def study(tmp_path) -> Study:
    made = begin(tmp_path)
    made.now = datetime.now().astimezone() + timedelta(minutes=5)  # so that the files of the vault are at rest
    return made


def run(
    study: Study,
    until: float,
    deeds: dict[float, Deed] | None = None,
    watcher: type[Watcher] = Silent,
    **options: bool,
) -> tuple[WatchReport, list[tuple[float, WatchEvent]], TurnedBell]:
    bell = TurnedBell(study, until, deeds or {})
    told: list[tuple[float, WatchEvent]] = []
    context = replace(study.context, now=lambda: study.now)
    report = watch(context, bell, lambda event: told.append((bell.time, event)), watcher=watcher, **options)
    return report, told, bell


def times(told: list[tuple[float, WatchEvent]], *kinds: str) -> list[float]:
    return [at for at, event in told if event.kind in kinds]


def test_an_idle_hour_makes_no_pass_without_a_cause(study):
    before = study.files()
    report, told, bell = run(study, 3600)
    assert report.passes == 1  # the first
    assert times(told, "pass", "commit") == [0.0]
    assert bell.waits < 400
    assert study.files() == before


def test_what_the_system_did_not_tell_of_is_found_by_a_look(study):
    report, told, _ = run(study, 900, {100.0: lambda _: study.mark("1.2 Hitches", "Clove")})
    assert times(told, "pass") == [0.0, 300.0]
    assert report.commits == 1  # at the stop


def test_after_sleep_it_looks_at_once(study):
    def sleep(bell: TurnedBell) -> None:
        bell.sleep(7200)
        study.mark("1.2 Hitches", "Clove")

    _, told, _ = run(study, 200, {50.0: sleep})
    assert times(told, "pass") == [0.0, 50.0]


def test_without_the_systems_news_it_looks_by_itself_and_says_so_once(study):
    _, told, bell = run(study, 60, {20.5: lambda _: study.mark("1.2 Hitches", "Clove")}, Full)
    assert len(times(told, "trouble")) == 1
    assert times(told, "pass") == [0.0, 22.0]
    assert bell.waits < 60


def test_a_day_with_two_sessions_is_two_commits(study):
    def ringing(deed: Callable[[], object]) -> Deed:
        def do(bell: TurnedBell) -> None:
            deed()
            bell.ring()

        return do

    deeds = {
        100.0: ringing(lambda: study.mark("1.2 Hitches", "Clove")),
        400.0: ringing(lambda: study.mark("1.2 Hitches", "Rolling")),
        900.0: ringing(lambda: study.write("My thoughts.md", "Ropes.\n")),
        20000.0: ringing(lambda: study.mark("2 Rope care", "Whipping")),
    }
    _, told, _ = run(study, 30000, deeds)
    assert times(told, "pass") == [0.0, 105.0, 405.0, 905.0, 20005.0]
    assert times(told, "commit") == [1500.0, 20600.0]
    assert study.subjects()[:2] == [
        "Study: 1 done in Rope care (Knots 3/7)",
        "Study: 2 done in Hitches (Knots 2/7)",
    ]
    assert "Clove" in study.git("log", "-1", "--skip=1", "--format=%B")


def test_a_file_that_is_written_all_the_time_keeps_nothing_from_being_committed(study):
    """A recording: its session never rests."""

    def record(bell: TurnedBell) -> None:
        study.write("Recording.m4a", f"{bell.time}")
        if bell.time == 50.0:
            study.mark("1.2 Hitches", "Clove")
        bell.ring()

    _, told, _ = run(study, 5000, {float(at): record for at in range(10, 5000, 4)})
    (committed, last) = times(told, "commit")
    assert 3600 <= committed <= 3600 + 601
    assert last == 5000.0
    assert study.subjects()[:2] == ["Study: changed Recording.m4a", "Study: 1 done in Hitches (Knots 1/7)"]


def test_a_pass_that_meets_a_bug_is_told_and_tried_again(study, monkeypatch):
    real, calls = passes.push, []

    def push(*args: object, **given: object):
        calls.append(1)
        if len(calls) < 4:
            raise KeyError("a bug")
        return real(*args, **given)

    monkeypatch.setattr(passes, "push", push)
    _, told, _ = run(study, 100)
    assert times(told, "trouble") == [0.0]
    assert times(told, "pass", "over") == [35.0, 35.0]


def test_a_note_dated_in_the_future_is_written_to_and_keeps_nothing_from_being_committed_or_pulled(study):
    def save(bell: TurnedBell) -> None:
        place = study.vault / study.mark("1.2 Hitches", "Clove")
        os.utime(place, (study.now.timestamp() + 86400.0,) * 2)
        study.document.write_text(study.document.read_text("utf-8") + "- [ ] 2.3 Coiling\n", "utf-8")
        bell.ring()

    report, told, _ = run(study, 1000, {10.0: save})
    assert times(told, "pull") == [15.0]
    assert times(told, "pass", "commit") == [0.0, 15.0]
    assert (report.commits, report.pulls) == (2, 1)
    assert "✅" in study.line("1.2 Hitches", "Clove")


def test_a_pull_that_met_changes_is_tried_again_soon(study, monkeypatch):
    real, calls = passes.pull, []

    def pull(*args: object, **given: object):
        calls.append(1)
        if len(calls) == 1:
            raise ChangedMeanwhileError("x.md")
        return real(*args, **given)

    monkeypatch.setattr(passes, "pull", pull)
    study.document.write_text(DOCUMENT + "- [ ] 2.3 Coiling\n", "utf-8")
    _, told, _ = run(study, 60)
    assert times(told, "trouble") == [0.0]
    assert times(told, "pull", "over") == [5.0, 5.0]


SHORT = "# Knots\n\n## 1. Basics\n\n- [ ] 1.1 Bowline\n"


def test_a_refused_roadmap_that_was_put_back_is_told_as_settled_and_may_be_refused_anew(study):
    def says(text: str) -> Deed:
        def do(bell: TurnedBell) -> None:
            study.document.write_text(text, "utf-8")
            bell.ring()

        return do

    deeds = {100.0: says(SHORT), 200.0: says(DOCUMENT), 300.0: says(SHORT), 400.0: says(f"{DOCUMENT}- [ ] 2.3 Coil\n")}
    _, told, _ = run(study, 500, deeds)
    assert times(told, "trouble") == [105.0, 305.0]
    assert times(told, "over") == [205.0, 405.0]
    assert times(told, "pull") == [405.0]


def shared(study: Study) -> Callable[[str], None]:
    """Give the vault a remote; what is returned lets another device put a note of this name there."""
    bare, other = study.vault.with_name("bare.git"), study.vault.with_name("other")
    for words in (["init", "-q", "--bare", "-b", "main", str(bare)], ["clone", "-q", str(bare), str(other)]):
        subprocess.run(["git", *words], check=True, capture_output=True)
    study.git("remote", "add", "origin", str(bare))
    study.git("push", "-qu", "origin", "HEAD:main")

    def put(name: str) -> None:
        git = ["git", "-C", str(other), "-c", "user.name=Other", "-c", "user.email=other@example.invalid"]
        subprocess.run([*git, "pull", "-q", "origin", "main"], check=True, capture_output=True)
        (other / name).write_text("Ropes.\n", "utf-8")
        for words in (["add", name], ["commit", "-qm", name], ["push", "-q", "origin", "HEAD:main"]):
            subprocess.run([*git, *words], check=True, capture_output=True)

    return put


def test_what_is_new_on_the_remote_is_taken_in_even_where_no_roadmap_can_be_pulled(study):
    put = shared(study)
    there: list[bool] = []

    def look(_: TurnedBell) -> None:
        there.append((study.vault / "One.md").exists())

    def two(bell: TurnedBell) -> None:
        study.document.write_text(SHORT, "utf-8")
        put("Two.md")
        bell.ring()

    _, told, _ = run(study, 1300, {100.0: lambda _: put("One.md"), 590.0: look, 610.0: look, 700.0: two}, remote=True)
    assert there == [False, True]
    assert (study.vault / "Two.md").exists()
    assert times(told, "trouble") == [705.0]


def test_the_exchange_fetches_no_document_from_the_web(study):
    shared(study)
    text = study.read("vaultsync.toml")
    study.write("vaultsync.toml", text + '\n[[roadmaps]]\nname = "web"\nsource = "http://127.0.0.1:9/knots.md"\n')
    study.git("commit", "-qam", "Web")
    _, told, _ = run(study, 700, remote=True)
    assert times(told, "trouble") == []
    assert times(told, "pull") == [0.0, 600.0]


def test_settings_that_came_with_the_remote_hold(study):
    put = shared(study)

    def slow(_: TurnedBell) -> None:
        put("One.md")
        other = study.vault.with_name("other")
        (other / "vaultsync.toml").write_text(study.read("vaultsync.toml") + "\n[watch]\nquiet = 50\n", "utf-8")
        subprocess.run(["git", "-C", str(other), "commit", "-qam", "Slow"], check=True)
        subprocess.run(["git", "-C", str(other), "push", "-q", "origin", "HEAD:main"], check=True)

    def save(bell: TurnedBell) -> None:
        study.mark("1.2 Hitches", "Clove")
        bell.ring()

    _, told, _ = run(study, 1200, {100.0: slow, 700.0: save}, remote=True)
    assert 750.0 in times(told, "pass")
    assert 705.0 not in times(told, "pass")


def test_a_note_saved_less_than_two_seconds_ago_is_not_written_to_but_counted_and_comes_next(study):
    settings(study, quiet=0.5)
    place = study.vault / study.note("1.2 Hitches")

    def save(bell: TurnedBell) -> None:
        study.mark("1.2 Hitches", "Clove")
        bell.begun = datetime.now().astimezone() - timedelta(seconds=bell.time)  # the files' clock is the real one
        bell.turn()
        bell.ring()

    bell = TurnedBell(study, 60, {10.0: save})
    seen: list[tuple[int, bool, int]] = []

    def tell(event: WatchEvent) -> None:
        if event.kind == "pass" and bell.time >= 10:
            done = json.loads(study.read("progress.json"))["done"]
            seen.append((round(bell.time * 10), "✅" in place.read_text("utf-8"), done))

    watch(replace(study.context, now=lambda: study.now), bell, tell, watcher=Silent)
    assert seen == [(105, False, 1), (125, True, 1)]


def saved(study: Study, bell: TurnedBell) -> None:
    """A tick is saved just now, by the clock of the files."""
    study.mark("1.2 Hitches", "Clove")
    bell.begun = datetime.now().astimezone() - timedelta(seconds=bell.time)
    bell.turn()


def told_by_commits(study: Study) -> list[str]:
    """The subjects of the commits that tell of the tick, newest first."""
    log = study.git("log", "--format=%s%n%b%x00").split("\0")
    return [one.split("\n")[0] or one.split("\n")[1] for one in log if "Done" in one and "- 1.2.1 Clove hitch" in one]


def test_a_tick_saved_just_before_the_end_is_waited_for_and_told_once(study):
    bell = TurnedBell(study, 100, {99.0: lambda bell: saved(study, bell)})
    watch(replace(study.context, now=lambda: study.now), bell, lambda _: None, watcher=Silent)
    assert "✅" in study.line("1.2 Hitches", "Clove")
    assert study.git("status", "--porcelain") == ""
    report = study.push()
    assert (report.changes, report.commit) == ([], "")
    assert len(told_by_commits(study)) == 1


def test_a_tick_in_a_note_that_is_saved_again_and_again_is_committed_but_told_once_it_is_left_alone(study):
    bell = TurnedBell(study, 100, {99.0: lambda bell: saved(study, bell)})
    bell.pause = lambda _: os.utime(study.vault / study.note("1.2 Hitches"))  # and the clock stands still
    told: list[WatchEvent] = []
    watch(replace(study.context, now=lambda: study.now), bell, told.append, watcher=Silent)
    assert study.git("status", "--porcelain") == ""
    assert "[x] 1.2.1 Clove hitch" in study.git("show", f"HEAD:{study.note('1.2 Hitches')}")
    assert "\nWaits until its note is left alone\n- Clove hitch\n" in study.git("show", "-s", "--format=%B")
    assert not [change for event in told if event.report for change in event.report.changes]
    assert [change.text for change in study.push().changes] == ["1.2.1 Clove hitch"]
    assert study.push().changes == []
    assert len(told_by_commits(study)) == 1


def test_a_hint_that_was_nothing_is_taken_back(study):
    def ring(bell: TurnedBell) -> None:
        bell.ring()

    def save(bell: TurnedBell) -> None:
        study.mark("1.2 Hitches", "Clove")
        bell.ring()

    _, told, _ = run(study, 1000, {100.0: ring, 102.0: ring, 200.0: save, 230.0: ring})
    told = [(at, event.kind) for at, event in told if at > 50]
    assert told == [
        *((100.0, "stirred"), (107.0, "calm"), (200.0, "stirred"), (205.0, "pass")),
        *((230.0, "stirred"), (235.0, "calm"), (800.0, "commit"), (1000.0, "stopped")),
    ]


def test_a_vault_that_is_gone_is_told_once_and_so_is_its_return(study):
    elsewhere = study.vault.with_name("elsewhere")
    deeds: dict[float, Deed] = {
        100.0: lambda _: study.vault.rename(elsewhere),
        200.0: lambda _: elsewhere.rename(study.vault),
    }
    _, told, _ = run(study, 300, deeds)
    kinds = [(event.kind, event.text == "gone") for _, event in told if event.kind in ("watching", "gone", "over")]
    assert kinds == [("watching", False), ("gone", False), ("over", True), ("watching", False)]


def test_a_last_pass_that_fails_is_told_before_the_end(study):
    def merge(_: TurnedBell) -> None:
        study.mark("1.2 Hitches", "Clove")
        (study.vault / ".git/MERGE_HEAD").write_text(study.git("rev-parse", "HEAD"))

    bell, told = TurnedBell(study, 100, {99.0: merge}), []
    with pytest.raises(UnsafeRepositoryError):
        watch(replace(study.context, now=lambda: study.now), bell, told.append, watcher=Silent)
    assert [event.kind for event in told[-2:]] == ["trouble", "stopped"]


def one_pass(study: Study, **options: bool) -> tuple[WatchReport, float]:
    """What `once` reports, and the seconds that it waited."""
    bell = TurnedBell(study, 60, {})
    return once(replace(study.context, now=lambda: study.now), bell, **options), bell.time


def test_one_pass_waits_for_a_note_that_was_saved_just_now(study):
    assert one_pass(study)[1] == 0.0
    study.mark("1.2 Hitches", "Clove")
    study.now = datetime.now().astimezone()
    report, waited = one_pass(study)
    assert waited == 2.0
    assert "✅" in study.line("1.2 Hitches", "Clove")
    assert (report.commits, study.git("status", "--porcelain")) == (1, "")


def test_a_document_that_cannot_be_read_is_told_once_whatever_is_wrong_with_it(study):
    def holds(data: bytes | None) -> Deed:
        def do(bell: TurnedBell) -> None:
            study.document.unlink(missing_ok=True)
            if data is not None:
                study.document.write_bytes(data)
            bell.ring()

        return do

    def save(bell: TurnedBell) -> None:
        study.mark("1.2 Hitches", "Clove")
        bell.ring()

    good = DOCUMENT.encode()
    deeds = {100.0: holds(b""), 150.0: save, 200.0: holds(None), 300.0: holds(good), 400.0: holds(b"\xff\x00" * 50)}
    _, told, _ = run(study, 2500, {**deeds, 2300.0: holds(good)})
    said = [(at, str(event.error)) for at, event in told if event.kind == "trouble"]
    assert [at for at, _ in said] == [105.0, 205.0, 405.0]
    assert ["empty" in said[0][1], "no such" in said[1][1], "binary" in said[2][1]] == [True, True, True], said
    assert times(told, "over") == [305.0, 2305.0]
    assert times(told, "pull") == []


def test_a_document_that_was_accepted_as_empty_is_no_news(study):
    study.document.write_text("", "utf-8")
    study.pull(yes=True)
    _, told, _ = run(study, 100)
    assert times(told, "trouble", "pull") == []


@pytest.mark.parametrize("dry_run", [False, True])
def test_one_pass_names_a_document_that_is_missing(study, dry_run):
    study.document.unlink()
    report, _ = one_pass(study, dry_run=dry_run)
    assert ["there is no such roadmap document" in warning for warning in report.warnings] == [True]


def test_one_pass_goes_on_where_a_roadmap_is_refused(study):
    study.mark("1.2 Hitches", "Clove")
    study.document.write_text(SHORT, "utf-8")
    report, _ = one_pass(study)
    assert ["would go" in warning for warning in report.warnings] == [True]
    assert (report.pull, report.commits) == ([], 1)
    assert study.subjects()[0].startswith("Study: 1 done in Hitches")


@pytest.mark.parametrize("commit", ["session", "never"])
def test_a_dry_run_of_one_pass_foresees_what_it_does(study, commit):
    settings(study, commit=commit)
    study.git("commit", "-qam", "Settings")
    study.mark("1.2 Hitches", "Clove")
    study.document.write_text(f"{DOCUMENT}- [ ] 2.3 Coiling\n", "utf-8")
    before = study.files()
    dry, _ = one_pass(study, dry_run=True)
    assert study.files() == before
    made, _ = one_pass(study)
    assert (len(dry.pull), len(dry.push)) == (len(made.pull), len(made.push)) == (int(commit == "session"), 1)
    assert [report.notes for report in dry.pull] == [report.notes for report in made.pull]
    assert dry.push[0].changes == made.push[0].changes != []


def test_a_refused_commit_is_told_once_whichever_step_meets_it(study):
    """At rest it is a step of its own; after an hour without rest it comes with the next pass."""
    hook = study.vault / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)

    def save(bell: TurnedBell) -> None:
        study.mark("1.2 Hitches", "Clove")
        bell.ring()

    def record(bell: TurnedBell) -> None:
        study.write("Recording.m4a", f"{bell.time}")
        bell.ring()

    recording = {float(at): record for at in range(700, 5000, 4)}
    _, told, _ = run(study, 5000, {10.0: save, **recording, 4998.0: lambda bell: hook.unlink()})
    assert len(times(told, "trouble")) == 1
    assert times(told, "over") == [5000.0]
    assert times(told, "commit") == [5000.0]
