"""A fault of a timetable as a case to be tested: the feed that has it, where it must be found, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.errors import Severity
from assessment.inputs.timetable import read_timetable
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.timetable_feeds import town, write_zip

BOTH = {"am", "night"}


@dataclass(frozen=True)
class Case:
    """A fault, the feed that has it, where it must be found, and which trips remain (None: refused)."""

    code: str
    severity: Severity
    changes: Mapping[str, str | bytes | None]
    file: str
    row: int | None = None
    field: str | None = None
    value: str | None = None
    left: frozenset[str] | None = None

    def __str__(self) -> str:
        return f"{self.code}-{self.file}-{self.field}-{self.value}"


def refused(code: str, changes: Mapping[str, str | bytes | None], file: str, *where: object) -> Case:
    row, field, value = (*where, None, None, None)[:3]
    return Case(code, Severity.ERROR, changes, file, row, field, value)


def dropped(code: str, changes: Mapping[str, str | bytes | None], file: str, *where: object, left: set[str]) -> Case:
    row, field, value = (*where, None, None, None)[:3]
    return Case(code, Severity.DROPPED, changes, file, row, field, value, frozenset(left))


def warned(
    code: str, changes: Mapping[str, str | bytes | None], file: str, *where: object, left: set[str] = BOTH
) -> Case:
    row, field, value = (*where, None, None, None)[:3]
    return Case(code, Severity.WARNING, changes, file, row, field, value, frozenset(left))


def must_be_told(case: Case, tmp_path: Path) -> None:
    """The fault is told with its file, row, field and value, in words of every language, and the right trips remain."""
    path = write_zip(tmp_path / "town.zip", town(case.changes))
    if case.left is None:
        found = refusal(lambda: read_timetable([path]))
    else:
        timetable = read_timetable([path])
        must_read_well(timetable.faults)
        found = {fault.code: fault for fault in reversed(timetable.faults)}
        assert set(timetable.trips["trip_id"]) == case.left
    fault = found[case.code]
    assert fault.severity is case.severity
    assert fault.file == ("town.zip/" + case.file).rstrip("/")
    assert (fault.row, fault.field, fault.value) == (case.row, case.field, case.value)
