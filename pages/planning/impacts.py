"""*Vaikutukset*: who loses, how much, how sure? Alternatives, map and areas, groups, journeys, certainty, files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from assessment.impact.measures import LOSING_VISIT
from pages.components import alternatives
from pages.components.area_map import area_map, cells_shown
from pages.components.area_table import area_rows, by_visits, found_by_name, show_area_table
from pages.components.bars import any_loses, show_distribution, show_groups
from pages.components.certainty import named_sources, show_basis, show_ranges, show_readings
from pages.components.computing import Question, all_groups_and_modes, ask_with_progress
from pages.components.downloads import show_downloads
from pages.components.journeys import choose_area_under_table, journeys_heading, link_to_journeys, show_journeys
from pages.components.map import MapEvent, draw_map
from pages.components.markup import Markup, label, show
from pages.components.municipality import map_ground, municipality
from pages.components.page_head import show_head
from pages.components.reader import current_reader
from pages.components.sensitivity import show_what_moves
from pages.components.service_states import service_states
from pages.components.sources_table import show_sources
from pages.components.summary_table import show_summary, show_visit_summary, visits_told
from pages.components.view import choose, read_view, write_address

if TYPE_CHECKING:
    from assessment.language import Translate

MAP_HEIGHT_PX = 580
ORDERS = ("way", "visit")


def _on_map(event: MapEvent) -> None:
    """A click on an area keeps it marked."""
    if event.area:
        st.session_state["chosen_area"] = st.session_state["journeys_area"] = event.area


def page() -> None:
    """Draw the page."""
    reader = current_reader()
    t = reader.t
    place = municipality()
    view = read_view(place)
    show_head(place, reader, t("page.impacts"), t("question.impacts"))
    choose(place, reader, view)
    scenarios = tuple(alternatives.alternatives().values())
    groups, modes = all_groups_and_modes(place)
    question = Question(view.day, view.kind, groups, modes, scenarios)
    answer = ask_with_progress(reader, question, st.empty())
    if answer is None:
        return
    told = {
        "group": t(f"group.{view.group}"),
        "mode": reader.inside(f"mode.{view.mode}"),
        "alternative": view.alternative,
    }

    st.subheader(t("impacts.side_by_side"), anchor=False)
    names = [scenario.name for scenario in scenarios]
    show_summary(reader, place.areas.table, answer, view, names, t("impacts.summary_caption", **told))
    with_visits = visits_told(answer, view, view.alternative)
    show_visit_summary(reader, answer, view, names, t("visit_summary.caption", **told))
    show(Markup('<p class="hint">{}</p>').format(link_to_journeys(reader)))
    show_basis(place, reader, answer, view)
    if view.alternative == alternatives.TODAY or not alternatives.alternatives()[view.alternative].changes:
        show(Markup('<div class="notice"><p>{}</p></div>').format(t("impacts.no_changes", **told)))

    st.subheader(label(t("impacts.areas", **told)), anchor=False)
    rows = area_rows(place.areas.table, answer, view, view.alternative)
    map_side, table_side = st.columns([6, 5], gap="medium")
    with map_side:
        scenario = alternatives.alternatives()[view.alternative]
        states = service_states(place, scenario, view.kind)
        content = area_map(reader, view, rows, states, cells=cells_shown(reader, view, answer))
        draw_map(
            reader,
            map_ground(),
            replace(content, chosen_area=st.session_state.get("chosen_area")),
            key="impacts",
            height=MAP_HEIGHT_PX,
            on_event=_on_map,
        )
    with table_side:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            wanted = st.text_input(t("area.search"), key="search_area", max_chars=60, width=230)
            by_visit = with_visits and _chosen_order(t) == "visit"
        found = found_by_name(by_visits(rows) if by_visit else rows, wanted)
        show_area_table(
            reader,
            found,
            t("area_visit.caption" if by_visit else "area.caption", **told),
            with_change=view.alternative != alternatives.TODAY,
            height_px=MAP_HEIGHT_PX - 110,
            visits=by_visit,
        )
        choose_area_under_table(reader, found)

    if view.alternative != alternatives.TODAY:
        st.subheader(label(t("impacts.groups", **told)), anchor=False)
        show_groups(reader, answer, view, groups, t("impacts.groups_caption", **told))
        if with_visits and any_loses(answer, view, groups, LOSING_VISIT):
            show_groups(reader, answer, view, groups, t("groups_visit.caption", **told), (LOSING_VISIT,))
        elif with_visits:
            show(Markup("<p>{}</p>").format(t("groups_visit.nobody", **told)))
    st.subheader(label(t("impacts.distribution", **told)), anchor=False)
    show_distribution(reader, answer, view, t("impacts.distribution_caption", **told))

    show(journeys_heading(t("journeys.title", **told)))
    show_journeys(place, reader, view, answer, question, scenario, rows)

    st.subheader(t("impacts.certainty"), anchor=False)
    show(Markup('<p class="hint">{}</p>').format(t("impacts.certainty_text")))
    show_ranges(reader, answer, view, t("impacts.ranges_caption", **told))
    show_readings(reader, answer, view.alternative)
    st.subheader(t("sensitivity.title"), anchor=False)
    show_what_moves(reader, view, answer, scenario)
    show_sources(reader, named_sources(place), t("impacts.sources_caption"))

    st.subheader(t("impacts.take_away"), anchor=False)
    changed = [scenario for scenario in scenarios if scenario.name != alternatives.TODAY]
    show_downloads(place, reader, answer.impact, changed, view)
    write_address(reader, view)


def _chosen_order(t: Translate) -> str:
    """By what the areas are sorted: the way to the nearest service, or same-day visits."""
    chosen: str = st.segmented_control(
        t("area_visit.order"),
        ORDERS,
        default=ORDERS[0],
        key="area_order",
        format_func=lambda one: t(f"area_visit.order_{one}"),
        required=True,
    )
    return chosen


page()
