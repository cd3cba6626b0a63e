"""`visits`: can one leave home, get there while it is open, do one's errand and be home the same day?"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

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
from assessment.commands.values import clock_time, opening_times, service_date
from assessment.inputs.timetable import require_service
from assessment.language import translator
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import all_visits
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.visits import VisitRules, Visits

COLUMNS = (
    "from_id",
    "to_id",
    "away_min",
    "outward_departure",
    "service_arrival",
    "home_arrival",
    "outward_options",
    "on_foot",
)


@guarded
def visits(
    origins: Origins,
    destinations: Destinations,
    output: Annotated[Path, typer.Option(help="CSV to write, a row a pair: " + ",".join(COLUMNS[2:]) + ".")],
    timetable: Feeds = None,
    date: Day = None,
    opening: Annotated[
        str, typer.Option(help="When the services are open; several times: 10:00-12:00,13:00-18:00.")
    ] = "",
    stay_min: Annotated[float, typer.Option(help="Shortest visit, min.")] = 60,
    home_by: Annotated[str, typer.Option(help="Home at the latest.")] = "24:00",
    streets: StreetFile = None,
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
    lang: Lang = None,
) -> None:
    """Same-day visits from every origin to every destination.

    A visit leaves home, reaches the service, stays from then or from the opening on, and is home again; away_min is the
    shortest time away, in minutes, empty where no visit is possible that day.
    """
    language = message_language(lang)
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
    for option, value in (("--timetable", timetable), ("--date", date), ("--opening", opening)):
        if not value:
            raise refuse("argument_missing", option, "", mode="transit")
    if not stay_min >= 0:
        raise refuse("argument_too_small", "--stay-min", str(stay_min), least=0)
    if not detour >= 1:
        raise refuse("argument_too_small", "--detour", str(detour), least=1)
    rules = VisitRules(opening_times(opening), round(stay_min * 60), clock_time(home_by, "--home-by"))
    day = service_date(date or "")
    inputs = JourneyInputs(origins, destinations, streets, tuple(timetable or ()))
    report_warnings(inputs.warnings, language)
    assert inputs.timetable is not None
    require_service(inputs.timetable, day)
    network = transit_network(
        inputs.timetable, day, wheelchair=who.wheelchair, unknown_accessible=who.unknown_accessible
    )
    with progress_bar(translator(language)("command.visits")) as progress:
        found = all_visits(
            inputs.from_points, inputs.to_points, network, inputs.ways(who, detour), who, rules, progress
        )
    _write(output, inputs.origins.ids, inputs.destinations.ids, found)


def _write(path: Path, from_ids: tuple[str, ...], to_ids: tuple[str, ...], found: list[Visits]) -> None:
    with whole_or_not_at_all(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for origin, from_id in enumerate(from_ids):
            for to_id, visit in zip(to_ids, found, strict=True):
                writer.writerow([from_id, to_id, *_cells(visit, origin)])


def _cells(visit: Visits, origin: int) -> list[str]:
    away_s = int(visit.away_s[origin])
    if away_s >= UNREACHED:
        return ["", "", "", "", "0", "0"]
    clocks = (visit.outward_departure_s, visit.service_arrival_s, visit.home_arrival_s)
    return [
        f"{away_s / 60:.2f}",
        *(_clock(int(times[origin])) for times in clocks),
        str(int(visit.outward_options[origin])),
        str(int(visit.on_foot[origin])),
    ]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
