"""Reports as use cases would return them, made up."""

from __future__ import annotations

from typing import Any

from vaultsync.models.agreement import Change, ChangeKind, Review
from vaultsync.models.check import CheckReport, Finding, Kind
from vaultsync.models.deeds import JournalReport, MarkReport, NextReport
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.links import Link
from vaultsync.models.marks import Mark
from vaultsync.models.outline import Dropped, Duration, Item, Outline, Section, Warning
from vaultsync.models.progress import SectionStatus, Tally
from vaultsync.models.proposals import Proposal
from vaultsync.models.reports import (
    DeletedNote,
    GitState,
    InitReport,
    NoteChange,
    PlanReport,
    PullReport,
    PushReport,
    RestoreReport,
    RoadmapCount,
    RoadmapPlan,
    SettingsReport,
    SettleReport,
    StatusReport,
    SyncReport,
    TaskNews,
    UndoReport,
)
from vaultsync.models.schedule import Basis, Forecast, Outlook, Pace, Pause, Planned, Schedule, Standing, Week
from vaultsync.models.structs import replace
from vaultsync.models.summary import Goal, Milestone

SKY = "Roadmaps/The Night Sky"
LENSES = f"{SKY}/1 Seeing/1.2 Lenses, Mirrors and Everything Between Them.md"
STARS = f"{SKY}/2 Stars/2.1 Stars.md"


def change(item: str, text: str, to: Mark, *, note: str = LENSES, was: Mark = Mark.TODO, **more: Any) -> Change:
    unit = note.rsplit("/", 1)[-1].removesuffix(".md")
    return Change("sky", item, note, unit, text, was, to, **more)


CHANGES = [
    change("lenses#^focus", "1.2.1 Focal length and focal ratio", Mark.DONE, date="2026-11-20"),
    change(
        "lenses#^chromatic",
        "1.2.2 Chromatic aberration, and why nobody who has seen it once can ever stop seeing it again",
        Mark.DONE,
        date="2026-11-21",
    ),
    change("lenses#^mirrors", "1.2.3 Mirrors", Mark.SKIPPED, was=Mark.DOING),
    change("stars", "2.1 Stars", Mark.DONE, note=STARS, kind=ChangeKind.WHOLE, tasks=26, of=26, date="2026-11-21"),
    *(change(f"stars#^s{n}", f"Star {n}", Mark.DONE, note=STARS, by="stars", date="2026-11-21") for n in range(26)),
    change("moon#^tides", "Gezeiten · 潮汐", Mark.TODO, note=f"{SKY}/3 Moon/3.1 月.md", was=Mark.DONE),
]
COUNTS = [
    RoadmapCount("sky", "The Night Sky", 41, 478, 8.6, 64, f"{SKY}/The Night Sky.md"),
    RoadmapCount("optics", "Optics for People Who Build Their Own Telescopes at Home", 12, 12, 100, 9),
    RoadmapCount("maps", "Star Maps", 0, 31, 0, 12),
]
REVIEW = [
    Review(
        LENSES,
        "lenses#^mirrors",
        "“Mirrors” is done in its task line and skipped in the index; the task line was taken",
        (Mark.DONE, Mark.SKIPPED),
    )
]
WARNINGS = [
    f"{SKY}/3 Moon/3.1 月.md:12: the box holds “>”, which is no mark of vaultsync; it is kept, and not counted",
    "sky.md: it is not where it was. Until then the copy of the last pull is used",
]


def push() -> PushReport:
    return PushReport(
        changes=list(CHANGES),
        written=["PROGRESS.md", "progress.json"],
        healed=[f"{STARS}: doubled tasks: ^sirius, ^vega; a doubled heading: ## Journal"],
        roadmaps=list(COUNTS),
        commit="2f3a1c9d0",
        subject="Study: 28 done, 1 skipped, 1 reopened in 3 notes (The Night Sky 41/478)",
    )


def synced() -> SyncReport:
    return SyncReport(
        "origin/main", [STARS, LENSES], merged=True, commit="7d6c5b4a3",
        subject="Merge: 2 notes from origin/main (The Night Sky 44/478)", pushed=True,
    )  # fmt: skip


def offline() -> SyncReport:
    return SyncReport("origin/main", trouble=(
        "origin could not be reached: nobody answers at ssh://example.org/sky.git. "
        "Everything is kept here; push or pull again when you are online"
    ))  # fmt: skip


