"""A text that came second outlives the giving of the statement: the body's people take it into a correction or let it
go."""

import pytest

from assessment.records.actor import Role
from assessment.records.drafts import read_draft
from assessment.records.given_statements import list_statements
from assessment.records.schema import History, StatementRequest
from tests.statements.client import Client
from tests.statements.hearing import Hearing, Server
from tests.statements.in_process import signed_in

LOST = "Siirin teksti, joka jäi toiseksi."


def number(path: str) -> int:
    return int(path.rpartition("/")[2])


def key_of(hearing: Hearing, path: str) -> str:
    """The key of the first text kept beside the statement."""
    with hearing.database.reading() as session:
        body_id = session.get_one(StatementRequest, number(path)).body_id
    member = hearing.actor("Jaana Jäsen", Role.COUNCIL_MEMBER, body_id)
    return read_draft(hearing.database, member, number(path)).kept[0].key


@pytest.fixture
def given(hearing: Hearing, server: Server, client: Client) -> tuple[str, Client]:
    """The page of a statement given while its secretary's own text had come second; the client is the secretary's."""
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    member = Client(server.address)
    client.accept(hearing.invite(body_id), "Siiri Sihteeri")
    member.accept(hearing.invite(body_id, Role.COUNCIL_MEMBER), "Jaakko Jäsen")
    mine, theirs = client.get(path).form(), member.get(path).form()
    member.post(path, theirs | hearing.statement() | {"do": "save"}, files={})
    lost = client.post(path, mine | {"text": LOST, "chair": "Kaisa Kuusi", "do": "save"}, files={})
    assert lost.status == 409 and "Mitään ei ole kadonnut" in lost.text
    preview = client.get(f"{path}/esikatselu")
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    return path, member


def test_the_text_stands_beside_the_statement_for_the_bodys_own(
    hearing: Hearing, client: Client, given: tuple[str, Client]
) -> None:
    path, member = given
    assert f'href="{path}/lausunto/1#rinnalla">Rinnalla tallessa olevat tekstit (1)' in client.get(path).text
    for own in (client, member):
        shown = own.get(f"{path}/lausunto/1").text
        assert LOST in shown and "Siiri Sihteeri, " in shown
    with signed_in(hearing, hearing.preparer) as preparer:
        page = preparer.get(f"{path}/lausunto/1")
        assert page.status == 200 and LOST not in page.text and "tekstit" not in page.text
        for act in ("take", "dismiss"):
            sent = {"token": page.token(), "do": f"{act}:{key_of(hearing, path)}", "sure": "1"}
            assert preparer.post(f"{path}/tekstit", sent).status in (403, 404)
    assert LOST in client.get(f"{path}/lausunto/1").text


def test_the_text_is_taken_into_a_correction(client: Client, given: tuple[str, Client], hearing: Hearing) -> None:
    path, _ = given
    page = client.get(f"{path}/lausunto/1")
    form = client.post(f"{path}/tekstit", {"token": page.token(), "do": f"take:{key_of(hearing, path)}"})
    assert form.address.endswith("/korjaus")
    fields = form.forms[f"{path}/korjaus"]
    assert (fields["text"], fields["chair"], fields["secretary"]) == (LOST, "Kaisa Kuusi", "Siiri Sihteeri")
    preview = client.post(f"{path}/korjaus", fields | {"do": "preview"}, files={})
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert [one.text for one in list_statements(hearing.database, hearing.preparer, number(path))][1] == LOST
    assert LOST in client.get(f"{path}/lausunto/2").text.partition('id="rinnalla"')[2]


def test_a_correction_begun_is_kept_when_another_text_is_taken(
    client: Client, given: tuple[str, Client], hearing: Hearing
) -> None:
    path, _ = given
    begun = client.get(f"{path}/korjaus").forms[f"{path}/korjaus"]
    client.post(f"{path}/korjaus", begun | {"text": "Aloitettu korjaus", "do": "save"}, files={})
    page = client.get(f"{path}/lausunto/1")
    form = client.post(f"{path}/tekstit", {"token": page.token(), "do": f"take:{key_of(hearing, path)}"})
    assert form.forms[f"{path}/korjaus"]["text"] == LOST and "Aloitettu korjaus" in form.text


def test_the_text_is_dismissed_only_when_that_is_certain(
    client: Client, given: tuple[str, Client], hearing: Hearing
) -> None:
    path, member = given
    page = member.get(f"{path}/lausunto/1")
    sent = {"token": page.token(), "do": f"dismiss:{key_of(hearing, path)}"}
    assert LOST in member.post(f"{path}/tekstit", sent).text
    assert member.post(f"{path}/tekstit", sent | {"do": "dismiss:0", "sure": "1"}).status == 404
    assert LOST not in member.post(f"{path}/tekstit", sent | {"sure": "1"}).text
    assert 'id="rinnalla"' not in client.get(f"{path}/lausunto/1").text
    with hearing.database.reading() as session:
        assert session.query(History).filter(History.action == "draft_dismiss_second").count() >= 1
