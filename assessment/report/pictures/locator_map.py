"""Where an area lies: the area in the municipality, and the services nearest to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.blocks import Table
from assessment.report.pictures.change_map import states_of
from assessment.report.pictures.drawing import BLUE, BORDER, PX_PER_MM, SMALL, TEXT, Drawing, plain
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
from assessment.report.pictures.labels import Label, draw_labels, place_labels
from assessment.report.pictures.legend import draw_legend, legend_height, mark_rows
from assessment.report.pictures.picture import Picture
from assessment.report.pictures.service_marks import ServiceMark, draw_services, service_marks
from assessment.report.pictures.text_widths import fitted, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_maps import FrozenMap, FrozenService
    from assessment.report.figure_words import Reader

WIDTH_MM = 75.0
NEAREST = 3
CHOSEN = "#b9d5ea"
_OTHERS = "#f6f4ee"
_BAR_ROOM = 20.0


@dataclass(frozen=True)
class _Near:
    """A service and how far it is from the area's middle as the crow flies, in kilometres."""

    mark: ServiceMark
    km: float


def locator_map(
    reader: Reader,
    frozen_map: FrozenMap,
    area_id: str,
    services_before: Sequence[FrozenService] = (),
    services_after: Sequence[FrozenService] | None = None,
    *,
    kind: str = "",
    nearest: int = NEAREST,
    width_mm: float = WIDTH_MM,
) -> Picture:
    """The area in its municipality with the services nearest to its middle, named; the others are marked only.

    `services_after`: what an alternative makes of the services; None shows those of today. An area that the map does
    not have leaves the municipality without one marked.
    """
    marks = service_marks(services_before, services_before if services_after is None else services_after, kind)
    width = width_mm * PX_PER_MM
    height = width / min(max(shape_ratio(frozen_map), 0.7), 2.0)
    states = states_of(marks)
    rows = mark_rows(reader, states) if set(states) - {"open"} else []
    columns = 2 if width >= 230 else 1
    drawing = Drawing(width, height + _BAR_ROOM + (4 + legend_height(rows, width, columns) if rows else 0.0))
    window = Window(0, 0, width, height)
    ground = ground_of(frozen_map, window, margin=2.0)
    name = _name(frozen_map, area_id)
    chosen = ground.shapes.get(area_id)
    for identifier, shape in ground.shapes.items():
        fill = CHOSEN if identifier == area_id else _OTHERS
        drawing.path(path_of(shape), fill, stroke=BORDER, stroke_width=0.7, stroke_linejoin="round")
    draw_outline(drawing, ground, 1.4)
    if chosen is not None:
        drawing.path(path_of(chosen), stroke=BLUE, stroke_width=2.8, stroke_linejoin="round")
    taken = draw_services(drawing, ground, marks, 0.8)
    near = _nearest(ground, marks, anchor_of(chosen))[:nearest] if chosen is not None else []
    labels = []
    if chosen is not None:
        x, y = anchor_of(chosen, taken)
        labels.append(Label(x, y, ((fitted(name, width * 0.7, TEXT, True), True),), 0.0, TEXT))
    for one in near:
        x, y = ground.place(one.mark.service.lon, one.mark.service.lat)
        lines = wrapped(plain(one.mark.service.name), width * 0.55, SMALL, False, 2)
        labels.append(Label(x, y, tuple((line, False) for line in lines), one.mark.size * 0.4 + 1, SMALL))
    busy = [(chosen, 40.0), (ground.outline, 6.0)] if chosen is not None else []
    draw_labels(drawing, place_labels(labels, window, taken, busy))
    draw_scale_bar(drawing, reader, ground, 1, height + _BAR_ROOM - 6, width * 0.35)
    draw_legend(drawing, rows, 0, height + _BAR_ROOM + 4, width, columns)
    title = reader.t("picture.locator.title", area=name)
    alt = plain(_alt(reader, name, near))
    return Picture(drawing.svg(alt, reader.language), alt, title, _table(reader, name, near))


def _name(frozen_map: FrozenMap, area_id: str) -> str:
    """An area's name, with its number where others bear it too."""
    name = next((plain(area.name) for area in frozen_map.areas if area.id == area_id), plain(area_id))
    alike = sum(1 for area in frozen_map.areas if plain(area.name) == name)
    return name if alike <= 1 else f"{name} {area_id}"


def _nearest(ground: Ground, marks: Sequence[ServiceMark], middle: tuple[float, float]) -> list[_Near]:
    """The services by their distance from a place in pixels, nearest first."""
    found = []
    for mark in marks:
        x, y = ground.place(mark.service.lon, mark.service.lat)
        found.append(_Near(mark, math.hypot(x - middle[0], y - middle[1]) / ground.px_per_km))
    return sorted(found, key=lambda one: (one.km, one.mark.service.id))


def _alt(reader: Reader, name: str, near: Sequence[_Near]) -> str:
    said = [reader.t("picture.locator.alt", area=name)]
    if near:
        named = "; ".join(
            reader.t("picture.locator.service", name=plain(one.mark.service.name), km=_km(reader, one.km))
            + ("" if one.mark.state == "open" else f" ({reader.t(f'mark.{one.mark.state}')})")
            for one in near
        )
        said.append(reader.t("picture.locator.alt_nearest", services=named))
    return " ".join(said)


def _table(reader: Reader, name: str, near: Sequence[_Near]) -> Table:
    heads = tuple(reader.t(f"picture.locator.head.{column}") for column in ("service", "km", "state"))
    rows = tuple((one.mark.service.name, _km(reader, one.km), reader.t(f"mark.{one.mark.state}")) for one in near)
    return Table(reader.t("picture.locator.caption", area=name), heads, rows, "", frozenset({1}))


def _km(reader: Reader, km: float) -> str:
    return reader.number(km, 0 if km >= 10 else 1)
