"""The key figures, one row an alternative."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pages.components.area_table import area_rows
from pages.components.figures import WHOLE
from pages.components.key_figures import LONGER, MEDIAN, NEAR, WITHIN
from pages.components.markup import Markup, joined, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

TODAY = "VE0"


def show_summary(
    reader: Reader, areas: pd.DataFrame, answer: Answer, view: View, alternatives: Sequence[str], caption: str
) -> None:
    """A real table: rows are alternatives, columns the key figures, each with its change from today."""
    t = reader.t
    heads = (
        t("choice.alternative"),
        t("key_figure.median"),
        t("key_figure.longer"),
        t("summary.lost"),
        t("key_figure.within"),
        t("key_figure.near"),
        t("key_figure.worst"),
    )
    head = joined(Markup('<th scope="col">{}</th>').format(text) for text in heads)
    body = joined(_row(reader, areas, answer, view, name) for name in alternatives)
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures summary">'
            "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(caption, caption, head, body)
    )


def _row(reader: Reader, areas: pd.DataFrame, answer: Answer, view: View, name: str) -> Markup:
    t = reader.t
    about = answer.about(view.group)
    today = name == TODAY

    def count(measure: str, mode: str = view.mode) -> Markup:
        figure = answer.figures.get(name, WHOLE, view.group, mode, measure)
        if figure.small_change:
            step = t("word.change_under_ten")
            before = reader.people(figure.baseline, about=about)
            return Markup('<strong>{}</strong> <span class="step">{}</span>').format(before, step)
        value = reader.people(figure.value, suppressed=figure.suppressed, about=about)
        if today or figure.suppressed or not figure.change or math.isnan(figure.change):
            return Markup("<strong>{}</strong>").format(value)
        change = reader.signed(round(figure.change / 10) * 10 if about else figure.change)
        return Markup('<strong>{}</strong> <span class="step">{}</span>').format(value, change)

    def plain(measure: str) -> Markup:
        if today:
            return Markup("–")
        figure = answer.figures.get(name, WHOLE, view.group, view.mode, measure)
        text = reader.people(figure.value, suppressed=figure.suppressed, about=about)
        return Markup("<strong>{}</strong>").format(text)

    median = answer.figures.get(name, WHOLE, view.group, view.mode, MEDIAN)
    time = Markup("<strong>{}</strong>").format(reader.minutes(median.value))
    if not today and math.isfinite(median.change):
        step = round(median.value) - round(median.baseline)
        time += Markup(' <span class="step">{}</span>').format(reader.signed_minutes(step))
    worst = Markup("–")
    if not today:
        losing = [row for row in area_rows(areas, answer, view, name) if row.loses]
        if losing:
            first = losing[0]
            times = t("key_figure.before_after", before=reader.minutes(first.before), after=reader.minutes(first.after))
            worst = Markup('<strong>{}</strong> <span class="step">{}</span>').format(first.name, times)
        else:
            worst = Markup("{}").format(t("key_figure.no_area_loses"))
    label = t("summary.today", name=name) if today else name
    cells = joined(
        Markup("<td>{}</td>").format(cell)
        for cell in (time, plain(LONGER), plain("residents_lost"), count(WITHIN), count(NEAR, "walk"), worst)
    )
    css = "chosen" if name == view.alternative else ""
    return Markup('<tr class="{}"><th scope="row">{}</th>{}</tr>').format(css, label, cells)
