"""The alternatives of this session: VE0 is today, the others are scenarios; kept in the session, told in the address.

Every edit is tried on the municipality before it is kept: what cannot be done is refused in words and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from assessment.errors import Fault, Refused
from assessment.scenario import (
    Change,
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
    parse_scenario,
)
from pages.components.municipality import changed_municipality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.inputs.municipality import Municipality

TODAY = "VE0"
FIRST = "VE1"
SEPARATOR = "~"
# An address longer than this is cut by some mail programs; a longer list of changes travels as a file instead.
MAX_ADDRESS_CHANGES = 25


def alternatives() -> dict[str, Scenario]:
    """Every alternative of the session by name, VE0 first."""
    known: dict[str, Scenario] | None = st.session_state.get("alternatives")
    if known is None:
        known = {TODAY: Scenario(TODAY), FIRST: Scenario(FIRST)}
        st.session_state["alternatives"] = known
    return known


def chosen_name() -> str:
    """The name of the alternative that is looked at and edited."""
    name: str = st.session_state.get("alternative", FIRST)
    return name if name in alternatives() else FIRST


def editable_name() -> str:
    """The alternative that an edit goes to: the one looked at, or a fresh one when that is today's network."""
    name = chosen_name()
    if name != TODAY:
        return name
    for other, scenario in alternatives().items():
        if other != TODAY and not scenario.changes:
            return other
    return add_alternative()


def copy_alternative(name: str) -> None:
    """A new alternative that begins as a copy of another."""
    add_alternative(name)


def add_alternative(copy_of: str | None = None) -> str:
    """A new alternative, empty or a copy of another; it becomes the one looked at."""
    known = alternatives()
    number = 1
    while f"VE{number}" in known:
        number += 1
    name = f"VE{number}"
    known[name] = replace(known[copy_of], name=name) if copy_of else Scenario(name)
    st.session_state["alternative"] = name
    return name


def remove_alternative(name: str) -> None:
    """Take an alternative away; VE0 stays, and at least one other."""
    known = alternatives()
    if name == TODAY or name not in known:
        return
    del known[name]
    if len(known) == 1:
        known[FIRST] = Scenario(FIRST)
    st.session_state["alternative"] = next(other for other in known if other != TODAY)


def add_change(municipality: Municipality, change: Change) -> None:
    """Add a change to the alternative looked at, if it can be done; otherwise keep the faults for the page to show."""
    name = editable_name()
    _try(municipality, name, alternatives()[name].with_change(change))


def remove_change(municipality: Municipality, name: str, index: int) -> None:
    """Undo one change; refused when a later change builds on it."""
    _try(municipality, name, alternatives()[name].without_change(index))


def load(municipality: Municipality, text: str, file: str) -> None:
    """Take in a scenario file as an alternative; one of the same name is replaced, VE0 never."""
    try:
        scenario = parse_scenario(text, file)
    except Refused as refusal:
        st.session_state["edit_faults"] = refusal.faults
        return
    name = scenario.name if scenario.name != TODAY else add_alternative()
    _try(municipality, name, replace(scenario, name=name))


def take_faults() -> Sequence[Fault]:
    """The faults of the last edit, once."""
    faults: Sequence[Fault] = st.session_state.pop("edit_faults", ())
    return faults


def accepted() -> bool:
    """Whether the last edit was made."""
    return "edit_faults" not in st.session_state


def _try(municipality: Municipality, name: str, scenario: Scenario) -> None:
    try:
        changed_municipality(municipality, scenario)
    except Refused as refusal:
        st.session_state["edit_faults"] = refusal.faults
        return
    alternatives()[name] = scenario
    st.session_state["alternative"] = name


def to_address(scenario: Scenario) -> list[str]:
    """The changes as short words for the address.

    close~ID, move~ID~LON~LAT, hours~ID~HOURS and open~ID~KIND~LON~LAT~NAME~HOURS.
    """
    if len(scenario.changes) > MAX_ADDRESS_CHANGES:
        return []
    words = []
    for change in scenario.changes:
        match change:
            case CloseServicePoint(service_point=point):
                parts = ["close", point]
            case MoveServicePoint(service_point=point, lon=lon, lat=lat):
                parts = ["move", point, f"{lon:.5f}", f"{lat:.5f}"]
            case ChangeOpeningHours(service_point=point, opening_hours=hours):
                parts = ["hours", point, hours]
            case OpenServicePoint(id=point, name=name, kind=kind, lon=lon, lat=lat, opening_hours=hours):
                parts = ["open", point, kind, f"{lon:.5f}", f"{lat:.5f}", name, hours]
            case _:
                return []  # a change that no address can tell: the alternative travels as a file
        words.append(SEPARATOR.join(part.replace(SEPARATOR, "-") for part in parts))
    return words


def from_address(words: Sequence[str]) -> tuple[Change, ...]:
    """The changes that an address tells; words it cannot understand are left out."""
    changes: list[Change] = []
    for word in words[:MAX_ADDRESS_CHANGES]:
        try:
            match word.split(SEPARATOR):
                case ["close", point]:
                    changes.append(CloseServicePoint(point))
                case ["move", point, lon, lat]:
                    changes.append(MoveServicePoint(point, float(lon), float(lat)))
                case ["hours", point, hours]:
                    changes.append(ChangeOpeningHours(point, hours))
                case ["open", point, kind, lon, lat, name, hours]:
                    changes.append(OpenServicePoint(point, name, kind, float(lon), float(lat), hours))
        except ValueError:
            continue
    return tuple(changes)


def adopt_address(municipality: Municipality, name: str, words: Sequence[str]) -> None:
    """Make the alternative what the address tells, when it differs from what the session holds."""
    known = alternatives()
    changes = from_address(words)
    present = known.get(name, Scenario(name))
    if name == TODAY or list(words) == to_address(present):
        return
    _try(municipality, name, replace(present, changes=changes))
