"""Writing the statement: saving, our script's saving while one types, attachments, conflicts between two writers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from assessment.errors import Fault, Refused
from assessment.records.attachments import LARGEST_MB, add_attachment, withdraw_attachment
from assessment.records.council import request_for_body
from assessment.records.drafts import read_draft, save_draft
from assessment.records.refusals import Conflict, NotFound
from assessment.records.spoken_versions import versions_of
from assessment.records.statement_form import known_fields
from assessment.records.states import OwnerKind
from pages.statements import wording
from pages.statements.asking import START
from pages.statements.numbers import whole_number
from pages.statements.reading import about, may_be_written, may_enter, request_id_of, show_request
from pages.statements.statement_fields import FormView, Way, form_faults, form_view, opinions_in, place_on_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.responses import Response

    from assessment.records.council import RequestForBody
    from assessment.records.drafts import DraftRecord
    from pages.statements.asking import Ask
    from pages.statements.incoming import IncomingFile

UPLOAD = "upload"


def save_page(ask: Ask) -> Response:
    """What the buttons of the form on a request's page do."""
    return form_sent(ask, Way.WRITTEN)


def correction_page(ask: Ask) -> Response:
    """The form for correcting a given statement: what was said stands in it until a correction was begun."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    if not data.can_write or not data.statements:
        raise NotFound("statement", data.request.id)
    if ask.request.method == "POST":
        return form_sent(ask, Way.CORRECTION)
    form = form_view(ask, data, Way.CORRECTION)
    if ask.request.query_params.get("check"):
        _, faults = form_faults(ask, data, form.fields)
        form = form_view(ask, data, Way.CORRECTION, faults=faults)
    return show_form(ask, data, form)


def form_sent(ask: Ask, way: Way) -> Response:
    """Save what was sent, whatever the button; then do what the button says."""
    request_id = request_id_of(ask)
    fields = statement_fields(ask)
    act, _, which = ask.form.get("do").partition(":")
    if ask.form.files and not ask.service.limits.allowed(UPLOAD, ask.visitor):
        return form_again(ask, way, fields, [Fault("upload_too_often", "attachment", field="attachment")])
    before = read_draft(ask.database, ask.actor, request_id) if act == "replace" else None
    try:
        draft = save_draft(
            ask.database,
            ask.actor,
            request_id,
            fields,
            ask.form.number("version"),
            ask.form.get("device"),
            correcting=way is Way.CORRECTION,
            on_versions=shown_on_page(ask),
        )
        if before is not None and before.fields:
            keep_replaced(ask, way, before)
        faults = _files(ask, draft)
        if act == "remove" and (attachment_id := whole_number(which)) is not None:
            withdraw_attachment(ask.database, ask.actor, attachment_id)
    except Conflict as conflict:
        return conflict_page(ask, way, conflict, fields)
    except Refused as refused:
        return form_again(ask, way, fields, refused.faults)
    if faults:
        return form_again(ask, way, fields, faults, draft.version)
    path = way.path(request_id)
    received = {name: ask.form.get(name) for name in ("received_day", "received_time")}
    if act == "add_opinion":
        number = opinions_in(fields) + 1
        return ask.go(path, f"dissenting_name_{number}", opinions=number)
    if act == "attach" or act == "remove":
        return ask.go(path, "liitteet", **received)
    if act == "preview":
        data = request_for_body(ask.database, ask.actor, request_id)
        _, wrong = form_faults(ask, data, fields)
        if wrong:
            return ask.go(path, "virheet", check=1)
        return ask.go(f"{START}/{request_id}/esikatselu")
    if act == "figures":
        return ask.go(f"{START}/{request_id}/luvut")
    return ask.go(path, "tallennus", saved=1, **received)


def autosave(ask: Ask) -> Response:
    """What our script sends while one types; answers with the time of saving and the new version."""
    try:
        draft = save_draft(
            ask.database,
            ask.actor,
            request_id_of(ask),
            statement_fields(ask),
            ask.form.number("version"),
            ask.form.get("device"),
            correcting=ask.form.get("way") == Way.CORRECTION,
            on_versions=shown_on_page(ask),
        )
    except Conflict as conflict:
        return JSONResponse({"problem": conflict_words(ask, conflict), "conflict": True}, status_code=409)
    saved = "" if draft.saved_at is None else wording.clock(ask.reader, draft.saved_at)
    return JSONResponse({"saved": ask.reader.t("council.form.saved", time=saved), "version": draft.version})


def conflict_page(ask: Ask, way: Way, conflict: Conflict, fields: Mapping[str, str]) -> Response:
    """Somebody saved first: both texts beside each other, and the loser chooses; theirs is kept either way."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    draft = read_draft(ask.database, ask.actor, request_id_of(ask))
    names = sorted(set(fields) | set(draft.fields), key=place_on_form)
    differing = [
        {
            "name": name,
            "label": field_label(ask, data, name),
            "mine": fields.get(name, ""),
            "theirs": draft.fields.get(name, ""),
        }
        for name in names
        if fields.get(name, "").replace("\r\n", "\n") != draft.fields.get(name, "").replace("\r\n", "\n")
    ]
    return ask.html(
        "conflict.html",
        409,
        **about(ask, data),
        words=conflict_words(ask, conflict),
        differing=differing,
        fields=fields,
        version=draft.version,
        versions=ask.form.get("versions"),
        way=way,
        form_address=ask.to(way.path(data.request.id)),
    )


