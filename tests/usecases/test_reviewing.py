"""The command `review`: a note is made, brought up to date while nobody wrote in it, and then left alone."""

from __future__ import annotations

import datetime

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.errors import VaultsyncError
from vaultsync.models.review import ReviewDeed, ReviewReport
from vaultsync.usecases.review import review
from vaultsync.usecases.roadmaps import add

WEEK = "Reviews/2026-W47.md"
ASKS = "\n## 3. Weekly review\n\n- **What held**: ____\n- **What slipped**: look at the ends\n- Rope of the week\n"


@pytest.fixture
def study(tmp_path) -> Study:
    return begin(tmp_path)


def look(study: Study, span: str = "week", **options: object) -> ReviewReport:
    return review(study.context, span, **options)  # type: ignore[arg-type]


def tick(study: Study, stem: str, words: str, day: str) -> None:
    path = study.mark(stem, words)
    text = study.read(path)
    line = next(line for line in text.split("\n") if words in line and "[x]" in line)
    study.write(path, text.replace(line, line.replace(" ^", f" ✅ {day} ^")))


def test_a_week(study):
    tick(study, "Loops", "Left-handed", "2026-11-15")
    tick(study, "Loops", "Right-handed", "2026-11-16")
    tick(study, "Loops", "Figure eight", "2026-11-20")
    tick(study, "Hitches", "Clove hitch", "2026-11-20")
    study.write("Journal/2026-11-20.md", "# 2026-11-20\n\n## Study\n\n- 1h 15m: The rabbit, the hole.\n")
    report = look(study)
    assert (report.note, report.deed) == (WEEK, ReviewDeed.CREATED)
    assert study.read(WEEK) == report.text
    loops, hitches = (study.note(stem).removesuffix(".md") for stem in ("Loops", "Hitches"))
    assert report.text == (
        "---\n"
        "title: Week 47 of 2026\n"
        "tags:\n"
        "  - review/week\n"
        "---\n"
        "# Week 47 of 2026, 16 to 22 November 2026\n"
        "\n"
        "## Finished\n"
        "\n"
        "### Knots\n"
        "\n"
        "4 of 7 done\n"
        "\n"
        f"- [[{loops}|1.1 Loops]] (all of it)\n"
        "  - 1.1.1.2 Right-handed\n"
        "  - 1.1.2 Figure eight\n"
        f"- [[{hitches}|1.2 Hitches]]\n"
        "  - 1.2.1 Clove hitch\n"
        "\n"
        "## Time and pace\n"
        "\n"
        "- 3 done and 1h 15m of study, on 2 days\n"
        "- The week before: 1 done, on 1 day\n"
        "- Journal: [[Journal/2026-11-20|2026-11-20]]\n"
        "\n"
        "## What I learned\n"
        "\n"
        "*the idea that would be missed most if it were forgotten*\n"
        "\n"
        "## Challenges\n"
        "\n"
        "*what was hard, and what helped*\n"
        "\n"
        "## Knowledge check\n"
        "\n"
        "*five questions, answered without looking*\n"
        "\n"
        "## Next goals\n"
        "\n"
        "*one or two, small enough to be met*\n"
        "\n"
        "## Notes\n"
        "\n"
        "## Next in the roadmaps\n"
        "\n"
        f"- 1.2.2 Rolling hitch, in [[{hitches}|1.2 Hitches]]\n"
        f"- 2.1 Whipping, in [[{study.note('Rope care').removesuffix('.md')}|2. Rope care]]\n"
        f"- 2.2 Drying, in [[{study.note('Rope care').removesuffix('.md')}|2. Rope care]]\n"
    ).replace("4 of 7 done\n\n-", "4 of 7 done, 1h 15m of study\n\n-")


def test_again_is_nothing_new_and_new_ticks_come_in(study):
    look(study)
    before = study.files()
    assert look(study).deed is ReviewDeed.UNCHANGED
    assert study.files() == before
    tick(study, "Loops", "Figure eight", "2026-11-20")
    assert look(study).deed is ReviewDeed.UPDATED
    assert "1.1.2 Figure eight" in study.read(WEEK)


def test_what_the_learner_wrote_stays(study):
    look(study)
    text = study.read(WEEK).replace("## Challenges\n", "## Challenges\n\nThe left hand.\n")
    study.write(WEEK, text)
    tick(study, "Loops", "Figure eight", "2026-11-20")
    assert look(study).deed is ReviewDeed.KEPT
    assert study.read(WEEK) == text
    study.push()
    study.pull()
    assert look(study).deed is ReviewDeed.KEPT
    assert study.read(WEEK) == text


def test_a_note_that_was_there_is_the_learners(study):
    study.write(WEEK, "Mine.\n")
    assert look(study).deed is ReviewDeed.KEPT
    assert study.read(WEEK) == "Mine.\n"


def test_an_editor_that_writes_it_anew_does_not_make_it_the_learners(study):
    look(study)
    study.write(WEEK, study.read(WEEK).replace("\n", "\r\n"))
    tick(study, "Loops", "Figure eight", "2026-11-20")
    assert look(study).deed is ReviewDeed.UPDATED


def test_a_deleted_review_is_made_again(study):
    look(study)
    (study.vault / WEEK).unlink()
    assert look(study).deed is ReviewDeed.CREATED


