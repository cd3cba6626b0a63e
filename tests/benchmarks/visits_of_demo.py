"""The demo: all that is asked of it from nothing, after a timetable edit, and after closing a service.

Wanted: everything under 20 s (all cells, all kinds, every profile, both directions, both readings of unknown access), a
timetable edit under 3 s, closing under 0.3 s, the sensitivity of one kind and group under 20 s.

python -m tests.benchmarks.visits_of_demo
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import resource
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.assess import Baseline, Query, assess, prepare, sensitivity
from assessment.demo import write_demo
from assessment.inputs.municipality import read_municipality
from assessment.report.exports import csv_bytes, geopackage_bytes, xlsx_bytes
from assessment.scenario import CloseServicePoint, RemoveTrips, RetimeTrips, Scenario
from tests.benchmarks.measured import Stopwatch, best_of, heading, peak_memory_gib, table

CLOSED = "library-jaala"
DAYS = (dt.date(2026, 11, 24), dt.date(2026, 11, 25), dt.date(2026, 11, 26))  # Tuesday to Thursday


def main() -> None:
    """Measure and print."""
    heading(__doc__ or "")
    took = Stopwatch()
    with TemporaryDirectory() as folder, took("writing and reading the demo"):
        write_demo(Path(folder))
        municipality = read_municipality(Path(folder))
    lines = municipality.timetable.routes["short_name"].tolist() if municipality.timetable is not None else []
    query = Query(municipality.settings.default_date, municipality.settings.default_window_s)
    with took("first search of the process (one group)"):
        prepare(municipality, dataclasses.replace(query, kinds=("library",), groups=("age_85_",)))
    processor_s = _processor_s()
    with took("from nothing"):
        baseline = prepare(municipality, query)
        assess(baseline, [Scenario("VE0")])
    processor_s = _processor_s() - processor_s
    points = municipality.service_points.table["id"].tolist()
    scenarios = iter([Scenario(one, "", (CloseServicePoint(one),)) for one in points])
    _, closing_s = best_of(lambda: assess(baseline, [next(scenarios)]), 5)
    starts = iter(range(6, 20))
    _, edit_s = best_of(lambda: _edit(baseline, lines[0], next(starts)), 3)
    asked = dataclasses.replace(query, kinds=("library",), modes=("walk", "transit"), groups=("age_75_",))
    _, page_s = best_of(lambda: _edit(baseline, lines[1], next(starts), asked), 3)
    with took("another day"):
        prepare(municipality, dataclasses.replace(query, date=DAYS[0]))
    one = dataclasses.replace(query, kinds=("library",), groups=("age_75_",))
    with took("sensitivity"):
        sensitivity(baseline, Scenario("VE1", "", (CloseServicePoint(CLOSED),)), one)
    impact = assess(baseline, [Scenario("VE1", "", (CloseServicePoint(CLOSED),))])
    with took("impact.csv"):
        csv_bytes(impact)
    with took("impact.gpkg"):
        geopackage_bytes(impact)
    with took("workbook of one kind"):
        xlsx_bytes(impact, kinds=("library",))
    table([("step", "seconds"), *took.seconds.items()])
    rows = [
        ("from nothing, s", took.seconds["from nothing"], 20.0),
        ("  of one processor, s", processor_s, 40.0),
        ("timetable edit, s (best of 3)", edit_s, 3.0),
        ("  one kind and group, as a page asks", page_s, 3.0),
        ("closing, s (best of 5)", closing_s, 0.3),
        ("sensitivity, s", took.seconds["sensitivity"], 20.0),
    ]
    table([("measure", "found", "wanted", "share of it"), *((*row, row[1] / row[2]) for row in rows)])
    print(
        f"peak memory {peak_memory_gib():.2f} GiB, {len(impact.table)} figures, {len(municipality.service_taxis)} taxis"
    )


def _edit(baseline: Baseline, line: str, start: int, query: Query | None = None) -> None:
    """A new change to the timetable each time, so that nothing is known of it yet."""
    earlier = RetimeTrips(line, start * 3600, (start + 1) * 3600, -5)
    assess(baseline, [Scenario("VE1", "", (RemoveTrips(line, 20 * 3600, 24 * 3600), earlier))], query)


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
