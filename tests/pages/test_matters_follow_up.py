"""Follow-up on the page: planned, observed, and the decision's figures computed again with newer data beside them."""

from __future__ import annotations

import pytest

from assessment.inputs.municipality import Municipality
from assessment.language import translator
from assessment.records.actor import Actor, Role
from assessment.records.closing_requests import decline_request
from assessment.records.database import Database
from assessment.records.deadlines import HELSINKI
from assessment.records.decisions import DecisionForm, record_decision
from assessment.records.overview import matter_overview
from assessment.records.people import local_actor
from pages.components.matters_follow_up import same_day
from pages.components.municipality import municipality
from pages.statements.local_mode import LOCAL_NAME
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, open_matters
from tests.pages.test_matters_acts import fill

__all__ = ["example_database", "example_record", "open_matters"]

T = translator("fi")


def decide(database: Database) -> Actor:
    """Let the board decide the example matter for VE3, everybody heard; its preparer."""
    preparer = local_actor(database, LOCAL_NAME, {(Role.PREPARER, None)})
    overview = matter_overview(database, preparer, 1)
    waiting = next(one for one in overview.requests if one.body == "Vammaisneuvosto")
    secretary = local_actor(database, "Ville", {(Role.COUNCIL_SECRETARY, waiting.body_id)})
    decline_request(database, secretary, waiting.id, "Ei lausuttavaa.", waiting.version)
    board = overview.matter.deciding_body_id
    assert board is not None
    form = DecisionForm(
        board,
        f"{database.now().astimezone(HELSINKI):%d.%m.%Y}",
        "§ 106",
        overview.alternatives[3].alternative.id,
        "Lausuntojen perusteella.",
        {one.statement.id: "Otettu huomioon." for one in overview.statements},
    )
    record_decision(database, local_actor(database, "Päivi", {(Role.DECISION_MAKER, board)}), 1, form)
    return preparer


def test_predicted_figures_stand_beside_newer_ones(open_matters: OpenMatters, example_database: Database) -> None:
    preparer = decide(example_database)
    app = open_matters(1, "follow_up")
    fill(app, "follow_up_0", date="1.6.2031", responsible="Liikuntajohtaja")
    app.button(key="follow_up_0_send").click().run()
    assert not app.exception
    (planned,) = matter_overview(example_database, preparer, 1).follow_ups
    assert planned.planned and T("matters.follow_up.planned") in html_of(app)

    app.selectbox(key="follow_up_which").set_value(planned.id).run()
    app.button(key=f"compare_{planned.id}_do").click().run()
    assert not app.exception
    (compared,) = matter_overview(example_database, preparer, 1).follow_ups
    assert compared.comparison is not None and compared.comparison.result_version == 2
    # The data are the same as they were, and so are the figures of the whole municipality.
    apart = [
        one for one in compared.comparison.figures if one.difference not in (None, 0.0) and one.unit != "residents"
    ]
    assert apart == []
    html = html_of(app)
    assert T("matters.follow_up.predicted") in html and T("matters.follow_up.now") in html

    # Not built yet: today's network is far from what was predicted.
    app.checkbox(key=f"compare_{planned.id}.built").check()
    app.button(key=f"compare_{planned.id}_do").click().run()
    assert not app.exception
    (built,) = matter_overview(example_database, preparer, 1).follow_ups
    assert built.comparison is not None
    assert any(one.difference for one in built.comparison.figures if one.unit == "min")

    # The comparison made before stays in sight, and so does what was observed before.
    assert [one.comparison for one in built.earlier] == [compared.comparison]
    comparisons = html_of(app).count("Aiemmin kirjattu, korvattu")
    assert comparisons > 0
    app = open_matters(1, "follow_up")
    app.selectbox(key="follow_up_which").set_value(planned.id).run()
    for observed in ("Kävijät vähenivät.", "Kaikki hyvin."):
        fill(app, f"follow_up_{planned.id}", observed=observed)
        app.button(key=f"follow_up_{planned.id}_send").click().run()
        assert not app.exception
    html = html_of(app)
    assert "Kävijät vähenivät." in html and "Kaikki hyvin." in html
    assert html.count("Aiemmin kirjattu, korvattu") == comparisons + 1


@pytest.fixture
def demo(demo_folder: object, monkeypatch: pytest.MonkeyPatch) -> Municipality:
    monkeypatch.setenv("ASSESSMENT_DATA", str(demo_folder))
    return municipality()


@pytest.mark.parametrize(
    ("date", "word"),
    [("2019-03-06", "school_weekday"), ("2019-03-09", "saturday"), ("2019-03-10", "sunday")],
)
def test_a_date_the_timetable_no_longer_has_becomes_a_day_like_it(demo: Municipality, date: str, word: str) -> None:
    assert same_day(demo, {"date": date, "window": "09:00-11:00"}) == f"{word}@09:00-11:00"


def test_a_date_the_timetable_still_has_stays(demo: Municipality) -> None:
    date = demo.settings.default_date.isoformat()
    assert same_day(demo, {"date": date, "window": "09:00-11:00"}) == f"{date}@09:00-11:00"
