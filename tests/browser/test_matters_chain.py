"""The chain in a real browser: a planner asks, a council answers by keyboard, a preparer responds, a board decides."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assessment.language import translator
from assessment.records.actor import Role
from assessment.records.closing_requests import decline_request
from assessment.records.database import open_database
from assessment.records.deadlines import HELSINKI
from assessment.records.overview import history_of_matter, matter_overview
from assessment.records.people import local_actor
from assessment.records.verifying import Verified, verify
from tests.browser.conftest import SCREENSHOTS, running_app
from tests.browser.test_council import AXE_RULES, tab_to
from tests.pages.matters import example_record

__all__ = ["example_record"]

pytestmark = pytest.mark.browser

TODAY = f"{datetime.now(HELSINKI):%d.%m.%Y}"


@pytest.fixture(scope="module")
def record_url(example_record: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("chain") / "records"
    shutil.copytree(example_record, folder)
    return f"sqlite:///{folder / 'records.sqlite'}"


@pytest.fixture(scope="module")
def app_address(demo_folder: Path, record_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as `make run` starts it, on a record in which the example matter stands."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running_app(log, ASSESSMENT_DATA=str(demo_folder), DATABASE_URL=record_url) as address:
        yield address


def opened(chromium: Browser) -> Page:
    """A browser of somebody's own."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="fi-FI")
    context.set_default_timeout(60_000)
    return context.new_page()


def settled(page: Page) -> None:
    page.wait_for_timeout(200)
    page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for()


def at_part(page: Page, address: str, part: str, role: str) -> None:
    """The part of the example matter, in a role of the local mode."""
    page.goto(f"{address}/asia?id=1&part={part}")
    page.locator(".page-head h1").wait_for()
    settled(page)
    choice = page.get_by_role("combobox", name="Rooli")
    choice.click()
    page.get_by_role("option", name=role, exact=True).click()
    settled(page)


