"""Figures computed anew while a statement is being written: the writer is told, and chooses which it is given on."""

import pytest
from sqlalchemy import select

from assessment.records.actor import Role
from assessment.records.alternatives import add_alternative, withdraw_alternative
from assessment.records.attachments import add_attachment
from assessment.records.given_statements import StatementRecord, list_statements
from assessment.records.schema import Alternative, StatementDraft
from assessment.records.states import OwnerKind
from tests.statements.client import Client, Page
from tests.statements.hearing import Hearing
from tests.statements.in_process import signed_in
from tests.statements.test_statement_paper import asked_day

ANEW = "VE1 Lähikirjasto suljetaan: luvut on laskettu uudelleen."


@pytest.fixture
def asked(hearing: Hearing, client: Client) -> tuple[str, tuple[int, int], int]:
    """A request about a matter of its own, its secretary signed in: its path, its alternatives, its number."""
    matter_id, alternatives = hearing.matter("Oma asia", "Lähikirjasto suljetaan")
    body_id = hearing.body()
    request_id = hearing.ask(body_id, matter_id)
    assert client.accept(hearing.invite(body_id)).status == 200
    return f"/lausunnot/{request_id}", alternatives, request_id


def given(hearing: Hearing, request_id: int) -> list[StatementRecord]:
    return list(list_statements(hearing.database, hearing.preparer, request_id))


def press(client: Client, page: Page, path: str, act: str, **fields: str) -> Page:
    return client.post(path, page.forms[path] | fields | {"do": act}, files={})


def test_a_page_opened_before_gives_no_statement_on_figures_never_seen(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), request_id = asked
    opened = client.get(path)
    hearing.freeze_again(one)
    preview = press(client, opened, path, "preview", **hearing.statement((zero, one)))
    assert preview.address.endswith("/esikatselu") and ANEW in preview.text
    assert (
        f'href="{path}/luvut"' in preview.text and f'href="{path}/luvut?versio={zero}%3A1%2C{one}%3A1"' in preview.text
    )
    assert "Lähetä lausunto aiemmista luvuista" in preview.text
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    (statement,) = given(hearing, request_id)
    assert statement.result_versions == {zero: 1, one: 1} and statement.changed_alternatives == (one,)
    assert "annettu vaihtoehtojen aikaisemmasta versiosta" in client.get(f"{path}/lausunto/1").text


def test_the_new_figures_are_read_first(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), request_id = asked
    opened = client.get(path)
    hearing.freeze_again(one)
    saved = press(client, opened, path, "save", text="Alku")
    assert ANEW in saved.text and saved.forms[path]["versions"] == f"{zero}:1,{one}:1"
    figures = press(client, saved, path, "figures", **hearing.statement((zero, one)))
    assert figures.address.endswith("/luvut") and "Olemme lukeneet nämä luvut" in figures.text
    preview = client.post(f"{path}/luvut", figures.forms[f"{path}/luvut"])
    assert preview.address.endswith("/esikatselu") and ANEW not in preview.text
    assert "Kirjasto on ikääntyneille tärkeä." in preview.text
    assert ANEW not in client.get(path).text and "Olemme lukeneet" not in client.get(f"{path}/luvut").text
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    (statement,) = given(hearing, request_id)
    assert statement.result_versions == {zero: 1, one: 2} and statement.changed_alternatives == ()


