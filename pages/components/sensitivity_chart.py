"""What moves the figures most: a range beside each headline figure, and one chart of bars to scale, as tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from assessment.impact.sensitivity import BOARDINGS, HEADLINES, MAX_WALK, STAY, UNKNOWN, WALK_SPEED
from pages.components.markup import Markup, joined, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

BAR = "background:repeating-linear-gradient(135deg,#5e2a7e 0 5px,#b58cc7 5px 9px);border:1px solid #6a3587"
DECIMALS = {WALK_SPEED: 2, MAX_WALK: 0, BOARDINGS: 0, STAY: 0}


@dataclass(frozen=True)
class Swing:
    """One factor's effect on one figure: the figure at the low and high setting, NaN = not shown, inf = not reached."""

    factor: str
    low: float
    figure: float
    high: float
    setting_low: float
    setting: float
    setting_high: float

    @property
    def ends(self) -> list[float]:
        """What is known of the figure at its settings."""
        return [value for value in (self.low, self.figure, self.high) if not math.isnan(value)]

    @property
    def width(self) -> float:
        """How far the figure moves; infinite where it is lost at one end."""
        found = self.ends
        if not found or all(math.isinf(one) for one in found):
            return 0.0
        return max(found) - min(found)


def swings_of(table: pd.DataFrame, measure: str) -> list[Swing]:
    """Every factor's effect on a figure, the largest first."""
    rows = table[table["measure"] == measure]
    columns = ("factor", "low", "figure", "high", "setting_low", "setting", "setting_high")
    found = [Swing(*row) for row in zip(*(rows[name].tolist() for name in columns), strict=True)]
    return sorted(found, key=lambda one: -one.width)


def show_sensitivity(reader: Reader, view: View, answer: Answer, table: pd.DataFrame) -> None:
    """The ranges of all figures, then the chart of one of them."""
    t = reader.t
    present = set(table["measure"].astype("str"))
    measures = [name for name in HEADLINES if name in present and swings_of(table, name)[0].ends]
    about = answer.about(view.group)
    show(_ranges(reader, table, measures, about))
    moving = [name for name in measures if swings_of(table, name)[0].width]
    if not moving:
        show(Markup("<p>{}</p>").format(t("sensitivity.nothing_moves")))
        return
    chosen = st.selectbox(
        t("sensitivity.which"),
        moving,
        key="sensitivity_measure",
        format_func=lambda one: t(f"measure.{one}"),
        width=460,
    )
    show(_chart(reader, swings_of(table, chosen), chosen, about))


def told_value(reader: Reader, measure: str, value: float, about: bool) -> str:
    """A figure of a measure: minutes or people; a dash where it is not shown."""
    if math.isnan(value):
        return reader.t("sensitivity.hidden")
    if measure.endswith("_min") and not measure.startswith("residents"):
        return reader.minutes(value)
    return reader.people(value, about=about, bare=True)


def setting_in_words(reader: Reader, factor: str, value: float) -> str:
    """A setting with its unit, or what it means."""
    if factor == UNKNOWN:
        return reader.t("sensitivity.read_as_yes" if value else "sensitivity.read_as_no")
    return reader.t(f"sensitivity.unit_{factor}", value=reader.number(value, DECIMALS[factor]))


def _ranges(reader: Reader, table: pd.DataFrame, measures: Sequence[str], about: bool) -> Markup:
    t = reader.t
    rows = []
    for measure in measures:
        swings = swings_of(table, measure)
        known = [value for swing in swings for value in swing.ends]
        ends = [told_value(reader, measure, value, about) for value in (min(known), max(known))]
        most = t(f"sensitivity.factor_{swings[0].factor}") if swings[0].width else t("sensitivity.hardly")
        span = ends[0] if ends[0] == ends[1] else t("sensitivity.between", low=ends[0], high=ends[1])
        rows.append(
            Markup(
                '<tr><th scope="row">{}</th><td class="number"><strong>{}</strong></td><td>{}</td><td>{}</td></tr>'
            ).format(t(f"measure.{measure}"), told_value(reader, measure, swings[0].figure, about), span, most)
        )
    heads = ("column.measure", "sensitivity.figure", "sensitivity.range", "sensitivity.most")
    return _table(reader, t("sensitivity.ranges_caption"), heads, (1,), rows)


def _chart(reader: Reader, swings: Sequence[Swing], measure: str, about: bool) -> Markup:
    """Bars from the figure at one end of a factor's range to the other, all on one scale; a line at the figure."""
    t = reader.t
    known = [value for swing in swings for value in swing.ends if math.isfinite(value)]
    least, most = min(known), max(known)
    whole = (most - least) or 1.0

    def share(value: float) -> float:
        # What is not reached at all lies beyond the longest time that is.
        return 100.0 if math.isinf(value) else 92 * (value - least) / whole

    rows = []
    for swing in swings:
        left, right = share(min(swing.ends)), share(max(swing.ends))
        here = ""
        if math.isfinite(swing.figure):
            here = Markup(
                '<span style="position:absolute;left:{:.1f}%;top:-4px;bottom:-4px;border-left:3px solid #14202b">'
                "</span>"
            ).format(share(swing.figure))
        bar = Markup('<span style="position:absolute;left:{:.1f}%;width:{:.1f}%;top:0;bottom:0;{}"></span>').format(
            left, max(0.4, right - left), Markup(BAR)
        )
        ends = [
            t("sensitivity.at", setting=setting_in_words(reader, swing.factor, setting), value=value)
            for setting, value in (
                (swing.setting_low, told_value(reader, measure, swing.low, about)),
                (swing.setting_high, told_value(reader, measure, swing.high, about)),
            )
        ]
        rows.append(
            Markup(
                '<tr><th scope="row">{}<br><span class="step">{}</span></th><td class="bar-cell"><span style="position:'
                'relative;display:block;height:20px">{}{}</span></td><td>{}</td><td>{}</td></tr>'
            ).format(
                t(f"sensitivity.factor_{swing.factor}"),
                t("sensitivity.now", setting=setting_in_words(reader, swing.factor, swing.setting)),
                bar,
                here,
                *ends,
            )
        )
    caption = t("sensitivity.chart_caption", measure=t(f"measure.{measure}"))
    heads = ("sensitivity.factor", "sensitivity.effect", "sensitivity.low", "sensitivity.high")
    return _table(reader, caption, heads, (), rows)


def _table(
    reader: Reader, caption: str, heads: Sequence[str], numbers: Sequence[int], rows: Sequence[Markup]
) -> Markup:
    head = joined(
        Markup('<th scope="col"{}>{}</th>').format(
            Markup(' class="number"') if place in numbers else Markup(""), reader.t(key)
        )
        for place, key in enumerate(heads)
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures">'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, caption, head, joined(rows))
