"""The main path: a municipality, a query and scenarios in, their impact out. Pure: no clock, database or language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

import assessment
from assessment.errors import Fault, FaultLog, Refused
from assessment.impact.area_of_cells import area_of_cells
from assessment.impact.assumptions import Assumptions, usual_assumptions
from assessment.impact.baseline import Baseline, Progress, Query, Situation
from assessment.impact.cells import CellTimes, cell_times
from assessment.impact.disclosure import USUAL_RULES, protected
from assessment.impact.measures import MODES
from assessment.impact.population_groups import GROUPS
from assessment.impact.prevalence import Prevalence, read_prevalence
from assessment.impact.provenance import account_of
from assessment.impact.sensitivity import HEADLINES, read_ranges, sensitivity_table, told_apart, trials
from assessment.impact.sides import Side, figures_of, people, plan_of, prefetch, side_of
from assessment.impact.table import WHOLE, long_form
from assessment.inputs.areas import Areas
from assessment.inputs.municipality import Municipality
from assessment.scenario import Scenario, apply_scenario
from assessment.travel_times.reach import ReachEngine

SERVICE_COLUMNS = ("id", "name", "kind", "lon", "lat", "opening_hours")

__all__ = ["Baseline", "Impact", "Progress", "Query", "assess", "modes_possible", "prepare", "sensitivity"]


@dataclass(frozen=True, eq=False)
class Impact:
    """What the alternatives do, with what it was computed from.

    `table`: the long form (impact/table.py), not yet protected: nothing leaves the program but through
    `impact.disclosure.protected`. `cells`: single cells for maps and journeys, no counts. `provenance`: plain values,
    see impact/provenance.py. `areas`: the areas reported for. `scenarios`: those assessed together, in order.
    `service_points`: where services are given, by alternative, "" = today: columns SERVICE_COLUMNS, all kinds.
    """

    table: pd.DataFrame
    cells: CellTimes
    areas: Areas
    query: Query
    alternatives: tuple[str, ...]
    provenance: Mapping[str, object]
    engine_version: str
    scenarios: tuple[Scenario, ...]
    service_points: Mapping[str, pd.DataFrame]


def prepare(
    municipality: Municipality,
    query: Query,
    progress: Progress | None = None,
    prevalence: Prevalence | None = None,
    assumptions: Assumptions | None = None,
) -> Baseline:
    """Make a municipality ready: networks, travel times and visits to today's services, areas of cells.

    `progress` is told the done part in 0..1 and may raise to cancel. Raises Refused where the query asks for what the
    municipality does not have, and where its timetable has no service on the date.
    """
    _check(query, municipality)
    cells = municipality.population.table
    lon, lat = cells["lon"].to_numpy(dtype=np.float64), cells["lat"].to_numpy(dtype=np.float64)
    engine = ReachEngine(lon, lat, municipality.streets, municipality.timetable, query.date, query.window)
    area = area_of_cells(lon, lat, municipality.areas)
    baseline = Baseline(
        municipality, query, engine, prevalence or read_prevalence(), area, assumptions or usual_assumptions()
    )
    kinds = _kinds(query, municipality, [])
    prefetch(baseline, [baseline.situation(municipality)], kinds, query, progress)
    return baseline


def assess(
    baseline: Baseline, scenarios: Sequence[Scenario], query: Query | None = None, progress: Progress | None = None
) -> Impact:
    """The impact of each scenario against the baseline, by the baseline's query or one of the same date and window.

    Only what a change touches is computed again: other kinds of service, and today's side, are kept in the baseline,
    and so is an engine for each changed timetable. `progress` is told the done part in 0..1 and may raise to cancel.
    Raises Refused with the faults of all scenarios; `scenario_without_service` where one leaves no trip on the date.
    """
    query = query or baseline.query
    if (query.date, query.window) != (baseline.query.date, baseline.query.window):
        raise ValueError("the query's date and window are not those the baseline was prepared for")
    changed = _apply_all(scenarios, baseline.municipality, query)
    kinds = _kinds(query, baseline.municipality, changed)
    for municipality in (baseline.municipality, *changed):
        _check(query, municipality, kinds)
    query = replace(query, kinds=kinds)
    today = baseline.situation(baseline.municipality)
    situations = [baseline.situation(municipality) for municipality in changed]
    prefetch(baseline, [today, *situations], kinds, query, progress)

    before: dict[tuple[str, str], Side] = {}
    after: dict[tuple[str, str, str], Side] = {}
    for kind in kinds:
        for mode in query.modes:
            before[(kind, mode)] = side_of(baseline, today, kind, mode, query)
            for scenario, situation in zip(scenarios, situations, strict=True):
                after[(scenario.name, kind, mode)] = side_of(baseline, situation, kind, mode, query)
    figures = {key: figures_of(baseline, before[key[1:]], side, query) for key, side in after.items()}
    names = tuple(scenario.name for scenario in scenarios)
    areas, asked = baseline.municipality.areas, people(baseline, query)
    table = long_form(figures, names, areas.table["id"].tolist(), query.groups, kinds, query.modes)
    cells = cell_times(
        baseline.municipality.population.table,
        asked.residents,
        {key: side.access for key, side in before.items()},
        {key: side.access for key, side in after.items()},
        {kind: side.visits for (kind, _), side in before.items() if side.visits is not None},
        {(name, kind): side.visits for (name, kind, _), side in after.items() if side.visits is not None},
    )
    account = account_of(
        baseline, today, situations, scenarios, query, _hours_unknown(baseline, [today, *situations], query)
    )
    points = {"": _service_points(baseline.municipality)}
    points |= {name: _service_points(municipality) for name, municipality in zip(names, changed, strict=True)}
    return Impact(table, cells, areas, query, names, account, assessment.__version__, tuple(scenarios), points)


def sensitivity(
    baseline: Baseline, scenario: Scenario, query: Query, mode: str = "transit", progress: Progress | None = None
) -> pd.DataFrame:
    """How far the headline figures of one alternative move when the assumptions move within their documented range.

    The query asks for one kind and one group. Figures are those of the whole municipality after the change, protected
    like any other (NaN = not shown). Columns as `impact.sensitivity.sensitivity_table` tells. `progress` is told the
    done part in 0..1 and may raise to cancel.
    """
    if query.kinds is None or len(query.kinds) != 1 or len(query.groups) != 1:
        raise ValueError("sensitivity is asked for one kind and one group")
    kind, query = query.kinds[0], replace(query, modes=(mode,))
    residents = people(baseline, query).residents
    typical = residents.profiles[int(residents.typical_profile[0])]
    with_visits = mode == "transit" and query.visits

    def figures(assumptions: Assumptions, part: Progress) -> dict[str, float]:
        table = protected(assess(replace(baseline, assumptions=assumptions), [scenario], query, part).table)
        whole = table[(table["area_id"] == WHOLE) & table["measure"].isin(HEADLINES)]
        return dict(zip(whole["measure"].astype("str").tolist(), whole["value"].tolist(), strict=True))

    tried = trials(baseline.assumptions, read_ranges(), kind, residents.profiles, typical, with_visits)
    return told_apart(sensitivity_table(tried, baseline.assumptions, figures, progress), USUAL_RULES.apart)


def modes_possible(municipality: Municipality) -> tuple[str, ...]:
    """The modes the municipality has the data for: on foot always, by car with streets, transit with a timetable."""
    have = {"walk": True, "car": municipality.streets is not None, "transit": municipality.timetable is not None}
    return tuple(mode for mode in MODES if have[mode])


def _service_points(municipality: Municipality) -> pd.DataFrame:
    """Where services are given, without what only the computation needs."""
    return municipality.service_points.table[list(SERVICE_COLUMNS)]


def _apply_all(scenarios: Sequence[Scenario], municipality: Municipality, query: Query) -> list[Municipality]:
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
            after = apply_scenario(scenario, municipality)
        except Refused as refused:
            for fault in refused.faults:
                log.add(fault)
            continue
        changed.append(after)
        if "transit" in query.modes and not _has_service(after, query):
            facts = {"name": scenario.name}
            date = query.date.isoformat()
            log.add(Fault("scenario_without_service", scenario.file, field="changes", value=date, facts=facts))
    log.raise_if_refused()
    return changed


def _has_service(municipality: Municipality, query: Query) -> bool:
    """Whether any trip runs on the date; without a timetable another fault tells."""
    timetable = municipality.timetable
    if timetable is None:
        return True
    return bool(timetable.trips["service_id"].isin(timetable.active_services(query.date)).any())


def _check(query: Query, municipality: Municipality, kinds: Sequence[str] | None = None) -> None:
    """Raise Refused with everything the query asks for that is not there."""
    log = FaultLog()
    known_modes, known_groups = ", ".join(MODES), ", ".join(GROUPS)
    known_kinds = kinds or _kinds(replace(query, kinds=None), municipality, [])
    for mode in query.modes:
        if mode not in MODES:
            log.add(Fault("mode_unknown", "query", field="mode", value=mode, facts={"known": known_modes}))
    drives = "car" in query.modes or ("transit" in query.modes and query.visits and municipality.service_taxis)
    if drives and municipality.streets is None:
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


def _hours_unknown(baseline: Baseline, situations: Sequence[Situation], query: Query) -> list[dict[str, list[str]]]:
    """By situation and kind the service points that visits leave out, as nobody knows when they are open."""
    return [
        {kind: list(ids) for kind in query.kinds or () if (ids := plan_of(baseline, one, kind, query).hours_unknown)}
        for one in situations
    ]
