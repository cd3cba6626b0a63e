"""Two maps side by side on one scale: how long the way takes today, and how long after the changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from assessment.report.pictures.area_change import (
    HIDDEN,
    NOBODY,
    AreaChange,
    area_changes,
    change_table,
    gaining_first,
    losing_first,
)
from assessment.report.pictures.area_words import hidden_sentences, named_times, service_sentence
from assessment.report.pictures.change_map import busy_shapes, draw_areas, service_labels, states_of
from assessment.report.pictures.colours import TIME, Shade
from assessment.report.pictures.drawing import PX_PER_MM, SMALL, TEXT, Drawing, plain
from assessment.report.pictures.ground import (
    Ground,
    Window,
    anchor_of,
    draw_outline,
    draw_scale_bar,
    ground_of,
    shape_ratio,
)
from assessment.report.pictures.labels import Label, draw_labels, place_labels
from assessment.report.pictures.legend import LegendRow, draw_legend, legend_height, mark_rows, shade_rows
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.service_marks import ServiceMark, draw_services, service_marks
from assessment.report.pictures.text_widths import fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_figures import AreaFigures
    from assessment.records.frozen_maps import FrozenMap, FrozenService
    from assessment.report.figure_words import Reader

WIDTH_MM = 160.0
# From this width on the maps stand side by side, else one above the other.
_BESIDE_PX = 420.0
_GAP = 14.0
_HEAD = TEXT * 1.7
_BAR_ROOM = 22.0
_LOSERS, _GAINERS = 3, 1
_PATTERN_SCALE = 0.8


def before_after_maps(
    reader: Reader,
    about: About,
    frozen_map: FrozenMap,
    figures: Sequence[AreaFigures],
    services_before: Sequence[FrozenService] = (),
    services_after: Sequence[FrozenService] = (),
    *,
    kind: str = "",
    width_mm: float = WIDTH_MM,
) -> Picture:
    """Areas by their middle resident's travel time, today and after; those that change most are named on both."""
    areas = area_changes(figures)
    today = service_marks(services_before, services_before, kind)
    marks = service_marks(services_before, services_after, kind)
    width = width_mm * PX_PER_MM
    beside = width >= _BESIDE_PX
    map_width = (width - _GAP) / 2 if beside else width
    map_height = map_width / min(max(shape_ratio(frozen_map), 0.5), 2.5)
    block = _HEAD + map_height
    sides = ((0.0, 0.0), (map_width + _GAP, 0.0) if beside else (0.0, block + _GAP))
    maps_end = block if beside else 2 * block + _GAP
    shades = [one.time_shade(minutes) for one in areas for minutes in (one.before, one.after)]
    rows = [LegendRow(reader.t("picture.legend.time")), *shade_rows(reader, _present(shades))]
    if marks:
        rows += [LegendRow(reader.t("picture.legend.services")), *mark_rows(reader, states_of(marks))]
    columns = 2 if width >= 300 else 1
    drawing = Drawing(width, maps_end + _BAR_ROOM + 6 + legend_height(rows, width, columns))
    for number, (x, y) in enumerate(sides):
        window = Window(x, y + _HEAD, map_width, map_height)
        ground = ground_of(frozen_map, window, margin=3.0)
        name = about.alternative if number else reader.t("picture.now")
        drawing.text(x + 2, y + TEXT, fitted(plain(name), map_width - 4, TEXT, True), TEXT, bold=True)
        _draw_map(drawing, reader, ground, areas, marks if number else today, after=bool(number))
        if not number:
            draw_scale_bar(drawing, reader, ground, 1, maps_end + _BAR_ROOM - 6, map_width * 0.4)
    draw_legend(drawing, rows, 0, maps_end + _BAR_ROOM + 6, width, columns)
    title = reader.t("picture.before_after.title", alternative=about.alternative)
    alt = plain(_alt(reader, about, areas, marks))
    caption = reader.t("picture.change_map.caption", alternative=about.alternative, whose=about.whose)
    return Picture(drawing.svg(alt, reader.language), alt, title, change_table(reader, about, areas, caption))


def _draw_map(
    drawing: Drawing,
    reader: Reader,
    ground: Ground,
    areas: Sequence[AreaChange],
    marks: Sequence[ServiceMark],
    *,
    after: bool,
) -> None:
    shades = {one.id: one.time_shade(one.after if after else one.before) for one in areas}
    draw_areas(drawing, ground, shades, _PATTERN_SCALE)
    draw_outline(drawing, ground, 1.5)
    taken = draw_services(drawing, ground, marks, 0.85)
    labels = []
    for one in [*losing_first(areas)[:_LOSERS], *gaining_first(areas)[:_GAINERS]]:
        if one.id in ground.shapes and one.told:
            x, y = anchor_of(ground.shapes[one.id], taken)
            minutes = one.after if after else one.before
            words = reader.t("picture.unreached") if math.isinf(minutes) else reader.minutes(minutes)
            name = fitted(plain(one.name), ground.window.width * 0.6, SMALL)
            labels.append(Label(x, y, ((name, False), (words, True)), 0.0, SMALL))
    changed = [mark for mark in marks if mark.state != "open"]
    labels += service_labels(reader, ground, changed)
    draw_labels(drawing, place_labels(labels, ground.window, taken, busy_shapes(ground, areas)))


def _present(shades: Sequence[Shade]) -> list[Shade]:
    return [shade for shade in (*TIME.legend, HIDDEN, NOBODY) if shade in shades]


def _alt(reader: Reader, about: About, areas: Sequence[AreaChange], marks: Sequence[ServiceMark]) -> str:
    """Which areas' times change most, from what to what; of how many nothing is shown."""
    t = reader.t
    said = [t("picture.before_after.alt", alternative=about.alternative, whose=about.whose)]
    for key, chosen in (("longer", losing_first(areas)), ("shorter", gaining_first(areas))):
        if chosen:
            said.append(t(f"picture.before_after.alt_{key}", areas=named_times(reader, chosen)))
    if len(said) == 1:
        said.append(t("picture.before_after.alt_same"))
    return " ".join(part for part in (*said, *hidden_sentences(reader, areas), service_sentence(reader, marks)) if part)
