"""How long the ways of a group are, today and after the changes: a pair of bars for each class of travel time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from assessment.impact.disclosure import SMALLEST_SHOWN
from assessment.report.blocks import Table
from assessment.report.pictures.bars import bar_sheet, draw_scale, share_words, short_number
from assessment.report.pictures.colours import TIME, Shade
from assessment.report.pictures.drawing import FRAME, PX_PER_MM, SMALL, SOFT_INK, TEXT, WHITE, Drawing, plain
from assessment.report.pictures.hatching import draw_shaded
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.text_widths import fitted, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_figures import FrozenFigure
    from assessment.report.figure_words import Reader

WIDTH_MM = 160.0
LATE = Shade("late", "#1c558a", "hatch", 9)
_BAR = 15.0
_BETWEEN = 4.0
_PLAIN = Shade("before", WHITE)


@dataclass(frozen=True)
class _Class:
    """A class of travel times: its name, its shade, people before and after; nan where not shown."""

    name: str
    shade: Shade
    people: tuple[float, float]


@dataclass(frozen=True)
class _Spread:
    """The classes, and all residents of the group before and after; nan where not shown."""

    classes: tuple[_Class, ...]
    residents: tuple[float, float]

    def share(self, people: float, side: int) -> float:
        whole = self.residents[side]
        return 100.0 * people / whole if whole > 0 and math.isfinite(people) else math.nan


def distribution(
    reader: Reader,
    about: About,
    residents: FrozenFigure | None,
    within: Sequence[FrozenFigure | None],
    *,
    width_mm: float = WIDTH_MM,
) -> Picture:
    """Residents by travel time; `within`: those there in 15, 30, 45 and 60 minutes, each count holding the one before.

    The last class, over an hour or not reached, is what is left of `residents`.
    """
    spread = _spread(reader, residents, within)
    width = width_mm * PX_PER_MM
    sides = (plain(reader.t("bars.now")), plain(about.short))
    labels = [[_label(reader, about, spread, one, side) for side in (0, 1)] for one in spread.classes]
    side_width = min(max(text_width(side, SMALL) for side in sides), width * 0.22)
    room = max((text_width(label, TEXT, True) for pair in labels for label in pair), default=0.0) + 10
    names = max((text_width(one.name, TEXT) for one in spread.classes), default=0.0) + 2
    shares = [spread.share(one.people[side], side) for one in spread.classes for side in (0, 1)]
    # The sides' names stand right before their bars.
    largest = max((value for value in shares if math.isfinite(value)), default=0.0)
    sheet = bar_sheet(width - side_width - 8, largest, room, names).shifted(side_width + 8)
    inner = 2 * _BAR + _BETWEEN
    heights = [sheet.row_height(one.name, inner) for one in spread.classes]
    places = [4.0 + sum(heights[:number]) for number in range(len(heights))]
    drawing = Drawing(width, 4 + sum(heights) + SMALL * 1.6)
    bands = [sheet.band(one.name, y, inner) for one, y in zip(spread.classes, places, strict=True)]
    draw_scale(drawing, sheet, bands, lambda value: share_words(reader, value))
    for one, pair, y in zip(spread.classes, labels, places, strict=True):
        bar_y = sheet.draw_name(drawing, one.name, y, inner)
        for side, name in enumerate(sides):
            top, middle = bar_y + side * (_BAR + _BETWEEN), bar_y + side * (_BAR + _BETWEEN) + _BAR / 2
            share = spread.share(one.people[side], side)
            end = sheet.x(share) if math.isfinite(share) else sheet.left
            shown = fitted(name, side_width, SMALL)
            drawing.text(sheet.left - 6, middle + SMALL * 0.36, shown, SMALL, anchor="end", fill=SOFT_INK)
            if end > sheet.left:
                draw_shaded(drawing, sheet.left, top, end - sheet.left, _BAR, one.shade if side else _PLAIN)
                drawing.rect(sheet.left, top, end - sheet.left, _BAR, "none", stroke=FRAME, stroke_width=1.2)
            drawing.text(end + 7, middle + TEXT * 0.36, pair[side], TEXT, bold=bool(side))
    title = reader.t("picture.distribution.title", alternative=about.alternative)
    alt = plain(_alt(reader, about, spread))
    return Picture(drawing.svg(alt, reader.language), alt, title, _table(reader, about, spread))


def _spread(reader: Reader, residents: FrozenFigure | None, within: Sequence[FrozenFigure | None]) -> _Spread:
    shades = (*TIME.shades[: len(within)], LATE)
    names = [*(reader.t(f"shade.{shade.key}") for shade in shades[:-1]), reader.t("bars.late")]
    steps = [(0.0, 0.0), *(_people(one) for one in within), _people(residents)]
    classes = tuple(
        _Class(name, shade, (_between(start[0], end[0]), _between(start[1], end[1])))
        for name, shade, (start, end) in zip(names, shades, pairwise(steps), strict=True)
    )
    return _Spread(classes, _people(residents))


def _people(figure: FrozenFigure | None) -> tuple[float, float]:
    """People before and after; a count whose small change is hidden is told as today's."""
    if figure is None or figure.baseline is None:
        return math.nan, math.nan
    return figure.baseline, figure.baseline if figure.value is None else figure.value


