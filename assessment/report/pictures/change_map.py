"""The change map: each area by how its way to the nearest service changes, the worst named on the map itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from assessment.report.pictures.area_change import (
    HIDDEN,
    NOBODY,
    SOME_LOSE,
    AreaChange,
    area_changes,
    change_table,
    gaining_first,
    losing_first,
    short_change,
)
from assessment.report.pictures.area_words import change_sentences, service_sentence
from assessment.report.pictures.colours import CHANGE, UNREACHED_ALWAYS
from assessment.report.pictures.drawing import BORDER, PX_PER_MM, SMALL, TEXT, WHITE, Drawing, plain
from assessment.report.pictures.ground import (
    Ground,
    Window,
    anchor_of,
    draw_outline,
    draw_scale_bar,
    ground_of,
    path_of,
    shape_ratio,
)
from assessment.report.pictures.hatching import draw_pattern
from assessment.report.pictures.labels import Box, Busy, Label, draw_labels, place_labels
from assessment.report.pictures.legend import LegendRow, draw_legend, legend_height, mark_rows, shade_rows
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.service_marks import STATES, ServiceMark, draw_services, service_marks
from assessment.report.pictures.text_widths import fitted, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessment.records.frozen_figures import AreaFigures
    from assessment.records.frozen_maps import FrozenMap, FrozenService
    from assessment.report.figure_words import Reader
    from assessment.report.pictures.colours import Shade

WIDTH_MM = 160.0
LOSERS_NAMED, GAINERS_NAMED = 6, 3
# From this width on the legend stands beside the map, else under it.
_BESIDE_PX = 470.0
_LEGEND_PX = 190.0
_GAP = 14.0
_BAR_ROOM = 22.0
_LABEL_PX = 190.0
_LEAST_NAMED = 3.0  # minutes
# How much the label of a service matters beside an area's 4: one that stays, and one that changes.
_OPEN, _CHANGED = 0.5, 3.0
# What it costs a label, in pixels of distance, to hide areas that change – more where they are little of the map, up to
# so many times as much – and other areas.
_HIDING_CHANGED, _MOST_TIMES, _HIDING_OTHERS = 70.0, 4.0, 14.0
_ORDER = (*CHANGE.shades, CHANGE.unreached, SOME_LOSE, UNREACHED_ALWAYS, HIDDEN, NOBODY)


def change_map(
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
    """Areas by the change of their middle resident's travel time; services of the `kind` ("" = all) as they change.

    `figures`: one an area, those that lose most first; areas of the map without figures stand as not shown.
    """
    areas = area_changes(figures)
    marks = service_marks(services_before, services_after, kind)
    width = width_mm * PX_PER_MM
    shades = [one.shade for one in areas]
    rows = [LegendRow(reader.t("picture.legend.change")), *shade_rows(reader, present(shades))]
    if marks:
        rows += [LegendRow(reader.t("picture.legend.services")), *mark_rows(reader, states_of(marks))]
    drawing, window, ground = map_sheet(reader, frozen_map, rows, width)
    draw_areas(drawing, ground, {one.id: one.shade for one in areas})
    draw_outline(drawing, ground)
    taken = [*draw_lost_marks(drawing, ground, areas), *draw_services(drawing, ground, marks)]
    labels = [*area_labels(reader, ground, areas, taken), *service_labels(reader, ground, marks)]
    draw_labels(drawing, place_labels(labels, window, taken, busy_shapes(ground, areas)))
    title = reader.t("picture.change_map.title", alternative=about.alternative)
    alt = " ".join(
        part
        for part in (
            reader.t("picture.change_map.alt", alternative=about.alternative, whose=about.whose),
            change_sentences(reader, areas),
            service_sentence(reader, marks),
        )
        if part
    )
    caption = reader.t("picture.change_map.caption", alternative=about.alternative, whose=about.whose)
    return Picture(drawing.svg(alt, reader.language), plain(alt), title, change_table(reader, about, areas, caption))


def map_sheet(
    reader: Reader, frozen_map: FrozenMap, rows: Sequence[LegendRow], width: float
) -> tuple[Drawing, Window, Ground]:
    """An empty drawing for a map of a width with its legend and scale bar drawn; where labels may lie; the ground."""
    ratio = min(max(shape_ratio(frozen_map), 0.5), 2.5)
    beside = width >= _BESIDE_PX
    map_width = width - _LEGEND_PX - _GAP if beside else width
    map_height = map_width / ratio
    if beside:
        height = max(map_height, legend_height(rows, _LEGEND_PX) + 2 * _BAR_ROOM)
        drawing = Drawing(width, height)
        window = Window(0, 0, map_width, height)
        draw_legend(drawing, rows, map_width + _GAP, 2, _LEGEND_PX)
        bar = (map_width + _GAP, height - 6, _LEGEND_PX * 0.6)
    else:
        columns = 2 if width >= 300 else 1
        below = legend_height(rows, width, columns)
        drawing = Drawing(width, map_height + _BAR_ROOM + 8 + below)
        window = Window(0, 0, width, map_height)
        draw_legend(drawing, rows, 0, map_height + _BAR_ROOM + 8, width, columns)
        bar = (0, map_height + _BAR_ROOM - 6, width * 0.3)
    ground = ground_of(frozen_map, window)
    draw_scale_bar(drawing, reader, ground, *bar)
    return drawing, window, ground


def draw_areas(drawing: Drawing, ground: Ground, shades: Mapping[str, Shade], scale: float = 1.0) -> None:
    """The areas in their shades, those without one as not shown; patterns run through neighbours of one shade."""
    by_shade: dict[Shade, list[BaseGeometry]] = {}
    for identifier, shape in ground.shapes.items():
        shade = shades.get(identifier, HIDDEN)
        drawing.path(path_of(shape), shade.fill, stroke=BORDER, stroke_width=0.8, stroke_linejoin="round")
        by_shade.setdefault(shade, []).append(shape)
    for shade, shapes in by_shade.items():
        if shade.pattern:
            draw_pattern(drawing, shapely.union_all(shapes), shade, scale)


def draw_lost_marks(drawing: Drawing, ground: Ground, areas: Sequence[AreaChange], size: float = 5.0) -> list[Box]:
    """A white cross in each area from where half of the residents no longer get there; the boxes they take."""
    boxes: list[Box] = []
    for one in areas:
        if one.change == math.inf and one.id in ground.shapes:
            x, y = anchor_of(ground.shapes[one.id])
            for way in (1, -1):
                drawing.line(x - size, y - size * way, x + size, y + size * way, WHITE, 2.2, stroke_linecap="round")
            boxes.append((x - size, y - size, x + size, y + size))
    return boxes


def present(shades: Sequence[Shade]) -> list[Shade]:
    """The shades that stand on the map, in the order of the scale."""
    return [shade for shade in _ORDER if shade in shades]


def states_of(marks: Sequence[ServiceMark]) -> list[str]:
    """The states of services that stand on the map; a moved one also has its old place."""
    there = {mark.state for mark in marks}
    return [state for state in STATES if state in there or (state == "old" and "moved" in there)]


def area_labels(
    reader: Reader,
    ground: Ground,
    areas: Sequence[AreaChange],
    taken: Sequence[Box] = (),
    losers: int = LOSERS_NAMED,
    gainers: int = GAINERS_NAMED,
    size: float = TEXT,
) -> list[Label]:
    """Labels of the areas that lose and gain most: Jaala +18 min. Gains too small to be worth a label have none."""
    gaining = [one for one in gaining_first(areas) if one.change <= -_LEAST_NAMED]
    chosen = [*losing_first(areas)[:losers], *gaining[:gainers]]
    labels = []
    for one in chosen:
        if one.id in ground.shapes:
            lost = one.change == math.inf
            x, y = anchor_of(ground.shapes[one.id], () if lost else taken)
            name = fitted(plain(one.name), _LABEL_PX, size)
            labels.append(Label(x, y, ((name, False), (short_change(reader, one), True)), 5.0 if lost else 0.0, size))
    return labels


def service_labels(reader: Reader, ground: Ground, marks: Sequence[ServiceMark]) -> list[Label]:
    """Labels of the services: those that change first and with what becomes of them, bookmobile stops only if so."""
    labels = []
    for mark in reversed(marks):
        x, y = ground.place(mark.service.lon, mark.service.lat)
        if (mark.small and mark.state == "open") or not ground.shows(x, y):
            continue
        names = wrapped(plain(mark.service.name), _LABEL_PX * 0.8, SMALL, False, 2)
        lines = [(name, False) for name in names]
        if mark.state != "open":
            lines.append((reader.t(f"mark.{mark.state}"), True))
        labels.append(Label(x, y, tuple(lines), mark.size / 2 + 1, SMALL, _OPEN if mark.state == "open" else _CHANGED))
    return labels


def busy_shapes(ground: Ground, areas: Sequence[AreaChange]) -> list[Busy]:
    """What labels had better leave in sight: the areas that change most of all, then the rest."""
    shapes = [ground.shapes[one.id] for one in areas if (one.loses or one.gains) and one.id in ground.shapes]
    changed = shapely.union_all(shapes) if shapes else shapely.Polygon()
    share = changed.area / max(ground.outline.area, 1.0)
    times = min(_MOST_TIMES, (0.25 / share) ** 0.5) if share > 0 else 1.0
    return [(changed, _HIDING_CHANGED * max(1.0, times)), (ground.outline, _HIDING_OTHERS)]