def pull() -> PullReport:
    return PullReport(
        study=push(),
        notes=[
            *(NoteChange("create", f"{SKY}/4 Planets/4.{n} Planet {n}.md") for n in range(1, 4)),
            *(NoteChange("update", f"{SKY}/2 Stars/2.{n} Stars {n}.md") for n in range(1, 14)),
            NoteChange("update", f"{SKY}/2 Stars/2 Stars.md"),
            NoteChange("merge", LENSES),
            NoteChange("merge", STARS),
            NoteChange("archive", f"{SKY}/9 Old/9.1 Astrolabes.md", "Archive/The Night Sky/9.1 Astrolabes.md"),
            NoteChange("delete", f"{SKY}/9 Old/9 Old.md"),
            NoteChange("foreign", "Home.md"),
        ],
        tasks=[
            *(TaskNews("came", f"{SKY}/2 Stars/2.{n} Stars {n}.md", f"2.{n}.4 Draw a chart") for n in range(1, 11)),
            TaskNews("left", LENSES, "1.2.3 Grind a mirror"),
            TaskNews("left", STARS, "2.1.2 Find Vega with the naked eye", "Archive/The Night Sky/2.1 Stars.md"),
        ],
        arrived=2,
        reopened=[change("stars", "2.1 Stars", Mark.TODO, note=STARS, was=Mark.DONE)],
        roadmaps=list(COUNTS),
        review=list(REVIEW),
        warnings=list(WARNINGS),
        commit="9a8b7c6d5",
        subject="Pull: The Night Sky, 3 new notes, 14 changed",
    )


def first_pull() -> PullReport:
    return PullReport(
        notes=[
            NoteChange("create", "Home.md", shared=True),
            *(NoteChange("create", f"{SKY}/{n // 8}/{n}.md") for n in range(63)),
        ],
        settings=[".obsidian/types.json", ".obsidian/daily-notes.json", ".gitignore", ".gitattributes"],
        roadmaps=list(COUNTS[:1]),
        commit="9a8b7c6d5",
        subject="Pull: The Night Sky (63 notes)",
    )


def init() -> InitReport:
    return InitReport("/home/learner/my vault", first_pull(), created_repository=True, copied=["Documents/sky.md"])


def added() -> SettingsReport:
    return SettingsReport("sky", first_pull())


def figures(name: str, title: str, done: int, total: int, percent: float, **more: Any) -> dict[str, Any]:
    values = {
        "name": name,
        "title": title,
        "done": done,
        "total": total,
        "doing": 0,
        "skipped": 0,
        "percent": percent,
        "coverage": percent,
        "resources": {"done": 0, "total": 0},
        "sections": [],
    }
    return {**values, **more}


def status() -> StatusReport:
    sections = [
        figures("seeing", "1 Seeing", 14, 40, 35),
        figures("stars", "2 Stars", 27, 27, 100),
        figures("moon", "3 Moon, Tides and Everything Else That Pulls at the Sea", 0, 411, 0),
        figures("maps", "Reference", 0, 0, 0),
        figures("clouds", "4 Clouds", 0, 0, 0, skipped=3),
    ]
    sky = figures(
        *("sky", "The Night Sky", 41, 478, 8.6),
        doing=2,
        skipped=3,
        coverage=8.5,
        resources={"done": 4, "total": 39},
        sections=sections,
    )
    optics = figures("optics", "Optics for People Who Build Their Own Telescopes at Home", 12, 12, 100)
    return StatusReport(
        vault="/home/learner/my vault",
        figures={
            "roadmaps": [sky, optics],
            "done": 53,
            "total": 490,
            "percent": 10.8,
            "coverage": 10.8,
            "changed": [],
            "warnings": [],
            "git": None,
        },
        changed=list(CHANGES),
        review=list(REVIEW),
        edited=[LENSES, STARS],
        next_up=[
            (
                "sky",
                "1.2.4 Where the light goes once it has passed the last lens of the eyepiece",
                "1.2 Lenses, Mirrors and Everything",
            ),
            ("sky", "3.1.1 Tides", "3.1 月"),
            ("optics", "Grinding", "2. Grinding"),
        ],
        warnings=list(WARNINGS),
        git=GitState("main", 2, 1, clean=False),
        as_of="2026-11-20",
        outlooks={"sky": outlook(), "optics": Outlook("2026-11-21")},
    )


def planned(id: str, title: str, depth: int, first: str, last: str, tasks: int, done: int, **more: Any) -> Planned:
    values: dict[str, Any] = {"basis": Basis.WEEKS, "start": first, "finish": last, "tasks": tasks, "done": done}
    return Planned(id, title, f"{SKY}/{id}.md", depth, **{**values, **more})


