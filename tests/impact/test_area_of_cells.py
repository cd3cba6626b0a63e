"""Cells belong to the area their middle lies in, else to the nearest."""

from __future__ import annotations

import numpy as np

from assessment.impact.area_of_cells import area_of_cells
from tests.impact.towns import LON, lat_at, line_town


def test_a_middle_inside_on_the_border_and_outside() -> None:
    town = line_town({"c": (0, 1, 0, 0, 0)}, {}, [1000, 3000, 6000])
    metres = [-90_000, 0, 999, 1001, 2999, 5000, 90_000]
    lat = np.array([lat_at(metre) for metre in metres])
    assert area_of_cells(np.full(len(lat), LON), lat, town.areas).tolist() == [0, 0, 0, 1, 1, 2, 2]
