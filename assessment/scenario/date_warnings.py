"""Warns of a scenario that cannot show on the date asked about, so that it is never read as access lost or kept."""

from __future__ import annotations

import datetime

from assessment.errors import Fault, Severity
from assessment.inputs.municipality import Municipality
from assessment.inputs.timetable import Timetable
from assessment.scenario.applying import resolved
from assessment.scenario.changes import CHANGE_WORDS, Scenario
from assessment.scenario.timetable.changes import TimetableChange


def warnings_of(scenario: Scenario, municipality: Municipality, date: datetime.date) -> tuple[Fault, ...]:
    """What is worth knowing of a scenario on a date; raises Refused as `apply_scenario` does.

    `scenario_no_service_on_date`: the scenario leaves no trip at all on a date that has some today: results by public
    transport must not be shown. `change_not_on_date`: the line of a change does not run on the date, before or after,
    so that the change does not show. `change_without_effect`: the change alters nothing.
    """
    made = resolved(scenario, municipality)
    before, after = municipality.timetable, made.timetable
    if before is None or after is None:
        return made.notes
    told = list(made.notes)
    if trips_on(before, date) and not trips_on(after, date):
        facts = {"scenario": scenario.name}
        told.append(
            Fault(
                "scenario_no_service_on_date",
                scenario.file,
                Severity.WARNING,
                field="changes",
                value=date.isoformat(),
                facts=facts,
            )
        )
    running = _lines_on(before, date) | _lines_on(after, date)
    for number, change in enumerate(scenario.changes, start=1):
        line = getattr(change, "line", None) or (getattr(change, "id", None) if hasattr(change, "every_min") else None)
        if isinstance(change, TimetableChange) and line is not None and line not in running:
            field = f"changes[{number}].{CHANGE_WORDS[type(change)]}"
            facts = {"line": line, "date": date.isoformat()}
            told.append(Fault("change_not_on_date", scenario.file, Severity.WARNING, change.row, field, line, facts))
    return tuple(told)


def trips_on(timetable: Timetable, date: datetime.date) -> int:
    """How many trips run on a date; 0 too where the timetable has none at all."""
    return int(timetable.trips["service_id"].isin(timetable.active_services(date)).sum())


def _lines_on(timetable: Timetable, date: datetime.date) -> set[str]:
    """The ids and short names of lines with a trip on a date."""
    runs = timetable.trips["service_id"].isin(timetable.active_services(date)).to_numpy()
    rows = timetable.routes.iloc[timetable.trips["route"].to_numpy()[runs]]
    return {*rows["route_id"].unique().tolist(), *rows["short_name"].unique().tolist()}
