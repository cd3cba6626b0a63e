"""Each group's travel time before and after on one scale: two marks and the way from one to the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.blocks import Table
from assessment.report.pictures.bars import BAR, bar_sheet, draw_label, draw_scale
from assessment.report.pictures.colours import CHANGE
from assessment.report.pictures.drawing import INK, PX_PER_MM, SMALL, TEXT, WHITE, Drawing, plain
from assessment.report.pictures.legend import SWATCH_HEIGHT, SWATCH_WIDTH, LegendRow, draw_legend, legend_height
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.text_widths import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.report.figure_words import Reader
    from assessment.report.pictures.group_bars import GroupFigures

WIDTH_MM = 160.0
_LONGER, _SHORTER = CHANGE.shades[5].fill, CHANGE.shades[0].fill
_RADIUS = 6.5
_NAMED = 3


@dataclass(frozen=True)
class _Times:
    """A group's median minutes; infinite = half do not get there, nan = not shown."""

    name: str
    before: float
    after: float

    @property
    def change(self) -> float:
        if math.isfinite(self.before) and math.isfinite(self.after):
            return float(round(self.after) - round(self.before))
        return math.nan


def group_times(reader: Reader, about: About, groups: Sequence[GroupFigures], *, width_mm: float = WIDTH_MM) -> Picture:
    """The median travel time of each group today (a hollow round) and after (a filled square), joined by a line."""
    rows = [_times(group) for group in groups]
    width = width_mm * PX_PER_MM
    labels = [_label(reader, row) for row in rows]
    names = [plain(row.name) for row in rows]
    ends = [value for row in rows for value in (row.before, row.after) if math.isfinite(value)]
    room = max((text_width(label, TEXT, True) for label in labels), default=0.0) + _RADIUS + 12
    sheet = bar_sheet(width, max(ends, default=0.0), room, max((text_width(n, TEXT) for n in names), default=0.0) + 2)
    legend = [
        LegendRow(reader.t("bars.now"), _sign_before),
        LegendRow(reader.t("bars.after"), _sign_after),
    ]
    columns = 2 if width > 300 else 1
    top = legend_height(legend, width, columns) + 4
    heights = [sheet.row_height(name, BAR) for name in names]
    places = [top + sum(heights[:number]) for number in range(len(heights))]
    drawing = Drawing(width, top + sum(heights) + SMALL * 1.6)
    draw_legend(drawing, legend, 0, 0, width, columns)
    bands = [sheet.band(name, y, BAR) for name, y in zip(names, places, strict=True)]
    draw_scale(drawing, sheet, bands, reader.minutes)
    for row, label, name, y in zip(rows, labels, names, places, strict=True):
        middle = sheet.draw_name(drawing, name, y, BAR) + BAR / 2
        end = sheet.left
        known = [(value, after) for value, after in ((row.before, False), (row.after, True)) if math.isfinite(value)]
        if math.isfinite(row.change):
            colour = _LONGER if row.change > 0 else _SHORTER
            drawing.line(sheet.x(row.before), middle, sheet.x(row.after), middle, colour, 5.0)
        for value, after in known:
            (_draw_after if after else _draw_before)(drawing, sheet.x(value), middle)
            end = max(end, sheet.x(value) + _RADIUS)
        draw_label(drawing, end + 8, middle, label)
    title = reader.t("picture.group_times.title", alternative=about.alternative)
    alt = plain(_alt(reader, about, rows))
    return Picture(drawing.svg(alt, reader.language), alt, title, _table(reader, about, rows))


def _times(group: GroupFigures) -> _Times:
    figure = group.median
    if figure is None:
        return _Times(group.name, math.nan, math.nan)
    missing = math.nan if figure.suppressed else math.inf
    return _Times(
        group.name,
        missing if figure.baseline is None else figure.baseline,
        missing if figure.value is None else figure.value,
    )


def _draw_before(drawing: Drawing, x: float, y: float) -> None:
    drawing.circle(x, y, _RADIUS - 1, WHITE, stroke=INK, stroke_width=2.0)


def _draw_after(drawing: Drawing, x: float, y: float) -> None:
    half = _RADIUS - 1
    drawing.rect(x - half, y - half, 2 * half, 2 * half, INK, stroke=WHITE, stroke_width=1.0)


def _sign_before(drawing: Drawing, x: float, y: float) -> None:
    _draw_before(drawing, x + SWATCH_WIDTH / 2, y + SWATCH_HEIGHT / 2)


def _sign_after(drawing: Drawing, x: float, y: float) -> None:
    _draw_after(drawing, x + SWATCH_WIDTH / 2, y + SWATCH_HEIGHT / 2)


def _minutes(reader: Reader, value: float) -> str:
    if math.isnan(value):
        return reader.t("picture.not_shown")
    return reader.t("picture.unreached") if math.isinf(value) else reader.minutes(value)


def _label(reader: Reader, row: _Times) -> str:
    """What stands beside the marks: 26 min, nyt 45 min – or one time where nothing changes."""
    if math.isnan(row.before) or math.isnan(row.after):
        return reader.t("picture.not_shown")
    before, after = _minutes(reader, row.before), _minutes(reader, row.after)
    if before == after:
        return after
    if math.isnan(row.change):
        return reader.t("picture.group_times.from_to", before=before, after=after)
    return reader.t("picture.group_times.label", after=after, change=reader.signed(row.change))


def _alt(reader: Reader, about: About, rows: Sequence[_Times]) -> str:
    """Which groups' ways change most, from what to what; of which nothing is shown."""
    t = reader.t
    said = [t("picture.group_times.alt", alternative=about.alternative, whose=about.whose)]
    changed = [row for row in rows if _minutes(reader, row.before) != _minutes(reader, row.after)]
    changed.sort(key=lambda row: -abs(row.change) if math.isfinite(row.change) else -1e9)
    if changed:
        named = "; ".join(
            t(
                "picture.alt.times",
                name=row.name,
                before=_minutes(reader, row.before),
                after=_minutes(reader, row.after),
            )
            for row in changed[:_NAMED]
        )
        said.append(t("picture.group_times.alt_most", groups=named))
    elif rows:
        said.append(t("picture.group_times.alt_none"))
    hidden = [row.name for row in rows if math.isnan(row.before) or math.isnan(row.after)]
    if hidden:
        said.append(t("picture.groups.alt_hidden", groups=", ".join(hidden)))
    return " ".join(said)


def _table(reader: Reader, about: About, rows: Sequence[_Times]) -> Table:
    t = reader.t
    heads = (
        t("picture.groups.head.group"),
        t("picture.head.before_min"),
        t("picture.head.after_min"),
        t("picture.head.change_min"),
    )

    def cell(value: float) -> str:
        return reader.number(value) if math.isfinite(value) else _minutes(reader, value)

    lines = tuple((row.name, cell(row.before), cell(row.after), reader.signed(row.change)) for row in rows)
    caption = t("picture.group_times.caption", alternative=about.alternative, whose=about.whose)
    return Table(caption, heads, lines, "", frozenset({1, 2, 3}))
