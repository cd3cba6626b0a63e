"""*Vaikutukset* on the demo: journeys in clock times, same-day visits, what moves the figures, no small cell told."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from assessment.inputs.service_taxi import ServiceTaxi
from assessment.language import LANGUAGES, translator
from assessment.scenario import AddServiceTaxi, CloseServicePoint, RemoveServiceTaxi, Scenario
from pages.components.municipality import municipality
from tests.pages.conftest import Open, html_of

JAALA = "close~library-jaala"
INKEROINEN = "close~library-inkeroinen"


def words_of(app: AppTest) -> str:
    """What is on the page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(app)))


def scenario_of(app: AppTest, *changes: object) -> None:
    """Make the alternative VE1 these changes."""
    app.session_state["alternatives"]["VE1"] = Scenario("VE1", "", changes)  # type: ignore[arg-type]
    app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visit_that_is_lost_is_told_by_itself(open_app: Open, language: str) -> None:
    app = open_app("impacts", lang=language, do=JAALA, alternative="VE1")
    assert not app.exception
    t, words = translator(language), words_of(app)
    assert t("journey.visit_change_lost") in words
    assert t("journeys.no_visit") in words
    assert t("journeys.strip_none") in words
    assert app.selectbox(key="choose_journeys_area").value == "47710"
    # A second example waits to be opened: its label says what changes.
    assert any(one.label.startswith(t("journeys.case_median")) for one in app.expander)


def test_before_and_after_stand_side_by_side_in_clock_times(open_app: Open) -> None:
    words = words_of(open_app("impacts", do=INKEROINEN, alternative="VE1"))
    assert "muutoksen jälkeen 1 h 46 min, ja asiointipaikka on Myllykosken kirjasto" in words
    assert re.search(r"Nyt Olet poissa kotoa 1 h 10 min: lähtö klo \d+\.\d\d, kotona klo \d+\.\d\d\.", words)
    assert re.search(r"nouse bussiin 3, suunta \w+", words)


def test_the_way_to_the_nearest_service_and_any_place(open_app: Open) -> None:
    app = open_app("impacts", do=INKEROINEN, alternative="VE1")
    app.segmented_control(key="journeys_what").set_value("way").run()
    assert "Matka pitenee 32 minuuttia: nyt 9 min, muutoksen jälkeen 41 min" in words_of(app)
    app.segmented_control(key="journeys_whose").set_value("picked").run()
    assert not app.exception
    assert "Valitsemasi paikka" in words_of(app)
    app.segmented_control(key="journeys_what").set_value("visit").run()
    assert not app.exception
    assert re.search(r"Valitsemasi paikka.*Olet poissa kotoa", words_of(app))


def test_an_area_of_the_table_opens_its_journeys(open_app: Open) -> None:
    app = open_app("impacts", do=INKEROINEN, alternative="VE1")
    pills = app.get("button_group")
    of_areas = next(one for one in pills if one.key == "journeys_of_area")
    assert [option.content for option in of_areas.proto.options][:2] == ["Inkeroinen", "Anjala"]
    app.selectbox(key="choose_journeys_area").set_value("46910").run()
    assert app.session_state["journeys_area"] == "46910"
    assert not app.exception
    app.selectbox(key="choose_journeys_area").set_value("all").run()
    assert "Eniten häviävä" in words_of(app)


def test_no_cell_of_fewer_than_ten_residents_is_told(open_app: Open) -> None:
    from pages.components import computing, journeys
    from pages.components.computing import Question, all_groups_and_modes

    app = open_app("impacts", do=JAALA, alternative="VE1")
    assert not app.exception
    place = municipality()
    scenario = Scenario("VE1", "", (CloseServicePoint("library-jaala"),))
    question = Question("school_weekday", "library", *all_groups_and_modes(place), (Scenario("VE0"), scenario))
    answer = computing.ask(question)
    baseline, query = computing._baseline(question, lambda share: None)
    residents = place.population.table["population"].to_numpy()
    told = set()
    for group in ("all", "age_85_", "wheelchair_users"):
        found = journeys.stories(baseline, query, answer.impact.cells, scenario, group, "transit")
        for what in found.telling_of():
            for area in (None, *range(len(place.areas.table))):
                cases = found.cases(what, area)
                told |= {cases.median, cases.worst_hit, cases.gained} - {None}
    assert len(told) > 50
    assert min(residents[cell] for cell in told) >= 10


