"""The whole of `assess`: read a data folder and scenarios, assess them, write the results whole or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from assessment.assess import Impact, Progress, Query, assess, modes_possible, prepare
from assessment.errors import Fault, FaultLog, Refused
from assessment.impact.population_groups import GROUPS
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.report.exports import export_impact
from assessment.scenario import Scenario, parse_scenario
from assessment.scenario.yaml_file import text_of

# What of the work is done when today's travel times are: the rest is one search a new service point.
PREPARED = 0.8


def run_assess(
    data: Path,
    scenarios: Sequence[Path],
    output: Path,
    raw: bool = False,
    date: datetime.date | None = None,
    window: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> Impact:
    """Assess the scenarios against the data folder and write the results into `output`.

    Date and window (seconds since midnight) are the municipality's own unless given. `progress` is told the done part
    in 0..1 and may raise to cancel; then nothing is written. Raises Refused with the faults of the data and of all
    scenario files together.
    """
    log = FaultLog()
    municipality = _collected(log, data)
    read = [_scenario(log, path) for path in scenarios]
    log.raise_if_refused()
    if municipality is None:
        raise AssertionError("a data folder is missing without a fault")
    texts, known = zip(*(one for one in read if one is not None), strict=True) if read else ((), ())
    query = query_of(municipality, date, window)
    baseline = prepare(municipality, query, _part(progress, 0.0, PREPARED))
    impact = assess(baseline, known, progress=_part(progress, PREPARED, 1.0))
    export_impact(impact, texts, output, raw)
    return impact


def query_of(
    municipality: Municipality, date: datetime.date | None = None, window: tuple[int, int] | None = None
) -> Query:
    """The question a municipality's settings ask: its date, window and groups, and every mode it has the data for."""
    settings = municipality.settings
    groups = settings.groups or GROUPS
    modes = modes_possible(municipality)
    return Query(date or settings.default_date, window or settings.default_window_s, modes=modes, groups=groups)


def _collected(log: FaultLog, data: Path) -> Municipality | None:
    try:
        return read_municipality(data)
    except Refused as refused:
        _carry(log, refused.faults)
        return None


def _scenario(log: FaultLog, path: Path) -> tuple[str, Scenario] | None:
    """A scenario with its text as read; None when refused."""
    try:
        text = text_of(path)
        return text, parse_scenario(text, path.name)
    except Refused as refused:
        _carry(log, refused.faults)
        return None


def _carry(log: FaultLog, faults: Sequence[Fault]) -> None:
    for fault in faults:
        log.add(fault)


def _part(progress: Progress | None, start: float, end: float) -> Progress | None:
    """Progress of a part of the work as progress of the whole."""
    if progress is None:
        return None
    return lambda done: progress(start + (end - start) * done)
