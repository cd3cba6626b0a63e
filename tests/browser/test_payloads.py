"""No payload runs on any page of the app: forty of them in every name and every text that somebody may write."""

from __future__ import annotations

import io
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from playwright.sync_api import Browser, Page

from pages.components.matters_addresses import PARTS
from pages.decisions.addresses import MEETING_FILE
from pages.decisions.files import KINDS
from tests.browser.conftest import running_app
from tests.browser.hostile import NAMES, PAYLOADS, Hostile, hostile_folder, hostile_record

pytestmark = pytest.mark.browser

PLAIN = ("", "/kokous", "/historia", "/asiakirja.html", "/aluesivut.html", "/tiivistelma.html")
# What a payload would have left behind had it become markup; the map's own frame has scripts of its own.
LEFT = """() => window.bad === undefined
  && !document.querySelector('[onerror],[onload]:not(body),[onfocus],[onmouseover],[ontoggle],img[src="x"],base,'
    + '[href^="javascript:"],[src^="javascript:"],[href*="x.example"],[src*="x.example"],form[action*="x"],object,math,'
    + 'meta[http-equiv="refresh"],iframe[srcdoc]')
  && ![...document.querySelectorAll('script')].some(one => /^\\s*alert\\(/.test(one.textContent))"""


@dataclass
class Watch:
    """A page that remembers whatever ran and wherever it asked."""

    page: Page
    address: str
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def see(self, what: str) -> None:
        """Nothing ran, in no frame, and nobody else's server was asked."""
        settled(self.page)
        for frame in self.page.frames:
            assert frame.evaluate(LEFT), (what, frame.url)
        assert self.ran == [], what
        elsewhere = [url for url in self.asked if not url.startswith((self.address, "data:", "blob:", "about:"))]
        assert elsewhere == [], what

    def go(self, path: str) -> None:
        """Open a page and see."""
        self.page.goto(self.address + path)
        self.page.locator("h1").first.wait_for()
        self.see(path)

    def open_all(self) -> None:
        """Open what is folded together."""
        closed = self.page.locator("details:not([open]) > summary")
        for _ in range(closed.count()):
            if closed.count():
                closed.first.click()


@pytest.fixture(scope="module")
def hostile(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Hostile, Path]:
    data = hostile_folder(demo_folder, tmp_path_factory.mktemp("hostile_data"))
    return hostile_record(tmp_path_factory.mktemp("hostile_record"), data), data


@pytest.fixture(scope="module")
def watch(
    hostile: tuple[Hostile, Path], chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watch]:
    record, data = hostile
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running_app(log, ASSESSMENT_DATA=str(data), DATABASE_URL=record.url) as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 1000}, locale="fi-FI")
        context.set_default_timeout(60_000)
        page = context.new_page()
        watched = Watch(page, address)
        page.on("dialog", lambda dialog: (watched.ran.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: watched.ran.append(str(error)))
        page.on("request", lambda request: watched.asked.append(request.url))
        yield watched
        context.close()


def settled(page: Page) -> None:
    page.wait_for_timeout(250)
    if page.locator("[data-testid=stApp]").count():
        page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for()


def opening(name: str) -> str:
    """The address of an alternative in which a service of this name opens."""
    change = "~".join(("open", "library-new", "library", "26.7", "60.87", name.replace("~", "-"), "Mo-Fr 09:00-15:00"))
    return urllib.parse.urlencode({"alternative": "VE1", "kind": "library", "mode": "walk", "do": change})


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=x onerror=1>",
        "<a href='javascript:1'>x</a>",
        "<base href=//x.example>",
        "<form action=//x></form>",
        "<iframe srcdoc=x></iframe>",
    ],
)
def test_what_a_payload_leaves_would_be_seen(chromium: Browser, markup: str) -> None:
    page = chromium.new_page()
    page.set_content(f"<main><p>{markup.replace('<', '&lt;')}</p></main>")
    assert page.evaluate(LEFT)
    page.set_content(f"<main>{markup}</main>")
    assert not page.evaluate(LEFT)
    page.close()


def test_the_matters_and_what_is_on_record(watch: Watch, hostile: tuple[Hostile, Path]) -> None:
    matter_id = hostile[0].matter_id
    watch.go("/asiat")
    watch.page.locator("a", has_text="alert(1)").first.wait_for()
    watch.see("the list")
    for part in PARTS:
        watch.go(f"/asia?id={matter_id}&part={part}")
        watch.open_all()
        watch.see(f"{part}, opened")


