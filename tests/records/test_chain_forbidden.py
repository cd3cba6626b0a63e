"""Every use case by everybody, on their own and on others' material: who may does it, refusals are on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Actor, Role
from assessment.records.alternatives import (
    add_alternative,
    edit_alternative,
    withdraw_alternative,
)
from assessment.records.closing_requests import decline_request, lapse_request
from assessment.records.council import request_for_body, what_our_statement_changed
from assessment.records.database import Database
from assessment.records.decisions import DecisionForm, read_decision, record_decision
from assessment.records.drafts import read_draft, save_draft
from assessment.records.follow_ups import FollowUpForm, add_follow_up, list_follow_ups
from assessment.records.freezing import freeze_result, freeze_results, run_of_matter
from assessment.records.frozen_results import raw_result_bytes, read_result, result_bytes
from assessment.records.given_statements import list_statements, read_statement
from assessment.records.kept_texts import dismiss_kept_text
from assessment.records.matters import (
    MatterForm,
    create_matter,
    edit_matter,
    read_matter,
    screen_matter,
)
from assessment.records.missing import missing_for_decision
from assessment.records.overview import area_table, history_of_matter, matter_overview
from assessment.records.preparing import list_preparers, name_preparer
from assessment.records.publication import publish_matter, unpublish_matter
from assessment.records.refusals import Conflict, MissingForDecision, NotAllowed, NotFound
from assessment.records.requests import RequestForm, list_requests, move_deadline, remind, send_request
from assessment.records.responses import (
    answer_point,
    list_points,
    publish_responses,
    split_statement,
    withdraw_point,
)
from assessment.records.schema import History
from assessment.records.statements import correct_statement, enter_statement, give_statement
from assessment.records.written_impacts import WrittenImpactForm, add_written_impact
from assessment.scenario import write_scenario
from tests.records.conftest import Clock
from tests.records.hearing import CLOSED, impact_of, open_hearing
from tests.records.people import People

PREPARING = {"planner", "preparer"}
PREPARER = {"preparer"}
SECRETARY = {"secretary"}
COUNCIL = {"secretary", "member"}
# Of a matter that is not public: everybody of the house, and whom it concerns.
HOUSE = {"planner", "other planner", "preparer", "other preparer", "decider", "other decider", "administrator"}
READERS = HOUSE | COUNCIL
DECIDER = {"decider"}
ANY_PREPARING = {"planner", "other planner", "preparer", "other preparer"}


@dataclass
class Material:
    """What the use cases are tried on: ids of a matter in hearing."""

    matter: int
    alternative: int
    asked: int
    given: int
    statement: int
    point: int
    body: int
    board: int


Act = Callable[[Database, Actor, Material], object]

# By name: who may, and the act. Versions are wrong on purpose: whoever may gets a Conflict, and nothing is written.
ACTS: dict[str, tuple[set[str], Act]] = {
    "create_matter": (ANY_PREPARING, lambda d, a, m: create_matter(d, a, MatterForm("bad", ""))),
    "edit_matter": (PREPARING, lambda d, a, m: edit_matter(d, a, m.matter, MatterForm("bad", ""), 0)),
    "screen_matter": (PREPARING, lambda d, a, m: screen_matter(d, a, m.matter, False, (), "", 0)),
    "name_preparer": (PREPARER | {"administrator"}, lambda d, a, m: name_preparer(d, a, m.matter, 1, 0)),
    "list_preparers": (ANY_PREPARING | {"administrator"}, lambda d, a, m: list_preparers(d, a)),
    "unpublish_matter": (PREPARING, lambda d, a, m: unpublish_matter(d, a, m.matter, "")),
    "read_matter": (READERS, lambda d, a, m: read_matter(d, a, m.matter)),
    "matter_overview": (READERS, lambda d, a, m: matter_overview(d, a, m.matter)),
    "area_table": (READERS, lambda d, a, m: area_table(d, a, m.alternative)),
    "history_of_matter": (READERS, lambda d, a, m: history_of_matter(d, a, m.matter)),
    "missing_for_decision": (READERS, lambda d, a, m: missing_for_decision(d, a, m.matter)),
    "read_decision": (READERS, lambda d, a, m: read_decision(d, a, m.matter)),
    "list_follow_ups": (READERS, lambda d, a, m: list_follow_ups(d, a, m.matter)),
    "list_requests": (READERS, lambda d, a, m: list_requests(d, a, m.matter)),
    "read_result": (READERS, lambda d, a, m: read_result(d, a, m.alternative)),
    "result_bytes": (READERS, lambda d, a, m: result_bytes(d, a, m.alternative)),
    "raw_result_bytes": (PREPARING, lambda d, a, m: raw_result_bytes(d, a, m.alternative)),
    "add_alternative": (PREPARING, lambda d, a, m: add_alternative(d, a, m.matter, "")),
    "edit_alternative": (PREPARING, lambda d, a, m: edit_alternative(d, a, m.alternative, "", "", "", 0)),
    "withdraw_alternative": (PREPARING, lambda d, a, m: withdraw_alternative(d, a, m.alternative, "", 0)),
    "freeze_result": (
        PREPARING,
        lambda d, a, m: freeze_result(d, a, m.alternative, impact_of(CLOSED), write_scenario(CLOSED), 0),
    ),
    "run_of_matter": (READERS, lambda d, a, m: run_of_matter(d, a, m.matter)),
    "freeze_results": (
        PREPARING,
        lambda d, a, m: freeze_results(d, a, [(m.alternative, write_scenario(CLOSED), 0)], impact_of(CLOSED)),
    ),
    "add_written_impact": (
        PREPARING,
        lambda d, a, m: add_written_impact(d, a, m.matter, WrittenImpactForm("", "", "", "", "", "")),
    ),
    "send_request": (PREPARING, lambda d, a, m: send_request(d, a, m.matter, RequestForm(0, ""))),
    "move_deadline": (PREPARING, lambda d, a, m: move_deadline(d, a, m.asked, "", "", 0)),
    "remind": (PREPARING, lambda d, a, m: remind(d, a, m.given)),
    "lapse_request": (PREPARER, lambda d, a, m: lapse_request(d, a, m.asked, "", 0)),
    "decline_request": (SECRETARY, lambda d, a, m: decline_request(d, a, m.asked, "", 0)),
    "request_for_body": (READERS, lambda d, a, m: request_for_body(d, a, m.asked)),
    "read_draft": (COUNCIL, lambda d, a, m: read_draft(d, a, m.asked)),
    "save_draft": (COUNCIL, lambda d, a, m: save_draft(d, a, m.given, {}, 0)),
    "dismiss_kept_text": (COUNCIL, lambda d, a, m: dismiss_kept_text(d, a, m.given, "")),
    "give_statement": (SECRETARY, lambda d, a, m: give_statement(d, a, m.asked, {})),
    "enter_statement": (SECRETARY | PREPARER, lambda d, a, m: enter_statement(d, a, m.asked, {}, "")),
    "correct_statement": (SECRETARY, lambda d, a, m: correct_statement(d, a, m.statement, {})),
    "read_statement": (READERS, lambda d, a, m: read_statement(d, a, m.statement)),
    "list_statements": (READERS, lambda d, a, m: list_statements(d, a, m.given)),
    "what_our_statement_changed": (READERS, lambda d, a, m: what_our_statement_changed(d, a, m.given)),
    "split_statement": (PREPARER, lambda d, a, m: split_statement(d, a, m.statement, ["not there"])),
    "answer_point": (PREPARER, lambda d, a, m: answer_point(d, a, m.point, "", "", 0)),
    "withdraw_point": (PREPARER, lambda d, a, m: withdraw_point(d, a, m.point, 0)),
    "publish_responses": (PREPARER, lambda d, a, m: publish_responses(d, a, m.statement)),
    "list_points": (PREPARER, lambda d, a, m: list_points(d, a, m.statement)),
    "record_decision": (
        DECIDER,
        lambda d, a, m: record_decision(d, a, m.matter, DecisionForm(m.board, "", "", 0, "")),
    ),
    "add_follow_up": (PREPARING, lambda d, a, m: add_follow_up(d, a, m.matter, FollowUpForm("", ""))),
}


@pytest.fixture
def people(sqlite_database: Database) -> People:
    return People(sqlite_database)


@pytest.fixture
def material(sqlite_database: Database, people: People) -> Material:
    hearing = open_hearing(sqlite_database, people)
    youth_like = people.older
    given = hearing.ask(youth_like)
    receipt = hearing.give(given)
    (point,) = split_statement(sqlite_database, hearing.preparer, receipt.statement_id, ["Auki jo aamulla."])
    asked = hearing.ask(youth_like)
    return Material(
        hearing.matter.id,
        hearing.alternatives[1].id,
        asked.id,
        given.id,
        receipt.statement_id,
        point.id,
        people.older,
        people.board,
    )


def everybody(people: People) -> dict[str, Actor]:
    council = people.body("Kaupunginvaltuusto", "deciding")  # type: ignore[arg-type]
    preparer = people.preparer()
    return {
        "planner": people.planner(),
        "other planner": people.planner("Toinen Suunnittelija"),
        "preparer": preparer,
        "other preparer": people.preparer("Toinen Valmistelija"),
        "secretary": people.secretary(),
        "other secretary": people.secretary(people.disabled, "Toinen Sihteeri"),
        "member": people.member(),
        "other member": people.member(people.disabled, "Toinen Jäsen"),
        "decider": people.decision_maker(),
        "other decider": people.decision_maker(council, "Toinen Päättäjä"),
        "administrator": people.administrator(),
        "public": PUBLIC,
        "signed out": people.expired(preparer),
        "role taken away": people.signed_in("Entinen").only(Role.PREPARER),
    }


@pytest.mark.parametrize("name", ACTS)
def test_only_who_may_does_it(sqlite_database: Database, people: People, material: Material, name: str) -> None:
    allowed, act = ACTS[name]
    did = set()
    refusals = 0
    for who, actor in everybody(people).items():
        try:
            act(sqlite_database, actor, material)
        except NotAllowed:
            refusals += 1
            continue
        except (Refused, Conflict, NotFound, MissingForDecision):
            pass
        did.add(who)
    assert did == allowed
    with sqlite_database.reading() as session:
        told = session.scalar(select(func.count()).select_from(History).where(History.action == "refused"))
    assert told == refusals


@pytest.mark.parametrize("name", [name for name in ACTS if name not in ("create_matter", "list_preparers")])
def test_what_is_not_there_is_told_to_nobody_without_rights(
    sqlite_database: Database, people: People, name: str
) -> None:
    nothing = Material(*[999_999] * 8)
    _, act = ACTS[name]
    with pytest.raises((NotAllowed, NotFound)):
        act(sqlite_database, people.planner(), nothing)
    with pytest.raises(NotAllowed):
        act(sqlite_database, PUBLIC, nothing)


def test_publishing_opens_reading_and_nothing_else(
    sqlite_database: Database, people: People, material: Material, clock: Clock
) -> None:
    with pytest.raises(NotAllowed):
        publish_matter(sqlite_database, people.administrator(), material.matter)
    publish_matter(sqlite_database, people.planner(), material.matter)
    did = set()
    for name, (_, act) in ACTS.items():
        try:
            act(sqlite_database, PUBLIC, material)
            did.add(name)
        except NotAllowed:
            continue
    assert did == {name for name, (allowed, _) in ACTS.items() if allowed == READERS}
    page = request_for_body(sqlite_database, PUBLIC, material.asked)
    assert (page.draft, page.can_write, page.can_submit) == (None, False, False)
