"""Statements: given in one transaction with a receipt, never changed; a correction is a new version beside the old."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import TypeGuard

from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.attachments import NewFile, attach_in_transaction, attached_ids, file_faults
from assessment.records.database import Database
from assessment.records.deadlines import HELSINKI, Which, parse_deadline
from assessment.records.drafts import keep_text
from assessment.records.form_check import FormCheck, date_of
from assessment.records.kept_texts import set_aside
from assessment.records.permissions import Action
from assessment.records.refusals import Conflict
from assessment.records.request_states import SPOKEN
from assessment.records.schema import StatementDraft, StatementRequest
from assessment.records.scopes import request_of, statement_of
from assessment.records.spoken_versions import versions_spoken_on
from assessment.records.statement_form import (
    FORM,
    StatementForm,
    read_form,
)
from assessment.records.statement_rows import Receipt, as_kept, give, receipt_of, says_the_same, write_statement
from assessment.records.states import OwnerKind
from assessment.records.versions import person_name


def give_statement(
    database: Database,
    actor: Actor,
    request_id: int,
    fields: Mapping[str, str],
    draft_version: int | None = None,
    on_versions: Mapping[int, int] | None = None,
    files_seen: Collection[int] | None = None,
) -> Receipt:
    """Give the statement: form, receipt, history and the request's new state in one transaction, by the server's clock.

    `draft_version`: the draft the form was made from; where somebody has saved another since, Conflict, and this text
    is kept beside the draft. `on_versions`: the result versions the page showed, by alternative id; by default today's.
    `files_seen`: the ids of the draft's attachments that were previewed; by default whatever there is.
    Giving the same again returns the receipt of the first time. Raises NotAllowed; Refused with every fault of the
    form, `statement_given_already`, `request_settled`, `attachments_changed`.
    """
    conflict: Conflict | None = None
    receipt: Receipt | None = None
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.STATEMENT_SUBMIT)
        spoken = versions_spoken_on(request, on_versions)
        form = _form(database, request, fields, spoken)
        if (given := _given_already(request, form)) is not None:
            return given
        draft = request.draft
        if _is_outdated(draft, draft_version):
            conflict = keep_text(session, actor, draft, fields)
        else:
            _check_files(session, draft, files_seen)
            receipt = give(session, actor, request, form, spoken, database.now(), on_paper=False)
    if conflict is not None:
        raise conflict
    assert receipt is not None
    return receipt


def enter_statement(
    database: Database,
    actor: Actor,
    request_id: int,
    fields: Mapping[str, str],
    received_day: str,
    received_time: str = "",
    on_versions: Mapping[int, int] | None = None,
    files: Sequence[NewFile] = (),
) -> Receipt:
    """Enter a statement given on paper or in a meeting; late or not by when it was received, as the secretary says.

    `files`: the scan of the paper and what came with it, kept with the statement. The history tells who entered it and
    when. What somebody of the body had drafted stays beside the emptied draft. Raises Refused with every fault of the
    form and the files, `received_in_future` and `received_before_request` among them.
    """
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.STATEMENT_ENTER)
        spoken = versions_spoken_on(request, on_versions)
        received_at, faults = _received(request, received_day, received_time, database.now())
        faults += file_faults(files)
        try:
            form = _form(database, request, fields, spoken)
        except Refused as refused:
            raise Refused([*refused.faults, *faults]) from None
        if faults or received_at is None:
            raise Refused(faults)
        if (given := _given_already(request, form)) is not None:
            return given
        if request.draft is not None and request.draft.saved_by_id != actor.person_id:
            set_aside(session, request.draft)
        receipt = give(session, actor, request, form, spoken, received_at, on_paper=True)
        attach_in_transaction(session, actor, OwnerKind.STATEMENT, receipt.statement_id, files)
        return receipt


def correct_statement(
    database: Database,
    actor: Actor,
    statement_id: int,
    fields: Mapping[str, str],
    on_versions: Mapping[int, int] | None = None,
    draft_version: int | None = None,
    files_seen: Collection[int] | None = None,
) -> Receipt:
    """Correct a given statement: a new version beside the old, with a receipt of its own.

    `draft_version`, `on_versions`, `files_seen`: as in `give_statement`. Raises Conflict where it has been corrected
    already, or somebody has saved another draft since; Refused with every fault of the form, `attachments_changed`.
    """
    conflict: Conflict | None = None
    receipt: Receipt | None = None
    with database.transaction() as session:
        corrected = statement_of(session, statement_id, actor, Action.STATEMENT_SUBMIT)
        request = corrected.request
        newest = request.statements[-1]
        spoken = versions_spoken_on(request, on_versions)
        form = _form(database, request, fields, spoken)
        # The same words on other figures are another statement: the body has read those and stands by its words.
        if says_the_same(newest, form) and newest.result_versions == as_kept(spoken):
            return receipt_of(newest, again=True)
        if newest.id != corrected.id:
            by = person_name(session, newest.entered_by_id)
            raise Conflict("statement", newest.id, by, newest.received_at)
        draft = request.draft
        if _is_outdated(draft, draft_version):
            conflict = keep_text(session, actor, draft, fields)
        else:
            _check_files(session, draft, files_seen)
            receipt = write_statement(
                session, actor, request, form, spoken, database.now(), on_paper=False, corrects=newest
            )
    if conflict is not None:
        raise conflict
    assert receipt is not None
    return receipt


def _is_outdated(draft: StatementDraft | None, version: int | None) -> TypeGuard[StatementDraft]:
    """Whether somebody has saved another text since the one that is sent."""
    return draft is not None and version is not None and draft.version_id != version


def _check_files(session: Session, draft: StatementDraft | None, seen: Collection[int] | None) -> None:
    """Raise Refused where another file would go with the statement than its sender has seen."""
    if draft is not None and seen is not None and set(seen) != set(attached_ids(session, OwnerKind.DRAFT, draft.id)):
        raise Refused([Fault("attachments_changed", FORM)])


def _form(
    database: Database, request: StatementRequest, fields: Mapping[str, str], spoken: Mapping[int, int]
) -> StatementForm:
    today = database.now().astimezone(HELSINKI).date()
    order = [one.id for one in request.matter.alternatives if one.id in spoken]
    return read_form(fields, order, len(request.questions), today, request.body.statutory)


def _given_already(request: StatementRequest, form: StatementForm) -> Receipt | None:
    """The receipt of the same statement given before: the answer was lost, or the button pressed twice."""
    if request.state not in SPOKEN:
        return None
    same = next((one for one in reversed(request.statements) if says_the_same(one, form)), None)
    return receipt_of(same, again=True) if same else None


def _received(
    request: StatementRequest, day: str, clock: str, now: datetime.datetime
) -> tuple[datetime.datetime | None, list[Fault]]:
    """When a paper was received, in UTC; without a time the end of the day, but not later than now."""
    check = FormCheck(FORM)
    parsed = date_of(day.strip())
    try:
        # Of two equal times when the clocks go back the first is meant, as the doubt is the giver's.
        moment = parse_deadline(day if parsed is None else parsed.isoformat(), clock, Which.FIRST)
    except Refused as refused:
        for fault in refused.faults:
            check.add(fault.code, f"received_{'time' if fault.field == 'time' else 'day'}", fault.value, **fault.facts)
        return None, list(check.log.faults)
    today = now.astimezone(HELSINKI).date()
    if not clock.strip() and moment.astimezone(HELSINKI).date() == today:
        moment = min(moment, now)
    if moment > now:
        check.add("received_in_future", "received_day", day)
    elif moment.astimezone(HELSINKI).date() < request.requested_at.astimezone(HELSINKI).date():
        check.add("received_before_request", "received_day", day)
    return moment, list(check.log.faults)
