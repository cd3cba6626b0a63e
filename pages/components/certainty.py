"""How sure the figures are: about which day and hours, and whether they were measured, estimated or modelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.figures import WHOLE
from pages.components.markup import Markup, joined, show
from pages.components.municipality import day_and_window

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.inputs.provenance import Source
    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

RANGED = ("residents", "residents_within_30_min", "residents_longer_by_10_min", "residents_lost")


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
        found = [
            answer.figures.get(view.alternative, WHOLE, view.group, view.mode, measure + end)
            for end in ("_low", "", "_high")
        ]
        main = found[1]
        cells = [reader.people(main.value if not one.known else one.value, suppressed=main.suppressed) for one in found]
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
