"""The whole chain of a matter, and what each step makes of it for those who read it."""

import pytest

from assessment.errors import Refused
from assessment.records.closing_requests import lapse_request
from assessment.records.council import request_for_body, requests_of_bodies, what_our_statement_changed
from assessment.records.database import Database
from assessment.records.decisions import read_decision, record_decision
from assessment.records.drafts import read_draft, save_draft
from assessment.records.follow_ups import (
    FollowUpForm,
    add_follow_up,
    compare_with_predicted,
    edit_follow_up,
    list_follow_ups,
)
from assessment.records.frozen_results import result_bytes
from assessment.records.given_statements import read_statement
from assessment.records.matters import list_matters, screen_matter
from assessment.records.missing import missing_for_decision
from assessment.records.overview import area_table, history_of_matter, matter_overview
from assessment.records.refusals import MissingForDecision
from assessment.records.requests import remind
from assessment.records.responses import answer_point, publish_responses, split_statement
from assessment.records.statements import give_statement
from assessment.records.states import Answer, MatterState, RequestState
from assessment.records.verifying import Verified, verify
from assessment.records.written_impacts import WrittenImpactForm, add_written_impact
from assessment.report.exports import csv_bytes
from tests.records.conftest import Clock
from tests.records.hearing import CLOSED, KINDER, impact_of, open_hearing
from tests.records.people import People