def photograph(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def no_barriers(page: Page, name: str) -> None:
    settled(page)
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    page.wait_for_timeout(600)  # what opens or fades takes half a second
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    assert [(name, one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_from_the_request_to_the_decision(app_address: str, record_url: str, chromium: Browser) -> None:
    planner, council, preparer, board = (opened(chromium) for _ in range(4))

    at_part(planner, app_address, "statements", "Suunnittelija")
    no_barriers(planner, "statements")
    planner.get_by_text("Pyydä lausunto", exact=True).click()
    planner.get_by_role("textbox", name="Määräpäivä").first.fill("24.12.2030")
    planner.get_by_role("textbox", name="Kysymykset").fill("Onko muutettu VE3 parempi?")
    planner.get_by_role("button", name="Lähetä lausuntopyyntö").click()
    expect(planner.get_by_text("Lausuntoa on pyydetty: Vanhusneuvosto.")).to_be_visible()
    photograph(planner, "matter_statements")

    council.goto(f"{app_address}/lausunnot/kirjaudu")
    tab_to(council, "[name=role]")
    tab_to(council, "main form button")
    council.keyboard.press("Enter")
    council.wait_for_url("**/lausunnot")
    council.goto(f"{app_address}/lausunnot/3")
    expect(council.get_by_text("Onko muutettu VE3 parempi?").first).to_be_visible()
    names = council.locator("input[type=radio][name^=stance_]").evaluate_all(
        "inputs => [...new Set(inputs.map(input => input.name))]"
    )
    assert len(names) == 6
    for name in names:
        tab_to(council, f"[name={name}]", 200)
        council.keyboard.press("Space")
    said = "VE3 on nyt parempi. Hallin ovelle tarvitaan penkki."
    for name, text in (
        ("text", said),
        ("meeting_date", TODAY),
        ("section", "44"),
        ("chair", "Kaisa Kuusi"),
        ("secretary", "Siiri Salo"),
    ):
        tab_to(council, f"#{name}", 200)
        council.keyboard.type(text)
    tab_to(council, 'button[value="preview"]')
    council.keyboard.press("Enter")
    council.wait_for_url("**/esikatselu")
    tab_to(council, "main form button")
    council.keyboard.press("Enter")
    council.wait_for_url("**/kuitti")
    receipt = council.locator(".number").inner_text()

    at_part(preparer, app_address, "responses", "Valmistelija")
    preparer.get_by_role("heading", name=re.compile(re.escape(receipt))).wait_for()
    preparer.get_by_text("Poimi lausunnosta kohtia").last.click()
    preparer.get_by_role("textbox", name="Tai kopioi kohta").last.fill("Hallin ovelle tarvitaan penkki.")
    preparer.get_by_role("button", name="Poimi kohdat").last.click()
    expect(preparer.get_by_text("Tallennettu.", exact=True)).to_be_visible()
    settled(preparer)
    preparer.get_by_role("textbox", name="Vastaus", exact=True).last.fill("Penkki lisätään suunnitelmaan.")
    preparer.get_by_role("button", name="Tallenna vastaus").last.click()
    preparer.get_by_role("button", name=re.compile("Anna vastaukset neuvostolle")).last.click()
    expect(preparer.get_by_text("Vastaukset on annettu: Vanhusneuvosto.")).to_be_visible()
    no_barriers(preparer, "responses")
    photograph(preparer, "matter_responses")
    council.goto(f"{app_address}/lausunnot/3/vaikutus")
    expect(council.get_by_text("Penkki lisätään suunnitelmaan.")).to_be_visible()

    at_part(preparer, app_address, "alternatives", "Valmistelija")
    preparer.get_by_text("Suojaamattomat luvut", exact=True).click()
    preparer.get_by_role("link", name="Lataa VE3, versio 2").wait_for()
    settled(preparer)
    photograph(preparer, "matter_raw_figures")
    no_barriers(preparer, "alternatives")
    photograph(preparer, "matter_raw_figures")
    with preparer.expect_download() as taken:
        preparer.get_by_role("link", name="Lataa VE3, versio 2").click()
    assert taken.value.suggested_filename.startswith("EI-JULKINEN-sisaltaa-pienia-lukumaaria_4524-10-03-07-00-2021_VE3")
    with taken.value.path().open("rb") as file:
        assert file.readline().startswith(b"alternative,area_id,group")

    decide = "Kaupunginhallitus: päättäjä"
    at_part(board, app_address, "decision", decide)
    expect(board.get_by_text("Vammaisneuvosto: lausuntopyyntö on tilassa pyydetty.")).to_be_visible()
    database = open_database(record_url)
    secretary = local_actor(database, "Sihteeri", {(Role.COUNCIL_SECRETARY, 2)})
    waiting = next(one for one in matter_overview(database, secretary, 1).requests if one.body_id == 2)
    decline_request(database, secretary, waiting.id, "Ei lausuttavaa.", waiting.version)
    at_part(board, app_address, "decision", decide)
    no_barriers(board, "decision")
    board.get_by_role("textbox", name="Päätöspäivä").fill(TODAY)
    board.get_by_role("textbox", name="Pykälä").fill("§ 106")
    board.get_by_role("textbox", name="Perustelut").fill("Lausuntojen perusteella.")
    for box in board.get_by_role("textbox", name=re.compile("miten lausunto")).all():
        box.fill("Otettu huomioon.")
    board.get_by_text("VE3 Matkakeskus").last.click()
    board.get_by_role("button", name="Kirjaa päätös lopullisesti").click()
    expect(board.get_by_text("Päätös on kirjattu.")).to_be_visible()
    photograph(board, "matter_decision")
    reader = local_actor(database, "V", {(Role.PREPARER, None)})
    decision = matter_overview(database, reader, 1).decision
    assert decision is not None and decision.alternative == "VE3"
    assert "raw_result_read" in [row.action for row in history_of_matter(database, reader, 1)]

    at_part(preparer, app_address, "follow_up", "Valmistelija")
    preparer.get_by_role("textbox", name="Päivä").fill("1.6.2031")
    preparer.get_by_role("textbox", name="Kuka seuraa").fill("Liikuntajohtaja")
    preparer.get_by_role("button", name="Tallenna", exact=True).click()
    expect(preparer.get_by_text("Tallennettu.", exact=True)).to_be_visible()
    settled(preparer)
    choice = preparer.get_by_role("combobox", name="Lisää uusi tai muuta")
    choice.click()
    preparer.get_by_role("option", name=re.compile("Liikuntajohtaja")).click()
    settled(preparer)
    preparer.get_by_role("button", name=translator("fi")("matters.follow_up.compare")).click()
    expect(preparer.get_by_role("columnheader", name="Ennuste")).to_be_visible(timeout=90_000)
    settled(preparer)
    no_barriers(preparer, "follow_up")
    photograph(preparer, "matter_follow_up")
    assert isinstance(verify(database), Verified)
    database.close()
