"""Groups as bars on one scale: which share of each loses, of them how many, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.blocks import Table
from assessment.report.pictures.bars import (
    BAR,
    BarSheet,
    bar_sheet,
    draw_label,
    draw_scale,
    draw_whisker,
    share_words,
    short_number,
)
from assessment.report.pictures.colours import CHANGE
from assessment.report.pictures.drawing import FRAME, PX_PER_MM, SMALL, TEXT, Drawing, plain
from assessment.report.pictures.hatching import draw_shaded
from assessment.report.pictures.legend import (
    SWATCH_HEIGHT,
    SWATCH_WIDTH,
    LegendRow,
    draw_legend,
    legend_height,
    shade_sign,
)
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.text_widths import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_figures import FrozenFigure
    from assessment.report.figure_words import Reader

WIDTH_MM = 160.0
LONGER, LOST = CHANGE.shades[5], CHANGE.unreached
_NAMED = 3


@dataclass(frozen=True)
class GroupFigures:
    """A group's frozen figures of the whole municipality, by one way of travelling; None where there is none.

    `name`: the group in the reader's words. `estimated`: its counts are told as about so many.
    """

    name: str
    residents: FrozenFigure | None
    longer: FrozenFigure | None
    lost: FrozenFigure | None
    median: FrozenFigure | None = None
    estimated: bool = False


@dataclass(frozen=True)
class _Losing:
    """Those of a group who lose: people, and shares of the group; nan where not shown."""

    group: GroupFigures
    longer: float
    lost: float
    low: float
    high: float
    residents: float

    @property
    def people(self) -> float:
        """Those who lose, as far as shown; nan where the longer ways are hidden: the rest would say too little."""
        if not math.isfinite(self.longer):
            return math.nan
        return self.longer + (self.lost if math.isfinite(self.lost) else 0.0)

    @property
    def partly(self) -> bool:
        """Whether one of the two counts is hidden, so that what is shown is the least it can be."""
        return math.isfinite(self.people) and not (math.isfinite(self.longer) and math.isfinite(self.lost))

    def share(self, people: float) -> float:
        return 100.0 * people / self.residents if self.residents > 0 and math.isfinite(people) else math.nan


def group_bars(reader: Reader, about: About, groups: Sequence[GroupFigures], *, width_mm: float = WIDTH_MM) -> Picture:
    """The share of each group whose way grows by over ten minutes, or who no longer get there; whiskers low to high."""
    rows = [_losing(group) for group in groups]
    width = width_mm * PX_PER_MM
    ends = [max(row.share(row.people), row.share(row.high), 0.0) for row in rows]
    labels = [_label(reader, row) for row in rows]
    room = max((text_width(label, TEXT, True) for label in labels), default=0.0) + 10
    names = max((text_width(plain(row.group.name), TEXT) for row in rows), default=0.0) + 2
    sheet = bar_sheet(width, max((end for end in ends if math.isfinite(end)), default=0.0), room, names)
    any_lost = any(row.lost >= 1 for row in rows)
    legend = [LegendRow(reader.t("picture.groups.longer"), shade_sign(LONGER))]
    if any_lost:
        legend.append(LegendRow(reader.t("picture.groups.lost"), shade_sign(LOST)))
    if any(math.isfinite(row.low) for row in rows):
        legend.append(LegendRow(reader.t("picture.groups.whisker"), _whisker_sign))
    columns = 2 if width > 400 else 1
    top = legend_height(legend, width, columns) + 6
    heights = [sheet.row_height(plain(row.group.name), BAR) for row in rows]
    drawing = Drawing(width, top + sum(heights) + SMALL * 1.6)
    draw_legend(drawing, legend, 0, 0, width, columns)
    places = [top + sum(heights[:number]) for number in range(len(rows))]
    bands = [sheet.band(plain(row.group.name), y, BAR) for row, y in zip(rows, places, strict=True)]
    draw_scale(drawing, sheet, bands, lambda value: share_words(reader, value))
    for row, label, y in zip(rows, labels, places, strict=True):
        bar_y = sheet.draw_name(drawing, plain(row.group.name), y, BAR)
        end = _draw_bar(drawing, sheet, row, bar_y)
        draw_label(drawing, end + 8, bar_y + BAR / 2, label)
    title = reader.t("picture.groups.title", alternative=about.alternative)
    alt = plain(_alt(reader, about, rows))
    return Picture(drawing.svg(alt, reader.language), alt, title, _table(reader, about, rows))


def _losing(group: GroupFigures) -> _Losing:
    residents = group.residents.value if group.residents is not None else None
    main = [_number(one.value) if one is not None else math.nan for one in (group.longer, group.lost)]
    lows, highs = [], []
    for one, value in zip((group.longer, group.lost), main, strict=True):
        lows.append(_number(one.low) if one is not None and one.low is not None else value)
        highs.append(_number(one.high) if one is not None and one.high is not None else value)
    low, high = (sum(value for value in ends if math.isfinite(value)) for ends in (lows, highs))
    spans = any(one is not None and one.low is not None and one.low != one.high for one in (group.longer, group.lost))
    if not spans or not all(math.isfinite(value) for value in main):
        low = high = math.nan  # a range of half of what is told would mislead
    return _Losing(group, main[0], main[1], low, high, _number(residents))


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _draw_bar(drawing: Drawing, sheet: BarSheet, row: _Losing, y: float) -> float:
    """The bar of a group, its whisker over it; where it ends."""
    x = sheet.left
    if not math.isfinite(row.people):
        return x
    for people, shade in ((row.longer, LONGER), (row.lost, LOST)):
        share = row.share(people)
        if math.isfinite(share) and share > 0:
            wide = sheet.x(share) - sheet.left
            draw_shaded(drawing, x, y, wide, BAR, shade)
            drawing.rect(x, y, wide, BAR, "none", stroke=FRAME, stroke_width=0.8)
            x += wide
    low, high = row.share(row.low), row.share(row.high)
    if math.isfinite(low) and math.isfinite(high):
        draw_whisker(drawing, sheet.x(low), sheet.x(high), y + BAR / 2)
        x = max(x, sheet.x(high))
    return x


def _label(reader: Reader, row: _Losing) -> str:
    """What stands after a bar: 19 % (noin 4 585)."""
    share = row.share(row.people)
    if not math.isfinite(row.people) or (row.partly and row.people < 1):
        return reader.t("picture.not_shown")
    people = _people(reader, row, row.people)
    if not math.isfinite(share):
        return people
    value = share_words(reader, share)
    return reader.t("picture.groups.at_least" if row.partly else "picture.groups.label", share=value, people=people)


def _people(reader: Reader, row: _Losing, people: float) -> str:
    number = reader.number(people)
    return reader.t("word.about", value=number) if row.group.estimated and people else number


def _whisker_sign(drawing: Drawing, x: float, y: float) -> None:
    draw_whisker(drawing, x + 3, x + SWATCH_WIDTH - 3, y + SWATCH_HEIGHT / 2)


def _alt(reader: Reader, about: About, rows: Sequence[_Losing]) -> str:
    """Which groups lose most, by share, and of which nothing is shown."""
    t = reader.t
    said = [t("picture.groups.alt", alternative=about.alternative, whose=about.whose)]
    told = [row for row in rows if row.people >= 1 and math.isfinite(row.share(row.people))]
    told.sort(key=lambda row: -row.share(row.people))
    if told:
        named = "; ".join(f"{row.group.name} {_label(reader, row)}" for row in told[:_NAMED])
        said.append(t("picture.groups.alt_most", groups=named))
    elif any(math.isfinite(row.people) and not row.partly for row in rows):
        said.append(t("picture.groups.alt_none"))
    hidden = [row for row in rows if not math.isfinite(row.people) or (row.partly and row.people < 1)]
    if hidden:
        said.append(t("picture.groups.alt_hidden", groups=", ".join(row.group.name for row in hidden)))
    return " ".join(said)


def _table(reader: Reader, about: About, rows: Sequence[_Losing]) -> Table:
    t = reader.t

    def people(row: _Losing, value: float) -> str:
        return _people(reader, row, value) if math.isfinite(value) else t("picture.not_shown")

    def span(row: _Losing) -> str:
        if not math.isfinite(row.low):
            return "–"
        return t("bars.range", low=reader.number(row.low), high=reader.number(row.high))

    heads = tuple(
        t(f"picture.groups.head.{name}") for name in ("group", "residents", "longer", "lost", "share", "span")
    )
    lines = []
    for row in rows:
        share = row.share(row.people)
        lines.append(
            (
                row.group.name,
                people(row, row.residents),
                people(row, row.longer),
                people(row, row.lost),
                short_number(reader, share) if math.isfinite(share) else "–",
                span(row),
            )
        )
    caption = t("picture.groups.caption", alternative=about.alternative, whose=about.whose)
    return Table(caption, heads, tuple(lines), "", frozenset(range(1, len(heads))))
