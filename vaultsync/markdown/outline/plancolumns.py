"""What the columns of a table hold: periods, ticks, what is studied, what is said beside it."""

from __future__ import annotations

import re
from itertools import pairwise

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline.blocks import Table
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import read_duration
from vaultsync.models.outline import RESOURCE_KINDS
from vaultsync.models.structs import Struct, field

PERIOD = regex(
    r"^(?:week|day|month|phase|module|period|stage|step|date|unit|semester|term|quarter|year|sprint|semana|mes|woche|tag|monat|"
    r"semaine|mois|jour|mês|dia|día|fase|неделя|месяц|день|этап|settimana|giorno|mese|tappa|étape|etapa|dag|maand|fecha|datum|hafta|gün|ay|주차|주|週|周|月|日|日程|阶段|第周)s?\b",
    re.IGNORECASE,
)
SPAN = regex(
    r"duration|time|hours|weeks|dauer|zeit|tiempo|duración|durée|duração|時間|期間|时间|时长|기간|süre|длительность|время|часы",
    re.IGNORECASE,
)
_DONE = regex(
    r"^(?:done\??|status|state|complete[d]?\??|solved\??|finished|check(?:ed)?|progress|tick|erledigt|hecho|feito|fait|estado|état|"
    r"готово|статус|完了|完成|状态|達成|완료|tamamlandı|durum|[✓✔✅☑]️?|)$",
    re.IGNORECASE,
)
MARK = regex(r"^(?:\[(?P<box>[ xX✓✔]?)\]|(?P<sign>[☐⬜🔲□▢❌✗✘☑☒✅✔✓🟢🟡🔴⏳🚧])\ufe0f?)\s*(?P<rest>.*)$")
_NUMBER = regex(
    r"^(?:#|no\.?|nr\.?|num(?:ber)?|id|s\.?\s?no\.?|n[º°]|№|序号|番号|"
    r"(?:lesson|chapter|lecture|unit|module|session|class) ?(?:#|no\.?|num(?:ber)?))$",
    re.IGNORECASE,
)
DETAIL = regex(r"^(?:sub-?\s?topics?|details?|description|key \w+|contents?|notes?|sub.*)\b", re.IGNORECASE)
ASIDE = regex(
    r"^(?:credits?|difficulty|level|effort|prerequisites?|author|type|priority|instructor|platform|provider|institution|university|"
    r"semester|rating|cost|price|format|importance|tags?|category|score|pages?|dificultad|nivel|schwierigkeit|niveau|难度|難易度|"
    r"сложность)s?\b",
    re.IGNORECASE,
)
PLAIN = regex(
    r"^(?:difficulty|level|effort|type|priority|author|instructor|platform|provider|institution|university)", re.I
)
_RESOURCE = regex(
    r"^(?:links?|url|resources?|sources?|materials?|where|book|video|reading|readings|reference|references|tutorial|docs?|"
    r"documentation|course link|enlaces?|recursos?|ressourcen|quellen|liens?|ressources?|ссылк[аи]|ресурсы|"
    r"リンク|教材|链接|资源|자료)\b",
    re.IGNORECASE,
)
SUBJECT = regex(
    r"topic|course|subject|lesson|module|skill|task|problem|exercise|chapter|project|title|name|focus|theme|what|unit|activity|lecture|"
    r"piece|song|scale|drill|book|ejercicio|übung|exercice|exercício|esercizio|stück|morceau|canción|música|brano|titel|titre|título|titolo|"
    r"tema|thema|sujet|curso|cours|kurs|lektion|fach|материал|тема|курс|задач|主题|内容|课程|題|科目|トピック|학습|과목|konu|ders",
    re.IGNORECASE,
)
_WEEKDAY = regex(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b|^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|[月火水木金土日]曜|星期|周[一二三四五六日])",
    re.IGNORECASE,
)
MEASURE = regex(
    r"^(?:sets?|reps?|repetitions?|rounds?|laps?|bpm|tempo|weights?|distance|pages|rest|series|repeticiones|descanso|peso|páginas|"
    r"sätze|wdh|wiederholungen|pause|gewicht|distanz|seiten|séries|répétitions|repos|poids|charge|repetições|carga|serie|ripetizioni|"
    r"recupero|riposo|carico|pagine|组数|次数|セット|回数)\b",
    re.IGNORECASE,
)
_SHORT = 3  # characters of a cell that only points to what it is about
_EMPTY = regex(r"^[-–—−./]*$")
_UNSAID = regex(r"^[-–—−?]+\s+([^\W\d_]+)(?:\s?/\s?[^\W\d_]+)?$")


