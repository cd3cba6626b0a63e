"""Coming in and going out: a one-time invitation, the local mode's choice of a role, signing out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assessment.errors import Refused
from assessment.records.actor import PUBLIC, Held
from assessment.records.invitations import accept_invitation, look_at_invitation
from assessment.records.people import local_actor
from assessment.records.schema import Body
from assessment.records.sign_ins import sign_out as end_sign_in
from pages.components.sign_in_service import SIGN_IN as SERVICE_SIGN_IN
from pages.components.sign_in_service import WANTED, can_sign_in, is_set_up, what_is_wrong
from pages.statements.asking import SIGN_IN, START
from pages.statements.local_mode import LOCAL_NAME, is_local, roles_to_choose
from pages.statements.visits import SHARED_COMPUTER_HOURS, USUAL_HOURS, new_visit, signed_in_visit
from pages.statements.wording import fault_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from assessment.records.actor import Actor
    from pages.statements.asking import Ask

INVITATION = "/kutsu"


def sign_in_page(ask: Ask) -> Response:
    """How one comes in; in the local mode the choice of a role."""
    local = is_local(ask.request)
    if ask.request.method == "POST":
        chosen = next(
            (one for one in roles_to_choose(ask.database) if local and one.word == ask.form.get("role")), None
        )
        if chosen is not None:
            return _choose(ask, chosen.held)
    roles = roles_to_choose(ask.database) if local else ()
    fault = ask.reader.t(f"who.service.{what_is_wrong()}") if is_set_up() and what_is_wrong() else ""
    return ask.html(
        "sign_in.html",
        choices=roles,
        chosen=ask.request.method == "POST",
        failed=bool(ask.request.query_params.get("ei")),
        fault=fault,
        service=ask.to(SERVICE_SIGN_IN, **{WANTED: ask.to(START)}) if can_sign_in() else "",
    )


def sign_out(ask: Ask) -> Response:
    """End the sign-in on the server and forget who this browser's visit is; the sign-in service's cookie goes too.

    A form may not lead to another server (our policy forbids it), so a page leads there.
    """
    end_sign_in(ask.database, ask.actor)
    elsewhere = ask.signed_in_elsewhere
    ask.begin(new_visit(), PUBLIC)
    return ask.html("signed_out.html") if elsewhere else ask.go(SIGN_IN)


def invitation_page(ask: Ask) -> Response:
    """What one is invited to, and taking it; looking does not use it up, as mail programs look too."""
    token = str(ask.request.path_params["token"])
    try:
        offered = look_at_invitation(ask.database, token)
    except Refused:
        if ask.request.method == "POST":
            return _accept(ask, token)  # put into the history, and refused like any other
        return ask.html("invitation.html", 410, offered=None, body="", faults=[], name="")
    faults: list[str] = []
    if ask.request.method == "POST":
        try:
            return _accept(ask, token)
        except Refused as refused:
            faults = [fault_words(ask.reader, fault) for fault in refused.faults]
    with ask.database.reading() as session:
        body = session.get_one(Body, offered.body_id).name
    status = 422 if faults else 200
    return ask.html("invitation.html", status, offered=offered, body=body, faults=faults, name=ask.form.get("name"))


def _accept(ask: Ask, token: str) -> Response:
    """Use the invitation; whoever is signed in by an earlier one keeps it beside the new."""
    shared = bool(ask.form.get("shared_computer"))
    hours = SHARED_COMPUTER_HOURS if shared else USUAL_HOURS
    known = ask.actor.person_id if not ask.visit.local and not ask.expired else None
    before: frozenset[Held] = ask.visit.held if known is not None else frozenset()
    standing: frozenset[Held] = ask.actor.roles if known is not None else frozenset()
    try:
        actor = accept_invitation(ask.database, token, ask.form.get("name"), hours, known)
    except Refused as refused:
        if any(fault.code == "invitation_not_valid" for fault in refused.faults):
            return ask.html("invitation.html", 410, offered=None, body="", faults=[], name="")
        raise
    return _come_in(ask, actor, before | (actor.roles - standing), shared=shared)


def _choose(ask: Ask, held: Held) -> Response:
    actor = local_actor(ask.database, LOCAL_NAME, {held})
    return _come_in(ask, actor, frozenset({held}), local=True)


def _come_in(ask: Ask, actor: Actor, held: frozenset[Held], *, local: bool = False, shared: bool = False) -> Response:
    if shared and actor.signed_in_until is not None:
        until = ask.database.now() + timedelta(hours=SHARED_COMPUTER_HOURS)
        actor = replace(actor, signed_in_until=min(until, actor.signed_in_until))
    visit = signed_in_visit(actor, held, local=local, shared_computer=shared)
    ask.begin(visit, visit.actor(ask.database))
    return ask.go(START)
