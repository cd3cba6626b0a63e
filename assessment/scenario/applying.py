"""Apply a scenario to a municipality: every change resolved first, all faults together, the baseline left as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from assessment.errors import Fault, FaultLog
from assessment.inputs.municipality import Municipality
from assessment.inputs.service_taxi import ServiceTaxi
from assessment.inputs.timetable import Timetable
from assessment.scenario.changes import (
    CHANGE_WORDS,
    RemoveServiceTaxi,
    Scenario,
    ServicePointChange,
    ServiceTaxiChange,
)
from assessment.scenario.faults import ChangeFaults
from assessment.scenario.places import PlaceCheck
from assessment.scenario.service_points import ServicePointsDraft
from assessment.scenario.service_taxis import ServiceTaxisDraft
from assessment.scenario.timetable.changes import TimetableChange
from assessment.scenario.timetable.draft import Draft
from assessment.scenario.timetable.making import TimetableChanges


@dataclass(frozen=True)
class Resolved:
    """What the changes make of a municipality's inputs; `notes` warn of changes that alter nothing."""

    service_points: pd.DataFrame
    service_taxis: tuple[ServiceTaxi, ...]
    timetable: Timetable | None
    notes: tuple[Fault, ...]


def apply_scenario(scenario: Scenario, municipality: Municipality) -> Municipality:
    """The municipality with the scenario's changes made; the one given is not altered.

    All changes are resolved in order before any is made. Raises Refused with every fault (`change_…`). Raises
    RuntimeError when the baseline's digest differs afterwards, which is an error of ours.
    """
    before = municipality.digest()
    made = resolved(scenario, municipality)
    if municipality.digest() != before:
        raise RuntimeError("applying a scenario altered its baseline")
    points = replace(municipality.service_points, table=made.service_points)
    return replace(municipality, service_points=points, service_taxis=made.service_taxis, timetable=made.timetable)


def resolved(scenario: Scenario, municipality: Municipality) -> Resolved:
    """The inputs after the changes; raises Refused with the faults of all changes."""
    check_place = PlaceCheck(municipality)
    points = ServicePointsDraft(municipality, check_place)
    taxis = ServiceTaxisDraft(municipality.service_taxis, check_place)
    timetable: TimetableChanges | None = None
    log = FaultLog()
    for number, change in enumerate(scenario.changes, start=1):
        faults = ChangeFaults(scenario.file, change.row, CHANGE_WORDS[type(change)], number, log)
        if isinstance(change, ServicePointChange):
            points.make(change, faults)
            continue
        needs_stops = not isinstance(change, RemoveServiceTaxi)
        if timetable is None and municipality.timetable is not None and needs_stops:
            timetable = TimetableChanges(Draft(municipality.timetable, check_place))
        if isinstance(change, ServiceTaxiChange):
            taxis.make(change, timetable.draft if timetable is not None else None, faults)
        elif timetable is not None:
            timetable.make(change, faults)
        else:
            faults.add("change_without_timetable", "line" if hasattr(change, "line") else "stop", "")
    log.raise_if_refused()
    changed = any(isinstance(change, TimetableChange) for change in scenario.changes)
    return Resolved(
        points.table(),
        taxis.taxis(),
        timetable.draft.timetable() if timetable is not None and changed else municipality.timetable,
        tuple(timetable.draft.notes) if timetable is not None else (),
    )
