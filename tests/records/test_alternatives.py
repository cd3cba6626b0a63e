"""Alternatives and frozen results: what was computed is kept, protected, and made anew only as a new version."""

import csv
import io

import pytest

from assessment.errors import Refused
from assessment.records.alternatives import (
    add_alternative,
    edit_alternative,
    withdraw_alternative,
)
from assessment.records.council import request_for_body
from assessment.records.database import Database
from assessment.records.freezing import freeze_result
from assessment.records.frozen_results import raw_result_bytes, read_result, result_bytes
from assessment.records.given_statements import read_statement
from assessment.records.overview import history_of_matter, matter_overview
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.requests import list_requests
from assessment.report.exports import csv_bytes
from assessment.scenario import write_scenario
from tests.records.hearing import CLOSED, KINDER, TODAY, impact_of, open_hearing
from tests.records.people import People


def test_a_frozen_result_carries_what_it_came_from(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    result = read_result(database, hearing.planner, hearing.alternatives[1].id)
    impact = impact_of(CLOSED)
    assert result.version == 1
    assert result.engine_version == impact.engine_version
    assert result.digests == {"made-by-hand.csv": "0" * 64, "areas.gpkg": "0" * 64, "service_points.csv": "0" * 64}
    assert result.query == impact.provenance["query"]
    assert result.scenario_yaml == write_scenario(CLOSED)
    assert result.frozen_at == database.now()


def test_raw_figures_are_kept_apart_and_reading_them_is_told(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    closed = hearing.alternatives[1].id
    for reader in (people.secretary(), people.decision_maker(), people.administrator(), people.planner("Toinen")):
        with pytest.raises(NotAllowed):
            raw_result_bytes(database, reader, closed)
    assert raw_result_bytes(database, hearing.planner, closed) == csv_bytes(impact_of(CLOSED), raw=True)
    shown = list(csv.DictReader(io.StringIO(result_bytes(database, hearing.planner, closed).decode())))
    small = [row for row in shown if row["unit"] == "residents" and row["value"] and 0 < int(row["value"]) < 10]
    assert small == []
    history = history_of_matter(database, hearing.planner, hearing.matter.id)
    assert [row.by for row in history if row.action == "raw_result_read"] == [hearing.planner.name]


def test_freezing_the_same_again_makes_no_version(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    assert hearing.freeze(1, CLOSED).result_version == 1
    assert hearing.freeze(1, KINDER).result_version == 2
    assert len(result_bytes(database, hearing.planner, hearing.alternatives[1].id, 1)) > 0
    with pytest.raises(Refused, match="result_missing"):
        result_bytes(database, hearing.planner, hearing.alternatives[1].id, 3)


def test_a_result_of_another_scenario_is_refused(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    with pytest.raises(Refused, match="result_not_of_scenario"):
        freeze_result(
            database, hearing.planner, hearing.alternatives[1].id, impact_of(CLOSED), write_scenario(KINDER), 2
        )
    with pytest.raises(Refused, match="result_not_of_scenario"):
        freeze_result(
            database, hearing.planner, hearing.alternatives[1].id, impact_of(TODAY), write_scenario(CLOSED), 2
        )


def test_freezing_anew_needs_a_reason_once_asked_and_tells_the_bodies(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    asked, other = hearing.ask(), hearing.ask(people.disabled)
    receipt = hearing.give(asked)
    with pytest.raises(Refused, match="freeze_reason_missing"):
        hearing.freeze(1, KINDER)
    changed = hearing.freeze(1, KINDER, "Neuvosto pyysi.")
    requests = list_requests(database, hearing.planner, hearing.matter.id)
    assert [one.changed_alternatives for one in requests] == [(changed.id,), (changed.id,)]
    assert requests[0].result_versions[changed.id] == 1
    statement = read_statement(database, hearing.planner, receipt.statement_id)
    assert statement.result_versions[changed.id] == 1
    assert statement.changed_alternatives == (changed.id,)
    later = hearing.give(other, people.secretary(people.disabled, "Ville"))
    assert read_statement(database, hearing.planner, later.statement_id).changed_alternatives == ()


def test_a_statement_sent_from_an_old_page_is_on_the_version_it_showed(database: Database, people: People) -> None:
    from assessment.records.statements import give_statement

    hearing = open_hearing(database, people)
    asked = hearing.ask()
    page = request_for_body(database, people.secretary(), asked.id)
    changed = hearing.freeze(1, KINDER, "Neuvosto pyysi.")
    receipt = give_statement(database, people.secretary(), asked.id, hearing.fields(), None, page.versions)
    assert read_statement(database, hearing.planner, receipt.statement_id).changed_alternatives == (changed.id,)
    for versions in ({}, {changed.id: 9, hearing.alternatives[0].id: 1}, dict(page.versions) | {999: 1}):
        other = hearing.ask(people.disabled) if versions == {} else None
        if other:
            held = other.id
        with pytest.raises(Refused, match="versions_unknown"):
            secretary = people.secretary(people.disabled, "Ville")
            give_statement(database, secretary, held, hearing.fields(), None, versions)


def test_scenario_faults_are_told_with_the_forms(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    with pytest.raises(Refused) as refused:
        add_alternative(database, hearing.planner, hearing.matter.id, " ", "", "name: VE2\nchanges:\n  - shut: {}\n")
    assert {fault.code for fault in refused.value.faults} == {"form_missing", "change_unknown_kind"}


def test_editing_conflicts_and_withdrawing(database: Database, people: People) -> None:
    hearing = open_hearing(database, people)
    third = add_alternative(database, hearing.planner, hearing.matter.id, "Kolmas")
    assert third.label == "VE2"
    edited = edit_alternative(database, hearing.planner, third.id, "Kolmas tie", "", "", third.version)
    with pytest.raises(Conflict):
        edit_alternative(database, hearing.planner, third.id, "Neljäs", "", "", third.version)
    with pytest.raises(Refused, match="form_missing"):
        withdraw_alternative(database, hearing.planner, third.id, "", edited.version)
    withdraw_alternative(database, hearing.planner, third.id, "Ei toteutuskelpoinen.", edited.version)
    labels = [
        view.alternative.label for view in matter_overview(database, hearing.planner, hearing.matter.id).alternatives
    ]
    assert labels == ["VE0", "VE1"]
    assert add_alternative(database, hearing.planner, hearing.matter.id, "Viides").label == "VE3"
