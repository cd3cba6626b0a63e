"""*Lausunnot*: who was asked, by when, how far they are, what came; and the forms that ask, remind and move on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.closing_requests import lapse_request
from assessment.records.deadlines import Which, as_local, asks_which
from assessment.records.form_check import date_of
from assessment.records.permissions import Action
from assessment.records.request_states import SETTLED
from assessment.records.requests import RequestForm, move_deadline, remind, send_request
from assessment.records.scopes import ENDED
from assessment.records.states import OwnerKind
from pages.components.markup import Markup, show
from pages.components.matters_addresses import plain_page
from pages.components.matters_attachments import ATTACHABLE, LARGEST_MB, show_attachments
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_rights import bodies_by_id
from pages.components.matters_words import deadline, hint, lines, moment, table

if TYPE_CHECKING:
    from assessment.records.requests import RequestRecord
    from pages.components.matters_page import MatterPage

_USUAL_TIME = "16.00"
_ROUND = "ask_files_round"
_COLUMNS = ("body", "state", "deadline", "reminders", "versions", "page")


def show_requests(page: MatterPage) -> None:
    """Requests and statements as tables, then what the preparer may do."""
    t, requests = page.reader.t, page.overview.requests
    if requests:
        heads = [t(f"matters.request.{name}") for name in _COLUMNS]
        table(t("matters.requests.caption"), heads, [_row(page, request) for request in requests])
    else:
        hint(t("matters.requests.none"))
    _statements(page)
    if page.matter.state in ENDED or not page.may(Action.REQUEST_SEND):
        return
    with st.expander(t("matters.ask"), expanded=not requests or "ask:outcome" in st.session_state):
        _ask(page)
    waiting = {request.id: request for request in requests if request.state not in SETTLED}
    if waiting:
        st.subheader(t("matters.waiting_requests"), anchor=False)
        for request in waiting.values():
            with st.container(border=True, key=f"request_{request.id}"):
                _manage(page, request)


def _row(page: MatterPage, request: RequestRecord) -> tuple[str | Markup, ...]:
    t, reader = page.reader.t, page.reader
    state: list[str] = [t(f"records.request_state.{request.state.value}")]
    if request.overdue:
        state.append(t("matters.request.overdue"))
    if request.reason:
        state.append(request.reason)
    reminders = [moment(reader, one.at) for one in request.reminders]
    labels = _labels(page)
    asked: dict[int, list[str]] = {}
    for one, version in request.result_versions.items():
        if version and one in labels:
            asked.setdefault(version, []).append(labels[one])
    versions = [
        f"{t('matters.statement.version', number=version)}: {', '.join(of)}" for version, of in sorted(asked.items())
    ]
    told = [t(f"matters.told.{one.what.value}", name=one.label) for one in request.told]
    if told:
        versions.append(t("matters.request.told", names=", ".join(told)))
    return (
        request.body,
        lines(state),
        deadline(reader, request.deadline_utc),
        lines(reminders) if reminders else "–",
        lines(versions),
        plain_page(reader, t("matters.request.open"), request.id),
    )


def _statements(page: MatterPage) -> None:
    t, reader = page.reader.t, page.reader
    labels = _labels(page)
    rows: list[tuple[str | Markup, ...]] = []
    for answered in page.overview.statements:
        one = answered.statement
        received = [moment(reader, one.received_at)]
        if one.late:
            received.append(t("records.request_state.late"))
        if one.on_paper:
            received.append(t("matters.statement.on_paper"))
        stances = [
            f"{labels[stance.alternative_id]}: {t(f'records.stance.{stance.stance.value}')}" for stance in one.stances
        ]
        changed = [labels[key] for key in one.changed_alternatives if key in labels]
        if changed:
            stances.append(t("matters.statement.earlier", names=", ".join(changed)))
        receipt = lines((one.receipt, t("matters.statement.version", number=one.version_number)))
        link = plain_page(reader, t("matters.statement.open"), one.request_id, one.version_number)
        rows.append((one.body, lines(received), lines(stances), receipt, link))
    if rows:
        heads = [t(f"matters.statement.{name}") for name in ("body", "received", "stances", "receipt", "page")]
        table(t("matters.statements.caption"), heads, rows)


def _labels(page: MatterPage) -> dict[int, str]:
    """Every alternative's label by its id, those withdrawn said to be so."""
    labels = {view.alternative.id: view.alternative.label for view in page.overview.alternatives}
    withdrawn = page.overview.withdrawn
    return labels | {one.id: page.reader.t("matters.alternative.withdrawn", name=one.label) for one in withdrawn}


