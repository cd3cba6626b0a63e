"""Text as it can be printed: only characters that the documents' fonts have, and long words with places to break."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
# In the order they are tried for a character.
FAMILIES = (
    "Noto Sans",
    "Noto Sans Hebrew",
    "Noto Sans Arabic",
    "Noto Sans Math",
    "Noto Sans Symbols2",
    "Noto Emoji",
)
# A longer run without a place to break may not fit a column.
LONGEST_RUN = 24
_RUN = re.compile(r"[^\s\u200b\u00ad-]{" + str(LONGEST_RUN) + r",}")
# Joiners and variation selectors only choose between shapes; direction marks may hide what a line says.
# Controls, halves of characters, characters for private use, and other format marks say nothing to a reader.
_UNSEEN = frozenset({"Cc", "Cs", "Cf", "Co"})
_BREAKS = frozenset("\u00ad\u200b")
_SHAPES = re.compile("[\u200c\u200d\u200e\u200f\u2060\ufe00-\ufe0f\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text with what no font has written as its code, [U+4E2D]; controls dropped; long words may break anywhere.

    PDF/UA and PDF/A forbid a character without a shape.
    """
    known = covered()
    kept = []
    for sign in _SHAPES.sub("", unicodedata.normalize("NFC", text)):
        if sign in "\n\t":
            kept.append(sign)
        elif unicodedata.category(sign) not in _UNSEEN or sign in _BREAKS:
            kept.append(sign if ord(sign) in known else f"[U+{ord(sign):04X}]")
    return _RUN.sub(_breakable, "".join(kept))


@cache
def covered() -> dict[int, str]:
    """The first family that has a character, by code point; of the upright fonts."""
    by_family: dict[str, list[int]] = {}
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            by_family[str(font["name"].getBestFamilyName())] = list(font.getBestCmap())
    return {sign: family for family in reversed(FAMILIES) for sign in by_family[family]}


def family_of(sign: str) -> str:
    """The family a character is set in."""
    return covered().get(ord(sign), FAMILIES[0])


def _breakable(match: re.Match[str]) -> str:
    run = match.group()
    if run.isalpha() and len(run) <= 2 * LONGEST_RUN:
        return run  # a word: hyphenation knows better
    return "\u200b".join(run[place : place + 8] for place in range(0, len(run), 8))
