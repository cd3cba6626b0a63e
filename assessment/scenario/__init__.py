"""Scenarios: an ordered list of changes on top of the baseline, kept as YAML; inputs are never altered.

`changes` says what a change is, `yaml_file` reads and writes them, `applying` makes the changed municipality,
`describing` tells them in words, `date_warnings` what does not show on a date.
"""

from assessment.scenario.applying import apply_scenario
from assessment.scenario.changes import (
    AddBookmobileStop,
    AddServiceTaxi,
    Change,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    RemoveBookmobileStop,
    RemoveServiceTaxi,
    Scenario,
    ServicePointChange,
    ServiceTaxiChange,
)
from assessment.scenario.date_warnings import warnings_of
from assessment.scenario.describing import ChangeInWords, describe, describe_for
from assessment.scenario.timetable.changes import (
    AccessibleStops,
    AccessibleVehicles,
    AddLine,
    AddStop,
    ExtendLine,
    Headway,
    MoveStop,
    NewStop,
    RemoveLine,
    RemoveStop,
    RemoveTrips,
    RerouteLine,
    RetimeTrips,
    ShortenLine,
    StopOnLine,
    TimetableChange,
)
from assessment.scenario.yaml_file import parse_scenario, read_scenario, write_scenario

__all__ = [
    "AccessibleStops",
    "AccessibleVehicles",
    "AddBookmobileStop",
    "AddLine",
    "AddServiceTaxi",
    "AddStop",
    "Change",
    "ChangeInWords",
    "ChangeOpeningHours",
    "CloseServicePoint",
    "ExtendLine",
    "Headway",
    "MoveServicePoint",
    "MoveStop",
    "NewStop",
    "OpenServicePoint",
    "RemoveBookmobileStop",
    "RemoveLine",
    "RemoveServiceTaxi",
    "RemoveStop",
    "RemoveTrips",
    "RerouteLine",
    "RetimeTrips",
    "Scenario",
    "ServicePointChange",
    "ServiceTaxiChange",
    "ShortenLine",
    "StopOnLine",
    "TimetableChange",
    "apply_scenario",
    "describe",
    "describe_for",
    "parse_scenario",
    "read_scenario",
    "warnings_of",
    "write_scenario",
]
