"""Words beside a time, in several languages: what tells that it was studied, slept, paused, or is a time of day."""

from __future__ import annotations

# Plain lookups: a pattern of so many words takes longer to compile than most commands take to read a journal.
_WORDS = {
    "rest": """sleep sleeping slept asleep nap naps napped break breaks pause pauses paused pausen geschlafen schlaf
        schlafen dormi dormir dormis dormí sommeil sieste siesta sueño descanso descansei descansé descansar sono
        dormito sonno pausa pausas спал спала спали сон сна перерыв перерыва spałem spałam snu przerwa przerwy przerwę
        uyku uyudum mola geslapen slaap pauze sov 수면 휴식 잤""",
    "study": """studied read practised practiced spent coded learned learnt reviewed played rehearsed studying
        reading practising practicing coding learning reviewing playing rehearsing estudié estudie estudei
        leí li treinei practiqué toqué repasé ensayé entrené estudiado leído practicado tocado repasado
        ensayado estudiando leyendo practicando tocando repasando ensayando pratiquei toquei revisei ensaiei
        lido praticado estudando lendo praticando treinando étudié lu révisé pratiqué joué répété travaillé
        gelernt gelesen geübt gespielt wiederholt geprobt занимался занималась учил учился училась читал
        читала решал решала играл играла повторял повторяла uczyłem uczyłam czytałem czytałam ćwiczyłem
        ćwiczyłam grałem grałam studiato letto suonato ripassato praticato esercitato gestudeerd gelezen
        geoefend gespeeld pluggade läste övade spelade""",
    "at": """at à vers às alle um gegen kl kl. until till bis jusqu'à jusqu’à hasta até до since seit depuis desde
        las""",
    "filler": "for about only just ca ca. nur de von di na of około около się",
}
_RESTS, _STUDIED, _AT, _FILLERS = (frozenset(_WORDS[kind].split()) for kind in ("rest", "study", "at", "filler"))
_RESTS_AT_ONCE = ("睡", "寝", "休憩", "休息")  # where the words go on without blanks
_EDGES = " \t:(,–—-"


def rested(before: str, after: str) -> bool:
    """Whether the words before or after a span say that somebody slept or paused for so long."""
    first, blank, second = after.lstrip(" \t:(").replace("’", "'").partition(" ")
    if blank and first.casefold() in _FILLERS:
        first = second.partition(" ")[0]
    first = first.removeprefix("d'")
    if first.startswith(_RESTS_AT_ONCE) or first.rstrip(".,;:!?)]*_").casefold() in _RESTS:
        return True
    last = _last(before.rstrip(_EDGES))
    return last in _RESTS or before.rstrip().removesuffix("了").endswith(_RESTS_AT_ONCE)


def is_at(before: str) -> bool:
    """Whether the word before a time is one of those that stand before times of day."""
    words = before.split()
    return before[-1:].isspace() and bool(words) and words[-1].casefold() in _AT


def has_studied(before: str) -> bool:
    """Whether the words before a span say that somebody studied for so long: `read for two hours`."""
    return before[-1:].isspace() and _last(before) in _STUDIED


def _last(text: str) -> str:
    """The last word of a text that is more than a filler."""
    for word in reversed(text.split()):
        word = word.strip("*_(\"'“„:,").casefold()
        if word not in _FILLERS:
            return word
    return ""
