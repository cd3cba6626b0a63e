"""What bar pictures share: names beside their bars, a scale of round steps, whiskers from low to high."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assessment.report.pictures.drawing import INK, LINE, SMALL, SOFT_INK, TEXT, WHITE, Drawing
from assessment.report.pictures.text_widths import text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assessment.report.figure_words import Reader

GRID = "#d5dbe1"
AXIS = "#8a96a3"
BAR = 18.0
# From this width on names stand beside their bars, else over them.
_BESIDE_PX = 400.0
_GAP = 12.0


@dataclass(frozen=True)
class BarSheet:
    """How a picture of bars is laid out: names in a column of a width, or over the bars; the bars from left to right.

    `top`: the scale's largest value.
    """

    width: float
    beside: bool
    name_width: float
    left: float
    right: float
    top: float

    def x(self, value: float) -> float:
        """Where a value lies on the scale."""
        return self.left + (self.right - self.left) * min(max(value, 0.0), self.top) / self.top

    def shifted(self, further: float) -> BarSheet:
        """The same with its bars beginning further right."""
        left = self.left + further
        return replace(self, left=left, right=max(self.right, left + 40.0))

    def name_lines(self, name: str, bold: bool = False) -> tuple[str, ...]:
        """A row's name in its lines."""
        return wrapped(name, self.name_width, TEXT, bold, 3)

    def row_height(self, name: str, inner: float, bold: bool = False) -> float:
        """How high a row is whose bars take `inner`."""
        text = len(self.name_lines(name, bold)) * TEXT * LINE
        return max(text, inner) + _GAP if self.beside else text + 4 + inner + _GAP

    def band(self, name: str, y: float, inner: float, bold: bool = False) -> tuple[float, float]:
        """From where to where the bars of a row at y reach, with some air."""
        text = len(self.name_lines(name, bold)) * TEXT * LINE
        start = y + (max(text, inner) - inner) / 2 if self.beside else y + text + 4
        return start - 4, start + inner + 4

    def draw_name(self, drawing: Drawing, name: str, y: float, inner: float, bold: bool = False) -> float:
        """A row's name; where its bars begin."""
        lines = self.name_lines(name, bold)
        text = len(lines) * TEXT * LINE
        if not self.beside:
            drawing.lines_of_text(0, y + TEXT, lines, TEXT, bold=bold)
            return y + text + 4
        high = max(text, inner)
        drawing.lines_of_text(0, y + (high - text) / 2 + TEXT, lines, TEXT, bold=bold)
        return y + (high - inner) / 2


def bar_sheet(width: float, largest: float, label_room: float, name_width: float = 0.0) -> BarSheet:
    """A sheet of a width for values up to `largest`; `label_room`: what labels after the bars need."""
    beside = width >= _BESIDE_PX
    names = min(name_width or width * 0.34, width * 0.4) if beside else width
    left = names + _GAP if beside else 1.0
    top = largest if math.isfinite(largest) and largest > 0 else 1.0
    return BarSheet(width, beside, names, left, max(left + 40.0, width - label_room), top)


def scale_values(top: float) -> list[float]:
    """Two to five round values from 0 up to `top` to draw lines at."""
    if not math.isfinite(top) or top <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(top))
    step = next(part * power for part in (0.25, 0.5, 1.0, 2.0, 2.5, 5.0) if top / (part * power) < 5)
    return [step * place for place in range(int(top / step * 1.0001) + 1)]


def short_number(reader: Reader, value: float) -> str:
    """A share in per cent: whole, below ten with a decimal where it has one."""
    return reader.number(value, 1 if 0 < value < 9.95 and round(value, 1) != round(value) else 0)


def share_words(reader: Reader, value: float) -> str:
    """A share as it stands on a picture: 14 %."""
    return reader.t("bars.share", value=short_number(reader, value))


def draw_scale(
    drawing: Drawing, sheet: BarSheet, bands: Sequence[tuple[float, float]], words: Callable[[float], str]
) -> None:
    """Upright lines at round values over the rows' bands (from y, to y), their words under the last.

    Lie under bars drawn later.
    """
    if not bands:
        return
    shown = [(bands[0][0], bands[-1][1])] if sheet.beside else bands
    values = scale_values(sheet.top)
    for value in values:
        for start, end in shown:
            drawing.line(sheet.x(value), start, sheet.x(value), end, GRID if value else AXIS, 1.0 if value else 1.2)
    texts = [words(value) for value in values]
    widest = max(text_width(text, SMALL) for text in texts) + 8
    apart = sheet.x(values[1]) - sheet.x(values[0]) if len(values) > 1 else widest
    every = max(1, math.ceil(widest / max(apart, 1.0)))
    for value, text in list(zip(values, texts, strict=True))[::every]:
        x = max(sheet.x(value), text_width(text, SMALL) / 2)
        drawing.text(x, bands[-1][1] + SMALL * 1.2, text, SMALL, anchor="middle", fill=SOFT_INK)


def draw_label(drawing: Drawing, x: float, middle: float, label: str) -> None:
    """What a bar says, right of it and on white, so that no line runs through it."""
    drawing.rect(x - 2, middle - TEXT * 0.6, text_width(label, TEXT, True) + 4, TEXT * 1.2, WHITE)
    drawing.text(x, middle + TEXT * 0.36, label, TEXT, bold=True)


def draw_whisker(drawing: Drawing, low: float, high: float, y: float) -> None:
    """A line from low to high with an end at each, on white so that it is seen on any bar."""
    d = f"M{low:.1f} {y:.1f}H{high:.1f}M{low:.1f} {y - 5:.1f}V{y + 5:.1f}M{high:.1f} {y - 5:.1f}V{y + 5:.1f}"
    drawing.path(d, stroke=WHITE, stroke_width=4.0)
    drawing.path(d, stroke=INK, stroke_width=1.6)
