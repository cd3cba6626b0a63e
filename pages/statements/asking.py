"""One request to the councils' pages: who asks, in which language, with which form; and every way of saying no.

`page` turns a plain function of an `Ask` into an endpoint. A sent form is taken only with its token, from our own site,
within limits of size and rate. A text somebody wrote is never thrown away: where a form cannot be taken, the page that
says so shows the text.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assessment.errors import Refused
from assessment.language import DEFAULT_LANGUAGE, LANGUAGES, fault_message, translator
from assessment.records.actor import PUBLIC, Actor
from assessment.records.refusals import NotAllowed, NotFound
from assessment.records.statement_form import DRAFT_LIMIT
from pages.components.own_path import own_path
from pages.components.reader import Reader
from pages.components.sign_in_service import SIGN_IN as SERVICE_SIGN_IN
from pages.components.sign_in_service import WANTED, can_sign_in
from pages.statements.incoming import LITTLE, MUCH, Incoming, TooLarge, read_incoming
from pages.statements.local_mode import is_local
from pages.statements.templating import rendered
from pages.statements.visits import Signing, Visit, new_visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from assessment.records.database import Database
    from assessment.records.rate_limits import RateLimits

START = "/lausunnot"
SIGN_IN = f"{START}/kirjaudu"
TOKEN_FIELD = "token"  # noqa: S105 - the name of a field
LONG_TEXT = 40
SENT = "sent"  # the kind of limit on everything that somebody signed in sends
# Why a form was not read, as the end of a key of words.
OTHER_SITE, TOO_LARGE, TOO_OFTEN = "other_site", "too_large", "too_often"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """What all requests share. `sign_in` tells who is signed in elsewhere (OpenID Connect); None = nobody."""

    record: Callable[[], Database]
    limits: RateLimits
    sign_in: Callable[[Request, Database], Actor | None]


@dataclass
class Ask:
    """One request, ready to be answered."""

    service: Service
    request: Request
    reader: Reader
    database: Database
    signing: Signing
    visit: Visit
    actor: Actor
    form: Incoming
    change_visit: bool = False
    signed_in_elsewhere: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether somebody in particular asks."""
        return self.actor.person_id is not None

    @property
    def expired(self) -> bool:
        """Whether the sign-in has run out."""
        until = self.actor.signed_in_until
        return self.signed_in and (until is None or until <= self.database.now())

    @property
    def visitor(self) -> str:
        """By whom tries are counted: the person, or the address of who has not signed in."""
        return f"person {self.actor.person_id}" if self.signed_in else f"address {_address(self.request)}"

    def to(self, path: str, **query: object) -> str:
        """An address of ours that keeps the reader's language."""
        words = {key: str(value) for key, value in query.items() if value not in (None, "")}
        if self.reader.language != DEFAULT_LANGUAGE:
            words["lang"] = self.reader.language
        return f"{path}?{urlencode(words)}" if words else path

    def html(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """A page made of a template; what is put into it is escaped."""
        return HTMLResponse(rendered(template, self, values), status_code=status)

    def go(self, path: str, fragment: str = "", **query: object) -> RedirectResponse:
        """Send the browser on after a form was taken, so that reloading sends nothing twice."""
        address = self.to(path, **query)
        return RedirectResponse(f"{address}#{fragment}" if fragment else address, status_code=303)

    def sign_in_address(self) -> str:
        """Where one signs in and comes back to this page; a form that was sent, to the page it stands on."""
        if not can_sign_in():
            return self.to(SIGN_IN)
        asked = self.request.path_params.get("request_id")
        page = START if asked is None else f"{START}/{asked}"
        wanted = self.to(page)
        if self.request.method == "GET":
            query = self.request.scope["query_string"].decode("latin-1")
            wanted = own_path(self.request.scope["path"]) + (f"?{query}" if query else "")
        return self.to(SERVICE_SIGN_IN, **{WANTED: wanted})

    def token(self) -> str:
        """The token of this visit's forms."""
        return self.signing.token(self.visit, self.actor)

    def begin(self, visit: Visit, actor: Actor) -> None:
        """Make this another visit, from the answer on: after signing in or out."""
        signed_in = visit.has_signed_in or self.visit.has_signed_in or actor.person_id is not None
        self.visit, self.actor, self.change_visit = replace(visit, has_signed_in=signed_in), actor, True


def page(
    service: Service, answer: Callable[[Ask], Response], kind: str = "form"
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint of a page's function; `kind` of rate limit its forms count under."""

    async def endpoint(request: Request) -> Response:
        try:
            ask = await run_in_threadpool(_ask, service, request)
        except Refused as refused:
            return _without_record(reader_of(request), refused)
        unread = ""
        if request.method == "POST" and not (unread := _why_unread(ask, kind)):
            try:
                ask.form = await read_incoming(request, MUCH if ask.visit.has_signed_in else LITTLE)
            except TooLarge:
                unread = TOO_LARGE
        return await run_in_threadpool(_answered, ask, answer, kind, unread)

    return endpoint


def _answered(ask: Ask, answer: Callable[[Ask], Response], kind: str, unread: str) -> Response:
    """The answer with the visit's cookie; whatever goes wrong is said in words."""
    try:
        response = _checked(ask, answer, kind, unread)
    except NotAllowed as refusal:
        response = say_not_allowed(ask, expired=refusal.expired)
    except NotFound:
        response = say(ask, "not_found", 404)
    except Refused as refused:
        response = say_refused(ask, refused)
    except Exception:
        _logger.exception("a council page failed")
        response = say(ask, "failed", 500)
    if ask.change_visit:
        ask.signing.write(response, ask.request, ask.visit)
    return response


def _ask(service: Service, request: Request) -> Ask:
    """Who asks; the form of what is sent is read afterwards, within what they may send. Raises Refused."""
    database = service.record()
    signing = Signing(database.key)
    known = signing.read(request)
    if known is not None and known.local and not is_local(request):
        known = None
    visit = known or new_visit()
    ask = Ask(service, request, reader_of(request), database, signing, visit, PUBLIC, Incoming({}), known is None)
    try:
        ask.actor = visit.actor(database)
    except NotAllowed:  # the person has been erased
        ask.begin(new_visit(), PUBLIC)
    if not ask.signed_in:
        elsewhere = service.sign_in(request, database)
        if elsewhere is not None:
            ask.actor, ask.signed_in_elsewhere = elsewhere, True
    if ask.signed_in and not ask.visit.has_signed_in:
        ask.begin(ask.visit, ask.actor)
    return ask


def _why_unread(ask: Ask, kind: str) -> str:
    """Why a form that is sent is not even read, empty when it is.

    Who is not signed in is counted here by the kind of the form. Who is, is counted by it when the text has been read
    and can be shown; here only by what no person reaches.
    """
    if ask.request.headers.get("sec-fetch-site") == "cross-site":
        return OTHER_SITE
    counted = SENT if ask.signed_in else kind
    return "" if ask.service.limits.allowed(counted, ask.visitor) else TOO_OFTEN


def _checked(ask: Ask, answer: Callable[[Ask], Response], kind: str, unread: str) -> Response:
    """The page's own answer, once the form may be taken."""
    request = ask.request
    if request.method != "POST":
        if not ask.signed_in and not ask.service.limits.allowed("look", ask.visitor):
            return _too_often(ask, "look")
        return answer(ask)
    if unread == TOO_OFTEN:
        return _too_often(ask, SENT if ask.signed_in else kind)
    if unread:
        return say(ask, unread, 413 if unread == TOO_LARGE else 403)
    if not ask.signing.is_token_of(ask.form.get(TOKEN_FIELD), ask.visit, ask.actor):
        _logger.warning("a form without its token: %s by %s", request.scope["path"], ask.visitor)
        # Signed out meanwhile, or another's trick: the text is shown, never taken.
        return say(ask, "token", 403, texts=texts_sent(ask))
    if ask.signed_in and not ask.service.limits.allowed(kind, ask.visitor):
        return _too_often(ask, kind)
    return answer(ask)


def say(ask: Ask, what: str, status: int, **values: object) -> Response:
    """A page that says no, with the texts that were sent, if any; or the same to our script."""
    if ask.request.scope["path"].endswith("/luonnos"):
        return JSONResponse({"problem": ask.reader.t(f"council.no.{what}")}, status_code=status)
    address = ask.sign_in_address() if what in ("sign_in", "expired", "token") else ""
    told: dict[str, object] = {"what": what, "texts": (), "faults": (), "sign_in_address": address} | values
    return ask.html("no.html", status, **told)


def say_not_allowed(ask: Ask, expired: bool) -> Response:
    """The sign-in has run out, nobody is signed in, or it is not theirs to see or do."""
    what = "expired" if expired else "not_allowed" if ask.signed_in else "sign_in"
    return say(ask, what, 403, texts=texts_sent(ask))


def say_refused(ask: Ask, refused: Refused) -> Response:
    """What the record said no to, in words."""
    faults = [fault_message(ask.reader.t, fault) for fault in refused.faults]
    busy = any(fault.code.startswith("records_") for fault in refused.faults)
    if ask.request.scope["path"].endswith("/luonnos"):
        return JSONResponse({"problem": " ".join(faults)}, status_code=503 if busy else 422)
    return say(ask, "refused", 503 if busy else 422, faults=faults, texts=texts_sent(ask))


def texts_sent(ask: Ask) -> list[str]:
    """The longer texts of the form that was sent, for the writer to copy: as much as any form of ours holds."""
    texts = []
    left = DRAFT_LIMIT
    for name, text in ask.form.texts.items():
        if name != TOKEN_FIELD and len(text) > LONG_TEXT and left > 0:
            texts.append(text[:left])
            left -= len(text)
    return texts


def _too_often(ask: Ask, kind: str) -> Response:
    seconds = ask.service.limits.seconds_left(kind, ask.visitor)
    response = say(ask, "too_often", 429, texts=texts_sent(ask), seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _without_record(reader: Reader, refused: Refused) -> Response:
    """The record cannot be opened: said plainly, without a page around it."""
    text = " ".join(fault_message(reader.t, fault) for fault in refused.faults)
    page_text = Markup('<!doctype html><html lang="{}"><title>{}</title><h1>{}</h1><p>{}</p>').format(
        reader.language, reader.t("council.no.refused"), reader.t("council.no.refused"), text
    )
    return HTMLResponse(str(page_text), status_code=503)


def language_of(request: Request) -> str:
    """The language of a request: the address says it, so that one address shows everyone the same page."""
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


def reader_of(request: Request) -> Reader:
    """The reader of a request."""
    language = language_of(request)
    return Reader(language, translator(language))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
