"""Responses: points in the statement's own words, answered with reasons, shown to the body when published."""

import pytest

from assessment.errors import Refused
from assessment.records.actor import PUBLIC
from assessment.records.council import what_our_statement_changed
from assessment.records.database import Database
from assessment.records.overview import matter_overview
from assessment.records.publication import publish_matter
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.responses import (
    answer_point,
    list_points,
    publish_responses,
    split_statement,
    withdraw_point,
)
from assessment.records.written_impacts import (
    WrittenImpactForm,
    add_written_impact,
    edit_written_impact,
    withdraw_written_impact,
)
from tests.records.hearing import KINDER, Hearing, open_hearing
from tests.records.people import People


@pytest.fixture
def hearing(database: Database, people: People) -> Hearing:
    return open_hearing(database, people)


def test_points_are_in_the_statements_own_words(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    with pytest.raises(Refused) as refused:
        quotes = ["Hallin pitää olla", "Hallin  pitää\nolla", "Hallin saa sulkea", " ", "Perustelu VE1."]
        split_statement(hearing.database, hearing.preparer, receipt.statement_id, quotes)
    assert {(fault.code, fault.field) for fault in refused.value.faults} == {
        ("quote_twice", "quote_2"),
        ("quote_not_in_statement", "quote_3"),
        ("form_missing", "quote_4"),
    }
    points = split_statement(hearing.database, hearing.preparer, receipt.statement_id, ["Bussi pysähtyy ovella."])
    more = split_statement(hearing.database, hearing.preparer, receipt.statement_id, ["Montako pysäköintipaikkaa?"])
    assert [(one.order, one.answer) for one in more] == [(1, None), (2, None)]
    assert more[0] == points[0]


def test_only_who_prepares_the_matter_answers(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    people = hearing.people
    others = (hearing.planner, people.preparer("Toinen"), people.secretary(), people.member(), people.administrator())
    for other in (*others, people.decision_maker(), people.expired(hearing.preparer)):
        with pytest.raises(NotAllowed):
            split_statement(hearing.database, other, receipt.statement_id, ["Auki jo aamulla."])
    (point,) = split_statement(hearing.database, hearing.preparer, receipt.statement_id, ["Auki jo aamulla."])
    for other in others:
        with pytest.raises(NotAllowed):
            answer_point(hearing.database, other, point.id, "taken", "Kyllä.", point.version)
        with pytest.raises(NotAllowed):
            publish_responses(hearing.database, other, receipt.statement_id)


def test_a_change_is_linked_only_when_it_came_after_the_statement(hearing: Hearing) -> None:
    receipt = hearing.give(hearing.ask())
    (point,) = split_statement(hearing.database, hearing.preparer, receipt.statement_id, ["Auki jo aamulla."])
    closed = hearing.alternatives[1].id
    with pytest.raises(Refused) as refused:
        answer_point(hearing.database, hearing.preparer, point.id, "perhaps", "", point.version, closed)
    assert {fault.code for fault in refused.value.faults} == {
        "form_choice_unknown",
        "form_missing",
        "change_before_statement",
    }
    for alternative, version in ((999, None), (closed, 7)):
        with pytest.raises(Refused, match="change_unknown"):
            answer_point(
                hearing.database, hearing.preparer, point.id, "taken", "Kyllä.", point.version, alternative, version
            )
    hearing.freeze(1, KINDER, "Neuvosto pyysi.")
    done = answer_point(hearing.database, hearing.preparer, point.id, "taken", "Kyllä.", point.version, closed)
    assert done.change is not None
    assert (done.change.label, done.change.from_version, done.change.to_version) == ("VE1", 1, 2)


def test_answers_are_shown_when_published_and_then_stand(hearing: Hearing) -> None:
    asked = hearing.ask()
    receipt = hearing.give(asked)
    with pytest.raises(Refused, match="response_nothing"):
        publish_responses(hearing.database, hearing.preparer, receipt.statement_id)
    first, second = split_statement(
        hearing.database, hearing.preparer, receipt.statement_id, ["Auki jo aamulla.", "Bussi pysähtyy ovella."]
    )
    done = answer_point(hearing.database, hearing.preparer, first.id, "partly", "Osin.", first.version)
    with pytest.raises(Conflict):
        answer_point(hearing.database, hearing.preparer, first.id, "not", "Ei.", first.version)
    member = hearing.people.member()
    assert matter_overview(hearing.database, member, hearing.matter.id).statements[0].points == ()
    publish_responses(hearing.database, hearing.preparer, receipt.statement_id)
    shown = matter_overview(hearing.database, member, hearing.matter.id).statements[0].points
    assert [(one.id, one.reason) for one in shown] == [(first.id, "Osin.")]
    published = list_points(hearing.database, hearing.preparer, receipt.statement_id)[0]
    with pytest.raises(Refused, match="response_published"):
        withdraw_point(hearing.database, hearing.preparer, first.id, published.version)
    withdraw_point(hearing.database, hearing.preparer, second.id, second.version)
    assert done.version < published.version
    assert len(list_points(hearing.database, hearing.preparer, receipt.statement_id)) == 1
    assert what_our_statement_changed(hearing.database, member, asked.id).unanswered == 0


def test_other_councils_see_neither_statement_nor_answers_until_public(hearing: Hearing) -> None:
    asked = hearing.ask()
    hearing.ask(hearing.people.disabled)
    hearing.give(asked)
    other = hearing.people.secretary(hearing.people.disabled, "Ville")
    assert matter_overview(hearing.database, other, hearing.matter.id).statements == ()
    with pytest.raises(NotAllowed):
        what_our_statement_changed(hearing.database, other, asked.id)
    publish_matter(hearing.database, hearing.planner, hearing.matter.id)
    assert len(matter_overview(hearing.database, other, hearing.matter.id).statements) == 1
    assert what_our_statement_changed(hearing.database, PUBLIC, asked.id).statement is not None


def test_written_impacts_by_dimension(hearing: Hearing) -> None:
    bad = WrittenImpactForm("weather", " ", "up", "huge", "soon", "", 999)
    with pytest.raises(Refused) as refused:
        add_written_impact(hearing.database, hearing.planner, hearing.matter.id, bad)
    assert {fault.field for fault in refused.value.faults} == {
        "dimension",
        "impact",
        "direction",
        "size",
        "term",
        "reason",
        "alternative_id",
    }
    of = hearing.alternatives[1].id
    economy = WrittenImpactForm("economy", "Säästö.", "positive", "small", "short", "Yksi halli.")
    residents = WrittenImpactForm("residents", "Matka pitenee.", "negative", "large", "long", "Etäisyys.", of)
    first = add_written_impact(hearing.database, hearing.planner, hearing.matter.id, economy)
    second = add_written_impact(hearing.database, hearing.preparer, hearing.matter.id, residents)
    overview = matter_overview(hearing.database, hearing.planner, hearing.matter.id)
    assert [(one.dimension, one.alternative) for one in overview.written_impacts] == [
        ("residents", "VE1"),
        ("economy", ""),
    ]
    edit_written_impact(hearing.database, hearing.preparer, second.id, residents, second.version)
    withdraw_written_impact(hearing.database, hearing.planner, first.id, first.version)
    with pytest.raises(NotAllowed):
        edit_written_impact(hearing.database, hearing.people.planner("Toinen"), second.id, residents, 2)
    assert len(matter_overview(hearing.database, hearing.planner, hearing.matter.id).written_impacts) == 1
