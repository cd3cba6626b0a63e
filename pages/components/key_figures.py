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
WITH_VISIT = "residents_with_visit"
LOSING_VISIT = "residents_losing_every_visit"
GAINING_VISIT = "residents_gaining_a_visit"
AWAY = "visit_away_median_min"
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
    within = _count(reader, view, t("key_figure.within"), figure(WITHIN), bounds(WITHIN), about, today)
    visits = visit_figure(reader, answer, view, today=today)
    if visits is not None:
        found += [visits, within]
    else:
        found += [
            within,
            _count(reader, view, t("key_figure.near"), figure(NEAR, "walk"), bounds(NEAR, "walk"), about, today),
        ]
    found.append(_worst(reader, worst, today))
    return found


def visit_figure(reader: Reader, answer: Answer, view: View, *, today: bool) -> KeyFigure | None:
    """Same-day visits, apart from longer journeys: who loses every one, else who gains one, else who has one.

    None where visits are not told of: by other ways than transit, and where no opening hours are known.
    """
    t = reader.t
    about, people = answer.about(view.group), t(f"group_people.{view.group}")

    def figure(measure: str) -> Figure:
        return answer.figures.get(view.alternative, WHOLE, view.group, view.mode, measure)

    with_visit, losing, gaining = figure(WITH_VISIT), figure(LOSING_VISIT), figure(GAINING_VISIT)
    if view.mode != "transit" or not (with_visit.known or with_visit.suppressed):
        return None
    reason = _why_range(reader, answer, view)
    away = figure(AWAY)
    told_away = _before_after(reader, duration(reader, away.baseline), duration(reader, away.value), today)
    away_words = t("key_figure.away", value=told_away) if away.known else ""

    def range_of(measure: str) -> str:
        return _range(reader, figure(f"{measure}_low"), figure(f"{measure}_high"))

    def named(count: Figure, measure: str) -> str:
        told = reader.people(count.value, suppressed=count.suppressed, about=about)
        between = range_of(measure)
        return f"{told} ({between})" if between else told

    def detail(*parts: str) -> str:
        return "; ".join(part for part in parts if part)

    if not today and (losing.suppressed or losing.value >= 1):
        gained = gaining.suppressed or gaining.value >= 1
        also = t("key_figure.also_gaining", count=named(gaining, GAINING_VISIT)) if gained else ""
        words = detail(reason if range_of(LOSING_VISIT) else "", also, away_words)
        return KeyFigure(t("key_figure.losing_visit"), named(losing, LOSING_VISIT), people, "worse", words)
    if not today and (gaining.suppressed or gaining.value >= 1):
        words = detail(reason if range_of(GAINING_VISIT) else "", away_words)
        return KeyFigure(t("key_figure.gaining_visit"), named(gaining, GAINING_VISIT), people, "better", words)
    residents = figure("residents").value
    share = with_visit.value / residents if residents and with_visit.known else math.nan
    told = t("key_figure.share", value=reader.number(100 * share)) if math.isfinite(share) else ""
    between = range_of(WITH_VISIT)
    range_words = t("key_figure.visit_range", between=between) if between else ""
    words = detail(f"{range_words}, {reason}" if reason and between else range_words, away_words)
    comment = f"{people}, {told}" if told else people
    count = reader.people(with_visit.value, suppressed=with_visit.suppressed, about=about)
    return KeyFigure(t("key_figure.with_visit"), count, comment, "same", words)


def duration(reader: Reader, minutes: float) -> str:
    """A long time in hours and minutes, 1 h 45 min; infinite where there is no visit."""
    if not math.isfinite(minutes):
        return reader.t("key_figure.no_visit")
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return reader.minutes(rest)
    return f"{hours}\N{NO-BREAK SPACE}h" + (f" {reader.minutes(rest)}" if rest else "")


def _range(reader: Reader, low: Figure, high: Figure) -> str:
    """30–60, to the nearest ten; only the upper end where the lower is a small count; "" where it says nothing."""
    if high.suppressed or not high.known:
        return ""
    if low.suppressed or not low.known:
        return reader.t("key_figure.at_most", high=reader.tens(high.value))
    ends = reader.tens(low.value), reader.tens(high.value)
    return "" if ends[0] == ends[1] else "–".join(ends)


def _why_range(reader: Reader, answer: Answer, view: View) -> str:
    """Why the figures of wheelchair users are a range: nobody knows of so many stops and vehicles."""
    if view.group != "wheelchair_users":
        return ""
    told = next((one for one in answer.impact.provenance["alternatives"] if one["name"] == view.alternative), None)  # type: ignore[attr-defined]
    known = (told or {}).get("accessibility")
    if not known or not (known["stops_unknown_share"] or known["trips_unknown_share"]):
        return ""
    return reader.t("key_figure.because_unknown", share=reader.number(100 * known["stops_unknown_share"]))


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