class Columns(Struct):
    """What the columns of a table hold, by index."""

    titles: list[str]
    words: list[str]  # the titles without decoration, by which they are known
    periods: list[int] = field(default_factory=list)
    weekdays: bool = False  # whether the first column holds days of the week
    number: int = -1
    span: int = -1
    done: int = -1
    content: list[int] = field(default_factory=list)  # what is studied
    details: list[int] = field(default_factory=list)  # said beside it
    measured: bool = False  # whether details say how much of it
    resources: list[int] = field(default_factory=list)


def plain_cell(cell: str) -> str:
    """The visible words of a cell."""
    return read_inline(cell)[0].strip()


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing: `-`, or a span of which nobody knows how long it is (`- weeks`, `? hours/week`)."""
    return _EMPTY.match(cell) is not None or _is_unsaid(cell)


def _is_unsaid(cell: str) -> bool:
    unit = _UNSAID.match(cell)
    return unit is not None and read_duration(f"1 {unit[1]}") is not None


def title_words(cell: str) -> str:
    """The words of a column's title without decoration; `✓` alone is a word."""
    visible = plain_cell(cell)
    return labels.undecorated(visible) or visible


def columns_of(table: Table) -> Columns:
    """The columns of a table that has rows; without content where it is a tracker or a grid that points elsewhere."""
    width = max(len(row) for _, row in table.rows)
    header = table.header + [""] * (width - len(table.header))
    titles = [re.sub(r"^#\s*(?=\w)", "", plain_cell(cell)) for cell in header]
    columns = Columns(titles, [title_words(title) for title in titles])
    body = [[plain_cell(cell) for cell in row] for _, row in table.rows]
    for index, title in enumerate(columns.words):
        cells = [row[index] for row in body if index < len(row)]
        found = [cell for cell in cells if not is_empty(cell)]
        marks = sum(bool(MARK.match(cell)) for cell in found)
        if (_DONE.match(title) and (marks or not found)) or (found and marks == len(found) and not PERIOD.match(title)):
            if columns.done >= 0:
                return Columns(columns.titles, columns.words)  # a tracker of habits
            columns.done = index
        elif _are_years_of_works(found):
            columns.details.append(index)
        elif PERIOD.match(title) and index == len(columns.periods) + (columns.number >= 0):
            columns.weekdays |= index == 0 and 2 * sum(bool(_WEEKDAY.match(cell)) for cell in found) >= len(found)
            columns.periods.append(index)
        elif index == 0 and (_NUMBER.match(title) or (found and all(cell.rstrip(".").isdigit() for cell in found))):
            columns.number = index
        elif SPAN.search(title) and (
            2 * sum(read_duration(cell) is not None for cell in found) >= len(found) > 0
            or (not found and any(map(_is_unsaid, cells)))
        ):
            columns.span = index
        elif labels.is_duration_label(title):
            columns.details.append(index)
        elif columns.content and (_RESOURCE.match(title) or labels.item_kind(title) in RESOURCE_KINDS):
            columns.resources.append(index)
        elif (columns.content and any(word.match(title) for word in (DETAIL, ASIDE, MEASURE))) or (
            columns.content and not columns.periods and not labels.item_kind(title)
        ):
            columns.details.append(index)
        elif not ASIDE.match(title):
            columns.content.append(index)
        else:
            columns.details.append(index)
    days = [index for index in columns.content if _WEEKDAY.match(columns.words[index])]
    cells = [row[index] for row in body for index in days if index < len(row) and row[index]]
    if len(days) > 1 and 2 * sum(len(cell) < _SHORT for cell in cells) > len(cells):
        return Columns(columns.titles, columns.words)  # a timetable of what stands elsewhere: `A`, `B`, `C`
    columns.measured = any(MEASURE.match(columns.words[index]) for index in columns.details)
    return columns


def _are_years_of_works(cells: list[str]) -> bool:
    """Whether cells are the years in which works came out, rather than those of a plan, which go on one by one."""
    if not cells or not all(re.fullmatch(r"[12]\d{3}", cell) for cell in cells):
        return False
    return any(not 0 <= int(after) - int(before) <= 1 for before, after in pairwise(cells))
