"""One key figure over all alternatives: today hollow, the others by whether they are better or worse for residents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.blocks import Table
from assessment.report.pictures.bars import BAR, bar_sheet, draw_label, draw_scale, draw_whisker
from assessment.report.pictures.colours import CHANGE, NEUTRAL, Shade
from assessment.report.pictures.drawing import FRAME, INK, PX_PER_MM, SMALL, TEXT, WHITE, Drawing, plain
from assessment.report.pictures.hatching import draw_shaded
from assessment.report.pictures.legend import LegendRow, draw_legend, legend_height, shade_sign
from assessment.report.pictures.picture import Picture
from assessment.report.pictures.text_widths import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_figures import FrozenFigure
    from assessment.report.figure_words import Reader

WIDTH_MM = 160.0
BETTER, WORSE, SAME = CHANGE.shades[0], CHANGE.shades[5], Shade("same", NEUTRAL)
_TODAY = Shade("today", WHITE)


@dataclass(frozen=True)
class AlternativeFigure:
    """An alternative and its figure; None where nothing is frozen of it. `name`: "VE3 Matkakeskus"."""

    name: str
    figure: FrozenFigure | None
    is_today: bool = False


def alternatives_bars(
    reader: Reader,
    figure_name: str,
    whose: str,
    alternatives: Sequence[AlternativeFigure],
    *,
    estimated: bool = False,
    width_mm: float = WIDTH_MM,
) -> Picture:
    """The figure of each alternative as a bar with its number and its change from today; whiskers low to high.

    A dashed line carries today's value down over all. `figure_name`, `whose` in the reader's words.
    """
    width = width_mm * PX_PER_MM
    values = [_value(one) for one in alternatives]
    labels = [_label(reader, one, value, estimated) for one, value in zip(alternatives, values, strict=True)]
    names = [plain(one.name) for one in alternatives]
    ends = [
        max(value, _bound(one, "high"), 0.0) if math.isfinite(value) else 0.0
        for one, value in zip(alternatives, values, strict=True)
    ]
    room = max((text_width(label, TEXT, True) for label in labels), default=0.0) + 10
    sheet = bar_sheet(
        width, max(ends, default=0.0), room, max((text_width(name, TEXT) for name in names), default=0.0) + 2
    )
    shades = [_shade(one) for one in alternatives]
    legend = [
        LegendRow(reader.t(f"picture.alternatives.{key}"), shade_sign(shade))
        for key, shade in (("better", BETTER), ("worse", WORSE), ("same", SAME))
        if shade in shades
    ]
    columns = 3 if width > 400 else 1
    top = (legend_height(legend, width, columns) if legend else 0.0) + 4
    heights = [sheet.row_height(name, BAR) for name in names]
    places = [top + sum(heights[:number]) for number in range(len(heights))]
    drawing = Drawing(width, top + sum(heights) + SMALL * 1.6)
    draw_legend(drawing, legend, 0, 0, width, columns)
    bands = [sheet.band(name, y, BAR) for name, y in zip(names, places, strict=True)]
    unit = next((one.figure.unit for one in alternatives if one.figure is not None), "")
    draw_scale(drawing, sheet, bands, lambda value: _amount(reader, unit, value))
    today = _today(alternatives)
    if math.isfinite(today) and today > 0:
        for start, stop in [(bands[0][0], bands[-1][1])] if sheet.beside and bands else bands:
            drawing.line(sheet.x(today), start, sheet.x(today), stop, INK, 1.2, stroke_dasharray="3 3")
    for one, value, label, name, shade, y in zip(alternatives, values, labels, names, shades, places, strict=True):
        bar_y = sheet.draw_name(drawing, name, y, BAR)
        end = sheet.x(value) if math.isfinite(value) else sheet.left
        if end > sheet.left:
            draw_shaded(drawing, sheet.left, bar_y, end - sheet.left, BAR, shade)
            drawing.rect(sheet.left, bar_y, end - sheet.left, BAR, "none", stroke=FRAME, stroke_width=1.0)
        low, high = _bound(one, "low"), _bound(one, "high")
        if math.isfinite(low) and math.isfinite(high) and low != high and math.isfinite(value):
            draw_whisker(drawing, sheet.x(low), sheet.x(high), bar_y + BAR / 2)
            end = max(end, sheet.x(high))
        draw_label(drawing, end + 8, bar_y + BAR / 2, label)
    title = reader.t("picture.alternatives.title", figure=figure_name)
    alt = plain(_alt(reader, figure_name, whose, alternatives, labels))
    return Picture(
        drawing.svg(alt, reader.language), alt, title, _table(reader, figure_name, whose, alternatives, estimated)
    )


def _value(one: AlternativeFigure) -> float:
    """What an alternative makes of the figure; a hidden small change is told as today's; nan where not shown."""
    figure = one.figure
    if figure is None:
        return math.nan
    value = figure.baseline if one.is_today or (figure.value is None and figure.suppressed) else figure.value
    return math.nan if value is None else value


