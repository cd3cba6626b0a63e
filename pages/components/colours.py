"""Colours and patterns of the screens' maps and bars: those that paper has too, and those of what only screens show.

Safe for colour-blind readers, and never colour alone: see assessment/report/pictures/colours.py.
"""

from __future__ import annotations

from dataclasses import replace

from assessment.report.pictures.colours import CHANGE, NEUTRAL, NOTHING, TIME, UNKNOWN, UNREACHED_ALWAYS, Scale, Shade

__all__ = [
    "AWAY",
    "AWAY_CHANGE",
    "CHANGE",
    "CHANGE_OF_CELLS",
    "NEUTRAL",
    "NOTHING",
    "RESIDENTS",
    "TIME",
    "UNDER_CELLS",
    "UNKNOWN",
    "UNREACHED_ALWAYS",
    "VISITS",
    "Scale",
    "Shade",
]

# Cells are too small for patterns; without change they must still stand out from the white ground.
CHANGE_OF_CELLS = Scale(
    CHANGE.limits,
    tuple(
        replace(shade, pattern="", fill="#d3cdb8" if shade.fill == NEUTRAL else shade.fill) for shade in CHANGE.shades
    ),
    replace(CHANGE.unreached, pattern=""),
)
RESIDENTS = Scale(
    limits=(50.0, 200.0, 500.0, 1000.0),
    shades=(
        Shade("residents_class.up_to_50", "#eef1f3"),
        Shade("residents_class.up_to_200", "#cdd8e0"),
        Shade("residents_class.up_to_500", "#9db2c2"),
        Shade("residents_class.up_to_1000", "#66849b"),
        Shade("residents_class.over_1000", "#33536b"),
    ),
    unreached=Shade("residents_class.unknown", "#ffffff", "hatch", 9),
)
UNDER_CELLS = Shade("under_cells", "#ffffff")

# Same-day visits of cells, by the codes of cell_visits: without patterns as any cells, hence far apart in lightness.
VISITS = Scale(
    limits=(0.0, 1.0, 2.0, 3.0),
    shades=(
        Shade("visit_class.possible", "#9cc3e0"),
        Shade("visit_class.gained", "#2f8f86"),
        Shade("visit_class.lost", "#5e2a7e"),
        Shade("visit_class.unknown", "#e3b95b"),
        Shade("visit_class.impossible", "#8d9aa5"),
    ),
    unreached=Shade("visit_class.impossible", "#8d9aa5"),
)
AWAY = Scale(
    limits=(60.0, 120.0, 180.0, 240.0),
    shades=(
        Shade("away.up_to_1_h", "#e6f0f8"),
        Shade("away.up_to_2_h", "#b9d5ea"),
        Shade("away.up_to_3_h", "#83b3d8"),
        Shade("away.up_to_4_h", "#4585b8"),
        Shade("away.over_4_h", "#1c558a"),
    ),
    unreached=Shade("visit_class.impossible_today", "#8d9aa5"),
)
AWAY_CHANGE = Scale(
    limits=(-30.0, -5.0, 4.999, 30.0, 60.0),
    shades=(
        Shade("away_change.gain_over_30", "#4fa49c"),
        Shade("away_change.gain", "#b5dcd7"),
        Shade("away_change.none", "#d3cdb8"),
        Shade("away_change.loss_up_to_30", "#dcc0ea"),
        Shade("away_change.loss_up_to_60", "#a877be"),
        Shade("away_change.loss_over_60", "#6a3587"),
    ),
    unreached=Shade("visit_class.lost", "#2c0d3f"),
)
