"""One side of a comparison, before or after: computed once for all that it depends on, and kept in the baseline."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from assessment.impact.accessibility import Access, nearest_services, wanted_columns
from assessment.impact.baseline import Baseline, Progress, Query, Situation
from assessment.impact.bounds import Bounds
from assessment.impact.comparison import Figures, OneSide, compared, one_side
from assessment.impact.counting import Counting
from assessment.impact.population_groups import Residents, residents_of
from assessment.impact.visit_figures import visits_compared, visits_of_side, with_visits
from assessment.impact.visiting import VisitAccess, VisitPlan, Wanted, best_of_services, visit_plan, wanted_visits
from assessment.travel_times.matrix import in_parallel
from assessment.travel_times.profile import TravellerProfile
from assessment.travel_times.reach import ReachEngine
from assessment.travel_times.transit_access import walk_limit_m


@dataclass(frozen=True, eq=False)
class People:
    """The residents asked about, their counting by area, and the profiles they travel by."""

    residents: Residents
    counting: Counting
    profiles: tuple[TravellerProfile, ...]


@dataclass(frozen=True, eq=False)
class Side:
    """One kind and mode on one side: the nearest services and, by transit, the best visits; None = not told.

    `key`: equal for sides that are equal in all they depend on.
    """

    key: Hashable
    access: Access
    alone: OneSide
    visits: VisitAccess | None
    visits_alone: dict[str, Bounds]


def people(baseline: Baseline, query: Query) -> People:
    """The groups' residents and how they travel; computed once for a set of groups."""

    def compute() -> tuple[Residents, Counting]:
        population = baseline.municipality.population
        residents = residents_of(population.table, baseline.prevalence, query.groups, population.source.certainty)
        return residents, Counting(residents, baseline.area_of_cell, len(baseline.municipality.areas.table))

    residents, counting = baseline.kept.get(("residents", query.groups), compute)
    return People(residents, counting, baseline.assumptions.of(residents.profiles))


def plan_of(baseline: Baseline, situation: Situation, kind: str, query: Query) -> VisitPlan:
    """What of a kind can be visited on the query's date."""
    table = situation.municipality.service_points.table
    return visit_plan(
        table[table["kind"] == kind],
        situation.municipality.service_taxis,
        query.date,
        baseline.assumptions.stays,
        baseline.assumptions.home_by_s,
    )


def side_of(baseline: Baseline, situation: Situation, kind: str, mode: str, query: Query) -> Side:
    """The nearest services and the best visits, and what they alone tell."""
    asked = people(baseline, query)
    key = _side_key(baseline, situation, kind, mode, query, asked)
    n_cells = len(baseline.area_of_cell)

    def compute() -> Side:
        services = situation.municipality.service_points.table
        services = services[services["kind"] == kind]
        engine = _engine_of(baseline, situation, mode)
        access = nearest_services(engine, mode, asked.profiles, services, n_cells, query.date)
        visits, alone = None, {}
        if mode == "transit" and query.visits:
            plan = plan_of(baseline, situation, kind, query)
            if plan.told:
                visits = best_of_services(situation.engine, plan, asked.profiles, n_cells)
                alone = visits_of_side(visits, asked.counting)
        return Side(key, access, one_side(access, asked.counting), visits, alone)

    return baseline.kept.get(key, compute)


def figures_of(baseline: Baseline, before: Side, after: Side, query: Query) -> Figures:
    """The figures of two sides; of visits only where both can be told."""
    counting = people(baseline, query).counting

    def compute() -> Figures:
        figures = compared(before.access, after.access, before.alone, after.alone, counting)
        if before.visits is None or after.visits is None:
            return figures
        visits = visits_compared(before.visits, after.visits, before.visits_alone, after.visits_alone, counting)
        return with_visits(figures, visits)

    return baseline.kept.get(("figures", before.key, after.key), compute)


def prefetch(
    baseline: Baseline, situations: Sequence[Situation], kinds: Sequence[str], query: Query, progress: Progress | None
) -> None:
    """Have the engines compute, on all cores, everything the sides not known yet will ask for.

    `progress` is told the done part in 0..1 and may raise to cancel.
    """
    asked = people(baseline, query)
    columns: dict[ReachEngine, dict[tuple[str, TravellerProfile, float, float], None]] = {}
    visits: dict[tuple[ReachEngine, Wanted], None] = {}
    for situation in situations:
        services = situation.municipality.service_points.table
        for kind in kinds:
            of_kind = services[services["kind"] == kind]
            for mode in query.modes:
                if _side_key(baseline, situation, kind, mode, query, asked) in baseline.kept:
                    continue
                engine = _engine_of(baseline, situation, mode)
                wanted = wanted_columns([mode], asked.profiles, of_kind)
                columns.setdefault(engine, {}).update(dict.fromkeys(wanted))
                if mode == "transit" and query.visits:
                    plan = plan_of(baseline, situation, kind, query)
                    visits |= {(situation.engine, one): None for one in wanted_visits(plan, asked.profiles)}
    whole = sum(map(len, columns.values())) + len(visits)
    done = 0

    def part(size: int, share: float) -> None:
        if progress is not None:
            progress((done + share * size) / whole)

    for engine, wanted_here in columns.items():
        engine.prefetch(wanted_here, partial(part, len(wanted_here)))
        done += len(wanted_here)
    jobs = list(visits)
    for engine, wanted_visit in sorted(jobs, key=lambda job: -walk_limit_m(job[1].profile)):
        engine.transit_access(wanted_visit.profile)
    in_parallel(lambda row: jobs[row][1].ask(jobs[row][0]), range(len(jobs)), partial(part, len(jobs)))
    if progress is not None:
        progress(1.0)


def _engine_of(baseline: Baseline, situation: Situation, mode: str) -> ReachEngine:
    """Ways on foot and by car do not depend on the timetable: the baseline's engine knows them already."""
    return situation.engine if mode == "transit" else baseline.engine


def _side_key(
    baseline: Baseline, situation: Situation, kind: str, mode: str, query: Query, asked: People
) -> tuple[Hashable, ...]:
    """All that a side depends on."""
    services = _services_key(situation.municipality.service_points.table, kind)
    key: tuple[Hashable, ...] = ("side", query.groups, kind, mode, services, asked.profiles)
    if mode != "transit":
        return key
    key = (*key, situation.timetable_key)
    if not query.visits:
        return key
    assumptions = baseline.assumptions
    return (*key, situation.municipality.service_taxis, assumptions.stays, assumptions.home_by_s)


def _services_key(table: pd.DataFrame, kind: str) -> tuple[tuple[object, ...], ...]:
    """All that a kind's open services can change in the figures; a stay not given is None, as NaN equals nothing."""
    columns = [table[name].tolist() for name in ("kind", "id", "lon", "lat", "opening_hours", "mobile", "stay_min")]
    return tuple(
        (*row[1:6], None if row[6] != row[6] else row[6]) for row in zip(*columns, strict=True) if row[0] == kind
    )
