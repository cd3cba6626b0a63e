"""Rides without a timetable, such as a service taxi's: they leave when asked, within their hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int32]
OffsetArray = npt.NDArray[np.int64]

LEAVE_FROM, LEAVE_UNTIL, DURATION = 0, 1, 2


@dataclass(frozen=True)
class FlexibleRides:
    """What rides offer every origin on the way to one service; all times in whole seconds since midnight.

    direct: rides between home and the service. direct_start: int64[n_origins + 1]; direct_out, direct_back:
    int32[n, 3], (leave from, leave until, duration), leaving home and leaving the service.
    feeder: rides between home and a stop, feeder_stop: row of the timetable's stops. feeder_out: leaving home.
    feeder_back: the same day turned around, so that (leave from, leave until) are the latest and the earliest arrival
    at home counted back from the turning point.
    """

    direct_start: OffsetArray
    direct_out: IntArray
    direct_back: IntArray
    feeder_start: OffsetArray
    feeder_stop: IntArray
    feeder_out: IntArray
    feeder_back: IntArray


def no_rides(n_origins: int) -> FlexibleRides:
    """What there is where no ride is offered."""
    start, stop, none = np.zeros(n_origins + 1, np.int64), np.zeros(0, np.int32), np.zeros((0, 3), np.int32)
    return FlexibleRides(start, none, none, start, stop, none, none)
