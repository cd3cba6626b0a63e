"""What a change is (close, open or move a service point, other opening hours); a scenario lists them in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True)
class CloseServicePoint:
    """The service point gives no service any more. `line` is where the change stands in its file, for faults."""

    service_point: str
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class OpenServicePoint:
    """A new service point; lon and lat in WGS84 degrees, opening hours in OpenStreetMap's syntax, "" = not known."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    opening_hours: str = ""
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class MoveServicePoint:
    """The service point moves to another place; lon and lat in WGS84 degrees."""

    service_point: str
    lon: float
    lat: float
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ChangeOpeningHours:
    """The service point is open at other hours; OpenStreetMap's syntax, "" = not known."""

    service_point: str
    opening_hours: str
    line: int | None = field(default=None, compare=False, repr=False)


Change = CloseServicePoint | OpenServicePoint | MoveServicePoint | ChangeOpeningHours

# The word that names each kind of change in a scenario file.
CHANGE_WORDS: Mapping[type, str] = MappingProxyType(
    {
        CloseServicePoint: "close",
        OpenServicePoint: "open",
        MoveServicePoint: "move",
        ChangeOpeningHours: "opening_hours",
    }
)


@dataclass(frozen=True)
class Scenario:
    """An alternative: its name (VE1), a description and the changes in order; `file` is its file, for faults."""

    name: str
    description: str = ""
    changes: tuple[Change, ...] = ()
    file: str = field(default="scenario.yaml", compare=False, repr=False)

    def with_change(self, change: Change) -> Scenario:
        """The scenario with one more change at its end."""
        return replace(self, changes=(*self.changes, change))

    def without_change(self, index: int) -> Scenario:
        """The scenario without the change at that place: undo is nothing but this. Raises IndexError."""
        if not 0 <= index < len(self.changes):
            raise IndexError(index)
        return replace(self, changes=self.changes[:index] + self.changes[index + 1 :])


@dataclass(frozen=True)
class ChangeInWords:
    """A change for the screen: the catalogue key (`change.close`) and the facts that fill its gaps."""

    key: str
    facts: Mapping[str, str | float]


def describe(scenario: Scenario, names: Mapping[str, str]) -> tuple[ChangeInWords, ...]:
    """The changes in order as catalogue keys and facts; `names` are the baseline's service point names by id.

    A service point opened by an earlier change is known by the name given there; one nobody knows by its id.
    """
    known = dict(names)
    told = []
    for change in scenario.changes:
        facts: dict[str, str | float]
        if isinstance(change, OpenServicePoint):
            known[change.id] = change.name
            facts = {"id": change.id, "name": change.name, "kind": change.kind, "lon": change.lon, "lat": change.lat}
            facts["opening_hours"] = change.opening_hours
        else:
            facts = {"id": change.service_point, "name": known.get(change.service_point, change.service_point)}
            if isinstance(change, MoveServicePoint):
                facts |= {"lon": change.lon, "lat": change.lat}
            elif isinstance(change, ChangeOpeningHours):
                facts["opening_hours"] = change.opening_hours or "–"
        told.append(ChangeInWords(f"change.{CHANGE_WORDS[type(change)]}", MappingProxyType(facts)))
    return tuple(told)
