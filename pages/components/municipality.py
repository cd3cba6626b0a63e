"""The municipality that the app shows and its baselines: read once, shared by every session, never altered."""

from __future__ import annotations

import datetime as dt
import os
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pages.components.map_ground import ground

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality

DATA_VARIABLE = "ASSESSMENT_DATA"
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
EVENING_S = (17 * 3600, 19 * 3600)
SATURDAY_S = (10 * 3600, 12 * 3600)
SATURDAY = 5

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


def map_ground() -> str:
    """The ground of the municipality's map, ready for the browser."""
    with _reading:
        return _ground(data_folder())


@cache
def _ground(folder: Path) -> str:
    return ground(_read(folder))


def day_and_window(place: Municipality, day: str) -> tuple[dt.date, tuple[int, int]]:
    """The date and the departure window (seconds since midnight) that a day type stands for."""
    date = place.settings.default_date
    if day == "evening":
        return date, EVENING_S
    if day == "saturday":
        return date + dt.timedelta(days=(SATURDAY - date.weekday()) % 7), SATURDAY_S
    return date, place.settings.default_window_s


def warm_up() -> None:
    """Read the municipality, lay the ground of the map and compute the first view, before anyone asks."""
    from pages.components.computing import compute_first_view

    if not (data_folder() / "municipality.yaml").is_file():
        return
    map_ground()
    compute_first_view()
