"""The municipality that the app shows and its baselines: read once, shared by every session, never altered."""

from __future__ import annotations

import os
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.scenario import Scenario, apply_scenario
from pages.components.day_choice import day_and_window
from pages.components.map_ground import ground

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality

__all__ = ["changed_municipality", "data_folder", "day_and_window", "map_ground", "municipality", "warm_up"]

DATA_VARIABLE = "ASSESSMENT_DATA"
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"

# One at a time: two visitors at once must not read the same files twice.
_reading = threading.RLock()


def data_folder() -> Path:
    """The data folder: the environment variable ASSESSMENT_DATA names it, else it is the demo municipality."""
    return Path(os.environ[DATA_VARIABLE]) if os.environ.get(DATA_VARIABLE) else DEMO


def municipality() -> Municipality:
    """The municipality of the data folder. Raises Refused with the faults of its files."""
    with _reading:
        return _read(data_folder())


@cache
def _read(folder: Path) -> Municipality:
    from assessment.inputs.municipality import read_municipality

    return read_municipality(folder)


def changed_municipality(place: Municipality, scenario: Scenario) -> Municipality:
    """The municipality with the changes of an alternative made. Raises Refused with the faults of the changes."""
    return place if not scenario.changes else _changed(place, scenario)


# An alternative is asked for again and again while its next change is being made.
@lru_cache(maxsize=16)
def _changed(place: Municipality, scenario: Scenario) -> Municipality:
    return apply_scenario(scenario, place)


def map_ground() -> str:
    """The ground of the municipality's map, ready for the browser."""
    with _reading:
        return _ground(data_folder())


@cache
def _ground(folder: Path) -> str:
    return ground(_read(folder))


def warm_up() -> None:
    """Read the municipality, lay the ground of the map and compute the first view, before anyone asks."""
    from pages.components.computing import compute_first_view

    if not (data_folder() / "municipality.yaml").is_file():
        return
    map_ground()
    compute_first_view()