def conflict_words(ask: Ask, conflict: Conflict) -> str:
    """Who was first, and when."""
    when = "" if conflict.at is None else wording.moment(ask.reader, conflict.at)
    who = conflict.by_name or ask.reader.t("council.conflict.somebody")
    return ask.reader.t("council.conflict.first", who=who, when=when)


def show_form(ask: Ask, data: RequestForBody, form: FormView, status: int = 200, **values: object) -> Response:
    """The form on a page of its own: a correction, or a statement entered from paper."""
    told: dict[str, object] = {"received_day": "", "received_time": "", "notice": ""} | values
    return ask.html("form_page.html", status, **about(ask, data), form=form, **told)


def statement_fields(ask: Ask) -> dict[str, str]:
    """The statement's own fields among those sent, line breaks as they are kept."""
    fields = known_fields({name: text.replace("\r\n", "\n") for name, text in ask.form.texts.items()})
    return {name: text for name, text in fields.items() if text}


def shown_on_page(ask: Ask) -> dict[int, int] | None:
    """The results the page that was sent had shown; None where it tells none. Raises Refused `versions_unknown`."""
    text = ask.form.get("versions")
    return versions_of(text) if text else None


def field_label(ask: Ask, data: RequestForBody, name: str) -> str:
    """The name of a field in words."""
    kind, _, number = name.rpartition("_")
    if kind in ("stance", "reason"):
        label = next((one.label for one in data.all_alternatives if str(one.id) == number), number)
        return ask.reader.t(f"council.field.{kind}", label=label)
    if kind in ("answer", "dissenting_name", "dissenting_text"):
        return ask.reader.t(f"council.field.{kind}", number=number)
    return ask.reader.t(f"council.field.{name}")


def form_again(
    ask: Ask, way: Way, fields: Mapping[str, str], faults: Iterable[Fault], version: int | None = None
) -> Response:
    """The form once more, with what was sent in it and what is wrong."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    told = tuple(faults)
    if any(fault.code == "versions_unknown" for fault in told):
        shown: Mapping[int, int] | None = data.versions
    else:
        shown = shown_on_page(ask)
    form = form_view(ask, data, way, fields, ask.form.number("version") if version is None else version, told, shown)
    if way is Way.WRITTEN:
        if data.can_write and may_be_written(data):
            return show_request(ask, data, form, 422)
        raise Refused(told)
    if way is Way.PAPER and not may_enter(ask.actor, data.request):
        raise Refused(told)
    return show_form(
        ask,
        data,
        form,
        422,
        received_day=ask.form.get("received_day"),
        received_time=ask.form.get("received_time"),
    )


def too_large(file: IncomingFile) -> Fault:
    """What is wrong with a file that was too large to be read."""
    facts = {"most": LARGEST_MB, "size": round(file.size_bytes / 1024 / 1024, 1)}
    return Fault("attachment_too_large", file.name, field="attachment", facts=facts)


def keep_replaced(ask: Ask, way: Way, before: DraftRecord) -> None:
    """Keep beside the draft the text that was just replaced: sent as a text that comes second, it is kept as one."""
    with suppress(Conflict):
        save_draft(
            ask.database,
            ask.actor,
            before.request_id,
            before.fields,
            0,
            "replaced",
            correcting=way is Way.CORRECTION,
        )


def _files(ask: Ask, draft: DraftRecord) -> list[Fault]:
    """Attach the files that were sent; what cannot be attached is told and leaves the text as saved."""
    faults: list[Fault] = []
    for file in ask.form.files:
        if file.content is None:
            faults.append(too_large(file))
            continue
        assert draft.id is not None
        try:
            add_attachment(ask.database, ask.actor, OwnerKind.DRAFT, draft.id, file.name, file.content)
        except Refused as refused:
            faults += [replace(one, field="attachment") for one in refused.faults]
    return faults
