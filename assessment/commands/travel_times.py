"""`travel-times`: from every origin to every destination, on foot, by car or by public transport."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from assessment.commands.journey_options import (
    Day,
    Destinations,
    Detour,
    Feeds,
    JourneyInputs,
    Lang,
    MaxBoardings,
    MaxTime,
    MaxTransferWalk,
    MaxWalk,
    Origins,
    ProfileName,
    StreetFile,
    TransferSlack,
    UnknownAccessible,
    WalkSpeed,
    Wheelchair,
    YesNo,
    traveller,
)
from assessment.commands.outcome import (
    guarded,
    message_language,
    progress_bar,
    refuse,
    report_warnings,
    whole_or_not_at_all,
)
from assessment.commands.values import percentile_list, percentile_name, service_date, time_window
from assessment.inputs.timetable import require_service
from assessment.language import translator
from assessment.network.street_network import street_network
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import car_times, transit_times, walk_times
from assessment.travel_times.pareto import UNREACHED

IntArray = npt.NDArray[np.int32]
MEDIAN = 50.0


class ModeName(StrEnum):
    """Ways of travelling."""

    WALK = "walk"
    CAR = "car"
    TRANSIT = "transit"


@guarded
def travel_times(
    origins: Origins,
    destinations: Destinations,
    mode: Annotated[ModeName, typer.Option(help="Way of travelling.")],
    output: Annotated[
        Path, typer.Option(help="CSV to write: from_id,to_id,travel_time_p50 in minutes; empty = not reached.")
    ],
    timetable: Feeds = None,
    streets: StreetFile = None,
    date: Day = None,
    window: Annotated[str, typer.Option(help="Departure minutes, start included, end not.")] = "09:00-11:00",
    profile: ProfileName = "adult",
    walk_speed_ms: WalkSpeed = None,
    max_walk_min: MaxWalk = None,
    max_transfer_walk_min: MaxTransferWalk = None,
    transfer_slack_s: TransferSlack = None,
    max_boardings: MaxBoardings = None,
    max_time_min: MaxTime = None,
    wheelchair: Wheelchair = None,
    unknown_accessible: UnknownAccessible = YesNo.NO,
    detour: Detour = 1.3,
    percentiles: Annotated[str, typer.Option(help="Percentiles over the departure minutes.")] = "50",
    nearest: Annotated[
        bool, typer.Option("--nearest", help="One row an origin: the destination with the smallest median.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Travel times from every origin to every destination.

    A departure minute is each whole minute of the window; the wait for the first vehicle counts. By the definitions of
    the README's chapter on travel times.
    """
    language = message_language(lang)
    shares = percentile_list(percentiles)
    minutes = time_window(window)
    who = traveller(
        profile,
        walk_speed_ms=walk_speed_ms,
        max_walk_min=max_walk_min,
        max_transfer_walk_min=max_transfer_walk_min,
        transfer_slack_s=transfer_slack_s,
        max_boardings=max_boardings,
        max_time_min=max_time_min,
        wheelchair=wheelchair,
        unknown_accessible=unknown_accessible is YesNo.YES,
    )
    if not detour >= 1:
        raise refuse("argument_too_small", "--detour", str(detour), least=1)
    wants_transit = mode is ModeName.TRANSIT
    if wants_transit and not (timetable and date):
        raise refuse("argument_missing", "--date" if timetable else "--timetable", "", mode=mode.value)
    if mode is ModeName.CAR and streets is None:
        raise refuse("argument_missing", "--streets", "", mode=mode.value)
    day = service_date(date) if date else None
    inputs = JourneyInputs(origins, destinations, streets, tuple(timetable or ()) if wants_transit else ())
    report_warnings(inputs.warnings, language)
    with progress_bar(translator(language)("command.travel_times")) as progress:
        if mode is ModeName.WALK:
            seconds = walk_times(inputs.from_points, inputs.to_points, inputs.ways(who, detour), who)[None]
        elif mode is ModeName.CAR:
            assert inputs.streets is not None
            network = street_network(inputs.streets, "car")
            seconds = car_times(inputs.from_points, inputs.to_points, network, who, progress)[None]
        else:
            assert inputs.timetable is not None and day is not None
            require_service(inputs.timetable, day)
            connections = transit_network(
                inputs.timetable,
                day,
                wheelchair=who.wheelchair,
                unknown_accessible=who.unknown_accessible,
            )
            ways = inputs.ways(who, detour)
            wanted = shares if MEDIAN in shares or not nearest else (*shares, MEDIAN)
            seconds = transit_times(
                inputs.from_points, inputs.to_points, connections, ways, who, minutes, wanted, progress
            )
    if mode is not ModeName.TRANSIT:
        # The same at every minute, and so at every percentile.
        seconds = np.repeat(seconds, len(shares), axis=0)
    median = (*shares, MEDIAN).index(MEDIAN) if wants_transit else 0
    write_times(output, inputs.origins.ids, inputs.destinations.ids, seconds, shares, median if nearest else None)


def write_times(
    path: Path,
    from_ids: tuple[str, ...],
    to_ids: tuple[str, ...],
    seconds: IntArray,
    percentiles: tuple[float, ...],
    nearest_by: int | None,
) -> None:
    """Write int32[percentile, destination, origin] as minutes, by origin then destination.

    nearest_by: row of the percentile that decides the one destination written for each origin.
    """
    shown = range(len(percentiles))
    with whole_or_not_at_all(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["from_id", "to_id", *(percentile_name(p) for p in percentiles)])
        if nearest_by is not None:
            # argmin takes the first of equals, which is the first in the file.
            chosen = seconds[nearest_by].argmin(axis=0)
            for origin, from_id in enumerate(from_ids):
                to = int(chosen[origin])
                reached = seconds[nearest_by, to, origin] < UNREACHED
                values = [_minutes(int(seconds[p, to, origin])) for p in shown]
                writer.writerow([from_id, to_ids[to] if reached else "", *values])
            return
        for origin, from_id in enumerate(from_ids):
            columns = [[_minutes(value) for value in seconds[p, :, origin].tolist()] for p in shown]
            writer.writerows([from_id, to_id, *values] for to_id, *values in zip(to_ids, *columns, strict=True))


def _minutes(seconds: int) -> str:
    return "" if seconds >= UNREACHED else f"{seconds / 60:.2f}"
