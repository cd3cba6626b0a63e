"""Travel times of single cells before and after, for maps: times of a typical member of the group, no counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.impact.accessibility import UNREACHED, Access
from assessment.impact.population_groups import Residents
from assessment.impact.visiting import VisitAccess


@dataclass(frozen=True, eq=False)
class CellTimes:
    """Every cell's nearest services before and after, by (alternative, kind, mode).

    A cell's time is that of the profile most of the group's members in the municipality travel by (`typical`), whoever
    lives in the cell: it tells what the place is like and nothing about how many live there.
    """

    cells: pd.DataFrame  # id, lon, lat of the population table
    typical: Mapping[str, int]  # group -> row of Access.time_s
    before: Mapping[tuple[str, str], Access]  # by kind and mode
    after: Mapping[tuple[str, str, str], Access]  # by alternative, kind and mode
    visits_before: Mapping[str, VisitAccess]  # by kind; empty where visits were not asked for or cannot be told
    visits_after: Mapping[tuple[str, str], VisitAccess]  # by alternative and kind

    def changes(self, alternative: str, kind: str, mode: str, group: str) -> pd.DataFrame:
        """One row a cell, in file order.

        Columns id, lon, lat; before_min, after_min (float64, inf = not reached); change_min (NaN where neither is
        reached, inf where reach is lost, -inf where it is gained); nearest_before, nearest_after (service point ids,
        "" = none).
        """
        row = self.typical[group]
        before, after = self.before[(kind, mode)], self.after[(alternative, kind, mode)]
        before_min, after_min = _minutes(before, row), _minutes(after, row)
        with np.errstate(invalid="ignore"):
            change_min = after_min - before_min
        columns = {
            "before_min": before_min,
            "after_min": after_min,
            "change_min": change_min,
            "nearest_before": _ids(before, row),
            "nearest_after": _ids(after, row),
        }
        return self.cells.assign(**columns)

    def visit_changes(self, alternative: str, kind: str, group: str) -> pd.DataFrame:
        """Same-day visits before and after, one row a cell in file order. Raises KeyError where there are none.

        Columns id, lon, lat; for each ending `_before` and `_after`: `away_min` (float64, inf = no visit possible),
        `possible` (yes, no, or unknown: only if what is not known is accessible), `service` (id, "" = none),
        `departure_s`, `arrival_s`, `home_s` of the shortest visit and `first_departure_s`, `last_departure_s` of all
        (float64, seconds since midnight, NaN = none), `options` (outward journeys), `on_foot`, `by_taxi`; and
        `away_change_min` (NaN = no visit on either side, inf = every visit lost, -inf = gained).
        """
        row = self.typical[group]
        sides = {"before": self.visits_before[kind], "after": self.visits_after[(alternative, kind)]}
        columns: dict[str, np.ndarray] = {}
        for ending, access in sides.items():
            columns |= {f"{name}_{ending}": values for name, values in _visit_columns(access, row).items()}
        with np.errstate(invalid="ignore"):
            columns["away_change_min"] = columns["away_min_after"] - columns["away_min_before"]
        return self.cells.assign(**columns)


def cell_times(
    cells: pd.DataFrame,
    residents: Residents,
    before: Mapping[tuple[str, str], Access],
    after: Mapping[tuple[str, str, str], Access],
    visits_before: Mapping[str, VisitAccess],
    visits_after: Mapping[tuple[str, str], VisitAccess],
) -> CellTimes:
    """The cell times of an impact; `cells` is the population table."""
    typical = dict(zip(residents.groups, residents.typical_profile.tolist(), strict=True))
    return CellTimes(cells[["id", "lon", "lat"]], typical, before, after, visits_before, visits_after)


def _minutes(access: Access, row: int) -> np.ndarray:
    times = access.time_s[row]
    return np.where(times < UNREACHED, times / 60, np.inf)


def _visit_columns(access: VisitAccess, row: int) -> dict[str, np.ndarray]:
    possible = access.possible[row]
    perhaps = possible if access.hopeful is None else access.hopeful.possible[row]
    columns = {
        "away_min": np.where(possible, access.away_s[row] / 60, np.inf),
        "possible": np.where(possible, "yes", np.where(perhaps, "unknown", "no")),
        "service": np.asarray(np.array([*access.service_ids, ""], dtype=object)[access.service[row]]),
    }
    clocks = {
        "departure_s": access.departure_s,
        "arrival_s": access.arrival_s,
        "home_s": access.home_s,
        "first_departure_s": access.first_s,
        "last_departure_s": access.last_s,
    }
    columns |= {name: np.where(possible, times[row], np.nan) for name, times in clocks.items()}
    return columns | {"options": access.options[row], "on_foot": access.on_foot[row], "by_taxi": access.by_taxi[row]}


def _ids(access: Access, row: int) -> np.ndarray:
    return np.asarray(np.array([*access.service_ids, ""], dtype=object)[access.nearest[row]])
