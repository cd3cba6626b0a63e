"""Labels beside what they name: placed one after another, the most important first, none over another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from assessment.inputs.points_inside import own_copy
from assessment.report.pictures.drawing import INK, SOFT_INK, TEXT, WHITE, block_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.report.pictures.drawing import Drawing
    from assessment.report.pictures.ground import Window

Box = tuple[float, float, float, float]  # west, north, east, south

_DISTANCES = np.array([0.0, 6.0, 14.0, 24.0, 36.0, 50.0, 66.0, 84.0, 104.0, 126.0, 150.0])
_ANGLES = np.radians(np.arange(0, 360, 20))
_PAD = 3.0
# What it costs, in pixels of distance, to lie below or above rather than beside.
_NOT_BESIDE = 4.0

Busy = tuple[BaseGeometry, float]  # a shape, and what it costs in pixels of distance to hide some of it wholly


@dataclass(frozen=True)
class Label:
    """Lines of text for a place.

    `clear`: how far around the place is not to be covered (a mark's half size). `weight`: how much it matters.
    """

    x: float
    y: float
    lines: tuple[tuple[str, bool], ...]  # text, bold
    clear: float = 0.0
    size: float = TEXT
    weight: float = 4.0

    @property
    def width(self) -> float:
        """How wide its box is."""
        return max(block_width((text,), self.size, bold) for text, bold in self.lines) + 2 * _PAD

    @property
    def height(self) -> float:
        """How high its box is."""
        return len(self.lines) * self.size * 1.2 + _PAD


@dataclass(frozen=True)
class Placed:
    """A label and where its box lies."""

    label: Label
    box: Box


def place_labels(
    labels: Sequence[Label], window: Window, taken: Sequence[Box], busy: Sequence[Busy] = ()
) -> list[Placed]:
    """The labels that find room in the window; `taken`: what they may not cover, `busy`: rather not.

    They are placed in their order, then in some others; kept is what names most, by weight.
    """
    busy = [(own_copy(shape), cost) for shape, cost in busy]  # looked at again and again: prepared at the first time
    order = range(len(labels))
    keys = (lambda one: labels[one].x, lambda one: -labels[one].x, lambda one: labels[one].y)
    orders = [list(order), *(sorted(order, key=key) for key in keys)]
    best: list[Placed] = []
    most = -1.0
    for tried in orders:
        placed: list[Placed] = []
        named = 0.0
        for number in tried:
            box = _room_for(labels[number], window, taken, placed, busy)
            if box is not None:
                placed.append(Placed(labels[number], box))
                named += labels[number].weight
        if named > most + 1e-9:
            best, most = placed, named
        if len(placed) == len(labels):
            break
    return best


def draw_labels(drawing: Drawing, placed: Sequence[Placed]) -> None:
    """Lines to what is named first, then the labels on white."""
    for one in placed:
        x, y = _nearest(one.box, one.label.x, one.label.y)
        away = math.hypot(x - one.label.x, y - one.label.y)
        if away > one.label.clear + 5:
            start = one.label.clear / away
            from_x, from_y = one.label.x + (x - one.label.x) * start, one.label.y + (y - one.label.y) * start
            drawing.line(from_x, from_y, x, y, WHITE, 3.0)
            drawing.line(from_x, from_y, x, y, INK, 1.1)
            if not one.label.clear:
                drawing.circle(one.label.x, one.label.y, 2.4, INK, stroke=WHITE)
    for one in placed:
        west, north, east, south = one.box
        drawing.rect(west, north, east - west, south - north, WHITE, fill_opacity=0.92, rx=2.0)
        y = north + one.label.size * 1.05
        for text, bold in one.label.lines:
            drawing.text(west + _PAD, y, text, one.label.size, bold=bold, fill=INK if bold else SOFT_INK)
            y += one.label.size * 1.2


def _room_for(
    label: Label, window: Window, marks: Sequence[Box], placed: Sequence[Placed], busy: Sequence[Busy]
) -> Box | None:
    boxes, costs = _candidates(label)
    taken = [*marks, *(one.box for one in placed)]
    fits = (
        (boxes[:, 0] >= window.x)
        & (boxes[:, 1] >= window.y)
        & (boxes[:, 2] <= window.x + window.width)
        & (boxes[:, 3] <= window.y + window.height)
    )
    boxes, costs = boxes[fits], costs[fits]
    if len(taken) and len(boxes):
        others = np.asarray(taken, dtype=np.float64)
        over = (
            (boxes[:, None, 0] < others[None, :, 2] + 2)
            & (boxes[:, None, 2] > others[None, :, 0] - 2)
            & (boxes[:, None, 1] < others[None, :, 3] + 1)
            & (boxes[:, None, 3] > others[None, :, 1] - 1)
        )
        free = ~over.any(axis=1)
        boxes, costs = boxes[free], costs[free]
    if not len(boxes):
        return None
    for shape, cost in busy:
        if not shape.is_empty:
            costs = costs + cost * _share_over(boxes, shape)
    others_marks = [box for box in marks if not (box[0] < label.x < box[2] and box[1] < label.y < box[3])]
    for place in np.argsort(costs, kind="stable").tolist():
        west, north, east, south = boxes[place].tolist()
        box = (west, north, east, south)
        if not _crosses(label, box, placed, others_marks):
            return box
    return None


def _candidates(label: Label) -> tuple[np.ndarray, np.ndarray]:
    """Boxes around the place, n x 4, and what each costs."""
    half_width, half_height = label.width / 2, label.height / 2
    # The box's middle lies so far out that its border touches the circle around the place.
    reach = label.clear + 3.0 + _DISTANCES[:, None]
    across, down = np.cos(_ANGLES)[None, :], np.sin(_ANGLES)[None, :]
    x = label.x + across * (reach + half_width * np.abs(across))
    x = np.where(np.abs(down) < 0.01, label.x + np.sign(across) * (reach + half_width), x)
    y = label.y + down * (reach + half_height)
    boxes = np.stack([x - half_width, y - half_height, x + half_width, y + half_height], axis=-1).reshape(-1, 4)
    near_x = np.clip(label.x, boxes[:, 0], boxes[:, 2])
    near_y = np.clip(label.y, boxes[:, 1], boxes[:, 3])
    away = np.hypot(near_x - label.x, near_y - label.y)
    beside = np.broadcast_to(_NOT_BESIDE * np.abs(down) + (across < 0), x.shape).ravel()
    clear = away >= label.clear
    return boxes[clear], (away + beside)[clear]


def _share_over(boxes: np.ndarray, busy: BaseGeometry) -> np.ndarray:
    """How much of each box lies over a shape of this thread's own, by sampling."""
    across, down = np.meshgrid(np.linspace(0.1, 0.9, 5), (0.25, 0.75))
    x = boxes[:, 0, None] + (boxes[:, 2] - boxes[:, 0])[:, None] * across.ravel()[None, :]
    y = boxes[:, 1, None] + (boxes[:, 3] - boxes[:, 1])[:, None] * down.ravel()[None, :]
    return np.asarray(shapely.contains_xy(busy, x, y).mean(axis=1))


def _crosses(label: Label, box: Box, placed: Sequence[Placed], marks: Sequence[Box]) -> bool:
    """Whether the line to a box would run over a mark, another label or its line, or another's line over the box."""
    mine = (label.x, label.y, *_nearest(box, label.x, label.y))
    if any(_runs_over(mine, one) for one in marks):
        return True
    for one in placed:
        theirs = (one.label.x, one.label.y, *_nearest(one.box, one.label.x, one.label.y))
        if _runs_over(mine, one.box) or _runs_over(theirs, box) or _meet(mine, theirs):
            return True
    return False


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two straight lines cross."""

    def side(line: tuple[float, float, float, float], x: float, y: float) -> float:
        return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])

    apart = side(one, *other[:2]) * side(one, *other[2:])
    return apart < 0 and side(other, *one[:2]) * side(other, *one[2:]) < 0


def _runs_over(line: tuple[float, float, float, float], box: Box) -> bool:
    x1, y1, x2, y2 = line
    steps = max(2, int(math.hypot(x2 - x1, y2 - y1) / 4))
    for step in range(1, steps):
        x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
        if box[0] < x < box[2] and box[1] < y < box[3]:
            return True
    return False


def _nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    """The place of a box nearest to another place."""
    return min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
