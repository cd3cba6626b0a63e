"""The nearest open service of a kind from every cell, by traveller profile and mode."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.readings import hopeful, read_both_ways
from assessment.inputs.opening_hours import weekly_hours
from assessment.travel_times.profile import TravellerProfile

UNREACHED = 2**31 - 1

Seconds = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


class Reach(Protocol):
    """What the impact needs of travel_times.reach.ReachEngine."""

    def column(self, mode: str, profile: TravellerProfile, lon: float, lat: float) -> Seconds:
        """Seconds from every cell to a place, int32[n]; UNREACHED where it is not reached."""

    def walk_metres(self, lon: float, lat: float) -> Floats:
        """Metres on foot from every cell to a place, float64[n]; inf where there is no way."""


@dataclass(frozen=True, eq=False)
class Access:
    """The nearest open service of one kind, by one mode, from n cells for P profiles.

    `time_s`: int32[P, n], UNREACHED where no service is reached. `nearest`: int32[P, n], places in `service_ids`, -1
    where none. `walk_m`: float64[n], metres on foot to the nearest service, inf where none; None for other modes.
    `hours_week`: float64[services], weekly opening hours in the week of the query's date, NaN = not known.
    `hopeful`: the same with what is not known of accessibility read as accessible; None where no profile asks.
    """

    service_ids: tuple[str, ...]
    time_s: Seconds
    nearest: Seconds
    walk_m: Floats | None
    hours_week: Floats
    hopeful: Access | None = None

    def hours(self) -> Floats:
        """Weekly opening hours of the nearest service, float64[P, n]; NaN where none is reached or not known."""
        return np.append(self.hours_week, np.nan)[self.nearest]


def stationary(services: pd.DataFrame) -> pd.DataFrame:
    """The services that stay where they are: a bookmobile is there for an hour a week, and counts for visits only."""
    return services[~services["mobile"].to_numpy(dtype=bool)]


def nearest_services(
    reach: Reach,
    mode: str,
    profiles: Sequence[TravellerProfile],
    services: pd.DataFrame,
    n_cells: int,
    date: datetime.date,
) -> Access:
    """The nearest of the open services of a kind (a part of the service point table); ties: first in the file."""
    services = stationary(services)
    cautious = _nearest(reach, mode, profiles, services, n_cells, date)
    if mode != "transit" or not read_both_ways(profiles):
        return cautious
    other = _nearest(reach, mode, [hopeful(profile) for profile in profiles], services, n_cells, date)
    return replace(cautious, hopeful=other)


def wanted_columns(
    modes: Iterable[str], profiles: Sequence[TravellerProfile], services: pd.DataFrame
) -> list[tuple[str, TravellerProfile, float, float]]:
    """The engine's columns that `nearest_services` will ask for, for services of any kinds."""
    services = stationary(services)
    places = list(zip(services["lon"].tolist(), services["lat"].tolist(), strict=True))
    wanted = []
    for mode in modes:
        asked = dict.fromkeys([*profiles, *map(hopeful, profiles)] if mode == "transit" else profiles)
        wanted += [(mode, profile, lon, lat) for profile in asked for lon, lat in places]
    return wanted


def _nearest(
    reach: Reach,
    mode: str,
    profiles: Sequence[TravellerProfile],
    services: pd.DataFrame,
    n_cells: int,
    date: datetime.date,
) -> Access:
    time_s = np.full((len(profiles), n_cells), UNREACHED, dtype=np.int32)
    nearest = np.full((len(profiles), n_cells), -1, dtype=np.int32)
    walk_m = np.full(n_cells, np.inf) if mode == "walk" else None
    places = list(zip(services["lon"].tolist(), services["lat"].tolist(), strict=True))
    for place, (lon, lat) in enumerate(places):
        for row, profile in enumerate(profiles):
            column = reach.column(mode, profile, lon, lat)
            nearer = column < time_s[row]
            time_s[row][nearer] = column[nearer]
            nearest[row][nearer] = place
        if walk_m is not None:
            np.minimum(walk_m, reach.walk_metres(lon, lat), out=walk_m)
    hours = np.array([weekly_hours(text, date) for text in services["opening_hours"].tolist()], dtype=np.float64)
    for array in (time_s, nearest):
        array.flags.writeable = False
    return Access(tuple(services["id"].tolist()), time_s, nearest, walk_m, hours)
