"""`vaultsync watch` as a process, with real saves, real signals and real git."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin
from watched import SAVES, SECONDS, WATCH, Watched, settings, vim, watching

MORE = """
### 1.3 Bends
- [ ] 1.3.1 Sheet bend
- [ ] 1.3.2 Zeppelin bend

### 1.4 Splices
- [ ] 1.4.1 Eye splice
- [ ] 1.4.2 Back splice

## 2. Rope care"""
TEXT = DOCUMENT.replace("\n## 2. Rope care", MORE)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A folder with a vault and its document, to be copied."""
    made = begin(tmp_path_factory.mktemp("template"), TEXT)
    made.write("vaultsync.toml", made.read("vaultsync.toml").replace(str(made.document), "../knots.md"))
    settings(made, quiet=0.5, rest=10)
    made.git("commit", "-qam", "Settings")
    return made.vault.parent


@pytest.fixture
def study(template, tmp_path) -> Study:
    shutil.copytree(template, tmp_path / "study")
    made = Study(tmp_path / "study" / "vault", tmp_path / "study" / "knots.md")
    assert 'source = "../knots.md"' in made.read("vaultsync.toml")
    return made


def ticked(study: Study, stem: str, number: int) -> tuple[Path, bytes]:
    """A note's place, and its bytes with the first open box ticked and a line added."""
    place = study.vault / study.note(stem)
    text = place.read_text("utf-8").replace("- [ ] ", "- [x] ", 1)
    return place, f"{text}\nWords {number}.\n".encode()


def done(study: Study) -> int:
    try:
        return int(json.loads(study.read("progress.json"))["done"])
    except FileNotFoundError:
        return 0


def test_every_way_of_saving_ends_in_a_consistent_vault_and_the_session_in_one_commit(study):
    settings(study, quiet=2, rest=10)
    study.git("commit", "-qam", "Quiet")
    before = len(study.subjects())
    with watching(study) as watched:
        watched.told("pass")
        for number, save in enumerate(SAVES, 1):
            stem = ("1.2 Hitches", "2 Rope care", "1.3 Bends", "1.4 Splices")[number % 4]
            save(*ticked(study, stem, number))
            watched.until(lambda number=number: done(study) == number, save.__name__)
            watched.told("pass", 1 + number)
        time.sleep(3.0)
        assert watched.count("pass") == 1 + len(SAVES)  # none for what a pass wrote
        assert len(study.subjects()) == before
        assert watched.stop() == 0
        assert [event["event"] for event in watched.events[-2:]] == ["commit", "stopped"]
        assert watched.err == ""
    assert len(study.subjects()) == before + 1
    message = study.git("log", "-1", "--format=%B")
    assert f"knots {len(SAVES)}/11" in message
    assert study.git("status", "--porcelain") == ""
    assert all(f"Words {number}." in "".join(map(str, study.files().values())) for number in range(1, 1 + len(SAVES)))


def test_vim_itself(study):
    if not shutil.which("vim"):
        pytest.skip("vim is not here")
    with watching(study) as watched:
        watched.told("pass")
        for options in ("set backupcopy=no", "set backupcopy=yes"):
            number = done(study)
            place = study.vault / study.note("1.2 Hitches" if number < 2 else "2 Rope care")
            edit = ["vim", "-u", "NONE", "-i", "NONE", "-n", "-es", "-c", options, "-c", r"/- \[ \] \d/s/\[ \]/[x]/"]
            subprocess.run([*edit, "-c", "wq", str(place)], check=True, capture_output=True, timeout=60)
            watched.until(lambda number=number: done(study) == number + 1, options)