def outlook() -> Outlook:
    inner = [
        planned("eyes", "1.1 Eyes", 2, "2026-09-01", "2026-09-20", 14, 14, finished="2026-09-18"),
        planned(
            *("lenses", "1.2 Lenses, Mirrors and Everything Between Them", 2, "2026-09-21", "2026-10-12", 26, 10),
            expected="2026-12-05",
        ),
    ]
    inner[0].sections = [planned("cones", "Cones", 3, "2026-09-01", "2026-09-20", 14, 14)]
    sections = [
        planned("seeing", "1 Seeing", 1, "2026-09-01", "2026-10-12", 40, 24, expected="2026-12-05", sections=inner),
        planned("moon", "3 Moon, Tides and the Sea 月", 1, "2026-10-13", "2027-08-09", 411, 5, expected="2028-03-01"),
        planned("club", "Meet other people", 1, "", "", 9, 1, basis=Basis.BESIDE),
    ]
    schedule = Schedule("2026-09-01", False, "2027-08-09", 6.5, 451, 29, "2026-11-20", 12.4, sections)
    weeks = (Week("2026-11-14", "2026-11-20", 9, 200), Week("2026-10-24", "2026-10-30", 4, 100))
    return Outlook(
        "2026-11-21",
        schedule,
        Pace(weeks, 6.5, 2.5, 3.25, 9),
        Forecast("2027-10-15", "2028-02-18", ""),
        Standing("2026-11-21", 93, 29, -43, 11.3),
        [Pause("2026-10-31", "2026-11-13", 14)],
    )


def plan() -> PlanReport:
    goal = Milestone(
        Goal.MILESTONE, "3-Month Goal", f"{SKY}/goals.md", Tally(1, 4), SectionStatus.IN_PROGRESS, "2026-12-01"
    )
    sky = RoadmapPlan("sky", "The Night Sky", Tally(41, 478), outlook(), [goal])
    done = outlook()
    assert done.schedule is not None
    done.schedule.done, done.forecast, done.pauses = 451, None, []
    done.schedule.given, done.schedule.hours_per_week = True, 0
    done.standing = Standing("2026-11-21", 451, 451, 12, 0)
    nothing = RoadmapPlan("maps", "Star Maps", Tally(0, 31), Outlook("2026-11-21"))
    return PlanReport(
        "/home/learner/my vault",
        "2026-11-21",
        [sky, RoadmapPlan("optics", "Optics for People Who Build Their Own", Tally(12, 12), done), nothing],
        warnings=[f"{LENSES}: the duration “0 weeks” is not used: it is no time at all"],
        calendar="/home/learner/plan.ics",
        events=14,
    )


def outline() -> Outline:
    video = Item(
        *("📺 Video: Tides", "📺 Video: [Tides](https://example.org/tides)", "resource", 14),
        type="video",
        links=[Link("Tides", "https://example.org/tides")],
    )
    nested = Item("1.1.1 Rods and cones", "1.1.1 Rods and cones", "topic", 7, task=True, checked=True)
    eye = Item("1.1 The eye", "1.1 The eye", "topic", 6, task=True, checked=False, items=[nested])
    long = "The Milky Way, told at such length that no terminal of eighty columns could ever hold all of it"
    phase = Section(
        *("Phase 1: Seeing", "1", "phase", 4, 2),
        text="*Begin* with what you have.",
        duration=Duration("6-8 weeks", weeks=(6, 8)),
        sections=[
            Section("Eyes", "1.1", "unit", 5, 3, items=[eye, Item(long, long, "topic", 8, task=True)]),
            Section(
                "Watching the Moon through a Whole Year of Clouds",
                *("1.2", "unit", 10, 3),
                duration=Duration("5-6 hours", hours=(5, 6)),
                sections=[
                    Section(
                        "Exercises",
                        *("", "group", 11, 4),
                        label="exercise",
                        items=[Item("Draw the Moon", "Draw the Moon", "exercise", 12, task=True)],
                    ),
                    Section("Resources", "", "group", 13, 4, label="resource", items=[video]),
                ],
            ),
        ],
    )
    return Outline(
        "The Night Sky",
        "sky",
        text="| Month | What |\n| --- | --- |\n| 1 | Seeing |",
        sections=[phase],
        dropped=[
            Dropped(1, "Okay, here is your roadmap:", "a chat assistant's words around the document"),
            Dropped(2, "Phase 1", "table of contents: the index notes take its place"),
            Dropped(3, "Phase 2", "table of contents: the index notes take its place"),
        ],
        warnings=[Warning(1, "the encoding of 4 lines was repaired")],
    )


DELETED = [DeletedNote("sky/lenses", LENSES, "1.2 Lenses", 12, 3), DeletedNote("_home", "Home.md", "Home")]


def restored() -> RestoreReport:
    return RestoreReport(
        restored=list(DELETED), pull=PullReport(commit="2f3a1c9d0", subject="Pull: The Night Sky: 2 restored")
    )


