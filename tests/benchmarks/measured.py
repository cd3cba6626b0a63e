"""What the measurements share: seconds, peak memory, made-up places near stops, and a small table."""

from __future__ import annotations

import platform
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import cpu_count, getloadavg
from pathlib import Path
from typing import TypeVar

import numpy as np

from assessment.inputs.timetable import Timetable
from assessment.network.linking import Points

T = TypeVar("T")
SHARED = Path(__file__).resolve().parents[3] / "shared"
DATA = SHARED / "data"


class Stopwatch:
    """Seconds by name, in the order they were taken."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def total(self, *names: str) -> float:
        """Return the sum of some of them."""
        return sum(self.seconds[name] for name in names)


def best_of(work: Callable[[], T], times: int = 3) -> tuple[T, float]:
    """Return what the work returns and the least seconds it took."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return found, min(seconds)


def spread(seconds: Sequence[float]) -> tuple[int, float, float, float, float]:
    """Return how many there are, the median, the 95th and the 99th of a hundred, and the longest."""
    if not len(seconds):
        return 0, float("nan"), float("nan"), float("nan"), float("nan")
    middle, most, nearly_all, longest = np.percentile(seconds, (50, 95, 99, 100))
    return len(seconds), float(middle), float(most), float(nearly_all), float(longest)


def peak_memory_gib() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def near_stops(timetable: Timetable, number: int, seed: int, spread_m: float = 600.0) -> Points:
    """Return places within a square around stops drawn by how often they are served, always the same ones."""
    rng = np.random.default_rng(seed)
    stop = rng.choice(timetable.stop_times["stop"].to_numpy(), number)
    lon, lat = (timetable.stops[axis].to_numpy(float)[stop] for axis in ("lon", "lat"))
    north, east = rng.uniform(-spread_m, spread_m, (2, number))
    return Points(lon + east / (111_195 * np.cos(np.radians(lat))), lat + north / 111_195)


def heading(title: str) -> None:
    """Print what is measured and on what."""
    load = getloadavg()[0]
    print(f"{title}\n{cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f}\n")


def table(rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns, the first row as their heads."""
    texts = [[f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    print()
