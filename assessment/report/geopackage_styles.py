"""The styles of map layers as QGIS keeps them (QML): the colours, patterns and marks of the maps on paper and screen.

Written by the format of QGIS 3 (symbol layers with `Option` maps); opened and looked at in QGIS 3.22.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from assessment.language import Translate
from assessment.report.pictures.area_change import HIDDEN, NOBODY, SOME_LOSE
from assessment.report.pictures.colours import (
    CHANGE,
    DOTS_INK,
    DOTS_OPACITY,
    HATCH_INK,
    HATCH_OPACITY,
    UNREACHED_ALWAYS,
    Shade,
)

SHADES = (*CHANGE.legend, SOME_LOSE, UNREACHED_ALWAYS, HIDDEN, NOBODY)
_HEAD = Markup("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n")
_QGIS = Markup(
    '<qgis version="3.22.0" styleCategories="{categories}" labelsEnabled="1">{renderer}{labels}{aliases}</qgis>'
)
_CATEGORIZED = Markup(
    '<renderer-v2 type="categorizedSymbol" attr="{}" symbollevels="0" enableorderby="0" forceraster="0">'
    "<categories>{}</categories><symbols>{}</symbols></renderer-v2>"
)
_CATEGORY = Markup('<category symbol="{}" value="{}" type="string" label="{}" render="true"/>')
_SYMBOL = Markup('<symbol name="{}" type="{}" alpha="1" clip_to_extent="1" force_rhr="0">{}</symbol>')
_LAYER = Markup('<layer class="{}" enabled="1" locked="0" pass="0"><Option type="Map">{}</Option>{}</layer>')
_OPTION = Markup('<Option name="{}" type="QString" value="{}"/>')
_LABELS = Markup(
    '<labeling type="simple"><settings calloutType="simple">'
    '<text-style fieldName="{}" isExpression="1" fontFamily="Noto Sans" fontSize="8" fontSizeUnit="Point" '
    'fontWeight="50" textColor="20,32,43,255" textOpacity="1" namedStyle="Regular" multilineHeight="0.9">'
    '<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,255" '
    'bufferOpacity="0.85" bufferJoinStyle="128" bufferNoFill="1"/></text-style>'
    '<text-format multilineAlign="1" wrapChar="" autoWrapLength="0"/>'
    '<placement placement="{}" priority="{}" dist="1.6" distUnits="MM" centroidInside="1" centroidWhole="1" '
    'predefinedPositionOrder="TR,TL,BR,BL,R,L,TSR,BSR"/>'
    '<rendering drawLabels="1" obstacle="1" scaleVisibility="0" fontLimitPixelSize="0"/></settings></labeling>'
)
_ALIAS = Markup('<alias index="{}" field="{}" name="{}"/>')
_MARKS: Mapping[str, tuple[str, str, str]] = {  # state: shape, colour, its outline's
    "open": ("square", "#0b3d6b", "#ffffff"),
    "closed": ("cross_fill", "#5b2a86", "#ffffff"),
    "old": ("square", "#ffffff", "#0b3d6b"),
    "moved": ("square", "#00695f", "#ffffff"),
    "new": ("triangle", "#00695f", "#ffffff"),
}


def area_style(words: Translate, column: str, label: str, fields: Mapping[str, str]) -> str:
    """Areas by a column of classes (see area_columns.py). `label`: the expression written on them.

    `fields`: every field in the layer's order with what it is called; none leaves the names as they are.
    """
    categories = Markup()
    for number, shade in enumerate(SHADES):
        named = shade.key if shade.key.startswith("picture.") else f"shade.{shade.key}"
        categories += _CATEGORY.format(number, shade.key.rpartition(".")[2], words(named))
    return _style(_CATEGORIZED.format(column, categories, _area_symbols()), _LABELS.format(label, 1, 4), fields)


def service_style(words: Translate, fields: Mapping[str, str]) -> str:
    """Services by what becomes of them (column `state`), named."""
    categories, symbols = Markup(), Markup()
    for number, (state, (shape, colour, outline)) in enumerate(_MARKS.items()):
        categories += _CATEGORY.format(number, state, words(f"mark.{state}"))
        options = {"name": shape, "color": _rgba(colour), "outline_color": _rgba(outline), "outline_style": "solid"}
        options |= {"outline_width": "0.4", "outline_width_unit": "MM", "size": "4.2", "size_unit": "MM"}
        if state == "closed":
            options["angle"] = "45"
        symbols += _SYMBOL.format(number, "marker", _layer("SimpleMarker", options))
    return _style(_CATEGORIZED.format("state", categories, symbols), _LABELS.format('"name"', 6, 9), fields)


@cache
def _area_symbols() -> Markup:
    return Markup().join(_SYMBOL.format(number, "fill", _fill(number, shade)) for number, shade in enumerate(SHADES))


def _style(renderer: Markup, labels: Markup, fields: Mapping[str, str]) -> str:
    categories, aliases = "Symbology|Labeling", Markup()
    if fields:
        categories += "|Fields"
        named = (_ALIAS.format(number, field, name) for number, (field, name) in enumerate(fields.items()))
        aliases = Markup("<aliases>{}</aliases>").format(Markup().join(named))
    return str(_HEAD + _QGIS.format(categories=categories, renderer=renderer, labels=labels, aliases=aliases))


def _fill(number: int, shade: Shade) -> Markup:
    """A shade's fill with its pattern over it."""
    ground = {"color": _rgba(shade.fill), "style": "solid", "outline_color": _rgba("#78828c"), "outline_style": "solid"}
    layers = _layer("SimpleFill", ground | {"outline_width": "0.2", "outline_width_unit": "MM"})
    gap = f"{max(1.0, shade.gap * 0.22):.2f}"
    if shade.pattern == "hatch":
        ink = {"line_color": _rgba(HATCH_INK, HATCH_OPACITY), "line_width": "0.3", "line_width_unit": "MM"}
        line = _SYMBOL.format(f"@{number}@1", "line", _layer("SimpleLine", ink))
        layers += _layer("LinePatternFill", {"angle": "45", "distance": gap, "distance_unit": "MM"}, line)
    elif shade.pattern:  # dots, and dashes: what is not shown
        across = shade.pattern == "dashes"
        ink = {"name": "line" if across else "circle", "color": _rgba(DOTS_INK, DOTS_OPACITY)}
        ink |= {"outline_color": _rgba("#5b6570"), "outline_width": "0.25"} if across else {"outline_style": "no"}
        ink |= {"angle": "90" if across else "0", "size": "1.2" if across else "0.7", "size_unit": "MM"}
        dot = _SYMBOL.format(f"@{number}@1", "marker", _layer("SimpleMarker", ink))
        apart = {"distance_x": gap, "distance_y": gap, "distance_x_unit": "MM", "distance_y_unit": "MM"}
        shifted = {"displacement_x": f"{float(gap) / 2:.2f}", "displacement_y": "0", "displacement_x_unit": "MM"}
        layers += _layer("PointPatternFill", apart | shifted, dot)
    return layers


def _layer(kind: str, options: Mapping[str, str], inside: Markup = Markup()) -> Markup:  # noqa: B008 (it is immutable)
    return _LAYER.format(kind, Markup().join(_OPTION.format(name, value) for name, value in options.items()), inside)


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
