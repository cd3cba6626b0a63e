"""Faults of outside data: a code and facts, put into words only at the edge (see language.py)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

MAX_FAULTS_PER_CODE = 100
MAX_VALUE_LENGTH = 80


class Severity(StrEnum):
    """What a fault means for the file: refused, rows left out, or only worth knowing."""

    ERROR = "error"
    DROPPED = "dropped"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """One fault in outside data: what (code), where (file, row, field) and the value found there.

    `row` is the line in the file, 1 = header. `facts` fill the gaps of the message `fault.<code>` in the catalogue.
    """

    code: str
    file: str
    severity: Severity = Severity.ERROR
    row: int | None = None
    field: str | None = None
    value: str | None = None
    facts: Mapping[str, str | int | float] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.value is not None:
            object.__setattr__(self, "value", escaped(self.value))


class Refused(Exception):  # noqa: N818 - a refusal is an answer to the user, not an error of ours
    """Outside data or arguments were refused; carries every fault found, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(sorted({f"{f.file}: {f.code}" for f in self.faults})))


class FaultLog:
    """Collects faults while a file is read: at most 100 of a code are kept, all are counted."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.counts: Counter[tuple[Severity, str]] = Counter()

    def add(self, fault: Fault) -> None:
        """Keep the fault, or only count it when a hundred of its code are kept already."""
        self.counts[(fault.severity, fault.code)] += 1
        if self.counts[(fault.severity, fault.code)] <= MAX_FAULTS_PER_CODE:
            self._faults.append(fault)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The kept faults in the order found, then for each code found more often how many there were in all."""
        more = (
            Fault("more_of_the_same", "", severity, value=code, facts={"n": n})
            for (severity, code), n in self.counts.items()
            if n > MAX_FAULTS_PER_CODE
        )
        return (*self._faults, *more)

    @property
    def refused(self) -> bool:
        """Whether any fault is an error."""
        return any(severity is Severity.ERROR for severity, _ in self.counts)

    def raise_if_refused(self) -> None:
        """Raise Refused with all kept faults when any of them is an error."""
        if self.refused:
            raise Refused(self.faults)


def escaped(value: str) -> str:
    """A value as it may be shown: one line, no control characters, at most 80 characters."""
    shown = value.encode("unicode_escape").decode("ascii") if not value.isprintable() else value
    return shown if len(shown) <= MAX_VALUE_LENGTH else shown[: MAX_VALUE_LENGTH - 1] + "…"
