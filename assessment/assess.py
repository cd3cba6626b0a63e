"""The main path: a municipality, a query and scenarios in, their impact out. Pure: no clock, database or language."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

import assessment
from assessment.errors import Fault, FaultLog, Refused
from assessment.impact.accessibility import Access, nearest_services, wanted_columns
from assessment.impact.area_of_cells import area_of_cells
from assessment.impact.cells import CellTimes, cell_times
from assessment.impact.comparison import Figures, OneSide, compared, one_side
from assessment.impact.counting import Counting
from assessment.impact.kept import Kept
from assessment.impact.measures import MODES
from assessment.impact.population_groups import GROUPS, Residents, residents_of
from assessment.impact.prevalence import Prevalence, read_prevalence
from assessment.impact.provenance import account_of
from assessment.impact.table import long_form
from assessment.inputs.areas import Areas
from assessment.inputs.municipality import Municipality
from assessment.scenario import Scenario, apply_scenario
from assessment.travel_times.profile import TravellerProfile, traveller_profiles
from assessment.travel_times.reach import ReachEngine

Progress = Callable[[float], None]

RESULTS_KEPT = 200


@dataclass(frozen=True)
class Query:
    """What is asked: a service date, a window of departures (start, end in seconds since midnight), and of whom.

    `kinds`: the service kinds, None = all there are. `groups`: those of GROUPS, or a count column of the population.
    """

    date: datetime.date
    window: tuple[int, int]
    kinds: tuple[str, ...] | None = None
    modes: tuple[str, ...] = MODES
    groups: tuple[str, ...] = GROUPS


@dataclass(frozen=True, eq=False)
class Baseline:
    """A municipality made ready for questions: its engine, its residents and areas, and what was computed so far."""

    municipality: Municipality
    query: Query
    engine: ReachEngine
    prevalence: Prevalence
    area_of_cell: np.ndarray  # int64[cells], place in the areas' table
    kept: Kept = field(default_factory=lambda: Kept(RESULTS_KEPT))


@dataclass(frozen=True, eq=False)
class Impact:
    """What the alternatives do, with what it was computed from.

    `table`: the long form (impact/table.py), not yet protected: nothing leaves the program but through
    `impact.disclosure.protected`. `cells`: single cells for maps, no counts. `provenance`: plain values, see
    impact/provenance.py. `areas`: the areas reported for.
    """

    table: pd.DataFrame
    cells: CellTimes
    areas: Areas
    query: Query
    alternatives: tuple[str, ...]
    provenance: Mapping[str, object]
    engine_version: str


def prepare(
    municipality: Municipality, query: Query, progress: Progress | None = None, prevalence: Prevalence | None = None
) -> Baseline:
    """Make a municipality ready: networks, travel times to today's services, areas of cells.

    `progress` is told the done part in 0..1 and may raise to cancel. Raises Refused where the query asks for what the
    municipality does not have.
    """
    _check(query, municipality)
    cells = municipality.population.table
    lon, lat = cells["lon"].to_numpy(dtype=np.float64), cells["lat"].to_numpy(dtype=np.float64)
    engine = ReachEngine(lon, lat, municipality.streets, municipality.timetable, query.date, query.window)
    area = area_of_cells(lon, lat, municipality.areas)
    baseline = Baseline(municipality, query, engine, prevalence or read_prevalence(), area)
    _prefetch(baseline, [municipality], query, progress)
    return baseline


def assess(
    baseline: Baseline, scenarios: Sequence[Scenario], query: Query | None = None, progress: Progress | None = None
) -> Impact:
    """The impact of each scenario against the baseline, by the baseline's query or one of the same date and window.

    Only what a change touches is computed again: other kinds of service, and today's side, are kept in the baseline.
    `progress` is told the done part in 0..1 and may raise to cancel. Raises Refused with the faults of all scenarios.
    """
    query = query or baseline.query
    if (query.date, query.window) != (baseline.query.date, baseline.query.window):
        raise ValueError("the query's date and window are not those the baseline was prepared for")
    changed = _apply_all(scenarios, baseline.municipality)
    kinds = _kinds(query, baseline.municipality, changed)
    _check(query, baseline.municipality, kinds)
    query = replace(query, kinds=kinds)
    _prefetch(baseline, [baseline.municipality, *changed], query, progress)

    residents, counting, profiles = _residents(baseline, query)
    before: dict[tuple[str, str], Access] = {}
    after: dict[tuple[str, str, str], Access] = {}
    figures: dict[tuple[str, str, str], Figures] = {}
    for kind in kinds:
        for mode in query.modes:
            access_before, side_before = _side(baseline, baseline.municipality, kind, mode, query)
            before[(kind, mode)] = access_before
            for scenario, municipality in zip(scenarios, changed, strict=True):
                access_after, side_after = _side(baseline, municipality, kind, mode, query)
                key = ("figures", query.groups, kind, mode, _services_key(municipality, kind))
                after[(scenario.name, kind, mode)] = access_after
                figures[(scenario.name, kind, mode)] = baseline.kept.get(
                    key,
                    lambda b=access_before, a=access_after, sb=side_before, sa=side_after: compared(  # type: ignore[misc]
                        b, a, sb, sa, counting
                    ),
                )
    names = tuple(scenario.name for scenario in scenarios)
    areas = baseline.municipality.areas
    table = long_form(figures, names, areas.table["id"].tolist(), query.groups, kinds, query.modes)
    cells = cell_times(baseline.municipality.population.table, residents, before, after)
    account = account_of(
        baseline.municipality,
        changed,
        scenarios,
        _plain(query),
        residents,
        profiles,
        baseline.prevalence,
        assessment.__version__,
    )
    return Impact(table, cells, areas, query, names, account, assessment.__version__)


def modes_possible(municipality: Municipality) -> tuple[str, ...]:
    """The modes the municipality has the data for: on foot always, by car with streets, transit with a timetable."""
    have = {"walk": True, "car": municipality.streets is not None, "transit": municipality.timetable is not None}
    return tuple(mode for mode in MODES if have[mode])


def _apply_all(scenarios: Sequence[Scenario], municipality: Municipality) -> list[Municipality]:
    """Each scenario applied; the faults of all together."""
    log = FaultLog()
    changed = []
    first_file: dict[str, str] = {}
    for scenario in scenarios:
        if scenario.name in first_file:
            other = {"other": first_file[scenario.name]}
            log.add(Fault("scenario_name_twice", scenario.file, field="name", value=scenario.name, facts=other))
        first_file.setdefault(scenario.name, scenario.file)
        try:
            changed.append(apply_scenario(scenario, municipality))
        except Refused as refused:
            for fault in refused.faults:
                log.add(fault)
    log.raise_if_refused()
    return changed


def _check(query: Query, municipality: Municipality, kinds: Sequence[str] | None = None) -> None:
    """Raise Refused with everything the query asks for that is not there."""
    log = FaultLog()
    known_modes, known_groups = ", ".join(MODES), ", ".join(GROUPS)
    known_kinds = kinds or _kinds(replace(query, kinds=None), municipality, [])
    for mode in query.modes:
        if mode not in MODES:
            log.add(Fault("mode_unknown", "query", field="mode", value=mode, facts={"known": known_modes}))
    if "car" in query.modes and municipality.streets is None:
        log.add(Fault("streets_needed", "streets.osm.pbf"))
    if "transit" in query.modes and municipality.timetable is None:
        log.add(Fault("timetable_needed", "timetable.zip"))
    for group in query.groups:
        if group not in GROUPS and group not in municipality.population.count_columns:
            log.add(Fault("group_unknown", "query", field="group", value=group, facts={"known": known_groups}))
    for kind in query.kinds or ():
        if kind not in known_kinds:
            facts = {"known": ", ".join(known_kinds)}
            log.add(Fault("kind_unknown", "query", field="kind", value=kind, facts=facts))
    log.raise_if_refused()


def _kinds(query: Query, municipality: Municipality, changed: Sequence[Municipality]) -> tuple[str, ...]:
    """The service kinds asked for: by default all there are in the order of the file, then those a scenario opens."""
    if query.kinds is not None:
        return query.kinds
    tables = [one.service_points.table for one in (municipality, *changed)]
    return tuple(dict.fromkeys(kind for table in tables for kind in table["kind"].tolist()))


def _prefetch(
    baseline: Baseline, municipalities: Sequence[Municipality], query: Query, progress: Progress | None
) -> None:
    """Have the engine compute all columns that will be needed, on all cores."""
    _, _, profiles = _residents(baseline, query)
    wanted = []
    for municipality in municipalities:
        services = municipality.service_points.table
        chosen = services if query.kinds is None else services[services["kind"].isin(query.kinds)]
        wanted += wanted_columns(query.modes, profiles, chosen)
    baseline.engine.prefetch(wanted, progress)
    if progress is not None:
        progress(1.0)


def _residents(baseline: Baseline, query: Query) -> tuple[Residents, Counting, tuple[TravellerProfile, ...]]:
    """The groups' residents, their counting by area, and the profiles they travel by; computed once a set of groups."""

    def compute() -> tuple[Residents, Counting, tuple[TravellerProfile, ...]]:
        population = baseline.municipality.population
        residents = residents_of(population.table, baseline.prevalence, query.groups, population.source.certainty)
        counting = Counting(residents, baseline.area_of_cell, len(baseline.municipality.areas.table))
        known = traveller_profiles()
        return residents, counting, tuple(known[name] for name in residents.profiles)

    return baseline.kept.get(("residents", query.groups), compute)


