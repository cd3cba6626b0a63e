"""*Vaikutukset* in a real browser: the link down to the journeys, an area's journeys, what moves the figures, files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_planning import AXE_RULES, map_of, photograph, settled

pytestmark = pytest.mark.browser


def top_of(page: Page, selector: str) -> float:
    return float(page.locator(selector).evaluate("element => element.getBoundingClientRect().top"))


def test_a_council_sees_the_story_on_one_screen_and_every_area_opens_its_own(server: str, page: Page) -> None:
    page.goto(f"{server}/vaikutukset?alternative=VE1&do=close~library-jaala")
    map_of(page)
    story = page.locator("section.journey").first
    story.wait_for()
    settled(page)
    page.get_by_role("link", name="Katso matkat kellonaikoineen").first.click()
    page.wait_for_timeout(700)
    assert 0 < top_of(page, "#matkat") < 200
    # The whole of the first story lies on a screen of 1366 x 768.
    assert story.evaluate("element => element.getBoundingClientRect().bottom") <= 768
    expect(story).to_contain_text("Asiointimatka ei enää onnistu saman päivän aikana muutoksen jälkeen.")
    expect(story).to_contain_text("Olet poissa kotoa 7 h 46 min")
    photograph(page, "vaikutukset-matkat")

    other = page.locator(".st-key-journeys_of_area button").nth(1)
    name = other.inner_text()
    other.click()
    settled(page)
    expect(page.get_by_role("combobox", name="Alue")).to_have_value(name)
    expect(page.get_by_role("link", name="Katso matkat kellonaikoineen")).to_have_count(2)


def test_what_moves_the_figures_is_computed_when_asked_for(server: str, page: Page) -> None:
    page.goto(f"{server}/vaikutukset?alternative=VE1&do=close~library-inkeroinen")
    map_of(page)
    settled(page)
    started = time.perf_counter()
    page.get_by_role("button", name="Laske, mikä liikuttaa lukuja").click()
    page.get_by_text("Pisin kävely pysäkille").first.wait_for()
    print(f"what moves the figures: {time.perf_counter() - started:.1f} s")
    settled(page)
    found = Axe().run(page, options=AXE_RULES)
    assert found.violations_count == 0, found.generate_report()
    started = time.perf_counter()
    with page.expect_download() as download:
        page.get_by_role("button", name="Lataa Excel: VE1").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    print(f"workbook: {time.perf_counter() - started:.1f} s")


def test_the_work_can_be_cancelled(server: str, page: Page) -> None:
    page.goto(f"{server}/vaikutukset?alternative=VE1&group=no_car&kind=swimming_hall&do=close~swimming-hall-valkeala")
    map_of(page)
    settled(page)
    page.get_by_role("button", name="Laske, mikä liikuttaa lukuja").click()
    page.get_by_role("button", name="Keskeytä").click()
    expect(page.get_by_role("button", name="Laske, mikä liikuttaa lukuja")).to_be_visible()
    settled(page)
    expect(page.get_by_text("Pisin kävely pysäkille")).to_have_count(0)
