"""How sure the figures are: about which day and hours, and whether they were measured, estimated or modelled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pages.components.figures import WHOLE
from pages.components.markup import Markup, joined, show
from pages.components.municipality import day_and_window
from pages.components.summary_table import visits_told

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.inputs.provenance import Source
    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

RANGED = (
    "residents",
    "residents_within_30_min",
    "residents_longer_by_10_min",
    "residents_lost",
    "residents_with_visit",
    "residents_losing_every_visit",
    "residents_gaining_a_visit",
)


def named_sources(municipality: Municipality) -> list[tuple[str, Source]]:
    """Every source with what it is: population, areas, service_points, streets, timetable."""
    named = [
        ("population", municipality.population.source),
        ("areas", municipality.areas.source),
        ("service_points", municipality.service_points.source),
    ]
    if municipality.streets is not None:
        named.append(("streets", municipality.streets.source))
    if municipality.timetable is not None:
        named += [("timetable", source) for source in municipality.timetable.sources]
    return named


def show_basis(municipality: Municipality, reader: Reader, answer: Answer, view: View) -> None:
    """One line under the figures: when, from what data, how certain."""
    t = reader.t
    wanted = {"population", "streets"} | ({"timetable"} if view.mode == "transit" else set())
    parts = [Markup("{}").format(departure_in_words(municipality, reader, view))]
    for what, source in named_sources(municipality):
        if what in wanted:
            date = reader.date(source.date) if source.date else ""
            parts.append(_tagged(reader, f"{t(f'basis.{what}')} {date}", source.certainty))
    parts.append(_tagged(reader, t("basis.group"), answer.certainty(view.group)))
    show(Markup('<p class="sure"><strong>{}</strong> {}</p>').format(t("basis.title"), Markup(" · ").join(parts)))


def _tagged(reader: Reader, text: str, certainty: str) -> Markup:
    return Markup('<span class="nowrap">{} <span class="tag">{}</span></span>').format(
        text, reader.t(f"certainty.{certainty}")
    )


def departure_in_words(municipality: Municipality, reader: Reader, view: View) -> str:
    """The date and hours of departure that the travel times are about."""
    date, (start, end) = day_and_window(municipality, view.day)
    return reader.t("basis.departure", date=reader.date(date), start=reader.clock(start), end=reader.clock(end))


def show_ranges(reader: Reader, answer: Answer, view: View, caption: str) -> None:
    """The main counts with the bounds within which they must lie, and whether they are measured or estimated."""
    t = reader.t
    heads = (t("column.measure"), t("certainty_table.low"), t("certainty_table.best"), t("certainty_table.high"))
    rows = []
    for measure in RANGED:
        if "visit" in measure and not visits_told(answer, view, view.alternative):
            continue
        found = [
            answer.figures.get(view.alternative, WHOLE, view.group, view.mode, measure + end)
            for end in ("_low", "", "_high")
        ]
        main = found[1]
        # Where only the change is not shown, today's figures say as much.
        known = [one.baseline if main.small_change else one.value for one in found]
        best = known[1]
        cells = [
            reader.people(best if math.isnan(one) else one, suppressed=main.suppressed and not main.small_change)
            for one in known
        ]
        made = joined(Markup('<td class="number">{}</td>').format(cell) for cell in cells)
        rows.append(Markup('<tr><th scope="row">{}</th>{}</tr>').format(t(f"measure.{measure}"), made))
    head = joined(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if index else Markup(""), text)
        for index, text in enumerate(heads)
    )
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures">'
            "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(caption, caption, head, joined(rows))
    )


WHEELCHAIR = "wheelchair_users"


def show_readings(reader: Reader, answer: Answer, alternative: str) -> None:
    """What both readings of unknown accessibility mean for wheelchair users, in words; by transit only."""
    known = _accessibility(answer, alternative)
    low, value, high = (
        answer.figures.get(alternative, WHOLE, WHEELCHAIR, "transit", f"residents_with_visit{end}")
        for end in ("_low", "", "_high")
    )
    if known is None or not (value.known or value.suppressed):
        return
    # Where only the change is not shown, today's figures say as much.
    ends = [one.value if one.known else one.baseline for one in (low, high)]
    if not all(map(math.isfinite, ends)):
        ends = [value.value if value.known else value.baseline] * 2
    t = reader.t
    least, most = (reader.people(one, suppressed=math.isnan(one)) for one in ends)
    shares = {name: reader.number(100 * float(str(known[f"{name}_unknown_share"]))) for name in ("stops", "trips")}
    key = "readings.range" if least != most else "readings.one"
    words = t(key, low=least, high=most)
    why = t("readings.why", **shares) if any(share != "0" for share in shares.values()) else t("readings.all_known")
    show(Markup('<div class="notice"><p><strong>{}</strong> {}</p></div>').format(words, why))


def _accessibility(answer: Answer, alternative: str) -> dict[str, object] | None:
    """How much is known of accessibility with an alternative, as the engine accounts for it."""
    accounts = answer.impact.provenance["alternatives"]
    if not isinstance(accounts, list):
        return None
    found = next((one for one in accounts if one["name"] == alternative), None)
    known = found["accessibility"] if found else None
    return known if isinstance(known, dict) else None
