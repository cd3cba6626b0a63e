"""The whole chain by six people in six browsers, each signed in at the city's service; and what must fail does fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.language import translator
from assessment.records.actor import Actor, Role
from assessment.records.attachments import add_attachment
from assessment.records.overview import matter_overview
from assessment.records.people import grant_role, local_actor, revoke_role
from assessment.records.states import OwnerKind
from assessment.records.verifying import Verified, verify
from tests.browser import chain_people as people
from tests.browser.chain_people import BOARD, City
from tests.browser.sign_in_service import sign_in_service, signing_app

pytestmark = pytest.mark.browser

T = translator("fi")
SCENARIO = Path(__file__).resolve().parents[2] / "data" / "scenarios" / "inkeroinen.yaml"
SAID = "Lähikirjasto on säilytettävä. Lehtisalin pitää olla auki aamulla."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def city(demo_folder: Path, chromium: Browser, tmp_path: Path) -> Iterator[City]:
    url, database = people.new_record(tmp_path)
    with sign_in_service(tmp_path / "service.txt") as service:
        settings = {"ASSESSMENT_DATA": str(demo_folder), "DATABASE_URL": url}
        with signing_app(tmp_path, service, people.GROUPS, **settings) as address:
            made = City(address, service, database, chromium)
            yield made
            made.close()


def refused_in_words(page: Page) -> None:
    """A plain page says that this is not theirs."""
    expect(page.get_by_role("heading", level=1)).to_have_text(T("council.no.not_allowed"))
    expect(page.get_by_text(T("council.no.not_allowed_do"))).to_be_visible()


def others_material_is_refused(city: City, page: Page) -> None:
    """Council A looks at council B's request, draft and figures by their addresses."""
    for path in ("", "/luvut", "/esikatselu", "/ei-lausuntoa"):
        page.goto(f"{city.address}/lausunnot/2{path}")
        refused_in_words(page)
        assert "Vammaisneuvoston luonnos" not in page.content()
    assert city.refused("siiri") == ["request_read"]


def anothers_attachment_is_refused(city: City, page: Page) -> None:
    """Council B takes an attachment of council A's request by its address."""
    planner = local_actor(city.database, "Liittäjä", {(Role.PLANNER, None)})
    owner = matter_overview(city.database, planner, 1).matter.preparer_id
    preparer = Actor(owner, "Veikko Valmistelija", frozenset({(Role.PREPARER, None)}), planner.signed_in_until)
    kept = add_attachment(city.database, preparer, OwnerKind.REQUEST, 1, "salainen.pdf", PDF)
    for path in ("lausunnot", "paatokset"):
        page.goto(f"{city.address}/{path}/liite/{kept.attachment_id}")
        refused_in_words(page)
    assert city.refused("vilma") == ["attachment_read"]


def a_member_cannot_send(city: City, page: Page) -> None:
    """A member reads the statement once more, finds no button, and sends the form all the same."""
    page.goto(f"{city.address}/lausunnot/1/esikatselu")
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_role("button", name="Lähetä lausunto")).to_have_count(0)
    page.goto(f"{city.address}/lausunnot/1")
    page.evaluate(
        "() => { const form = document.querySelector('main form'); form.noValidate = true;"
        " form.action = '/lausunnot/1/laheta'; HTMLFormElement.prototype.submit.call(form); }"
    )
    page.wait_for_url("**/laheta")
    refused_in_words(page)
    assert city.refused("jaakko") == ["statement_submit"]


def a_planner_cannot_decide(city: City, page: Page) -> None:
    """Whoever has no part in the decision gets no form; whose role was taken away meanwhile, no decision."""
    people.at_part(city, page, "decision")
    expect(page.get_by_role("button", name="Kirjaa päätös lopullisesti")).to_have_count(0)
    expect(page.get_by_text(T("matters.decision.whose", body="Kaupunginhallitus"))).to_be_visible()
    planner = city.person_id("paula")
    grant_role(city.database, city.administrator, planner, Role.DECISION_MAKER, BOARD)
    people.at_part(city, page, "decision")
    people.fill_decision(page)
    revoke_role(city.database, city.administrator, planner, Role.DECISION_MAKER, BOARD)
    people.decide(page)
    people.settled(page)
    assert matter_decision(city) is None
    expect(page.get_by_role("button", name="Kirjaa päätös lopullisesti")).to_have_count(0)


