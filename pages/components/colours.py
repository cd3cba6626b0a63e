"""Colours and patterns of maps and bars: safe for colour-blind readers, and never colour alone.

Travel times are one hue from light to dark. Changes diverge: a loss is purple and hatched, a gain is teal and dotted,
no change is nearly white; each also carries its sign in words. The hues follow the purple-to-green scheme of
ColorBrewer (PRGn), its green moved to teal so that red-green blindness keeps the two sides apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

NOTHING = "#eceff1"
NEUTRAL = "#ebe8dd"


@dataclass(frozen=True)
class Shade:
    """How one class of values looks: its fill, its pattern ("", hatch, dots) and the gap of the pattern in pixels."""

    key: str
    fill: str
    pattern: str = ""
    gap: int = 0


@dataclass(frozen=True)
class Scale:
    """Classes from the lowest up: `shades[i]` holds values up to and including `limits[i]`, the last all above."""

    limits: tuple[float, ...]
    shades: tuple[Shade, ...]
    unreached: Shade

    def shade(self, value: float) -> Shade:
        """The shade of a value; infinite is not reached."""
        if math.isinf(value):
            return self.unreached if value > 0 else self.shades[0]
        for limit, shade in zip(self.limits, self.shades, strict=False):
            if value <= limit:
                return shade
        return self.shades[-1]

    @property
    def legend(self) -> tuple[Shade, ...]:
        """Every shade in the order of the legend."""
        return (*self.shades, self.unreached)


TIME = Scale(
    limits=(15.0, 30.0, 45.0, 60.0),
    shades=(
        Shade("time.up_to_15", "#e6f0f8"),
        Shade("time.up_to_30", "#b9d5ea"),
        Shade("time.up_to_45", "#83b3d8"),
        Shade("time.up_to_60", "#4585b8"),
        Shade("time.over_60", "#1c558a"),
    ),
    unreached=Shade("time.unreached", "#ffffff", "hatch", 9),
)
# Under a minute is no change that a traveller would notice.
CHANGE = Scale(
    limits=(-10.0, -1.0, 0.999, 5.0, 10.0, 20.0),
    shades=(
        Shade("change_class.gain_over_10", "#4fa49c", "dots", 7),
        Shade("change_class.gain", "#b5dcd7", "dots", 11),
        Shade("change_class.none", NEUTRAL),
        Shade("change_class.loss_up_to_5", "#dcc8e6", "hatch", 18),
        Shade("change_class.loss_up_to_10", "#c29ad2", "hatch", 13),
        Shade("change_class.loss_up_to_20", "#9d68b5", "hatch", 9),
        Shade("change_class.loss_over_20", "#6a3587", "hatch", 6),
    ),
    unreached=Shade("change_class.lost", "#3a1450", "hatch", 5),
)
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
UNKNOWN = Shade("unknown", NOTHING)
UNDER_CELLS = Shade("under_cells", "#ffffff")
UNREACHED_ALWAYS = Shade("unreached_always", "#dde2e6")

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
        Shade("away_change.loss_up_to_30", "#dcc8e6"),
        Shade("away_change.loss_up_to_60", "#a877be"),
        Shade("away_change.loss_over_60", "#6a3587"),
    ),
    unreached=Shade("visit_class.lost", "#2c0d3f"),
)