def test_a_service_taxi_is_told_with_its_booking(open_app: Open) -> None:
    app = open_app("impacts", alternative="VE1")
    taxi = next(one for one in municipality().service_taxis if one.id == "taxi-elimaki")
    scenario_of(app, RemoveServiceTaxi("taxi-elimaki"))
    words = words_of(app)
    assert "Asiointimatka ei enää onnistu saman päivän aikana muutoksen jälkeen." in words
    assert "Elimäen asiointitaksi hakee viimeistään klo" in words
    assert "Tilaa kyyti viimeistään edellisenä päivänä klo 15.00. Puhelinnumero on 020 615 1502." in words
    assert "Tilaa paluukyyti samalla kertaa." in words
    # One more taxi, from the same zone and all day long: somebody gains, and is told of.
    other = ServiceTaxi(**{**{name: getattr(taxi, name) for name in taxi.__dataclass_fields__}, "id": "new"})
    north = next(one for one in municipality().service_taxis if one.id == "taxi-valkeala")
    scenario_of(app, AddServiceTaxi(ServiceTaxi(**{**vars_of(other), "zone": north.zone, "name": "Uusi taksi"})))
    words = words_of(app)
    assert "Eniten hyötyvä" in words
    assert "Uusi taksi hakee viimeistään klo" in words


def vars_of(taxi: ServiceTaxi) -> dict[str, object]:
    return {name: getattr(taxi, name) for name in taxi.__dataclass_fields__}


@pytest.mark.parametrize("mode", ["walk", "car"])
def test_by_other_ways_the_journey_is_told_in_minutes(open_app: Open, mode: str) -> None:
    app = open_app("impacts", do=INKEROINEN, alternative="VE1", mode=mode)
    assert not app.exception
    told = r"Matka on nyt \d+ min \(Inkeroisten kirjasto\)(\. Muutoksen jälkeen lähin| ja muutoksen jälkeen \d+ min)"
    labels = " ".join(one.label.replace("\\", "") for one in app.expander)
    assert re.search(told, words_of(app) + labels)
    assert "Menettää kaikki asiointimatkat" not in words_of(app)


def test_visits_stand_apart_and_areas_are_sorted_by_them(open_app: Open) -> None:
    app = open_app("impacts", do=JAALA, alternative="VE1")
    html = html_of(app)
    assert "Menettää kaikki asiointimatkat" in html
    assert "Osuus ryhmästä, joka menettää kaikki asiointimatkat" in html
    app.segmented_control(key="area_order").set_value("visit").run()
    html = html_of(app)
    areas = re.findall(r'data-area="(\w+)"', html)
    assert areas[0] == "47710"
    assert "Poissa nyt" in html
    # An alternative in which nobody loses a visit says so in a sentence.
    scenario_of(app, CloseServicePoint("library-inkeroinen"))
    assert "Yksikään ryhmä ei menetä asiointimatkoja vaihtoehdossa VE1." in html_of(app)


def test_both_readings_of_unknown_accessibility_in_words(open_app: Open) -> None:
    words = words_of(open_app("impacts", do=INKEROINEN, alternative="VE1", group="wheelchair_users"))
    found = re.search(r"Pyörätuolilla asiointimatka onnistuu: vähintään (\d+) ja enintään (\d+) henkilöä\.", words)
    assert found is not None
    assert 10 <= int(found[1]) < int(found[2])
    assert re.search(r"Pysäkeistä 52 %:n ja vuoroista \d+ %:n esteettömyys ei ole tiedossa", words)
    # A change too small to be shown does not make the figure itself one.
    assert re.search(r"Asukkaita enintään 30 minuutin päässä (\d\d+) ", words)


def test_what_moves_the_figures(open_app: Open) -> None:
    app = open_app("impacts", do=INKEROINEN, alternative="VE1")
    assert "Pisin kävely pysäkille" not in html_of(app)
    app.button(key="sensitivity_compute").click().run()
    assert not app.exception
    words = words_of(app)
    assert "Matka-aika, keskimmäinen asukas 28 min 27 min – ei perillä Pisin kävely pysäkille" in words
    assert re.search(r"Kävelyvauhti nyt 0,90 m/s 0,75 m/s: 32 min 0,94 m/s: 27 min", words)
    app.selectbox(key="sensitivity_measure").set_value("residents_longer_by_10_min").run()
    assert re.search(r"Asukkaita, joiden matka pitenee yli 10 minuuttia: mikä liikuttaa lukua eniten", words_of(app))
