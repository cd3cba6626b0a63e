"""Text as it can be printed: only characters that the documents' fonts have, each in a font that has it.

PDF/UA and PDF/A forbid a character without a shape. What no font has is written as its code, [U+4E2D].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
# In the order they are tried for a character; the first has nearly all that is ever written here.
FAMILIES = (
    "Noto Sans",
    "Noto Sans Hebrew",
    "Noto Sans Arabic",
    "Noto Sans Math",
    "Noto Sans Symbols2",
    "Noto Emoji",
)
# Marks of formatting and characters for private use have no shape that one could tell.
_UNSEEN = frozenset({"Cc", "Cs", "Cf", "Co"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_KEPT = frozenset("\n\t")
# They only choose between shapes of what stands around them, or tell where a word may be parted.
_SHAPES = re.compile(
    "[\u200b-\u200f\u2060-\u2064\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_JOINED = frozenset({"Mn", "Mc", "Me"})
_SIGNS = " \u00a0.,:;!?-–/()%+"
_SKIN = range(0x1F3FB, 0x1F400)


def printable(text: str) -> str:
    """The text with what no font has written as its code, and without what has no shape."""
    return "".join(run for _, run in font_runs(text))


def font_runs(text: str) -> list[tuple[str, str]]:
    """The printable text in runs of one font: (family, text)."""
    runs: list[tuple[str, str]] = []
    for cluster in _clusters(shaped(text)):
        for family, part in _set(cluster):
            if runs and runs[-1][0] != family:
                # Spaces and signs between words of a writing are set as it is, so that its words keep their order.
                before, begun = runs[-1]
                signs = len(part) - len(part.lstrip(_SIGNS))
                if signs and all(ord(sign) in covered()[before] for sign in part[:signs]):
                    runs[-1] = (before, begun + part[:signs])
                    part = part[signs:]
            if not part:
                continue
            if runs and runs[-1][0] == family:
                runs[-1] = (family, runs[-1][1] + part)
            else:
                runs.append((family, part))
    return runs


def is_mark(sign: str) -> bool:
    """Whether a character is set upon the one before it."""
    return unicodedata.category(sign) in _JOINED or ord(sign) in _SKIN


def shaped(text: str) -> str:
    """The text without what has no shape of its own; letters and marks in one character where there is one."""
    composed = _SHAPES.sub("", unicodedata.normalize("NFC", text))
    return "".join(sign for sign in composed if sign in _KEPT or unicodedata.category(sign) not in _UNSEEN)


@cache
def covered() -> dict[str, frozenset[int]]:
    """The code points of each family, in the order they are tried."""
    by_family = {}
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            by_family[str(font["name"].getBestFamilyName())] = frozenset(font.getBestCmap())
    return {family: by_family[family] for family in FAMILIES}


def _clusters(text: str) -> Iterator[str]:
    """The text letter by letter, each with the marks that are set upon it: they must come from one font.

    Letters of the first font that carry no marks come in one piece.
    """
    place = 0
    plain = _plain()
    while place < len(text):
        match = plain.match(text, place)
        end = match.end() if match else place + 1
        if end < len(text) and is_mark(text[end]):
            if end - 1 > place:
                yield text[place : end - 1]
            place = end - 1
            while end < len(text) and is_mark(text[end]):
                end += 1
        yield text[place:end]
        place = end


@cache
def _plain() -> re.Pattern[str]:
    """Letters of the first font without marks."""
    letters = [
        chr(point)
        for point in covered()[FAMILIES[0]]
        if unicodedata.category(chr(point)) not in _UNSEEN | _SPACES | _JOINED
    ]
    return re.compile("[" + re.escape("".join([*letters, " ", "\n", "\u00a0"])) + "]+")


def _set(cluster: str) -> Iterator[tuple[str, str]]:
    """A letter and its marks in a family that has them all; else the marks one by one as codes."""
    families = covered()
    if _plain().fullmatch(cluster):
        yield FAMILIES[0], cluster
        return
    first = cluster[0]
    points = {ord(sign) for sign in cluster}
    for family, known in families.items():
        if points <= known:
            yield family, cluster
            return
    if first in _KEPT:
        yield FAMILIES[0], first
    elif len(cluster) == 1:
        is_space = unicodedata.category(first) in _SPACES
        yield FAMILIES[0], " " if is_space else f"[U+{ord(first):04X}]"
    else:
        yield from _set(first)
    for mark in cluster[1:]:
        yield FAMILIES[0], f"[U+{ord(mark):04X}]"