def _today(alternatives: Sequence[AlternativeFigure]) -> float:
    known = [one.figure.baseline for one in alternatives if one.figure is not None and one.figure.baseline is not None]
    return known[0] if known else math.nan


def _bound(one: AlternativeFigure, end: str) -> float:
    bound = getattr(one.figure, end) if one.figure is not None and not one.is_today else None
    return math.nan if bound is None else float(bound)


def _shade(one: AlternativeFigure) -> Shade:
    figure = one.figure
    if one.is_today or figure is None:
        return _TODAY
    if not figure.change or abs(figure.change) < 0.5 or not figure.improves:
        return SAME
    return BETTER if figure.change * figure.improves > 0 else WORSE


def _number(reader: Reader, unit: str, value: float) -> str:
    return reader.number(value, 0 if unit in ("residents", "min") or value >= 10 or value == round(value) else 1)


def _change(reader: Reader, figure: FrozenFigure, value: float) -> str:
    """The change from today; of minutes the difference of the whole minutes shown, so that a reader can add up."""
    if figure.unit == "min" and figure.baseline is not None:
        return reader.signed(round(value) - round(figure.baseline))
    return reader.signed(figure.change or 0.0, 0 if figure.unit == "residents" else 1)


def _amount(reader: Reader, unit: str, value: float) -> str:
    if unit == "min":
        return reader.minutes(value)
    return _number(reader, unit, value)


def _label(reader: Reader, one: AlternativeFigure, value: float, estimated: bool) -> str:
    """What stands after a bar: 12 345 (+1 200)."""
    figure = one.figure
    if figure is None:
        return reader.t("picture.alternatives.nothing")
    if not math.isfinite(value):
        hidden = figure.suppressed or figure.unit != "min"
        return reader.t("picture.not_shown" if hidden else "picture.unreached")
    amount = _amount(reader, figure.unit, value)
    if estimated and figure.unit == "residents" and value:
        amount = reader.t("word.about", value=amount)
    if one.is_today:
        return amount
    if figure.change is None:
        return amount
    return reader.t("picture.alternatives.label", value=amount, change=_change(reader, figure, value))


def _alt(
    reader: Reader, figure_name: str, whose: str, alternatives: Sequence[AlternativeFigure], labels: Sequence[str]
) -> str:
    """Every alternative with its number: there are few."""
    said = [reader.t("picture.alternatives.alt", figure=figure_name, whose=whose)]
    named = "; ".join(f"{one.name} {label}" for one, label in zip(alternatives, labels, strict=True))
    if named:
        said.append(f"{named}.")
    return " ".join(said)


def _table(
    reader: Reader, figure_name: str, whose: str, alternatives: Sequence[AlternativeFigure], estimated: bool
) -> Table:
    t = reader.t
    unit = next((one.figure.unit for one in alternatives if one.figure is not None), "residents")
    heads = (
        t("picture.alternatives.head.alternative"),
        t("picture.alternatives.head.value", unit=t(f"picture.unit.{unit}")),
        t("picture.alternatives.head.change", unit=t(f"picture.unit.{unit}")),
        t("picture.alternatives.head.span"),
    )
    rows = []
    for one in alternatives:
        value, low, high = _value(one), _bound(one, "low"), _bound(one, "high")
        told = one.figure is not None and math.isfinite(value)
        change = one.figure.change if one.figure is not None and not one.is_today else None
        rows.append(
            (
                one.name,
                _number(reader, unit, value) if told else _label(reader, one, value, estimated),
                "–" if change is None or one.figure is None else _change(reader, one.figure, value),
                t("bars.range", low=reader.number(low), high=reader.number(high)) if low < high else "–",
            )
        )
    caption = t("picture.alternatives.caption", figure=figure_name, whose=whose)
    note = t("picture.note.estimated") if estimated else ""
    return Table(caption, heads, tuple(rows), note, frozenset({1, 2, 3}))
