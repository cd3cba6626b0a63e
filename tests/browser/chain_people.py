"""People of a city at work in browsers of their own: a planner, two councils, a preparer, a board; and what they do."""

from __future__ import annotations

import json
import urllib.parse
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from assessment.records.actor import Actor, Role
from assessment.records.bodies import BodyForm, add_body
from assessment.records.database import Database, open_database
from assessment.records.deadlines import HELSINKI
from assessment.records.matters import read_matter
from assessment.records.people import list_people, local_actor
from assessment.records.schema import History
from tests.browser.sign_in_service import SignInService, come_back_to, sign_in_as
from tests.browser.test_council import tab_to

OLDER, DISABLED, BOARD = 1, 2, 3
BODIES = (("Vanhusneuvosto", "older_people"), ("Vammaisneuvosto", "disabled_people"), ("Kaupunginhallitus", "deciding"))
GROUPS = (
    '[sign_in]\nroles_claim = "groups"\n[sign_in.roles]\n'
    'suunnittelu = "planner"\nvalmistelu = "preparer"\n'
    f'vanhukset = "council_secretary:{OLDER}"\nvanhusten_jasenet = "council_member:{OLDER}"\n'
    f'vammaiset = "council_secretary:{DISABLED}"\nhallitus = "decision_maker:{BOARD}"\n'
)
# Who signs in, by the group the service tells.
PEOPLE = {
    "paula": ("Paula Planner", "suunnittelu"),
    "veikko": ("Veikko Valmistelija", "valmistelu"),
    "siiri": ("Siiri Salo", "vanhukset"),
    "jaakko": ("Jaakko Jäsen", "vanhusten_jasenet"),
    "vilma": ("Vilma Virta", "vammaiset"),
    "paivi": ("Päivi Päättäjä", "hallitus"),
}
TRIES = 4
NUMBER, TITLE = "77/10.03.07.00/2026", "Inkeroisten kirjaston tulevaisuus"


@dataclass
class City:
    """The app, its sign-in service, its record, and everybody's own browser."""

    address: str
    service: SignInService
    database: Database
    chromium: Browser
    browsers: dict[str, BrowserContext] = field(default_factory=dict)

    @property
    def administrator(self) -> Actor:
        """Who keeps the roles, on the server's own machine."""
        return local_actor(self.database, "Aino Admin", {(Role.ADMINISTRATOR, None)})

    def person_id(self, subject: str) -> int:
        """The number of somebody who has signed in."""
        (known,) = list_people(self.database, self.administrator, f"{subject}@example.fi")
        return known.person_id

    def sign_in(self, subject: str, at: str) -> Page:
        """A page in a new browser of somebody who signs in by the service on the way to an address."""
        name, group = PEOPLE[subject]
        self.service.tell(subject, name=name, groups=[group])
        browser = self.chromium.new_context(viewport={"width": 1366, "height": 768}, locale="fi-FI")
        browser.set_default_timeout(60_000)
        self.browsers[subject] = browser
        page = browser.new_page()
        page.goto(f"{self.address}/kirjaudu?{urllib.parse.urlencode({'paluu': at})}")
        sign_in_as(page, subject)
        come_back_to(page, self.address, at)
        return page

    def refused(self, subject: str) -> list[str]:
        """What the history tells that somebody attempted and was refused."""
        with self.database.reading() as session:
            asked = session.query(History.facts).filter_by(action="refused", actor_id=self.person_id(subject))
            return [json.loads(facts)["attempted"] for (facts,) in asked.order_by(History.seq)]

    def close(self) -> None:
        """Close everybody's browser."""
        for browser in self.browsers.values():
            browser.close()
        self.database.close()


def new_record(folder: Path) -> tuple[str, Database]:
    """A record with two councils and a board, and no matter yet."""
    url = f"sqlite:///{folder / 'records.sqlite'}"
    database = open_database(url)
    administrator = local_actor(database, "Aino Admin", {(Role.ADMINISTRATOR, None)})
    made = [
        add_body(database, administrator, BodyForm(name, kind, statutory=kind != "deciding")).id
        for name, kind in BODIES
    ]
    assert made == [OLDER, DISABLED, BOARD]
    return url, database


def today() -> str:
    """Today as it is written in a form: nothing is decided before it was opened, or in time to come."""
    return f"{datetime.now(HELSINKI):%d.%m.%Y}"


def settled(page: Page) -> None:
    """Wait until Streamlit has drawn the page."""
    page.wait_for_timeout(300)
    page.locator('[data-testid=stApp][data-test-script-state="notRunning"]').wait_for()


