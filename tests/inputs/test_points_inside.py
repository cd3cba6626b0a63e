"""Points in shapes that several threads look at: as shapely says, and without ending the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from assessment.inputs.points_inside import own_copy, points_inside

ROOT = Path(__file__).resolve().parents[2]

# In a process of its own: two threads at a shape that GEOS prepares end it within a second or so.
IN_THREADS = """
import faulthandler, threading
import numpy as np, shapely
faulthandler.enable()
angle = np.linspace(0, 2 * np.pi, 400)[:-1]
corners = np.column_stack([np.cos(angle), np.sin(angle)]) * (1 + 0.3 * np.sin(9 * angle))[:, None]
x, y = np.random.default_rng(1).uniform(-1, 1, (2, 3000))
IMPORTS
for _ in range(ROUNDS):
    shape, answers, together = shapely.Polygon(corners), [], threading.Barrier(2)
    def look():
        together.wait()
        answers.append(LOOKS)
    threads = [threading.Thread(target=look) for _ in range(2)]
    [thread.start() for thread in threads], [thread.join() for thread in threads]
    assert len(answers) == 2 and answers[0] == answers[1]
print("whole")
"""
TAXI = """
from assessment.inputs.service_taxi import ServiceTaxi
from assessment.network.linking import Points
from assessment.travel_times.taxi_rides import taxi_rides
homes = Points(x, y)
def rides(zone):  # to a service that it does not go to
    return taxi_rides([ServiceTaxi("t", "T", zone, zone)], homes, None, (9.0, 9.0), homes, {}, 0).direct_start.tobytes()
"""
LABELS = """
from assessment.report.pictures.drawing import TEXT
from assessment.report.pictures.ground import Window
from assessment.report.pictures.labels import Label, place_labels
def placed(shape):
    labels = [Label(a, b, (("Kouvola", False),), 0.0, TEXT) for a, b in zip(x[:20] * 200, y[:20] * 200)]
    return repr(place_labels(labels, Window(-300, -300, 600, 600), (), [(shape, 4.0)]))
"""


def test_as_shapely_says() -> None:
    ring = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    x, y = np.meshgrid(np.arange(-1.0, 6.0, 0.5), np.arange(-1.0, 6.0, 0.5))
    expected = shapely.contains(ring, shapely.points(x, y))
    assert points_inside(ring, x, y).tolist() == expected.tolist()
    assert bool(points_inside(ring, 0.5, 0.5))
    assert not points_inside(shapely.Polygon(), x, y).any()


def test_a_shape_that_is_shared_is_never_prepared() -> None:
    shape = shapely.box(0, 0, 1, 1)
    points_inside(shape, 0.5, 0.5)
    assert not shapely.is_prepared(shape)
    shapely.prepare(shape)
    assert shapely.equals_exact(own_copy(shape), shape)
    assert not shapely.is_prepared(own_copy(shape))


@pytest.mark.parametrize(
    ("imports", "looks", "rounds"),
    [
        ("from assessment.inputs.points_inside import points_inside", "points_inside(shape, x, y).tobytes()", 1000),
        (TAXI, "rides(shape)", 3000),
        (LABELS, "placed(shape)", 60),
    ],
)
def test_two_threads_at_a_shape_end_nothing(imports: str, looks: str, rounds: int) -> None:
    script = IN_THREADS.replace("IMPORTS", imports).replace("LOOKS", looks).replace("ROUNDS", str(rounds))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout) == (0, "whole\n"), done.stderr[-3000:]


def test_nobody_else_asks_shapely() -> None:
    words = ("contains_xy(", "intersects_xy(", "shapely.prepare(")
    asked = {
        path.relative_to(ROOT).as_posix()
        for folder in ("assessment", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }
    demo = {one for one in asked if one.startswith("assessment/demo/")}  # written by one thread, from shapes of its own
    # A label's surroundings are the drawing's own copies.
    assert asked - demo == {"assessment/inputs/points_inside.py", "assessment/report/pictures/labels.py"}
