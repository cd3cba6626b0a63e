"""The best same-day visit to any open service of a kind, from every cell and by traveller profile."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.accessibility import UNREACHED
from assessment.impact.readings import hopeful, read_both_ways, taxis_for
from assessment.impact.stays import Stays
from assessment.inputs.opening_hours import open_intervals
from assessment.inputs.service_taxi import ServiceTaxi
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.visits import VisitRules, Visits

Seconds = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class VisitSearch(Protocol):
    """What visits need of travel_times.reach.ReachEngine."""

    def visits(
        self,
        profile: TravellerProfile,
        lon: float,
        lat: float,
        rules: VisitRules,
        taxis: tuple[ServiceTaxi, ...] = (),
    ) -> Visits:
        """Same-day visits from every cell to one place."""


@dataclass(frozen=True)
class Wanted:
    """One question to the engine: who visits where, by which rules and taxis."""

    profile: TravellerProfile
    lon: float
    lat: float
    rules: VisitRules
    taxis: tuple[ServiceTaxi, ...]

    def ask(self, search: VisitSearch) -> Visits:
        """Ask the engine, which keeps its answers."""
        return search.visits(self.profile, self.lon, self.lat, self.rules, self.taxis)


@dataclass(frozen=True, eq=False)
class VisitPlan:
    """The services of a kind that can be visited on the day, and by which rules.

    Services whose opening hours are not known are left out (`hours_unknown`): neither open nor closed is a fair guess.
    `closed`: those that are not open long enough for a visit that day. Bookmobile stops count as any other service, in
    their hours only. `told`: whether anything can be said at all; not where there are services and the hours of none
    are known.
    """

    service_ids: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    rules: tuple[VisitRules, ...]
    taxis: tuple[ServiceTaxi, ...]
    hours_unknown: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def told(self) -> bool:
        """Whether same-day visits can be told of."""
        return bool(self.service_ids or self.closed) or not self.hours_unknown

    def wanted(self, profile: TravellerProfile) -> list[Wanted]:
        """The questions for one profile, in the order of the services."""
        taxis = taxis_for(profile, self.taxis)
        return [
            Wanted(profile, lon, lat, rules, taxis) for (lon, lat), rules in zip(self.places, self.rules, strict=True)
        ]


def visit_plan(
    services: pd.DataFrame,
    taxis: Sequence[ServiceTaxi],
    date: datetime.date,
    stays: Stays,
    home_by_s: int,
) -> VisitPlan:
    """What can be visited on a date of the services of one kind (a part of the service point table).

    Waiting at the service for the way home does not count towards the longest journey: with the one bus back late in
    the afternoon the day is long, but a visit is possible; the time away tells how long.
    """
    known, unknown, closed = [], [], []
    columns = ("id", "kind", "lon", "lat", "opening_hours", "stay_min")
    for identifier, kind, lon, lat, hours, own_min in zip(*(services[name].tolist() for name in columns), strict=True):
        if not hours:
            unknown.append(identifier)
            continue
        stay_s = stays.stay_s(kind, None if np.isnan(own_min) else own_min)
        openings = tuple(one for one in open_intervals(hours, date) if one[1] - one[0] >= stay_s)
        if openings:
            known.append((identifier, (lon, lat), VisitRules(openings, stay_s, home_by_s, wait_limited=False)))
        else:
            closed.append(identifier)
    return VisitPlan(
        tuple(one[0] for one in known),
        tuple(one[1] for one in known),
        tuple(one[2] for one in known),
        tuple(taxi for taxi in taxis if taxi.runs_on(date)),
        tuple(unknown),
        tuple(closed),
    )


@dataclass(frozen=True, eq=False)
class VisitAccess:
    """The best same-day visit to any service of one kind, from n cells for P profiles.

    `away_s`: int32[P, n], the shortest time away from home, UNREACHED where no visit is possible that day. Of that
    visit: `service` (int32[P, n], places in `service_ids`, -1 = none), `departure_s`, `arrival_s` (at the service),
    `home_s` (seconds since midnight), `on_foot` (walked both ways) and `by_taxi` (there by service taxi), bool[P, n].
    `options`: int32[P, n], outward journeys that allow a visit to the service that offers most. `first_s`, `last_s`:
    the first and last departure that allow a visit to any service. `hours_unknown`: ids of services left out.
    `hopeful`: the same with what is not known of accessibility read as accessible; None where no profile asks.
    """

    service_ids: tuple[str, ...]
    away_s: Seconds
    service: Seconds
    departure_s: Seconds
    arrival_s: Seconds
    home_s: Seconds
    options: Seconds
    first_s: Seconds
    last_s: Seconds
    on_foot: Flags
    by_taxi: Flags
    hours_unknown: tuple[str, ...] = ()
    hopeful: VisitAccess | None = None

    @property
    def possible(self) -> Flags:
        """Where a visit is possible that day, bool[P, n]."""
        return self.away_s < UNREACHED


def best_of_services(
    search: VisitSearch, plan: VisitPlan, profiles: Sequence[TravellerProfile], n_cells: int
) -> VisitAccess:
    """The best visit over a plan's services; of equals the first in the file."""
    cautious = _best(search, plan, profiles, n_cells)
    if not read_both_ways(profiles):
        return cautious
    return replace(cautious, hopeful=_best(search, plan, [hopeful(profile) for profile in profiles], n_cells))


def wanted_visits(plan: VisitPlan, profiles: Sequence[TravellerProfile]) -> list[Wanted]:
    """The engine's answers that `best_of_services` will ask for."""
    return [one for profile in dict.fromkeys([*profiles, *map(hopeful, profiles)]) for one in plan.wanted(profile)]


def _best(search: VisitSearch, plan: VisitPlan, profiles: Sequence[TravellerProfile], n_cells: int) -> VisitAccess:
    shape = (len(profiles), n_cells)
    away, departure, arrival, home, first = (np.full(shape, UNREACHED, dtype=np.int32) for _ in range(5))
    last, service = np.full(shape, -1, dtype=np.int32), np.full(shape, -1, dtype=np.int32)
    options = np.zeros(shape, dtype=np.int32)
    on_foot, by_taxi = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, profile in enumerate(profiles):
        for place, wanted in enumerate(plan.wanted(profile)):
            found = wanted.ask(search)
            better = found.away_s < away[row]
            service[row][better] = place
            for best, one in (
                (away, found.away_s),
                (departure, found.outward_departure_s),
                (arrival, found.service_arrival_s),
                (home, found.home_arrival_s),
                (on_foot, found.on_foot),
                (by_taxi, found.by_taxi),
            ):
                best[row][better] = one[better]
            possible = found.away_s < UNREACHED
            np.maximum(options[row], found.outward_options, out=options[row])
            np.minimum(first[row], found.first_departure_s, out=first[row])
            last[row][possible] = np.maximum(last[row][possible], found.last_departure_s[possible])
    last[last < 0] = UNREACHED
    for array in (away, departure, arrival, home, first, last, service, options, on_foot, by_taxi):
        array.flags.writeable = False
    return VisitAccess(
        plan.service_ids,
        away,
        service,
        departure,
        arrival,
        home,
        options,
        first,
        last,
        on_foot,
        by_taxi,
        plan.hours_unknown,
    )