def _side(baseline: Baseline, municipality: Municipality, kind: str, mode: str, query: Query) -> tuple[Access, OneSide]:
    """The nearest services and what they alone tell, computed once for each set of open services."""
    _, counting, profiles = _residents(baseline, query)

    def compute() -> tuple[Access, OneSide]:
        services = municipality.service_points.table
        services = services[services["kind"] == kind]
        n_cells = len(baseline.area_of_cell)
        access = nearest_services(baseline.engine, mode, profiles, services, n_cells, query.date)
        return access, one_side(access, counting)

    return baseline.kept.get(("side", query.groups, kind, mode, _services_key(municipality, kind)), compute)


def _services_key(municipality: Municipality, kind: str) -> tuple[tuple[object, ...], ...]:
    """All that a kind's open services can change in the figures."""
    table = municipality.service_points.table
    columns = (table[name].tolist() for name in ("kind", "id", "lon", "lat", "opening_hours"))
    return tuple(row[1:] for row in zip(*columns, strict=True) if row[0] == kind)


def _plain(query: Query) -> dict[str, object]:
    """The query in plain values, times as HH:MM."""
    start, end = (f"{second // 3600:02d}:{second % 3600 // 60:02d}" for second in query.window)
    return {
        "date": query.date.isoformat(),
        "window": f"{start}-{end}",
        "kinds": list(query.kinds or ()),
        "modes": list(query.modes),
        "groups": list(query.groups),
    }
