"""The councils' way without scripts: from the request over the form, the preview and the receipt to the answers."""

import re

import pytest

from assessment.records.actor import Role
from assessment.records.deadlines import HELSINKI
from assessment.records.given_statements import list_statements
from assessment.records.responses import answer_point, list_points, publish_responses, split_statement
from assessment.records.schema import StatementRequest
from tests.statements.client import Client, Page
from tests.statements.hearing import MATTER, QUESTIONS, Hearing, Server


def secretary(hearing: Hearing, client: Client) -> int:
    """A new council's request, its secretary signed in."""
    request_id, body_id = hearing.asked()
    assert client.accept(hearing.invite(body_id)).status == 200
    return request_id


def save(client: Client, path: str, fields: dict[str, str], act: str = "save", **files: tuple[str, bytes]) -> Page:
    form = client.get(path).form() | fields | {"do": act}
    return client.post(path, form, files=files)


def test_the_request_tells_what_is_asked_and_what_it_would_mean(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    listed = client.get("/lausunnot").text
    assert MATTER in listed and "perjantaina 17. joulukuuta 2100 kello 16.00" in listed
    page = client.get(f"/lausunnot/{request_id}")
    for said in (
        MATTER,
        "kello 16.00",
        "Aikaa on",
        "Vaihtoehtoja on 2",
        *QUESTIONS,
        f"before fi: {MATTER}",
        "Eniten haittaa",
    ):
        assert said in page.text, said
    assert (
        page.text.index("Mitä teiltä kysytään") < page.text.index("<table") < page.text.index("Kirjoittakaa lausunto")
    )
    assert re.search(r'<th role="rowheader" scope="row">VE1 Lähikirjasto suljetaan', page.text)
    assert page.text.count("<caption") >= 2
    other = client.get(f"/lausunnot/{request_id}/luvut?group=age_85_&mode=walk").text
    assert '<option value="age_85_" selected>' in other and "kävellen" in other


def test_a_statement_is_written_previewed_sent_and_receipted(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}"
    saved = save(client, path, {"text": "Alku\nja rivi"})
    assert saved.status == 200 and re.search(r"Tallennettu klo \d{1,2}\.\d\d", saved.text)
    assert saved.form()["text"] == "Alku\nja rivi"

    opinion = save(client, path, {}, "add_opinion")
    assert "dissenting_name_1" in opinion.form()
    half = save(client, path, {"dissenting_name_1": "Kalle Eriävä"}, "preview")
    assert half.address.endswith("check=1#virheet") or "check=1" in half.address
    assert '<div class="errors" role="alert"' in half.text and "<title>Virhe: " in half.text
    links = re.findall(r'<a href="#([a-z_0-9]+)">', half.text.split('id="virheet"')[1].split("</ul>")[0])
    zero, one = hearing.alternatives
    fields = [f"stance_{zero}", f"stance_{one}", "dissenting_text_1", "meeting_date", "section", "chair", "secretary"]
    assert links == fields
    assert "Valitkaa kanta vaihtoehtoon VE1." in half.text
    assert all(f'id="{anchor}"' in half.text for anchor in links)

    preview = save(client, path, hearing.statement(dissenting_text_1="Olen eri mieltä."), "preview")
    assert preview.address.endswith("/esikatselu") and "Olen eri mieltä." in preview.text
    send = preview.forms[f"{path}/laheta"]
    receipt = client.post(f"{path}/laheta", send)
    assert receipt.address.endswith("/kuitti")
    number = re.search(r'<p class="number">(L-\d{4}-\d{5}-[0-9A-F]{4})</p>', receipt.text)
    assert number
    again = client.post(f"{path}/laheta", send)
    assert number[1] in again.text
    given = list_statements(hearing.database, hearing.preparer, request_id)
    assert [one.receipt for one in given] == [number[1]]
    assert given[0].text == "Kirjasto on ikääntyneille tärkeä.\nSen on oltava lähellä."
    assert [(one.name, one.text) for one in given[0].dissenting] == [("Kalle Eriävä", "Olen eri mieltä.")]

    refused = client.post(path, {"token": receipt.token(), "do": "save", "text": "muutan jälkikäteen " * 5})
    assert refused.status == 422 and "muutan jälkikäteen" in refused.text
    assert len(list_statements(hearing.database, hearing.preparer, request_id)) == 1
    read = client.get(f"{path}/lausunto/1").text
    for said in ("Sen on oltava lähellä.", "sunnuntaina 1. marraskuuta 2026, § 43", "Kalle Eriävä"):
        assert said in read


def test_a_correction_stands_beside_the_statement(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}"
    preview = save(client, path, hearing.statement(), "preview")
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    form = client.get(f"{path}/korjaus").form()
    assert form["chair"] == "Päivi Puheenjohtaja" and form["section"] == "43"
    preview = save(client, f"{path}/korjaus", {"chair": "Paula Puheenjohtaja"}, "preview")
    assert "Lähetä korjattu lausunto" in preview.text
    receipt = client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert receipt.address.endswith("/kuitti")
    chairs = [one.chair for one in list_statements(hearing.database, hearing.preparer, request_id)]
    assert chairs == ["Päivi Puheenjohtaja", "Paula Puheenjohtaja"]
    assert "Tätä lausuntoa on korjattu" in client.get(f"{path}/lausunto/1").text


def test_who_saves_second_keeps_the_text(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    other = Client(server.address)
    client.accept(hearing.invite(body_id), "Siiri Sihteeri")
    other.accept(hearing.invite(body_id, Role.COUNCIL_MEMBER), "Jaakko Jäsen")
    mine, theirs = client.get(path).form(), other.get(path).form()
    other.post(path, theirs | {"text": "Jaakon teksti", "do": "save"}, files={})
    lost = client.post(path, mine | {"text": "Siirin teksti", "chair": "Siirin valinta", "do": "save"}, files={})
    assert lost.status == 409
    assert "Jaakko Jäsen tallensi" in lost.text and "Siirin teksti" in lost.text and "Jaakon teksti" in lost.text
    kept = client.get(path)
    assert kept.form()["text"] == "Jaakon teksti" and "Siirin teksti" in kept.text
    again = client.post(path, next(form for form in lost.forms.values() if "version" in form) | {"do": "replace"})
    assert again.status == 200 and again.form()["text"] == "Siirin teksti" and again.form()["chair"] == "Siirin valinta"
    assert "Jaakon teksti" in again.text and "Jaakon teksti" in other.get(path).text


def test_a_member_writes_and_the_secretary_sends(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    client.accept(hearing.invite(body_id, Role.COUNCIL_MEMBER), "Jaakko Jäsen")
    preview = save(client, path, hearing.statement(), "preview")
    assert "Neuvoston sihteeri lähettää lausunnon" in preview.text and f"{path}/laheta" not in preview.forms
    before = hearing.refusals()
    forced = client.post(f"{path}/laheta", {"token": preview.token(), "version": "1"})
    assert forced.status == 403 and hearing.refusals() == before + 1
    assert list_statements(hearing.database, hearing.preparer, request_id) == ()


def test_the_preview_that_is_old_is_read_again(hearing: Hearing, server: Server, client: Client) -> None:
    request_id, body_id = hearing.asked()
    path = f"/lausunnot/{request_id}"
    client.accept(hearing.invite(body_id))
    preview = save(client, path, hearing.statement(), "preview")
    member = Client(server.address)
    member.accept(hearing.invite(body_id, Role.COUNCIL_MEMBER), "Jaakko Jäsen")
    save(member, path, {"text": "Muutin viime hetkellä."})
    sent = client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert "changed=1" in sent.address and "Muutin viime hetkellä." in sent.text
    assert list_statements(hearing.database, hearing.preparer, request_id) == ()


def test_attachments_are_kept_apart_from_the_text(hearing: Hearing, server: Server, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}"
    big = save(
        client, path, {"text": "Teksti suuren liitteen vieressä"}, "attach", attachment=("iso.txt", b"a" * 21_000_000)
    )
    assert big.status == 422 and "liian suuri" in big.text
    assert client.get(path).form()["text"] == "Teksti suuren liitteen vieressä"
    page = save(client, path, {}, "attach", attachment=("sivu.html", b"<html><script>alert(1)</script>"))
    assert page.status == 422
    added = save(client, path, {}, "attach", attachment=("poyta<b>kirja.pdf", b"%PDF-1.7 moi"))
    assert added.status == 200
    (address,) = re.findall(r'href="(/lausunnot/liite/\d+)"', added.text)
    file = client.get(address)
    assert file.body == b"%PDF-1.7 moi" and file.headers["Content-Disposition"].startswith("attachment;")
    other = Client(server.address)
    secretary(hearing, other)
    before = hearing.refusals()
    assert other.get(address).status == 403 and hearing.refusals() == before + 1
    assert Client(server.address).get(address).status == 403
    preview = save(client, path, hearing.statement(), "preview")
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert address in client.get(f"{path}/lausunto/1").text and client.get(address).status == 200


def test_a_statement_on_paper_is_entered(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}/paperi"
    wrong = save(client, path, {"text": "Paperin teksti"}, "enter")
    assert wrong.status == 422 and 'href="#received_day"' in wrong.text and "Paperin teksti" in wrong.form()["text"]
    with hearing.database.reading() as session:
        asked = session.get_one(StatementRequest, request_id).requested_at
    done = save(client, path, hearing.statement(received_day=f"{asked.astimezone(HELSINKI):%d.%m.%Y}"), "enter")
    assert done.address.endswith("/kuitti")
    assert list_statements(hearing.database, hearing.preparer, request_id)[0].on_paper


def test_declining_needs_a_reason(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}/ei-lausuntoa"
    form = client.get(path).form()
    assert client.post(path, form).status == 422
    done = client.post(path, form | {"reason": "Asia ei koske neuvostoa."})
    assert "Asia ei koske neuvostoa." in done.text and "lausunto" not in done.forms


def test_the_council_sees_what_came_of_it(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}"
    preview = save(client, path, hearing.statement(), "preview")
    client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert "ei ole vielä vastannut" in client.get(f"{path}/vaikutus").text
    statement = list_statements(hearing.database, hearing.preparer, request_id)[0]
    point, _ = split_statement(
        hearing.database,
        hearing.preparer,
        statement.id,
        ["Sen on oltava lähellä.", "Kirjasto on ikääntyneille tärkeä."],
    )
    answer_point(
        hearing.database, hearing.preparer, point.id, "partly", "Kirjastoauto pysähtyy kylässä.", point.version
    )
    publish_responses(hearing.database, hearing.preparer, statement.id)
    page = client.get(f"{path}/vaikutus").text
    assert "Sen on oltava lähellä." in page and "Otettu osittain huomioon" in page and "Kirjastoauto" in page
    assert "Vastausta odottavia kohtia: 1." in page
    # Changed after the council saw it: both answers stand there once the new one is published, and not before.
    published = next(one for one in list_points(hearing.database, hearing.preparer, statement.id) if one.answer)
    answer_point(hearing.database, hearing.preparer, point.id, "not", "Auto ei pysähdy.", published.version)
    page = client.get(f"{path}/vaikutus").text
    assert "Kirjastoauto" in page and "Auto ei pysähdy." not in page and "Aiempi vastaus" not in page
    publish_responses(hearing.database, hearing.preparer, statement.id)
    page = client.get(f"{path}/vaikutus").text
    now, earlier = page.split("Aiempi vastaus")
    assert "Ei otettu huomioon" in now and "Auto ei pysähdy." in now
    assert "Otettu osittain huomioon" in earlier and "Kirjastoauto pysähtyy kylässä." in earlier


@pytest.mark.parametrize(("language", "word"), [("sv", "Begäran om utlåtande"), ("en", "Statement request")])
def test_the_language_goes_along(hearing: Hearing, client: Client, language: str, word: str) -> None:
    request_id = secretary(hearing, client)
    page = client.get(f"/lausunnot/{request_id}?lang={language}")
    assert f'<html lang="{language}">' in page.text and word in page.text and ">council." not in page.text
    saved = client.post(f"/lausunnot/{request_id}?lang={language}", page.form() | {"do": "save", "text": "x"})
    assert f"lang={language}" in saved.address and f'<html lang="{language}">' in saved.text


def test_long_texts_and_odd_fields_are_taken_or_refused_in_words(hearing: Hearing, client: Client) -> None:
    request_id = secretary(hearing, client)
    path = f"/lausunnot/{request_id}"
    long = "Åäö ja 漢字. " * 8_000
    assert len(long) < 100_000
    saved = save(
        client,
        path,
        {
            "text": long,
            "section": "\x00\x07",
            "chair": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        },
    )
    assert saved.status == 200 and saved.form()["text"] == long
    for odd in (
        {"version": "-1"},
        {"version": "9" * 40},
        {"do": "remove:999999"},
        {"do": "remove:x"},
        {"versions": "1:x"},
        {"stance_999": "supports"},
    ):
        answer = client.post(path, client.get(path).form() | odd)
        assert answer.status in (200, 403, 404, 409, 422), odd
    too_long = save(client, path, {"text": "a" * 1_100_000})
    assert too_long.status == 422
    assert client.get(f"{path}?opinions=99999999&check=zzz").status == 200
    assert client.get("/lausunnot/abc").status == 404 and client.get("/lausunnot/999999").status in (403, 404)
