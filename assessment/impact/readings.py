"""What is not known of accessibility, read both ways: cautiously as no, hopefully as yes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from assessment.inputs.service_taxi import ServiceTaxi
from assessment.inputs.timetable import Timetable
from assessment.travel_times.profile import TravellerProfile

_UNKNOWN, _YES = 0, 1  # GTFS wheelchair_boarding and wheelchair_accessible, and ServiceTaxi.wheelchair


@dataclass(frozen=True)
class KnownAccessibility:
    """How many of the stops served and the trips run on a day are accessible, are not, and how many nobody knows of."""

    stops: int
    stops_accessible: int
    stops_unknown: int
    trips: int
    trips_accessible: int
    trips_unknown: int

    @property
    def stops_unknown_share(self) -> float:
        """The share of the day's stops whose accessibility is not known, 0..1."""
        return self.stops_unknown / self.stops if self.stops else 0.0

    @property
    def trips_unknown_share(self) -> float:
        """The share of the day's trips whose vehicle's accessibility is not known, 0..1."""
        return self.trips_unknown / self.trips if self.trips else 0.0

    def account(self) -> dict[str, object]:
        """The numbers and shares as plain values; shares rounded to 1/10,000."""
        shares = {name: round(getattr(self, name), 4) for name in ("stops_unknown_share", "trips_unknown_share")}
        return asdict(self) | shares


def known_accessibility(timetable: Timetable, date: datetime.date) -> KnownAccessibility:
    """Count stops and trips of a service day by what is known of them; a stop counts when a trip of the day calls."""
    runs = timetable.trips["service_id"].isin(timetable.active_services(date)).to_numpy(dtype=bool)
    times = timetable.stop_times
    called = np.unique(times["stop"].to_numpy()[runs[times["trip"].to_numpy()]])
    stops = timetable.stops["wheelchair_boarding"].to_numpy()[called]
    trips = timetable.trips["wheelchair_accessible"].to_numpy()[runs]
    return KnownAccessibility(
        len(stops),
        _count(stops, _YES),
        _count(stops, _UNKNOWN),
        len(trips),
        _count(trips, _YES),
        _count(trips, _UNKNOWN),
    )


def hopeful(profile: TravellerProfile) -> TravellerProfile:
    """The profile with what is not known read as accessible; the same one where it needs no accessibility."""
    return replace(profile, unknown_accessible=True) if profile.wheelchair else profile


def read_both_ways(profiles: Sequence[TravellerProfile]) -> bool:
    """Whether the two readings differ for any of the profiles."""
    return any(hopeful(profile) != profile for profile in profiles)


def taxis_for(profile: TravellerProfile, taxis: Sequence[ServiceTaxi]) -> tuple[ServiceTaxi, ...]:
    """The service taxis that the traveller may use, and can: a wheelchair needs one that takes it."""
    return tuple(
        taxi
        for taxi in taxis
        if (taxi.profiles is None or profile.name in taxi.profiles)
        and (
            not profile.wheelchair
            or taxi.wheelchair == _YES
            or (taxi.wheelchair == _UNKNOWN and profile.unknown_accessible)
        )
    )


def _count(marks: npt.NDArray[np.int8], mark: int) -> int:
    return int(np.count_nonzero(marks == mark))
