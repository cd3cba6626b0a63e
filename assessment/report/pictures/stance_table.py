"""What each body says of each alternative: a sign, a word and a pattern in every cell, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.blocks import Table
from assessment.report.pictures.colours import CHANGE, Shade
from assessment.report.pictures.drawing import BORDER, INK, LINE, PX_PER_MM, SMALL, TEXT, WHITE, Drawing, plain
from assessment.report.pictures.hatching import draw_shaded
from assessment.report.pictures.picture import Picture
from assessment.report.pictures.text_widths import longest_word, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.report.figure_words import Reader

WIDTH_MM = 160.0
SUPPORTS, CONDITIONS, OPPOSES, NO_POSITION = "supports", "supports_with_conditions", "opposes", "no_position"
_SHADES = {
    SUPPORTS: CHANGE.shades[0],
    CONDITIONS: CHANGE.shades[1],
    OPPOSES: CHANGE.shades[5],
    NO_POSITION: Shade("no_position", "#eceff1"),
}
_STRIP = 30.0  # the sign's strip at the top of a cell
_PAD = 6.0


@dataclass(frozen=True)
class BodyStances:
    """A body and what it says of each alternative, in their order: a stance's word, "" where it says nothing."""

    body: str
    stances: tuple[str, ...]


def stance_table(
    reader: Reader, alternatives: Sequence[str], bodies: Sequence[BodyStances], *, width_mm: float = WIDTH_MM
) -> Picture:
    """Bodies by alternatives; turned round where the alternatives would not fit side by side."""
    width = width_mm * PX_PER_MM
    stances = [[_at(one, place) for place in range(len(alternatives))] for one in bodies]
    columns, rows = [plain(one) for one in alternatives], [plain(one.body) for one in bodies]
    head_width = min(width * 0.3, 170.0)
    widest = max(longest_word(text, SMALL, True) for text in (*columns, *(_words(reader, one) for one in _SHADES)))
    if columns and (width - head_width) / len(columns) < widest + 2 * _PAD and len(rows) < len(columns):
        columns, rows = rows, columns
        stances = [list(line) for line in zip(*stances, strict=True)] if stances else [[] for _ in rows]
    cell = (width - head_width) / max(1, len(columns))
    heads = [wrapped(name, cell - 2 * _PAD, SMALL, True, 3) for name in columns]
    names = [wrapped(name, head_width - 2 * _PAD, TEXT, True, 4) for name in rows]
    words = [[wrapped(_words(reader, stance), cell - 2 * _PAD, SMALL, False, 3) for stance in line] for line in stances]
    top = max((len(lines) for lines in heads), default=0) * SMALL * LINE + _PAD
    heights = [
        max(len(name) * TEXT * LINE, _STRIP + max((len(lines) for lines in line), default=1) * SMALL * LINE) + 2 * _PAD
        for name, line in zip(names, words, strict=True)
    ]
    drawing = Drawing(width, top + sum(heights) + 1)
    for number, lines in enumerate(heads):
        drawing.lines_of_text(head_width + number * cell + _PAD, SMALL, lines, SMALL, bold=True)
    y = top
    for name, line, told, height in zip(names, stances, words, heights, strict=True):
        drawing.line(0, y, width, y, BORDER)
        drawing.lines_of_text(0, y + _PAD + TEXT, name, TEXT, bold=True)
        for number, (stance, lines) in enumerate(zip(line, told, strict=True)):
            x = head_width + number * cell
            text_y = y + _PAD + SMALL
            if stance in _SHADES:
                text_y = y + _PAD + _STRIP + SMALL * 0.8
                draw_shaded(drawing, x + _PAD / 2, y + _PAD, cell - _PAD, _STRIP - 4, _SHADES[stance])
                _draw_sign(drawing, stance, x + cell / 2, y + _PAD + (_STRIP - 4) / 2)
            drawing.lines_of_text(x + _PAD, text_y, lines, SMALL)
        y += height
    drawing.line(0, y, width, y, BORDER)
    alt = plain(_alt(reader, alternatives, bodies))
    return Picture(
        drawing.svg(alt, reader.language), alt, reader.t("picture.stances.title"), _table(reader, alternatives, bodies)
    )


def _draw_sign(drawing: Drawing, stance: str, x: float, y: float) -> None:
    """A tick, a tick in brackets, a cross or a dash, on a white round so that it is seen on any pattern."""
    drawing.circle(x, y, 12.0, WHITE, stroke=INK, stroke_width=1.2)

    def stroke(d: str, width: float = 2.4) -> None:
        drawing.path(d, stroke=INK, stroke_width=width, stroke_linecap="round", stroke_linejoin="round")

    if stance == OPPOSES:
        stroke(f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10")
    elif stance == NO_POSITION:
        stroke(f"M{x - 5:.1f} {y:.1f}h10")
    else:
        size = 1.0 if stance == SUPPORTS else 0.72
        left, down = x - 5.5 * size, y + 0.5
        stroke(f"M{left:.1f} {down:.1f}l{4 * size:.1f} {4.5 * size:.1f}l{7 * size:.1f} {-9 * size:.1f}")
        if stance == CONDITIONS:
            stroke(f"M{x - 6.5:.1f} {y - 6.5:.1f}q-3.4 6.5 0 13M{x + 6.5:.1f} {y - 6.5:.1f}q3.4 6.5 0 13", 1.5)


def _at(body: BodyStances, place: int) -> str:
    return body.stances[place] if place < len(body.stances) else ""


def _words(reader: Reader, stance: str) -> str:
    return reader.t(f"records.stance.{stance}") if stance in _SHADES else reader.t("picture.stances.none")


def _alt(reader: Reader, alternatives: Sequence[str], bodies: Sequence[BodyStances]) -> str:
    """Body by body what it says of which alternatives."""
    if not bodies:
        return reader.t("picture.stances.alt_none")
    said = [reader.t("picture.stances.alt")]
    for one in bodies:
        parts = []
        for stance in (SUPPORTS, CONDITIONS, OPPOSES, NO_POSITION):
            about = [name for place, name in enumerate(alternatives) if _at(one, place) == stance]
            if about:
                parts.append(f"{reader.t(f'records.stance.{stance}')} {', '.join(about)}")
        words = "; ".join(parts) or reader.t("picture.stances.none")
        said.append(f"{one.body}: {words}.")
    return " ".join(said)


def _table(reader: Reader, alternatives: Sequence[str], bodies: Sequence[BodyStances]) -> Table:
    rows = tuple((one.body, *(_words(reader, _at(one, place)) for place in range(len(alternatives)))) for one in bodies)
    heads = (reader.t("picture.stances.head.body"), *alternatives)
    return Table(reader.t("picture.stances.title"), heads, rows)
