"""Same-day visits of population cells: their class for the map, and what a cell says when pointed at. No counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

# The codes of colours.VISITS, in the order of its shades.
POSSIBLE, GAINED, LOST, UNKNOWN, IMPOSSIBLE = 0.0, 1.0, 2.0, 3.0, 4.0
NONE = -1
_STATE = {"yes": 1, "unknown": 2, "no": 0}


def visits_of_cells(answer: Answer, view: View) -> pd.DataFrame | None:
    """The cells' visits before and after; None by other ways than transit, and where no opening hours are known."""
    cells = answer.impact.cells
    if view.mode != "transit" or view.kind not in cells.visits_before:
        return None
    if (view.alternative, view.kind) not in cells.visits_after:
        return None
    return cells.visit_changes(view.alternative, view.kind, view.group)


def visit_codes(visits: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Each cell's class: a visit succeeds, is gained or lost, is not known to succeed, or fails before and after."""
    before, after = visits["possible_before"].to_numpy(), visits["possible_after"].to_numpy()
    return np.select(
        [
            (before == "no") & (after == "no"),
            after == "no",
            after == "unknown",
            before != "yes",
        ],
        [IMPOSSIBLE, LOST, UNKNOWN, GAINED],
        POSSIBLE,
    ).astype(np.float64)


def cell_notes(reader: Reader, times: pd.DataFrame, visits: pd.DataFrame | None, *, today: bool) -> dict[str, Any]:
    """What the browser needs to tell of any cell: its place, its numbers before and after, and the words around them.

    Numbers are whole minutes (times of day too), -1 = none; before is left out for today's network.
    """
    ends = ("after",) if today else ("before", "after")
    columns: dict[str, list[list[int]]] = {"time": [_whole(times[f"{end}_min"]) for end in ends]}
    if visits is not None:
        columns["possible"] = [[_STATE[str(one)] for one in visits[f"possible_{end}"]] for end in ends]
        columns["away"] = [_whole(visits[f"away_min_{end}"]) for end in ends]
        columns["options"] = [_whole(visits[f"options_{end}"]) for end in ends]
        columns["first"] = [_whole(visits[f"first_departure_s_{end}"] / 60) for end in ends]
        columns["last"] = [_whole(visits[f"last_departure_s_{end}"] / 60) for end in ends]
    names = ("time", "possible", "away", "options", "first", "last", "yes", "no", "unknown", "none", "unreached")
    return {
        "lat": [round(value, 4) for value in times["lat"].tolist()],
        "lon": [round(value, 4) for value in times["lon"].tolist()],
        "columns": columns,
        "words": {name: reader.t(f"cell.{name}") for name in names},
        "clock": ":" if reader.language == "en" else ".",
    }


def _whole(values: Any) -> list[int]:
    numbers = np.asarray(values, dtype=np.float64)
    numbers = np.where(np.isfinite(numbers), np.round(numbers), NONE)
    made: list[int] = numbers.astype(np.int64).tolist()
    return made
