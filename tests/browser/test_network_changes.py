"""Public transport, service taxis and days changed in a real browser: the figures follow, in time, and back."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_planning import AXE_RULES, figure, map_of, photograph, repainted_after, settled

pytestmark = pytest.mark.browser

# The aim is 3 s on a machine of its own; the tests may share theirs, so that twice as long is let pass here.
TIMETABLE_EDIT_S = 6.0
VISITS = 2  # place of the key figure about same-day visits


def open_topic(page: Page, topic: str) -> None:
    """Open a tab of *Tee muutos*."""
    settled(page)
    page.get_by_role("radio", name=topic).click()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a box of the form, which may first have to come into sight."""
    settled(page)
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    box.click()
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Escape")
    settled(page)


def test_a_headway_and_a_taxi_change_the_figures(server: str, page: Page) -> None:
    page.goto(f"{server}/?alternative=VE1")
    map_of(page)
    before = page.locator("ul.key-figures").inner_text()

    open_topic(page, "Joukkoliikenne")
    choose(page, "Linja", "3 Voikkaa")
    expect(map_of(page).locator("path.way-chosen")).to_have_count(1)
    button = page.get_by_role("button", name="Muuta linjan 3 vuoroväli")
    button.scroll_into_view_if_needed()
    settled(page)
    seconds = repainted_after(page, button.click)
    print(f"headway: {seconds:.2f} s")
    assert seconds < TIMETABLE_EDIT_S
    expect(page.get_by_text("Linja 3 lähtee 60 minuutin välein klo 9.00–15.00 arkisin").first).to_be_visible()
    assert figure(page, 1).startswith("noin ")
    photograph(page, "joukkoliikenne-vuorovali")

    open_topic(page, "Asiointitaksi")
    frame = map_of(page)
    frame.locator(".leaflet-draw-draw-polygon").click()
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    for across, down in ((0.20, 0.42), (0.33, 0.42), (0.33, 0.55), (0.20, 0.55), (0.20, 0.42)):
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(400)
    page.get_by_role("button", name="Unohda kartalle piirretty alue").wait_for()
    page.locator("[data-testid=stButtonGroup] button").filter(has_text=re.compile("^ke$")).click()
    choose(page, "Palvelupisteet", "Kouvolan pääkirjasto")
    button = page.get_by_role("button", name="Lisää Uusi asiointitaksi")
    button.scroll_into_view_if_needed()
    settled(page)
    visits = figure(page, VISITS)
    seconds = repainted_after(page, button.click)
    print(f"taxi: {seconds:.2f} s")
    assert figure(page, VISITS) != visits
    expect(page.locator("li.key-figure .label").nth(VISITS)).to_have_text("Saa asiointimatkan")
    expect(map_of(page).locator("path.zone-new")).to_have_count(1)
    photograph(page, "asiointitaksi")

    repainted_after(page, page.get_by_role("button", name="Kumoa").nth(1).click)
    settled(page)
    repainted_after(page, page.get_by_role("button", name="Kumoa").first.click)
    settled(page)
    assert page.locator("ul.key-figures").inner_text() == before


def test_a_line_is_drawn_on_the_map(server: str, page: Page) -> None:
    page.goto(f"{server}/?alternative=VE1")
    map_of(page)
    open_topic(page, "Joukkoliikenne")
    choose(page, "Mitä tehdään?", "Uusi linja")
    frame = map_of(page)
    frame.locator(".leaflet-draw-draw-polyline").click()
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    for across, down in ((0.30, 0.20), (0.36, 0.45), (0.33, 0.60), (0.33, 0.60)):
        page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(400)
    page.locator("[data-testid=stMultiSelect] [data-tag-index], [data-testid=stMultiSelectTag], span").filter(
        has_text=re.compile("^Uusi pysäkki 1")
    ).first.wait_for()
    expect(frame.locator(".stop-draft")).to_have_count(3)
    photograph(page, "joukkoliikenne-uusi-linja")
    button = page.get_by_role("button", name="Lisää linja Uusi")
    button.scroll_into_view_if_needed()
    settled(page)
    button.click()
    page.get_by_text("Uusi linja Uusi välillä").first.wait_for(state="attached")
    expect(frame.locator("path.way-changed")).to_have_count(1)


def test_another_day_is_chosen_and_told_in_the_address(server: str, page: Page) -> None:
    page.goto(server)
    map_of(page)
    before = page.locator("ul.key-figures").inner_text()
    settled(page)
    page.get_by_role("button", name="Koulupäivä").click()
    page.get_by_text("ke 25.11.2026, 635 vuoroa").wait_for()
    photograph(page, "ajankohta")
    page.get_by_role("radio", name="Sunnuntai").click(force=True)
    page.get_by_role("button", name="Sunnuntai").wait_for()
    page.wait_for_function(
        "before => document.querySelector('ul.key-figures').innerText !== before", arg=before, timeout=20_000
    )
    settled(page)
    assert "day=sunday" in page.url
    page.get_by_role("radio", name="Muu päivä").click(force=True)
    page.get_by_role("spinbutton").first.wait_for()
    settled(page)
    found = Axe().run(page, options=AXE_RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_cell_tells_of_its_visits(server: str, page: Page) -> None:
    page.goto(f"{server}/?alternative=VE1&shown=visits")
    frame = map_of(page)
    settled(page)
    frame.locator(".cells-image").wait_for()
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    told = ""
    # Somewhere among the homes around Valkeala: sweep until a cell with a visit is under the pointer.
    for step in range(200):
        across, down = 0.25 + 0.01 * (step // 20), 0.47 + 0.003 * (step % 20)
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.wait_for_timeout(30)
        told = " ".join(frame.locator(".cell-note").all_inner_texts())
        if "Ensimmäinen lähtö" in told:
            break
    for words in ("Asiointimatka: onnistuu", "Poissa kotoa: ", "Lähtöjä: ", "Viimeinen lähtö: "):
        assert words in told
    photograph(page, "asiointimatkat")


@pytest.mark.parametrize("topic", ["Joukkoliikenne", "Asiointitaksi", "Kirjastoauto"])
def test_the_forms_have_no_accessibility_violations(server: str, page: Page, topic: str) -> None:
    page.goto(f"{server}/?alternative=VE1&group=wheelchair_users&shown=visits")
    map_of(page)
    open_topic(page, topic)
    page.wait_for_timeout(500)
    found = Axe().run(page, options=AXE_RULES)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(700)
    assert page.locator("html").evaluate("element => element.scrollWidth") <= 390
