"""Colours and patterns of maps and bars, one language on screen and paper, and never colour alone.

Travel times are one hue from light to dark. Changes diverge: a loss is purple and hatched, a gain is teal and dotted,
no change is nearly white; each also carries its sign in words. The hues follow the purple-to-green scheme of
ColorBrewer (PRGn), its green moved to teal so that red-green blindness keeps the two sides apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

NOTHING = "#eceff1"
NEUTRAL = "#ebe8dd"
# What patterns are drawn in, over the fill: that of a loss and that of a gain, with how much of the fill they hide.
HATCH_INK, HATCH_OPACITY = "#280032", 0.5
DOTS_INK, DOTS_OPACITY = "#002828", 0.55


@dataclass(frozen=True)
class Shade:
    """How one class of values looks: its fill, its pattern ("", hatch, dots, dashes), the pattern's gap in pixels."""

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
        Shade("change_class.loss_up_to_5", "#dcc0ea", "hatch", 18),
        Shade("change_class.loss_up_to_10", "#c29ad2", "hatch", 13),
        Shade("change_class.loss_up_to_20", "#9d68b5", "hatch", 9),
        Shade("change_class.loss_over_20", "#6a3587", "hatch", 6),
    ),
    unreached=Shade("change_class.lost", "#3a1450", "hatch", 5),
)
UNKNOWN = Shade("unknown", NOTHING)
UNREACHED_ALWAYS = Shade("unreached_always", "#dde2e6")