def test_sigterm_commits_what_was_saved_just_before(study):
    settings(study, quiet=30, rest=10)
    study.git("commit", "-qam", "Quiet")
    before = len(study.subjects())
    with watching(study) as watched:
        watched.until(lambda: (study.vault / ".git/vaultsync/watch/holder").exists())
        study.mark("1.2 Hitches", "Clove")
        time.sleep(0.3)
        assert watched.stop(signal.SIGTERM) == 0
    assert len(study.subjects()) == before + 1
    assert "1.2.1 Clove hitch" in study.git("log", "-1", "--format=%B")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_ctrl_c_while_git_is_at_work_reaches_only_the_watch(study):
    settings(study, quiet=0.5, commit="each")
    study.git("commit", "-qam", "Each")
    began = study.vault / ".git/began"
    hook = study.vault / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ntouch .git/began\nsleep 2\n")
    hook.chmod(0o755)
    before = len(study.subjects())
    with watching(study, start_new_session=True) as watched:
        watched.told("pass")
        study.mark("1.2 Hitches", "Clove")
        watched.until(began.exists)
        os.killpg(watched.process.pid, signal.SIGINT)
        assert watched.process.wait(60) == 0
        assert watched.count("trouble") == 0
    assert len(study.subjects()) == before + 1


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_where_the_systems_limit_is_reached_it_looks_by_itself(study):
    few = ["unshare", "-Ur", "sh", "-c", 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*few, "true"], capture_output=True).returncode:
        pytest.skip("no limit can be set here")
    with watching(study, before=few) as watched:
        watched.told("pass")
        assert watched.count("trouble") == 1
        assert "fs.inotify.max_user_watches" in watched.events[1]["error"]["next_step"]
        study.mark("1.2 Hitches", "Clove")
        watched.until(lambda: done(study) == 1)
        assert watched.stop() == 0


def test_each_commits_every_pass_and_never_none(study):
    settings(study, quiet=0.5, commit="each")
    before = len(study.subjects())
    with watching(study) as watched:
        watched.told("commit")  # the settings
        study.mark("1.2 Hitches", "Clove")
        watched.told("commit", 2)
        settings(study, quiet=0.5, commit="never")
        watched.until(lambda: watched.events[-1]["event"] == "pass")
        study.mark("1.2 Hitches", "Rolling")
        watched.until(lambda: done(study) == 2)
        assert watched.stop() == 0
    assert len(study.subjects()) == before + 2
    assert study.git("status", "--porcelain") != ""


def test_a_second_watch_is_refused_while_the_first_lives_and_other_commands_are_not(study):
    with watching(study) as watched:
        watched.told("pass")
        told = subprocess.run([*WATCH, "-C", str(study.vault), "watch"], capture_output=True, text=True, timeout=60)
        assert told.returncode == 4
        assert told.stderr.startswith("vaultsync: error: ")  # and nothing of watching
        assert f"watched already (process {watched.process.pid})" in told.stderr
        study.mark("1.2 Hitches", "Clove")
        told = subprocess.run([*WATCH, "-C", str(study.vault), "push"], capture_output=True, text=True, timeout=60)
        assert told.returncode == 0
        assert study.subjects()[0].startswith("Study: 1 done in Hitches")
        watched.process.kill()
        watched.process.wait()
    with watching(study) as watched:  # a killed one keeps nobody out
        watched.told("pass")


def test_a_merge_under_way_is_waited_for(study):
    with watching(study) as watched:
        watched.told("pass")
        head = study.git("rev-parse", "HEAD")
        (study.vault / ".git/MERGE_HEAD").write_text(head)
        study.mark("1.2 Hitches", "Clove")
        watched.told("waiting")
        assert done(study) == 0
        (study.vault / ".git/MERGE_HEAD").unlink()
        watched.told("over")
        watched.until(lambda: done(study) == 1)
        assert watched.count("waiting") == 1
        (study.vault / ".git/MERGE_HEAD").write_text(head)
        study.mark("1.2 Hitches", "Rolling")
        assert watched.stop() == 3
        trouble, stopped, error = watched.events[-3:]  # each in a line
        assert (trouble["event"], stopped["event"]) == ("trouble", "stopped")
        assert error == {"error": trouble["error"]}


def test_a_refused_commit_is_told_once_and_the_work_committed_later(study):
    settings(study, quiet=0.5, rest=0.01)
    study.git("commit", "-qam", "Rest")
    before = study.git("rev-parse", "HEAD").strip()
    hook = study.vault / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    with watching(study) as watched:
        watched.told("pass")
        study.mark("1.2 Hitches", "Clove")
        watched.told("trouble")
        study.mark("1.2 Hitches", "Rolling")
        watched.until(lambda: done(study) == 2)
        assert watched.count("trouble") == 1
        hook.unlink()
        watched.told("commit")
        watched.told("over")
        assert watched.stop() == 0
    messages = study.git("log", "--format=%B", f"{before}..")
    assert messages.count("\n- 1.2.1 Clove hitch\n") == 1
    assert messages.count("\n- 1.2.2 Rolling hitch\n") == 1


