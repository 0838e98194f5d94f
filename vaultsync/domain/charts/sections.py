"""How far each section is: a bar for each, with a mark where the plan wants it by now."""

from __future__ import annotations

from datetime import date

from vaultsync.domain.charts.canvas import LINE, PAD, WIDTH, Canvas, width_of
from vaultsync.domain.progress.figures import count
from vaultsync.markdown.names import unnumbered
from vaultsync.models.progress import SectionProgress
from vaultsync.models.schedule import Planned
from vaultsync.models.summary import RoadmapSummary

_BAR = 12
_MOST = 40


def section_bars(roadmap: RoadmapSummary, called: str) -> Canvas | None:
    """Bars of the sections of one roadmap; None if it has fewer than two, or too many to draw."""
    sections = [section for section in roadmap.progress.top.sections if section.tally.leaves]
    if not 2 <= len(sections) <= _MOST:
        return None
    tally = roadmap.progress.tally
    schedule = roadmap.outlook.schedule
    planned = {one.id: one for one in schedule.sections} if schedule else {}
    words = "; ".join(f"{unnumbered(one.title)}: {one.tally.done} of {one.tally.total}" for one in sections)
    title = f"{count(tally.done, 'task')} of {tally.total} done"
    canvas = Canvas(f"{roadmap.progress.name}-sections", title, f"{words}.")
    canvas.paragraph(called, style="b")
    wants = [_wanted(planned.get(section.id), roadmap.outlook.day) for section in sections]
    for section, wanted in zip(sections, wants, strict=True):
        _draw(canvas, section, wanted)
    if any(wanted is not None for wanted in wants):
        canvas.y += 12
        canvas.box(PAD + 3, canvas.y, 3, 18, "plan")
        canvas.text(PAD + 16, canvas.y + 14, f"where the plan is on {roadmap.outlook.day}", style="s", size=13)
        canvas.y += LINE
    return canvas


def _draw(canvas: Canvas, section: SectionProgress, wanted: float | None) -> None:
    tally = section.tally
    figures = f"{tally.done}/{tally.total}"
    canvas.y += 10
    room = WIDTH - 2 * PAD - width_of(figures, bold=True) - 12
    canvas.text(WIDTH - PAD, canvas.y + 14, figures, style="b", anchor="end")
    canvas.paragraph(unnumbered(section.title), room=room)
    canvas.y += 2
    wide = WIDTH - 2 * PAD
    canvas.box(PAD, canvas.y, wide, _BAR, "track", round_by=3)
    if tally.done:
        filled = wide if tally.complete else min(max(wide * tally.done / tally.total, 4.0), wide - 4.0)
        canvas.box(PAD, canvas.y, filled, _BAR, "done", round_by=3)
    if wanted is not None:
        canvas.box(PAD + (wide - 3) * wanted, canvas.y - 3, 3, _BAR + 6, "plan")
    canvas.y += _BAR


def _wanted(planned: Planned | None, day: str) -> float | None:
    """The part of a section that the plan wants done by the end of `day`; None where it has no date or is done."""
    if planned is None or planned.beside or not planned.start or planned.start > day or planned.finished:
        return None
    first, last = date.fromisoformat(planned.start), date.fromisoformat(planned.finish)
    part = ((date.fromisoformat(day) - first).days + 1) / ((last - first).days + 1)
    return min(part, 1.0)
