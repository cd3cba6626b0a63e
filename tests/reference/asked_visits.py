"""Ask the real `visits` command and lay its answer beside the oracle's."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from assessment.__main__ import app
from tests.reference.oracle import NEVER, Place, seconds_of
from tests.reference.small_feeds import write_places
from tests.reference.visits_oracle import Visit

COLUMNS = [
    *("from_id", "to_id", "away_min", "outward_departure", "service_arrival", "home_arrival"),
    *("outward_options", "on_foot"),
]


@dataclass(frozen=True)
class Answer:
    """One row of the command; seconds, None where the cell is empty."""

    away_s: float | None
    clocks: tuple[int | None, int | None, int | None]
    outward_options: int
    on_foot: int

    @classmethod
    def of_row(cls, row: dict[str, str]) -> Answer:
        """Read a row, empty cells and all."""
        clocks = tuple(
            seconds_of(row[c]) if row[c] else None for c in ("outward_departure", "service_arrival", "home_arrival")
        )
        away = float(row["away_min"]) * 60 if row["away_min"] else None
        return cls(away, clocks, int(row["outward_options"]), int(row["on_foot"]))  # type: ignore[arg-type]

    def differs(self, visit: Visit) -> str:
        """Return how it differs from what the oracle says, "" where it does not."""
        if visit.away_s == NEVER:
            empty = Answer(None, (None, None, None), 0, 0)
            return "" if self == empty else f"should be impossible, is {self}"
        wrong = []
        # half of the printed hundredth of a minute
        if self.away_s is None or abs(self.away_s - visit.away_s) > 0.3 + 1e-6:
            wrong.append(f"away {self.away_s} for {visit.away_s}")
        elif self.clocks not in visit.best:
            wrong.append(f"clocks {self.clocks}, not one of {sorted(visit.best)[:5]}")
        if self.outward_options != visit.outward_options:
            wrong.append(f"options {self.outward_options} for {visit.outward_options}")
        if self.on_foot != visit.on_foot:
            wrong.append(f"on_foot {self.on_foot} for {int(visit.on_foot)} (away {self.away_s})")
        return "; ".join(wrong)


def ask_visits(
    folder: Path,
    *,
    origins: Sequence[Place],
    destinations: Sequence[Place],
    timetables: Sequence[Path],
    date: str,
    opening: str,
    options: Sequence[object] = (),
    streets: Path | None = None,
) -> dict[tuple[str, str], Answer]:
    """Run `visits` and return its rows; stops the test where the command did not end well or a row is out of place."""
    output = folder / "visits.csv"
    output.unlink(missing_ok=True)
    arguments = [
        "visits",
        *(word for path in timetables for word in ("--timetable", path)),
        *(("--streets", streets) if streets else ()),
        *("--origins", write_places(folder / "origins.csv", origins)),
        *("--destinations", write_places(folder / "destinations.csv", destinations)),
        *("--date", date, "--opening", opening, "--output", output),
        *options,
    ]
    # in this process: starting Python and loading compiled code would take longer than the question
    done = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0, f"exit {done.exit_code}\n{done.output}"
    with output.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        rows = list(reader)
    assert [(r["from_id"], r["to_id"]) for r in rows] == [(o[0], d[0]) for o in origins for d in destinations]
    return {(r["from_id"], r["to_id"]): Answer.of_row(r) for r in rows}


def differing(
    found: dict[tuple[str, str], Answer],
    expected: Sequence[Sequence[Visit]],
    origins: Sequence[Place],
    destinations: Sequence[Place],
) -> list[str]:
    """Return one line a pair that differs."""
    return [
        f"{origin} -> {destination}: {said}"
        for origin, row in zip(origins, expected, strict=True)
        for destination, visit in zip(destinations, row, strict=True)
        if (said := found[origin[0], destination[0]].differs(visit))
    ]
