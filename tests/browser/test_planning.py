"""The whole path in a real browser: open, close the library of Inkeroinen, see the change, undo, follow a link."""

from __future__ import annotations

import base64
import hashlib
import re
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import SCREENSHOTS

pytestmark = pytest.mark.browser

INKEROINEN = "Inkeroisten kirjasto"
LOSING = "yli 75-vuotiasta"
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def map_of(page: Page) -> FrameLocator:
    """The map's frame, once it shows figures."""
    frame = page.frame_locator("iframe").first
    frame.locator("[data-shown]").wait_for()
    return frame


def shown(page: Page) -> str:
    """What the map shows now, as the digest it carries."""
    return map_of(page).locator("[data-shown]").get_attribute("data-shown") or ""


def figure(page: Page, number: int) -> str:
    """The big text of a key figure, 0 = the first."""
    return page.locator("li.key-figure .value").nth(number).inner_text()


def repainted_after(page: Page, action: Callable[[], None], limit_s: float = 20.0) -> float:
    """Seconds from an action until both the map and the key figures show something new."""
    map_before, figures_before = shown(page), page.locator("ul.key-figures").inner_text()
    started = time.perf_counter()
    action()
    while time.perf_counter() - started < limit_s:
        if shown(page) != map_before and page.locator("ul.key-figures").inner_text() != figures_before:
            return time.perf_counter() - started
        page.wait_for_timeout(15)
    raise AssertionError("nothing was repainted")


def photograph(page: Page, name: str, whole: bool = False) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(600)
    size = page.viewport_size
    assert size is not None
    if whole:
        height = page.locator("[data-testid=stMain]").evaluate("element => element.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": min(int(height) + 20, 6000)})
        page.wait_for_timeout(900)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    page.set_viewport_size(size)


def settled(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    page.wait_for_timeout(150)
    page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for()


def choose_option(page: Page, label: str, option: str) -> None:
    """Choose in a select box by its label, once the page stands still."""
    settled(page)
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()


def test_close_on_the_map_see_the_change_and_undo(server: str, page: Page, requests_seen: list[str]) -> None:
    page.goto(server)
    frame = map_of(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Palveluverkko")
    expect(page.locator(".example")).to_have_text("Mallinnettu esimerkkiaineisto")
    assert figure(page, 1) == "–"
    photograph(page, "palveluverkko-nyt")

    frame.get_by_title(f"{INKEROINEN}: auki").click()
    close = page.get_by_role("button", name=f"Sulje {INKEROINEN}")
    close.wait_for()
    seconds = repainted_after(page, close.click)
    print(f"closing: {seconds:.2f} s")
    expect(page.get_by_text(f"Suljetaan {INKEROINEN}")).to_be_visible()
    assert figure(page, 1).startswith("noin ")
    assert figure(page, 4) == "Inkeroinen"
    expect(frame.get_by_title(f"{INKEROINEN}: suljetaan")).to_be_visible()
    photograph(page, "palveluverkko-suljettu")

    back = repainted_after(page, page.get_by_role("button", name="Kumoa").first.click)
    print(f"undoing: {back:.2f} s")
    assert figure(page, 1) == "–"
    expect(page.get_by_text(f"Suljetaan {INKEROINEN}")).to_have_count(0)
    foreign = [
        url for url in requests_seen if not url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))
    ]
    assert foreign == []


def test_a_mark_is_chosen_with_the_keyboard(server: str, page: Page) -> None:
    page.goto(server)
    frame = map_of(page)
    frame.get_by_title(f"{INKEROINEN}: auki").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Sulje {INKEROINEN}").wait_for()


def test_the_server_speaks_the_language_and_allows_nothing_foreign(server: str) -> None:
    with urllib.request.urlopen(f"{server}/vaikutukset?lang=sv", timeout=20) as answer:
        text = answer.read().decode("utf-8")
        policy = answer.headers["Content-Security-Policy"]
    assert '<html lang="sv">' in text
    assert "http:" not in policy and "https:" not in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # The one inline script of the shell is allowed by its digest: a new Streamlit may have another one.
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert [digest for digest in digests if f"'sha256-{digest}'" not in policy] == []


def test_the_form_does_what_the_map_does(server: str, page: Page) -> None:
    page.goto(server)
    map_of(page)
    choose_option(page, "Palvelupiste", INKEROINEN)
    repainted_after(page, page.get_by_role("button", name=f"Sulje {INKEROINEN}").click)
    assert figure(page, 4) == "Inkeroinen"

    page.get_by_role("radio", name="Siirrä").click()
    choose_option(page, "Palvelupiste", "Myllykosken kirjasto")
    choose_option(page, "Paikka", "Inkeroinen")
    moving = repainted_after(page, page.get_by_role("button", name="Siirrä Myllykosken kirjasto").click)
    print(f"moving: {moving:.2f} s")
    expect(page.get_by_text("Siirretään Myllykosken kirjasto")).to_be_visible()
    photograph(page, "palveluverkko-siirretty")


