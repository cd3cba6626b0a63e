"""Services on a map: where they are today, and what becomes of each; marks as on the planner's map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.report.pictures.drawing import BLUE, INK, WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.records.frozen_maps import FrozenService
    from assessment.report.pictures.drawing import Drawing
    from assessment.report.pictures.ground import Ground
    from assessment.report.pictures.labels import Box

MARK = 14.0
SMALL_MARK = 8.0
# Below this, in degrees, a place has not moved: about 20 metres.
_MOVED_DEGREES = 0.0002
STATES = ("open", "old", "closed", "moved", "new")
_BOOKMOBILE = "bookmobile-"


@dataclass(frozen=True)
class ServiceMark:
    """A service and what becomes of it: open | closed | moved | new; `from_lon`, `from_lat`: where it moves from."""

    service: FrozenService
    state: str
    from_lon: float | None = None
    from_lat: float | None = None

    @property
    def small(self) -> bool:
        """Whether it is a stop of a bookmobile, there in its hours only: a lesser mark."""
        return self.service.id.startswith(_BOOKMOBILE)

    @property
    def size(self) -> float:
        """How wide its mark is, in pixels."""
        return SMALL_MARK if self.small else MARK


def service_marks(
    before: Sequence[FrozenService], after: Sequence[FrozenService], kind: str = ""
) -> tuple[ServiceMark, ...]:
    """Each service of a kind ("" = all) once: those that stay first, then closed, moved and new ones."""
    old = {one.id: one for one in before if kind in ("", one.kind) and _somewhere(one)}
    new = {one.id: one for one in after if kind in ("", one.kind) and _somewhere(one)}
    marks = []
    for identifier, service in old.items():
        now = new.get(identifier)
        if now is None:
            marks.append(ServiceMark(service, "closed"))
        elif max(abs(now.lon - service.lon), abs(now.lat - service.lat)) > _MOVED_DEGREES:
            marks.append(ServiceMark(now, "moved", service.lon, service.lat))
        else:
            marks.append(ServiceMark(now, "open"))
    marks += [ServiceMark(service, "new") for identifier, service in new.items() if identifier not in old]
    return tuple(sorted(marks, key=lambda mark: STATES.index(mark.state)))


def draw_services(drawing: Drawing, ground: Ground, marks: Sequence[ServiceMark], scale: float = 1.0) -> list[Box]:
    """Draw the marks; the boxes they take, which no label may cover."""
    boxes: list[Box] = []
    for mark in marks:
        x, y = ground.place(mark.service.lon, mark.service.lat)
        half = mark.size * scale / 2
        if mark.from_lon is not None and mark.from_lat is not None:
            old_x, old_y = ground.place(mark.from_lon, mark.from_lat)
            if ground.shows(old_x, old_y) and math.hypot(x - old_x, y - old_y) > 2 * half:
                drawing.line(old_x, old_y, x, y, WHITE, 4.0)
                drawing.line(old_x, old_y, x, y, INK, 1.8, stroke_dasharray="5 4")
                draw_mark(drawing, "old", old_x, old_y, 2 * half)
                boxes.append((old_x - half, old_y - half, old_x + half, old_y + half))
        if ground.shows(x, y):
            draw_mark(drawing, mark.state, x, y, 2 * half)
            boxes.append((x - half, y - half, x + half, y + half))
    return boxes


def draw_mark(drawing: Drawing, state: str, x: float, y: float, size: float) -> None:
    """One mark around a place: open filled, closed crossed out, old hollow, moved with an arrow, new with a plus."""
    half = size / 2
    thick = max(1.4, size / 7)
    if state in ("closed", "old"):
        dashes = "3 2" if state == "old" else None
        drawing.rect(x - half, y - half, size, size, WHITE, stroke=INK, stroke_width=thick, stroke_dasharray=dashes)
    else:
        drawing.rect(x - half, y - half, size, size, BLUE, stroke=WHITE, stroke_width=1.4)
    arm = half * 0.62
    signs = {
        "closed": ((-half, -half, half, half), (half, -half, -half, half)),
        "new": ((-arm, 0.0, arm, 0.0), (0.0, -arm, 0.0, arm)),
        "moved": ((-arm, 0.0, arm, 0.0), (0.0, -arm, arm, 0.0), (0.0, arm, arm, 0.0)),
    }
    colour = INK if state == "closed" else WHITE
    for x1, y1, x2, y2 in signs.get(state, ()):
        drawing.line(x + x1, y + y1, x + x2, y + y2, colour, thick, stroke_linecap="round")


def _somewhere(service: FrozenService) -> bool:
    return math.isfinite(service.lon) and math.isfinite(service.lat)