def _between(start: float, end: float) -> float:
    """People of one class: nan where a count beside it is hidden, or where they are so few that they are not shown."""
    people = end - start
    if not math.isfinite(people):
        return math.nan
    return math.nan if 0 < people < SMALLEST_SHOWN else max(0.0, people)


def _label(reader: Reader, about: About, spread: _Spread, one: _Class, side: int) -> str:
    return _words(reader, about, one.people[side], spread.share(one.people[side], side))


def _words(reader: Reader, about: About, people: float, share: float) -> str:
    """A share with its people: 36 % (8 533)."""
    if not math.isfinite(people):
        return reader.t("picture.not_shown")
    number = reader.number(people)
    if about.estimated and people:
        number = reader.t("word.about", value=number)
    if not math.isfinite(share):
        return number
    return reader.t("picture.groups.label", share=share_words(reader, share), people=number)


def _alt(reader: Reader, about: About, spread: _Spread) -> str:
    """How many are there within half an hour and how many take over an hour, before and after."""
    t = reader.t
    said = [t("picture.distribution.alt", alternative=about.alternative, whose=about.whose)]
    for key, chosen in (("near", spread.classes[:2]), ("late", spread.classes[-1:])):
        people = [sum(one.people[side] for one in chosen) for side in (0, 1)]
        if all(math.isfinite(count) for count in people):
            before, after = (_words(reader, about, people[side], spread.share(people[side], side)) for side in (0, 1))
            said.append(t(f"picture.distribution.alt_{key}", before=before, after=after))
    if any(not math.isfinite(count) for one in spread.classes for count in one.people):
        said.append(t("picture.distribution.alt_hidden"))
    return " ".join(said)


def _table(reader: Reader, about: About, spread: _Spread) -> Table:
    t = reader.t

    def cells(one: _Class, side: int) -> tuple[str, str]:
        people = one.people[side]
        if not math.isfinite(people):
            return t("picture.not_shown"), "–"
        share = spread.share(people, side)
        return reader.number(people), short_number(reader, share) if math.isfinite(share) else "–"

    heads = tuple(
        t(f"picture.distribution.head.{name}", alternative=about.alternative)
        for name in ("time", "before", "before_share", "after", "after_share")
    )
    rows = tuple((one.name, *cells(one, 0), *cells(one, 1)) for one in spread.classes)
    caption = t("picture.distribution.caption", alternative=about.alternative, whose=about.whose)
    note = t("picture.note.estimated") if about.estimated else ""
    return Table(caption, heads, rows, note, frozenset(range(1, len(heads))))
