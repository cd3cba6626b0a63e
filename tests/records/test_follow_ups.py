"""Follow-up: after the decision only; newer figures stand beside those predicted, both protected."""

import pytest

from assessment.errors import Refused
from assessment.records.database import Database
from assessment.records.decisions import record_decision
from assessment.records.follow_ups import (
    FollowUpForm,
    add_follow_up,
    compare_with_predicted,
    compared,
    edit_follow_up,
)
from assessment.records.frozen_results import result_bytes
from assessment.records.refusals import Conflict
from assessment.report.exports import csv_bytes
from tests.records.hearing import CLOSED, KINDER, TODAY, Hearing, impact_of, open_hearing
from tests.records.people import People


@pytest.fixture
def decided(database: Database, people: People) -> Hearing:
    hearing = open_hearing(database, people)
    receipt = hearing.give(hearing.ask())
    form = hearing.decision(
        {receipt.statement_id: "Huomioitu."},
        not_heard={people.disabled: "Ei kuultu."},
        alternative_id=hearing.alternatives[1].id,
    )
    record_decision(database, people.decision_maker(), hearing.matter.id, form)
    return hearing


def test_there_is_no_follow_up_before_the_decision(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    with pytest.raises(Refused) as refused:
        add_follow_up(database, hearing.preparer, hearing.matter.id, FollowUpForm("x", ""))
    assert {fault.code for fault in refused.value.faults} == {"matter_not_decided", "form_date_bad", "form_missing"}


def test_a_follow_up_is_planned_then_observed(decided: Hearing) -> None:
    with pytest.raises(Refused, match="follow_up_before_decision"):
        add_follow_up(decided.database, decided.preparer, decided.matter.id, FollowUpForm("1.11.2026", "Johtaja"))
    planned = add_follow_up(decided.database, decided.preparer, decided.matter.id, FollowUpForm("1.11.2027", "Johtaja"))
    assert planned.planned
    form = FollowUpForm("1.11.2027", "Johtaja", "Matka piteni.")
    seen = edit_follow_up(decided.database, decided.preparer, planned.id, form, planned.version)
    assert (seen.planned, seen.observed) == (False, "Matka piteni.")
    with pytest.raises(Conflict):
        edit_follow_up(decided.database, decided.preparer, planned.id, form, planned.version)


def test_newer_figures_are_compared_with_those_of_the_decision(decided: Hearing) -> None:
    row = add_follow_up(decided.database, decided.preparer, decided.matter.id, FollowUpForm("1.11.2027", "Johtaja"))
    with pytest.raises(Refused, match="comparison_needs_one"):
        both = impact_of(TODAY, CLOSED)
        compare_with_predicted(decided.database, decided.preparer, row.id, both, row.version)
    same = compare_with_predicted(decided.database, decided.preparer, row.id, impact_of(KINDER), row.version)
    assert same.comparison is not None and same.comparison.result_version == 1
    assert {one.difference for one in same.comparison.figures if one.measure == "residents_within_3_km"} <= {0.0, None}
    hours = [
        one for one in same.comparison.figures if one.measure == "opening_hours_week_mean_h" and one.group == "all"
    ]
    assert [(one.predicted, one.now, one.difference) for one in hours] == [(56.0, 112.0, 56.0)]


def test_a_change_that_was_built_is_todays_side_of_the_newer_data(decided: Hearing) -> None:
    predicted = result_bytes(decided.database, decided.planner, decided.alternatives[1].id)
    newer = csv_bytes(impact_of(TODAY))
    figures = {(one.group, one.measure): one for one in compared(predicted, newer, "baseline")}
    within = figures[("all", "residents_within_3_km")]
    assert (within.predicted, within.now, within.difference) == (100.0, 140.0, 40.0)
    # What may not be counted on one side is compared on neither.
    assert all(one.difference is None for one in figures.values() if None in (one.predicted, one.now))
