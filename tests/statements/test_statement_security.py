"""What must fail fails, and is logged: forged forms, used invitations, run-out sign-ins, others' material."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookiejar import Cookie
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from assessment.records.actor import Role
from assessment.records.drafts import read_draft
from assessment.records.invitations import revoke_invitation
from assessment.records.people import revoke_role
from assessment.records.schema import Invitation
from pages.statements.visits import COOKIE, Signing, Visit
from tests.statements.client import Client
from tests.statements.hearing import Hearing, Server

READ = ("", "/luvut", "/esikatselu", "/kuitti", "/lausunto/1", "/korjaus", "/paperi", "/ei-lausuntoa", "/vaikutus")
SENT = ("", "/luonnos", "/laheta", "/luvut", "/tekstit", "/korjaus", "/paperi", "/ei-lausuntoa")


def cookie_of(client: Client) -> Cookie:
    return next(one for one in client.cookies if one.name == COOKIE)


def with_visit(server: Server, hearing: Hearing, visit: Visit) -> Client:
    """A visitor with a cookie made of the given visit, signed with the record's own key."""
    client = Client(server.address)
    client.get("/lausunnot/kirjaudu")
    made = Response()
    Signing(hearing.database.key).write(
        made, Request({"type": "http", "scheme": "http", "path": "/", "headers": []}), visit
    )
    cookie_of(client).value = made.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    return client


def visit_of(hearing: Hearing, client: Client) -> Visit:
    scope = {"type": "http", "headers": [(b"cookie", f"{COOKIE}={cookie_of(client).value}".encode())]}
    visit = Signing(hearing.database.key).read(Request(scope))
    assert visit is not None
    return visit


