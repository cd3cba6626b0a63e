"""*Matkat*: three journeys of real places, before and after side by side, told in clock times.

The app picks them by itself: the home that loses most, the one in the middle, and one that gains. Any other place can
be picked. No cell of fewer than ten residents is told of.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, cast

import streamlit as st

from assessment.impact.journey_stories import Stories, Story, What, stories
from assessment.report.journey_words import journey_change, visit_change
from pages.components import computing
from pages.components.area_table import area_names, by_visits
from pages.components.figures import WHOLE
from pages.components.journeys_card import minutes_change, story_card
from pages.components.markup import Markup, label, show
from pages.components.place_input import nearest_place_name, place_input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assessment.impact.journey_stories import Case
    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Scenario
    from pages.components.area_table import AreaRow
    from pages.components.computing import Answer, Question
    from pages.components.reader import Reader
    from pages.components.view import View

log = logging.getLogger(__name__)

ANCHOR = "matkat"
OFFERED, PICKED = "offered", "picked"
# As many areas as fit on two lines under the table.
AREAS_OFFERED = 6


def link_to_journeys(reader: Reader) -> Markup:
    """A link down to the journeys."""
    return Markup('<a href="#{}">{}</a>').format(ANCHOR, reader.t("journeys.show"))


def journeys_heading(title: str) -> Markup:
    """The heading that the links lead to, clear of the page's own head."""
    return Markup('<h3 id="{}" style="scroll-margin-top:4.5rem">{}</h3>').format(ANCHOR, title)


def choose_area_under_table(reader: Reader, rows: Sequence[AreaRow]) -> None:
    """The areas of the table, those at its top, each as a button that opens its journeys."""
    if not rows:
        return
    names = {row.id: row.name for row in rows[:AREAS_OFFERED]}

    def keep() -> None:
        chosen = st.session_state["journeys_of_area"]
        if chosen:
            st.session_state["journeys_area"] = chosen
            st.session_state["chosen_area"] = chosen

    present = st.session_state.get("journeys_area")
    st.session_state["journeys_of_area"] = present if present in names else None
    st.pills(
        reader.t("journeys.of_areas"),
        list(names),
        format_func=lambda area: label(names[area]),
        key="journeys_of_area",
        on_change=keep,
    )
    if present in names:
        show(Markup('<p class="hint" role="status">{}</p>').format(link_to_journeys(reader)))


def show_journeys(
    place: Municipality,
    reader: Reader,
    view: View,
    answer: Answer,
    question: Question,
    scenario: Scenario,
    rows: Sequence[AreaRow],
) -> None:
    """The section: whose journeys, and the journeys. rows: the areas, those that lose most first."""
    t = reader.t
    baseline, query = computing._baseline(question, lambda share: None)
    told = stories(baseline, query, answer.impact.cells, scenario, view.group, view.mode)
    areas = place.areas.table
    order = [str(area) for area in areas["id"]]
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        what = _choose_what(reader, told)
        default = _area_that_loses_most(told, what, rows, order)
        who = st.segmented_control(
            t("journeys.whose"),
            [OFFERED, PICKED],
            key="journeys_whose",
            default=OFFERED,
            format_func=lambda one: t(f"journeys.{one}"),
            required=True,
        )
        area = _choose_area(reader, area_names(areas), default) if who == OFFERED else WHOLE
    if who == PICKED:
        lon, lat = place_input(place, reader)
        _cards(place, reader, view, _told_or_none(partial(told.told_from, what, lon, lat)))
        return
    found = told.cases(what, None if area == WHOLE else order.index(area))
    cases: dict[Case, int | None] = {"worst_hit": found.worst_hit, "median": found.median, "gained": found.gained}
    if found.median in (found.worst_hit, found.gained):
        cases["median"] = None  # one story is told once
    _cards(
        place,
        reader,
        view,
        [
            story
            for case, cell in cases.items()
            if cell is not None
            for story in _told_or_none(partial(told.told, what, case, cell))
        ],
    )
    show(Markup('<p class="hint">{}</p>').format(t("journeys.text")))


def _told_or_none(tell: Callable[[], Story]) -> list[Story]:
    """The story; none where it cannot be told leg by leg: the figures stand, and the page goes on."""
    try:
        return [tell()]
    except ValueError:
        log.exception("a journey cannot be told")
        return []


def _area_that_loses_most(told: Stories, what: What, rows: Sequence[AreaRow], order: Sequence[str]) -> str:
    """The area at the top of the table where somebody can be told of; else where one home loses, or gains, most."""
    losing = [row.id for row in (by_visits(rows) if what == "visit" else rows)[:3]]
    for area in losing:
        if told.cases(what, order.index(area)).worst_hit is not None:
            return area
    everywhere = told.cases(what, None)
    cell = everywhere.gained if everywhere.worst_hit is None else everywhere.worst_hit
    return WHOLE if cell is None else order[told.area_of(cell)]


def _choose_what(reader: Reader, told: Stories) -> What:
    """Same-day visit or way to the nearest service: first the one that the alternative changes."""
    possible = told.telling_of()
    if len(possible) == 1:
        return possible[0]
    default = next((one for one in possible if told.changed(one)), possible[0])
    # What an earlier alternative made the better choice does not bind the next one.
    if st.session_state.get("journeys_what_for") != told.alternative + default:
        st.session_state["journeys_what_for"] = told.alternative + default
        st.session_state["journeys_what"] = default
    return cast(
        "What",
        st.segmented_control(
            reader.t("journeys.what"),
            possible,
            key="journeys_what",
            format_func=lambda one: reader.t(f"journeys.what_{one}"),
            required=True,
        ),
    )


def _choose_area(reader: Reader, names: dict[str, str], default: str) -> str:
    def keep() -> None:
        st.session_state["journeys_area"] = st.session_state["choose_journeys_area"]

    wanted = st.session_state.get("journeys_area")
    st.session_state["choose_journeys_area"] = wanted if wanted in names or wanted == WHOLE else default
    in_order = sorted(names, key=lambda area: names[area].casefold())
    chosen: str = st.selectbox(
        reader.t("journeys.area"),
        [WHOLE, *in_order],
        key="choose_journeys_area",
        format_func=lambda area: reader.t("journeys.whole") if area == WHOLE else names[area],
        on_change=keep,
        width=300,
    )
    return chosen


def _cards(place: Municipality, reader: Reader, view: View, found: Sequence[Story]) -> None:
    """The first story in full, the others ready to be opened."""
    if not found:
        show(Markup('<div class="notice"><p>{}</p></div>').format(reader.t("journeys.none")))
    for number, story in enumerate(found):
        where = nearest_place_name(place, story.home.lon, story.home.lat)
        card = story_card(reader, story, where, view.alternative)
        if number == 0:
            show(card)
            continue
        with st.expander(label(f"{reader.t(f'journeys.case_{story.case}')}: {_change(reader, story)}")):
            show(card)


def _change(reader: Reader, story: Story) -> str:
    if story.visits is not None:
        return visit_change(reader.t, *story.visits)
    if story.ways is not None:
        return journey_change(reader.t, *story.ways)
    return minutes_change(reader, story)
