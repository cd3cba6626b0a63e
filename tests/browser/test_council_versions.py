"""The councils' pages where figures changed while a statement was written, and where texts were kept beside it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, expect

from assessment.records.actor import Role
from assessment.records.drafts import save_draft
from assessment.records.refusals import Conflict
from assessment.records.statements import give_statement
from tests.browser.test_council import check, come_in, council, hearing, photograph
from tests.statements.hearing import Hearing, Server

__all__ = ["council", "hearing"]

pytestmark = pytest.mark.browser


def test_no_barrier_where_figures_changed_and_texts_were_kept(
    council: Server, hearing: Hearing, chromium: Browser
) -> None:
    matter_id, alternatives = hearing.matter("Lukujen asia", "Lähikirjasto suljetaan")
    body_id = hearing.body()
    request_id = hearing.ask(body_id, matter_id)
    writer = hearing.actor("Kirsi Kirjoittaja", Role.COUNCIL_SECRETARY, body_id)
    shown = dict.fromkeys(alternatives, 1)
    written = hearing.statement(alternatives)
    begun = save_draft(hearing.database, writer, request_id, written, 0, on_versions=shown)
    other = hearing.actor("Jaakko Jäsen", Role.COUNCIL_MEMBER, body_id)
    with suppress(Conflict):
        save_draft(hearing.database, other, request_id, written | {"text": "Toinen teksti"}, 0)
    hearing.freeze_again(alternatives[1])
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="fi-FI")
    page = context.new_page()
    come_in(page, council, hearing, body_id)
    path = f"{council.address}/lausunnot/{request_id}"
    versions = "versio=" + ",".join(f"{one}:1" for one in alternatives)
    for ending in ("", "/esikatselu", "/luvut", f"/luvut?{versions}", "/paperi"):
        page.goto(path + ending)
        assert page.get_by_role("heading", level=1).count() == 1
        check(page, f"muuttunut{ending.partition('?')[0].replace('/', '-')}")
    give_statement(hearing.database, writer, request_id, written, begun.version, shown)
    page.goto(f"{path}/lausunto/1")
    page.locator("summary").click()
    check(page, "annettu-rinnalla")
    photograph(page, "annettu-rinnalla")
    context.close()


def test_what_the_script_saves_is_of_the_figures_shown(council: Server, hearing: Hearing, chromium: Browser) -> None:
    matter_id, alternatives = hearing.matter("Kesken kirjoittamisen", "Lähikirjasto suljetaan")
    body_id = hearing.body()
    request_id = hearing.ask(body_id, matter_id)
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="fi-FI")
    page = context.new_page()
    come_in(page, council, hearing, body_id)
    page.goto(f"{council.address}/lausunnot/{request_id}")
    hearing.freeze_again(alternatives[1])
    page.locator("#text").fill("Kirjoitettu ennen uusia lukuja.")
    expect(page.locator("#tallennettu")).to_contain_text("Tallennettu klo", timeout=15_000)
    page.reload()
    assert page.locator("#text").input_value() == "Kirjoitettu ennen uusia lukuja."
    expect(page.locator("#lausunto .notice")).to_contain_text("luvut on laskettu uudelleen")
    page.get_by_role("button", name="Tallenna ja lue uudet luvut").click()
    page.get_by_role("button", name="Olemme lukeneet nämä luvut").click()
    page.wait_for_url("**check=1**")
    assert page.locator("#lausunto .notice").count() == 0
    context.close()
