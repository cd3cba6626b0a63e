"""The figures of areas as the columns of a map layer: one row an area, for every group what maps are drawn of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from assessment.impact.measures import (
    AWAY_MEAN,
    AWAY_MEDIAN,
    GAINED,
    GAINING_VISIT,
    LOSING_VISIT,
    LOST,
    MEAN,
    MEDIAN,
    P90,
    RESIDENTS,
    WITH_VISIT,
    measure_of,
)
from assessment.impact.table import figures_by_area
from assessment.language import Translate
from assessment.records.frozen_figures import LONGER, WITHIN_TIME, AreaFigures
from assessment.report.pictures.area_change import AreaChange

MAP_MEASURES = (
    RESIDENTS,
    MEDIAN,
    MEAN,
    P90,
    WITHIN_TIME,
    LONGER,
    LOST,
    GAINED,
    WITH_VISIT,
    LOSING_VISIT,
    GAINING_VISIT,
    AWAY_MEDIAN,
    AWAY_MEAN,
    "residents_away_longer_by_30_min",
)
SIDES = ("before", "after", "change")


def area_columns(
    table: pd.DataFrame, alternative: str, groups: Sequence[str], kind: str, mode: str, area_ids: Sequence[str]
) -> dict[str, list[object]]:
    """Columns `<group>_<measure>_before`, `_after`, `_change` for MAP_MEASURES, and `<group>_class`, by area.

    `table`: an impact's long form, protected and rounded. Measures that compare have `_after` only. None = suppressed
    or nothing to tell. `class`: how the maps of pages and documents colour the area (pictures/area_change.py), with
    `hidden` where its times are not shown and `nobody` where nobody lives.
    """
    asked = table[(table["alternative"] == alternative) & (table["kind"] == kind) & (table["mode"] == mode)]
    columns: dict[str, list[object]] = {}
    for group in groups:
        by_area = figures_by_area(asked, alternative, group, kind, mode).loc[list(area_ids)]
        for measure in MAP_MEASURES:
            if measure not in by_area.columns:
                continue
            for side, ending in (("after", ""),) if measure_of(measure).compares else _ENDINGS:
                columns[f"{group}_{measure}_{side}"] = by_area[measure + ending].tolist()
        hidden = set(asked.loc[_hidden_times(asked, group), "area_id"].tolist())
        of_class = [[_told(value) for value in by_area[name].tolist()] for name in _OF_CLASS]
        columns[f"{group}_class"] = [
            change_class(AreaFigures(area, area, people, before, after, change, longer, lost, area in hidden))
            for area, people, before, after, change, longer, lost in zip(map(str, area_ids), *of_class, strict=True)
        ]
    return columns


def change_class(figures: AreaFigures) -> str:
    """How maps colour an area: `loss_up_to_10`, `gain`, `none`, `lost`, `hidden` … – the last word of the shade."""
    return AreaChange(figures, figures.name).shade.key.rpartition(".")[2]


def column_words(words: Translate, groups: Sequence[str]) -> dict[str, str]:
    """What each column of `area_columns` tells, in the reader's language."""
    told: dict[str, str] = {}
    for group in groups:
        name = words(f"group.{group}")
        name = group if name == f"group.{group}" else name
        for measure in MAP_MEASURES:
            for side in SIDES:
                facts = {"group": name, "figure": words(f"measure.{measure}"), "side": words(f"map_data.{side}")}
                told[f"{group}_{measure}_{side}"] = words("map_data.column", **facts)
        told[f"{group}_class"] = words("map_data.class", group=name)
    return told


# What the class of an area is told by, in the order of AreaFigures.
_OF_CLASS = (RESIDENTS, f"{MEDIAN}_baseline", MEDIAN, f"{MEAN}_change", LONGER, LOST)
_ENDINGS = (("before", "_baseline"), ("after", ""), ("change", "_change"))


def _hidden_times(asked: pd.DataFrame, group: str) -> pd.Series:
    return (asked["group"] == group) & (asked["measure"] == MEDIAN) & (asked["suppressed"] == 1)


def _told(value: float) -> float | None:
    return value if math.isfinite(value) else None