def test_a_drawn_place_becomes_a_new_service_point(server: str, page: Page) -> None:
    page.goto(server)
    frame = map_of(page)
    frame.locator(".leaflet-draw-draw-marker").click()
    box = page.locator("iframe").bounding_box()
    assert box is not None
    before = shown(page)
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.25)
    page.get_by_text("Merkitty kartalle").wait_for()
    page.wait_for_timeout(300)
    assert shown(page) != before
    page.get_by_role("textbox", name="Nimi").fill("Pohjoinen kirjasto")
    page.get_by_role("textbox", name="Nimi").press("Enter")
    page.wait_for_timeout(500)
    opening = repainted_after(page, page.get_by_role("button", name="Avaa palvelupiste").click)
    print(f"opening: {opening:.2f} s")
    expect(frame.get_by_title("Pohjoinen kirjasto: uusi")).to_be_visible()
    photograph(page, "palveluverkko-uusi")


def test_a_link_opens_the_same_view(server: str, page: Page) -> None:
    page.goto(f"{server}/?kind=library&alternative=VE2&group=all&mode=walk&do=close~library-inkeroinen")
    map_of(page)
    expect(page.get_by_text(f"Suljetaan {INKEROINEN}")).to_be_visible()
    expect(page.get_by_role("radio", name="VE2")).to_be_checked()
    first = page.locator("ul.key-figures").inner_text()
    address = page.url
    assert "mode=walk" in address
    page.goto(f"{server}/lahtotiedot")
    page.goto(address)
    map_of(page)
    assert page.locator("ul.key-figures").inner_text() == first


def test_alternatives_side_by_side(server: str, page: Page) -> None:
    page.goto(f"{server}/?alternative=VE1&do=close~library-inkeroinen")
    map_of(page)
    page.get_by_role("link", name="Vaikutukset").click()
    page.get_by_role("heading", name="Vaihtoehdot rinnakkain").wait_for()
    map_of(page)
    expect(page.locator("table.summary").first.locator("tbody tr")).to_have_count(2)
    expect(page.locator("table.figures tr[data-area] th").first).to_have_text("Inkeroinen")
    row = page.locator("tr[data-area]").nth(1)
    row.hover()
    name = row.get_attribute("data-area")
    assert name
    map_of(page).locator('path[stroke-width="4"]').wait_for(state="attached")
    photograph(page, "vaikutukset", whole=True)
    page.get_by_role("textbox", name="Hae paikan nimellä").fill("anjala")
    page.get_by_role("textbox", name="Hae paikan nimellä").press("Enter")
    expect(page.locator("tr[data-area]")).to_have_count(1)
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Lataa CSV").click()
    content = Path(download.value.path()).read_text(encoding="utf-8")
    assert content.startswith("alternative,area_id,group,kind,mode,measure")
    for button, start in (
        ("Lataa Excel", b"PK"),
        ("Lataa GeoPackage", b"SQLite format 3"),
        ("Lataa VE1", b"name: VE1"),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert Path(download.value.path()).read_bytes().startswith(start)


@pytest.mark.parametrize("path", ["/", "/vaikutukset", "/lahtotiedot"])
def test_no_accessibility_violations(server: str, page: Page, path: str) -> None:
    page.goto(f"{server}{path}?alternative=VE1&do=close~library-inkeroinen")
    page.get_by_role("heading", level=1).wait_for()
    if path != "/lahtotiedot":
        map_of(page)
    page.wait_for_timeout(800)
    found = Axe().run(page, options=AXE_RULES)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_tells_its_language_and_says_it_all_in_it(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=sv")
    map_of(page)
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Servicenät")
    photograph(page, "servicenat")
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Service network")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_bare_letter_does_not_rerun_the_page_and_a_new_page_is_announced(server: str, page: Page) -> None:
    page.goto(server)
    map_of(page)
    page.get_by_role("radio", name="Sulje").focus()
    page.keyboard.press("c")
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("link", name="Lähtötiedot").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lähtötiedot")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    photograph(page, "lahtotiedot", whole=True)


@pytest.mark.parametrize("path", ["/", "/vaikutukset"])
def test_a_phone_needs_no_sideways_scrolling(server: str, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}{path}?alternative=VE1&do=close~library-inkeroinen")
    map_of(page)
    page.wait_for_timeout(500)
    assert page.locator("html").evaluate("element => element.scrollWidth") <= 390
    photograph(page, f"puhelin-{path.strip('/') or 'palveluverkko'}", whole=True)