def test_settings_that_are_wrong_are_told_and_read_anew(study):
    with watching(study) as watched:
        watched.told("pass")
        whole = study.read("vaultsync.toml")
        study.write("vaultsync.toml", whole + "quite = 3\n")
        watched.told("trouble")
        assert "quite" in watched.events[-1]["error"]["what"]
        study.write("vaultsync.toml", whole)
        watched.told("over")
        assert watched.stop() == 0


def test_a_roadmap_that_changed_is_pulled_however_it_was_replaced(study):
    with watching(study) as watched:
        watched.told("pass")
        study.mark("1.2 Hitches", "Clove")
        watched.until(lambda: done(study) == 1)
        vim(study.document, TEXT.replace("- [ ] 2.2 Drying", "- [ ] 2.2 Drying\n- [ ] 2.3 Coiling").encode())
        watched.told("pull")
        watched.until(lambda: "2.3 Coiling" in study.read(study.note("2 Rope care")))
        study.document.write_text("# Knots\n\n## 1. Basics\n\n- [ ] 1.1 Bowline\n", "utf-8")
        watched.told("trouble")
        study.mark("1.2 Hitches", "Rolling")
        watched.until(lambda: done(study) == 2)
        assert watched.count("trouble") == 1
        assert watched.stop() == 0
    assert [subject.partition(":")[0] for subject in study.subjects()[:3]] == ["Study", "Pull", "Study"]


def test_a_vault_that_is_gone_is_waited_for(study):
    elsewhere = study.vault.with_name("elsewhere")
    with watching(study) as watched:
        watched.told("pass")
        os.rename(study.vault, elsewhere)
        watched.told("gone")
        os.rename(elsewhere, study.vault)
        watched.told("watching", 2)
        assert [event["text"] for event in watched.events if event["event"] == "over"] == ["gone"]
        study.mark("1.2 Hitches", "Clove")
        watched.until(lambda: done(study) == 1)
        os.rename(study.vault, elsewhere)
        watched.told("gone", 2)
        assert watched.stop() == 0  # with nothing to commit to
        assert watched.count("trouble", "commit") == 0


def test_a_burst_is_one_pass_and_new_folders_are_watched(study):
    with watching(study) as watched:
        watched.told("pass")
        for number in range(1500):
            place = study.vault / f"New {number % 30}" / f"{number % 7}" / f"Note {number}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("words\n")
        watched.told("pass", 2)
        time.sleep(1.0)
        passes = watched.count("pass")
        assert passes <= 3
        (study.vault / "New 3" / "3" / "Later.md").write_text("words\n")
        watched.told("pass", passes + 1)
        assert watched.stop() == 0
    assert study.git("status", "--porcelain") == ""
    assert study.subjects()[0].startswith("Study: ")


def imported(study: Study, branch: str, files: int) -> None:
    """Make a branch with so many Markdown files beside what there is; the vault stays as it is."""
    notes = b"".join(
        b"M 100644 inline Mine/%d/Note %d.md\ndata 8\nword %02d\n\n" % (n % 50, n, n % 100) for n in range(files)
    )
    head = b"commit refs/heads/%s\ncommitter A <a@b> 1 +0000\ndata 0\nfrom HEAD\n" % branch.encode()
    command = ["git", "-C", str(study.vault), "fast-import", "--quiet"]
    subprocess.run(command, input=head + notes, check=True, timeout=SECONDS)


def test_ten_thousand_files_of_a_checkout_are_one_commit_and_none_is_left_out(study):
    settings(study, quiet=4, commit="each")
    study.git("commit", "-qam", "Each")
    imported(study, "other", 10_000)
    before = len(study.subjects())
    with watching(study) as watched:
        watched.told("pass")
        study.git("checkout", "other", "--", "Mine")
        watched.told("commit")
        assert watched.stop() == 0
    assert len(study.subjects()) == before + 1
    assert study.git("diff", "--stat", "other", "HEAD", "--", "Mine") == ""
    assert study.git("status", "--porcelain") == ""