def test_a_dry_run_writes_nothing(study):
    before = study.files()
    report = look(study, dry_run=True)
    assert report.deed is ReviewDeed.CREATED
    assert report.text.startswith("---\ntitle: Week 47 of 2026\n")
    assert study.files() == before


def test_it_is_no_note_of_the_roadmap_and_no_journal(study):
    """Push commits it, pull leaves it, and its empty questions are no entries."""
    report = look(study)
    pushed = study.push()
    assert pushed.subject == "Study: made the review 2026-W47"
    assert study.pull().commit == ""
    assert study.read(WEEK) == report.text
    assert study.status().figures["done"] == 0
    assert look(study, "month").back.journal == ()


def test_the_questions_of_the_roadmap(tmp_path):
    study = begin(tmp_path, DOCUMENT + ASKS)
    text = look(study).text
    assert "\n## What held\n\n## What slipped\n\n*look at the ends*\n\n## Rope of the week\n\n" in text
    assert "Knowledge check" not in text
    assert "Knowledge check" in look(study, "quarter").text


def test_month_and_quarter_lead_to_shorter_ones(study):
    look(study)
    month = look(study, "month")
    assert month.note == "Reviews/2026-11.md"
    assert "- Reviews: [[Reviews/2026-W47|Week 47 of 2026]]\n" in month.text
    quarter = look(study, "quarter")
    assert quarter.note == "Reviews/2026-Q4.md"
    assert "- Reviews: [[Reviews/2026-11|November 2026]]\n" in quarter.text


def test_a_period_that_is_over_tells_what_it_was_then(study):
    tick(study, "Loops", "Figure eight", "2026-10-30")
    tick(study, "Hitches", "Clove hitch", "2026-11-20")
    report = look(study, "month", day=datetime.date(2026, 10, 3))
    assert report.note == "Reviews/2026-10.md"
    assert "\n1 of 7 done\n" in report.text
    assert "Clove hitch" not in report.text
    assert "Next in the roadmaps" not in report.text


def test_markdown_links(study):
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings.replace('links = "wiki"', 'links = "markdown"'))
    tick(study, "Loops", "Figure eight", "2026-11-20")
    assert "- [1.1 Loops](../Roadmaps/Knots/" in look(study).text


def test_a_template_of_the_learners_own(study):
    study.write(".vaultsync/templates/review.md.j2", "{{ title }}: {{ figures }}\n")
    tick(study, "Loops", "Figure eight", "2026-11-20")
    assert look(study).text == "Week 47 of 2026: 1 done, on 1 day\n"
    study.write(".vaultsync/templates/review.md.j2", "{{ nothing }}\n")
    with pytest.raises(VaultsyncError, match="template"):
        look(study, "month")


def test_words_of_notes_break_nothing(tmp_path):
    nasty = "# Knots\n\n## Loops | [[x]] <b>\n- [ ] ]] | `a` <i> # b\n- [ ] two\n- [ ] three\n"
    study = begin(tmp_path, nasty)
    tick(study, "Loops", "]] |", "2026-11-20")
    text = look(study).text
    assert "<b>" not in text
    assert "<i>" not in text
    assert text.count("\n## Finished\n") == 1


@pytest.mark.parametrize("tz", ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"])
def test_the_day_is_that_of_the_clock_wherever_the_machine_stands(study, tz, monkeypatch):
    """Around New Year, in week 53, and when the clocks change."""
    monkeypatch.setenv("TZ", tz)
    for now, week in (
        ("2026-12-31T23:59:00+14:00", "2026-W53"),
        ("2027-01-03T23:59:00-10:00", "2026-W53"),
        ("2027-01-04T00:01:00+01:00", "2027-W01"),
        ("2026-10-25T02:30:00+01:00", "2026-W43"),
        ("2026-03-29T03:30:00+02:00", "2026-W13"),
    ):
        study.now = datetime.datetime.fromisoformat(now)
        assert look(study, dry_run=True).note == f"Reviews/{week}.md"


def test_what_comes_next_is_shared_among_the_roadmaps_that_were_studied(study, tmp_path):
    for name in ("Sails", "Oars"):
        other = tmp_path / f"{name.lower()}.md"
        tasks = "".join(f"- [ ] {name} {n}\n" for n in range(1, 7))
        other.write_text(f"# {name}\n\n## 1. First {name}\n\n{tasks}", "utf-8")
        add(study.context, str(other))
    nothing = [text for text, _, _ in look(study, "month", dry_run=True).back.next_up]
    assert nothing == ["1.1.1.1 Left-handed", "1.1.1.2 Right-handed", "Sails 1", "Sails 2", "Oars 1"]
    tick(study, "1.2", "Clove", "2026-11-20")
    tick(study, "1 First Oars", "Oars 2", "2026-11-19")
    studied = [text for text, _, _ in look(study, "month", dry_run=True).back.next_up]
    assert studied == ["1.2.2 Rolling hitch", "1.1.1.1 Left-handed", "1.1.1.2 Right-handed", "Oars 1", "Oars 3"]
    alone = [text for text, _, _ in look(study, day=datetime.date(2026, 11, 9), dry_run=True).back.next_up]
    assert alone == []  # that week is over
