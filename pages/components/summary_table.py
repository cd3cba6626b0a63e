"""The key figures, one row an alternative: ways to the nearest service, and same-day visits apart from them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from assessment.impact.measures import AWAY_MEDIAN, GAINING_VISIT, LOSING_VISIT, VISIT_OPTIONS, WITH_VISIT
from pages.components.area_table import area_rows
from pages.components.figures import WHOLE
from pages.components.key_figures import LONGER, MEDIAN, NEAR, WITHIN
from pages.components.markup import Markup, joined, show
from pages.components.time_away import away_in_words, signed_away

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from pages.components.computing import Answer
    from pages.components.figures import Figure
    from pages.components.reader import Reader
    from pages.components.view import View

TODAY = "VE0"
AWAY_LONGER = "residents_away_longer_by_30_min"


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
    _table(caption, heads, [_row(reader, areas, answer, view, name) for name in alternatives])


def visits_told(answer: Answer, view: View, name: str) -> bool:
    """Whether same-day visits are told of: by transit, where opening hours are known."""
    figure = answer.figures.get(name, WHOLE, view.group, view.mode, WITH_VISIT)
    return view.mode == "transit" and (figure.known or figure.suppressed)


def show_visit_summary(reader: Reader, answer: Answer, view: View, alternatives: Sequence[str], caption: str) -> None:
    """Same-day visits, one row an alternative; nothing where none is told of."""
    told = [name for name in alternatives if visits_told(answer, view, name)]
    if not told:
        return
    columns = ("with_visit", "losing_visit", "gaining_visit", "away", "away_longer", "options")
    heads = (reader.t("choice.alternative"), *(reader.t(f"visit_summary.{name}") for name in columns))
    _table(caption, heads, [_visit_row(reader, answer, view, name) for name in told])


def _table(caption: str, heads: Sequence[str], rows: Sequence[Markup]) -> None:
    head = joined(Markup('<th scope="col">{}</th>').format(text) for text in heads)
    body = joined(rows)
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures summary">'
            "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(caption, caption, head, body)
    )


def _row(reader: Reader, areas: pd.DataFrame, answer: Answer, view: View, name: str) -> Markup:
    t = reader.t
    today = name == TODAY

    def count(measure: str, mode: str = view.mode) -> Markup:
        return _count(reader, answer, view, name, measure, mode)

    def plain(measure: str) -> Markup:
        return _compared(reader, answer, view, name, measure)

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
    cells = (time, plain(LONGER), plain("residents_lost"), count(WITHIN), count(NEAR, "walk"), worst)
    return _row_of(reader, view, name, cells)


def _visit_row(reader: Reader, answer: Answer, view: View, name: str) -> Markup:
    def figure(measure: str) -> Figure:
        return answer.figures.get(name, WHOLE, view.group, view.mode, measure)

    away, options = figure(AWAY_MEDIAN), figure(VISIT_OPTIONS)
    time = Markup("<strong>{}</strong>").format(away_in_words(reader, away.value))
    number = Markup("<strong>{}</strong>").format(reader.number(options.value))
    if name != TODAY:
        if math.isfinite(away.change):
            time += Markup(' <span class="step">{}</span>').format(signed_away(reader, away.baseline, away.value))
        if math.isfinite(options.change):
            step = round(options.value) - round(options.baseline)
            number += Markup(' <span class="step">{}</span>').format(reader.signed(step))
    cells = (
        _count(reader, answer, view, name, WITH_VISIT, view.mode) + _between(reader, figure, WITH_VISIT),
        _compared(reader, answer, view, name, LOSING_VISIT) + _between(reader, figure, LOSING_VISIT),
        _compared(reader, answer, view, name, GAINING_VISIT) + _between(reader, figure, GAINING_VISIT),
        time,
        _compared(reader, answer, view, name, AWAY_LONGER),
        number,
    )
    return _row_of(reader, view, name, cells)


def _row_of(reader: Reader, view: View, name: str, cells: Sequence[Markup]) -> Markup:
    label = reader.t("summary.today", name=name) if name == TODAY else name
    css = "chosen" if name == view.alternative else ""
    made = joined(Markup("<td>{}</td>").format(cell) for cell in cells)
    return Markup('<tr class="{}"><th scope="row">{}</th>{}</tr>').format(css, label, made)


def _between(reader: Reader, figure: Callable[[str], Figure], measure: str) -> Markup:
    """The bounds of a count on a line of their own; nothing where they are one or are not shown."""
    low, high = figure(f"{measure}_low"), figure(f"{measure}_high")
    if not (low.known and high.known) or reader.tens(low.value) == reader.tens(high.value):
        return Markup("")
    text = reader.t("visit_summary.between", low=reader.tens(low.value), high=reader.tens(high.value))
    return Markup('<br><span class="step">{}</span>').format(text)


def _count(reader: Reader, answer: Answer, view: View, name: str, measure: str, mode: str) -> Markup:
    """A count of people after the changes and how it changes from today."""
    about = answer.about(view.group)
    figure = answer.figures.get(name, WHOLE, view.group, mode, measure)
    if figure.small_change:
        step = reader.t("word.change_not_shown")
        before = reader.people(figure.baseline, about=about)
        return Markup('<strong>{}</strong> <span class="step">{}</span>').format(before, step)
    value = reader.people(figure.value, suppressed=figure.suppressed, about=about)
    if name == TODAY or figure.suppressed or not figure.change or math.isnan(figure.change):
        return Markup("<strong>{}</strong>").format(value)
    change = reader.signed(round(figure.change / 10) * 10 if about else figure.change)
    return Markup('<strong>{}</strong> <span class="step">{}</span>').format(value, change)


def _compared(reader: Reader, answer: Answer, view: View, name: str, measure: str) -> Markup:
    """A count of people that compares with today; a dash for today itself."""
    if name == TODAY:
        return Markup("–")
    figure = answer.figures.get(name, WHOLE, view.group, view.mode, measure)
    text = reader.people(figure.value, suppressed=figure.suppressed, about=answer.about(view.group))
    return Markup("<strong>{}</strong>").format(text)
