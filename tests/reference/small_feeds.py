"""Write small GTFS feeds and tables of places for tests, and run the real command on them."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from typer.testing import CliRunner

from assessment.__main__ import app
from tests.reference.oracle import Place

ROOT = Path(__file__).resolve().parents[2]
EVERY_DAY = "1111111"
WEEKDAYS_ONLY = "1111100"


def clock(seconds: int) -> str:
    """Write seconds since midnight as HH:MM:SS, hours may pass 24."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@dataclass
class SmallFeed:
    """A feed in the making: add stops, services and trips, then `write`."""

    tables: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.add(
            "agency",
            agency_id="A",
            agency_name="Town",
            agency_url="https://town.example",
            agency_timezone="Europe/Helsinki",
        )
        self.add("routes", route_id="R", agency_id="A", route_short_name="1", route_long_name="Line", route_type=3)

    def add(self, table: str, **row: object) -> None:
        """Add a row to a table, columns by name."""
        self.tables.setdefault(table, []).append(row)

    def stop(self, stop_id: str, lon: float, lat: float, **more: object) -> None:
        """Add a stop."""
        self.add("stops", stop_id=stop_id, stop_name=f"Stop {stop_id}", stop_lon=repr(lon), stop_lat=repr(lat), **more)

    def service(
        self, service_id: str, weekdays: str = EVERY_DAY, start: str = "20260101", end: str = "20261231"
    ) -> None:
        """Add a row of calendar.txt; weekdays are seven digits from Monday."""
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        days = dict(zip(names, weekdays, strict=True))
        self.add("calendar", service_id=service_id, **days, start_date=start, end_date=end)

    def trip(self, trip_id: str, calls: str, service_id: str = "ALL", **more: object) -> None:
        """Add a trip; calls are like "A 08:10, B 08:20-08:21, C, D 08:40 pickup=1 drop_off=1 shape=2.5"."""
        self.add("trips", route_id="R", service_id=service_id, trip_id=trip_id, **more)
        for sequence, call in enumerate(calls.split(","), start=1):
            words = call.split()
            given = dict(word.split("=") for word in words if "=" in word)
            times = [word for word in words[1:] if "=" not in word]
            arrival, departure = (times[0].split("-") * 2)[:2] if times else ("", "")
            self.add(
                "stop_times",
                trip_id=trip_id,
                arrival_time=_with_seconds(arrival),
                departure_time=_with_seconds(departure),
                stop_id=words[0],
                stop_sequence=sequence,
                pickup_type=given.get("pickup", ""),
                drop_off_type=given.get("drop_off", ""),
                shape_dist_traveled=given.get("shape", ""),
            )

    def write(self, path: Path) -> Path:
        """Write the zip and return its path."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as feed:
            for name, rows in self.tables.items():
                feed.writestr(f"{name}.txt", table_text(rows))
        return path


def _with_seconds(text: str) -> str:
    return f"{text}:00" if text.count(":") == 1 else text


def table_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as CSV, the union of their columns in order of appearance."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_places(path: Path, places: Iterable[Place]) -> Path:
    """Write `id,lon,lat` with every digit and return the path."""
    path.write_text("id,lon,lat\n" + "".join(f"{i},{lon!r},{lat!r}\n" for i, lon, lat in places), encoding="utf-8")
    return path


def run_command(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `python -m assessment ...` as a user does and return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "assessment", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def call_command(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the same in this process: for the many questions of the oracles, that need not start Python each time."""
    with contextlib.chdir(cwd or ROOT):
        done = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, [str(argument) for argument in arguments])
    ended = done.exception is None or isinstance(done.exception, SystemExit)
    assert ended, "".join(traceback.format_exception(done.exception))
    return subprocess.CompletedProcess(list(arguments), done.exit_code, done.stdout, done.stderr)
