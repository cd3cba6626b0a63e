"""Each page runs in each language, and what one does on it changes what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.language import LANGUAGES, translator
from assessment.scenario import ChangeOpeningHours, MoveServicePoint, Scenario
from pages.components import computing
from pages.components.computing import Question
from tests.pages.conftest import Open, html_of

PAGES = ("service_network", "impacts", "inputs")


def key_figures(app: AppTest) -> list[str]:
    """The big texts of the key figures."""
    return re.findall(r'class="value">([^<]*)<', html_of(app))


def close(app: AppTest, service_point: str) -> None:
    """Close a service point by the form."""
    app.selectbox(key="choose_service").set_value(service_point).run()
    app.button(key="do_close").click().run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_in_every_language(open_app: Open, page: str, language: str) -> None:
    app = open_app(page, lang=language, do="close~library-inkeroinen", alternative="VE1")
    assert not app.exception
    t = translator(language)
    html = html_of(app)
    assert f"<h1>{t(f'page.{page}')} – Kouvola</h1>" in html
    assert t("example.label") in html
    assert "notice-error" not in html
    # A key that was not put into words would stand on the page as it is.
    keys = re.findall(r">\s*([a-z_]+\.[a-z_0-9.]+)\s*<", html)
    assert [key for key in keys if not re.search(r"\.(csv|gpkg|zip|pbf|osm|geojson|yaml)", key)] == []


def test_closing_a_library_changes_the_figures_and_undoing_brings_them_back(open_app: Open) -> None:
    app = open_app()
    before = key_figures(app)
    close(app, "library-inkeroinen")
    after = key_figures(app)
    assert after != before
    assert after[4] == "Inkeroinen"
    assert "Suljetaan Inkeroisten kirjasto" in html_of(app)
    app.button(key="undo_0").click().run()
    assert key_figures(app) == before


def test_an_edit_of_today_goes_to_an_alternative(open_app: Open) -> None:
    app = open_app(alternative="VE0")
    assert app.session_state["alternative"] == "VE0"
    close(app, "library-jaala")
    assert app.session_state["alternative"] == "VE1"
    assert app.session_state["alternatives"]["VE0"].changes == ()
    assert len(app.session_state["alternatives"]["VE1"].changes) == 1


def test_the_address_tells_the_view(open_app: Open) -> None:
    app = open_app(
        kind="swimming_hall", group="no_car", mode="car", alternative="VE3", do="close~swimming-hall-inkeroinen"
    )
    assert app.selectbox(key="choose_kind").value == "swimming_hall"
    assert app.selectbox(key="choose_group").value == "no_car"
    assert app.selectbox(key="choose_mode").value == "car"
    assert app.query_params["do"] == "close~swimming-hall-inkeroinen"
    assert app.query_params["alternative"] == "VE3"


def test_an_address_that_makes_no_sense_is_refused_in_words(open_app: Open) -> None:
    app = open_app(kind="palace", mode="broom", alternative="VE1", do=["close~library-nowhere", "nonsense"])
    assert not app.exception
    assert app.selectbox(key="choose_kind").value == "library"
    html = html_of(app)
    assert translator("fi")("changes.refused") in html
    assert "library-nowhere" in html


def test_a_service_is_opened_moved_and_given_hours_by_form(open_app: Open) -> None:
    app = open_app()
    app.segmented_control(key="choose_action").set_value("open").run()
    app.text_input(key="new_name").set_value("Kylän *kirjasto* <b>").run()
    app.button(key="do_open").click().run()
    changes = app.session_state["alternatives"]["VE1"].changes
    assert [change.id for change in changes] == ["library-kylan-kirjasto-b"]
    assert "<b>" not in html_of(app).replace("<b></b>", "")
    app.segmented_control(key="choose_action").set_value("move").run()
    app.button(key="do_move").click().run()
    app.segmented_control(key="choose_action").set_value("hours").run()
    app.selectbox(key="choose_service").set_value("library-jaala").run()
    app.toggle(key="hours_library-jaala_by_hand").set_value(True).run()
    app.text_input(key="hours_library-jaala_text").set_value("whenever").run()
    app.button(key="do_hours").click().run()
    assert translator("fi")("changes.refused") in html_of(app)
    app.text_input(key="hours_library-jaala_text").set_value("Mo 10:00-12:00").run()
    app.button(key="do_hours").click().run()
    assert translator("fi")("changes.refused") not in html_of(app)
    changes = app.session_state["alternatives"]["VE1"].changes
    assert changes[2] == ChangeOpeningHours("library-jaala", "Mo 10:00-12:00")


def test_opening_hours_are_given_by_weekday_and_clock(open_app: Open) -> None:
    app = open_app()
    app.segmented_control(key="choose_action").set_value("hours").run()
    app.selectbox(key="choose_service").set_value("library-jaala").run()
    assert app.text_input(key="hours_library-jaala_0_from").value == "12.00"
    app.text_input(key="hours_library-jaala_0_from").set_value("9.30").run()
    app.button(key="hours_library-jaala_more").click().run()
    app.pills(key="hours_library-jaala_days_2").set_value([5]).run()
    app.button(key="do_hours").click().run()
    (change,) = app.session_state["alternatives"]["VE1"].changes
    assert change == ChangeOpeningHours("library-jaala", "Tu,Th 09:30-18:00; We 10:00-15:00; Sa 10:00-18:00; PH off")


def test_a_new_alternative_begins_empty_and_a_copy_does_not(open_app: Open) -> None:
    app = open_app(do="close~library-inkeroinen", alternative="VE1")
    app.button(key="copy_alternative").click().run()
    assert app.session_state["alternative"] == "VE2"
    assert len(app.session_state["alternatives"]["VE2"].changes) == 1
    app.segmented_control(key="choose_alternative").set_value("+").run()
    assert app.session_state["alternative"] == "VE3"
    assert app.session_state["alternatives"]["VE3"].changes == ()
    app.button(key="remove_alternative").click().run()
    assert list(app.session_state["alternatives"]) == ["VE0", "VE1", "VE2"]


def test_alternatives_stand_side_by_side(open_app: Open) -> None:
    app = open_app("impacts", do="close~library-inkeroinen", alternative="VE2")
    html = html_of(app)
    rows = re.findall(r'<tr class="[a-z]*"><th scope="row">(VE[^<]*)</th>', html)
    assert rows[:3] == ["VE0 (nykyinen)", "VE1", "VE2"]
    app.text_input(key="search_area").set_value("anjala").run()
    assert re.findall(r'data-area="(\d+)"', html_of(app)) == ["46910"]


def test_small_counts_are_not_shown(open_app: Open) -> None:
    app = open_app("impacts", group="wheelchair_users", do="close~library-inkeroinen", alternative="VE1")
    html = html_of(app)
    table = html[html.index('data-area="') :]
    assert translator("fi")("word.not_shown") in table
    people = [int(number) for number in re.findall(r'<td class="number">(\d+)</td>', table)]
    assert [number for number in people if 0 < number < 10] == []


def test_long_work_shows_how_far_it_is_and_ends(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "PATIENCE_S", 0.0)
    app = open_app(day="school_weekday@17:00-19:00", kind="swimming_hall")
    assert not app.exception
    assert len(key_figures(app)) == 5
    assert [button for button in app.button if button.key == "cancel_work"] == []


def test_cancelled_work_says_so_and_may_begin_again(open_app: Open) -> None:
    app = open_app(kind="health_station")
    asked = Question("saturday", "health_station", ("age_75_",), computing.asked_modes("transit"), (Scenario("VE1"),))
    app.session_state["cancelled"] = asked
    app.radio(key="choose_day").set_value("saturday").run()
    assert translator("fi")("progress.cancelled") in html_of(app)
    assert key_figures(app) == []
    app.button(key="compute_again").click().run()
    assert len(key_figures(app)) == 5


def test_the_engine_stops_when_the_work_is_cancelled(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATA", str(demo_folder))
    work = computing._Work()
    work.cancelled.set()
    new = Scenario("VE9", changes=(MoveServicePoint("health-station-ratamo", 26.6, 60.9),))
    with pytest.raises(computing.Cancelled):
        computing._compute(Question("school_weekday", "health_station", ("no_car",), ("walk", "transit"), (new,)), work)


def test_a_small_change_is_not_told_as_a_small_count(open_app: Open) -> None:
    app = open_app(do="move~library-main~26.70190~60.86910", alternative="VE1")
    assert translator("fi")("word.not_shown") not in key_figures(app)


def test_broken_data_are_refused_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSESSMENT_DATA", str(tmp_path / "nowhere"))
    app = AppTest.from_file(str(Path(__file__).resolve().parents[2] / "pages" / "navigation.py"), default_timeout=60)
    app.run()
    assert not app.exception
    assert translator("fi")("refused.title") in html_of(app)