def the_board_cannot_decide_yet(city: City, page: Page) -> None:
    """The board tries while both councils' statements are missing: they are named, and the text stays."""
    people.at_part(city, page, "decision")
    people.fill_decision(page)
    people.decide(page)
    told = page.get_by_role("alert").filter(has_text=T("matters.missing_for_decision"))
    for council in ("Vanhusneuvosto", "Vammaisneuvosto"):
        expect(told.get_by_text(council)).to_be_visible()
    expect(page.get_by_role("textbox", name="Perustelut")).to_have_value("Lausunnon perusteella.")
    assert matter_decision(city) is None


def matter_decision(city: City) -> object:
    return matter_overview(city.database, local_actor(city.database, "L", {(Role.PLANNER, None)}), 1).decision


def test_from_opening_the_matter_to_the_decision_by_different_people(city: City) -> None:
    preparer = city.sign_in("veikko", "/asiat")
    planner = city.sign_in("paula", "/asiat")
    people.open_matter(city, planner)
    people.attach_and_freeze(city, planner, SCENARIO)
    people.ask(city, planner, "Vanhusneuvosto", "Mitä menetätte?")
    people.ask(city, planner, "Vammaisneuvosto", "Onko esteitä?")

    board = city.sign_in("paivi", "/asiat")
    the_board_cannot_decide_yet(city, board)

    other = city.sign_in("vilma", "/lausunnot/2")
    other.locator("#text").fill("Vammaisneuvoston luonnos, jota muut eivät näe.")
    other.get_by_role("button", name="Tallenna").first.click()
    anothers_attachment_is_refused(city, other)
    council = city.sign_in("siiri", "/lausunnot/1")
    others_material_is_refused(city, council)

    council.goto(f"{city.address}/lausunnot/1")
    people.write_by_keyboard(council, SAID)
    a_member_cannot_send(city, city.sign_in("jaakko", "/lausunnot/1"))
    again = city.browsers["siiri"].new_page()
    again.goto(f"{city.address}/lausunnot/1/esikatselu")
    people.press_by_keyboard(council, "**/kuitti")
    receipt = council.locator(".number").inner_text()
    people.press_by_keyboard(again, "**/kuitti")  # the same form posted again gives nothing anew
    expect(again.locator(".number")).to_have_text(receipt)

    other.goto(f"{city.address}/lausunnot/2/ei-lausuntoa")
    other.locator("#reason").fill("Neuvosto ei ehdi kokoontua.")
    other.locator("main form button").click()
    expect(other.get_by_text("Neuvosto ei ehdi kokoontua.").first).to_be_visible()

    people.respond(city, preparer, "Lehtisalin pitää olla auki aamulla.", "Lehtisali avataan kello 7.")
    council.goto(f"{city.address}/lausunnot/1/vaikutus")
    expect(council.get_by_text("Lehtisali avataan kello 7.")).to_be_visible()

    a_planner_cannot_decide(city, planner)
    people.at_part(city, board, "decision")
    people.fill_decision(board)
    people.decide(board)
    expect(board.get_by_text("Päätös on kirjattu.")).to_be_visible()

    reader = local_actor(city.database, "Lukija", {(Role.PLANNER, None)})
    overview = matter_overview(city.database, reader, 1)
    assert overview.decision is not None and overview.decision.recorded_by == "Päivi Päättäjä"
    assert [one.statement.receipt for one in overview.statements] == [receipt.strip()]
    assert [one.state.value for one in overview.requests] == ["given", "declined"]
    assert isinstance(verify(city.database), Verified)
