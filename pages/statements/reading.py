"""The pages that are read: the body's requests, one request, other figures, a statement as given, what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from assessment.records.actor import Role
from assessment.records.attachments import content_disposition, read_attachment
from assessment.records.council import request_for_body, requests_of_bodies
from assessment.records.states import RequestState
from pages.statements import wording
from pages.statements.asking import SIGN_IN, START, say, say_not_allowed
from pages.statements.figures_in_tables import alternatives_table, areas_table, meaning, whose
from pages.statements.numbers import whole_number
from pages.statements.statement_fields import Way, form_faults, form_view

if TYPE_CHECKING:
    from assessment.records.actor import Actor
    from assessment.records.alternatives import AlternativeRecord
    from assessment.records.council import RequestForBody
    from assessment.records.requests import RequestRecord
    from pages.components.reader import Reader
    from pages.statements.asking import Ask
    from pages.statements.statement_fields import FormView

CLOSED_AT_ONCE = 100
OPEN = frozenset({RequestState.REQUESTED, RequestState.DRAFT})


def requests_page(ask: Ask) -> Response:
    """What the body is asked, each with its deadline in words; the open ones first."""
    if not ask.signed_in:
        return ask.go(SIGN_IN)
    if ask.expired:
        return say_not_allowed(ask, expired=True)
    now = ask.database.now()
    start = whole_number(ask.request.query_params.get("vanhat", "")) or 0
    rows = [
        {
            "request": request,
            "matter": matter,
            "deadline": wording.deadline(ask.reader, request),
            "left": wording.time_left(ask.reader, request, now) if request.state in OPEN else "",
            "state": wording.state(ask.reader, request),
            "reminded": wording.reminded(ask.reader, request) if request.state in OPEN else "",
            "address": ask.to(f"{START}/{request.id}"),
            "effect": ask.to(f"{START}/{request.id}/vaikutus") if _has_spoken(request) else "",
        }
        for request, matter in requests_of_bodies(ask.database, ask.actor, CLOSED_AT_ONCE + 1, start)
    ]
    open_rows = [row for row in rows if row["request"].state in OPEN]  # type: ignore[attr-defined]
    closed = rows[len(open_rows) :]
    older = ask.to(START, vanhat=start + CLOSED_AT_ONCE) if len(closed) > CLOSED_AT_ONCE else ""
    return ask.html("requests.html", open=open_rows, closed=closed[:CLOSED_AT_ONCE], older=older)


def request_page(ask: Ask) -> Response:
    """One request: the matter, the alternatives, the areas, the questions, then the form."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    form = None
    if data.can_write and may_be_written(data):
        form = form_view(ask, data, Way.WRITTEN)
        if ask.request.query_params.get("check"):
            _, faults = form_faults(ask, data, form.fields)
            form = form_view(ask, data, Way.WRITTEN, faults=faults)
    return show_request(ask, data, form)


def show_request(ask: Ask, data: RequestForBody, form: FormView | None, status: int = 200) -> Response:
    """The page of a request, with a form or without."""
    newest = data.statements[-1] if data.statements else None
    return ask.html(
        "request.html",
        status,
        **about(ask, data),
        form=form,
        newest=newest,
        alternatives_table=alternatives_table(ask.reader, data),
        areas_table=areas_table(ask.reader, data),
        meaning=meaning(ask.reader, data),
        spoken=_has_spoken(data.request),
        may_enter=may_enter(ask.actor, data.request),
    )


def attachment(ask: Ask) -> Response:
    """A file, saved by the browser and never shown by it."""
    attached, content = read_attachment(ask.database, ask.actor, int(ask.request.path_params["attachment_id"]))
    headers = {"Content-Disposition": content_disposition(attached.name)}
    return Response(content, media_type=attached.media_type, headers=headers)


def no_such_page(ask: Ask) -> Response:
    """An address where nothing is."""
    return say(ask, "not_found", 404)


def about(ask: Ask, data: RequestForBody) -> dict[str, object]:
    """What every page of a request tells of it."""
    request, reader = data.request, ask.reader
    return {
        "data": data,
        "request": request,
        "matter": data.matter,
        "deadline": wording.deadline(reader, request),
        "left": wording.time_left(reader, request, ask.database.now()) if request.state in OPEN else "",
        "state": wording.state(reader, request),
        "reminded": wording.reminded(reader, request) if request.state in OPEN else "",
        "told": wording.told(reader, request),
        "whose": whose(reader, data),
        "labels": {one.id: label_of(reader, one) for one in data.all_alternatives},
        "start": ask.to(START),
        "back": ask.to(f"{START}/{request.id}"),
        "path": f"{START}/{request.id}",
    }


def label_of(reader: Reader, alternative: AlternativeRecord) -> str:
    """An alternative by its label and title, said to be out of consideration where it is."""
    name = f"{alternative.label} {alternative.title}"
    return reader.t("council.alternative.withdrawn", name=name) if alternative.withdrawn else name


def may_be_written(data: RequestForBody) -> bool:
    """Whether a first statement may still be given on the request, late perhaps."""
    return not data.statements and data.request.state is not RequestState.DECLINED


def may_enter(actor: Actor, request: RequestRecord) -> bool:
    """Whether to offer entering a statement from paper; the record decides when it is done."""
    return actor.has(Role.PREPARER) or actor.has(Role.COUNCIL_SECRETARY, request.body_id)


def request_id_of(ask: Ask) -> int:
    """The number of the request in the address."""
    return int(ask.request.path_params["request_id"])


def _has_spoken(request: RequestRecord) -> bool:
    return request.state in (RequestState.GIVEN, RequestState.LATE)
