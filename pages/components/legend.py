"""The legend of the map in words: each colour with its pattern and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.markup import Markup, joined, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.components.colours import Shade
    from pages.components.reader import Reader


def show_legend(reader: Reader, title: str, shades: Iterable[Shade]) -> None:
    """The classes in order, each a swatch and its words."""
    items = joined(
        Markup('<li><span class="swatch" style="{}"></span>{}</li>').format(
            style_of(shade), reader.t(f"shade.{shade.key}")
        )
        for shade in shades
    )
    show(Markup('<p class="legend-title">{}</p><ul class="legend">{}</ul>').format(title, items))


def style_of(shade: Shade) -> str:
    """The shade as an inline style: its colour, hatched or dotted as on the map."""
    if shade.pattern == "hatch":
        ink = f"repeating-linear-gradient(135deg, rgba(40,0,50,.5) 0 1.5px, transparent 1.5px {shade.gap * 0.7:.1f}px)"
        return f"background: {ink}, {shade.fill}"
    if shade.pattern == "dots":
        ink = "radial-gradient(rgba(0,40,40,.55) 1.5px, transparent 1.7px)"
        return f"background: {ink} 0 0 / {shade.gap}px {shade.gap}px, {shade.fill}"
    return f"background: {shade.fill}"
