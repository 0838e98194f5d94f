"""Scalars of the property block: what plain text means, and how a value is written."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from datetime import date, datetime

from vaultsync.markdown.patterns import regex

Scalar = str | int | float | bool | date

# YAML 1.2, section 10.3 (core schema). Dates, times, yes, no, on and off are text there.
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = regex(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = regex(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_NUMBER = 400

# What YAML 1.1 readers (PyYAML, Ruby) make something else of; https://yaml.org/type/
_OTHER_TYPE_IN_1_1 = regex(
    r"""(?:y|n|yes|no|on|off|true|false|null|~|=|<<)
    | [-+]?0b[01_]+ | [-+]?0[0-7_]+ | [-+]?[0-9][0-9_]* | [-+]?0x[0-9a-f_]+
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    | [-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?
    | [-+]?\.(?:inf|nan)
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|[ \t]+)[0-9:.]+[ \t]*(?:z|[-+][0-9:]+)?)?""",
    re.VERBOSE | re.IGNORECASE,
)
# What cannot stand plain after `key: `; the rule of the npm library `yaml`, which Obsidian writes with.
_NOT_PLAIN = regex(r"""[\s,\[\]{}#&*!|>'"%@`]|[?-](?:\s|$)|.*?(?::\s|\s#|[\s:]$)""", re.DOTALL)
_FLOW_SIGNS = regex(r"[\[\]{},?]|\A:")
_UNPRINTABLE = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_DAY = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")


def resolve(plain: str) -> object:
    """The value of an unquoted scalar under the core schema: None, bool, int, float or str."""
    if plain in _WORDS:
        return _WORDS[plain]
    if plain[0] not in "+-.0123456789" or len(plain) > _LONGEST_NUMBER:
        return plain
    if _INTEGER.fullmatch(plain):
        if plain.startswith("0o"):
            return int(plain[2:], 8)
        return int(plain, 16) if plain.startswith("0x") else int(plain)
    if _FLOAT.fullmatch(plain):
        return float(plain)
    if _SPECIAL.fullmatch(plain):
        return float(plain.replace(".", "", 1))
    return plain


def same(one: object, other: object) -> bool:
    """Whether two property values are the same to a reader: `True` is not `1`, `1.0` is `1`."""
    return as_key(one) == as_key(other)


def as_key(value: object) -> object:
    """A hashable stand-in for a property value; equal for values that are the same to a reader."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, float) and math.isnan(value):
        return ("float", "nan")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return ("map", frozenset((str(name), as_key(inner)) for name, inner in value.items()))
    if isinstance(value, (list, tuple)):
        return ("list", tuple(as_key(inner) for inner in value))
    return value


def render(value: object, *, flow: bool = False) -> str:
    """One value as it stands after `key: ` or `- `, on one line.

    `flow` is for an item inside `[…]`. Text is quoted only where a YAML 1.1 or 1.2 reader would
    otherwise make something else of it; dates stay plain, since Obsidian types them so.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value, flow)
    if isinstance(value, dict):
        pairs = (f"{_text(str(name), True)}: {render(inner, flow=True)}" for name, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Iterable):
        return "[" + ", ".join(render(inner, flow=True) for inner in value) + "]"
    raise TypeError(f"no property value: {value!r}")


def _number(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    # YAML 1.1 takes a number with an exponent for text unless it has a point and a sign.
    return text if "e" not in text or "." in text else text.replace("e", ".0e")


def _text(value: str, flow: bool) -> str:
    if _UNPRINTABLE.search(value):
        escaped = json.dumps(value, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    if is_plain(value) and not (flow and _FLOW_SIGNS.search(value)):
        return value
    if '"' in value and "'" not in value:
        return f"'{value}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_plain(value: str) -> bool:
    """Whether text can stand without quotes after `key: ` and is read as text (or as a date) everywhere."""
    if not value or _NOT_PLAIN.match(value) or _UNPRINTABLE.search(value):
        return False
    if _OTHER_TYPE_IN_1_1.fullmatch(value) or not isinstance(resolve(value), str):
        return is_moment(value)
    return True


def is_moment(text: str) -> bool:
    """Whether text is a date or a date and time of the calendar, as Obsidian writes them."""
    try:
        if _DAY.fullmatch(text):
            date.fromisoformat(text)
            return True
        if _MOMENT.fullmatch(text):
            datetime.fromisoformat(text)
            return True
    except ValueError:
        pass
    return False


def unquote(scalar: str) -> object:
    """The value of a one-line scalar as written: quoted without escapes, or plain."""
    if scalar[:1] == '"':
        return scalar[1:-1]
    if scalar[:1] == "'":
        return scalar[1:-1].replace("''", "'")
    return resolve(scalar)
