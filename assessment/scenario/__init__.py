"""Scenarios: an ordered list of changes on top of the baseline, kept as YAML; inputs are never altered.

`changes` says what a change is, `yaml_file` reads and writes them, `applying` makes the changed municipality.
"""

from assessment.scenario.applying import apply_scenario, resolved
from assessment.scenario.changes import (
    Change,
    ChangeInWords,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
    describe,
)
from assessment.scenario.yaml_file import parse_scenario, read_scenario, write_scenario

__all__ = [
    "Change",
    "ChangeInWords",
    "ChangeOpeningHours",
    "CloseServicePoint",
    "MoveServicePoint",
    "OpenServicePoint",
    "Scenario",
    "apply_scenario",
    "describe",
    "parse_scenario",
    "read_scenario",
    "resolved",
    "write_scenario",
]
