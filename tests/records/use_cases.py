"""Every use case of the record as an act on the material of one hearing, and who may do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.records.actor import Actor, Role
from assessment.records.alternatives import (
    add_alternative,
    edit_alternative,
    withdraw_alternative,
)
from assessment.records.attachments import add_attachment, list_attachments, read_attachment, withdraw_attachment
from assessment.records.bodies import BodyForm, add_body, edit_body
from assessment.records.closing_requests import decline_request, lapse_request
from assessment.records.condition import record_condition, refused_attempts
from assessment.records.council import request_for_body, what_our_statement_changed
from assessment.records.database import Database
from assessment.records.decisions import DecisionForm, read_decision, record_decision
from assessment.records.drafts import read_draft, save_draft
from assessment.records.follow_ups import (
    FollowUpForm,
    add_follow_up,
    compare_with_predicted,
    edit_follow_up,
    list_follow_ups,
)
from assessment.records.freezing import freeze_result, freeze_results, run_of_matter
from assessment.records.frozen_results import raw_result_bytes, read_result, result_bytes
from assessment.records.given_statements import list_statements, read_statement
from assessment.records.history import publish_head
from assessment.records.invitations import create_invitation, list_invitations, revoke_invitation
from assessment.records.kept_texts import dismiss_kept_text
from assessment.records.matters import (
    MatterForm,
    create_matter,
    edit_matter,
    read_matter,
    screen_matter,
)
from assessment.records.missing import missing_for_decision
from assessment.records.named_rows import erase_names, find_named
from assessment.records.overview import area_table, history_of_matter, matter_overview, newest_history
from assessment.records.people import erase_person, grant_role, list_people, revoke_role
from assessment.records.plain_texts import approve_plain_text, write_plain_text
from assessment.records.preparing import list_preparers, name_preparer, naming_of
from assessment.records.proposals import propose
from assessment.records.publication import publish_matter, unpublish_matter
from assessment.records.report_reading import read_for_report
from assessment.records.requests import RequestForm, list_requests, move_deadline, remind, send_request
from assessment.records.responses import (
    answer_point,
    list_points,
    publish_responses,
    split_statement,
    withdraw_point,
)
from assessment.records.sign_ins import sign_out_person
from assessment.records.statements import correct_statement, enter_statement, give_statement
from assessment.records.states import OwnerKind
from assessment.records.verifying import verify_history
from assessment.records.written_impacts import (
    WrittenImpactForm,
    add_written_impact,
    edit_written_impact,
    withdraw_written_impact,
)
from assessment.scenario import write_scenario
from tests.records.hearing import CLOSED, impact_of

PREPARING = {"planner", "preparer"}
PREPARER = {"preparer"}
SECRETARY = {"secretary"}
COUNCIL = {"secretary", "member"}
# Of a matter that is not public: everybody of the house, and whom it concerns.
HOUSE = {"planner", "other planner", "preparer", "other preparer", "decider", "other decider", "administrator"}
READERS = HOUSE | COUNCIL
DECIDER = {"decider"}
ADMINISTRATOR = {"administrator"}
VERIFIERS = {"preparer", "other preparer", "decider", "other decider", "administrator"}
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
    attachment: int
    impact: int
    text: int
    invitation: int
    person: int
    follow_up: int


NO_IMPACT = WrittenImpactForm("", "", "", "", "", "")
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
    "naming_of": (READERS, lambda d, a, m: naming_of(d, a, m.matter)),
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
        lambda d, a, m: add_written_impact(d, a, m.matter, NO_IMPACT),
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
    "edit_follow_up": (PREPARING, lambda d, a, m: edit_follow_up(d, a, m.follow_up, FollowUpForm("", ""), 0)),
    "compare_with_predicted": (
        PREPARING,
        lambda d, a, m: compare_with_predicted(d, a, m.follow_up, impact_of(CLOSED), 0),
    ),
    "publish_matter": (PREPARING, lambda d, a, m: publish_matter(d, a, m.matter)),
    "propose": (PREPARING, lambda d, a, m: propose(d, a, m.matter, 0, "")),
    "write_plain_text": (PREPARING, lambda d, a, m: write_plain_text(d, a, m.matter, "", "")),
    "approve_plain_text": (PREPARING, lambda d, a, m: approve_plain_text(d, a, m.text, 0)),
    "edit_written_impact": (PREPARING, lambda d, a, m: edit_written_impact(d, a, m.impact, NO_IMPACT, 0)),
    "withdraw_written_impact": (PREPARING, lambda d, a, m: withdraw_written_impact(d, a, m.impact, 0)),
    "newest_history": (READERS, lambda d, a, m: newest_history(d, a, m.matter, 5)),
    "read_for_report": (READERS, lambda d, a, m: read_for_report(d, a, m.matter)),
    "add_attachment": (
        PREPARING,
        lambda d, a, m: add_attachment(d, a, OwnerKind.MATTER, m.matter, "a.txt", b"teksti\n"),
    ),
    "read_attachment": (READERS, lambda d, a, m: read_attachment(d, a, m.attachment)),
    "list_attachments": (READERS, lambda d, a, m: list_attachments(d, a, OwnerKind.MATTER, m.matter)),
    "withdraw_attachment": (PREPARING, lambda d, a, m: withdraw_attachment(d, a, m.attachment)),
    "create_invitation": (
        SECRETARY | ADMINISTRATOR,
        lambda d, a, m: create_invitation(d, a, m.body, Role.COUNCIL_MEMBER),
    ),
    "revoke_invitation": (SECRETARY | ADMINISTRATOR, lambda d, a, m: revoke_invitation(d, a, m.invitation)),
    "list_invitations": (SECRETARY | ADMINISTRATOR, lambda d, a, m: list_invitations(d, a, m.body)),
    "add_body": (ADMINISTRATOR, lambda d, a, m: add_body(d, a, BodyForm("", ""))),
    "edit_body": (ADMINISTRATOR, lambda d, a, m: edit_body(d, a, m.body, BodyForm("", ""), 0)),
    "list_people": (ADMINISTRATOR, lambda d, a, m: list_people(d, a)),
    "grant_role": (ADMINISTRATOR, lambda d, a, m: grant_role(d, a, m.person, Role.PLANNER)),
    "revoke_role": (ADMINISTRATOR, lambda d, a, m: revoke_role(d, a, m.person, Role.PLANNER)),
    "erase_person": (ADMINISTRATOR, lambda d, a, m: erase_person(d, a, m.person, "pyysi")),
    "find_named": (ADMINISTRATOR, lambda d, a, m: find_named(d, a, "Kuusi")),
    "erase_names": (ADMINISTRATOR, lambda d, a, m: erase_names(d, a, ["statement:0"], "pyysi")),
    "sign_out_person": (ADMINISTRATOR, lambda d, a, m: sign_out_person(d, a, m.person)),
    "record_condition": (ADMINISTRATOR, lambda d, a, m: record_condition(d, a)),
    "refused_attempts": (ADMINISTRATOR, lambda d, a, m: refused_attempts(d, a)),
    "publish_head": (ADMINISTRATOR, lambda d, a, m: publish_head(d, a, "pöytäkirja")),
    "verify_history": (VERIFIERS, lambda d, a, m: verify_history(d, a)),
}
