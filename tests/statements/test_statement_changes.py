"""A council sees that it was reminded, what has changed since it was asked, and why nothing was assessed."""

from __future__ import annotations

from html import unescape

import pytest

from assessment.language import translator
from assessment.records.alternatives import edit_alternative, withdraw_alternative
from assessment.records.matters import MatterForm, create_matter, screen_matter
from assessment.records.overview import matter_overview
from assessment.records.requests import remind
from tests.statements.client import Client
from tests.statements.hearing import Hearing

T = translator("fi")


def signed_in_for(hearing: Hearing, client: Client, body_id: int) -> None:
    assert client.accept(hearing.invite(body_id)).status == 200


def test_the_body_sees_that_it_was_reminded(hearing: Hearing, client: Client) -> None:
    request_id, body_id = hearing.asked()
    signed_in_for(hearing, client, body_id)
    told = T("council.request.reminded", days="").split(":")[0]
    pages = ("/lausunnot", f"/lausunnot/{request_id}")
    assert not any(told in client.get(page).text for page in pages)
    remind(hearing.database, hearing.preparer, request_id)
    assert all(told in client.get(page).text for page in pages)


def test_the_body_sees_what_has_changed_since_it_was_asked(hearing: Hearing, client: Client) -> None:
    matter_id, (zero, one) = hearing.matter("Terveysasemat", "Asema suljetaan")
    body_id = hearing.body()
    request_id = hearing.ask(body_id, matter_id)
    signed_in_for(hearing, client, body_id)
    page = f"/lausunnot/{request_id}"
    assert T("council.requests.changed") not in client.get("/lausunnot").text
    assert T("council.request.changed") not in client.get(page).text
    database, preparer = hearing.database, hearing.preparer
    first, second = (view.alternative for view in matter_overview(database, preparer, matter_id).alternatives)
    edit_alternative(database, preparer, zero, "Nyt", "Uusi kuvaus", first.scenario_yaml, first.version)
    withdraw_alternative(database, preparer, one, "Ei enää.", second.version)
    assert T("council.requests.changed") in client.get("/lausunnot").text
    text = client.get(page).text
    assert T("council.request.changed") in text
    assert T("council.told.words", name="VE0 Nyt") in text
    assert T("council.told.withdrawn", name="VE1 Asema suljetaan") in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_without_an_assessment_the_page_says_why(hearing: Hearing, client: Client, language: str) -> None:
    t, number = translator(language), ("fi", "sv", "en").index(language) + 1
    matter = create_matter(hearing.database, hearing.preparer, MatterForm(f"{number}/01.02/2026", "Retki"))
    screen_matter(hearing.database, hearing.preparer, matter.id, False, (), "Koskee vain yhtä.", matter.version)
    body_id = hearing.body()
    request_id = hearing.ask(body_id, matter.id)
    signed_in_for(hearing, client, body_id)
    path = f"/lausunnot/{request_id}"
    page = client.get(f"{path}?lang={language}")
    assert page.status == 200
    said = unescape(page.text)
    assert t("council.request.not_assessed") in said and "Koskee vain yhtä." in said
    assert t("council.request.no_alternatives") in said
    assert t("council.meaning.not_computed") not in said
    assert client.get(f"{path}/luvut").status == 200
    fields = {
        "answer_1": "Hyvä.",
        "meeting_date": "1.11.2026",
        "section": "43",
        "chair": "Päivi Puheenjohtaja",
        "secretary": "Siiri Sihteeri",
    }
    preview = client.post(path, client.get(path).form() | fields | {"do": "preview"})
    assert preview.status == 200 and "Hyvä." in preview.text
    receipt = client.post(f"{path}/laheta", preview.forms[f"{path}/laheta"])
    assert receipt.status == 200
    assert client.get(f"{path}/lausunto/1").status == 200
    assert client.get(f"{path}/vaikutus").status == 200
