"""Five key figures of an alternative, each with what it was, what it becomes, and which way that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages.components.figures import WHOLE, Figure
from pages.components.markup import Markup, joined, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.area_table import AreaRow
    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

LONGER = "residents_longer_by_10_min"
WITHIN = "residents_within_30_min"
NEAR = "residents_within_3_km"
MEDIAN = "travel_time_median_min"


@dataclass(frozen=True)
class KeyFigure:
    """One figure on screen. `direction`: worse, better or same."""

    label: str
    value: str
    comment: str
    direction: str = "same"
    detail: str = ""


def direction_of(change: float, improves: int) -> str:
    """Which way a change goes for the resident: `improves` is +1 where more is better, -1 where less is."""
    if not math.isfinite(change) or abs(change) < 0.5:
        return "same"
    return "better" if change * improves > 0 else "worse"


def key_figures(
    reader: Reader, answer: Answer, view: View, worst: Sequence[AreaRow], *, changed: bool
) -> list[KeyFigure]:
    """The five figures of the whole municipality for the view's group and way of travelling."""
    t = reader.t
    about = answer.about(view.group)
    today, alternative = not changed, view.alternative

    def figure(measure: str, mode: str = view.mode) -> Figure:
        return answer.figures.get(alternative, WHOLE, view.group, mode, measure)

    def bounds(measure: str, mode: str = view.mode) -> str:
        low, high = figure(f"{measure}_low", mode), figure(f"{measure}_high", mode)
        if not (low.known and high.known) or round(low.value) == round(high.value):
            return ""
        return t("key_figure.range", low=reader.number(low.value), high=reader.number(high.value))

    residents = figure("residents").value
    median = figure(MEDIAN)
    found = [
        KeyFigure(
            t("key_figure.median"),
            _before_after(reader, reader.minutes(median.baseline), reader.minutes(median.value), today),
            "" if today else _change_in_minutes(reader, median),
            direction_of(_minute_change(median), -1),
            t("key_figure.median_detail"),
        )
    ]
    longer = figure(LONGER)
    people = t(f"group_people.{view.group}")
    share = longer.value / residents if residents and longer.known else math.nan
    told = [t("key_figure.share", value=reader.number(100 * share, 1)) if math.isfinite(share) else "", bounds(LONGER)]
    found.append(
        KeyFigure(t("key_figure.longer"), "–", t("key_figure.no_changes_yet"))
        if today
        else KeyFigure(
            t("key_figure.longer"),
            reader.people(longer.value, suppressed=longer.suppressed, about=about),
            people,
            "worse" if longer.suppressed or longer.value >= 1 else "same",
            "; ".join(part for part in told if part),
        )
    )
    for label, measure, mode in ((t("key_figure.within"), WITHIN, view.mode), (t("key_figure.near"), NEAR, "walk")):
        found.append(_count(reader, view, label, figure(measure, mode), bounds(measure, mode), about, today))
    found.append(_worst(reader, worst, today))
    return found


def show_key_figures(reader: Reader, found: Sequence[KeyFigure]) -> None:
    """The figures side by side."""
    items = [
        Markup(
            '<li class="key-figure {}"><span class="label">{}</span><strong class="value">{}</strong>'
            '<span class="comment">{}</span><span class="detail">{}</span></li>'
        ).format(item.direction, item.label, item.value, item.comment, item.detail)
        for item in found
    ]
    show(Markup('<ul class="key-figures" aria-label="{}">{}</ul>').format(reader.t("key_figure.title"), joined(items)))


def _before_after(reader: Reader, before: str, after: str, today: bool) -> str:
    return after if today or before == after else reader.t("key_figure.before_after", before=before, after=after)


def _minute_change(figure: Figure) -> float:
    """The change as the reader sees it: of whole minutes, so that the two times and their change agree."""
    if not (math.isfinite(figure.baseline) and math.isfinite(figure.value)):
        return math.nan
    return round(figure.value) - round(figure.baseline)


def _change_in_minutes(reader: Reader, figure: Figure) -> str:
    change = _minute_change(figure)
    if not math.isfinite(change):
        return "–"
    if change == 0:
        return reader.t("key_figure.no_change")
    key = "key_figure.longer_by" if change > 0 else "key_figure.shorter_by"
    return reader.t(key, value=reader.minutes(abs(change)))


def _count(reader: Reader, view: View, label: str, count: Figure, bounds: str, about: bool, today: bool) -> KeyFigure:
    """A count of people who are near enough, before and after."""
    t = reader.t
    people = t(f"group_people.{view.group}")
    before = reader.people(count.baseline, about=about)
    if today:
        return KeyFigure(label, before, people, "same", bounds)
    if count.small_change:
        return KeyFigure(label, before, t("key_figure.small_change", people=people), "same", bounds)
    after = reader.people(count.value, suppressed=count.suppressed, about=about)
    if count.suppressed or not count.change:
        return KeyFigure(label, after, people, "same", bounds)
    change = reader.signed(round(count.change / 10) * 10 if about else count.change)
    last = reader.tens(count.value) if about else reader.number(count.value)
    return KeyFigure(
        label,
        t("key_figure.before_after", before=before, after=last),
        t("key_figure.people_change", change=change, people=people),
        direction_of(count.change, 1),
        bounds,
    )


def _worst(reader: Reader, worst: Sequence[AreaRow], today: bool) -> KeyFigure:
    t = reader.t
    losing = [row for row in worst if row.loses] if not today else []
    if not losing:
        comment = t("key_figure.no_changes_yet") if today else t("key_figure.no_area_loses")
        return KeyFigure(t("key_figure.worst"), "–", comment)
    row = losing[0]
    return KeyFigure(
        t("key_figure.worst"),
        row.name,
        t("key_figure.before_after", before=reader.minutes(row.before), after=reader.minutes(row.after)),
        "worse",
        t("key_figure.areas_losing", count=len(losing)),
    )
