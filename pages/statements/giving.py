"""Giving the statement: preview, sending, receipt; declining; entering what was given on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.errors import Fault, Refused
from assessment.records.attachments import NewFile, list_attachments
from assessment.records.closing_requests import decline_request
from assessment.records.council import request_for_body
from assessment.records.refusals import Conflict, NotFound
from assessment.records.spoken_versions import changed_since, versions_of, versions_text
from assessment.records.statement_form import FORM
from assessment.records.statements import correct_statement, enter_statement, give_statement
from assessment.records.states import OwnerKind
from pages.statements.asking import START, say_not_allowed
from pages.statements.numbers import whole_number
from pages.statements.reading import about, may_be_written, may_enter, request_id_of
from pages.statements.statement_fields import (
    Way,
    form_faults,
    form_view,
    opinions_in,
    shown_versions,
    way_of,
)
from pages.statements.wording import fault_words
from pages.statements.writing import (
    UPLOAD,
    conflict_words,
    form_again,
    form_sent,
    show_form,
    shown_on_page,
    statement_fields,
    too_large,
)

if TYPE_CHECKING:
    from starlette.responses import Response

    from assessment.records.attachments import Attached
    from assessment.records.council import RequestForBody
    from pages.statements.asking import Ask


def preview_page(ask: Ask) -> Response:
    """The statement as it will be given, to be read once more; who may send it sends it here."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    way = way_of(data)
    if data.draft is None or (way is Way.WRITTEN and not may_be_written(data)):
        return ask.go(f"{START}/{data.request.id}")
    form, faults = form_faults(ask, data, data.draft.fields)
    if faults or form is None:
        return ask.go(way.path(data.request.id), "virheet", check=1)
    shown = shown_versions(data, way)
    files: tuple[Attached, ...] = ()
    if data.draft.id is not None:
        files = list_attachments(ask.database, ask.actor, OwnerKind.DRAFT, data.draft.id)
    return ask.html(
        "preview.html",
        200,
        **about(ask, data),
        statement=form,
        files=files,
        way=way,
        form_address=ask.to(way.path(data.request.id)),
        changed=bool(ask.request.query_params.get("changed")),
        files_changed=bool(ask.request.query_params.get("files_changed")),
        versions=versions_text(shown),
        now=versions_text(data.versions),
        changes=changed_since(shown, data.versions),
    )


def send_page(ask: Ask) -> Response:
    """Give the statement that was previewed: the draft of that version, on those results."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    request_id = data.request.id
    if not data.can_submit:
        # Whoever may not send is refused by the use case too, which puts it into the history.
        give_statement(ask.database, ask.actor, request_id, {})
        return say_not_allowed(ask, expired=False)
    fields = dict(data.draft.fields) if data.draft is not None else {}
    way = way_of(data)
    if not fields:
        # Sent already, the answer lost on the way or the button pressed twice.
        return ask.go(f"{START}/{request_id}/kuitti" if data.statements else f"{START}/{request_id}")
    if data.draft is None or data.draft.version != ask.form.number("version"):
        return ask.go(f"{START}/{request_id}/esikatselu", changed=1)
    if ask.form.get("now") != versions_text(data.versions):
        # Computed anew while the preview stood open: the writer is to know, and to choose.
        return ask.go(f"{START}/{request_id}/esikatselu")
    try:
        on_versions, seen = versions_of(ask.form.get("versions")), _files_seen(ask.form.get("files"))
        version = data.draft.version
        if way is Way.CORRECTION:
            newest = data.statements[-1].id
            correct_statement(ask.database, ask.actor, newest, fields, on_versions, version, seen)
        else:
            give_statement(ask.database, ask.actor, request_id, fields, version, on_versions, seen)
    except Conflict as conflict:
        return show_form(ask, data, form_view(ask, data, way), 409, notice=conflict_words(ask, conflict))
    except Refused as refused:
        if refused.faults[0].code == "attachments_changed":
            return ask.go(f"{START}/{request_id}/esikatselu", files_changed=1)
        return show_form(ask, data, form_view(ask, data, way, faults=refused.faults), 422)
    return ask.go(f"{START}/{request_id}/kuitti")


def _files_seen(text: str) -> list[int]:
    """The ids of the attachments that the preview showed."""
    return [number for part in text.split(",") if (number := whole_number(part)) is not None]


def receipt_page(ask: Ask) -> Response:
    """The receipt of the newest version given: its number, when it came, whether late."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    if not data.statements:
        return ask.go(f"{START}/{data.request.id}")
    return ask.html("receipt.html", 200, **about(ask, data), statement=data.statements[-1])


