"""Faults of one change of a scenario: its file, its line there and its place in the list go with each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.errors import Fault, FaultLog, Severity

MAX_SUGGESTIONS = 3


@dataclass
class ChangeFaults:
    """Adds faults of one change. `number`: its place in the list, 1 = first. `found` counts those added."""

    file: str
    row: int | None
    word: str
    number: int
    log: FaultLog
    found: int = 0

    def add(self, code: str, field: str, value: object, **facts: str | int | float) -> None:
        """Refuse the change for the value of one of its fields."""
        self.found += 1
        self.log.add(self.fault(code, field, value, Severity.ERROR, **facts))

    def fault(self, code: str, field: str, value: object, severity: Severity, **facts: str | int | float) -> Fault:
        """A fault of the change that is not added to the log."""
        place = f"changes[{self.number}].{self.word}.{field}"
        return Fault(code, self.file, severity, row=self.row, field=place, value=str(value), facts=facts)


def in_range(value: float, low: float, high: float, faults: ChangeFaults, field: str) -> bool:
    """Whether a number is one that can be meant; adds `change_out_of_range`."""
    if low <= value <= high:
        return True
    faults.add("change_out_of_range", field, f"{value:g}", low=f"{low:g}", high=f"{high:g}")
    return False


def did_you_mean(written: str, names: Mapping[str, str]) -> str:
    """The ids, with names, most like what was written, by id or by name; the first ones where nothing is like it.

    names: what each id is called.
    """
    by_name: dict[str, str] = {}
    for key, name in names.items():
        by_name.setdefault(name.casefold(), key)
    like_id = difflib.get_close_matches(written, list(names), n=MAX_SUGGESTIONS, cutoff=0.5)
    like_name = difflib.get_close_matches(written.casefold(), list(by_name), n=MAX_SUGGESTIONS, cutoff=0.5)
    found = list(dict.fromkeys([*like_id, *(by_name[name] for name in like_name)])) or list(names)
    return listed(found, names)


def listed(ids: Iterable[str], names: Mapping[str, str]) -> str:
    """The first few ids with their names, "–" for none."""
    few = list(ids)[:MAX_SUGGESTIONS]
    return ", ".join(f"{key} ({names[key]})" if names[key] else key for key in few) or "–"