def _ask(page: MatterPage) -> None:
    t, form = page.reader.t, "ask"
    bodies = bodies_by_id(page.database, deciding=False)
    if not bodies:
        hint(t("matters.no_bodies"))
        return
    if page.matter.screening.needed is not False:
        _what_is_asked_about(page)
    else:
        hint(t("matters.ask.not_assessed"))
    initial = {"body_id": next(iter(bodies)), "deadline_day": "", "deadline_time": _USUAL_TIME, "questions": ""}
    begin(form, initial | {"message": "", "which": None}, 0)
    names = {name: t(f"matters.ask.{name}") for name in (*initial, "message")}
    names |= {"question": names["questions"], "attachment": t("matters.attach")}
    show_outcome(page.reader, form, names)
    with st.form("ask_form", border=False):
        st.selectbox(names["body_id"], list(bodies), format_func=lambda one: bodies[one], key=field(form, "body_id"))
        left, right = st.columns(2)
        with left:
            hint(t("matters.ask.day_help"))
            st.text_input(names["deadline_day"], key=field(form, "deadline_day"))
        with right:
            hint(t("matters.ask.time_help"))
            st.text_input(names["deadline_time"], key=field(form, "deadline_time"))
        _ask_which(page, form)
        hint(t("matters.ask.questions_help"))
        st.text_area(names["questions"], key=field(form, "questions"))
        hint(t("matters.ask.message_help"))
        st.text_area(names["message"], key=field(form, "message"))
        files = st.file_uploader(
            t("matters.attach"),
            type=ATTACHABLE,
            accept_multiple_files=True,
            key=f"ask_files_{st.session_state.get(_ROUND, 0)}",  # another key empties it
            max_upload_size=LARGEST_MB,
        )
        sent = st.form_submit_button(t("matters.ask.send"), type="primary", key="ask_send")
    if not sent:
        return
    questions = tuple(line.strip() for line in str(value(form, "questions") or "").splitlines() if line.strip())
    told = RequestForm(
        value(form, "body_id"),
        value(form, "deadline_day") or "",
        value(form, "deadline_time") or "",
        questions,
        value(form, "message") or "",
        value(form, "which") or "",
    )

    def send() -> None:
        sent_with = [(file.name, file.getvalue()) for file in files or ()]
        send_request(page.database, page.actor, page.matter.id, told, sent_with)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1

    attempt(form, send, t("matters.asked", body=bodies[told.body_id]))


def _what_is_asked_about(page: MatterPage) -> None:
    """That a request needs alternatives with frozen results, where they are not there yet: what to do first."""
    t, views = page.reader.t, page.overview.alternatives
    if not views:
        hint(t("fault.alternatives_missing"))
    elif bare := [view.alternative.label for view in views if view.result is None]:
        hint(t("fault.results_not_frozen", value=", ".join(bare)))


def _manage(page: MatterPage, request: RequestRecord) -> None:
    """Remind, give more time, attach, and let the request lapse."""
    t, reader = page.reader.t, page.reader
    show(Markup("<h3>{}</h3>").format(request.body))
    hint(t("matters.request.until", deadline=deadline(reader, request.deadline_utc)))
    form = f"remind_{request.id}"
    show_outcome(reader, form)
    hint(t("matters.remind_help"))
    if st.button(t("matters.remind"), key=f"{form}_do"):
        attempt(form, lambda: remind(page.database, page.actor, request.id), t("matters.reminded", body=request.body))
    with st.expander(t("matters.move"), expanded=f"move_{request.id}:outcome" in st.session_state):
        _move(page, request)
    with st.expander(t("matters.attachments"), expanded=f"request_file_{request.id}:outcome" in st.session_state):
        show_attachments(page, OwnerKind.REQUEST, request.id, f"request_file_{request.id}", True)
    if page.may(Action.REQUEST_LAPSE):
        with st.expander(t("matters.lapse"), expanded=f"lapse_{request.id}:outcome" in st.session_state):
            _lapse(page, request)


def _move(page: MatterPage, request: RequestRecord) -> None:
    t, form = page.reader.t, f"move_{request.id}"
    local = as_local(request.deadline_utc)
    initial = {"deadline_day": f"{local.day:%d.%m.%Y}", "deadline_time": f"{local.clock:%H.%M}"}
    version = begin(form, initial | {"which": local.which and local.which.value}, request.version)
    names = {name: t(f"matters.ask.{name}") for name in initial}
    show_outcome(page.reader, form, names, {t("matters.request.deadline"): deadline(page.reader, request.deadline_utc)})
    with st.form(f"{form}_form", border=False):
        for name in initial:
            st.text_input(names[name], key=field(form, name))
        _ask_which(page, form)
        sent = st.form_submit_button(t("matters.move_do"), key=f"{form}_send")
    if sent:
        day, clock, twice = (value(form, name) or "" for name in ("deadline_day", "deadline_time", "which"))
        attempt(
            form,
            lambda: move_deadline(page.database, page.actor, request.id, day, clock, version, twice),
            t("matters.saved"),
        )


def _ask_which(page: MatterPage, form: str) -> None:
    """Which of two equal times is meant, once the form tells a time that the clocks show twice that night."""
    t = page.reader.t
    if asks_which(date_of(str(value(form, "deadline_day") or "").strip()), str(value(form, "deadline_time") or "")):
        st.radio(
            t("deadline.which"),
            [one.value for one in Which],
            index=None,
            format_func=lambda one: t(f"deadline.which_{one}"),
            key=field(form, "which"),
        )


def _lapse(page: MatterPage, request: RequestRecord) -> None:
    t, form = page.reader.t, f"lapse_{request.id}"
    version = begin(form, {"reason": ""}, request.version)
    hint(t("matters.lapse_text"))
    if request.lapses_from is not None:
        hint(t("matters.lapse_from", date=page.reader.date(request.lapses_from)))
    show_outcome(page.reader, form, {"reason": t("matters.reason")})
    with st.form(f"{form}_form", border=False):
        st.text_area(t("matters.reason"), key=field(form, "reason"))
        sent = st.form_submit_button(t("matters.lapse_do"), key=f"{form}_send")
    if sent:
        reason = value(form, "reason")
        attempt(form, lambda: lapse_request(page.database, page.actor, request.id, reason, version), t("matters.saved"))
