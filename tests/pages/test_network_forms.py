"""Every form of *Tee muutos* makes its change, in words and with undo; what cannot be done is told and nothing lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessment.language import translator
from assessment.scenario import (
    AccessibleStops,
    AccessibleVehicles,
    AddBookmobileStop,
    AddLine,
    AddServiceTaxi,
    AddStop,
    ChangeOpeningHours,
    ExtendLine,
    Headway,
    MoveServicePoint,
    MoveStop,
    RemoveBookmobileStop,
    RemoveLine,
    RemoveServiceTaxi,
    RemoveStop,
    RemoveTrips,
    RerouteLine,
    RetimeTrips,
    ShortenLine,
)
from tests.pages.conftest import Open, html_of

FI = translator("fi")
LINE = "K3"


def changes(app: AppTest) -> tuple[Any, ...]:
    """The changes of the alternative looked at."""
    return tuple(app.session_state["alternatives"]["VE1"].changes)


def words(app: AppTest) -> list[str]:
    """The changes as the page tells them."""
    return re.findall(r'<p class="change">([^<]*)</p>', html_of(app))


def refused(app: AppTest) -> bool:
    return FI("changes.refused") in html_of(app)


def choose(app: AppTest, topic: str) -> AppTest:
    """Open one of the tabs."""
    app.segmented_control(key="choose_topic").set_value(topic).run()
    assert not app.exception
    return app


def transit(app: AppTest, action: str) -> AppTest:
    """Open the form of an action on line 3."""
    choose(app, "transit")
    app.selectbox(key="choose_transit_action").set_value(action).run()
    if action != "new_line":
        app.selectbox(key="choose_line").set_value(LINE).run()
    assert not app.exception
    return app


def undone(app: AppTest) -> None:
    """Undo leaves nothing behind."""
    app.button(key="undo_0").click().run()
    assert not app.exception
    assert changes(app) == ()
    assert words(app) == []


def stops_of(app: AppTest, key: str) -> list[str]:
    return [str(one) for one in app.multiselect(key=key).options]


def test_the_service_of_a_line_is_changed_by_form(open_app: Open) -> None:
    app = transit(open_app(), "headway")
    app.number_input(key="headway_min").set_value(90).run()
    app.text_input(key="transit_headway_from").set_value("8.30").run()
    app.button(key="do_transit").click().run()
    assert changes(app) == (Headway(LINE, 8 * 3600 + 1800, 15 * 3600, 90, "both", ("weekday",)),)
    assert words(app) == ["Linja 3 lähtee 90 minuutin välein klo 8.30–15.00 arkisin"]
    undone(app)

    transit(app, "remove_trips")
    app.selectbox(key=f"direction_{LINE}").set_value("0").run()
    app.selectbox(key="transit_days").set_value("saturday").run()
    app.button(key="do_transit").click().run()
    assert changes(app) == (RemoveTrips(LINE, 9 * 3600, 15 * 3600, ("saturday",), 0),)
    undone(app)

    transit(app, "retime")
    app.selectbox(key="transit_days").set_value("weekday").run()
    app.selectbox(key=f"direction_{LINE}").set_value("both").run()
    app.segmented_control(key="shift_way").set_value("earlier").run()
    app.button(key="do_transit").click().run()
    assert changes(app) == (RetimeTrips(LINE, 9 * 3600, 15 * 3600, -10, ("weekday",), "both"),)
    assert "10 minuuttia aikaisemmin" in words(app)[0]
    undone(app)

    transit(app, "accessible")
    app.button(key="do_transit").click().run()
    app.segmented_control(key="accessible_what").set_value("stops").run()
    app.button(key="do_transit").click().run()
    assert changes(app) == (AccessibleVehicles(LINE), AccessibleStops(line=LINE))
    app.button(key="undo_1").click().run()
    undone(app)

    transit(app, "remove_line")
    app.button(key="do_transit").click().run()
    assert changes(app) == (RemoveLine(LINE),)
    assert words(app) == ["Linja 3 lakkautetaan"]
    assert [one for one in app.selectbox(key="choose_line").options if one.startswith("3 ")] == []
    undone(app)


def test_the_way_of_a_line_is_changed_by_form(open_app: Open) -> None:
    app = transit(open_app(), "new_line")
    assert app.button(key="do_transit").disabled
    app.multiselect(key="new_line_stops").set_value(["286001", "286002", "286003"]).run()
    app.text_input(key="new_line_name").set_value("20").run()
    app.button(key="do_transit").click().run()
    assert not refused(app)
    (change,) = changes(app)
    assert isinstance(change, AddLine)
    assert (change.name, change.stops, change.speed_kmh) == ("20", ("286001", "286002", "286003"), 35)
    assert app.multiselect(key="new_line_stops").value == []
    undone(app)

    app.multiselect(key="new_line_stops").set_value(["286001", "286003"]).run()
    app.segmented_control(key="new_line_pace").set_value("minutes").run()
    app.text_input(key="new_line_minutes").set_value("0, 4, 9").run()
    assert app.button(key="do_transit").disabled  # three times for two stops
    app.text_input(key="new_line_minutes").set_value("0 7").run()
    app.button(key="do_transit").click().run()
    assert changes(app)[0].minutes == (0, 7)
    undone(app)

    transit(app, "extend")
    app.multiselect(key="extend_stops").set_value(["286003"]).run()
    app.number_input(key="extend_speed").set_value(60).run()
    app.button(key="do_transit").click().run()
    assert not refused(app)
    assert isinstance(changes(app)[0], ExtendLine)
    undone(app)

    transit(app, "shorten")
    app.button(key="do_transit").click().run()
    assert isinstance(changes(app)[0], ShortenLine)
    undone(app)

    transit(app, "reroute")
    app.button(key="do_transit").click().run()
    assert not refused(app)
    assert isinstance(changes(app)[0], RerouteLine)
    undone(app)


def test_stops_are_moved_added_and_removed_by_form(open_app: Open) -> None:
    app = transit(open_app(), "remove_stop")
    app.button(key="do_transit").click().run()
    assert isinstance(changes(app)[0], RemoveStop)
    undone(app)

    transit(app, "move_stop")
    app.session_state["marked_place"] = (26.6240, 60.9335)
    app.run()
    app.button(key="do_transit").click().run()
    assert not refused(app)
    assert isinstance(changes(app)[0], MoveStop)
    assert "marked_place" not in app.session_state
    undone(app)

    transit(app, "new_stop")
    app.session_state["marked_place"] = (26.6240, 60.9335)
    app.run()
    app.text_input(key="new_stop_name").set_value("Kylätie").run()
    app.button(key="do_transit").click().run()
    assert not refused(app)
    (change,) = changes(app)
    assert isinstance(change, AddStop)
    assert change.lines[0].line == LINE
    undone(app)


def test_what_cannot_be_done_is_told_beside_the_form_and_nothing_is_lost(open_app: Open) -> None:
    app = transit(open_app(), "remove_trips")
    app.text_input(key="transit_remove_trips_from").set_value("1.00").run()
    app.text_input(key="transit_remove_trips_until").set_value("2.00").run()
    app.button(key="do_transit").click().run()
    assert refused(app)
    assert "Sen lähdöt ovat klo" in html_of(app)
    assert changes(app) == ()
    assert app.text_input(key="transit_remove_trips_from").value == "1.00"
    app.text_input(key="transit_remove_trips_until").set_value("kahdelta").run()
    assert app.button(key="do_transit").disabled
    assert "kahdelta" in html_of(app)
    app.text_input(key="transit_remove_trips_until").set_value("0.30").run()
    assert app.button(key="do_transit").disabled
    assert FI("form.window_backwards") in html_of(app)


def test_a_service_taxi_is_added_and_ended_by_form(open_app: Open) -> None:
    app = choose(open_app(), "taxi")
    assert app.button(key="do_taxi").disabled
    app.multiselect(key="taxi_areas").set_value(["45610"]).run()
    app.multiselect(key="taxi_services").set_value(["library-main"]).run()
    app.selectbox(key="taxi_users").set_value("over_75").run()
    app.button(key="do_taxi").click().run()
    assert not refused(app)
    (change,) = changes(app)
    assert isinstance(change, AddServiceTaxi)
    assert change.taxi.destinations[0][0] == "Kouvolan pääkirjasto"
    assert change.taxi.weekdays == frozenset({1})
    assert "age_75_84" in (change.taxi.profiles or ())
    assert "Uusi asiointitaksi" in words(app)[0]
    # Today is a Wednesday: the page says so and leads to a day when the taxi runs.
    assert FI("changes.not_today", date="ke 25.11.2026") in html_of(app)
    app.button(key="look_at_0").click().run()
    assert app.session_state["day"] == "2026-12-01"
    assert FI("changes.not_today", date="ti 1.12.2026") not in html_of(app)
    undone(app)

    app.segmented_control(key="taxi_where").set_value("feeder").run()
    app.multiselect(key="taxi_areas").set_value(["45610"]).run()
    app.multiselect(key="taxi_stops").set_value(["286003"]).run()
    app.button(key="do_taxi").click().run()
    assert changes(app)[0].taxi.feeder_stops == ("286003",)
    undone(app)

    app.button(key="remove_taxi_taxi-jaala").click().run()
    assert changes(app) == (RemoveServiceTaxi("taxi-jaala"),)
    undone(app)


def test_the_bookmobile_is_changed_by_form(open_app: Open) -> None:
    app = choose(open_app(), "bookmobile")
    app.selectbox(key="bookmobile_day").set_value(3).run()
    app.button(key="do_bookmobile").click().run()
    (change,) = changes(app)
    assert isinstance(change, AddBookmobileStop)
    assert (change.opening_hours, change.stay_min, change.kind) == ("Th 10:00-10:30; PH off", 15, "library")
    assert "to 10.00–10.30" in words(app)[0]
    undone(app)
    for action, kind in (("move", MoveServicePoint), ("hours", ChangeOpeningHours), ("remove", RemoveBookmobileStop)):
        app.segmented_control(key="choose_bookmobile_action").set_value(action).run()
        app.selectbox(key="choose_service").set_value("bookmobile-kimola").run()
        app.button(key="do_bookmobile").click().run()
        assert not refused(app)
        assert isinstance(changes(app)[0], kind)
        assert "Kimola" in words(app)[0]
        undone(app)


def test_a_line_drawn_on_the_map_becomes_stops(open_app: Open) -> None:
    """The map itself needs a browser; what it gives is put in by hand, as its event does."""
    app = transit(open_app(), "new_line")
    stop = app.session_state["stop_picker"]
    assert stop == "new_line_stops"
    script = """
import streamlit as st
from pages.components import stops_input
from pages.components.municipality import municipality
from pages.components.reader import current_reader
place = municipality()
st.session_state["stop_picker"] = "new_line_stops"
stops_input.take_drawn_line(place, place.timetable, current_reader(), ((26.622252, 60.932932), (26.55, 61.20)))
st.write(st.session_state["new_line_stops"])
"""
    drawn = AppTest.from_string(script, default_timeout=60).run()
    assert not drawn.exception
    assert drawn.session_state["new_line_stops"] == ["286001", "stop-new-1"]
    new = drawn.session_state["drawn_stops"]["stop-new-1"]
    assert (new.lon, new.lat) == (26.55, 61.2)
    assert new.name.startswith("Uusi pysäkki 1")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_forms_speak_every_language(open_app: Open, language: str) -> None:
    app = open_app(lang=language)
    for topic in ("transit", "taxi", "bookmobile"):
        choose(app, topic)
        shown = html_of(app) + " ".join(
            str(one.label) for kind in ("selectbox", "button", "text_input", "checkbox") for one in app.get(kind)
        )
        assert re.findall(r"\b(?:form|transit|topic|bookmobile|users|booking)\.[a-z_]+", shown) == []
