"""Histories of any given document: its text changed line by line and part by part, as its authors might."""

from __future__ import annotations

import random
import re

_ITEM = re.compile(r"^(\s*)([-*+]|\d+[.)])\s+(?:\[.\]\s+)?\S")


def changed_history(text: str, seed: int, versions: int) -> list[str]:
    """Versions of a document, the given text first. Deterministic."""
    dice = random.Random(seed)
    made = [text]
    gone: list[str] = []
    while len(made) < versions:
        lines = made[-1].replace("\r\n", "\n").split("\n")
        for _ in range(dice.choice([1, 3, 8])):
            _change_item(lines, gone, dice)
        body = "\n".join(lines)
        if dice.random() < 0.5:
            body = dice.choice([_shuffle_parts, _drop_part, _shift_levels, _other_bullets, _other_host, _tabs])(
                body, dice
            )
        made.append(body.replace("\n", "\r\n") if dice.random() < 0.1 else body)
    return made


def _change_item(lines: list[str], gone: list[str], dice: random.Random) -> None:
    items = [n for n, line in enumerate(lines) if _ITEM.match(line)]
    if len(items) < 5:
        return
    n = dice.choice(items)
    match dice.randrange(8):
        case 0:
            gone.append(lines.pop(n))
        case 1 if gone:
            lines.insert(n, gone.pop())
        case 2:
            lines.insert(dice.choice(items), lines.pop(n))
        case 3:
            lines.insert(
                n + 1, re.sub(r"(\]\s+|[-*+]\s+)(\S.*)$", rf"\g<1>A new thing {dice.randrange(10**6)}", lines[n])
            )
        case 4:
            letters = [k for k, char in enumerate(lines[n]) if char.isalpha()][8:]
            if letters:
                k = dice.choice(letters)
                lines[n] = lines[n][:k] + lines[n][k] + lines[n][k:]
        case 5:
            lines[n] = f"{lines[n].rstrip()} (updated)"
        case 6:
            lines[n] = re.sub(r"\]\(https?://[^)]*\)", f"](https://example.org/{dice.randrange(10**6)})", lines[n])
        case _:
            lines[n] = f"{lines[n].rstrip()} 🔥"


def _parts(text: str) -> list[str]:
    return re.split(r"(?m)^(?=## )", text)


def _shuffle_parts(text: str, dice: random.Random) -> str:
    first, *rest = _parts(text if text.endswith("\n") else f"{text}\n")
    dice.shuffle(rest)
    return first + "".join(rest)


def _drop_part(text: str, dice: random.Random) -> str:
    parts = _parts(text)
    if len(parts) > 4:
        parts.pop(dice.randrange(1, len(parts)))
    return "".join(parts)


def _shift_levels(text: str, dice: random.Random) -> str:
    if re.search(r"(?m)^###### ", text):
        return text
    return re.sub(r"(?m)^##(?=#* )", "###" if dice.random() < 0.5 or "\n### " not in text else "##", text)


def _other_bullets(text: str, dice: random.Random) -> str:
    return re.sub(r"(?m)^(\s*)[-*+](?=\s+\[)", rf"\g<1>{dice.choice('-*+')}", text)


def _other_host(text: str, dice: random.Random) -> str:
    return text.replace("https://www.", f"https://w{dice.randrange(9)}.")


def _tabs(text: str, dice: random.Random) -> str:
    return re.sub(r"(?m)^(?: {4})+(?=[-*+] )", lambda pad: "\t" * (len(pad[0]) // 4), text)
