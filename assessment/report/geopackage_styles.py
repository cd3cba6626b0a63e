"""The styles of map layers as QGIS keeps them (QML): purple loses, teal gains, what is not shown is dotted."""

from __future__ import annotations

from markupsafe import Markup

# Change of the mean travel time in minutes: from, to, colour; as on the maps of pages and documents.
CLASSES = (
    (-10_000.0, -10.0, "0,90,80"),
    (-10.0, -2.0, "110,190,180"),
    (-2.0, 2.0, "240,240,235"),
    (2.0, 10.0, "190,150,215"),
    (10.0, 10_000.0, "91,42,134"),
)
_HEAD = Markup("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n")
_FILL = Markup(
    '<symbol name="{}" type="fill" alpha="1" clip_to_extent="1">'
    '<layer class="SimpleFill" enabled="1" locked="0" pass="0">'
    '<Option type="Map"><Option name="color" type="QString" value="{}"/>'
    '<Option name="outline_color" type="QString" value="120,130,140,255"/>'
    '<Option name="outline_width" type="QString" value="0.2"/>'
    '<Option name="style" type="QString" value="{}"/></Option></layer></symbol>'
)
_RULE = Markup('<rule key="{}" symbol="{}" filter="{}" label="{}"/>')
_MARK = Markup(
    '<symbol name="{}" type="marker" alpha="1"><layer class="SimpleMarker" enabled="1" locked="0" pass="0">'
    '<Option type="Map"><Option name="name" type="QString" value="{}"/><Option name="color" type="QString" value="{}"/>'
    '<Option name="outline_color" type="QString" value="20,32,43,255"/><Option name="size" type="QString" value="3.4"/>'
    "</Option></layer></symbol>"
)
_RENDERER = Markup(
    '<qgis version="3.28.0" styleCategories="Symbology"><renderer-v2 type="RuleRenderer" symbollevels="0" '
    'enableorderby="0" forceraster="0"><rules key="root">{}</rules><symbols>{}</symbols></renderer-v2></qgis>'
)


def area_style(column: str) -> str:
    """Areas by the change of a column; NULL (not shown) dotted."""
    rules, symbols = Markup(), Markup()
    for number, (low, high, colour) in enumerate(CLASSES):
        test = f'"{column}" >= {low:g} AND "{column}" < {high:g}'
        edge = f"< {high:g} min" if number == 0 else f">= {low:g} min" if high > 1000 else f"{low:g} – {high:g} min"
        rules += _RULE.format(f"c{number}", number, test, edge)
        symbols += _FILL.format(number, f"{colour},255", "solid")
    rules += _RULE.format("hidden", len(CLASSES), f'"{column}" IS NULL', "–")
    symbols += _FILL.format(len(CLASSES), "120,130,140,255", "dense6")
    return str(_HEAD + _RENDERER.format(rules, symbols))


def service_style() -> str:
    """Services by what becomes of them: a square, crossed out, hollow, or a plus."""
    marks = (
        ("open", "square", "11,61,107,255"),
        ("closed", "cross2", "91,42,134,255"),
        ("moved_from", "square", "255,255,255,255"),
        ("moved_to", "square", "0,105,95,255"),
        ("new", "cross_fill", "0,105,95,255"),
    )
    rules, symbols = Markup(), Markup()
    for number, (state, shape, colour) in enumerate(marks):
        rules += _RULE.format(state, number, f"\"state\" = '{state}'", state)
        symbols += _MARK.format(number, shape, colour)
    return str(_HEAD + _RENDERER.format(rules, symbols))