@pytest.mark.parametrize("language", ["", "?lang=sv", "?lang=en"])
def test_the_decision_makers_pages(watch: Watch, hostile: tuple[Hostile, Path], language: str) -> None:
    for path in ("", *(f"/{hostile[0].matter_id}{part}" for part in PLAIN)):
        address = f"/paatokset{path}{language}"
        assert watch.page.request.get(watch.address + address).status == 200, address
        watch.go(address)
        watch.open_all()
        watch.see(f"{address}, opened")


def test_what_is_written_stands_on_the_pages(watch: Watch, hostile: tuple[Hostile, Path]) -> None:
    """Proposal, plain text, the reasons of lapsing, withdrawing and erasing: the payload is there, as text."""
    matter_id = hostile[0].matter_id
    for path, around in (
        (f"/paatokset/{matter_id}/asiakirja.html", "valmistelijan ehdotus"),
        (f"/paatokset/{matter_id}/tiivistelma.html", ""),
        (f"/paatokset/{matter_id}/historia", "Vaihtoehto poistettiin tarkastelusta"),
        (f"/paatokset/{matter_id}/historia", "raukesi"),
    ):
        watch.go(path)
        said = watch.page.locator("body").inner_text()
        assert around.lower() in said.lower(), (path, around)
        assert PAYLOADS[0] in said, path


@pytest.mark.parametrize("name", [*KINDS, MEETING_FILE])
def test_what_is_taken_away(watch: Watch, hostile: tuple[Hostile, Path], name: str) -> None:
    answer = watch.page.request.get(f"{watch.address}/paatokset/{hostile[0].matter_id}/{name}")
    assert answer.status == 200
    content = answer.body()
    if name.endswith(".html"):
        watch.page.goto(f"{watch.address}/paatokset")
        watch.page.set_content(content.decode("utf-8"))
        watch.see(name)
    elif name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            trees = [
                ElementTree.fromstring(parts.read(one)) for one in parts.namelist() if one.endswith((".xml", ".rels"))
            ]
        targets = [
            one.get("Target", "") for tree in trees for one in tree.iter() if one.get("TargetMode") == "External"
        ]
        assert not [target for target in targets if "alert(" in target or "x.example" in target]
        assert not [one for tree in trees for one in tree.iter() if one.tag.endswith("}f")]  # no formula
    elif name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            actions = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
            assert not [one for one in actions if one["/S"] in ("/JavaScript", "/Launch", "/URI")]


def test_administration(watch: Watch) -> None:
    watch.go("/henkilot")
    watch.page.get_by_role("combobox", name="Rooli").click()
    watch.page.get_by_role("option", name="Ylläpitäjä", exact=True).click()
    watch.see("people")
    watch.page.get_by_role("rowheader", name=NAMES[0][:40]).first.wait_for()
    assert PAYLOADS[-1] in watch.page.locator("body").inner_text()  # why somebody was erased: every payload
    for title in ("Toimielimet", "Kutsut", "Tietojen kunto"):
        watch.page.get_by_role("link", name=title).first.click()
        watch.page.get_by_role("heading", level=1, name=title).wait_for()
        watch.see(title)
        watch.open_all()
        watch.see(f"{title}, opened")


def test_the_network_its_map_forms_and_figures(watch: Watch) -> None:
    page = watch.page
    for name in NAMES[:: len(NAMES) - 1]:
        watch.go(f"/palveluverkko?{opening(name)}")
        frame = page.locator("iframe").first
        frame.wait_for()
        page.wait_for_timeout(1500)
        box = frame.bounding_box()
        assert box is not None
        for across in range(1, 9):
            for down in range(1, 9):
                page.mouse.move(box["x"] + box["width"] * across / 9, box["y"] + box["height"] * down / 9)
        watch.see("map pointed at")
    for topic in ("Joukkoliikenne", "Asiointitaksi", "Kirjastoauto"):
        page.get_by_role("radio", name=topic).or_(page.get_by_role("button", name=topic, exact=True)).first.click()
        watch.see(topic)


def test_the_impacts_and_the_inputs(watch: Watch) -> None:
    watch.go(f"/vaikutukset?{opening(NAMES[0])}")
    watch.page.locator("table").first.wait_for()
    for row in watch.page.locator("[data-area]").all()[:20]:
        row.dispatch_event("mouseover")
    watch.see("impacts pointed at")
    watch.go("/lahtotiedot")
