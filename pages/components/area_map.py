"""What the map of areas says: each area's shade and note, and each service point's mark, for one view."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pages.components.area_table import area_minutes, change_in_words
from pages.components.cell_image import cell_image
from pages.components.cell_visits import cell_notes, visit_codes, visits_of_cells
from pages.components.colours import (
    AWAY,
    AWAY_CHANGE,
    CHANGE,
    CHANGE_OF_CELLS,
    RESIDENTS,
    TIME,
    UNDER_CELLS,
    UNKNOWN,
    UNREACHED_ALWAYS,
    VISITS,
    Scale,
    Shade,
)
from pages.components.legend import style_of
from pages.components.map import Legend, MapContent, Mark
from pages.components.municipality import municipality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pages.components.area_table import AreaRow
    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.service_states import ServiceState
    from pages.components.view import View


# What is painted cell by cell.
OF_CELLS = ("cells", "visits", "away")


def shown_scale(view: View) -> Scale:
    """The scale of what the map shows; today's network has no change to show."""
    today = view.alternative == "VE0"
    return {
        "change": CHANGE,
        "time": TIME,
        "residents": RESIDENTS,
        "cells": TIME if today else CHANGE_OF_CELLS,
        "visits": VISITS,
        "away": AWAY if today else AWAY_CHANGE,
    }[shown_of(view)]


def shown_of(view: View) -> str:
    """What the map shows: for today's network the travel time instead of a change."""
    return "time" if view.alternative == "VE0" and view.shown == "change" else view.shown


def legend_shades(view: View, rows: Sequence[AreaRow]) -> list[Shade]:
    """The scale's shades, and those outside it that some area has."""
    if shown_of(view) in OF_CELLS:
        return cell_legend(view)
    present = {_shade(view, row) for row in rows}
    return [*shown_scale(view).legend, *(shade for shade in (UNREACHED_ALWAYS, UNKNOWN) if shade in present)]


def area_map(
    reader: Reader,
    view: View,
    rows: Sequence[AreaRow],
    states: Sequence[ServiceState],
    *,
    chosen_service: str | None = None,
    marked_place: tuple[float, float] | None = None,
    cells: Mapping[str, Any] | None = None,
) -> MapContent:
    """The content of the map for the view."""
    shades = {row.id: _shade(view, row) for row in rows}
    notes = {row.id: _note(reader, view, row) for row in rows}
    marks, lines = _marks(reader, states, chosen_service)
    if marked_place is not None:
        place = reader.t("mark.place")
        marks.append(Mark("", "new", marked_place[0], marked_place[1], place, title=place))
    legend = legend_in_words(reader, view, rows)
    return MapContent(shades, notes, marks, lines, cells, legend=legend)


def cells_shown(reader: Reader, view: View, answer: Answer) -> dict[str, Any] | None:
    """The picture of the cells, when the view asks for it, with what each cell says when pointed at."""
    shown = shown_of(view)
    if shown not in OF_CELLS:
        return None
    today = view.alternative == "VE0"
    times = answer.impact.cells.changes(view.alternative, view.kind, view.mode, view.group)
    visits = visits_of_cells(answer, view)
    if shown == "cells":
        values = times["after_min" if today else "change_min"].to_numpy(dtype=np.float64)
    elif visits is None:
        return None
    elif shown == "visits":
        values = visit_codes(visits)
    else:
        values = visits["away_min_after" if today else "away_change_min"].to_numpy(dtype=np.float64)
    picture = cell_image(values, shown_scale(view), legend_in_words(reader, view, ()).title)
    if picture is None:
        return None
    reach_m = 0.71 * float(municipality().population.cell_size_m or 0.0)  # half a square's diagonal
    return picture | {"notes": cell_notes(reader, times, visits, today=today) | {"reach_m": reach_m}}


def legend_key(view: View) -> str:
    """The catalogue key of what the map shows."""
    shown = shown_of(view)
    return f"legend.{shown}_today" if shown in OF_CELLS and view.alternative == "VE0" else f"legend.{shown}"


def cell_legend(view: View) -> list[Shade]:
    """The shades that cells can have: nothing is lost or gained today, and only wheelchairs meet the unknown."""
    left_out = set()
    if shown_of(view) == "visits":
        if view.alternative == "VE0":
            left_out |= {"visit_class.lost", "visit_class.gained"}
        if view.group != "wheelchair_users":
            left_out |= {"visit_class.unknown"}
    shades = {shade.key: shade for shade in shown_scale(view).legend if shade.key not in left_out}
    if view.alternative == "VE0" and "visit_class.impossible" in shades:
        now = replace(shades.pop("visit_class.impossible"), key="visit_class.impossible_today")
        shades[now.key] = now
    return list(shades.values())


def legend_in_words(reader: Reader, view: View, rows: Sequence[AreaRow]) -> Legend:
    """The legend that the map carries."""
    title = reader.t(legend_key(view), group=reader.t(f"group.{view.group}"))
    return Legend(title, [(reader.t(f"shade.{shade.key}"), style_of(shade)) for shade in legend_shades(view, rows)])


def _shade(view: View, row: AreaRow) -> Shade:
    match shown_of(view):
        case "residents":
            return RESIDENTS.shade(row.residents.value) if row.residents.known else RESIDENTS.shades[0]
        case "cells" | "visits" | "away":
            return UNDER_CELLS
        case _ if not row.told:
            return UNKNOWN
        case "time":
            return TIME.shade(row.after)
        case _ if math.isinf(row.before) and math.isinf(row.after):
            return UNREACHED_ALWAYS
        case _:
            return CHANGE.shade(row.change)


def _note(reader: Reader, view: View, row: AreaRow) -> list[str]:
    t = reader.t
    residents = reader.people(row.residents.value, suppressed=row.residents.suppressed, about=row.about)
    lines = [row.name, t("note.residents", group=t(f"group.{view.group}"), value=residents)]
    if view.alternative == "VE0":
        return [*lines, t("note.time", value=area_minutes(reader, row, row.after))]
    before, after = area_minutes(reader, row, row.before), area_minutes(reader, row, row.after)
    times = after if before == after else t("key_figure.before_after", before=before, after=after)
    lines.append(t("note.time", value=times))
    if row.change:
        lines.append(t("note.change", value=change_in_words(reader, row)))
    return lines


def _marks(
    reader: Reader, states: Sequence[ServiceState], chosen: str | None
) -> tuple[list[Mark], list[list[tuple[float, float]]]]:
    marks: list[Mark] = []
    lines: list[list[tuple[float, float]]] = []
    for state in states:
        word = reader.t(f"mark.{state.state}")
        if state.from_lon is not None and state.from_lat is not None:
            old = reader.t("mark.old")
            marks.append(Mark(state.id, "old", state.from_lon, state.from_lat, "", title=f"{state.name}: {old}"))
            lines.append([(state.from_lon, state.from_lat), (state.lon, state.lat)])
        marks.append(
            Mark(
                state.id,
                state.state,
                state.lon,
                state.lat,
                state.name,
                "" if state.state == "open" else word,
                f"{state.name}: {word}",
                state.id == chosen,
                state.mobile,
            )
        )
    return marks, lines