def test_what_the_script_saves_tells_its_figures_too(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (_, one), _ = asked
    opened = client.get(path).forms[path]
    hearing.freeze_again(one)
    sent = {name: opened[name] for name in ("token", "version", "versions", "way")} | {"device": "a", "text": "Kesken"}
    assert client.post(f"{path}/luonnos", sent).status == 200
    assert ANEW in client.get(path).text


def test_figures_computed_while_the_preview_is_open(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), request_id = asked
    preview = press(client, client.get(path), path, "preview", **hearing.statement((zero, one)))
    assert "Luvut ovat muuttuneet" not in preview.text
    hearing.freeze_again(one)
    again = client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert again.address.endswith("/esikatselu") and ANEW in again.text and given(hearing, request_id) == []
    client.post(f"{path}/laheta", again.forms[f"{path}/laheta"])
    assert given(hearing, request_id)[0].result_versions == {zero: 1, one: 1}


def test_a_file_attached_while_the_preview_is_open(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, alternatives, request_id = asked
    preview = press(client, client.get(path), path, "preview", **hearing.statement(alternatives))
    with hearing.database.reading() as session:
        draft = session.scalars(select(StatementDraft).filter_by(request_id=request_id)).one()
        body_id = draft.request.body_id
    member = hearing.actor("Matti Myöhäinen", Role.COUNCIL_MEMBER, body_id)
    add_attachment(hearing.database, member, OwnerKind.DRAFT, draft.id, "salaa.txt", b"salaa\n")
    again = client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert "esikatselu" in again.address and "lisäsi tai poisti liitteen" in again.text and "salaa.txt" in again.text
    assert given(hearing, request_id) == []
    client.post(f"{path}/laheta", again.forms[f"{path}/laheta"])
    assert len(given(hearing, request_id)) == 1


def test_a_correction_stays_on_its_figures_until_the_new_ones_are_read(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), request_id = asked
    preview = press(client, client.get(path), path, "preview", **hearing.statement((zero, one)))
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    hearing.freeze_again(one)
    form = client.get(f"{path}/korjaus")
    assert ANEW in form.text
    preview = press(client, form, f"{path}/korjaus", "preview", chair="Paula Puheenjohtaja")
    assert ANEW in preview.text
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    # The same words once more, of the new figures now: nothing but the figures is another.
    figures = client.get(f"{path}/luvut")
    preview = client.post(f"{path}/luvut", figures.forms[f"{path}/luvut"])
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert [one_given.result_versions[one] for one_given in given(hearing, request_id)] == [1, 1, 2]


def test_a_paper_is_entered_on_the_figures_the_council_saw(hearing: Hearing) -> None:
    for act, version in (("enter", 1), ("enter_new", 2)):
        matter_id, (zero, one) = hearing.matter("Paperin asia", "Lähikirjasto suljetaan")
        request_id = hearing.ask(hearing.body(), matter_id)
        path = f"/lausunnot/{request_id}/paperi"
        with signed_in(hearing, hearing.preparer) as browser:
            page = browser.get(path)
            assert "Kirjaa lausunto uusista luvuista" not in page.text
            fields = hearing.statement((zero, one), received_day=asked_day(hearing, request_id))
            hearing.freeze_again(one)
            told = press(browser, page, path, "enter", **fields)
            assert told.status == 422 and ANEW in told.text and given(hearing, request_id) == []
            assert "laskettiin uudelleen, kun sivu oli auki" in told.text
            assert told.forms[path]["text"] == fields["text"]
            assert ANEW in browser.get(path).text  # who opens it now is told at once
            assert press(browser, told, path, act).address.endswith("/kuitti")
        assert given(hearing, request_id)[0].result_versions == {zero: 1, one: version}


def test_an_alternative_withdrawn_or_added_meanwhile_is_told(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), request_id = asked
    saved = press(client, client.get(path), path, "save", **hearing.statement((zero, one)))
    with hearing.database.reading() as session:
        alternative = session.get_one(Alternative, one)
        matter_id, version = alternative.matter_id, alternative.version_id
    withdraw_alternative(hearing.database, hearing.preparer, one, "Ei toteudu.", version)
    added = add_alternative(hearing.database, hearing.preparer, matter_id, "Uusi ehdotus")
    page = press(client, saved, path, "preview")
    assert "VE2 Uusi ehdotus: vaihtoehto on lisätty." in page.text
    assert "VE1 Lähikirjasto suljetaan (poistettu tarkastelusta)" in page.text
    assert f'href="#stance_{added.id}"' in page.text
    preview = press(client, page, path, "preview", **{f"stance_{added.id}": "opposes"})
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert given(hearing, request_id)[0].result_versions == {zero: 1, added.id: 0}


def test_a_withdrawn_alternative_keeps_its_name_in_a_statement(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), _ = asked
    preview = press(client, client.get(path), path, "preview", **hearing.statement((zero, one)))
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    with hearing.database.reading() as session:
        version = session.get_one(Alternative, one).version_id
    withdraw_alternative(hearing.database, hearing.preparer, one, "Ei toteudu.", version)
    read = client.get(f"{path}/lausunto/1").text
    assert '<th role="rowheader" scope="row">VE1 Lähikirjasto suljetaan (poistettu tarkastelusta)</th>' in read


@pytest.mark.parametrize("versions", ["{one}:9", "999999:1", "1:x", "{zero}:1", ""])
def test_versions_that_are_none_are_refused(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int], versions: str
) -> None:
    path, (zero, one), request_id = asked
    told = versions.format(zero=zero, one=one)
    page = client.get(path)
    preview = press(client, page, path, "preview", **hearing.statement((zero, one)))
    sent = client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"] | {"versions": told})
    assert sent.status == 422 and "Vaihtoehdot ovat muuttuneet" in sent.text and given(hearing, request_id) == []
    if versions not in ("", "{zero}:1"):
        saved = press(client, page, path, "save", text="Teksti, joka ei katoa", versions=told)
        assert saved.status == 422 and saved.forms[path]["text"] == "Teksti, joka ei katoa"
        assert client.get(f"{path}/luvut?versio={told}").status == 404


def test_the_figures_of_then_are_shown_as_they_were(
    hearing: Hearing, client: Client, asked: tuple[str, tuple[int, int], int]
) -> None:
    path, (zero, one), _ = asked
    then = client.get(f"{path}/luvut").text
    preview = press(client, client.get(path), path, "preview", **hearing.statement((zero, one)))
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    hearing.freeze_again(one)
    link = f"{path}/luvut?versio={zero}%3A1%2C{one}%3A1"
    for page in (f"{path}/lausunto/1", f"{path}/vaikutus"):
        assert f'<a href="{link}">Luvut, joista lausunto annettiin</a>' in client.get(page).text
    shown = client.get(link).text
    now = client.get(f"{path}/luvut").text

    def tables(text: str) -> list[str]:
        return [part.partition("</table>")[0] for part in text.split("<table")[1:]]

    assert tables(shown) == tables(then) != tables(now)
    assert "<h1>Aiemmat luvut</h1>" in shown and "Näiden jälkeen luvut on laskettu uudelleen." in shown
    other = client.get(f"{link}&group=age_85_&lang=sv").text
    assert f'name="versio" value="{zero}:1,{one}:1"' in other and '<option value="age_85_" selected>' in other
    with signed_in(hearing, hearing.actor("Muu", Role.COUNCIL_SECRETARY, hearing.body())) as outsider:
        assert outsider.get(link).status == outsider.get(f"{path}/luvut").status == 403
