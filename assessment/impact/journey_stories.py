"""Journeys behind an impact's figures: whose to tell, and their way before and after; no words and no counts.

The homes are middles of population cells with ten residents or more; the traveller is the one most of the group's
members travel like, as in impact/cells.py. Each way is the very one that the cell's figure was computed from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import pandas as pd

from assessment.impact.accessibility import Access, stationary
from assessment.impact.baseline import Baseline, Query, Situation
from assessment.impact.cells import CellTimes
from assessment.impact.readings import taxis_for
from assessment.impact.residents import column_of
from assessment.impact.sides import People, people, plan_of
from assessment.impact.visiting import VisitAccess
from assessment.scenario import Scenario, apply_scenario
from assessment.travel_times.journey_cells import TypicalCells, typical_cells
from assessment.travel_times.journey_legs import Journey, Place, VisitJourney
from assessment.travel_times.journey_visits import visit_journey
from assessment.travel_times.journeys import JourneyAccess, journey_access, journey_at_median
from assessment.travel_times.profile import TravellerProfile

What = Literal["visit", "way", "minutes"]
Case = Literal["worst_hit", "median", "gained", "picked"]
Told = TypeVar("Told")


@dataclass(frozen=True)
class Story:
    """One home before and after: its same-day visit, or its way to the nearest service; None where there is none.

    cell: row of the population table, -1 for a place that was picked. traveller: the profile's name. One of visits,
    ways and minutes is told, the others are None; minutes: on foot or by car, how long it takes and to which service.
    """

    case: Case
    cell: int
    home: Place
    traveller: str
    visits: tuple[VisitJourney | None, VisitJourney | None] | None = None
    ways: tuple[Journey | None, Journey | None] | None = None
    minutes: tuple[tuple[float, Place] | None, tuple[float, Place] | None] | None = None


@dataclass(frozen=True, eq=False)
class Stories:
    """Tells the journeys of one kind of service: today and with one alternative."""

    baseline: Baseline
    query: Query
    cells: CellTimes
    kind: str
    alternative: str
    group: str
    mode: str
    today: Situation
    after: Situation

    def telling_of(self) -> tuple[What, ...]:
        """What can be told: of transit ways always and visits where opening hours are known; else minutes only."""
        if self.mode != "transit":
            return ("minutes",)
        return ("visit", "way") if self._visit_sides() is not None else ("way",)

    def changed(self, what: What) -> bool:
        """Whether the alternative changes anything of it for any home that may be told."""
        before, after = self._seconds(what)
        return bool(((before != after) & self._may_be_told()).any())

    def cases(self, what: What, area: int | None) -> TypicalCells:
        """The homes that stand for an area (its place in the areas' table), None = the whole municipality."""
        before, after = self._seconds(what)
        residents = self._people().residents
        weights = residents.by_profile[residents.groups.index(self.group)].sum(axis=0)
        return typical_cells(
            before, after, weights, self.baseline.area_of_cell, area, column_of(self._table(), "population")
        )

    def told(self, what: What, case: Case, cell: int) -> Story:
        """The story of a cell."""
        lon, lat = (self._table()[name].to_numpy(float)[cell] for name in ("lon", "lat"))
        home = Place("", float(lon), float(lat), "home")
        walker = self._traveller()
        if what == "visit":
            sides = self._visit_sides()
            assert sides is not None  # visits are not told otherwise
            both = (self._visit(self.today, sides[0], home, cell), self._visit(self.after, sides[1], home, cell))
            return Story(case, cell, home, walker.name, visits=both)
        before, after = self._way_sides()
        if what == "minutes":
            minutes = (self._minutes(self.today, before, cell), self._minutes(self.after, after, cell))
            return Story(case, cell, home, walker.name, minutes=minutes)
        ways = (self._way(self.today, before, home, cell), self._way(self.after, after, home, cell))
        return Story(case, cell, home, walker.name, ways=ways)

    def told_from(self, what: What, lon: float, lat: float) -> Story:
        """The story of any place, searched for afresh; of minutes that of the nearest cell."""
        if what == "minutes":
            return self.told(what, "picked", self.nearest_cell(lon, lat))
        home, walker = Place("", lon, lat, "home"), self._traveller()
        if what == "visit":
            visits = (self._visit_from(self.today, home), self._visit_from(self.after, home))
            return Story("picked", -1, home, walker.name, visits=visits)
        ways = (self._way_from(self.today, home), self._way_from(self.after, home))
        return Story("picked", -1, home, walker.name, ways=ways)

    def nearest_cell(self, lon: float, lat: float) -> int:
        """The cell whose middle is nearest to a place."""
        table = self._table()
        away = np.hypot((table["lon"].to_numpy() - lon) * np.cos(np.radians(lat)), table["lat"].to_numpy() - lat)
        return int(away.argmin())

    def _table(self) -> pd.DataFrame:
        return self.baseline.municipality.population.table

    def _may_be_told(self) -> np.ndarray:
        return np.nan_to_num(column_of(self._table(), "population")) >= 10

    def _people(self) -> People:
        return people(self.baseline, self.query)

    def _traveller(self) -> TravellerProfile:
        return self._people().profiles[self.cells.typical[self.group]]

    def _visit_sides(self) -> tuple[VisitAccess, VisitAccess] | None:
        before = self.cells.visits_before.get(self.kind)
        after = self.cells.visits_after.get((self.alternative, self.kind))
        return None if before is None or after is None else (before, after)

    def _way_sides(self) -> tuple[Access, Access]:
        key = (self.kind, self.mode)
        return self.cells.before[key], self.cells.after[(self.alternative, *key)]

    def area_of(self, cell: int) -> int:
        """The place of a cell's area in the areas' table."""
        return int(self.baseline.area_of_cell[cell])

    def _seconds(self, what: What) -> tuple[np.ndarray, np.ndarray]:
        row = self.cells.typical[self.group]
        if what == "visit":
            sides = self._visit_sides()
            assert sides is not None
            return sides[0].away_s[row], sides[1].away_s[row]
        before, after = self._way_sides()
        return before.time_s[row], after.time_s[row]

    def _access(self, situation: Situation) -> JourneyAccess:
        walker = self._traveller()
        key = ("journeys", situation.timetable_key, walker)
        return self.baseline.kept.get(key, lambda: journey_access(situation.engine, walker))

    def _services(self, situation: Situation) -> dict[str, Place]:
        table = situation.municipality.service_points.table
        return {
            str(identifier): Place(str(name), float(lon), float(lat), "service")
            for identifier, name, lon, lat in zip(
                *(table[column].tolist() for column in ("id", "name", "lon", "lat")), strict=True
            )
        }

    def _visit(self, situation: Situation, side: VisitAccess, home: Place, cell: int) -> VisitJourney | None:
        place = int(side.service[self.cells.typical[self.group], cell])
        if place < 0:
            return None
        plan, walker = plan_of(self.baseline, situation, self.kind, self.query), self._traveller()
        number = plan.service_ids.index(side.service_ids[place])
        taxis = taxis_for(walker, plan.taxis)
        found = plan.wanted(walker)[number].ask(situation.engine)
        service = self._services(situation)[plan.service_ids[number]]
        return visit_journey(self._access(situation), home, service, plan.rules[number], found, cell, taxis)

    def _visit_from(self, situation: Situation, home: Place) -> VisitJourney | None:
        plan, walker = plan_of(self.baseline, situation, self.kind, self.query), self._traveller()
        taxis, services = taxis_for(walker, plan.taxis), self._services(situation)
        by = self._access(situation)
        tried = (
            visit_journey(by, home, services[identifier], rules, taxis=taxis)
            for identifier, rules in zip(plan.service_ids, plan.rules, strict=True)
        )
        return _least(tried, lambda visit: visit.away_s)

    def _way(self, situation: Situation, side: Access, home: Place, cell: int) -> Journey | None:
        place = int(side.nearest[self.cells.typical[self.group], cell])
        if place < 0:
            return None
        service = self._services(situation)[side.service_ids[place]]
        return journey_at_median(self._access(situation), home, service, self.query.window)

    def _minutes(self, situation: Situation, side: Access, cell: int) -> tuple[float, Place] | None:
        row = self.cells.typical[self.group]
        place = int(side.nearest[row, cell])
        if place < 0:
            return None
        return float(side.time_s[row, cell]) / 60, self._services(situation)[side.service_ids[place]]

    def _way_from(self, situation: Situation, home: Place) -> Journey | None:
        table = stationary(situation.municipality.service_points.table)
        services = self._services(situation)
        by = self._access(situation)
        tried = (
            journey_at_median(by, home, services[str(identifier)], self.query.window)
            for identifier in table.loc[table["kind"] == self.kind, "id"]
        )
        return _least(tried, lambda journey: journey.travel_time_s)


def stories(
    baseline: Baseline, query: Query, cells: CellTimes, scenario: Scenario, group: str, mode: str = "transit"
) -> Stories:
    """The journeys behind an impact whose query asks for one kind. Raises Refused where the scenario is."""
    today = baseline.situation(baseline.municipality)
    after = baseline.situation(apply_scenario(scenario, baseline.municipality))
    assert query.kinds is not None  # one kind is asked for
    return Stories(baseline, query, cells, query.kinds[0], scenario.name, group, mode, today, after)


def _least(tried: Iterable[Told | None], size: Callable[[Told], int]) -> Told | None:
    """The smallest of those there are; of equals the first."""
    there = [one for one in tried if one is not None]
    return min(there, key=size, default=None)