def at_part(city: City, page: Page, part: str) -> None:
    """A part of the matter."""
    page.goto(f"{city.address}/asia?id=1&part={part}")
    page.locator(".page-head h1").wait_for()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select by its label."""
    settled(page)
    box = page.get_by_role("combobox", name=label).first
    for _ in range(TRIES):  # a list that is open closes when the page is drawn again under it
        box.scroll_into_view_if_needed()
        box.click()
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=5_000)
            expect(box).to_have_value(option, timeout=5_000)
            break
        except (PlaywrightError, AssertionError):
            page.keyboard.press("Escape")
            settled(page)
    expect(box).to_have_value(option)
    settled(page)


def open_matter(city: City, page: Page) -> None:
    """The planner opens the matter, names who prepares and who decides it, and says that it is assessed."""
    page.get_by_text("Avaa uusi asia", exact=True).click()
    page.get_by_role("textbox", name="Asianumero").fill(NUMBER)
    page.get_by_role("textbox", name="Otsikko").fill(TITLE)
    page.get_by_role("textbox", name="Kuvaus").fill("Suljetaanko Inkeroisten kirjasto?")
    choose(page, "Vastuuvalmistelija", "Veikko Valmistelija")
    choose(page, "Päättävä toimielin", "Kaupunginhallitus")
    page.get_by_text("tarvittavat palvelut", exact=True).first.click()
    page.get_by_role("button", name="Avaa asia", exact=True).click()
    expect(page.get_by_text("Asia on avattu.")).to_be_visible()
    matter = read_matter(city.database, local_actor(city.database, "Lukija", {(Role.PLANNER, None)}), 1)
    assert (matter.deciding_body_id, matter.preparer_id) == (BOARD, city.person_id("veikko"))
    at_part(city, page, "basics")
    screening = page.locator('[data-testid="stForm"]').filter(has=page.get_by_role("radiogroup")).last
    screening.get_by_role("textbox", name="Perustelu").fill("Kirjasto on monelle ainoa kävelymatkan päässä.")
    screening.locator('[data-testid="stCheckbox"] label').first.click()
    screening.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_text("Tallennettu.", exact=True)).to_be_visible()


def attach_and_freeze(city: City, page: Page, scenario: Path) -> None:
    """The planner attaches an alternative from a file; both are computed and frozen."""
    at_part(city, page, "alternatives")
    if not page.get_by_role("textbox", name="Vaihtoehdon nimi").is_visible():
        page.get_by_text("Liitä vaihtoehto", exact=True).first.click()
    page.locator('input[type="file"]').last.set_input_files(scenario)
    expect(page.get_by_text(scenario.name).first).to_be_visible()
    page.get_by_role("textbox", name="Vaihtoehdon nimi").fill("Kirjasto suljetaan")
    page.get_by_role("button", name="Liitä vaihtoehto asiaan").click()
    expect(page.get_by_text("Vaihtoehto on liitetty.", exact=False)).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Laske ja jäädytä: VE0, VE1").click()
    expect(page.get_by_text("Tulokset on laskettu ja jäädytetty.")).to_be_visible(timeout=240_000)


def ask(city: City, page: Page, council: str, question: str) -> None:
    """The planner asks a council for its statement."""
    at_part(city, page, "statements")
    if not page.get_by_role("combobox", name="Keneltä?").is_visible():
        page.get_by_text("Pyydä lausunto", exact=True).first.click()
    choose(page, "Keneltä?", council)
    page.get_by_role("textbox", name="Määräpäivä").first.fill("24.12.2030")
    page.get_by_role("textbox", name="Kysymykset").fill(question)
    page.get_by_role("button", name="Lähetä lausuntopyyntö").click()
    expect(page.get_by_text(f"Lausuntoa on pyydetty: {council}.")).to_be_visible()


def write_by_keyboard(page: Page, said: str) -> None:
    """The secretary writes the statement and looks at it once more, with nothing but the keyboard."""
    names = page.locator("input[type=radio][name^=stance_]").evaluate_all(
        "inputs => [...new Set(inputs.map(input => input.name))]"
    )
    for name in names:
        tab_to(page, f"[name={name}]", 200)
        page.keyboard.press("Space")
    texts = {"text": said, "meeting_date": today(), "section": "44", "chair": "Kaisa Kuusi", "secretary": "Siiri"}
    for name, text in texts.items():
        tab_to(page, f"#{name}", 200)
        page.keyboard.type(text)
    tab_to(page, 'button[value="preview"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/esikatselu")


def press_by_keyboard(page: Page, ends: str) -> None:
    """Press the button of the page's form, by Tab and Enter."""
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url(ends)


def respond(city: City, page: Page, quote: str, answer: str) -> None:
    """The preparer picks a point, answers it and gives the answers to the council."""
    at_part(city, page, "responses")
    page.get_by_text("Poimi lausunnosta kohtia").last.click()
    page.get_by_role("textbox", name="Tai kopioi kohta").last.fill(quote)
    page.get_by_role("button", name="Poimi kohdat").last.click()
    expect(page.get_by_text("Tallennettu.", exact=True)).to_be_visible()
    settled(page)
    page.get_by_role("textbox", name="Vastaus", exact=True).last.fill(answer)
    page.get_by_role("button", name="Tallenna vastaus").last.click()
    page.get_by_role("button", name="Anna vastaukset neuvostolle").last.click()
    expect(page.get_by_text("Vastaukset on annettu: Vanhusneuvosto.")).to_be_visible()


def fill_decision(page: Page) -> None:
    """Everything a decision needs, as far as the form asks it now."""
    page.get_by_role("textbox", name="Päätöspäivä").fill(today())
    page.get_by_role("textbox", name="Pykälä").fill("§ 106")
    page.get_by_role("textbox", name="Perustelut").fill("Lausunnon perusteella.")
    for box in page.get_by_role("textbox", name="miten lausunto").all():
        box.fill("Otettu huomioon.")
    page.get_by_text("VE0", exact=False).last.click()


def decide(page: Page) -> None:
    """Press the button that records the decision."""
    page.get_by_role("button", name="Kirjaa päätös lopullisesti").click()
