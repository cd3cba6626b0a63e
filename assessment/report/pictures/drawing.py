"""A drawing as SVG text, element by element: numbers to a tenth, texts escaped, nothing but plain attributes.

What is drawn is understood by browsers, by word processors and by what makes PDFs: no styles, scripts, ids or patterns.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from assessment.report.pictures.text_widths import text_width

# User units are pixels of 1/96 inch: TEXT is 10.5 pt and SMALL 9.4 pt on paper at the intended width.
PX_PER_MM = 96.0 / 25.4
TEXT = 14.0
SMALL = 12.5
LINE = 1.3  # the height of a line, in font sizes
# Where Noto Sans is not at hand, one that is no wider comes first.
FAMILY = "Noto Sans, Segoe UI, Roboto, Helvetica, Arial, sans-serif"

INK = "#14202b"
SOFT_INK = "#34424f"
BORDER = "#8a96a3"
FRAME = "#4a5a6a"
BLUE = "#0b3d6b"
WHITE = "#ffffff"

_UNSEEN = frozenset({"Cc", "Cs", "Cn"})
# A space that keeps a number and its unit on one line stays.
_SPACES = re.compile("[ \t\r\n\f\v\u2028\u2029\x85\x1c-\x1f]+")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
# These turn the order of the letters around them.
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Drawing:
    """A drawing of a size in pixels; what is added later lies on top."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **looks: object) -> None:
        """A rectangle from its upper left corner."""
        self._parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(0.0, width))}" '
            f'height="{number(max(0.0, height))}" fill="{fill}"{_attributes(looks)}/>'
        )

    def path(self, d: str, fill: str = "none", **looks: object) -> None:
        """A path; an empty one draws nothing."""
        if d:
            self._parts.append(f'<path d="{d}" fill="{fill}"{_attributes(looks)}/>')

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1.0, **looks: object
    ) -> None:
        """A straight line."""
        self._parts.append(
            f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" fill="none" stroke="{stroke}" '
            f'stroke-width="{number(width)}"{_attributes(looks)}/>'
        )

    def circle(self, x: float, y: float, radius: float, fill: str, **looks: object) -> None:
        """A circle around its middle."""
        self._parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{_attributes(looks)}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = TEXT,
        *,
        bold: bool = False,
        anchor: str = "start",
        fill: str = INK,
        **looks: object,
    ) -> None:
        """A text whose base line is at y; `anchor`: start, middle or end of it is at x. An empty one draws nothing."""
        shown = plain(words)
        if not shown:
            return
        weight = ' font-weight="bold"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{weight}{place} fill="{fill}"'
            f"{_attributes(looks)}>{escaped(shown)}</text>"
        )

    def lines_of_text(
        self, x: float, y: float, lines: Iterable[str], size: float = TEXT, *, bold: bool = False, fill: str = INK
    ) -> float:
        """Texts below one another, the first on the base line y; where the next would be."""
        for line in lines:
            self.text(x, y, line, size, bold=bold, fill=fill)
            y += size * LINE
        return y

    def svg(self, alt: str, language: str) -> str:
        """The drawing as an SVG document that carries its text alternative."""
        width, height = self.width / PX_PER_MM, self.height / PX_PER_MM
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}mm" height="{number(height)}mm" '
            f'viewBox="0 0 {number(self.width)} {number(self.height)}" role="img" lang="{escaped(language)}" '
            f'aria-label="{escaped(plain(alt))}" font-family="{FAMILY}">{"".join(self._parts)}</svg>'
        )


def number(value: float) -> str:
    """A number to a tenth, as short as it goes."""
    if not math.isfinite(value):
        raise ValueError("a drawing has no place for a number that is not finite")
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def ring(corners: np.ndarray, closed: bool = True) -> str:
    """Corners (n x 2, pixels) as a piece of a path, each step from the one before, in tenths."""
    tenths = np.round(np.asarray(corners, dtype=np.float64) * 10.0).astype(np.int64)
    if len(tenths) < 2:
        return ""
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if not len(steps):
        return ""
    moves = "".join(f"l{_tenths(x)} {_tenths(y)}" for x, y in steps.tolist())
    start_x, start_y = tenths[0].tolist()
    return f"M{_tenths(start_x)} {_tenths(start_y)}{moves}{'z' if closed else ''}"


def segments(ends: np.ndarray) -> str:
    """Straight lines (n x 4, pixels: from x, y to x, y) as one path."""
    return "".join(
        f"M{_tenths(a)} {_tenths(b)}L{_tenths(c)} {_tenths(d)}"
        for a, b, c, d in np.round(np.asarray(ends, dtype=np.float64) * 10.0).astype(np.int64).tolist()
    )


def plain(text: str) -> str:
    """A text on one line, without what no XML may hold or what would turn the letters around it."""
    kept = (
        letter
        for letter in str(text)
        if letter.isspace() or (letter not in _TURNING and unicodedata.category(letter) not in _UNSEEN)
    )
    return _SPACES.sub(" ", "".join(kept)).strip(" ")


def escaped(text: str) -> str:
    """A text as it stands in XML, between tags or in an attribute."""
    return "".join(_ESCAPED.get(letter, letter) for letter in text)


def block_width(lines: Sequence[str], size: float, bold: bool = False) -> float:
    """How wide the widest of some lines is."""
    return max((text_width(line, size, bold) for line in lines), default=0.0)


def _tenths(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    text = f"{whole}.{rest}" if rest else str(whole)
    return f"-{text}" if value < 0 else text


def _attributes(looks: dict[str, object]) -> str:
    """Further attributes: stroke_width=2 as stroke-width="2"."""
    return "".join(
        f' {name.replace("_", "-")}="{number(value) if isinstance(value, float) else value}"'
        for name, value in looks.items()
        if value is not None
    )
