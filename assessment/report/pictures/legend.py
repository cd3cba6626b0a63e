"""A short legend: what labels on the picture cannot say. Swatches with their words, marks of services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assessment.report.pictures.drawing import BORDER, LINE, SMALL
from assessment.report.pictures.hatching import draw_shaded
from assessment.report.pictures.service_marks import MARK, draw_mark
from assessment.report.pictures.text_widths import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.report.figure_words import Reader
    from assessment.report.pictures.colours import Shade
    from assessment.report.pictures.drawing import Drawing

SWATCH_WIDTH, SWATCH_HEIGHT = 28.0, 15.0
_BESIDE = 7.0  # between a swatch and its words
_BETWEEN = 5.0  # between rows
_COLUMNS = 14.0  # between columns

Sign = Callable[["Drawing", float, float], None]  # draws within a swatch's box at x, y


@dataclass(frozen=True)
class LegendRow:
    """A sign and what it means; without a sign, a heading."""

    words: str
    sign: Sign | None = None


def shade_rows(reader: Reader, shades: Sequence[Shade]) -> list[LegendRow]:
    """A row for each shade, in order."""
    return [LegendRow(shade_words(reader, shade), shade_sign(shade)) for shade in shades]


def mark_rows(reader: Reader, states: Sequence[str]) -> list[LegendRow]:
    """A row for each state that a service's mark can show."""
    return [LegendRow(reader.t(f"mark.{state}"), _mark(state)) for state in states]


def shade_words(reader: Reader, shade: Shade) -> str:
    """What a shade means."""
    return reader.t(shade.key) if shade.key.startswith("picture.") else reader.t(f"shade.{shade.key}")


def legend_height(rows: Sequence[LegendRow], width: float, columns: int = 1) -> float:
    """How high a legend of a width is, its rows spread over so many columns."""
    column = _column(width, columns)
    return max((sum(_height(row, column) for row in part) for part in _spread(rows, columns)), default=0.0)


def draw_legend(
    drawing: Drawing, rows: Sequence[LegendRow], x: float, y: float, width: float, columns: int = 1
) -> float:
    """The legend from its upper left corner; where it ends."""
    column = _column(width, columns)
    for number, part in enumerate(_spread(rows, columns)):
        left, top = x + number * (column + _COLUMNS), y
        for row in part:
            _draw_row(drawing, row, left, top, column)
            top += _height(row, column)
    return y + legend_height(rows, width, columns)


def shade_sign(shade: Shade) -> Sign:
    """A swatch in a shade."""

    def draw(drawing: Drawing, x: float, y: float) -> None:
        draw_shaded(drawing, x, y, SWATCH_WIDTH, SWATCH_HEIGHT, shade, 0.8)
        drawing.rect(x + 0.5, y + 0.5, SWATCH_WIDTH - 1, SWATCH_HEIGHT - 1, "none", stroke=BORDER)

    return draw


def _draw_row(drawing: Drawing, row: LegendRow, x: float, y: float, width: float) -> None:
    lines = _lines(row, width)
    if row.sign is None:
        drawing.lines_of_text(x, y + SMALL, lines, SMALL, bold=True)
        return
    row.sign(drawing, x, y)
    # One line stands level with its sign.
    first = y + SWATCH_HEIGHT / 2 + SMALL * 0.36
    drawing.lines_of_text(x + SWATCH_WIDTH + _BESIDE, first, lines, SMALL)


def _lines(row: LegendRow, width: float) -> tuple[str, ...]:
    room = width if row.sign is None else width - SWATCH_WIDTH - _BESIDE
    return wrapped(row.words, room, SMALL, row.sign is None, 4)


def _height(row: LegendRow, width: float) -> float:
    lines = len(_lines(row, width)) * SMALL * LINE
    return (lines if row.sign is None else max(lines, SWATCH_HEIGHT + 1)) + _BETWEEN


def _column(width: float, columns: int) -> float:
    return (width - _COLUMNS * (columns - 1)) / columns


def _spread(rows: Sequence[LegendRow], columns: int) -> list[Sequence[LegendRow]]:
    """Rows in at most so many columns: each part with a heading its own, else of like length."""
    if not rows or columns <= 1:
        return [rows] if rows else []
    heads = [place for place, row in enumerate(rows) if row.sign is None and place]
    if 0 < len(heads) < columns:
        return [rows[start:end] for start, end in pairwise([0, *heads, len(rows)])]
    size = -(-len(rows) // columns)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _mark(state: str) -> Sign:
    def draw(drawing: Drawing, x: float, y: float) -> None:
        draw_mark(drawing, state, x + SWATCH_WIDTH / 2, y + SWATCH_HEIGHT / 2, MARK)

    return draw