def test_every_answer_carries_the_safe_headers(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    token = hearing.invite(body_id)
    answers = [client.get(path) for path in ("/lausunnot/kirjaudu", "/lausunnot", f"/kutsu/{token}", "/kutsu/x")]
    client.accept(token)
    answers += [client.get(f"/lausunnot/{request_id}{ending}") for ending in (*READ, "/olematon", "/../..")]
    answers += [client.post(f"/lausunnot/{request_id}{ending}", {"a": "b"}) for ending in SENT]
    answers += [client.get("/lausunnot/liite/1"), client.get("/lausunnot/1/lausunto/99999999999999999999")]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy and "base-uri 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin" and answer.headers["X-Frame-Options"] == "DENY"
        assert b"<script>" not in answer.body and b" style=" not in answer.body and b" onclick" not in answer.body


def test_an_invitation_lets_in_once(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    token = hearing.invite(body_id)
    assert client.get(f"/kutsu/{token}").status == client.get(f"/kutsu/{token}").status == 200
    nameless = client.accept(token, name=" ")
    assert nameless.status == 422 and 'aria-invalid="true"' in nameless.text
    assert client.accept(token, "Siiri Sihteeri").status == 200
    cookie = cookie_of(client)
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "lax"
    assert client.get(f"/lausunnot/{request_id}").status == 200
    other, before = Client(server.address), hearing.refusals()
    again = other.get(f"/kutsu/{token}")
    assert again.status == 410 and "ei ole voimassa" in again.text
    replayed = other.post(f"/kutsu/{token}", {"token": other.get("/lausunnot/kirjaudu").token(), "name": "Kalle"})
    assert replayed.status == 410 and hearing.refusals() == before + 1
    assert other.get(f"/lausunnot/{request_id}").status == 403


def test_an_invitation_is_not_used_twice_at_once(hearing: Hearing, server: Server) -> None:
    _, body_id = hearing.asked()
    token = hearing.invite(body_id)
    clients = [Client(server.address) for _ in range(8)]
    forms = [client.get(f"/kutsu/{token}").token() for client in clients]
    statuses = []

    def accept(client: Client, form: str) -> None:
        statuses.append(client.post(f"/kutsu/{token}", {"token": form, "name": "Siiri"}).status)

    threads = [threading.Thread(target=accept, args=one) for one in zip(clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [410] * 7


def test_expired_and_revoked_invitations_let_nobody_in(hearing: Hearing, client: Client) -> None:
    _, body_id = hearing.asked()
    expired, revoked = hearing.invite(body_id), hearing.invite(body_id)
    with hearing.database.transaction() as session:
        ids = [
            one.id for one in session.query(Invitation).filter(Invitation.body_id == body_id).order_by(Invitation.id)
        ]
        session.get_one(Invitation, ids[0]).expires_at = datetime.now(UTC) - timedelta(seconds=1)
    revoke_invitation(hearing.database, hearing.administrator, ids[1])
    for token in (expired, revoked, "x" * 43, "..%2F..", "%00"):
        assert client.get(f"/kutsu/{token}").status in (404, 410)


def test_a_form_needs_the_token_of_this_visit(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    client.accept(hearing.invite(body_id))
    member = Client(server.address)
    member.accept(hearing.invite(body_id, Role.COUNCIL_MEMBER), "Jaakko Jäsen")
    text = "Tämän tekstin lähetti joku muu kuin kirjoittaja itse."
    own, others = client.get(path).token(), member.get(path).token()
    for token in ("", "x", others, own[:-2] + "aa"):
        answer = client.post(path, {"token": token, "text": text, "do": "save", "version": "0"})
        assert answer.status == 403 and text in answer.text
        assert client.post(f"{path}/luonnos", {"token": token, "text": text, "version": "0"}).status == 403
    foreign = client.post(path, {"token": own, "text": text, "do": "save"}, {"Sec-Fetch-Site": "cross-site"})
    assert foreign.status == 403
    secretary = hearing.actor("Katri Katsoja", Role.COUNCIL_SECRETARY, body_id)
    assert read_draft(hearing.database, secretary, request_id).version == 0
    client.post("/lausunnot/ulos", {"token": own})
    assert client.post(path, {"token": own, "text": text, "do": "save"}).status == 403
    assert read_draft(hearing.database, secretary, request_id).version == 0


def test_others_material_is_refused_and_the_attempt_logged(hearing: Hearing, server: Server, client: Client) -> None:
    theirs, _ = hearing.asked()
    own, body_id = hearing.asked()
    client.accept(hearing.invite(body_id))
    token = client.get(f"/lausunnot/{own}").token()
    before, attempted = hearing.refusals(), hearing.attempted
    for ending in READ:
        assert client.get(f"/lausunnot/{theirs}{ending}").status == 403, ending
    assert attempted(before) == ["request_read", "response_read"]  # the same look again is counted, not written
    before = hearing.refusals()
    for ending in SENT:
        fields = {"token": token, "do": "save", "text": "tunkeutujan teksti", "reason": "syy", "version": "1"}
        assert client.post(f"/lausunnot/{theirs}{ending}", fields).status == 403, ending
    assert attempted(before) == ["draft_edit", "draft_edit"]  # every act refused is; looks before others were counted
    assert f"/lausunnot/{theirs}" not in client.get("/lausunnot").text
    nobody = Client(server.address)
    for ending in READ:
        assert nobody.get(f"/lausunnot/{theirs}{ending}").status == 403


def test_a_sign_in_that_ran_out_is_refused_and_the_text_shown(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    client.accept(hearing.invite(body_id))
    live = visit_of(hearing, client)
    gone = Visit(live.number, live.person_id, live.held, datetime.now(UTC) - timedelta(minutes=1))
    late = with_visit(server, hearing, gone)
    token = client.get(path).token()
    text = "Kirjoitin tätä koko aamun, ja kirjautuminen vanheni sillä välin."
    before = hearing.refusals()
    answer = late.post(path, {"token": token, "do": "save", "text": text, "version": "0"})
    assert answer.status == 403 and text in answer.text and "vanhentunut" in answer.text
    assert hearing.refusals() == before + 1
    assert late.get(path).status == 403 and late.get("/lausunnot").status == 403


def test_a_revoked_role_counts_at_once(hearing: Hearing, client: Client) -> None:
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    client.accept(hearing.invite(body_id))
    form = client.get(path).form()
    person_id = visit_of(hearing, client).person_id
    assert person_id is not None
    revoke_role(hearing.database, hearing.administrator, person_id, Role.COUNCIL_SECRETARY, body_id)
    answer = client.post(path, form | {"do": "save", "text": "Kirjoitan vielä, vaikka rooli poistettiin minulta."})
    assert answer.status == 403 and "Kirjoitan vielä" in answer.text and client.get(path).status == 403


def test_a_cookie_brings_only_the_roles_it_was_made_for(hearing: Hearing, server: Server, client: Client) -> None:
    (first, first_body), (second, second_body) = hearing.asked(), hearing.asked()
    client.accept(hearing.invite(first_body))
    one_body = visit_of(hearing, client)
    client.accept(hearing.invite(second_body))
    assert client.get(f"/lausunnot/{first}").status == client.get(f"/lausunnot/{second}").status == 200
    assert with_visit(server, hearing, one_body).get(f"/lausunnot/{second}").status == 403
    forged = with_visit(server, hearing, one_body)
    cookie = cookie_of(forged)
    assert cookie.value is not None
    cookie.value = cookie.value[:-3] + ("aaa" if not cookie.value.endswith("aaa") else "bbb")
    assert forged.get(f"/lausunnot/{first}").status == 403


def test_the_local_mode_is_for_this_machine_only(hearing: Hearing, client: Client) -> None:
    body_id = hearing.body()
    page = client.get("/lausunnot/kirjaudu")
    assert f"council_secretary:{body_id}" in page.text
    choice = {"token": page.token(), "role": f"council_secretary:{body_id}"}
    for headers in ({"X-Forwarded-For": "203.0.113.5"}, {"Host": "lausunnot.example.fi"}, {"Forwarded": "for=x"}):
        assert "council_secretary:" not in client.get("/lausunnot/kirjaudu", headers).text
        client.post("/lausunnot/kirjaudu", choice, headers)
        assert visit_of(hearing, client).person_id is None
    assert client.post("/lausunnot/kirjaudu", choice).address.endswith("/lausunnot")
    assert "Kokeilu tällä koneella" in client.get("/lausunnot").text
    # The cookie of the local mode counts nowhere else.
    away = client.get("/lausunnot", {"X-Forwarded-For": "203.0.113.5"})
    assert away.address.endswith("/kirjaudu")


@pytest.fixture
def limited(hearing: Hearing, tmp_path: Path) -> Iterator[Client]:
    server = Server(hearing.url, tmp_path / "log.txt", usual_limits=True)
    server.start()
    yield Client(server.address)
    server.stop()


def test_tries_are_limited(hearing: Hearing, limited: Client) -> None:
    request_id, body_id = hearing.asked()
    page = limited.get("/lausunnot/kirjaudu")
    answers = [limited.post("/lausunnot/kirjaudu", {"token": page.token(), "role": "x"}) for _ in range(12)]
    assert [answer.status for answer in answers].count(429) == 2
    assert int(answers[-1].headers["Retry-After"]) >= 1
    limited.accept(hearing.invite(body_id))
    path = f"/lausunnot/{request_id}"
    form = limited.get(path).form()
    saves = [
        limited.post(path, {"token": form["token"], "do": "save", "text": "sama pitkä teksti " * 3}) for _ in range(32)
    ]
    assert saves[0].status == 200 and saves[-1].status == 429 and "sama pitkä teksti" in saves[-1].text
