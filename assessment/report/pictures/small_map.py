"""The small map of an alternative, for the summary: who loses and who gains, readable at six centimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.report.pictures.area_change import area_changes, change_table, gaining_first, losing_first
from assessment.report.pictures.area_words import change_sentences, counted
from assessment.report.pictures.change_map import area_labels, busy_shapes, draw_areas, draw_lost_marks
from assessment.report.pictures.colours import CHANGE
from assessment.report.pictures.drawing import PX_PER_MM, SMALL, Drawing, plain
from assessment.report.pictures.ground import Window, draw_outline, ground_of, shape_ratio
from assessment.report.pictures.labels import draw_labels, place_labels
from assessment.report.pictures.legend import LegendRow, draw_legend, legend_height, shade_sign
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.service_marks import draw_services, service_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_figures import AreaFigures
    from assessment.records.frozen_maps import FrozenMap, FrozenService
    from assessment.report.figure_words import Reader

WIDTH_MM = 60.0
_PATTERN_SCALE = 0.7
_LOSERS, _GAINERS = 2, 1
_GAP = 6.0


def small_map(
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
    """The areas as on the change map; named are those that lose and gain most. Only services that change are marked.

    Under it stands how many areas lose and how many gain, each beside its colour and pattern.
    """
    areas = area_changes(figures)
    marks = [
        mark for mark in service_marks(services_before, services_after, kind) if mark.state != "open" and not mark.small
    ]
    width = width_mm * PX_PER_MM
    losing, gaining = losing_first(areas), gaining_first(areas)
    rows = [
        LegendRow(counted(reader, "picture.small.losing", len(losing)), shade_sign(CHANGE.shades[5])),
        LegendRow(counted(reader, "picture.small.gaining", len(gaining)), shade_sign(CHANGE.shades[0])),
    ]
    height = width / min(max(shape_ratio(frozen_map), 0.7), 2.0)
    drawing = Drawing(width, height + _GAP + legend_height(rows, width))
    window = Window(0, 0, width, height)
    ground = ground_of(frozen_map, window, margin=2.0)
    draw_areas(drawing, ground, {one.id: one.shade for one in areas}, _PATTERN_SCALE)
    draw_outline(drawing, ground, 1.4)
    taken = [*draw_lost_marks(drawing, ground, areas, 3.5), *draw_services(drawing, ground, marks, 0.8)]
    labels = area_labels(reader, ground, areas, taken, _LOSERS, _GAINERS, SMALL)
    draw_labels(drawing, place_labels(labels, window, taken, busy_shapes(ground, areas)))
    draw_legend(drawing, rows, 0, height + _GAP, width)
    title = reader.t("picture.change_map.title", alternative=about.alternative)
    said = reader.t("picture.change_map.alt", alternative=about.alternative, whose=about.whose)
    alt = plain(f"{said} {change_sentences(reader, areas)}")
    caption = reader.t("picture.change_map.caption", alternative=about.alternative, whose=about.whose)
    return Picture(drawing.svg(alt, reader.language), alt, title, change_table(reader, about, areas, caption))