def test_words_somebody_wrote_into_the_summary_are_kept_in_git_but_no_commit_is_made_for_our_own(study):
    before = len(study.subjects())
    with watching(study) as watched:
        watched.told("pass")
        for number, words in enumerate(("Clove", "Rolling"), 1):
            study.mark("1.2 Hitches", words)
            watched.until(lambda number=number: done(study) == number)
        assert len(study.subjects()) == before
        study.write("PROGRESS.md", study.read("PROGRESS.md") + "\nMy own words.\n")
        watched.until(lambda: len(study.subjects()) == before + 1)
        watched.until(lambda: "My own words" not in study.read("PROGRESS.md"))
        assert watched.stop() == 0
    assert "My own words" in study.git("log", "-p", "--", "PROGRESS.md")


def test_once(study):
    study.mark("1.2 Hitches", "Clove")
    study.document.write_text(TEXT + "- [ ] 2.3 Coiling\n", "utf-8")
    words = [*WATCH, "-C", str(study.vault), "watch", "--once", "--json"]
    dry = json.loads(subprocess.run([*words, "--dry-run"], capture_output=True, check=True, timeout=60).stdout)
    assert [change["to"] for push in dry["push"] for change in push["changes"]] == ["done"]
    assert study.subjects()[0] == "Settings"
    told = json.loads(subprocess.run(words, capture_output=True, check=True, timeout=60).stdout)
    assert (told["passes"], told["commits"], told["pulls"]) == (1, 2, 1)
    assert study.git("status", "--porcelain") == ""
    told = json.loads(subprocess.run(words, capture_output=True, check=True, timeout=60).stdout)
    assert (told["passes"], told["commits"], told["pulls"]) == (1, 0, 0)
    study.document.write_text("# Knots\n\n## 1. Basics\n\n- [ ] 1.1 Bowline\n", "utf-8")
    refused = subprocess.run(words, capture_output=True, timeout=60)
    assert refused.returncode == 1
    assert "would go" in json.loads(refused.stdout)["warnings"][0]


def test_with_a_remote_it_pushes_and_takes_in_what_others_did(study, tmp_path):
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    study.git("remote", "add", "origin", str(bare))
    study.git("push", "-qu", "origin", "HEAD")
    settings(study, quiet=0.5, rest=0.01)
    study.git("commit", "-qam", "Rest")
    with watching(study, "--remote") as watched:
        watched.told("pass")
        study.mark("1.2 Hitches", "Clove")
        there = ["git", "-C", str(bare), "log", "-1", "--format=%s", "main"]
        watched.until(lambda: "done in" in subprocess.run(there, capture_output=True, text=True).stdout)
        assert watched.stop() == 0
    assert study.git("status", "-sb").startswith("## main...origin/main\n")


def test_it_needs_commits_for_a_remote(study):
    settings(study, commit="never")
    watched = Watched(study, "--remote")
    watched.process.wait(timeout=60)
    assert watched.process.returncode == 1
    assert "do not go together" in watched.process.communicate()[1].decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_the_line_on_a_terminal_says_what_a_pass_did_not_that_the_pass_wrote(study):
    import pty

    settings(study, quiet=2.5, rest=10)
    study.git("commit", "-qam", "Quiet")
    assert not (study.vault / "Charts").exists()  # so that the pass makes a folder, too
    parent, child = pty.openpty()
    process = subprocess.Popen([*WATCH, "-C", str(study.vault), "watch"], stdin=child, stdout=child, stderr=child)
    os.close(child)
    lines: list[str] = []

    def read(until: str, more: float = 0.0) -> None:
        """Read on until a line holds these words, and for some seconds more."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if select.select([parent], [], [], 0.1)[0]:
                lines.extend(os.read(parent, 65536).decode().split("\r\x1b[K"))
            if more and any(until in line for line in lines):
                end, more = min(end, time.monotonic() + more), 0.0

    try:
        read("0/11", 1.0)  # its first pass is made
        study.mark("1.2 Hitches", "Clove")
        read("to be committed", 4.0)
    finally:
        process.kill()
        process.wait()
        os.close(parent)
    assert "1 done" in lines[-1], lines
    assert sum("Something changed" in line for line in lines) <= 1, lines
