"""What is asked, and a municipality made ready for being asked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np

from assessment.impact.assumptions import Assumptions, usual_assumptions
from assessment.impact.kept import Kept
from assessment.impact.measures import MODES
from assessment.impact.population_groups import GROUPS
from assessment.impact.prevalence import Prevalence
from assessment.inputs.municipality import Municipality
from assessment.travel_times.reach import ReachEngine

Progress = Callable[[float], None]

RESULTS_KEPT = 300
# Each keeps its own columns by public transport and visits.
ENGINES_KEPT = 8


@dataclass(frozen=True)
class Query:
    """What is asked: a service date, a window of departures (start, end in seconds since midnight), and of whom.

    `kinds`: the service kinds, None = all there are. `groups`: those of GROUPS, or a count column of the population.
    `visits`: whether same-day visits on the date are asked for too; they are told with the mode transit.
    """

    date: datetime.date
    window: tuple[int, int]
    kinds: tuple[str, ...] | None = None
    modes: tuple[str, ...] = MODES
    groups: tuple[str, ...] = GROUPS
    visits: bool = True


@dataclass(frozen=True, eq=False)
class Situation:
    """A municipality before or after a change, with the engine over its timetable.

    `timetable_key`: equal for timetables of equal content; None where there is no timetable.
    """

    municipality: Municipality
    engine: ReachEngine
    timetable_key: Hashable


@dataclass(frozen=True, eq=False)
class Baseline:
    """A municipality made ready for questions: its engine, its residents and areas, and what was computed so far."""

    municipality: Municipality
    query: Query
    engine: ReachEngine
    prevalence: Prevalence
    area_of_cell: np.ndarray  # int64[cells], place in the areas' table
    assumptions: Assumptions = field(default_factory=usual_assumptions)
    kept: Kept = field(default_factory=lambda: Kept(RESULTS_KEPT))
    engines: Kept = field(default_factory=lambda: Kept(ENGINES_KEPT))

    def situation(self, municipality: Municipality) -> Situation:
        """A municipality with its engine: the baseline's own, or one over the changed timetable, kept by its content.

        Raises Refused where the changed timetable has no service on the date.
        """
        own, changed = self.municipality.timetable, municipality.timetable
        if changed is own or changed is None or own is None:
            return Situation(municipality, self.engine, None if changed is None else "own")
        digest = changed.digest()
        if digest == self.kept.get(("own timetable",), own.digest):
            return Situation(municipality, self.engine, "own")
        engine = self.engines.get(digest, lambda: self.engine.with_timetable(changed))
        return Situation(municipality, engine, digest)
