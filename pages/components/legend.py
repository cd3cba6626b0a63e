"""How a shade looks in legends and bars: its colour with its pattern, as an inline style."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pages.components.colours import Shade


def style_of(shade: Shade) -> str:
    """The shade as an inline style: its colour, hatched or dotted as on the map."""
    if shade.pattern == "hatch":
        ink = f"repeating-linear-gradient(135deg, rgba(40,0,50,.5) 0 1.5px, transparent 1.5px {shade.gap * 0.7:.1f}px)"
        return f"background: {ink}, {shade.fill}"
    if shade.pattern == "dots":
        ink = "radial-gradient(rgba(0,40,40,.55) 1.5px, transparent 1.7px)"
        return f"background: {ink} 0 0 / {shade.gap}px {shade.gap}px, {shade.fill}"
    return f"background: {shade.fill}"