def undone() -> UndoReport:
    notes = [NoteChange("update", LENSES), NoteChange("delete", STARS)]
    made = {"commit": "0a1b2c3d4", "subject": "Undo: Pull: The Night Sky: 1 new, 1 changed"}
    return UndoReport("2f3a1c9d0", "Pull: The Night Sky: 1 new, 1 changed", notes=notes, held=["optics", "sky"], **made)


def journal() -> JournalReport:
    return JournalReport(
        "2026-11-21",
        "Journal/2026-11-21.md",
        6,
        "14:05 45m: Focal ratios finally make sense.",
        "14:05",
        45,
        created=True,
    )


def unsure() -> list[Unsure]:
    candidates = (
        Candidate("sky", "lenses", "1.2 Lenses, Mirrors and Everything Between Them", "The Night Sky", LENSES, True),
        Candidate("sky", "lenses#^mirrors", "1.2.3 Mirrors", "1.2 Lenses", LENSES, False, Mark.SKIPPED),
    )
    near = (Candidate("sky", "stars#^s1", "Star 1 · 潮汐", "2.1 Stars", STARS, False, Mark.DONE),)
    return [Unsure("mirrors", candidates, 12), Unsure("satr 1", near, 1, near=True), Unsure("quarks")]


FINDINGS = [
    Finding(
        LENSES,
        0,
        Kind.MISSING,
        "“1.2 Lenses” was deleted, and its tasks still count",
        f'Bring it back: vaultsync restore "{LENSES}"',
    ),
    *(
        Finding(
            STARS,
            line,
            Kind.LINK,
            f"links to {SKY}/3 Moon/3.{line} Tides and Other Things That the Moon Does, which is not there",
            "Correct the link, or make the note",
        )
        for line in range(3, 18)
    ),
    Finding(
        STARS,
        20,
        Kind.MARK,
        "[?] is no mark of vaultsync: “Star 月” counts as open",
        "Put a space, x, / or - between the brackets",
    ),
    Finding(
        "vaultsync.toml",
        12,
        Kind.SOURCE,
        "the document of sky is not there: /home/learner/sky.md",
        "Put it back, or into the vault for all devices, and let `source` name it; until then nothing is lost",
    ),
]


def checked() -> CheckReport:
    return CheckReport(list(FINDINGS))


def mended() -> CheckReport:
    fixed = [
        f"{STARS}: merged with its copy {STARS.replace('.md', ' (conflicted copy).md')}",
        f"{LENSES}: doubled tasks: ^focus",
    ]
    return CheckReport(FINDINGS[-1:], fixed, "2f3a1c9d0", "Check: 2 mended")


def in_order() -> CheckReport:
    return CheckReport()


def marked() -> MarkReport:
    return MarkReport(
        Mark.DONE, [CHANGES[0], *CHANGES[3:30]], ["1.1 Eyes"], [], list(REVIEW), COUNTS[:1], [LENSES], WARNINGS[:1]
    )


def proposed() -> NextReport:
    long = CHANGES[1].text
    return NextReport(
        [
            Proposal("sky", "lenses#^focus", "1.2.1 Focal length", "1.2 Lenses", LENSES, True, True, 20, "2026-11-14"),
            Proposal("sky", "lenses#^chromatic", long, "1.2 Lenses", LENSES, False, True, 90, "2026-12-01"),
            Proposal("optics", "grind#^rough", "Rough grinding", "Grinding", "Roadmaps/Optics/Grinding.md"),
            Proposal("sky", "stars#^s1", "潮汐 · Gezeiten", "2.1 Stars", STARS, due="2026-12-24"),
        ],
        "2026-11-21",
        roadmaps=list(COUNTS[:2]),
    )


QUESTIONS = [
    *REVIEW,
    Review(
        STARS,
        "stars#^vega",
        "“Vega” (done) left the roadmap, and “Vega, the star” came: is it the same?",
        ("other", "same"),
    ),
    Review(LENSES, "lenses", "the roadmap now says: “Lenses bend light.”", ("mine", "roadmap")),
]


ALIKE = [replace(QUESTIONS[1], note=f"Roadmaps/Sky/0{n} Week {n}.md") for n in (7, 8)]


def many_questions() -> list[Review]:
    """More than are shown, and three that ask the same."""
    return [*ALIKE, *(replace(REVIEW[0], why=f"{REVIEW[0].why} ({n})") for n in range(1, 30)), QUESTIONS[1]]


def settled_alike() -> SettleReport:
    return replace(settled(), settled=QUESTIONS[1], alike=ALIKE, choice="same")


def settled() -> SettleReport:
    return SettleReport(
        list(QUESTIONS[1:]),
        QUESTIONS[0],
        choice="skipped",
        push=PushReport(commit="2f3a1c9d0", subject="Study: 1 skipped"),
    )