def decline_page(ask: Ask) -> Response:
    """Say that the body gives no statement, and why."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    faults: list[str] = []
    if ask.request.method == "POST":
        try:
            decline_request(
                ask.database, ask.actor, data.request.id, ask.form.get("reason"), ask.form.number("version")
            )
            return ask.go(f"{START}/{data.request.id}")
        except Conflict as conflict:
            faults = [conflict_words(ask, conflict)]
        except Refused as refused:
            faults = [fault_words(ask.reader, fault) for fault in refused.faults]
    status = 422 if faults else 200
    return ask.html("decline.html", status, **about(ask, data), faults=faults, reason=ask.form.get("reason"))


def paper_page(ask: Ask) -> Response:
    """Enter a statement that was given on paper or in a meeting."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    if not may_be_written(data):
        return ask.go(f"{START}/{data.request.id}")
    if not may_enter(ask.actor, data.request):
        raise NotFound("statement_request", data.request.id)
    if ask.request.method != "POST":
        received = {name: ask.request.query_params.get(name, "") for name in ("received_day", "received_time")}
        return show_form(ask, data, form_view(ask, data, Way.PAPER), 200, **received)
    return _entered(ask, data)


def _entered(ask: Ask, data: RequestForBody) -> Response:
    """What the buttons of the paper's form do. A secretary's text is kept as a draft too, with its attachments; the
    files that come with the button that enters it are kept with the statement, whoever enters it."""
    act = ask.form.get("do").partition(":")[0]
    if data.can_write and act in ("save", "attach", "remove"):
        return form_sent(ask, Way.PAPER)
    fields = statement_fields(ask)
    day, clock = ask.form.get("received_day"), ask.form.get("received_time")
    if act == "add_opinion":
        form = form_view(ask, data, Way.PAPER, fields, ask.form.number("version"), shown=shown_on_page(ask))
        form.opinions = opinions_in(fields) + 1
        return show_form(ask, data, form, received_day=day, received_time=clock)
    if ask.form.get("now") != versions_text(data.versions):
        return form_again(ask, Way.PAPER, fields, [Fault("figures_changed_meanwhile", FORM)])
    files, faults = _files(ask)
    try:
        if faults:
            raise Refused(faults)
        versions = versions_of(ask.form.get("now" if act == "enter_new" else "versions"))
        enter_statement(ask.database, ask.actor, data.request.id, fields, day, clock, versions, files)
    except Refused as refused:
        # A browser never fills in a file again by itself.
        again = [Fault("attachment_again", "attachment", field="attachment")] if ask.form.files else []
        return form_again(ask, Way.PAPER, fields, [*refused.faults, *again])
    return ask.go(f"{START}/{data.request.id}/kuitti")


def _files(ask: Ask) -> tuple[list[NewFile], list[Fault]]:
    """The files sent with a paper; faults where there are too many too often, or one too large to be read."""
    if ask.form.files and not ask.service.limits.allowed(UPLOAD, ask.visitor):
        return [], [Fault("upload_too_often", "attachment", field="attachment")]
    files = [(file.name, file.content) for file in ask.form.files if file.content is not None]
    return files, [too_large(file) for file in ask.form.files if file.content is None]
