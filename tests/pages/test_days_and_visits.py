"""The choice of day, from the timetable's own calendar, and same-day visits in figures and on the map."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.inputs.municipality import read_municipality
from assessment.language import translator
from pages.components import cell_visits
from pages.components.area_map import legend_in_words
from pages.components.day_choice import DayChoice, day_and_window, read_choice
from pages.components.municipality import municipality
from pages.components.reader import Reader
from pages.components.view import View
from tests.pages.conftest import Open, html_of

FI = translator("fi")
CHRISTMAS, TUESDAY = dt.date(2026, 12, 25), dt.date(2026, 11, 24)


def figure(html: str, label: str) -> tuple[str, str, str]:
    """Value, comment and detail of a key figure by its label."""
    found = re.search(
        rf'class="label">{label}<.*?class="value">([^<]*)<.*?class="comment">([^<]*)<.*?class="detail">([^<]*)<', html
    )
    assert found is not None, label
    return found[1], found[2], found[3]


def test_the_days_are_those_of_the_timetable(open_app: Open) -> None:
    app = open_app()
    radio = app.radio(key="choose_day")
    assert radio.options == ["Koulupäivä", "Loma-arki", "Lauantai", "Sunnuntai", "Muu päivä"]
    captions = list(radio.proto.captions)
    assert captions[0].startswith("ke 25.11.2026, 635")
    before = figure(html_of(app), FI("key_figure.median"))
    radio.set_value("saturday").run()
    assert app.query_params["day"] == "saturday"
    assert figure(html_of(app), FI("key_figure.median")) != before
    app.radio(key="choose_day").set_value("school_weekday").run()
    assert figure(html_of(app), FI("key_figure.median")) == before


def test_hours_of_their_own_are_told_in_the_address(open_app: Open) -> None:
    app = open_app()
    app.selectbox(key="choose_leave_from").set_value(17 * 3600).run()
    assert app.query_params["day"] == "school_weekday@17:00-18:00"
    app.selectbox(key="choose_leave_until").set_value(19 * 3600).run()
    assert app.query_params["day"] == "school_weekday@17:00-19:00"
    assert "klo 17.00–19.00" in html_of(app)


def test_a_date_without_service_is_refused_in_words(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    before = figure(html_of(app), FI("key_figure.median"))
    app.radio(key="choose_day").set_value("other").run()
    app.date_input(key="choose_date").set_value(TUESDAY).run()
    assert app.session_state["day"] == TUESDAY.isoformat()
    # The demo has service on every date of its calendar: a strike is put on one of them.
    timetable = municipality().timetable
    assert timetable is not None
    first, counts = timetable._trips_by_date
    without = dict(enumerate(counts)) | {(CHRISTMAS - first).days: 0}
    monkeypatch.setitem(timetable.__dict__, "_trips_by_date", (first, [without[day] for day in range(len(counts))]))
    app.date_input(key="choose_date").set_value(CHRISTMAS).run()
    assert FI("day.without_service", date="pe 25.12.2026") in html_of(app)
    assert app.session_state["day"] == TUESDAY.isoformat()
    assert figure(html_of(open_app(day=CHRISTMAS.isoformat())), FI("key_figure.median")) == before


def test_a_choice_is_one_word_and_back(demo_folder: Path) -> None:
    place = read_municipality(demo_folder)
    for word in ("saturday", "holiday_weekday@10:00-12:00", "2026-11-24", "school_weekday"):
        choice = read_choice(place, word)
        assert choice is not None
        assert choice.written == word
    assert read_choice(place, "evening") == DayChoice("school_weekday", (17 * 3600, 19 * 3600))
    for word in ("", "tomorrow", "saturday@12:00-10:00", "1999-01-01"):
        assert read_choice(place, word) is None
    assert day_and_window(place, "nonsense") == (dt.date(2026, 11, 25), (9 * 3600, 11 * 3600))


def test_losing_every_visit_is_told_apart_from_longer_journeys(open_app: Open) -> None:
    app = open_app()
    value, comment, _ = figure(html_of(app), FI("key_figure.with_visit"))
    assert value.startswith("noin ")
    assert "yli 75-vuotiasta" in comment
    app.segmented_control(key="choose_topic").set_value("transit").run()
    app.selectbox(key="choose_transit_action").set_value("remove_line").run()
    app.selectbox(key="choose_line").set_value("K3").run()
    app.button(key="do_transit").click().run()
    html = html_of(app)
    lost, people, _ = figure(html, FI("key_figure.losing_visit"))
    assert re.fullmatch(r"noin \d+ \(\d+–\d+\)", lost)
    assert people == "yli 75-vuotiasta"
    assert figure(html, FI("key_figure.longer"))[0] != lost
    assert len(re.findall(r'class="key-figure ', html)) == 5


def test_wheelchair_users_get_a_range_and_its_reason(open_app: Open) -> None:
    html = html_of(open_app(group="wheelchair_users"))
    _, _, detail = figure(html, FI("key_figure.with_visit"))
    assert re.search(r"arviohaarukka \d+–\d+, koska \d+ % pysäkkien esteettömyydestä ei tiedetä", detail)


def test_other_ways_than_transit_have_no_visits(open_app: Open) -> None:
    app = open_app(mode="car", shown="visits")
    assert app.selectbox(key="choose_shown").value == "change"
    assert "visits" not in app.selectbox(key="choose_shown").options
    assert FI("key_figure.with_visit") not in html_of(app)
    assert figure(html_of(app), FI("key_figure.near"))


def test_cells_are_classed_by_what_becomes_of_their_visit() -> None:
    before = ["yes", "yes", "yes", "no", "no", "no", "unknown", "unknown", "unknown"]
    after = ["yes", "no", "unknown", "yes", "no", "unknown", "yes", "no", "unknown"]
    codes = cell_visits.visit_codes(pd.DataFrame({"possible_before": before, "possible_after": after}))
    wanted = [
        cell_visits.POSSIBLE,
        cell_visits.LOST,
        cell_visits.UNKNOWN,
        cell_visits.GAINED,
        cell_visits.IMPOSSIBLE,
        cell_visits.UNKNOWN,
        cell_visits.GAINED,
        cell_visits.LOST,
        cell_visits.UNKNOWN,
    ]
    assert np.array_equal(codes, wanted)


@pytest.mark.parametrize("shown", ["cells", "visits", "away"])
@pytest.mark.parametrize("alternative", ["VE0", "VE1"])
def test_the_legend_names_only_what_cells_can_be(open_app: Open, shown: str, alternative: str) -> None:
    app = open_app(shown=shown, alternative=alternative, do="close~library-inkeroinen")
    assert not app.exception
    view = View("library", alternative, "age_75_", "transit", "school_weekday", shown)
    legend = legend_in_words(Reader("fi", FI), view, ())
    told = [words for words, _ in legend.classes]
    assert len(told) == len(set(told))
    assert not [words for words in told if words.startswith("shade.")]
    assert ("menettää kaikki asiointimatkat" in told) == (shown != "cells" and alternative != "VE0")
    assert "ei tiedetä, onko esteetöntä" not in told