def test_the_whole_chain(database: Database, people: People, clock: Clock) -> None:
    hearing = open_hearing(database, people)
    planner, preparer, matter = hearing.planner, hearing.preparer, hearing.matter
    screened = screen_matter(database, planner, matter.id, True, ("service_network",), "", matter.version)
    assert screened.screening.needed
    impact = WrittenImpactForm("residents", "Matka pitenee.", "negative", "large", "long", "Etäisyys kasvaa.")
    add_written_impact(database, preparer, matter.id, impact)
    asked, other = hearing.ask(), hearing.ask(people.disabled)

    # The council reads what it is asked, writes a draft, and gives its statement.
    secretary, member = people.secretary(), people.member()
    assert [(one.id, of.title) for one, of in requests_of_bodies(database, member)] == [(asked.id, matter.title)]
    page = request_for_body(database, member, asked.id)
    assert page.can_write and not page.can_submit
    assert [view.alternative.label for view in page.alternatives] == ["VE0", "VE1"]
    assert page.request.questions == ("Mikä on paras?",)
    assert page.question is not None and page.question.kind == "swimming_hall"
    assert page.areas[0].area_id == "b" and set(page.areas[0].by_alternative) == set(page.versions)
    draft = save_draft(database, member, asked.id, {"text": "Hallin"}, 0)
    assert read_draft(database, secretary, asked.id).fields == {"text": "Hallin"}
    receipt = give_statement(database, secretary, asked.id, hearing.fields(), draft.version, page.versions)
    assert receipt.number.startswith("L-2026-00001-") and not receipt.late
    assert read_draft(database, secretary, asked.id).fields == {}

    # An alternative changes because of it; the statement is on the earlier version, and the other council is told.
    changed = hearing.freeze(1, KINDER, "Aukiolo pitenee lausunnon vuoksi.")
    statement = read_statement(database, preparer, receipt.statement_id)
    assert statement.changed_alternatives == (changed.id,)
    assert statement.dissenting[0].name == "Eero Eri"
    told = request_for_body(database, people.secretary(people.disabled, "Ville"), other.id)
    assert told.request.changed_alternatives == (changed.id,)

    # The preparer answers point by point.
    points = split_statement(
        database, preparer, receipt.statement_id, ["enintään 3 km päässä", "Auki jo aamulla.", "Olen eri\nmieltä."]
    )
    answer_point(database, preparer, points[0].id, "not", "Ei ole mahdollista.", points[0].version)
    answer_point(database, preparer, points[1].id, "taken", "Aukiolo muutettiin.", points[1].version, changed.id)
    assert what_our_statement_changed(database, member, asked.id).points == ()
    publish_responses(database, preparer, receipt.statement_id)
    came = what_our_statement_changed(database, member, asked.id)
    assert [one.point.answer for one in came.points] == [Answer.NOT, Answer.TAKEN]
    assert came.unanswered == 1
    change = came.points[1].changed
    assert change is not None and change.before is not None
    assert (change.before.version, change.after.version) == (1, 2)

    # No decision before the other council is heard or its time has gone by with a reminder and a reason.
    decider = people.decision_maker()
    form = hearing.decision({receipt.statement_id: "Otettu huomioon."})
    assert [one.body for one in missing_for_decision(database, decider, matter.id)] == ["Vammaisneuvosto"]
    with pytest.raises(MissingForDecision) as missing:
        record_decision(database, decider, matter.id, form)
    assert missing.value.missing == (("Vammaisneuvosto", "requested"),)
    remind(database, planner, other.id)
    clock.forward(days=40)
    planner, preparer, decider = people.planner(), people.preparer(), people.decision_maker()
    still = matter_overview(database, planner, matter.id).requests[1]
    lapse_request(database, preparer, other.id, "Ei vastausta muistutuksesta huolimatta.", still.version)
    with pytest.raises(Refused, match="decision_before_lapse"):
        record_decision(database, decider, matter.id, form)
    form = hearing.decision({receipt.statement_id: "Otettu huomioon."}, date="12.12.2026")
    decision = record_decision(database, decider, matter.id, form)
    assert decision.alternative == "VE0" and decision.body == "Kaupunginhallitus"
    assert decision.accounts[0].receipt == receipt.number
    assert read_decision(database, planner, matter.id) == decision
    came = what_our_statement_changed(database, people.member(), asked.id)
    assert came.decision_account == "Otettu huomioon."

    # Follow-up, with newer figures beside those predicted.
    planned = add_follow_up(database, preparer, matter.id, FollowUpForm("2027-12-31", "Hyvinvointijohtaja"))
    assert planned.planned
    seen = edit_follow_up(
        database,
        preparer,
        planned.id,
        FollowUpForm("2027-12-31", "Hyvinvointijohtaja", "Hyvin sujui."),
        planned.version,
    )
    compared = compare_with_predicted(database, preparer, planned.id, impact_of(CLOSED), seen.version)
    assert compared.comparison is not None
    by_measure = {(one.group, one.measure): one for one in compared.comparison.figures if one.kind == "swimming_hall"}
    assert by_measure[("all", "residents")].difference == 0
    assert by_measure[("all", "residents_within_3_km")].difference == -40
    assert list_follow_ups(database, people.member(), matter.id) == (compared,)

    overview = matter_overview(database, planner, matter.id)
    assert overview.matter.state is MatterState.FOLLOW_UP
    assert [one.state for one in overview.requests] == [RequestState.GIVEN, RequestState.LAPSED]
    assert overview.missing == ()
    assert [row.title for row in list_matters(database, planner, "uimahalli")] == [matter.title]
    history = history_of_matter(database, planner, matter.id)
    said = [row.action for row in history]
    for action in (
        "matter_create",
        "result_freeze",
        "request_send",
        "statement_submit",
        "request_tell",
        "decision_record",
    ):
        assert action in said
    assert [row.seq for row in history] == sorted(row.seq for row in history)
    text = " ".join(str(dict(row.facts)) for row in history)
    for name in ("Kaisa Kuusi", "Siiri Salo", "Eero Eri", "Veikko", "Siiri Sihteeri"):
        assert name not in text
    head = decision.history_head
    assert isinstance(verify(database), Verified)
    assert head.split(":")[0] == str(next(row.seq for row in history if row.action == "decision_record") - 1)


def test_frozen_bytes_are_those_of_the_export(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    assert result_bytes(database, hearing.planner, hearing.alternatives[1].id) == csv_bytes(impact_of(CLOSED))


def test_what_nobody_may_count_is_in_no_read_model(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    request = hearing.ask()
    page = request_for_body(database, people.secretary(), request.id, group="all")
    far = next(area for area in page.areas if area.area_id == "c")
    assert far.by_alternative[hearing.alternatives[1].id].residents is None
    rows = area_table(database, hearing.planner, hearing.alternatives[1].id, "all")
    assert {row.area_id: row.residents for row in rows} == {"a": 100.0, "b": 40.0, "c": None, "d": None}
    assert {row.area_id: row.name for row in rows} == {"a": "Area a", "b": "Area b", "c": "Area c", "d": "Area d"}
