"""Ask the real command and read its answer as seconds, to lay it beside the oracle's or the paper's."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tests.reference.oracle import (
    NEVER,
    Limits,
    Place,
    departure_minutes,
    nearest_rank,
    read_running,
    transit_times,
)
from tests.reference.small_feeds import call_command, write_places

# What the command may differ from the oracle on every pair: nothing but the rounding of what it prints, which is a
# hundredth of a minute. (0.05 min is what is promised.)
TOLERANCE_MIN = 0.006
PERCENTILES = (5, 50, 95)


def ask(
    folder: Path,
    *,
    origins: Sequence[Place],
    destinations: Sequence[Place],
    mode: str,
    date: str,
    window: str,
    options: Sequence[object],
    timetables: Sequence[Path] = (),
    streets: Path | None = None,
    percentiles: Sequence[float] = PERCENTILES,
) -> pd.DataFrame:
    """Run `travel-times` and return its table; stops the test where the command did not end well."""
    output = folder / "times.csv"
    output.unlink(missing_ok=True)
    done = call_command(
        "travel-times",
        *(word for path in timetables for word in ("--timetable", path)),
        *(("--streets", streets) if streets else ()),
        *("--origins", write_places(folder / "origins.csv", origins)),
        *("--destinations", write_places(folder / "destinations.csv", destinations)),
        *("--mode", mode, "--date", date, "--window", window),
        *("--percentiles", ",".join(map(str, percentiles)), "--output", output),
        *options,
    )
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return pd.read_csv(output, dtype={"from_id": str, "to_id": str})


def seconds_of_table(table: pd.DataFrame, origins: Sequence[Place], destinations: Sequence[Place]) -> np.ndarray:
    """Return seconds, origins x destinations x percentile columns, NEVER where empty; every pair exactly once."""
    columns = [c for c in table.columns if c.startswith("travel_time_p")]
    pairs = pd.MultiIndex.from_product([[o[0] for o in origins], [d[0] for d in destinations]])
    by_pair = table.set_index(["from_id", "to_id"])[columns]
    assert by_pair.index.is_unique
    assert set(by_pair.index) == set(pairs)
    minutes = by_pair.loc[pairs].to_numpy(float).reshape(len(origins), len(destinations), len(columns))
    return np.where(np.isnan(minutes), NEVER, minutes * 60)


def expected_seconds(
    timetables: Sequence[Path],
    *,
    origins: Sequence[Place],
    destinations: Sequence[Place],
    date: str,
    window: str,
    limits: Limits,
    percentiles: Sequence[float] = PERCENTILES,
) -> np.ndarray:
    """Return what the oracle says, origins x destinations x percentiles, by public transport without streets."""
    running = read_running(timetables, datetime.date.fromisoformat(date))
    times = transit_times(running, origins, destinations, departure_minutes(window), limits)
    return np.stack([nearest_rank(times, p) for p in percentiles], axis=-1)


def differing(
    found: np.ndarray, expected: np.ndarray, origins: Sequence[Place], destinations: Sequence[Place]
) -> list[str]:
    """Return one line a pair that is further apart than the tolerance, worst first, at most ten."""
    apart = np.abs(found - expected)
    rows = np.argwhere(apart > TOLERANCE_MIN * 60 + 1e-6)
    rows = sorted(rows.tolist(), key=lambda row: -apart[tuple(row)])
    return [
        f"{origins[o]} -> {destinations[d]}, {p}: command {found[o, d, p]:.0f} s, oracle {expected[o, d, p]:.0f} s"
        for o, d, p in rows[:10]
    ]
