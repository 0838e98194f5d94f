"""`in_commits = false`: no word of a journal stands in any commit message, whatever vaultsync does; and what commits say
is what the terminal says."""

from __future__ import annotations

import pytest
from study import begin
from test_devices import pair

from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.push import print_push
from vaultsync.errors import GitError
from vaultsync.models.marks import Mark
from vaultsync.usecases.check import check
from vaultsync.usecases.journal import journal
from vaultsync.usecases.mark import mark
from vaultsync.usecases.review import review
from vaultsync.usecases.undo import undo

TODAY = "Journal/2026-11-21.md"


def test_no_word_of_the_journal_is_in_any_message(tmp_path):
    one, two = pair(tmp_path)
    settings = one.read("vaultsync.toml")
    one.write("vaultsync.toml", settings.replace("in_commits = true", "in_commits = false"))
    assert one.read("vaultsync.toml") != settings
    one.push(), two.pull()
    path = one.note("1.1 Loops")
    link = f"[[{path.removesuffix('.md')}|Loops]]"
    for study, words in ((one, "plugh"), (two, "xyzzy")):
        study.write(TODAY, f"## Study\n\n- 45m: {words} {link}\n- [x] {words} done\n- [ ] {words} planned\n")
        study.edit("1.1 Loops", "## Journal\n", f"## Journal\n- 2026-11-20 30m: {words}\n")
        journal(study.context, f"{words} at last", minutes=10)
        journal(study.context, f"{words} again", on="figure eight")
        study.mark("1.1 Loops", "Left-handed" if study is one else "Right-handed")
    one.push(), two.push(), one.pull()
    review(one.context, "week")
    one.edit("1.1 Loops", "- 2026-11-20 30m: plugh", "- 2026-11-20 30m: plugh plugh")
    text = one.document.read_text("utf-8")
    for study in (one, two):
        study.document.write_text(text.replace("1.1.2 Figure eight", "1.1.2 Figure of eight"), "utf-8")
    one.pull(), one.push()
    undo(one.context, "pull")
    undo(one.context, redo=True)
    two.edit("1.1 Loops", "xyzzy again", "xyzzy once more")
    two.pull(), two.push(), one.pull()
    check(one.context, fix=True)
    one.write(TODAY, "")
    one.push()
    messages = one.git("log", "--all", "--format=%B")
    assert {"Study", "Pull", "Merge", "Undo", "Redo"} <= {line.partition(":")[0] for line in messages.splitlines()}
    assert "plugh" not in messages
    assert "xyzzy" not in messages
    assert "plugh" in one.git("show", f"HEAD:{path}")


def test_a_refused_commit_keeps_ticks_and_entries_for_the_next_message(tmp_path):
    study = begin(tmp_path)
    hook = study.vault / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    mark(study.context, ["clove hitch"], Mark.DONE)
    study.write(TODAY, "## Study\n- 45m: It holds.\n")
    study.mark("1.1 Loops", "Bowline")
    for _ in range(2):
        with pytest.raises(GitError):
            study.push()
    before = study.files()
    hook.unlink()
    report = study.push()
    assert {path for path, data in before.items() if study.files()[path] != data} == set()
    assert study.git("log", "-1", "--format=%B").rstrip("\n") == (
        "Study: 3 done in Loops and Hitches (Knots 3/7)\n\n"
        "Done in Loops\n- 1.1.1 Bowline (2 tasks)\n\nDone in Hitches\n- 1.2.1 Clove hitch\n\n"
        "Journal\n- 2026-11-21: It holds. (45m)\n\nVaultsync-Progress: knots 3/7"
    )
    page = Page(80, False)
    print_push(page, report)
    assert page.text().startswith("Counted: 3 done\n")


def test_the_terminal_counts_as_the_commit_does(tmp_path):
    study = begin(tmp_path)
    path = study.note("1 Basics")
    study.write(path, study.read(path).replace("done: false", "done: true"))
    study.mark("2 Rope care", "Drying", "-")
    mark(study.context, ["whipping"], Mark.DONE, already=True)
    report = study.push()
    assert report.subject.startswith("Study: 5 done, 1 skipped, 1 known before in ")
    page = Page(80, False)
    print_push(page, report)
    assert page.text().startswith("Counted: 5 done, 1 skipped, 1 known before\n")
