"""How sure the figures are: about which day and hours, and whether they were measured, estimated or modelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.key_figures import ESTIMATED_GROUPS
from pages.components.markup import Markup, show
from pages.components.municipality import day_and_window

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader
    from pages.components.view import View


def show_basis(municipality: Municipality, reader: Reader, view: View) -> None:
    """One line under the figures: when, from what data, how certain."""
    t = reader.t
    parts = [Markup("{}").format(departure_in_words(municipality, reader, view))]
    named = [("basis.population", municipality.population.source)]
    if municipality.timetable is not None and view.mode == "transit":
        named += [("basis.timetable", source) for source in municipality.timetable.sources]
    if municipality.streets is not None:
        named.append(("basis.streets", municipality.streets.source))
    for key, source in named:
        parts.append(
            Markup('{} {} <span class="tag">{}</span>').format(
                t(key), reader.date(source.date) if source.date else "", t(f"certainty.{source.certainty}")
            )
        )
    if view.group in ESTIMATED_GROUPS:
        parts.append(Markup('{} <span class="tag">{}</span>').format(t("basis.group"), t("certainty.estimated")))
    show(Markup('<p class="sure"><strong>{}</strong> {}</p>').format(t("basis.title"), Markup(" · ").join(parts)))


def departure_in_words(municipality: Municipality, reader: Reader, view: View) -> str:
    """The date and hours of departure that the travel times are about."""
    date, (start, end) = day_and_window(municipality, view.day)
    return reader.t("basis.departure", date=reader.date(date), start=reader.clock(start), end=reader.clock(end))
